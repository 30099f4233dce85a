package plan

import (
	"bytes"
	"encoding/json"
	"maps"
	"strings"
)

// In JSON, what belongs to one thing stands together, so that a difference reads well and the file stays small:
//
//	"names": {
//	  "#/components/schemas/Order": {
//	    "": "Order",
//	    ".id": "ID",
//	    "=paid": ...
type recordJSON struct {
	Names  owned               `json:"names,omitempty"`
	Shapes map[string]string   `json:"shapes,omitempty"`
	Uses   map[string]together `json:"uses,omitempty"`

	Aliases map[string]string `json:"aliases,omitempty"`
}

// together is a list that is written as one text, place after place.
type together []string

func (t together) MarshalText() ([]byte, error) { return []byte(strings.Join(t, "; ")), nil }

func (t *together) UnmarshalText(text []byte) error {
	*t = strings.Split(string(text), "; ")
	return nil
}

// owned are values by their owner and what they are of it.
type owned map[string]map[string]string

// MarshalJSON groups the names by their owners.
func (r Record) MarshalJSON() ([]byte, error) {
	out := recordJSON{Names: owned{}, Shapes: r.Shapes, Uses: map[string]together{}, Aliases: r.Aliases}
	for key, places := range r.Uses {
		out.Uses[key] = places
	}
	for key, name := range r.Names {
		owner, member := cutMember(key)
		if out.Names[owner] == nil {
			out.Names[owner] = map[string]string{}
		}
		out.Names[owner][strings.Replace(member, owner+"/", "", 1)] = name
	}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	err := e.Encode(out)
	return text.Bytes(), err
}

// UnmarshalJSON reads what MarshalJSON writes.
func (r *Record) UnmarshalJSON(text []byte) error {
	var in recordJSON
	if err := json.Unmarshal(text, &in); err != nil {
		return err
	}
	r.Names, r.Shapes, r.Uses = map[string]string{}, maps.Clone(in.Shapes), make(map[string][]string, len(in.Uses))
	r.Aliases = maps.Clone(in.Aliases)
	for key, places := range in.Uses {
		r.Uses[key] = places
	}
	for owner, members := range in.Names {
		for member, name := range members {
			r.Names[joinMember(owner, member)] = name
		}
	}
	return nil
}

// cutMember parts a key into its owner and the member: ".id", "=paid", "|oneOf/string", "query limit".
func cutMember(key string) (owner, member string) {
	if strings.Contains(key, "#/") {
		for _, mark := range []string{" .", " =", " |", " ["} {
			if at := strings.Index(key, mark); at > 0 {
				return key[:at], key[at+1:]
			}
		}
		return key, ""
	}
	if method, rest, ok := strings.Cut(key, " "); ok && strings.ToUpper(method) == method {
		path, member, _ := strings.Cut(rest, " ")
		return method + " " + path, member
	}
	return key, ""
}

func joinMember(owner, member string) string {
	switch {
	case member == "":
		return owner
	case strings.HasPrefix(member, "|") && !strings.Contains(member, "#/"):
		return owner + " |" + owner + "/" + member[1:]
	}
	return owner + " " + member
}
