package main

import (
	"context"

	"github.com/apigen-go/apigen/generator/api"
)

// verdict is what the generator says of an operation, in the words of the labels. It is the one place that knows how the
// generator spells it.
func verdict(p *api.Paging) *answer {
	if p == nil {
		return nil
	}
	a := answer{style: styleOf(p), items: path(p.Items), next: path(p.Next)}
	if p.Param != "" {
		a.moves = param(p.In + ":" + p.Param)
	}
	if p.Header != "" {
		a.next = path("header:" + p.Header)
	}
	return &a
}

func styleOf(p *api.Paging) string {
	switch p.Style {
	case api.PageByCursor:
		if p.Header != "" {
			return "header-cursor"
		}
		return "cursor"
	case api.PageByLastID:
		return "last-id"
	case api.PageByNumber:
		return "page"
	case api.PageByURL:
		return "next-url"
	case api.PageByLink:
		return "link-header"
	}
	return string(p.Style)
}

// judgeAll compares each label with what the generator makes of its document.
func judgeAll(ctx context.Context, root string, labels []label) ([]judged, error) {
	var all []judged
	for _, some := range byDocument(labels) {
		more, err := judgeDocument(ctx, root, some)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	return all, nil
}

// byDocument groups labels, in the order of the file.
func byDocument(labels []label) [][]label {
	var groups [][]label
	at := map[string]int{}
	for _, l := range labels {
		i, ok := at[l.document]
		if !ok {
			i = len(groups)
			at[l.document] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], l)
	}
	return groups
}

// judgeDocument compares the labels of one document.
func judgeDocument(ctx context.Context, root string, labels []label) ([]judged, error) {
	document, err := load(ctx, root, labels[0].document)
	if err != nil {
		return nil, err
	}
	walked := iterated(document)
	var all []judged
	for _, l := range labels {
		if err := l.verify(document); err != nil {
			return nil, err
		}
		j := judged{label: l}
		op := find(document, l.operation)
		if walked[l.operation] {
			j.verdict = verdict(op.Paging)
		}
		j.refusal = op.NoPaging
		j.outcome = judge(l, j.verdict)
		all = append(all, j)
	}
	return all, nil
}
