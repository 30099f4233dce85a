package auth

import rt "github.com/apigen-go/apigen/runtime/internal/template"

// template is text with placeholders about a signing, value one piece of it.
type (
	template = rt.Template[*signing]
	value    = rt.Value[*signing]
)

// clip shortens a template for an error text.
func clip(text string) string { return rt.Clip(text) }
