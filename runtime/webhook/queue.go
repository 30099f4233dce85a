package webhook

import (
	"context"
	"errors"
	"time"

	"github.com/apigen-go/apigen/runtime/dedup"
)

// Queue holds events from their acknowledgement until they are handled. [Memory] is one. Another may keep them where they
// outlive the process and several processes share them. What each method promises, an [Endpoint] relies on; package
// webhooktest checks it. A queue is safe for concurrent use.
type Queue interface {
	// Put stores the message, and returns nil only once it is stored as safely as the queue stores anything: the sender is
	// told that it arrived. A message whose Key is in the queue already, waiting or leased, is not stored again, and that is no
	// error: a sender repeats what it got no answer to. Nor is one that was done or failed a while ago. That while is no less
	// than the lease of a claim of 10 s: a process may die after Put and before the dedup store knows. A queue that outlives the
	// process, so that the event is handled nevertheless, keeps keys for as long as a sender may repeat itself, as the store
	// does. A queue that is full returns [ErrFull] at once.
	Put(ctx context.Context, m Message) error
	// Take waits for a message that is due and leases it for the time: until then nobody else gets it. If the lease ends
	// before Done, Retry or Fail, its holder is taken to be dead, and the message is due again. Messages are due in the order
	// of their arrival. After Stop, Take returns [ErrStopped] as soon as there is nothing left that this process must handle.
	Take(ctx context.Context, lease time.Duration) (Lease, error)
	// Extend makes the lease last for the time from now. [ErrLeaseLost] says that somebody else may have the message.
	Extend(ctx context.Context, l Lease, lease time.Duration) error
	// Done removes a message that was handled. A lease that has ended counts, here and below, until somebody else takes the
	// message: then it is [ErrLeaseLost].
	Done(ctx context.Context, l Lease) error
	// Retry gives a message back, to be due after the time. It is counted as taken.
	Retry(ctx context.Context, l Lease, after time.Duration) error
	// Fail removes a message that nobody will handle; a queue may keep it elsewhere for people to look at.
	Fail(ctx context.Context, l Lease) error
	// Stop ends Put, with [ErrStopped], and Take. A queue that loses its messages with the process goes on handing them out
	// until none is left; one that others can take them from does not. It returns at once, and may be called twice.
	Stop()
}

// Lease is a message that was taken from a [Queue].
type Lease struct {
	Message Message
	Attempt int    // how often the message has been taken, from 1
	Receipt string // tells this lease from others of the same message; the queue's own
}

// Joiner is a [Queue] that may share a place with a dedup store, and then does in one step what else takes three round trips.
// To implement it is a matter of speed alone.
type Joiner interface {
	// Join returns that step, nil if the store is elsewhere.
	Join(store dedup.Store) Joint
}

// Joint puts a message, which has a Key, into the queue and makes the key Done in the store: both or neither. The outcome
// says what the store knew of the key before. With Claimed, nothing: now both is done, though a message that the queue knew is
// not stored again. With Busy, somebody has claimed the key, and with Done it was confirmed: then nothing was done. Errors are
// those of Put, and leave the key free. It is safe for concurrent use.
type Joint func(ctx context.Context, m Message) (dedup.Outcome, error)

// Errors of a [Queue].
var (
	ErrFull      = errors.New("webhook: the queue is full")
	ErrStopped   = errors.New("webhook: the queue takes nothing more")
	ErrLeaseLost = errors.New("webhook: the lease of the message has ended")
)
