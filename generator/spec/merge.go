package spec

import (
	"slices"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// annotate adds what a schema says about itself.
func (l *lowerer) annotate(s *shape, n *node.Node, k *keywords, depth int, via bool) {
	s.readOnly = s.readOnly || k.ReadOnly
	s.writeOnly = s.writeOnly || k.WriteOnly
	s.sensitive = s.sensitive || k.sensitive
	if depth == 0 {
		s.title = later(s.title, k.Title)
		s.description = later(s.description, k.Description)
		s.reason = later(s.reason, deprecationReason(n))
		s.deprecated = s.deprecated || k.Deprecated
	}
	if via {
		return
	}
	s.inline = later(s.inline, k.Description)
	s.goName = later(s.goName, typeName(n))
	s.xml = withXML(k.inXML, s.xml)
	if name, path := l.goType(n); name != "" {
		s.goType, s.goImport = name, path
	}
	if v := n.Get("default"); v != nil && v.Kind != node.Null {
		s.fallback = v
	}
}

func later(old, text string) string {
	if text != "" {
		return text
	}
	return old
}

func (l *lowerer) mergeKinds(s *shape, n *node.Node, k *keywords) {
	s.format = later(s.format, k.Format)
	if !k.said {
		s.implied, _ = narrow(s.implied, k.kinds)
		return
	}
	if len(k.kinds) == 0 {
		return
	}
	both, ok := narrow(s.said, k.kinds)
	if !ok {
		l.conflict(n, k.kinds, s.saidBy, s.said, k.kinds)
		both = k.kinds
	}
	s.said, s.saidBy = both, n
}

func (s *shape) mergeNull(n *node.Node, k *keywords, depth int) {
	switch {
	case k.null:
		s.nulls++
		s.nullFlag = s.nullFlag || depth == 0 && (k.Nullable || n.Get("x-nullable").True())
	case k.opinion:
		s.others++
	}
}

// nullable tells whether the whole allows null: if the outermost schema says so, or all that speak of types.
func (s *shape) nullable() bool { return s.nullFlag || s.nulls > 0 && s.others == 0 }

func (l *lowerer) mergeEnum(s *shape, n *node.Node, k *keywords) {
	switch {
	case !k.hasEnum:
	case !s.hasEnum:
		s.enum, s.hasEnum, s.enumBy = slices.Clone(k.enum), true, n
	default:
		common := commonValues(k.enum, s.enum)
		if len(common) == 0 {
			l.diags.Warnf(n.Pos(), "allof-conflict", "the enum has no value in common with the one %s, with which it is merged; the later one is taken", elsewhere(n, s.enumBy))
			common = slices.Clone(k.enum)
		}
		s.enum = common
	}
}
