package generator

import (
	"fmt"
	"go/token"
	"io"
	"net/http"
	"path/filepath"
	"strings"

	"github.com/apigen-go/apigen/generator/diag"
	"github.com/apigen-go/apigen/generator/plan"
	"github.com/apigen-go/apigen/generator/spec"
)

// ConfigName is the configuration that is read when none is named.
const ConfigName = "apigen.yaml"

// Config says what to generate. Paths are relative to the current directory; those in a file, to the file.
type Config struct {
	Spec       string                   // the document: a file, an http(s) URL, or "-" for Stdin
	Out        string                   // the directory of the client
	Package    string                   // its package name; "": after the directory
	Strict     bool                     // warnings are errors
	Refs       Refs                     // what the document may refer to
	Overlays   []string                 // overlay documents, files or URLs, applied in this order before anything is read of the document
	Include    []Choice                 // operations to generate; none: all
	Exclude    []Choice                 // operations to leave out, also of those that are included
	Runtime    Runtime                  // where the client's runtime is: a module that it imports, or a copy of its own
	Import     string                   // import path of the client, for a runtime of its own; "": by the module that Out is in
	Names      map[string]string        // JSON pointer -> Go name, where the name that apigen chose does not please
	Security   map[string]HMAC          // key of a security scheme -> how its requests are signed
	Operations map[string]OperationRule // what the document does not say of operations, by operation or pattern
	Lock       Lock                     // of the earlier run, whose names and shapes are kept; zero: none
	Source     string                   // where Spec comes from, for [Update]: a file or URL; "": Spec is nobody's copy
	Webhooks   *WebhookRule             // what tells events apart and how they are signed; nil: what the document says
	Stdin      io.Reader                // what "-" stands for

	places  map[string]diag.Pos // where keys of names and operations are written: "names listOrders"
	watched *watched            // what the run read; nil: nobody asks
	files   map[string][]byte   // what is read in place of files of the disk, by absolute path
	offline bool                // nothing is fetched
}

// Choice matches operations, or webhooks, by their tag, operation id, path, method or name.
type Choice = spec.Choice

// HMAC says how requests of a security scheme are signed.
type HMAC = plan.HMAC

// OperationRule says what the document does not say of an operation, or not rightly.
type OperationRule = plan.Rule

// Runtime says where a client's runtime is.
type Runtime string

// Runtimes of clients.
const (
	ImportRuntime Runtime = "import" // the client imports this module's; the default, and what "" means
	VendorRuntime Runtime = "vendor" // what the client needs of it is copied into the client's internal directory
)

// Refs says which other documents a $ref may reach. The zero value allows files beside and below the document.
type Refs struct {
	Root  string   // directory that file references must stay in; "": the document's own
	Allow []string // origins that may be fetched from: "https://example.com"
}

// Check tells what is missing or cannot work, before anything is read.
func (c Config) Check() error {
	switch {
	case c.Spec == "":
		return fmt.Errorf("no document is named: set --spec, or spec in %s", ConfigName)
	case c.Out == "":
		return fmt.Errorf("no output directory is named: set --out, or out in %s", ConfigName)
	case c.Package != "" && (!token.IsIdentifier(c.Package) || c.Package == "_" || c.Package == "main"):
		return fmt.Errorf("%q cannot be the name of a client's package", c.Package)
	case !c.Runtime.known():
		return fmt.Errorf("there is no runtime %q: expected %s or %s", c.Runtime, ImportRuntime, VendorRuntime)
	}
	_, err := c.runtimePath()
	return err
}

// source is the configuration as the room that reads documents wants it.
func (c Config) source() spec.Options {
	o := spec.Options{Location: c.Spec, Stdin: c.Stdin, Root: c.Refs.Root, Allow: c.Refs.Allow,
		Overlays: c.Overlays, Include: c.Include, Exclude: c.Exclude, Copies: c.copies(), Files: c.files}
	if c.Webhooks != nil {
		o.Events = &c.Webhooks.Events
	}
	if c.watched != nil {
		o.Watch, o.Actions = c.watched.read, c.watched.overlaid
	}
	if c.offline {
		o.HTTPClient = &http.Client{Transport: noNetwork{}}
	}
	return o
}

// options is the configuration as the room that plans wants it.
func (c Config) options() plan.Options {
	o := plan.Options{Package: c.packageName(), Names: c.Names, Operations: c.Operations, HMAC: c.Security, Past: c.Lock.Record}
	if c.Webhooks != nil {
		o.Webhooks = c.Webhooks.Scheme
	}
	return o
}

// packageName is the configured name, or the output directory's with all but letters and digits left out.
func (c Config) packageName() string {
	if c.Package != "" {
		return c.Package
	}
	dir, err := filepath.Abs(c.Out)
	if err != nil || c.Out == "" {
		return "client"
	}
	name := strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(filepath.Base(dir)))
	name = strings.TrimLeft(name, "0123456789")
	switch {
	case name == "":
		return "client"
	case token.IsKeyword(name), name == "main":
		return name + "api"
	}
	return name
}
