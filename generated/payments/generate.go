package payments

//go:generate go run ../../cmd/apigen generate
