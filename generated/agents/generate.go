package agents

//go:generate go run ../../cmd/apigen generate
