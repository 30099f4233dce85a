//go:build !linux

package runtimetest

// blackHole returns an address that is reserved for documentation, RFC 5737: routers drop what is sent there.
func blackHole() (address string, stop func(), err error) {
	return "192.0.2.1:80", func() {}, nil
}
