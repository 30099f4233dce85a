package wire

import (
	"strconv"
	"time"
)

// plainText returns the text of a value of one of the common types; ok is false for all others.
func plainText(value any) (text string, present, ok bool) {
	switch v := value.(type) {
	case string:
		return v, true, true
	case int64:
		return strconv.FormatInt(v, 10), true, true
	case int32:
		return strconv.FormatInt(int64(v), 10), true, true
	case bool:
		return strconv.FormatBool(v), true, true
	case time.Time:
		return v.Format(time.RFC3339Nano), true, true
	case nil:
		return "", false, true
	}
	return plainPointer(value)
}

func plainPointer(value any) (text string, present, ok bool) {
	switch v := value.(type) {
	case *string:
		return pointed(v)
	case *int64:
		return pointed(v)
	case *int32:
		return pointed(v)
	case *bool:
		return pointed(v)
	case *time.Time:
		return pointed(v)
	}
	return "", false, false
}

func pointed[T any](p *T) (text string, present, ok bool) {
	if p == nil {
		return "", false, true
	}
	return plainText(*p)
}
