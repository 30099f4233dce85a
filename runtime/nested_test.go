package runtime

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// nest reads a form as servers with nested forms do, sharing no code with the encoder. A list arrives as an object with the
// indexes as names, as it does in PHP. They differ in what a[][x] means: PHP begins a new item each time, Rack (Rails,
// Sinatra) when a member comes again.
func nest(form string, rack bool) (map[string]any, error) {
	whole := map[string]any{}
	for pair := range strings.SplitSeq(form, "&") {
		name, value, _ := strings.Cut(pair, "=")
		name, err1 := url.QueryUnescape(name)
		value, err2 := url.QueryUnescape(value)
		if err1 != nil || err2 != nil {
			return nil, fmt.Errorf("%v, %v in %q", err1, err2, pair)
		}
		if name == "" {
			continue
		}
		first, rest, _ := strings.Cut(name, "[")
		keys := []string{first}
		if rest != "" {
			keys = append(keys, strings.Split(strings.TrimSuffix(rest, "]"), "][")...)
		}
		put(whole, keys, value, rack)
	}
	return whole, nil
}

// put sets the value below the keys; an empty key is the next item of a list.
func put(in map[string]any, keys []string, value string, rack bool) {
	key := keys[0]
	if key == "" {
		key = strconv.Itoa(len(in))
		if last, ok := in[strconv.Itoa(len(in)-1)].(map[string]any); rack && ok && len(keys) > 1 && !has(last, keys[1:]) {
			key = strconv.Itoa(len(in) - 1)
		}
	}
	if len(keys) == 1 {
		in[key] = value
		return
	}
	below, ok := in[key].(map[string]any)
	if !ok {
		below = map[string]any{}
		in[key] = below
	}
	put(below, keys[1:], value, rack)
}

func has(in map[string]any, keys []string) bool {
	value, ok := in[keys[0]]
	if below, isObject := value.(map[string]any); isObject && len(keys) > 1 {
		return has(below, keys[1:])
	}
	return ok
}

// arrived is what a form can tell of a value: texts, in objects by name or index, without what is empty.
func arrived(value any) any {
	object := map[string]any{}
	set := func(name string, v any) {
		if v = arrived(v); v != nil {
			object[name] = v
		}
	}
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			set(name, member)
		}
	case []any:
		for i, item := range v {
			if item == nil {
				item = "" // null has no other text, and to leave it out would move the others
			}
			set(strconv.Itoa(i), item)
		}
	case nil:
		return nil
	default:
		return fmt.Sprint(v)
	}
	if len(object) == 0 {
		return nil
	}
	return object
}

type line struct {
	Price *string  `json:"price,omitzero"`
	Count *int64   `json:"count,omitzero"`
	Tags  []string `json:"tags,omitzero"`
}

func TestNestedFormsArriveInEveryDialect(t *testing.T) {
	t.Parallel()
	lines := []line{{Price: new("p1"), Count: new(int64(1))}, {Count: new(int64(2))}, {Price: new("p3"), Count: new(int64(3)), Tags: []string{"x", "y"}}}
	object := func(members ...any) map[string]any {
		all := map[string]any{}
		for i := 0; i < len(members); i += 2 {
			all[members[i].(string)] = members[i+1]
		}
		return all
	}
	items := object("0", object("price", "p1", "count", "1"), "1", object("count", "2"), "2", object("price", "p3", "count", "3", "tags", object("0", "x", "1", "y")))
	for _, test := range []struct {
		name  string
		value any
		style []Style
		rack  bool
		text  string
		want  map[string]any
	}{
		{"by index", map[string]any{"items": lines}, []Style{DeepObject}, false,
			"items[0][price]=p1&items[0][count]=1&items[1][count]=2&items[2][price]=p3&items[2][count]=3&items[2][tags][0]=x&items[2][tags][1]=y",
			object("items", items)},
		{"by brackets, which Rack reads, with a member first that the item before has too", map[string]any{"items": lines}, []Style{DeepObject, ArrayBrackets}, true,
			"items[][price]=p1&items[][count]=1&items[][count]=2&items[][count]=3&items[][price]=p3&items[][tags][]=x&items[][tags][]=y",
			object("items", items)},
		{"by brackets in the name of the document", map[string]any{"items[]": lines[:2]}, nil, true,
			"items[][price]=p1&items[][count]=1&items[][count]=2",
			object("items", object("0", items["0"], "1", items["1"]))},
		{"a list of scalars under such a name", map[string]any{"items[]": []int{1, 2}}, []Style{DeepObject}, false,
			"items[]=1&items[]=2",
			object("items", object("0", "1", "1", "2"))},
		{"lists in lists", map[string]any{"items": [][]int{{1, 2}, {3}}}, []Style{DeepObject, ArrayBrackets}, false,
			"items[0][]=1&items[0][]=2&items[1][]=3",
			object("items", object("0", object("0", "1", "1", "2"), "1", object("0", "3")))},
		{"objects in objects", map[string]any{"items": map[string]any{"a": map[string]any{"b c": map[string]int{"d&": 1}}}}, nil, false,
			"items[a][b c][d&]=1",
			object("items", object("a", object("b c", object("d&", "1"))))},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := NewRequest(&Operation{})
			r.Form(test.value, FieldStyle{Field: "items", Style: test.style}, FieldStyle{Field: "items[]", Style: test.style})
			form := sent(t, r)
			if text, err := url.QueryUnescape(form); err != nil || text != test.text {
				t.Errorf("want %s\n got %s (%v)", test.text, text, err)
			}
			got, err := nest(form, test.rack)
			if diff := gocmp.Diff(test.want, got); diff != "" || err != nil {
				t.Errorf("%v (-want +got)\n%s", err, diff)
			}
		})
	}
}

func TestItemsThatWouldRunIntoEachOtherAreRefused(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]any{
		"items without a member in common": []line{{Price: new("p")}, {Count: new(int64(1))}},
		"an empty item":                    []line{{Price: new("p")}, {}},
	} {
		r := NewRequest(&Operation{})
		r.Form(map[string]any{"items[]": value})
		if err := r.err(); err == nil || !strings.Contains(err.Error(), "cannot be told from the one before it") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzNestedForm(f *testing.F) {
	for _, s := range []string{`{"a":{"b":[1,{"c":"x & y"},[true,[9007199254740993]]]}}`, `[{"a":1},{"b":2}]`, `{"ö":"=&+%"," ":null}`, `{"a":[],"b":{},"c":[null,""]}`, `1.50`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var value any
		d := json.NewDecoder(bytes.NewReader(data))
		d.UseNumber()
		if d.Decode(&value) != nil || strings.ContainsAny(names(value), "[]") {
			return
		}
		r := NewRequest(&Operation{})
		r.Form(map[string]any{"v": value}, FieldStyle{Field: "v", Style: []Style{DeepObject}})
		if r.err() != nil { // too deep
			return
		}
		want := map[string]any{}
		if v := arrived(value); v != nil {
			want["v"] = v
		}
		got, err := nest(sent(t, r), false)
		if diff := gocmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got)\n%s", data, err, diff)
		}
	})
}

// names are the names of all members: brackets in them would end them.
func names(value any) string {
	var all strings.Builder
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			if name == "" {
				name = "[" // a server reads it as the next item
			}
			all.WriteString(name + names(member))
		}
	case []any:
		for _, item := range v {
			all.WriteString(names(item))
		}
	}
	return all.String()
}
