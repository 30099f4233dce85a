package runtime_test

import (
	"encoding/json"
	"testing"

	"github.com/apigen-go/apigen/runtime"
)

func TestSmallIntegersAreAList(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, sent, want string }{
		{"a list stays one", `[0,12,255]`, `[0,12,255]`},
		{"text in base64 is read too", `"DAw="`, `[12,12]`},
		{"an empty list is no null", `[]`, `[]`},
		{"null stays null", `null`, `null`},
	} {
		var list runtime.Uint8s
		if err := json.Unmarshal([]byte(test.sent), &list); err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		if got, err := json.Marshal(list); err != nil || string(got) != test.want {
			t.Errorf("%s: got %s, %v; want %s", test.name, got, err, test.want)
		}
	}
}
