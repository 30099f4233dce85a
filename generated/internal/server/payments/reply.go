package payments

import (
	"errors"
	"net/http"

	"github.com/apigen-go/apigen/generated/internal/server/stage"
)

type fault struct {
	Type        string `json:"type"`
	Code        string `json:"code,omitempty"`
	Message     string `json:"message"`
	Param       string `json:"param,omitempty"`
	DeclineCode string `json:"decline_code,omitempty"`
}

func answer(w http.ResponseWriter, value any) { stage.JSON(w, http.StatusOK, value) }

func fail(w http.ResponseWriter, status int, f fault) {
	w.Header().Set("Request-Id", "req_"+f.Type)
	stage.JSON(w, status, map[string]any{"error": f})
}

// refuse answers what is wrong with a request.
func refuse(w http.ResponseWriter, err error) {
	if errors.Is(err, errDeclined) {
		fail(w, http.StatusPaymentRequired, fault{
			Type: "card_error", Code: "card_declined", DeclineCode: "generic_decline", Message: "Your card was declined.",
			Param: "payment_method_data[card][number]",
		})
		return
	}
	f := fault{Type: "invalid_request_error", Message: err.Error()}
	if p, ok := errors.AsType[paramError](err); ok {
		f.Param, f.Code = p.param, "parameter_invalid"
	}
	fail(w, http.StatusBadRequest, f)
}

func missing(w http.ResponseWriter, kind, id string) {
	fail(w, http.StatusNotFound, fault{
		Type: "invalid_request_error", Code: "resource_missing", Param: kind, Message: "No such " + kind + ": " + id,
	})
}

func keyReused(w http.ResponseWriter, _ *http.Request) {
	fail(w, http.StatusUnprocessableEntity, fault{
		Type: "idempotency_error", Message: "The key was used with other parameters.",
	})
}

// list answers with the page behind starting_after or in front of ending_before.
func list[T identified](w http.ResponseWriter, r *http.Request, items []T, show func(T) any) {
	q := r.URL.Query()
	limit, err := stage.Limit(q.Get("limit"), 10, 100)
	if err != nil {
		refuse(w, paramError{"limit", err.Error()})
		return
	}
	var page []T
	var more bool
	if before := q.Get("ending_before"); before != "" {
		page, more, err = stage.PageBefore(items, T.key, before, limit)
	} else {
		page, more, err = stage.Page(items, T.key, q.Get("starting_after"), limit)
	}
	if err != nil {
		refuse(w, paramError{"starting_after", err.Error()})
		return
	}
	data := make([]any, len(page))
	for i, item := range page {
		data[i] = show(item)
	}
	answer(w, map[string]any{"object": "list", "url": r.URL.Path, "data": data, "has_more": more})
}
