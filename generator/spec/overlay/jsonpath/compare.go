package jsonpath

import (
	"cmp"
	"math/big"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/generator/spec/node"
)

// bytesPerStep is how much text is looked at for one step.
const bytesPerStep = 16

func (e *evaluation) compare(c comparison, at *node.Node) bool {
	left, right := e.value(c.left, at), e.value(c.right, at)
	switch c.operator {
	case "==":
		return e.equal(left, right)
	case "!=":
		return !e.equal(left, right)
	case "<":
		return e.less(left, right)
	case ">":
		return e.less(right, left)
	case "<=":
		return e.less(left, right) || e.equal(left, right)
	}
	return e.less(right, left) || e.equal(left, right)
}

// equal compares deeply; two nothings are equal.
func (e *evaluation) equal(a, b *node.Node) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.Kind != b.Kind || a.Len() != b.Len() || !e.spend(1+min(len(a.Text), len(b.Text))/bytesPerStep) {
		return false
	}
	if a.Kind == node.Number {
		return order(a.Text, b.Text) == 0
	}
	for i := range a.Items {
		if !e.equal(a.Items[i], b.Items[i]) {
			return false
		}
	}
	for key, member := range a.All() {
		if other := b.Get(key); other == nil || !e.equal(member, other) {
			return false
		}
	}
	return a.Text == b.Text
}

// less compares two numbers or two strings; nothing else has an order.
func (e *evaluation) less(a, b *node.Node) bool {
	if a == nil || b == nil || a.Kind != b.Kind || !e.spend(1+min(len(a.Text), len(b.Text))/bytesPerStep) {
		return false
	}
	switch a.Kind {
	case node.Number:
		return order(a.Text, b.Text) < 0
	case node.String:
		return a.Text < b.Text // UTF-8 has the order of its characters
	}
	return false
}

// order compares two JSON numbers: integers exactly, others as floating point numbers, whatever their exponents.
func order(a, b string) int {
	if isInteger(a) && isInteger(b) {
		x, okX := new(big.Int).SetString(a, 10)
		y, okY := new(big.Int).SetString(b, 10)
		if okX && okY {
			return x.Cmp(y)
		}
	}
	x, _ := strconv.ParseFloat(a, 64) // out of range: infinity or zero, which is near enough
	y, _ := strconv.ParseFloat(b, 64)
	return cmp.Compare(x+0, y+0) // no negative zero
}

// isInteger tells whether a number can be compared exactly at little cost.
func isInteger(s string) bool { return len(s) <= 100 && !strings.ContainsAny(s, ".eE") }
