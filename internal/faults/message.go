package main

import (
	"bytes"
	"io"
	"strconv"
)

// readMessage reads from a connection until it has a whole message of HTTP/1.1, or limit bytes of it. Nothing is pipelined, so
// there is never more than one.
func readMessage(conn io.Reader, limit int) ([]byte, error) {
	var raw []byte
	buffer := make([]byte, 4<<10)
	for len(raw) < limit && !isWhole(raw) {
		n, err := conn.Read(buffer[:min(len(buffer), limit-len(raw))])
		raw = append(raw, buffer[:n]...)
		if err != nil {
			return raw, err
		}
	}
	return raw, nil
}

// noLimit is as long as no message is.
const noLimit = 1 << 30

func isWhole(raw []byte) bool {
	head, body, found := bytes.Cut(raw, []byte("\r\n\r\n"))
	if !found {
		return false
	}
	if bytes.Contains(head, []byte("\r\nTransfer-Encoding: chunked")) {
		return bytes.HasSuffix(body, []byte("0\r\n\r\n"))
	}
	return len(body) >= contentLength(head)
}

func contentLength(head []byte) int {
	_, after, found := bytes.Cut(head, []byte("\r\nContent-Length: "))
	if !found {
		return 0
	}
	digits, _, _ := bytes.Cut(after, []byte("\r\n"))
	n, err := strconv.Atoi(string(digits))
	if err != nil {
		return 0
	}
	return n
}
