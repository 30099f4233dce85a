package overlay_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/spec/overlay"
)

func TestEffects(t *testing.T) {
	t.Parallel()
	const document = "{a: {b: 1, list: [x, y], 'c/d': {e: null}}, f: {g: text}}"
	for name, c := range map[string]struct {
		action string
		want   string // matched and changed
	}{
		"a new member":                      {"{target: $.a, update: {z: 1}}", "1 [/a/z]"},
		"a member deep below":               {"{target: $, update: {a: {c/d: {e: 1}}}}", "1 [/a/c~1d/e]"},
		"what is there already":             {"{target: $.a, update: {b: 1, 'c/d': {e: null}}}", "1 []"},
		"a part that is there already":      {"{target: $.a, update: {b: 1, z: {y: 2}}}", "1 [/a/z]"},
		"an item that a list has":           {"{target: $.a.list, update: x}", "1 []"},
		"items of which a list has one":     {"{target: $.a, update: {list: [y, z]}}", "1 [/a/list/3]"},
		"a primitive":                       {"{target: $.f.g, update: other}", "1 [/f/g]"},
		"a primitive that is so already":    {"{target: $.f.g, update: text}", "1 []"},
		"a removal":                         {"{target: $.f, remove: true}", "1 [/f]"},
		"a removal of what is gone":         {"{target: $.gone, remove: true}", "0 []"},
		"a copy":                            {"{target: $.f, copy: $.a}", "1 [/f/b /f/list /f/c~1d]"},
		"a copy of what is there":           {"{target: $.a, copy: \"$.a['c/d']\"}", "1 [/a/e]"},
		"several targets, one is so by now": {"{target: $.*, update: {g: text}}", "2 [/a/g]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var found diag.List
			root := parse(t, "1.yaml", "overlay: 1.1.0\ninfo: {title: Changes, version: '1'}\nactions:\n- "+c.action)
			_, effects := overlay.Apply(parse(t, "doc.yaml", document), []*overlay.Document{overlay.Parse(root, &found)}, &found)
			if found.Has(diag.Error) || len(effects) != 1 {
				t.Fatal(found.Sorted(), effects)
			}
			got := fmt.Sprint(effects[0].Matched, " ", effects[0].Changed)
			if diff := cmp.Diff(c.want, got); diff != "" || effects[0].Idle() != (len(effects[0].Changed) == 0) {
				t.Errorf("the effect (-want +got):\n%s", diff)
			}
		})
	}
}
