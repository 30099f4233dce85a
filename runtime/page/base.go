package page

import (
	"bytes"
	"encoding/json"
	"hash/fnv"
	"strconv"

	"github.com/apigen-go/apigen/runtime"
	"github.com/apigen-go/apigen/runtime/internal/exact"
)

// Where lists begin, if nothing says whether that is page 0 or page 1. Taken for 1, a server that begins at 0 would lose the page in
// between, and nobody would see it. So the request for page 1 comes after the first page, which came without a number:
//
//	GET /orders          {orders: [1, 2]}                GET /orders          {orders: [1, 2]}
//	GET /orders?page=1   {orders: [3, 4]}   from 0       GET /orders?page=1   {orders: [1, 2]}   from 1: the same again
//	GET /orders?page=2   {orders: [5, 6]}                GET /orders?page=2   {orders: [3, 4]}
//
// Pages are compared by the ids of their items, as other members, such as signed URLs, differ each time. If the list has changed in
// between, items come twice; that is seen where a loss is not.

// identity tells a first page from others, without telling what is in it; "" if its items cannot be told from one another.
func identity[T any](items []T) string {
	if sum := sumOf(items, idOf); sum != "" {
		return sum
	}
	if len(items) < 2 { // without an id, one may come again on another page
		return ""
	}
	return sumOf(items, whole)
}

// sumOf is a hash of what is read of the items; "" if one of them lacks it, or if all have the same.
func sumOf[T any](items []T, read func([]byte) []byte) string {
	h := fnv.New64a()
	var first []byte
	differ := len(items) == 1
	for i := range items {
		data, err := json.Marshal(items[i])
		word := read(data)
		if err != nil || len(word) == 0 {
			return ""
		}
		if i == 0 {
			first = word
		}
		differ = differ || !bytes.Equal(word, first)
		h.Write(append(word, '\n'))
	}
	if !differ {
		return ""
	}
	return strconv.FormatUint(h.Sum64(), 36)
}

// idOf is what identifies an item; nil if no member does by its name.
func idOf(item []byte) []byte {
	if exact.Kind(item) != "object" {
		return nil
	}
	for _, name := range []string{"id", "ID", "Id", "_id", "uuid", "uid"} {
		if value, ok := exact.Member(item, name); ok && exact.Kind(value) != "null" {
			return value
		}
	}
	return nil
}

func whole(item []byte) []byte { return item }

// behind is the position of the page after the one that turned out to be the first.
func behind(at runtime.PagePosition) runtime.PagePosition {
	at.Value, at.First = "2", "" // it was 1
	return at
}
