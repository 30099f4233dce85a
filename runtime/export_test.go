package runtime

import (
	"crypto/x509"
	"net/http"
)

// Trust makes the client's own transport trust the certificate of a test server.
func Trust(c *Client, roots *x509.CertPool) {
	c.transport.(*http.Transport).TLSClientConfig.RootCAs = roots
}
