package generator_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigen-go/apigen/generator"
	"github.com/apigen-go/apigen/generator/plan"
)

func TestARuleOfAStreamSaysWhatItsItemsAre(t *testing.T) {
	t.Parallel()
	for rule, want := range map[string]plan.StreamRule{
		"true":  {},
		"false": {None: true},
		"none":  {None: true},
		`{item: Chunk, end: "[DONE]", switch: live, envelope: true}`:  {Item: "Chunk", End: "[DONE]", Switch: "live", Envelope: true},
		"{framing: lines, media: application/jsonl, envelope: false}": {Framing: "lines", Media: "application/jsonl"},
	} {
		dir := t.TempDir()
		put(t, dir, tree{"apigen.yaml": "operations: {o: {stream: " + rule + "}}\n"})
		c, found := generator.ReadConfig(dir + "/apigen.yaml")
		if len(found.Sorted()) > 0 || c.Operations["o"].Stream == nil {
			t.Errorf("%s: %v", rule, found.Sorted())
			continue
		}
		got := *c.Operations["o"].Stream
		got.Pos = want.Pos
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(plan.StreamRule{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", rule, diff)
		}
	}
	for rule, want := range map[string]string{
		"maybe": "expected true, false, or what it streams", "[]": "expected true, false, or what it streams", "{framing: line}": "did you mean lines?",
		"{envelope: 7}": "expected true or false", "{itm: Chunk}": "did you mean item?",
	} {
		found := decode(t, "operations: {o: {stream: "+rule+"}}\n")
		if len(found) != 1 || !strings.Contains(found[0].String()+found[0].Hint, want) {
			t.Errorf("%s: %v, want %s", rule, found, want)
		}
	}
}
