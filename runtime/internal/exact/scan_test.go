package exact

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

func FuzzScanner(f *testing.F) {
	for _, s := range []string{`{"a":1,"b":[{"c":"}"}],"\u0061":null}`, `[1,[2],"]"]`, `{`, `{"a"`, `{"a":`, `{"a":}`, `"\`, ` { } `, "{\"\xd8\":null}"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		members := map[string]json.RawMessage{}
		for name, value := range Members(data) {
			members[name] = slices.Clone(value)
		}
		var items []json.RawMessage
		for item := range Items(data) {
			items = append(items, item)
		}
		TooDeep(data)
		var object map[string]json.RawMessage
		if json.Unmarshal(data, &object) == nil && object != nil {
			compareMembers(t, data, object, members)
		}
		var array []json.RawMessage
		if json.Unmarshal(data, &array) == nil && len(array) != len(items) {
			t.Errorf("%q has %d items, not %d", data, len(array), len(items))
		}
	})
}

func compareMembers(t *testing.T, data []byte, want, got map[string]json.RawMessage) {
	t.Helper()
	if len(want) != len(got) {
		t.Errorf("%q has the members %q, not %q", data, want, got)
	}
	for name, value := range want {
		if strings.TrimSpace(string(value)) != string(got[name]) {
			t.Errorf("%q: %q is %q, not %q", data, name, value, got[name])
		}
	}
}
