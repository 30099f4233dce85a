package spec

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// Words of progress, normalised. All values of a status must be among them.
const (
	working = " running inprogress processing executing queued enqueued started building rendering generating provisioning deploying " +
		"pendingexecution uploading downloading indexing training analyzing crawling scanning converting exporting importing transcribing "
	waiting = " pending created submitted accepted waiting scheduled validating finalizing finalising cancelling canceling aborting stopping preparing " +
		"initializing initialising initiated starting notstarted retrying new received validated validatingfiles " +
		"unknown none unspecified deleting creating updating resuming restarting rescheduled delayed deferred assigned dispatched ongoing "
	succeeds  = " succeeded success successful completed complete done finished "
	breakages = " failed failure error errored timedout timeout crashed systemerror internalerror systemfailure "
	otherEnds = " cancelled canceled aborted expired terminated killed interrupted incomplete rejected stopped skipped deleted " +
		"completedwitherrors partial partiallycompleted partiallysucceeded partialsuccess partiallyfailed succeededwitherrors invalid "
	pauses = " requiresaction actionrequired inputrequired authrequired paused suspended onhold waitingforinput awaitinginput requiresinput waitingforapproval awaitingapproval "
)

func isAmong(list, word string) bool { return word != "" && strings.Contains(list, " "+word+" ") }

// progressOf reads the values of a status. It returns nil unless they are those of work.
func progressOf(s *api.Schema) *api.Wait {
	if s.Kind != api.String || len(s.Enum) < 3 {
		return nil
	}
	w := &api.Wait{}
	works, breaks := "", false
	for _, v := range s.Enum {
		var value string
		if json.Unmarshal([]byte(v.Value), &value) != nil {
			return nil
		}
		switch word := normalised(strings.ReplaceAll(value, " ", "")); {
		case isAmong(working, word):
			works = value
		case isAmong(waiting, word), word == "":
		case isAmong(succeeds, word):
			w.Succeeded = append(w.Succeeded, value)
		case isAmong(breakages, word):
			breaks = true
			w.Failed = append(w.Failed, value)
		case isAmong(otherEnds, word):
			w.Failed = append(w.Failed, value)
		case isAmong(pauses, word):
			w.Paused = append(w.Paused, value)
		default:
			return nil
		}
	}
	if works == "" || !breaks || len(w.Succeeded) == 0 {
		return nil
	}
	w.Why = works + " while it works, then " + strings.Join(slices.Concat(w.Succeeded, w.Failed), ", ")
	return w
}

// commerce are things whose status is that of a business, normalised and in the singular: money moves when banks do.
var commerce = []string{
	"payment", "refund", "payout", "transfer", "order", "invoice", "charge", "subscription", "dispute", "withdrawal", "transaction",
	"shipment", "ticket", "deposit", "purchase", "checkout", "mandate", "settlement", "chargeback", "delivery", "message", "call",
	"appointment", "booking", "reservation", "meeting", "issue", "lead", "verification", "application", "disbursement", "donation", "sms", "debit", "credit", "reversal",
}

// isCommerce tells names of such things: the last word of a path, or a schema. Short words count at the end only: a border is no order.
func isCommerce(name string) bool {
	if strings.HasPrefix(name, "/") {
		name = collectionName(name)
	}
	name = strings.TrimSuffix(normalised(name), "s")
	return slices.ContainsFunc(commerce, func(word string) bool {
		return strings.HasSuffix(name, word) || len(word) > 5 && strings.Contains(name, word)
	})
}
