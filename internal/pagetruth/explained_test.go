package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEveryMissIsExplainedAndNothingElse(t *testing.T) {
	t.Parallel()
	const acme, zeta = "fetched/acme+api/a.yaml", "fetched/zeta+api/a.yaml"
	full := func(more ...operation) explanations {
		e := explanations{{acme, "GET /wrong style"}: "why", {acme, "GET /missed"}: "why", {zeta, "GET /invented"}: "why"}
		for _, o := range more {
			e[o] = "why"
		}
		return e
	}
	for name, c := range map[string]struct {
		say  explanations
		want string
	}{
		"each miss and no more is fine": {full(), ""},
		"none at all": {nil, `explained.tsv does not say why fetched/acme+api/a.yaml GET /missed is a miss
explained.tsv does not say why fetched/acme+api/a.yaml GET /wrong style is a miss
explained.tsv does not say why fetched/zeta+api/a.yaml GET /invented is a miss`},
		"what is right by now":        {full(operation{acme, "GET /right"}), "explained.tsv explains fetched/acme+api/a.yaml GET /right, which is no miss"},
		"what is not counted":         {full(operation{zeta, "GET /not counted"}), "explained.tsv explains fetched/zeta+api/a.yaml GET /not counted, which is no miss"},
		"what nobody has labelled":    {full(operation{acme, "GET /orders"}), "explained.tsv explains fetched/acme+api/a.yaml GET /orders, which is no miss"},
		"another document's is apart": {full(operation{"fetched/else+api/a.yaml", "GET /orders"}).ofDocuments(func(name string) bool { return !strings.Contains(name, "else") }), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ""
			if err := c.say.verify(some()); err != nil {
				got = err.Error()
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
	}
}
