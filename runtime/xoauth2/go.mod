module github.com/apigen-go/apigen/runtime/xoauth2

go 1.26.0

require (
	github.com/apigen-go/apigen v0.0.0
	golang.org/x/oauth2 v0.37.0
)

replace github.com/apigen-go/apigen => ../..
