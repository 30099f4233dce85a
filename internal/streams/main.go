// Command streams answers: how much memory does a transfer of 1 GiB take, beside the same transfer by hand?
//
// Each transfer is made by a process of its own, as the peak of a process only grows; the server is in the first process.
// Run it with make streams.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"text/tabwriter"
)

func main() {
	size := flag.Int64("size", 1<<30, "how many `bytes` to transfer")
	name := flag.String("transfer", "", "make this `transfer` and print what it took; for the processes that this one starts")
	url := flag.String("url", "", "the server to transfer to or from; with -transfer")
	flag.Parse()
	var err error
	if *name != "" {
		err = measure(*name, *url, *size)
	} else {
		err = compare(context.Background(), *size)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "streams:", err)
		os.Exit(1)
	}
}

// compare makes all transfers and prints a line for each.
func compare(ctx context.Context, size int64) error {
	server := httptest.NewServer(handler(size))
	defer server.Close()
	self, err := os.Executable()
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "%d MiB\tpeak heap\tpeak of the process\tMiB/s\t\n", size>>20)
	for _, t := range transfers {
		cmd := exec.CommandContext(ctx, self, "-transfer", t.name, "-url", server.URL, "-size", strconv.FormatInt(size, 10))
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		var c cost
		if err := json.Unmarshal(out, &c); err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		fmt.Fprintf(w, "%s\t%.1f MiB\t%s\t%.0f\t\n", t.name, mebibytes(c.Heap), resident(c.Resident), mebibytes(size)/c.Seconds)
	}
	return w.Flush()
}

func mebibytes(n int64) float64 { return float64(n) / (1 << 20) }

// resident is the memory of a process, where the system tells it.
func resident(n int64) string {
	if n == 0 {
		return "unknown"
	}
	return fmt.Sprintf("%.1f MiB", mebibytes(n))
}

// handler takes uploads, which have to have the size, and gives a download of the size.
func handler(size int64) http.Handler {
	mux := http.NewServeMux()
	taken := func(w http.ResponseWriter, n int64, err error) {
		if err != nil || n != size {
			http.Error(w, fmt.Sprintf("got %d of %d bytes (%v)", n, size, err), http.StatusBadRequest)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}
	mux.HandleFunc("PUT /upload", func(w http.ResponseWriter, r *http.Request) {
		n, err := io.Copy(io.Discard, r.Body)
		taken(w, n, err)
	})
	mux.HandleFunc("POST /multipart", func(w http.ResponseWriter, r *http.Request) {
		n, err := file(r)
		taken(w, n, err)
	})
	mux.HandleFunc("GET /download", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
		io.Copy(w, content(size))
	})
	return mux
}

// file reads the only part of a multipart body.
func file(r *http.Request) (int64, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return 0, err
	}
	part, err := parts.NextPart()
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(io.Discard, part)
	if err != nil {
		return n, err
	}
	if _, err := parts.NextPart(); err != io.EOF {
		return n, fmt.Errorf("a second part, or no end: %w", err)
	}
	return n, nil
}
