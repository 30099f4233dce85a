package runtimetest

import (
	"fmt"
	"testing"
	"testing/synctest"
)

// Run runs the cases against a subject, each as a subtest. Those that need what the subject lacks are skipped.
func Run(t *testing.T, s Subject) {
	for _, c := range Cases() {
		t.Run(c.ID, func(t *testing.T) {
			if missing := c.missing(s); len(missing) > 0 {
				t.Skipf("%s: %s does not offer: %v", c.Title, s.Name(), missing)
			}
			if !c.alone {
				t.Parallel()
			}
			if err := c.against(t, s); err != nil {
				t.Errorf("%s: %v", c.Title, err)
			}
		})
	}
}

// Measure runs the cases against several subjects and returns what came of it. Failures of subjects are not failures of t.
func Measure(t *testing.T, subjects ...Subject) *Report {
	report := newReport(subjects)
	for column, s := range subjects {
		t.Run(s.Name(), func(t *testing.T) {
			for row, c := range report.cases {
				if len(c.missing(s)) > 0 {
					continue
				}
				t.Run(c.ID, func(t *testing.T) {
					if !c.alone {
						t.Parallel()
					}
					report.set(row, column, c.against(t, s))
				})
			}
		})
	}
	return report
}

// against runs the case. A subject that panics has failed it.
func (c Case) against(t *testing.T, s Subject) (err error) {
	defer recovered(&err)
	if !c.virtual {
		return c.on(t, s)
	}
	synctest.Test(t, func(t *testing.T) { err = c.on(t, s) })
	return err
}

func (c Case) on(t *testing.T, s Subject) (err error) {
	b := newBench(t.Context(), s, c.virtual)
	defer b.close()
	defer recovered(&err)
	return c.run(b)
}

// aborted is what a bench panics of when a case cannot go on.
type aborted struct{ error }

func recovered(err *error) {
	switch p := recover().(type) {
	case nil:
	case aborted:
		*err = p.error
	default:
		*err = fmt.Errorf("panic: %v", p)
	}
}
