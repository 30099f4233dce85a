package header_test

import (
	"net/http"
	"testing"

	"github.com/apigen-go/apigen/runtime/internal/header"
)

func FuzzDeprecation(f *testing.F) {
	for _, s := range []string{"@1688169599", "true", "?1", "Wed, 21 Oct 2015 07:28:00 GMT", `version="v1", date="x"`, `299 - "x"`, `<a>; rel="sunset deprecation"`, `<a`, `<a>; rel="\`} {
		f.Add(s, s, s, s)
	}
	f.Fuzz(func(t *testing.T, deprecation, sunset, link, warning string) {
		h := http.Header{"Deprecation": {deprecation}, "Sunset": {sunset}, "Link": {link}, "Warning": {warning}}
		if d, ok := header.ReadDeprecation(h); !ok && d != (header.Deprecation{}) {
			t.Errorf("nothing is said, and yet %+v", d)
		}
	})
}

func TestNoDeprecationCostsNothing(t *testing.T) {
	h := http.Header{"Content-Type": {"application/json"}, "Link": {`<x>; rel="next"`}}
	if n := testing.AllocsPerRun(100, func() { header.ReadDeprecation(h) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
