package otel

import (
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"

	"go.opentelemetry.io/otel/attribute"

	"github.com/apigen-go/apigen/runtime"
)

// operation names what is called.
func operation(id, method, path string) []attribute.KeyValue {
	return []attribute.KeyValue{
		attribute.String("http.request.method", standard(method)), attribute.String("url.template", path), attribute.String("apigen.operation", id),
	}
}

// standard is a method as metrics may have it: their values are few.
func standard(method string) string {
	switch method {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY":
		return method
	}
	return "_OTHER"
}

// server names who is called, by host and port.
func server(scheme, hostport string) []attribute.KeyValue {
	host, port, err := net.SplitHostPort(hostport)
	if err != nil {
		host, port = strings.Trim(hostport, "[]"), map[string]string{"https": "443", "http": "80"}[scheme]
	}
	attrs := []attribute.KeyValue{attribute.String("server.address", host)}
	if n, err := strconv.Atoi(port); err == nil {
		attrs = append(attrs, attribute.Int("server.port", n))
	}
	return attrs
}

// outcome says how a request ended. kind is the runtime's word for the error.
func outcome(status int, kind string) []attribute.KeyValue {
	var attrs []attribute.KeyValue
	if status != 0 {
		attrs = append(attrs, attribute.Int("http.response.status_code", status))
	}
	switch {
	case kind == "status":
		attrs = append(attrs, attribute.String("error.type", strconv.Itoa(status)))
	case kind != "":
		attrs = append(attrs, attribute.String("error.type", kind))
	}
	return attrs
}

func protocol(proto string) []attribute.KeyValue {
	if _, version, ok := strings.Cut(proto, "/"); ok {
		return []attribute.KeyValue{attribute.String("network.protocol.version", strings.TrimSuffix(version, ".0"))}
	}
	return nil
}

func attemptAttributes(a runtime.AttemptInfo) []attribute.KeyValue {
	attrs := append(operation(a.Operation, a.Method, a.Path), server(a.Scheme, a.Host)...)
	return append(append(attrs, outcome(a.StatusCode, a.ErrorKind)...), protocol(a.Protocol)...)
}

func callAttributes(c runtime.CallInfo) []attribute.KeyValue {
	return append(operation(c.Operation, c.Method, c.Path), outcome(c.StatusCode, c.ErrorKind)...)
}

func breakerAttributes(b runtime.BreakerInfo) []attribute.KeyValue {
	return []attribute.KeyValue{
		attribute.String("server.address", b.Host), attribute.String("apigen.breaker.from", fmt.Sprint(b.From)), attribute.String("apigen.breaker.to", fmt.Sprint(b.To)),
	}
}

// target names the server of a URL.
func target(u *url.URL) []attribute.KeyValue {
	return append(server(u.Scheme, u.Host), attribute.String("url.scheme", u.Scheme))
}
