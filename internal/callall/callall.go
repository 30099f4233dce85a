// Package callall answers: does code that uses all of a client still compile against the next client?
//
// From the types of a client it writes a program that uses everything a caller can see, always with variables of the
// declared types, so that nothing fits by accident:
//
//	{ var r0 *client.Order; var r1 error; r0, r1 = x.Get(of[context.Context](), of[string](), of[[]runtime.Option]()...); _, _ = r0, r1 }
//	{ var v client.OrderStatus = x.Status; x.Status = v }
//
// The program is then type-checked against another client, without compiling anything.
package callall

import (
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"path"
	"strings"

	"github.com/apigen-go/apigen/generator"
)

// Path is the import path that clients are checked under.
const Path = "callall.example/client"

// Checker type-checks clients and programs. It is not safe for concurrent use; several may share their [Exports].
type Checker struct {
	imports types.Importer
}

// NewChecker makes a checker that finds the packages which clients import among exports.
func NewChecker(exports *Exports) *Checker {
	return &Checker{imports: importer.ForCompiler(token.NewFileSet(), "gc", exports.open)}
}

// Client is a client that compiles.
type Client struct {
	Types *types.Package
}

// Client type-checks a client, function bodies included. The error tells all that does not compile.
func (c *Checker) Client(files []generator.File) (*Client, error) {
	fset := token.NewFileSet()
	var syntax []*ast.File
	for _, f := range files {
		if !isSource(f.Name) {
			continue
		}
		parsed, err := parser.ParseFile(fset, f.Name, f.Content, parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("parsing the client: %w", err)
		}
		syntax = append(syntax, parsed)
	}
	var found []error
	config := types.Config{Importer: c.imports, Error: func(err error) { found = append(found, err) }}
	checked, err := config.Check(Path, fset, syntax, nil)
	if err != nil {
		return nil, fmt.Errorf("the client does not compile: %w", errors.Join(found...))
	}
	return &Client{Types: checked}, nil
}

// isSource tells whether a file is in the client's own package.
func isSource(name string) bool {
	return path.Dir(name) == "." && strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go")
}

// Break is something in a program that does not compile against a client.
type Break struct {
	Subjects  []string // what of the client it is about: "OrdersService.Get", "Order.Status", "New"; what is gone comes first
	Statement string   // the line of the program
	Message   string   // of the compiler
}

func (b Break) Error() string {
	return fmt.Sprintf("%s: %s\n\t%s", b.Subjects[0], b.Message, b.Statement)
}

// Check lists what of a program does not compile against a client.
func (c *Checker) Check(p *Program, against *Client) []Break {
	var found []Break
	config := types.Config{
		Importer: only{against.Types, c.imports},
		Error:    func(err error) { found = append(found, p.located(err)) },
	}
	_, _ = config.Check("main", p.fset, []*ast.File{p.syntax}, nil) // the error is the first of those found
	return found
}

// located says what an error of the compiler is about.
func (p *Program) located(err error) Break {
	var at types.Error
	if !errors.As(err, &at) {
		return Break{Subjects: []string{"the program"}, Message: err.Error()}
	}
	l := p.lines[p.fset.Position(at.Pos).Line-1]
	b := Break{Subjects: []string{l.subject}, Statement: strings.TrimSpace(l.text), Message: at.Msg}
	if gone, ok := strings.CutPrefix(at.Msg, "undefined: client."); ok && gone != l.subject {
		b.Subjects = []string{gone, l.subject}
	}
	return b
}

// only imports a client as it is, and all else as usual.
type only struct {
	client *types.Package
	others types.Importer
}

func (o only) Import(path string) (*types.Package, error) {
	if path == Path {
		return o.client, nil
	}
	return o.others.Import(path)
}
