package plan

import "github.com/apigen-go/apigen/generator/api"

// body plans the body argument of a method; nil if it has none.
func (b *builder) body(op *operation, chosen *chosenBody) *Body {
	if chosen == nil {
		return nil
	}
	media, form := chosen.media, chosen.form
	out := &Body{Name: "body", MediaType: sentType(media, form), Optional: !op.Body.Required, Doc: compose(markdown(op.Body.Description)...)}
	switch form {
	case jsonMedia, jsonSuffixMedia:
		out.Kind = JSONBody
	case formMedia:
		out.Kind = FormBody
	case multipartMedia:
		out.Kind = MultipartBody
	case textMedia:
		out.Kind, out.Type = TextBody, named("", "string")
		if out.Optional {
			out.Type = pointerTo(out.Type)
		}
		return out
	case xmlMedia:
		if b.isXML(media, form) {
			out.Kind, out.Root = XMLBody, b.xmlRoot(media.Schema.ID)
			break
		}
		fallthrough
	default:
		out.Kind, out.Type = ReaderBody, named("io", "Reader")
		return out
	}
	b.typeBody(out, media.Schema)
	if form == formMedia || form == multipartMedia {
		out.Fields = b.fieldStyles(media, form)
	}
	return out
}

func (b *builder) typeBody(out *Body, use *api.Use) {
	if use == nil {
		out.Type = named("", "any")
		return
	}
	out.Type = b.typeOf(use.ID)
	if (out.Optional || b.isNullable(*use)) && !b.isNilable(use.ID) {
		out.Type = pointerTo(out.Type)
	}
}
