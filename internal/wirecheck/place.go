package main

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/standin"
)

// place knows what can be written where a parameter goes: no encoding has a way to write everything.
type place struct {
	in     string
	whole  bool     // JSON or another text of its own: anything can be written
	filled bool     // an empty text cannot be sent
	nested bool     // lists and objects may hold such
	never  string   // characters that texts cannot have
	part   string   // characters that texts in lists and objects cannot have
	taken  []string // names that members cannot have, as they are other parameters
}

func placeOf(op *standin.Operation, p *standin.Param) place {
	pl := place{in: p.In, whole: p.MediaType != "", nested: p.Explode && (p.Style == "form" || p.Style == "deepObject")}
	switch {
	case p.In == "path":
		pl.never, pl.filled = "\x00\r\n", true
	case p.In == "header":
		pl.never = controls() + "\x7f"
		pl.part = ",=\""
		pl.filled = strings.EqualFold(p.Name, "User-Agent") // net/http takes an empty one for a wish to send none
	case p.In == "cookie" && p.Style == "cookie":
		pl.never = controls() + "\x7f;,\" =%"
	}
	pl.part += map[string]string{"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}[p.Style]
	if p.Style == "form" && p.Explode && p.MediaType == "" {
		for _, q := range op.Params {
			if q != p && q.In == p.In {
				pl.taken = append(pl.taken, q.Name)
			}
		}
	}
	return pl
}

func controls() string {
	var b strings.Builder
	for c := range rune(' ') {
		b.WriteRune(c)
	}
	return b.String()
}

// suit leaves out what the place cannot hold: empty lists and objects, null, and characters.
func (pl place) suit(v any) any {
	if pl.whole {
		return v
	}
	v, _ = pl.prune(v, true)
	return v
}

func (pl place) prune(v any, top bool) (any, bool) {
	switch v := v.(type) {
	case string:
		return pl.text(v, top), true
	case []any:
		list := []any{}
		for _, item := range v {
			if kept, ok := pl.prune(item, false); ok && (len(list) == 0 || isNested(kept) == isNested(list[0])) {
				list = append(list, kept) // items that differ in that cannot be told from members
			}
		}
		return list, len(list) > 0
	case map[string]any:
		object := map[string]any{}
		for name, member := range v {
			if kept, ok := pl.prune(member, false); ok && !strings.ContainsAny(name, "[]") && !(top && slices.Contains(pl.taken, name)) {
				object[name] = kept
			}
		}
		return object, len(object) > 0
	case nil:
		return nil, false
	}
	return v, true
}

func isNested(v any) bool {
	switch v.(type) {
	case []any, map[string]any:
		return true
	}
	return false
}

func (pl place) text(s string, top bool) string {
	never := pl.never
	if !top {
		never += pl.part
	}
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(never, r) {
			return -1
		}
		return r
	}, s)
	if pl.in == "header" {
		s = strings.TrimSpace(s)
	}
	return s
}

// objection is why a value cannot be written, nil if it can.
func (pl place) objection(v any) error {
	switch v := v.(type) {
	case nil:
		return errors.New("null has no text")
	case string:
		if v == "" && pl.filled {
			return errors.New("it cannot be empty there")
		}
	case []any:
		if len(v) == 0 && !pl.whole {
			return errors.New("an empty list has no text")
		}
		for _, item := range v {
			if err := pl.inner(item); err != nil {
				return err
			}
		}
	case map[string]any:
		if len(v) == 0 && !pl.whole {
			return errors.New("an empty object has no text")
		}
		for _, member := range v {
			if err := pl.inner(member); err != nil {
				return err
			}
		}
	}
	return nil
}

func (pl place) inner(v any) error {
	switch v := v.(type) {
	case []any, map[string]any:
		if !pl.nested && !pl.whole {
			return errors.New("the style cannot write what is nested")
		}
	case string:
		if v == "" && !pl.nested && !pl.whole {
			return errors.New("an empty item has no text")
		}
	case json.Number, bool:
	}
	return nil
}
