package generator

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Two people generate on branches of their own, and git cannot merge the locks. Both sides are right: each has names that callers
// know. So they are taken together, and the next run writes one lock again.

// parse reads a lock. One with the marks of a merge conflict is both of its sides, our names first.
func (l *Lock) parse(content []byte) error {
	ours, theirs, conflict := sidesOf(content)
	if !conflict {
		return l.decode(content)
	}
	var other Lock
	if l.decode(ours) != nil || other.decode(theirs) != nil {
		return fmt.Errorf("%s has conflict marks of a merge in it, and its two sides cannot be told apart: take one of them, as in git checkout --ours %s, and run apigen generate",
			lockName, lockName)
	}
	l.Merged = true
	l.Version = max(l.Version, other.Version)
	l.Record = l.Record.Over(other.Record)
	for name, digest := range other.Files {
		if l.Files == nil {
			l.Files = map[string]string{}
		}
		if l.Files[name] == "" {
			l.Files[name] = digest
		}
	}
	return nil
}

func (l *Lock) decode(content []byte) error {
	if err := json.NewDecoder(bytes.NewReader(content)).Decode(l); err != nil {
		return fmt.Errorf("%s is damaged (%w): restore it, or delete it to start anew, with names by the document alone", lockName, err)
	}
	return nil
}

// sidesOf takes a file with conflict marks apart.
func sidesOf(content []byte) (ours, theirs []byte, conflict bool) {
	const both, first, base, second = 0, 1, 2, 3
	at := both
	for line := range bytes.Lines(content) {
		switch {
		case bytes.HasPrefix(line, []byte("<<<<<<< ")):
			at, conflict = first, true
			continue
		case at == first && bytes.HasPrefix(line, []byte("||||||| ")):
			at = base
			continue
		case at != both && bytes.HasPrefix(line, []byte("=======")):
			at = second
			continue
		case bytes.HasPrefix(line, []byte(">>>>>>> ")):
			at = both
			continue
		}
		if at == both || at == first {
			ours = append(ours, line...)
		}
		if at == both || at == second {
			theirs = append(theirs, line...)
		}
	}
	return ours, theirs, conflict
}
