package plan

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/generator/naming"
)

// words turns the way from the owner down into a name. Items are called by the singular of their list if short is set,
// else by the list's own name and "Item".
func (p *places) words(owner string, rest []pathStep, short bool) string {
	name := owner
	for i := 0; i < len(rest); i++ {
		step := rest[i]
		switch step.text {
		case "items":
			name = itemName(name, short)
		case "additionalProperties":
			name += "Value"
		case "oneOf", "anyOf":
			if i++; i < len(rest) {
				name = p.variantName(name, rest[i], short)
			}
		case "allOf", "patternProperties", "prefixItems", "parameters":
			if i++; i < len(rest) {
				name += p.indexedName(step.text, rest[i])
			}
		case "properties", "$defs", "definitions", "responses", "headers", "callbacks":
			if i++; i < len(rest) {
				name += naming.Exported(naming.Words(rest[i].text)...)
			}
		case "content":
			i++
		case "requestBody":
			name += "Request"
		case "patch": // of a JSON Merge Patch; the document may have an OrderPatch of its own
			if strings.HasSuffix(name, "Patch") {
				name = strings.TrimSuffix(name, "Patch") + "Merge"
			}
			name += "Patch"
		case "schema", "itemSchema", "":
		default:
			name = p.otherStep(name, step, short)
		}
	}
	return name
}

// wordsByKind says of each step on the way what it leads to, as types on the way are called if they clash themselves.
func (p *places) wordsByKind(owner string, rest []pathStep) string {
	name, from := owner, 0
	for i, step := range rest {
		if i < len(rest)-1 && p.b.names[step.id] == "" && p.b.schemas[step.id] != nil {
			name = p.words(name, rest[from:i+1], false) + kindWord(p.b.schema(step.id))
			from = i + 1
		}
	}
	return p.words(name, rest[from:], false)
}

// otherStep takes a number for the index of an alternative, as old documents list them in items.
func (p *places) otherStep(name string, step pathStep, short bool) string {
	if _, err := strconv.Atoi(step.text); err == nil {
		return p.variantName(name, step, short)
	}
	return name + naming.Exported(naming.Words(step.text)...)
}

// itemName is the singular of a list's name.
func itemName(list string, short bool) string {
	words := naming.Words(list)
	if one := naming.Exported(singular(words)...); short && len(words) > 0 && one != list {
		return one
	}
	return list + "Item"
}

func (p *places) indexedName(keyword string, step pathStep) string {
	switch keyword {
	case "patternProperties":
		return "Value"
	case "prefixItems":
		return "Item" + step.text
	case "parameters":
		if name := p.param[step.id+"/schema"]; name != "" {
			return naming.Exported(naming.Words(name)...)
		}
		if name := p.param[step.id]; name != "" {
			return naming.Exported(naming.Words(name)...)
		}
		return "Param" + step.text
	}
	return "" // allOf is merged
}

// variantName calls an alternative after what it is, without saying the end of the owner's name twice. What is no
// alternative any more, as null was the other one, is called like its owner.
func (p *places) variantName(owner string, step pathStep, short bool) string {
	label := p.b.label[step.id]
	switch {
	case label == "" && short:
		return owner
	case label == "":
		return fmt.Sprintf("%sVariant%s", owner, step.text)
	case strings.HasPrefix(label, owner) && label != owner:
		return label
	case strings.HasSuffix(owner, label):
		return owner + p.b.kindLabel(step.id)
	}
	return owner + withoutOverlap(owner, label)
}

// withoutOverlap drops the words from the start of a label that its owner ends with: Tipping, TippingNok -> Nok.
func withoutOverlap(owner, label string) string {
	words := naming.Words(label)
	for n := len(words) - 1; n > 0; n-- {
		head := strings.Join(words[:n], "")
		if rest, ok := strings.CutPrefix(label, head); ok && strings.HasSuffix(owner, head) && naming.Exported(rest) == rest {
			return rest
		}
	}
	return label
}
