package orders

//go:generate go run ../../cmd/apigen generate
