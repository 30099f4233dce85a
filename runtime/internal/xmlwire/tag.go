package xmlwire

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"
)

// name is the name of an element or attribute.
type name struct{ space, prefix, local string }

func (n name) String() string {
	if n.prefix != "" {
		return n.prefix + ":" + n.local
	}
	return n.local
}

// tag is what the tags of a field say: `xml:"ns wrapper>item" xmlprefix:"p"`, `xml:"name,attr"`, `xml:",chardata"`, in the
// syntax of encoding/xml as far as that goes.
type tag struct {
	name    name   // of the element or attribute; of a list: of its items
	wrapper string // local name of the element around a list; "": none
	attr    bool
	text    bool // the text of the element
}

func tagOf(f reflect.StructField, json string, list bool) tag {
	value, options, _ := strings.Cut(f.Tag.Get("xml"), ",")
	t := freeTag(json)
	t.name.prefix = f.Tag.Get("xmlprefix")
	for option := range strings.SplitSeq(options, ",") {
		t.attr = t.attr || option == "attr"
		t.text = t.text || option == "chardata" || option == "cdata"
	}
	space, path, found := strings.Cut(value, " ")
	if !found {
		space, path = "", value
	}
	t.name.space = space
	if path == "" || path == "-" {
		return t
	}
	outer, item, nested := strings.Cut(path, ">")
	t.name.local = outer
	if nested && list {
		t.wrapper, t.name.local = outer, item
	}
	return t
}

// around returns the name of the element around a list.
func (t tag) around() name { return name{t.name.space, t.name.prefix, t.wrapper} }

// rootOf reads the name of a root element: "ns prefix:name>ns prefix:item"; what is not needed is left out. The item is that of
// a list; without one its items are called as the root.
func rootOf(text string) (root, item name, err error) {
	outer, inner, isList := strings.Cut(text, ">")
	root = nameOf(outer)
	item = root
	if isList {
		item = nameOf(inner)
	}
	return root, item, errors.Join(root.check(), item.check())
}

// nameOf reads "ns prefix:name".
func nameOf(text string) name {
	space, local, found := strings.Cut(text, " ")
	if !found {
		space, local = "", text
	}
	n := name{space: space, local: local}
	if prefix, rest, ok := strings.Cut(local, ":"); ok {
		n.prefix, n.local = prefix, rest
	}
	return n
}

// check refuses what would not be a name: a member may be called anything.
func (n name) check() error {
	if !isName(n.local) || n.prefix != "" && !isName(n.prefix) {
		return fmt.Errorf("%.60q is no name that XML can have", n.String())
	}
	return nil
}

// isName reports whether the text can be the name of an element. A colon is let through: documents that know no namespaces
// have prefixes in the names of their members.
func isName(s string) bool {
	if s == "" || !utf8.ValidString(s) || s[0] == ':' || s[len(s)-1] == ':' || strings.Count(s, ":") > 1 {
		return false
	}
	for i, r := range s {
		if !isNameStart(r) && (i == 0 || !isNameRest(r)) {
			return false
		}
	}
	return true
}

// isNameStart and isNameRest are the productions of XML 1.0, fifth edition.
func isNameStart(r rune) bool {
	switch {
	case r < 0x80:
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == '_'
	case r < 0x300:
		return r >= 0xC0 && r != 0xD7 && r != 0xF7
	case r < 0x2070:
		return r >= 0x370 && r <= 0x1FFF && r != 0x37E || r == 0x200C || r == 0x200D
	case r < 0x3001:
		return r <= 0x218F || 0x2C00 <= r && r <= 0x2FEF
	}
	return r <= 0xD7FF || 0xF900 <= r && r <= 0xFDCF || 0xFDF0 <= r && r <= 0xFFFD || 0x10000 <= r && r <= 0xEFFFF
}

func isNameRest(r rune) bool {
	switch {
	case r < 0x80:
		return '0' <= r && r <= '9' || r == '-' || r == '.' || r == ':'
	case r == 0xB7, 0x300 <= r && r <= 0x36F, r == 0x203F, r == 0x2040:
		return true
	}
	return false
}

// localPart returns a name without a prefix.
func localPart(s string) string { return s[strings.LastIndexByte(s, ':')+1:] }
