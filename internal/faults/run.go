package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/apigen-go/apigen/runtime"
)

// run does all that is planned and prints it. What does not hold is the error.
func (p plan) run(ctx context.Context, out io.Writer) error {
	return errors.Join(
		p.create(ctx, out, "with a key", p.keyed, true),
		p.create(ctx, out, "without a key", p.unkeyed, false),
		p.outages(ctx, out),
	)
}

// create makes things through a proxy that breaks, and compares what the calls say with what the server did.
func (p plan) create(ctx context.Context, out io.Writer, name string, n int, keyed bool) error {
	b, err := newBench(p.seed, p.patience, brokenExchanges, badStatuses)
	if err != nil {
		return err
	}
	defer b.Close()
	began := time.Now()
	var r *result
	if keyed {
		r, err = createKeyed(ctx, b, n, p.workers)
	} else {
		r, err = createUnkeyed(ctx, b, n, p.workers)
	}
	if err != nil {
		return err
	}
	conns, links, goroutines := b.left()
	fmt.Fprintf(out, "# creations %s: %d goroutines, %.1f s\n", name, p.workers, time.Since(began).Seconds())
	b.print(out)
	r.print(out, b)
	fmt.Fprintf(out, "left over: %d connections here, %d at the proxy, %d goroutines\n\n", conns, links, goroutines)
	if err := r.check(keyed); err != nil {
		return fmt.Errorf("creations %s: %w", name, err)
	}
	if conns+links != 0 || goroutines != 0 {
		return fmt.Errorf("creations %s: something is left over", name)
	}
	return nil
}

// outages calls servers that are down, without and with a circuit breaker.
func (p plan) outages(ctx context.Context, out io.Writer) error {
	var errs []error
	fmt.Fprintf(out, "# outages: %d calls each, after 200 that use up the retries of the beginning\n", p.outage)
	for _, d := range outages() {
		for _, o := range []struct {
			name string
			opts []runtime.Option
		}{{"", nil}, {", with a breaker", []runtime.Option{runtime.WithBreaker(runtime.BreakerPolicy{})}}} {
			c, err := measureOutage(ctx, d, p.outage, p.workers, o.opts...)
			if err == nil {
				err = c.check()
			}
			if err != nil {
				errs = append(errs, fmt.Errorf("%s%s: %w", d.name, o.name, err))
			}
			fmt.Fprintf(out, "%s%s: %d requests, %.4f per call (%d for the first 200)\n", d.name, o.name, c.attempts, c.perCall(), c.before)
		}
	}
	return errors.Join(errs...)
}
