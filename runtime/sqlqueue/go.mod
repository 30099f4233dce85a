module github.com/apigen-go/apigen/runtime/sqlqueue

go 1.26.0

require github.com/apigen-go/apigen v0.0.0

replace github.com/apigen-go/apigen => ../..
