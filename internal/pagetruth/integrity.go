package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/generator/api"
)

// verify tells whether the document has all that a label names: the operation, its parameters, and the paths in its reply
// as far as the document describes it. It asks nothing about whether the label is true.
func (l label) verify(document *api.API) error {
	op := find(document, l.operation)
	if op == nil {
		return l.wrong("%s has no operation %s", l.document, l.operation)
	}
	var found []error
	if op.OperationID != l.id {
		found = append(found, l.wrong("the operationId of %s is %q", l.operation, op.OperationID))
	}
	params := []param{l.moves, l.size}
	paths := append([]path{l.next, path(strings.TrimPrefix(string(l.more), "!"))}, l.totals...)
	for _, a := range l.also {
		params = append(params, a.moves)
		paths = append(paths, a.next)
	}
	for _, p := range params {
		if p != "" && !declares(document, op, p.place(), p.name()) {
			found = append(found, l.wrong("%s has no parameter %s", l.operation, p))
		}
	}
	for _, p := range paths {
		if !l.isThere(document, op, p) {
			found = append(found, l.wrong("the reply of %s has no %s", l.operation, p))
		}
	}
	if l.style != unclear && (l.paged || l.items != "") && !isList(document, op, l.items) {
		found = append(found, l.wrong("the reply of %s has no list at %q", l.operation, l.items))
	}
	return errors.Join(found...)
}

func (l label) wrong(format string, args ...any) error {
	return fmt.Errorf("labels.tsv:%d: %s", l.line, fmt.Sprintf(format, args...))
}

// isThere looks for a path. Some documents only speak of the header Link, and do not declare it.
func (l label) isThere(document *api.API, op *api.Operation, p path) bool {
	if p == "" {
		return true
	}
	if name, ok := p.header(); ok {
		return l.style == "link-header" && name == "Link" || slices.Contains(headers(op), strings.ToLower(name))
	}
	use := success(op)
	if use == nil {
		return false
	}
	_, r := follow(document, use.ID, string(p))
	return r != missing
}

func isList(document *api.API, op *api.Operation, items path) bool {
	use := success(op)
	if use == nil {
		return false
	}
	id, r := follow(document, use.ID, string(items))
	if r == reached {
		return holdsList(document, id)
	}
	return r == unknown
}

func holdsList(document *api.API, id api.ID) bool {
	s := document.Schemas[id]
	switch s.Kind {
	case api.Array, api.Any:
		return true
	case api.Union:
		return slices.ContainsFunc(s.Variants, func(v api.Variant) bool { return holdsList(document, v.Schema.ID) })
	}
	return false
}
