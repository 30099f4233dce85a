package shuffle

import (
	"bytes"
	"math/rand/v2"
)

// value is a JSON value. Scalars are their text; lists and objects have items, and objects a key for each.
type value struct {
	text  []byte // of a scalar
	open  byte   // '{', '[' or 0
	keys  [][]byte
	items []value
}

// shuffleJSON shuffles what is known to be valid JSON.
func shuffleJSON(content []byte, r *rand.Rand) []byte {
	s := &scanner{rest: content}
	v := s.value()
	v.shuffle(r, false)
	var out bytes.Buffer
	out.Grow(len(content))
	v.write(&out)
	return out.Bytes()
}

// shuffle reorders the members of a value and of all below it; fixed keeps its own in place.
func (v *value) shuffle(r *rand.Rand, fixed bool) {
	if v.open == '{' && !fixed {
		r.Shuffle(len(v.keys), func(i, j int) {
			v.keys[i], v.keys[j] = v.keys[j], v.keys[i]
			v.items[i], v.items[j] = v.items[j], v.items[i]
		})
	}
	for i := range v.items {
		v.items[i].shuffle(r, v.open == '{' && string(v.keys[i]) == `"`+properties+`"`)
	}
}

func (v *value) write(out *bytes.Buffer) {
	if v.open == 0 {
		out.Write(v.text)
		return
	}
	out.WriteByte(v.open)
	for i, item := range v.items {
		if i > 0 {
			out.WriteString(",\n")
		}
		if v.open == '{' {
			out.Write(v.keys[i])
			out.WriteByte(':')
		}
		item.write(out)
	}
	out.WriteByte(v.open + 2) // ']' and '}' stand two behind their partners
}

// scanner cuts valid JSON into values.
type scanner struct {
	rest []byte
}

// next skips white space and separators and returns the first byte behind them.
func (s *scanner) next() byte {
	s.rest = bytes.TrimLeft(s.rest, " \t\r\n,:")
	return s.rest[0]
}

func (s *scanner) value() value {
	open := s.next()
	if open != '{' && open != '[' {
		return value{text: s.scalar()}
	}
	v := value{open: open}
	s.rest = s.rest[1:]
	for s.next() != open+2 {
		if open == '{' {
			v.keys = append(v.keys, s.scalar())
		}
		v.items = append(v.items, s.value())
	}
	s.rest = s.rest[1:]
	return v
}

// scalar cuts a string, or what reaches to the next separator.
func (s *scanner) scalar() []byte {
	end := 1
	if s.next() == '"' {
		for s.rest[end] != '"' {
			if s.rest[end] == '\\' {
				end++
			}
			end++
		}
		end++
	} else if i := bytes.IndexAny(s.rest, " \t\r\n,:]}"); i >= 0 {
		end = i
	} else {
		end = len(s.rest)
	}
	text := s.rest[:end]
	s.rest = s.rest[end:]
	return text
}
