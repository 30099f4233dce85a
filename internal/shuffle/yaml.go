package shuffle

import (
	"errors"
	"math/rand/v2"

	"go.yaml.in/yaml/v3"
)

// mostNodes bounds what aliases may unfold to.
const mostNodes = 5_000_000

// shuffleYAML shuffles the mappings of a document.
func shuffleYAML(content []byte, r *rand.Rand) ([]byte, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(content, &document); err != nil {
		return nil, err
	}
	left := mostNodes
	whole, err := unfold(&document, &left)
	if err != nil {
		return nil, err
	}
	shuffleMappings(whole, r, false)
	return yaml.Marshal(whole)
}

// unfold copies a node with its aliases replaced by what they stand for, as an alias must not come before its anchor.
// Comments are left out: they belong to places that are about to change.
func unfold(n *yaml.Node, left *int) (*yaml.Node, error) {
	if *left--; *left < 0 {
		return nil, errors.New("the aliases unfold to too much")
	}
	if n.Kind == yaml.AliasNode {
		return unfold(n.Alias, left)
	}
	plain := &yaml.Node{Kind: n.Kind, Style: n.Style, Tag: n.Tag, Value: n.Value}
	if n.Style&(yaml.FoldedStyle|yaml.LiteralStyle) != 0 {
		plain.Style = yaml.DoubleQuotedStyle // the writer's blocks do not keep indented lines
	}
	for _, child := range n.Content {
		c, err := unfold(child, left)
		if err != nil {
			return nil, err
		}
		plain.Content = append(plain.Content, c)
	}
	return plain, nil
}

// shuffleMappings reorders the members of a node and of all below it; fixed keeps its own in place.
func shuffleMappings(n *yaml.Node, r *rand.Rand, fixed bool) {
	if n.Kind == yaml.MappingNode && !fixed {
		r.Shuffle(len(n.Content)/2, func(i, j int) {
			n.Content[2*i], n.Content[2*j] = n.Content[2*j], n.Content[2*i]
			n.Content[2*i+1], n.Content[2*j+1] = n.Content[2*j+1], n.Content[2*i+1]
		})
	}
	for i, child := range n.Content {
		shuffleMappings(child, r, n.Kind == yaml.MappingNode && i%2 == 1 && n.Content[i-1].Value == properties)
	}
}
