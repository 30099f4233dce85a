package naming_test

import (
	"testing"

	"github.com/apigen-go/apigen/generator/naming"
)

func TestClosest(t *testing.T) {
	t.Parallel()
	known := []string{"GET /orders", "GET /orders/{id}", "#/components/schemas/Order", "listOrders"}
	for in, want := range map[string]string{
		"GET /order":                  "GET /orders",
		"get /orders/{id}":            "GET /orders/{id}",
		"#/components/schemas/Oder":   "#/components/schemas/Order",
		"#/components/schemas/orders": "#/components/schemas/Order",
		"listOrder":                   "listOrders",
		"DELETE /customers":           "",
		"":                            "",
	} {
		if got := naming.Closest(in, known); got != want {
			t.Errorf("Closest(%q) = %q, want %q", in, got, want)
		}
	}
}
