package runtime

import (
	"context"
	"log/slog"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/apigen-go/apigen/runtime/internal/header"
	"github.com/apigen-go/apigen/runtime/internal/redact"
)

// Notice says that an operation is deprecated, or will be, or is about to go away.
type Notice struct {
	Operation    string    // operationId
	Method, Path string    // "GET", "/orders/{order_id}": the template
	Declared     bool      // by the document; else by a response alone
	Deprecated   time.Time // since or from when; zero: the date is unknown
	Sunset       time.Time // when it stops working; zero: unknown
	Link         string    // where to read about it
	Successor    string    // what to use instead
	Warning      string    // text of a Warning header
	Inconsistent bool      // the sunset is before the deprecation
}

// DaysLeft is how many whole days the operation works from now on, 0 or less if it may have stopped; ok is false if that is
// not known.
func (n Notice) DaysLeft() (days int, ok bool) {
	if n.Sunset.IsZero() {
		return 0, false
	}
	return int(math.Floor(time.Until(n.Sunset).Hours() / 24)), true
}

// deprecation is what the document and a response say about the operation, nil if neither says anything.
func (c *call) deprecation(h http.Header) *Notice {
	said, ok := header.ReadDeprecation(h)
	if !ok && !c.op.Deprecated {
		return nil
	}
	return &Notice{
		Operation: c.op.ID, Method: c.op.Method, Path: c.op.Path, Declared: c.op.Deprecated,
		Deprecated: said.From, Sunset: said.Sunset, Link: said.Link, Successor: said.Successor, Warning: said.Warning,
		Inconsistent: !said.Sunset.IsZero() && said.Sunset.Before(said.From),
	}
}

// tell hands a notice to the caller's handler or the log, once per operation and pair of dates. What the document alone
// says is no news after a response has said more.
func (c *call) tell(ctx context.Context, n Notice) {
	key := toldKey{c.op.Method + " " + c.op.Path, n.Deprecated.Unix(), n.Sunset.Unix()}
	if !c.client.told.First(key) {
		return
	}
	if n.Declared {
		c.client.told.First(toldKey{key.operation, time.Time{}.Unix(), time.Time{}.Unix()})
	}
	c.tellHooks(func(h Hooks) {
		if h.Deprecation != nil {
			h.Deprecation(ctx, n)
		}
	})
	harmless(func() {
		if c.set.notify != nil {
			c.set.notify(n)
			return
		}
		logger := c.set.logger
		if logger == nil {
			logger = slog.Default()
		}
		logger.LogAttrs(ctx, n.level(), "deprecated operation", n.attrs()...)
	})
}

// level is Error when the operation stops working within 30 days, or already has.
func (n Notice) level() slog.Level {
	if !n.Sunset.IsZero() && time.Until(n.Sunset) < 30*24*time.Hour {
		return slog.LevelError
	}
	return slog.LevelWarn
}

func (n Notice) attrs() []slog.Attr {
	attrs := []slog.Attr{slog.String("operation", n.Operation), slog.String("method", n.Method), slog.String("path", n.Path)}
	for name, at := range map[string]time.Time{"deprecated": n.Deprecated, "sunset": n.Sunset} {
		if !at.IsZero() {
			attrs = append(attrs, slog.Time(name, at))
		}
	}
	if days, ok := n.DaysLeft(); ok {
		attrs = append(attrs, slog.Int("days_left", days))
	}
	for name, text := range map[string]string{"link": n.Link, "successor": n.Successor, "warning": n.Warning} {
		if text != "" {
			attrs = append(attrs, slog.String(name, redact.Clip(text, 300)))
		}
	}
	slices.SortFunc(attrs[3:], func(a, b slog.Attr) int { return strings.Compare(a.Key, b.Key) })
	return attrs
}

const maxTold = 1024

// toldKey is what is told once: a pair of dates of an operation.
type toldKey struct {
	operation          string
	deprecated, sunset int64
}

// harmless runs code of the caller's: what it panics of does not harm the call.
func harmless(f func()) {
	defer func() { _ = recover() }()
	f()
}
