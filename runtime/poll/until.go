package poll

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/internal/redact"
)

var (
	// ErrFailed is, for [errors.Is], the end of something that did not succeed: an [Error] has its last value.
	ErrFailed = errors.New("poll: it did not succeed")
	// ErrPaused is, for [errors.Is], something that does not go on until the caller acts: an [Error] has its value.
	ErrPaused = errors.New("poll: it waits for the caller")
)

// States are the states in which waiting ends. They are compared without regard to case, blanks, "-" and "_". Any other state, also
// one that the API did not have when its client was made, means that it goes on.
type States struct {
	Succeeded []string // "succeeded"
	Failed    []string // "failed", "cancelled"
	Paused    []string // it waits for the caller: "requires_action"
}

// Error is something that has ended, or stopped, without success. [errors.Is] finds [ErrFailed] or [ErrPaused].
type Error[T any] struct {
	State  string // as the server spells it
	Paused bool   // it goes on when the caller has acted
	Value  *T     // the last; nil if what tells the state is of another type
	Raw    []byte // what tells the state, if Value is nil
}

// Error prints the state, and the server's code if there is one, but nothing else of the value.
func (e *Error[T]) Error() string {
	text := "it ended as "
	if e.Paused {
		text = "it waits for the caller as "
	}
	text += strconv.Quote(redact.Clip(e.State, 60))
	if code := redact.Code(e.Raw); code != "" {
		text += ": " + code
	}
	return text
}

// GoString keeps the value, which may have secrets in it, out of %#v.
func (e *Error[T]) GoString() string { return "&poll.Error(" + e.Error() + ")" }

// Is reports whether the target is ErrFailed or ErrPaused, whichever it is.
func (e *Error[T]) Is(target error) bool {
	if e.Paused {
		return target == ErrPaused
	}
	return target == ErrFailed
}

// verdict is what a state means.
type verdict int

const (
	going verdict = iota
	succeeded
	failed
	paused
)

func (s *States) judge(state string) verdict {
	word := plain(state)
	for i, list := range [...][]string{s.Succeeded, s.Failed, s.Paused} {
		if word != "" && slices.ContainsFunc(list, func(known string) bool { return plain(known) == word }) {
			return verdict(i + 1)
		}
	}
	return going
}

// plain is a state without what vendors spell differently.
func plain(state string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(state))
}

// Until calls get until the value is in one of the states that end it, and returns it: together with no error if it succeeded,
// with an [Error] if not. State reads the state of a value: a string, or a pointer or [runtime.Nullable] of one.
//
// Between calls it waits for as long as the server asks (Retry-After), else by the [Policy], which [With] sets among opts; all
// other options go to get. Failures that can pass do not end the waiting at once. When the context or the policy's time ends,
// what is waited for goes on at the server.
//
// Any process can go on waiting: the arguments of get are all there is to know.
func Until[T any](ctx context.Context, opts []runtime.Option, states States, get func(context.Context, ...runtime.Option) (*T, error), state func(*T) any) (*T, error) {
	w := newWaiter(opts)
	ctx, cancel := w.limit(ctx)
	defer cancel()
	for {
		var seen answer
		value, err := get(ctx, append(slices.Clip(w.calls), seen.watch(nil))...)
		if err == nil && value != nil {
			word := text(state(value))
			if v := states.judge(word); v == succeeded {
				return value, nil
			} else if v != going {
				return nil, &Error[T]{State: word, Paused: v == paused, Value: value}
			}
		}
		if err := w.pause(ctx, seen.header, err); err != nil {
			return nil, w.ended(ctx, err)
		}
	}
}

// text is the text of a state; "" for none.
func text(state any) string {
	data, err := json.Marshal(state)
	if err != nil {
		return ""
	}
	var s string
	if json.Unmarshal(data, &s) == nil {
		return s
	}
	return string(data) // a number
}
