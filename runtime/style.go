package runtime

// Style says how a parameter, or a property of a form, is written. The zero value stands for the default of the place:
// path and header parameters are [Simple] and [NoExplode], query and cookie parameters [StyleForm] and [Explode]. Styles
// combine: a later one wins over an earlier one of the same kind.
type Style string

// How a list or an object is laid out.
const (
	Simple         Style = "simple"         // blue,black
	Label          Style = "label"          // .blue,black
	Matrix         Style = "matrix"         // ;color=blue,black
	StyleForm      Style = "form"           // color=blue,black
	StyleCookie    Style = "cookie"         // color=blue; color=black, without percent-encoding
	SpaceDelimited Style = "spaceDelimited" // color=blue%20black
	PipeDelimited  Style = "pipeDelimited"  // color=blue%7Cblack
	TabDelimited   Style = "tabDelimited"   // color=blue%09black
	DeepObject     Style = "deepObject"     // color[R]=100, with the brackets escaped; lists as color[0]=blue
)

// What goes along with a layout.
const (
	Explode       Style = "explode"       // one name=value for each item or member
	NoExplode     Style = "noExplode"     // all items or members in one value
	ArrayBrackets Style = "arrayBrackets" // lists inside DeepObject as color[]=blue&color[]=black
	ArrayRepeat   Style = "arrayRepeat"   // lists inside DeepObject as color=blue&color=black
	AllowReserved Style = "allowReserved" // reserved characters that change no meaning are not escaped
	AllowEmpty    Style = "allowEmpty"    // an empty list or object is sent as an empty value
	AsJSON        Style = "json"          // the value is sent as JSON text: content application/json
)

// layout is what the styles of one parameter come to.
type layout struct {
	style    Style // one of the first block
	explode  bool
	arrays   Style // ArrayBrackets, ArrayRepeat; "": by index
	reserved bool
	empty    bool
	json     bool
}

// layoutOf applies styles to the default of the place.
func layoutOf(style Style, styles []Style) layout {
	l := layout{style: style, explode: explodes(style)}
	for _, s := range styles {
		switch s {
		case Simple, Label, Matrix, StyleForm, StyleCookie, SpaceDelimited, PipeDelimited, TabDelimited, DeepObject:
			l.style, l.explode = s, explodes(s)
		}
	}
	for _, s := range styles {
		l.add(s)
	}
	return l
}

// explodes is the default of explode that OpenAPI gives a style.
func explodes(style Style) bool {
	return style == StyleForm || style == StyleCookie || style == DeepObject
}

func (l *layout) add(s Style) {
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
