package stage

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Cursor returns an opaque text that stands for the item with the id.
func Cursor(id string) string { return base64.RawURLEncoding.EncodeToString([]byte("after:" + id)) }

// ReadCursor returns the id that a cursor stands for; "" for "".
func ReadCursor(cursor string) (string, error) {
	if cursor == "" {
		return "", nil
	}
	data, err := base64.RawURLEncoding.DecodeString(cursor)
	id, ok := strings.CutPrefix(string(data), "after:")
	if err != nil || !ok {
		return "", fmt.Errorf("cursor %q is not one of ours", cursor)
	}
	return id, nil
}

// Limit reads the size of a page: fallback for "", an error unless it lies between 1 and most.
func Limit(text string, fallback, most int) (int, error) {
	if text == "" {
		return fallback, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		return 0, fmt.Errorf("limit must lie between 1 and %d", most)
	}
	return n, nil
}

// Page returns at most limit items behind the one with the id after, "" for the first, and whether there are more.
// The item named by after must still be there.
func Page[T any](items []T, id func(T) string, after string, limit int) (page []T, more bool, err error) {
	from := 0
	if after != "" {
		from = slices.IndexFunc(items, func(item T) bool { return id(item) == after }) + 1
		if from == 0 {
			return nil, false, fmt.Errorf("there is no item %q", after)
		}
	}
	rest := items[from:]
	n := min(limit, len(rest))
	page = make([]T, n) // never nil: an empty page is [] on the wire
	copy(page, rest)
	return page, len(rest) > n, nil
}

// PageBefore returns at most limit items in front of the one with the id before, in the order of the list, and whether
// there are more in front of them.
func PageBefore[T any](items []T, id func(T) string, before string, limit int) (page []T, more bool, err error) {
	end := slices.IndexFunc(items, func(item T) bool { return id(item) == before })
	if end < 0 {
		return nil, false, fmt.Errorf("there is no item %q", before)
	}
	from := max(0, end-limit)
	return append([]T{}, items[from:end]...), from > 0, nil
}
