// Package template answers: what does a text with placeholders say about this request?
//
// The text is read once, into pieces; what a placeholder stands for is the business of whoever parses it. {{ and }} stand
// for the braces themselves.
package template

import (
	"fmt"
	"io"
	"strings"
)

// Template is text with placeholders, in pieces: "{method} {path}" is a value, the text " " and a value. S is the state that
// values are taken from.
type Template[S any] []Value[S]

// Value writes one piece of a template.
type Value[S any] func(s S, w io.Writer) error

// Write writes the text with the values filled in.
func (t Template[S]) Write(s S, w io.Writer) error {
	for _, v := range t {
		if err := v(s, w); err != nil {
			return err
		}
	}
	return nil
}

// Expand returns the text with the values filled in.
func (t Template[S]) Expand(s S) (string, error) {
	var b strings.Builder
	err := t.Write(s, &b)
	return b.String(), err
}

// Parse reads a template. The function gives the value of a placeholder by what stands between the braces. All that is wrong
// is reported.
func Parse[S any](text string, placeholder func(string) (Value[S], error)) (t Template[S], errs []error) {
	for text != "" {
		at := strings.IndexAny(text, "{}")
		if at < 0 {
			return append(t, literal[S](text)), errs
		}
		if at > 0 {
			t = append(t, literal[S](text[:at]))
		}
		brace := text[at : at+1]
		text = text[at:]
		if strings.HasPrefix(text, brace+brace) {
			t, text = append(t, literal[S](brace)), text[2:]
			continue
		}
		name, rest, closed := strings.Cut(text[1:], "}")
		if brace == "}" || !closed || strings.Contains(name, "{") {
			return t, append(errs, fmt.Errorf("a brace without its partner at %q: want {name}, or %s for the brace itself", Clip(text), brace+brace))
		}
		if v, err := placeholder(name); err != nil {
			errs = append(errs, err)
		} else {
			t = append(t, v)
		}
		text = rest
	}
	return t, errs
}

func literal[S any](text string) Value[S] { return Text(func(S) string { return text }) }

// Text is the value that a function returns as text.
func Text[S any](get func(S) string) Value[S] {
	return func(s S, w io.Writer) error {
		_, err := io.WriteString(w, get(s))
		return err
	}
}

// Clip shortens a template for an error text.
func Clip(text string) string {
	const enough = 24
	if len(text) <= enough {
		return text
	}
	return text[:enough] + "..."
}
