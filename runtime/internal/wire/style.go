package wire

// The names of styles, as in the runtime.
const (
	Simple         = "simple"
	Label          = "label"
	Matrix         = "matrix"
	Form           = "form"
	Cookie         = "cookie"
	SpaceDelimited = "spaceDelimited"
	PipeDelimited  = "pipeDelimited"
	TabDelimited   = "tabDelimited"
	DeepObject     = "deepObject"
	Explode        = "explode"
	NoExplode      = "noExplode"
	ArrayBrackets  = "arrayBrackets"
	ArrayRepeat    = "arrayRepeat"
	AllowReserved  = "allowReserved"
	AllowEmpty     = "allowEmpty"
	AsJSON         = "json"
)

// Layout is what the styles of one parameter come to.
type Layout struct {
	style    string // one of the first block
	explode  bool
	arrays   string // ArrayBrackets, ArrayRepeat; "": by index
	reserved bool
	empty    bool
	json     bool
	plain    bool // nothing is escaped, and so no separator is
}

// LayoutOf applies styles to the default of the place.
func LayoutOf[S ~string](style string, styles ...S) Layout {
	l := Layout{style: style, explode: explodes(style)}
	for _, s := range styles {
		switch s := string(s); s {
		case Simple, Label, Matrix, Form, Cookie, SpaceDelimited, PipeDelimited, TabDelimited, DeepObject:
			l.style, l.explode = s, explodes(s)
		}
	}
	for _, s := range styles {
		l.add(string(s))
	}
	return l
}

// explodes is the default of explode that OpenAPI gives a style.
func explodes(style string) bool {
	return style == Form || style == Cookie || style == DeepObject
}

func (l *Layout) add(s string) {
	switch s {
	case Explode, NoExplode:
		l.explode = s == Explode
	case ArrayBrackets, ArrayRepeat:
		l.arrays = s
	case AllowReserved:
		l.reserved = true
	case AllowEmpty:
		l.empty = true
	case AsJSON:
		l.json = true
	}
}
