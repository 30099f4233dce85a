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
	ArrayBrackets Style = "arrayBrackets" // lists inside DeepObject as color[]=blue&color[]=black, of objects as color[][R]=100&color[][G]=200
	ArrayRepeat   Style = "arrayRepeat"   // lists inside DeepObject as color=blue&color=black
	AllowReserved Style = "allowReserved" // reserved characters that change no meaning are not escaped
	AllowEmpty    Style = "allowEmpty"    // an empty list or object is sent as an empty value
	AsJSON        Style = "json"          // the value is sent as JSON text: content application/json
)
