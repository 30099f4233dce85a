package ratelimit

import (
	"strconv"
	"strings"
)

// readIETF appends what the header RateLimit says, by the current draft of the IETF and by the one before:
//
//	RateLimit: "burst";r=50;t=30, "daily";r=0;t=3600
//	RateLimit-Policy: "burst";q=100;w=60, "daily";q=1000;w=86400
//	RateLimit: limit=100, remaining=50, reset=30
func readIETF(c *clock, into []Reading) []Reading {
	var old dictionary
	for _, line := range c.header["Ratelimit"] {
		for rest := line; rest != "" && len(into) < maxReadings; {
			var member string
			member, rest = cutUnquoted(rest, ',')
			if old.take(member) {
				continue
			}
			if r, ok := readItem(c, member); ok {
				into = append(into, r)
			}
		}
	}
	if r, ok := old.reading(c); ok {
		into = append(into, r)
	}
	return into
}

// readItem reads `"burst";r=50;t=30`. A time that is missing is that of the policy's window, at most.
func readItem(c *clock, item string) (Reading, bool) {
	name, params := itemName(item)
	remaining, ok := number(parameter(params, "r"))
	if !ok {
		return Reading{}, false
	}
	quota, window := policy(c, name)
	r := Reading{Dialect: "ietf", Name: name, Limit: quota, Remaining: remaining, Reset: c.reset(parameter(params, "t"))}
	if r.Reset.IsZero() && parameter(params, "t") == "" {
		r.Reset = c.reset(window)
	}
	if partition := parameter(params, "pk"); partition != "" {
		r.Name += " " + partition
	}
	return r, true
}

// policy returns the quota and the window of a policy, 0 and "" if the response does not tell them.
func policy(c *clock, name string) (quota int64, window string) {
	for _, line := range c.header["Ratelimit-Policy"] {
		for rest := line; rest != ""; {
			var item string
			item, rest = cutUnquoted(rest, ',')
			if of, params := itemName(item); of == name {
				quota, _ = number(parameter(params, "q"))
				return quota, parameter(params, "w")
			}
		}
	}
	return 0, ""
}

// dictionary is the form of an older draft.
type dictionary struct{ limit, remaining, reset string }

// take keeps a member "remaining=50", and reports whether it is one.
func (d *dictionary) take(member string) bool {
	key, value, _ := strings.Cut(member, "=")
	value, _, _ = strings.Cut(value, ";")
	switch value = strings.TrimSpace(value); strings.TrimSpace(key) {
	case "limit":
		d.limit = value
	case "remaining":
		d.remaining = value
	case "reset":
		d.reset = value
	default:
		return false
	}
	return true
}

func (d *dictionary) reading(c *clock) (Reading, bool) {
	remaining, ok := number(d.remaining)
	if !ok {
		return Reading{}, false
	}
	limit, _ := number(d.limit)
	return Reading{Dialect: "ietf", Limit: limit, Remaining: remaining, Reset: c.reset(d.reset)}, true
}

// itemName cuts the name off an item, which is a string or a token.
func itemName(item string) (name, params string) {
	name, params = cutUnquoted(item, ';')
	name = strings.TrimSpace(name)
	if unquoted, err := strconv.Unquote(name); err == nil {
		return unquoted, params
	}
	return name, params
}

// parameter returns a parameter of an item, "" if it has none of the name.
func parameter(params, want string) string {
	for params != "" {
		var one string
		one, params = cutUnquoted(params, ';')
		if key, value, _ := strings.Cut(one, "="); strings.TrimSpace(key) == want {
			return strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return ""
}

// cutUnquoted cuts at the first separator that is not in a quoted string.
func cutUnquoted(s string, separator byte) (before, after string) {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quoted:
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == separator && !quoted:
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}
