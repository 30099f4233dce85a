package runtime

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Nothing is percent-encoded in a part, so the separators of a list are not either.
func TestListsInOnePartHaveTheirSeparatorsAsTheyAre(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		style []Style
		want  []string
	}{
		{"commas", []Style{StyleForm, NoExplode}, []string{"a b,c|d"}},
		{"vertical bars", []Style{PipeDelimited, NoExplode}, []string{"a b|c|d"}},
		{"spaces", []Style{SpaceDelimited, NoExplode}, []string{"a b c|d"}},
		{"tabs", []Style{TabDelimited, NoExplode}, []string{"a b\tc|d"}},
		{"a part for each item", []Style{PipeDelimited, Explode}, []string{"a b", "c|d"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := NewRequest(&Operation{Method: "POST", Path: "/"})
			r.Multipart(map[string]any{"tags": []string{"a b", "c|d"}}, FieldStyle{Field: "tags", Style: c.style})
			_, texts := readParts(t, r)
			if diff := cmp.Diff(c.want, texts); diff != "" {
				t.Errorf("parts (-want +got):\n%s", diff)
			}
		})
	}
}
