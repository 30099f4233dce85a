module github.com/apigen-go/apigen/internal/webhookcheck

go 1.26

require (
	github.com/apigen-go/apigen v0.0.0
	github.com/standard-webhooks/standard-webhooks/libraries v0.0.1
	github.com/stripe/stripe-go/v83 v83.2.1
	github.com/svix/svix-webhooks v1.44.0
)

require (
	github.com/rogpeppe/go-internal v1.16.0 // indirect
	gopkg.in/validator.v2 v2.0.1 // indirect
)

replace github.com/apigen-go/apigen => ../..
