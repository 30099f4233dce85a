package body

import (
	"bytes"
	"compress/gzip"
	"io"
)

// Compressed is the body as gzip (RFC 1952). One in memory stays there and has its length; any other is compressed as it is
// read. What is known of its JSON stays known.
func (b *Body) Compressed() (*Body, error) {
	if b == nil || b.Length == 0 {
		return b, nil
	}
	c := *b
	c.Length, c.Memory = -1, false
	c.Open = func() (io.ReadCloser, error) {
		source, err := b.Open()
		if err != nil {
			return nil, err
		}
		return compress(source), nil
	}
	if !b.Memory {
		return &c, nil
	}
	source, err := c.Open()
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(source)
	if err != nil {
		return nil, err
	}
	whole := FromBytes(b.MediaType, data)
	whole.JSON = b.JSON
	return whole, nil
}

// compressor compresses what it reads, as much at a time as its reader takes: it needs neither a goroutine nor the whole.
type compressor struct {
	source io.ReadCloser
	writer *gzip.Writer
	out    bytes.Buffer // compressed, to be read
	chunk  []byte
	err    error // io.EOF: the source is done and the end is written
}

const compressorChunk = 32 << 10

func compress(source io.ReadCloser) *compressor {
	c := &compressor{source: source, chunk: make([]byte, compressorChunk)}
	c.writer = gzip.NewWriter(&c.out)
	return c
}

// Read returns the error of the source after what came before it.
func (c *compressor) Read(p []byte) (int, error) {
	for c.out.Len() == 0 && c.err == nil {
		c.step()
	}
	if c.out.Len() > 0 {
		return c.out.Read(p)
	}
	return 0, c.err
}

// step compresses one chunk.
func (c *compressor) step() {
	n, err := c.source.Read(c.chunk)
	c.writer.Write(c.chunk[:n]) // to memory
	if err == io.EOF {
		c.writer.Close()
	}
	c.err = err
}

// Close closes the source.
func (c *compressor) Close() error { return c.source.Close() }
