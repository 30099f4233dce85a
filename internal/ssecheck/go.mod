module github.com/apigen-go/apigen/internal/ssecheck

go 1.26

require (
	github.com/apigen-go/apigen v0.0.0
	github.com/tmaxmax/go-sse v0.12.0
)

replace github.com/apigen-go/apigen => ../..
