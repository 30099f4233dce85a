package runtime

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type account struct {
	ID       string                       `json:"id,omitzero" apigen:"readonly"`
	Name     string                       `json:"name"`
	Parent   *account                     `json:"parent,omitzero"`
	Members  []account                    `json:"members,omitzero"`
	ByRole   map[string]account           `json:"by_role,omitzero"`
	Owner    Nullable[*account]           `json:"owner,omitzero"`
	Pair     [2]*account                  `json:"pair,omitzero"`
	Source   accountSource                `json:"source,omitzero"`
	Anything any                          `json:"anything,omitzero"`
	Loose    Nullable[string]             `json:"loose,omitzero" apigen:"readonly"`
	Extra    map[string]Nullable[account] `json:"-"`
}

type plainAccount account

func (a account) MarshalJSON() ([]byte, error) {
	return EncodeObject(plainAccount(a), a.Extra)
}

type accountSource struct {
	Account *account
	Unknown json.RawMessage
}

var accountUnion = Union{Name: "accountSource", Variants: []Variant{{JSON: "object"}}}

func (u accountSource) MarshalJSON() ([]byte, error) {
	return EncodeUnion(&accountUnion, []any{&u.Account}, u.Unknown)
}

func TestMembersThatOnlyTheServerSetsAreNotSent(t *testing.T) {
	t.Parallel()
	set := account{ID: "acc_1", Name: "a", Loose: Value("x")}
	loop := &account{ID: "acc_1", Name: "a"}
	for _, test := range []struct {
		name  string
		value any
		want  string
	}{
		{"of a struct", set, `{"name":"a"}`},
		{"of a pointer", &set, `{"name":"a"}`},
		{"of a pointer in a struct", account{Name: "b", Parent: &set}, `{"name":"b","parent":{"name":"a"}}`},
		{"of items", account{Members: []account{{Name: "b"}, set}}, `{"name":"","members":[{"name":"b"},{"name":"a"}]}`},
		{"of the items of a list", []account{set}, `[{"name":"a"}]`},
		{"of the items of an array", account{Pair: [2]*account{&set}}, `{"name":"","pair":[{"name":"a"},null]}`},
		{"of values in a map", account{ByRole: map[string]account{"r": set, "s": {Name: "b"}}}, `{"name":"","by_role":{"r":{"name":"a"},"s":{"name":"b"}}}`},
		{"of a Nullable", account{Owner: Value(&set)}, `{"name":"","owner":{"name":"a"}}`},
		{"of null", account{Owner: Null[*account]()}, `{"name":"","owner":null}`},
		{"of a variant", account{Source: accountSource{Account: &set}}, `{"name":"","source":{"name":"a"}}`},
		{"of what an any holds", account{Anything: []any{1, map[string]any{"k": &set}}}, `{"name":"","anything":[1,{"k":{"name":"a"}}]}`},
		{"of additional properties", account{Extra: map[string]Nullable[account]{"x": Value(set)}}, `{"name":"","x":{"name":"a"}}`},
		{"of nothing", account{Name: "a", Parent: loop}, `{"name":"a","parent":{"name":"a"}}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			before, err := json.Marshal(test.value)
			if err != nil {
				t.Fatal(err)
			}
			req := NewRequest(&Operation{})
			req.JSON("application/json", test.value)
			if diff := cmp.Diff(test.want, sent(t, req)); diff != "" {
				t.Errorf("sent (-want +got)\n%s", diff)
			}
			after, err := json.Marshal(test.value)
			if diff := cmp.Diff(string(before), string(after)); diff != "" || err != nil {
				t.Errorf("the caller's value changed: %v (-before +after)\n%s", err, diff)
			}
		})
	}
}

func TestAValueThatHoldsItselfIsAnErrorAndNoCrash(t *testing.T) {
	t.Parallel()
	self := &struct {
		ID   string `json:"id,omitzero" apigen:"readonly"`
		Self any    `json:"self"`
	}{ID: "a"}
	self.Self = self
	req := NewRequest(&Operation{})
	req.JSON("application/json", self)
	if req.err() == nil {
		t.Error("no error")
	}
}

func TestFormsAndMultipartBodiesLeaveOutWhatOnlyTheServerSets(t *testing.T) {
	t.Parallel()
	body := struct {
		ID    string  `json:"id,omitzero" apigen:"readonly"`
		Name  string  `json:"name"`
		Owner account `json:"owner"`
		File  File    `json:"file"`
	}{ID: "1", Name: "n", Owner: account{ID: "acc_1", Name: "a"}, File: File{Name: "f"}}
	req := NewRequest(&Operation{})
	req.Multipart(body)
	var names []string
	for _, p := range parts(t, req) {
		names = append(names, p.Name)
		if p.Name == "owner" && p.Text != `{"name":"a"}` {
			t.Errorf("the owner is sent as %s", p.Text)
		}
	}
	if diff := cmp.Diff([]string{"name", "owner", "file"}, names); diff != "" {
		t.Errorf("parts (-want +got)\n%s", diff)
	}
	req.Form(account{ID: "acc_1", Name: "a", Parent: &account{ID: "acc_0", Name: "b"}})
	if got, want := sent(t, req), "name=a&parent%5Bname%5D=b"; got != want {
		t.Errorf("want %s, got %s", want, got)
	}
}
