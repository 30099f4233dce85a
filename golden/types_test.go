package golden_test

import (
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	formats "github.com/apigen-go/apigen/golden/formats_get_proper_types"
	mixed "github.com/apigen-go/apigen/golden/mixed_enums_are_unions_of_enums"
	accounts "github.com/apigen-go/apigen/golden/read_only_members_are_not_sent"
	tuples "github.com/apigen-go/apigen/golden/tuples_have_a_field_for_each_position"
	own "github.com/apigen-go/apigen/golden/types_of_the_users_own_choice_are_used"
	"github.com/apigen-go/apigen/runtime"
)

// Generated types must come back from plain encoding/json as they went in.
func TestTypesGoThroughPlainJSONUnchanged(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text string
		into       any
	}{
		{"a tuple", `[13.4,52.5,34]`, new(tuples.Position)},
		{"a tuple without its optional item", `[13.4,52.5]`, new(tuples.Position)},
		{"a tuple that is longer than its document", `[13.4,52.5,34,1,2]`, new(tuples.Position)},
		{"tuples within a struct", `{"from":[1,2],"stops":[[3,4,5]],"box":[1,2,3,4],"reading":["2024-01-02T03:04:05Z",1,null,{"sensor":"s"},"more"],"nested":[[1,2],"home"],"either":[1,2]}`, new(tuples.Route)},
		{"a tuple that is null", `{"from":[1,2],"box":[],"nested":null}`, new(tuples.Route)},
		{"a union with a list beside a tuple", `{"from":[1,2],"box":[],"either":["a","b"]}`, new(tuples.Route)},
		{"a union with a map", `{"from":[1,2],"box":[],"either":{"a":1}}`, new(tuples.Route)},
		{"an empty list beside a tuple", `{"from":[1,2],"box":[],"either":[]}`, new(tuples.Route)},
		{"a variant that nobody knows", `{"from":[1,2],"box":[],"either":true}`, new(tuples.Route)},
		{"a mixed enum of strings and integers", `{"level":"low","inline":0,"scalar":true,"maybe":"on"}`, new(mixed.Mixed)},
		{"values that a mixed enum does not list", `{"level":"loudest","inline":99,"scalar":7,"maybe":"maybe"}`, new(mixed.Mixed)},
		{"a mixed enum among other variants", `{"level":11,"lists":"high","maybe":null}`, new(mixed.Mixed)},
		{"a list among other variants", `{"level":11,"lists":[]}`, new(mixed.Mixed)},
		{"members that only the server sets", `{"id":"acc_1","name":"a","owner":{"id":1,"email":"e","tags":["t"]},"created_at":"2024-01-02T03:04:05Z","balance":null,"version":3,"extra":{"a":1}}`, new(accounts.Account)},
		{"types of the user's own choice", `{"size":123456789012345678901234567890,"host":"10.0.0.1","hosts":["::1"],"byName":{"a":"10.0.0.2"},"raw":{"a":[1]},"maybe":null,"renamed":"x"}`, new(own.Own)},
		{"every format", `{"id":"123e4567-e89b-12d3-a456-426614174000","at":"2024-01-02T03:04:05.123456789Z","day":"2024-01-02","took":"PT1H","big":"9007199254740993","price":"12.50","blob":"AAEC","pin":"secret","small":-1,"huge":18446744073709551615,"whole":9007199254740993,"ratio":0.1,"exact":1.10,"link":"not a link","odd":"x","truth":false,"clock":"15:04:05Z"}`, new(formats.Formats)},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if err := json.Unmarshal([]byte(test.text), test.into); err != nil {
				t.Fatal(err)
			}
			again, err := json.Marshal(test.into)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(anyJSON(t, test.text), anyJSON(t, string(again))); diff != "" {
				t.Errorf("(-before +after)\n%s", diff)
			}
		})
	}
}

// anyJSON reads JSON with its numbers as they are written.
func anyJSON(t *testing.T, text string) any {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	var value any
	if err := dec.Decode(&value); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return value
}

func TestConstantsOfMixedEnumsAreValues(t *testing.T) {
	t.Parallel()
	data, err := json.Marshal(mixed.Mixed{Level: mixed.Level{Number: new(mixed.LevelTypeNumber11)}})
	if err != nil || string(data) != `{"level":11}` {
		t.Errorf("got %s (%v)", data, err)
	}
}

// sentTo calls a server that keeps what it is sent.
func sentTo(t *testing.T, call func(*accounts.Client) error) (contentType, body string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		contentType, body = r.Header.Get("Content-Type"), string(data)
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"id":"acc_1","name":"a","owner":{"id":1,"email":"e","tags":[]},"created_at":"2024-01-02T03:04:05Z"}`)
	}))
	t.Cleanup(server.Close)
	client, err := accounts.New(runtime.WithBaseURL(server.URL))
	if err != nil {
		t.Fatal(err)
	}
	if err := call(client); err != nil {
		t.Fatal(err)
	}
	return contentType, body
}

func TestWhatTheServerSetIsNotSentBack(t *testing.T) {
	t.Parallel()
	owner := accounts.Owner{ID: 7, Email: "o@example.com"}
	account := accounts.Account{
		ID: "acc_1", Name: "a", Owner: owner, CreatedAt: time.Unix(0, 0), Balance: runtime.Value(int64(3)),
		Password: new(runtime.Secret("s3cret")), Parent: runtime.Value(&accounts.Account{ID: "acc_0", Name: "p", Owner: owner}),
		Members: []accounts.Owner{owner}, Contact: &accounts.AccountContact{Owner: &owner},
		AdditionalProperties: map[string]any{"who": owner},
	}
	_, body := sentTo(t, func(c *accounts.Client) error {
		_, err := c.Accounts.Create(t.Context(), account)
		return err
	})
	const o = `{"email":"o@example.com","tags":[]}`
	want := `{"name":"a","owner":` + o + `,"password":"s3cret","parent":{"name":"p","owner":` + o + `},"members":[` + o + `],"contact":` + o + `,"who":` + o + `}`
	if diff := cmp.Diff(anyJSON(t, want), anyJSON(t, body)); diff != "" {
		t.Errorf("sent (-want +got)\n%s", diff)
	}
	if account.ID != "acc_1" || account.Contact.Owner.ID != 7 || account.Members[0].ID != 7 {
		t.Errorf("the caller's value changed: %+v", account)
	}
	_, form := sentTo(t, func(c *accounts.Client) error {
		return c.Accounts.SendForm(t.Context(), "acc_1", accounts.Account{ID: "acc_1", Name: "a", Owner: owner})
	})
	if want := "name=a&owner%5Bemail%5D=o%40example.com"; form != want {
		t.Errorf("the form is %s, want %s", form, want)
	}
}

func TestAMultipartBodyHasItsConstantsAndNothingThatTheServerSets(t *testing.T) {
	t.Parallel()
	contentType, body := sentTo(t, func(c *accounts.Client) error {
		return c.Accounts.PutAvatar(t.Context(), "acc_1", accounts.AccountsPutAvatarRequest{
			ID: new("x"), Image: runtime.File{Name: "me.png", Content: strings.NewReader("png")}, Owner: accounts.Owner{ID: 7, Email: "e"},
		})
	})
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		t.Fatal(err)
	}
	form, err := multipart.NewReader(strings.NewReader(body), params["boundary"]).ReadForm(1 << 20)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{"kind": {"avatar"}, "owner": {`{"email":"e","tags":[]}`}}
	if diff := cmp.Diff(want, form.Value); diff != "" || len(form.File["image"]) != 1 {
		t.Errorf("parts (-want +got)\n%s files %v", diff, form.File)
	}
}
