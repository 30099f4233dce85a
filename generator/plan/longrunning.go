package plan

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/naming"
)

// What takes long is waited for by further methods of the same service:
//
//	GET /runs/{id}, whose body tells the state     Wait(ctx, id)                        after Get; WaitForRun after GetRun
//	POST /images, whose answer leads to it         BeginCreate(ctx, body), ResumeCreate(token)
//
// The id is all that another process needs to go on; where there is none, the token is.

// Wait are the methods for something that takes long.
type Wait struct {
	Name   string // "WaitForRun"; of an operation "BeginCreate"
	Doc    Comment
	Resume string  // of an operation: "ResumeCreate"; "": the state is in the body of the method itself
	After  Comment // doc of Resume
	Status Access  // of the body, without Resume
	Result Type    // of the operation
	Via    string  // path to the state in what the operation's status is; "": as its protocol has it
	Final  string  // where the result of the operation is: "location"; "": as its protocol has it

	Succeeded, Failed, Paused []string // states; none: as the protocol has them
}

// wait plans the methods for an operation that takes long, nil if there is nothing to wait for.
func (b *builder) wait(op *operation, m Method) *Wait {
	w := op.Wait
	if w == nil || m.Paging != nil || m.Stream != nil || m.Result.XML {
		return nil
	}
	out := &Wait{Succeeded: w.Succeeded, Failed: w.Failed, Paused: w.Paused}
	planned := false
	if w.Via == "status" {
		planned = b.waitForStatus(op, m, out)
	} else {
		planned = b.waitForOperation(op, m, out)
	}
	if !planned {
		b.diags.Notef(op.Pos, "no-wait", "%s looks like something to wait for (%s), but its types or the names of other methods stand in the way; there is no method for that", op.key, w.Why)
		return nil
	}
	if out.Resume == "" {
		b.memory.noteFurther(op, "wait", out.Name)
	} else {
		b.memory.noteFurther(op, "begin", out.Name)
		b.memory.noteFurther(op, "resume", out.Resume)
	}
	return out
}

func (b *builder) waitForStatus(op *operation, m Method, out *Wait) bool {
	if _, found := b.access(b.jsonUse(op), op.Wait.Status, &out.Status); !found || len(out.Status) == 0 || len(out.Succeeded) == 0 || m.Result.Kind != PointerResult {
		return false
	}
	out.Name = b.memory.further(op, "wait", b.freeName(op, waitNames(op.name)...))
	own := b.methodLink(op)
	states := "It calls " + own + " until the state is " + listing(cleaned(slices.Concat(out.Succeeded, out.Failed, out.Paused)), "or") + ". "
	out.Doc = compose(deprecated([]block{
		text(out.Name + " waits until what " + own + " returns is done, and returns it."),
		text(states + unless(out) + " Between two calls it waits for as long as the server asks, else for a second and more; " +
			"[poll.With] changes that. Another process can go on waiting with the same arguments."),
		{lines: []string{route(op)}, whole: true},
	}, op.Deprecated, reason(op.Reason, "this operation"))...)
	return out.Name != ""
}

// unless says what becomes of the states that are no success.
func unless(w *Wait) string {
	if len(w.Failed)+len(w.Paused) == 0 {
		return "All of them are a success."
	}
	return "Unless that is " + listing(cleaned(w.Succeeded), "or") + ", the error is a [poll.Error], which has the last value."
}

