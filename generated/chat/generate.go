package chat

//go:generate go run ../../cmd/apigen generate
