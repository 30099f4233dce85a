package main

import (
	"context"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/apigen-go/apigen/generator"
	"github.com/apigen-go/apigen/internal/callall"
)

// shrink takes out of a step's documents, before and after, what is not needed for it to break in the same way. If the client
// before comes from several generations, a fresh one may not show it: then the step stays as it is.
func (b *bench) shrink(ctx context.Context, s step) step {
	small, ok := b.retry(ctx, s, s.before.tree, s.after)
	if !ok {
		return s
	}
	for range 3 {
		before := len(small.before.tree.Content)
		paths := places(small.after)
		for size := max(1, len(paths)/2); ; size /= 2 {
			for chunk := range slices.Chunk(paths, size) {
				if shorter, ok := b.retry(ctx, s, without(small.before.tree, chunk), without(small.after, chunk)); ok {
					small = shorter
				}
			}
			if size == 1 {
				break
			}
		}
		if len(small.before.tree.Content) == before && size(small.after) < 200 {
			break
		}
	}
	return small
}

func size(n tree) int {
	total := 1
	for _, child := range n.Content {
		total += size(child)
	}
	return total
}

// retry makes a step of two trees, and tells whether it breaks as another one does.
func (b *bench) retry(ctx context.Context, like step, before, after tree) (step, bool) {
	old, err := b.version(ctx, before, like.before.json, generator.Lock{})
	if err != nil {
		return step{}, false
	}
	old.program = old.client.Program()
	_, broken, err := b.next(ctx, old, []*callall.Program{old.program}, after)
	if err != nil || len(broken) == 0 || sort(broken[0]) != sort(like.broken[0]) {
		return step{}, false
	}
	return step{mutations: like.mutations, before: old, after: after, broken: broken}, true
}

// sort is the part of a message that is the same for messages of one cause, roughly.
func sort(message string) string {
	head, _, _ := strings.Cut(message, "\n")
	if strings.HasPrefix(head, "a name") {
		head, _, _ = strings.Cut(head, ":")
	}
	return head
}

// places are the paths of all members and items that a document may do without, outermost first.
func places(root tree) [][]string {
	var found [][]string
	level := [][]string{nil}
	for depth := 0; depth < 12 && len(level) > 0; depth++ {
		var next [][]string
		for _, path := range level {
			n := get(root, path...)
			for _, key := range keys(n) {
				below := append(slices.Clone(path), key)
				next = append(next, below)
			}
		}
		found = append(found, next...)
		level = next
	}
	return found
}

// without copies a tree and leaves out places.
func without(root tree, paths [][]string) tree {
	c := clone(root)
	for _, path := range paths {
		owner := get(c, path[:len(path)-1]...)
		if owner != nil && owner.Kind == yaml.MappingNode {
			remove(owner, path[len(path)-1])
		}
	}
	return c
}
