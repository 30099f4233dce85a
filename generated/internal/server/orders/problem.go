package orders

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/apigen-go/apigen/generated/internal/server/stage"
)

type problem struct {
	Type   string       `json:"type"`
	Title  string       `json:"title"`
	Status int          `json:"status"`
	Detail string       `json:"detail,omitempty"`
	Code   string       `json:"code,omitempty"`
	Help   string       `json:"help,omitempty"` // an extension that the document does not name
	Errors []fieldError `json:"errors,omitempty"`
}

type fieldError struct {
	Pointer string `json:"pointer"`
	Message string `json:"message"`
}

func fail(w http.ResponseWriter, status int, code, detail string) {
	w.Header().Set("X-Request-Id", "req_"+code)
	stage.Problem(w, status, problem{
		Type: "https://orders.example/problems/" + code, Title: http.StatusText(status), Status: status,
		Detail: detail, Code: code, Help: "https://orders.example/help/" + code,
	})
}

func invalid(w http.ResponseWriter, faults ...fieldError) {
	w.Header().Set("X-Request-Id", "req_invalid")
	stage.Problem(w, http.StatusUnprocessableEntity, problem{
		Type: "https://orders.example/problems/invalid", Title: "The request cannot be accepted",
		Status: http.StatusUnprocessableEntity, Code: "invalid", Errors: faults,
	})
}

func keyReused(w http.ResponseWriter, _ *http.Request) {
	invalid(w, fieldError{"Idempotency-Key", "was used with another request"})
}

// read decodes the body, or answers what is wrong with it.
func read(w http.ResponseWriter, r *http.Request, into any) bool {
	err := stage.Decode(r.Body, into)
	if err == nil {
		return true
	}
	if name, ok := stage.UnknownMember(err); ok {
		invalid(w, fieldError{"/" + name, "is not known"})
		return false
	}
	fail(w, http.StatusBadRequest, "malformed", err.Error())
	return false
}

// list answers with the page that the query asks for.
func list[T any](w http.ResponseWriter, r *http.Request, items []T, id func(T) string) {
	q := r.URL.Query()
	limit, wrongLimit := stage.Limit(q.Get("limit"), 20, 100)
	after, wrongCursor := stage.ReadCursor(q.Get("cursor"))
	if err := errors.Join(wrongLimit, wrongCursor); err != nil {
		invalid(w, fieldError{"query", err.Error()})
		return
	}
	page, more, err := stage.Page(items, id, after, limit)
	if err != nil {
		invalid(w, fieldError{"cursor", err.Error()})
		return
	}
	answer := map[string]any{"data": page, "has_more": more, "next_cursor": nil}
	if more {
		answer["next_cursor"] = stage.Cursor(id(page[len(page)-1]))
	}
	stage.JSON(w, http.StatusOK, answer)
}

// check returns what is wrong with a new order. The caller holds the lock.
func (s *Server) check(in createOrder) []fieldError {
	var faults []fieldError
	if !s.knows(in.CustomerID) {
		faults = append(faults, fieldError{"/customer_id", "is no customer"})
	}
	if len(in.Items) == 0 {
		faults = append(faults, fieldError{"/items", "must not be empty"})
	}
	for i, it := range in.Items {
		if it.Quantity < 1 {
			faults = append(faults, fieldError{fmt.Sprintf("/items/%d/quantity", i), "must be at least 1"})
		}
		if it.UnitPrice.Currency != in.Items[0].UnitPrice.Currency {
			faults = append(faults, fieldError{fmt.Sprintf("/items/%d/unit_price/currency", i), "must be the same for all"})
		}
	}
	return faults
}
