package replay

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
)

// IsFinal reports whether a network error would be the same next time. Errors are told apart by type: texts change.
func IsFinal(err error) bool {
	var (
		verification *tls.CertificateVerificationError
		authority    x509.UnknownAuthorityError
		hostname     x509.HostnameError
		invalid      x509.CertificateInvalidError
		dns          *net.DNSError
	)
	switch {
	case errors.As(err, &verification), errors.As(err, &authority), errors.As(err, &hostname), errors.As(err, &invalid):
		return true
	case errors.As(err, &dns) && dns.IsNotFound:
		return true
	}
	return errors.Is(err, http.ErrSchemeMismatch)
}

// WasNotSent reports whether by its type an error came before the request was sent, or with the server's word that it
// was not looked at.
func WasNotSent(err error) bool {
	var network *net.OpError
	if errors.As(err, &network) && (network.Op == "dial" || network.Op == "proxyconnect") {
		return true
	}
	var stream streamError
	return errors.As(err, &stream) && stream.Code == refusedStream
}

// streamError has the fields by which net/http lets its error of an HTTP/2 stream be found with [errors.As].
type streamError struct {
	StreamID uint32
	Code     uint32
	Cause    error
}

// Error prints the code.
func (e streamError) Error() string { return fmt.Sprintf("http2 stream error %d", e.Code) }

const refusedStream = 7 // RFC 9113, section 7
