package framing_test

import "strings"

// reference reads a whole stream, step by step as the standard is written: decode, split into lines, process.
func reference(stream []byte) []seen {
	text := strings.TrimPrefix(decodeUTF8(stream), "\ufeff")
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.ReplaceAll(text, "\r", "\n")
	lines := strings.Split(text, "\n")
	events := []seen{}
	var dataBuffer, typeBuffer, idBuffer string
	for _, line := range lines[:len(lines)-1] {
		if line == "" {
			if dataBuffer != "" {
				events = append(events, seen{idBuffer, typeBuffer, strings.TrimSuffix(dataBuffer, "\n")})
			}
			dataBuffer, typeBuffer = "", ""
			continue
		}
		field, value := line, ""
		if i := strings.Index(line, ":"); i == 0 {
			continue
		} else if i > 0 {
			field, value = line[:i], strings.TrimPrefix(line[i+1:], " ")
		}
		switch field {
		case "event":
			typeBuffer = value
		case "data":
			dataBuffer += value + "\n"
		case "id":
			if !strings.Contains(value, "\x00") {
				idBuffer = value
			}
		}
	}
	return events
}

// decodeUTF8 is the decoder of the Encoding standard, section 8.1.1, as it is written there.
func decodeUTF8(in []byte) string {
	var out strings.Builder
	var point rune
	seenBytes, needed, lower, upper := 0, 0, byte(0x80), byte(0xBF)
	for i := 0; i < len(in); i++ {
		b := in[i]
		if needed == 0 {
			switch {
			case b <= 0x7F:
				out.WriteByte(b)
			case b >= 0xC2 && b <= 0xDF:
				needed, point = 1, rune(b&0x1F)
			case b >= 0xE0 && b <= 0xEF:
				if b == 0xE0 {
					lower = 0xA0
				}
				if b == 0xED {
					upper = 0x9F
				}
				needed, point = 2, rune(b&0xF)
			case b >= 0xF0 && b <= 0xF4:
				if b == 0xF0 {
					lower = 0x90
				}
				if b == 0xF4 {
					upper = 0x8F
				}
				needed, point = 3, rune(b&0x7)
			default:
				out.WriteRune('\ufffd')
			}
			continue
		}
		if b < lower || b > upper {
			point, needed, seenBytes, lower, upper = 0, 0, 0, 0x80, 0xBF
			out.WriteRune('\ufffd')
			i-- // the byte is read again
			continue
		}
		lower, upper = 0x80, 0xBF
		point = point<<6 | rune(b&0x3F)
		if seenBytes++; seenBytes == needed {
			out.WriteRune(point)
			point, needed, seenBytes = 0, 0, 0
		}
	}
	if needed > 0 {
		out.WriteRune('\ufffd')
	}
	return out.String()
}
