package runtime_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/apigen-go/apigen/runtime"
)

func TestATimeoutInTheMiddleOfAnAnswerSaysThatTheRequestMayHaveBeenExecuted(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		op    *runtime.Operation
		warns bool
	}{{&opCreate, true}, {&opList, false}} {
		t.Run(test.op.Method, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				_, c := inMemory(t, func(_ int, w http.ResponseWriter, r *http.Request) {
					w.Header().Set("Content-Length", "100")
					w.Write([]byte(`{"id":`))
					w.(http.Flusher).Flush()
					<-r.Context().Done()
				})
				_, err := invoke(t.Context(), c, test.op)
				if !errors.Is(err, runtime.ErrAttemptTimeout) || strings.Contains(err.Error(), "may have executed") != test.warns {
					t.Errorf("%v", err)
				}
			})
		})
	}
}
