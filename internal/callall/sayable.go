package callall

import "go/types"

// sayable tells whether a type can be written outside of the client: every named type in it is exported.
func (w *writer) sayable(t types.Type) bool {
	switch t := t.(type) {
	case *types.Alias:
		return w.visible(t.Obj()) && w.all(t.TypeArgs())
	case *types.Named:
		return w.visible(t.Obj()) && w.all(t.TypeArgs())
	case *types.Pointer:
		return w.sayable(t.Elem())
	case *types.Slice:
		return w.sayable(t.Elem())
	case *types.Array:
		return w.sayable(t.Elem())
	case *types.Chan:
		return w.sayable(t.Elem())
	case *types.Map:
		return w.sayable(t.Key()) && w.sayable(t.Elem())
	case *types.Signature:
		return w.every(t.Params()) && w.every(t.Results())
	case *types.Struct:
		for f := range t.Fields() {
			if !f.Exported() || !w.sayable(f.Type()) {
				return false
			}
		}
	case *types.Interface:
		for m := range t.Methods() {
			if !m.Exported() || !w.sayable(m.Type()) {
				return false
			}
		}
	}
	return true
}

// visible tells whether code outside of the package may say a name.
func (w *writer) visible(o *types.TypeName) bool { return o.Pkg() == nil || o.Exported() }

func (w *writer) all(list *types.TypeList) bool {
	for t := range list.Types() {
		if !w.sayable(t) {
			return false
		}
	}
	return true
}

func (w *writer) every(tuple *types.Tuple) bool {
	for v := range tuple.Variables() {
		if !w.sayable(v.Type()) {
			return false
		}
	}
	return true
}
