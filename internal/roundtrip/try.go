package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/apigen-go/apigen/generator"
	"github.com/apigen-go/apigen/generator/api"
	"github.com/apigen-go/apigen/generator/plan"
	"github.com/apigen-go/apigen/internal/same"
	"github.com/apigen-go/apigen/internal/synth"
)

const timeLimit = 15 * time.Minute // for one document

// outcome is what became of one document.
type outcome struct {
	document document
	types    int
	empty    int // types without any value
	values   map[string]int
	loose    int // values of which a loose member was dropped
	failures []failure
	missed   map[string][]string // why values were not made -> of what
	took     time.Duration
	err      error // the document was not tried to the end
}

// failure is a value that did not come back.
type failure struct {
	schema, kind, what string
	sent, back         []byte
	reason             string // of an exception that is known; "": it is ours to mend
}

// question is a value to try.
type question struct {
	schema string
	synth.Value
}

// try takes one document all the way.
func (b bench) try(ctx context.Context, d document) (o outcome) {
	ctx, cancel := context.WithTimeout(ctx, timeLimit)
	defer cancel()
	o = outcome{document: d, values: map[string]int{}, missed: map[string][]string{}}
	start := time.Now()
	defer func() {
		if p := recover(); p != nil {
			o.err = fmt.Errorf("panic: %v", p)
		}
		o.took = time.Since(start)
	}()
	result, err := b.generate(ctx, generator.Config{Spec: d.path, Out: "client", Refs: generator.Refs{Root: d.root}})
	if o.err = err; err != nil {
		return o
	}
	if result.Failed() {
		o.err = errors.New(result.Diagnostics[0].String())
		return o
	}
	source, err := synth.Open(ctx, d.path, d.root)
	if o.err = err; err != nil {
		return o
	}
	types, questions := o.ask(ctx, source, result.Plan)
	if o.err = ctx.Err(); o.err != nil {
		return o
	}
	if len(types) == 0 {
		return o
	}
	text, err := program(types)
	if o.err = err; err != nil {
		return o
	}
	binary, err := b.build(ctx, result.Files, text)
	if o.err = err; err == nil {
		o.err = o.answer(ctx, binary, questions)
	}
	return o
}

// ask makes the values for all named schemas: those that have a type and, lest one gets lost, those of the document.
func (o *outcome) ask(ctx context.Context, source *synth.Document, client *plan.Package) (map[string]plan.Type, []question) {
	types := map[string]plan.Type{}
	var questions []question
	wanted := slices.Collect(maps.Keys(client.Types))
	for _, id := range source.Components() {
		wanted = append(wanted, string(id))
	}
	slices.Sort(wanted)
	for _, id := range slices.Compact(wanted) {
		if ctx.Err() != nil {
			break
		}
		t, ok := client.Types[id]
		if _, known := client.Types[string(source.Target(api.ID(id)))]; !ok && known {
			continue // another name of a schema that gets values of its own
		}
		schema := source.At(api.ID(id))
		switch {
		case !ok:
			o.failures = append(o.failures, failure{schema: id, kind: "type", what: "the schema has no Go type"})
			continue
		case schema == nil:
			o.failures = append(o.failures, failure{schema: id, kind: "type", what: "the type has no schema"})
			continue
		}
		types[id] = t
		values, missed := source.Values(schema)
		for _, m := range missed {
			o.missed[m.Reason] = append(o.missed[m.Reason], id+" ("+m.Kind+")")
		}
		if len(values) == 0 {
			o.empty++
		}
		for _, v := range values {
			questions = append(questions, question{id, v})
		}
	}
	o.types = len(types)
	return types, questions
}

// answer runs the values through the program and judges what comes back.
func (o *outcome) answer(ctx context.Context, binary string, questions []question) error {
	c := exec.CommandContext(ctx, binary)
	var complaints bytes.Buffer
	c.Stderr = &complaints
	in, err := c.StdinPipe()
	if err != nil {
		return err
	}
	out, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return err
	}
	go send(in, questions)
	err = o.judge(out, questions)
	if err != nil {
		_ = c.Process.Kill()
	}
	if waited := c.Wait(); err == nil && waited != nil {
		err = waited
	}
	if err != nil {
		return fmt.Errorf("running the program: %w\n%s", err, complaints.String())
	}
	return os.Remove(binary)
}

// send writes the questions. If the program goes away meanwhile, its answers show it.
func send(in io.WriteCloser, questions []question) {
	e := json.NewEncoder(in)
	e.SetEscapeHTML(false)
	for _, q := range questions {
		if e.Encode(map[string]any{"Type": q.schema, "Value": json.RawMessage(q.JSON)}) != nil {
			break
		}
	}
	_ = in.Close()
}

func (o *outcome) judge(out io.Reader, questions []question) error {
	d := json.NewDecoder(out)
	for _, q := range questions {
		var back struct {
			First, Second json.RawMessage
			Error         string
		}
		if err := d.Decode(&back); err != nil {
			return fmt.Errorf("at %s: %w", q.schema, err)
		}
		o.values[q.Kind]++
		what := back.Error
		if what == "" {
			what = same.Difference(q.JSON, back.First, q.Loose)
		}
		if what == "" {
			if what = same.Difference(back.First, back.Second, nil); what != "" {
				what = "the second time, " + what
			}
		}
		if what == "" {
			if same.Difference(q.JSON, back.First, nil) != "" {
				o.loose++
			}
			continue
		}
		f := failure{schema: q.schema, kind: q.Kind, what: what, sent: q.JSON, back: back.First}
		f.reason = excused(o.document.known, f)
		o.failures = append(o.failures, f)
	}
	return nil
}

// excused is the reason of the exception that a failure falls under, "" if none does.
func excused(known []exception, f failure) string {
	for _, e := range known {
		if (e.schema == "" || e.schema == f.schema) && strings.Contains(f.what, e.what) {
			return e.reason
		}
	}
	return ""
}
