package template_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/runtime/internal/template"
)

func placeholder(name string) (template.Value[string], error) {
	if name != "state" {
		return nil, errors.New("no " + name)
	}
	return template.Text(func(s string) string { return s }), nil
}

func TestPlaceholdersAreFilledInAndDoubledBracesStand(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "plain": "plain", "{state}": "S", "a{state}b{state}": "aSbS", "{{{state}}}": "{S}", "{{state}}": "{state}", "}}{{": "}{",
	} {
		parsed, errs := template.Parse(text, placeholder)
		got, err := parsed.Expand("S")
		if len(errs) > 0 || err != nil || got != want {
			t.Errorf("%q gives %q, want %q; %v, %v", text, got, want, errs, err)
		}
	}
}

func TestAllThatIsWrongWithATemplateIsReported(t *testing.T) {
	t.Parallel()
	_, errs := template.Parse("{a} {b} {state", placeholder)
	if err := errors.Join(errs...); len(errs) != 3 || !strings.Contains(err.Error(), `without its partner at "{state"`) {
		t.Errorf("%d errors: %v", len(errs), err)
	}
	for _, text := range []string{"}", "a}b", "{a{b}", "{"} {
		if _, errs := template.Parse(text, placeholder); len(errs) == 0 {
			t.Errorf("%q is accepted", text)
		}
	}
}