func (b *builder) waitForOperation(op *operation, m Method, out *Wait) bool {
	out.Via, out.Final = clean(op.Wait.Status), op.Wait.Final
	out.Result = b.operationResult(op)
	out.Name = b.memory.further(op, "begin", b.freeName(op, "Begin"+op.name))
	out.Resume = b.memory.further(op, "resume", b.freeName(op, "Resume"+op.name))
	if out.Name == "" || out.Resume == "" || m.Result.Kind == StreamResult {
		return false
	}
	out.Doc = compose(deprecated([]block{
		text(out.Name + " is " + b.methodLink(op) + " for an answer that comes later: its Wait asks the server until the operation is done."),
		{lines: []string{route(op)}, whole: true},
	}, op.Deprecated, reason(op.Reason, "this operation"))...)
	out.After = compose(text(out.Resume + " goes on with an operation that [" + b.derived["service "+op.service.field] + "." + out.Name +
		"] began, perhaps in another process, by its Token."))
	return true
}

// methodLink is a link to the operation's own method.
func (b *builder) methodLink(op *operation) string {
	return "[" + b.derived["service "+op.service.field] + "." + op.name + "]"
}

// operationResult is what an operation results in: what the document says, else what the request returns where it is done at once.
func (b *builder) operationResult(op *operation) Type {
	for _, status := range []string{"200", "201", "2XX", "202"} {
		for _, o := range op.success {
			late := status == "202" && (op.Wait.Result == nil || o.isJSON() && o.use() != nil && o.use().ID != op.Wait.Result.ID)
			if o.status == status && o.isJSON() && o.use() != nil && !late {
				return b.outcomeType(o)
			}
		}
	}
	return named("encoding/json", "RawMessage")
}

// waitNames are what waiting may be called: after what is read, or after the method.
//
//	Get -> Wait   GetRun -> WaitForRun   RunsGetStatus -> WaitForRuns   InferenceGetBatch -> WaitForInferenceBatch
func waitNames(method string) []string {
	rest := strings.TrimSuffix(withoutVerb(method), "Status")
	if rest == "" {
		return []string{"Wait", method + "AndWait"}
	}
	if rest == strings.TrimSuffix(method, "Status") {
		rest = method
	}
	return []string{"WaitFor" + rest, method + "AndWait"}
}

// withoutVerb leaves out the word that says that something is read: at the beginning, else wherever it can be nothing but a verb.
func withoutVerb(method string) string {
	for _, verb := range []string{"Get", "Retrieve", "Fetch", "Read", "Describe", "Show", "Poll", "Check"} {
		if rest, ok := strings.CutPrefix(method, verb); ok && beginsWord(rest) {
			return rest
		}
	}
	for _, verb := range []string{"Get", "Retrieve", "Fetch", "Describe"} {
		if before, after, ok := strings.Cut(method, verb); ok && beginsWord(after) {
			return before + after
		}
	}
	return method
}

func beginsWord(rest string) bool { return rest == "" || strings.ToUpper(rest[:1]) == rest[:1] }

// freeName is the first of the names that no other method of the service has, "" if there is none.
func (b *builder) freeName(op *operation, names ...string) string {
	var taken []string
	for _, other := range op.service.ops {
		taken = append(taken, other.name)
		if other.Paging != nil {
			taken = append(taken, b.allName(other))
		}
		for _, s := range other.siblings {
			taken = append(taken, s.name)
		}
		if other != op && other.Wait != nil && other.Wait.Via == "status" {
			taken = append(taken, waitNames(other.name)...)
		}
		if other != op && other.Wait != nil && other.Wait.Via != "status" {
			taken = append(taken, "Begin"+other.name, "Resume"+other.name)
		}
	}
	i := slices.IndexFunc(names, func(name string) bool {
		return !slices.Contains(taken, name) && naming.Exported(naming.Words(name)...) != ""
	})
	if i < 0 {
		return ""
	}
	return names[i]
}

// cleaned are states without what a reader cannot see.
func cleaned(states []string) []string {
	var out []string
	for _, s := range states {
		if s = clean(s); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// overruleWait lays what the user says of waiting over what the document says. A zero rule means that there is nothing to wait for.
func (op *operation) overruleWait(own *api.Wait) {
	switch {
	case own == nil:
	case own.Via == "":
		op.Wait = nil
	default:
		op.Wait = own
	}
}
