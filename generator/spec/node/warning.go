package node

import "github.com/apigen-go/apigen/generator/diag"

// maxWarnings bounds the warnings of one file: a hostile file could have one for each of its bytes.
const maxWarnings = 100

// warnings adds to a list until there are enough.
type warnings struct {
	diags *diag.List
	count int
}

func (w *warnings) addf(pos diag.Pos, code, format string, args ...any) {
	w.count++
	switch {
	case w.count <= maxWarnings:
		w.diags.Warnf(pos, code, format, args...)
	case w.count == maxWarnings+1:
		w.diags.Warnf(pos, "many-warnings", "this file has more than %d warnings; the others are not reported", maxWarnings)
	}
}
