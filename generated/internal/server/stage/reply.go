package stage

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// JSON answers with the value.
func JSON(w http.ResponseWriter, status int, value any) {
	writeJSON(w, "application/json", status, value)
}

// Problem answers with the value as application/problem+json.
func Problem(w http.ResponseWriter, status int, value any) {
	writeJSON(w, "application/problem+json", status, value)
}

func writeJSON(w http.ResponseWriter, mediaType string, status int, value any) {
	data, err := json.Marshal(value)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", mediaType)
	w.WriteHeader(status)
	_, _ = w.Write(append(data, '\n')) // a client that has gone away is no fault of the server
}

// Decode reads a JSON body strictly: unknown members and trailing data are errors. An empty body leaves into as it is.
func Decode(r io.Reader, into any) error {
	data, err := io.ReadAll(r)
	if err != nil || len(data) == 0 {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if d.More() {
		return fmt.Errorf("there is more than one value")
	}
	return nil
}

// UnknownMember returns the member that a strict decoder complained about.
func UnknownMember(err error) (string, bool) {
	rest, ok := strings.CutPrefix(err.Error(), "json: unknown field ")
	return strings.Trim(rest, `"`), ok
}
