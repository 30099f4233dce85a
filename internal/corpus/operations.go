package main

import (
	"maps"
	"slices"
	"strings"
)

// operation is a method of a path as it stands in a document.
type operation struct {
	method string // "get"
	path   string
	itself place
	item   place // the path item that it stands in
}

// key names the operation as methods of a plan do: "GET /orders", and "GET /orders#?shop" for the path /orders?shop={shop}.
func (o operation) key() string {
	path, query, _ := strings.Cut(o.path, "?")
	if strings.HasSuffix(path, "{") {
		path, query = o.path, "" // {?shop}
	}
	var kept, moved []string
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		switch {
		case strings.HasPrefix(value, "{"):
			moved = append(moved, name)
		case pair != "":
			kept = append(kept, pair)
		}
	}
	if len(kept) > 0 {
		path += "?" + strings.Join(kept, "&")
	}
	if len(moved) > 0 {
		path += "#?" + strings.Join(moved, "&")
	}
	return strings.ToUpper(o.method) + " " + path
}

// operations lists the methods of all paths of a document. It follows the references of the table of paths, of path
// items, and of operations, which have none by the standard.
func (r reader) operations(root place) []operation {
	return r.inPaths(root.at("paths"), 0)
}

// inPaths lists those of a table of paths, and of the one that a reference in its place leads to.
func (r reader) inPaths(paths place, depth int) []operation {
	var found []operation
	if there, ok := r.follow(paths); ok && depth < maxDepth {
		found = r.inPaths(there, depth+1)
	}
	for _, path := range slices.Sorted(maps.Keys(paths.object())) {
		if !strings.HasPrefix(path, "x-") && path != "$ref" {
			found = append(found, r.inItem(path, paths.at(path), 0)...)
		}
	}
	return found
}

func (r reader) inItem(path string, item place, depth int) []operation {
	var found []operation
	if there, ok := r.follow(item); ok && depth < maxDepth {
		found = r.inItem(path, there, depth+1)
	}
	for _, method := range []string{"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"} {
		if _, ok := item.at(method).value.(map[string]any); ok {
			found = append(found, operation{method, path, r.resolve(item.at(method)), item})
		}
	}
	more := item.at("additionalOperations")
	for _, method := range slices.Sorted(maps.Keys(more.object())) {
		found = append(found, operation{method, path, r.resolve(more.at(method)), item})
	}
	return found
}
