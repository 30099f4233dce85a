package body

import "io"

// Read reads at most limit bytes; more is reported by the second result. A negative limit is none. The announced length, -1
// if there is none, is only a hint of how much room to make.
func Read(from io.Reader, announced, limit int64) (data []byte, more bool, err error) {
	size := int64(512)
	if announced >= 0 {
		size = min(announced, 1<<20) + 1 // room to find the end; the header's word is not trusted for more than a MiB
	}
	if limit >= 0 {
		size = min(size, limit+1)
	}
	data = make([]byte, 0, size)
	for {
		n, err := from.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if limit >= 0 && int64(len(data)) > limit {
			return data[:limit], true, nil
		}
		if err == io.EOF {
			return data, false, nil
		}
		if err != nil {
			return data, false, err
		}
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
	}
}
