module github.com/apigen-go/apigen/internal/signcheck

go 1.26

require (
	github.com/apigen-go/apigen v0.0.0
	github.com/aws/aws-sdk-go-v2 v1.47.7
	github.com/golang-jwt/jwt/v5 v5.3.1
)

require github.com/aws/smithy-go v1.28.8 // indirect

replace github.com/apigen-go/apigen => ../..
