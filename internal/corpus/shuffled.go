package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"github.com/apigen-go/apigen/generator"
	"github.com/apigen-go/apigen/internal/shuffle"
)

// compareShuffled generates each document twice, and once more with its keys in another order: the same bytes must come
// out. The files that a document refers to are shuffled with it.
func (c corpus) compareShuffled(ctx context.Context, out io.Writer, documents []string) error {
	start := begin()
	dir, err := os.MkdirTemp("", "apigen-shuffled-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	var failed []error
	files := 0
	trees := map[string]bool{}
	for _, document := range documents {
		// A tree is shuffled once, for all of its documents.
		if tree := source(document); !trees[tree] {
			trees[tree] = true
			if err := shuffle.Tree(filepath.Join(dir, tree), filepath.Join(c.root, tree), rand.New(rand.NewPCG(1, 1))); err != nil {
				return err
			}
		}
		n, err := c.sameBytes(ctx, corpus{dir, c.runtimes}, document)
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", document, err))
			fmt.Fprintf(out, "FAILED  %s\n", document)
		}
		files += n
	}
	fmt.Fprintf(out, "%d documents, %d files: %d documents give the same bytes twice and with their keys shuffled; %s in all\n",
		len(documents), files, len(documents)-len(failed), start.end())
	return errors.Join(append(failed, ctx.Err())...)
}

// sameBytes compares the client of a document with those of a second run and of its shuffled copy, and counts its files.
func (c corpus) sameBytes(ctx context.Context, shuffled corpus, document string) (int, error) {
	want, err := c.files(ctx, document)
	if err != nil {
		return 0, err
	}
	again, err := c.files(ctx, document)
	if err == nil {
		err = difference(want, again)
	}
	if err != nil {
		return 0, fmt.Errorf("a second run: %w", err)
	}
	moved, err := shuffled.files(ctx, document)
	if err == nil {
		err = difference(want, moved)
	}
	if err != nil {
		return 0, fmt.Errorf("with its keys shuffled: %w", err)
	}
	return len(want), nil
}

// files are those of a document's client.
func (c corpus) files(ctx context.Context, document string) ([]generator.File, error) {
	c.runtimes = c.runtimes[:1]
	made := c.generate(ctx, document, func(generator.Runtime) string { return "client" })
	return made.files[c.runtimes[0]], made.row.err
}

// difference tells where the first difference is.
func difference(want, got []generator.File) error {
	for i := range max(len(want), len(got)) {
		switch {
		case i >= len(want):
			return fmt.Errorf("%s is new", got[i].Name)
		case i >= len(got):
			return fmt.Errorf("%s is missing", want[i].Name)
		case want[i].Name != got[i].Name:
			return fmt.Errorf("there is %s where %s was", got[i].Name, want[i].Name)
		case !bytes.Equal(want[i].Content, got[i].Content):
			return fmt.Errorf("%s differs: %s", want[i].Name, firstLine(want[i].Content, got[i].Content))
		}
	}
	return nil
}

func firstLine(want, got []byte) string {
	w, g := strings.Split(string(want), "\n"), strings.Split(string(got), "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return fmt.Sprintf("line %d\n-%s\n+%s", i+1, w[i], g[i])
		}
	}
	return fmt.Sprintf("%d lines instead of %d", len(g), len(w))
}
