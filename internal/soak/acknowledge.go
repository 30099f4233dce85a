package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/apigen-go/apigen/runtime/webhook"
	"github.com/apigen-go/apigen/runtime/webhooktest"
)

const (
	rate        = 2000
	seconds     = 10
	connections = 128
)

// acknowledgements measures how long a process takes to acknowledge, while its functions take a second. It sends from this
// process to one other. The kind "bare" only reads the bodies: what it takes is the machine's and net/http's.
func acknowledgements(kind, profile string) error {
	dir, err := os.MkdirTemp("", "soak")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	pl := place{close: func() {}, cpu: func() time.Duration { return 0 }}
	if kind != "memory" && kind != "bare" {
		if pl, err = newPlace(kind, dir); err != nil {
			return err
		}
	}
	defer pl.close()
	c := replicaConfig{Kind: kind, Address: pl.address, Slow: true}
	if profile != "" {
		c.Profile = filepath.Join(profile, kind+".pprof")
	}
	p := newProcess(dir, "replica", c)
	if err := p.start(); err != nil {
		return err
	}
	defer p.stop()
	took, err := load(p.config.Socket)
	if err != nil {
		return err
	}
	if err := p.stop(); err != nil {
		return err
	}
	pl.close()
	slices.Sort(took)
	at := func(share float64) time.Duration {
		return took[int(float64(len(took)-1)*share)].Round(10 * time.Microsecond)
	}
	fmt.Printf("%-10s p50 %v  p90 %v  p99 %v  p99.9 %v  max %v;  CPU: receiver %v, server %v\n", kind, at(.5), at(.9), at(.99), at(.999), at(1),
		cpu(p.cmd.ProcessState), pl.cpu())
	return nil
}

func cpu(p *os.ProcessState) time.Duration {
	return (p.UserTime() + p.SystemTime()).Round(10 * time.Millisecond)
}

// load sends all deliveries, each at its time. They are signed and written to memory before, so that the sender, which shares
// the machine, costs little. An acknowledgement that is late delays the next on its connection; as time counts from when a
// delivery was due, nothing of that is lost.
func load(socket string) ([]time.Duration, error) {
	deliveries, err := written()
	if err != nil {
		return nil, err
	}
	took := make([]time.Duration, len(deliveries))
	errs := make([]error, connections)
	var all sync.WaitGroup
	start := time.Now().Add(500 * time.Millisecond)
	for c := range connections {
		conn, err := net.Dial("unix", socket)
		if err != nil {
			return nil, err
		}
		all.Go(func() {
			defer conn.Close()
			answers := bufio.NewReader(conn)
			for i := c; i < len(deliveries) && errs[c] == nil; i += connections {
				due := start.Add(time.Duration(i) * time.Second / rate)
				time.Sleep(time.Until(due))
				errs[c] = exchange(conn, answers, deliveries[i])
				took[i] = time.Since(due)
			}
		})
	}
	all.Wait()
	return took, errors.Join(errs...)
}

func written() ([][]byte, error) {
	all := make([][]byte, rate*seconds)
	for i := range all {
		r, err := webhooktest.Sign(webhooktest.Delivery{Scheme: webhook.StandardWebhooks(), Secrets: []string{secret}, ID: name(i),
			URL: "http://replica/", Body: fmt.Sprintf(`{"type":"order.paid","n":%d}`, i)})
		if err != nil {
			return nil, err
		}
		var text bytes.Buffer
		if err := r.Write(&text); err != nil {
			return nil, err
		}
		all[i] = text.Bytes()
	}
	return all, nil
}

// exchange sends a request and reads an answer without a body.
func exchange(conn net.Conn, answers *bufio.Reader, request []byte) error {
	if _, err := conn.Write(request); err != nil {
		return err
	}
	status := ""
	for {
		line, err := answers.ReadString('\n')
		switch {
		case err != nil:
			return err
		case status == "":
			status = line
		case line == "\r\n" && strings.HasPrefix(status, "HTTP/1.1 200"):
			return nil
		case line == "\r\n":
			return errors.New(strings.TrimSpace(status))
		}
	}
}

func bare(_ http.ResponseWriter, r *http.Request) { io.Copy(io.Discard, r.Body) }
