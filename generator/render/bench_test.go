package render_test

import (
	"fmt"
	"testing"

	"github.com/apigen-go/apigen/generator/plan"
	"github.com/apigen-go/apigen/generator/render"
)

// BenchmarkRender prints a client of about a hundred thousand lines.
func BenchmarkRender(b *testing.B) {
	p := largePlan(400)
	for b.Loop() {
		files, err := render.Render(p)
		if err != nil {
			b.Fatal(err)
		}
		lines := 0
		for _, f := range files {
			for _, c := range f.Content {
				if c == '\n' {
					lines++
				}
			}
		}
		b.ReportMetric(float64(lines), "lines")
	}
}

// largePlan repeats the files of the golden plan; it is printed, not compiled.
func largePlan(times int) *plan.Package {
	p := ordersPlan()
	files := p.Files
	p.Files = nil
	for i := range times {
		for _, f := range files {
			f.Name = fmt.Sprintf("f%d%s", i, f.Name)
			p.Files = append(p.Files, f)
		}
	}
	return p
}
