package main

import (
	"bytes"
	"fmt"
	"go/format"
	"maps"
	"slices"
	"strconv"

	"github.com/apigen-go/apigen/generator/plan"
)

// The program that is compiled with a client: it reads lines of {"type", "value"}, decodes each value into its type,
// encodes it, and does so again with what it got. It uses nothing but encoding/json, as users of the types may.
const programText = `
// sent is a value and the type that it belongs to.
type sent struct {
	Type  string
	Value json.RawMessage
}

// back is what became of it.
type back struct {
	First, Second json.RawMessage ` + "`json:\",omitempty\"`" + `
	Error         string ` + "`json:\",omitempty\"`" + `
}

func main() {
	in := json.NewDecoder(bufio.NewReaderSize(os.Stdin, 1<<20))
	w := bufio.NewWriter(os.Stdout)
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	for {
		var s sent
		if err := in.Decode(&s); err == io.EOF {
			break
		} else if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		if err := out.Encode(try(s)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	if err := w.Flush(); err != nil {
		os.Exit(1)
	}
}

func try(s sent) (b back) {
	defer func() {
		if p := recover(); p != nil {
			b.Error = fmt.Sprint("panic: ", p)
		}
	}()
	var err error
	if b.First, err = round(s.Type, s.Value); err == nil {
		b.Second, err = round(s.Type, b.First)
	}
	if err != nil {
		b.Error = err.Error()
	}
	return b
}

func round(name string, data []byte) ([]byte, error) {
	v := types[name]()
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(v); err != nil {
		return nil, fmt.Errorf("decoding: %w", err)
	}
	again, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encoding: %w", err)
	}
	return again, nil
}
`

// program is the text of the program for the types of a client.
func program(types map[string]plan.Type) ([]byte, error) {
	paths := map[string]string{} // import path -> name
	var table bytes.Buffer
	for _, id := range slices.Sorted(maps.Keys(types)) {
		fmt.Fprintf(&table, "%q: func() any { return new(%s) },\n", id, expression(types[id], paths))
	}
	var b bytes.Buffer
	b.WriteString("package main\n\nimport (\n\"bufio\"\n\"bytes\"\n\"encoding/json\"\n\"fmt\"\n\"io\"\n\"os\"\n")
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		fmt.Fprintf(&b, "%s %q\n", paths[path], path)
	}
	fmt.Fprintf(&b, ")\n\nvar types = map[string]func() any{\n%s}\n%s", table.String(), programText)
	return format.Source(b.Bytes())
}

// expression writes a type, and notes what it imports.
func expression(t plan.Type, paths map[string]string) string {
	switch t.Kind {
	case plan.Pointer:
		return "*" + expression(*t.Elem, paths)
	case plan.Slice:
		return "[]" + expression(*t.Elem, paths)
	case plan.Map:
		return "map[string]" + expression(*t.Elem, paths)
	}
	text := t.Ident.Name
	path := t.Ident.Path
	if path == "" && !predeclared(text) {
		path = "bench/client"
	}
	if path != "" {
		if paths[path] == "" {
			paths[path] = "p" + strconv.Itoa(len(paths))
		}
		text = paths[path] + "." + text
	}
	for i, arg := range t.Args {
		text += [2]string{"[", ", "}[min(i, 1)] + expression(arg, paths)
	}
	if len(t.Args) > 0 {
		text += "]"
	}
	return text
}

// predeclared tells the types of Go that need no import: generated ones begin with a capital.
func predeclared(name string) bool { return name != "" && name[0] >= 'a' && name[0] <= 'z' }
