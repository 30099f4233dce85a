package generator

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"

	"github.com/apigen-go/apigen/generator/change"
	"github.com/apigen-go/apigen/generator/spec"
)

// UpdateOptions say how [Update] goes about it. The zero value writes whatever has changed.
type UpdateOptions struct {
	DryRun    bool              // write nothing
	FailOn    Verdict           // write nothing if the changes are as grave as this, or graver; "": write whatever has changed
	Transport http.RoundTripper // nil: http.DefaultTransport
}

// Updated is what [Update] found and did.
type Updated struct {
	Verdict     Verdict         // how grave the changes are for users of the client
	Same        bool            // the document is the one that is kept: nothing was done
	Refused     bool            // by FailOn: nothing was written
	Report      *Report         // what changed; nil: nothing, or the earlier document cannot be used
	Actions     []OverlayAction // what each action of the overlays does to the new document
	Diagnostics []Diagnostic    // of the new document; an error means that nothing was written
	Change      Change          // what was written
}

// OverlayAction is what one action of an overlay did to the document.
type OverlayAction = spec.Effect

// Failed tells whether the new document cannot be used.
func (u Updated) Failed() bool { return hasError(u.Diagnostics) }

// Update fetches the vendor's document again, says what changed, and takes the client, its lock and the copy of the document from
// one state to the next: all of it, or nothing. The client keeps its names by the lock. A document that is kept and has not
// changed is not fetched whole: its server is asked by ETag and Last-Modified.
func Update(ctx context.Context, c Config, o UpdateOptions) (Updated, error) {
	if err := c.checkUpdate(); err != nil {
		return Updated{}, err
	}
	var err error
	if c.Lock, err = ReadLock(c.Out); err != nil {
		return Updated{}, fmt.Errorf("%s: %w", c.Out, err)
	}
	s, err := c.takeSnapshot(ctx, o.Transport)
	if err != nil {
		return Updated{}, err
	}
	if s.same() {
		return Updated{Verdict: Unchanged, Same: true}, nil
	}
	next, files, err := c.with(s)
	if err != nil {
		return Updated{}, err
	}
	if err := c.mayReplace(files); err != nil {
		return Updated{}, err
	}
	u, result, err := c.compareWith(ctx, next)
	if err != nil {
		return u, err
	}
	u.Refused = o.FailOn != "" && u.Verdict.AtLeast(o.FailOn)
	if o.DryRun || u.Refused || u.Failed() {
		u.Diagnostics = next.whereItComesFrom(u.Diagnostics)
		return u, nil
	}
	u.Change, err = next.write(ctx, result, files)
	return u, err
}

// compareWith makes the client of the next document, with the names of the one before, and says what changed.
func (c Config) compareWith(ctx context.Context, next Config) (Updated, Result, error) {
	before, err := c.earlier(ctx)
	if err != nil {
		return Updated{}, Result{}, err
	}
	if before != nil {
		next.Lock.Record = next.Lock.Record.Over(before.Plan.Record)
	}
	document, result, err := generate(ctx, next)
	u := Updated{Verdict: Breaking, Diagnostics: result.Diagnostics, Actions: result.Actions} // without an earlier document nobody knows
	if err != nil || result.Failed() || before == nil {
		return u, result, err
	}
	if u.Report, err = change.Compare(*before, result.side(document)); err == nil {
		u.Verdict = u.Report.Verdict()
	}
	return u, result, err
}

// checkUpdate tells what is missing for an update.
func (c Config) checkUpdate() error {
	switch {
	case c.Source != "" && isURL(c.Spec):
		return errors.New("spec is a URL: with source, spec is the file that the copy is kept in")
	case c.Source != "" && c.Spec == "-":
		return errors.New("spec is standard input: with source, spec is the file that the copy is kept in")
	case c.Source != "":
		if _, err := snapshotName(filepath.Base(c.Spec)); err != nil { // what is fetched takes the place of no other sort of file
			return fmt.Errorf("spec is %s: with source, it is the copy of a document, and ends in .json, .yaml or .yml", c.Spec)
		}
		return nil
	case isURL(c.Spec):
		return errors.New("no copy of the document is kept that could be compared: set source to the URL and spec to a file, as apigen init does")
	}
	return errors.New("nothing says where the document comes from: set source to its URL")
}

// earlier is the client of the document that is kept; nil if that cannot be used.
func (c Config) earlier(ctx context.Context) (*change.Side, error) {
	document, found := spec.Load(ctx, c.source())
	side, err := c.side(ctx, document, found)
	if errors.As(err, new(*BadDocument)) {
		return nil, nil
	}
	return &side, err
}

// write writes the client with the files of its document.
func (c Config) write(ctx context.Context, result Result, files map[string][]byte) (Change, error) {
	at, err := c.wideStage()
	if err != nil {
		return Change{}, err
	}
	beside, err := c.besides(at, files)
	if err != nil {
		return Change{}, err
	}
	return writing{dir: c.Out, files: append(result.Files, result.Lock.File()), at: at, beside: beside}.run(ctx)
}

// IdleActions are the actions of overlays that change nothing: the vendor has mended what they were for, or has moved it.
func (u Updated) IdleActions() []OverlayAction {
	var idle []OverlayAction
	for _, a := range u.Actions {
		if a.Idle() {
			a.Pos.File = filepath.ToSlash(a.Pos.File)
			idle = append(idle, a)
		}
	}
	return idle
}
