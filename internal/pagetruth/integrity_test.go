package main

import (
	"bytes"
	"os"
	"testing"
)

// TestLabelsNameWhatTheDocumentsHave needs the corpus: a label that names what is not there would be counted as a miss.
func TestLabelsNameWhatTheDocumentsHave(t *testing.T) {
	root := os.Getenv("APIGEN_CORPUS")
	if root == "" {
		t.Skip("APIGEN_CORPUS is not set: it names the directory of the real documents")
	}
	labels, err := parseLabels("labels.tsv", bytes.NewReader(labelled))
	if err != nil {
		t.Fatal(err)
	}
	for _, some := range byDocument(labels) {
		t.Run(some[0].document, func(t *testing.T) {
			t.Parallel()
			document, err := load(t.Context(), root, some[0].document)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range some {
				if err := l.verify(document); err != nil {
					t.Error(err)
				}
			}
		})
	}
}
