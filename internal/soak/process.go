package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/apigen-go/apigen/runtime/webhook"
	"github.com/apigen-go/apigen/runtime/webhooktest"
)

// process is a replica as its sender sees it. It may be killed and started again.
type process struct {
	config replicaConfig
	client *http.Client

	mu  sync.Mutex
	cmd *exec.Cmd
}

func newProcess(dir, name string, c replicaConfig) *process {
	c.Socket, c.Journal, c.Log = filepath.Join(dir, name), filepath.Join(dir, name+".journal"), filepath.Join(dir, name+".log")
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", c.Socket)
	}
	return &process{config: c, client: &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{DialContext: dial, MaxIdleConnsPerHost: 256}}}
}

// start returns when the replica answers.
func (p *process) start() error {
	config, err := json.Marshal(p.config)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), replicaVariable+"="+string(config))
	log, err := os.OpenFile(p.config.Log, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log // of panics, above all
	if err := cmd.Start(); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cmd = cmd
	for range 600 {
		resp, err := p.client.Get("http://replica")
		if err == nil {
			resp.Body.Close()
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return errors.New("a replica does not answer")
}

// kill ends the replica in the middle of what it does, and returns which process that was.
func (p *process) kill() (pid int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cmd.Process.Kill()
	p.cmd.Wait()
	return p.cmd.Process.Pid
}

// stop ends it as a deployment does.
func (p *process) stop() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd == nil || p.cmd.ProcessState != nil {
		return nil
	}
	p.cmd.Process.Signal(syscall.SIGTERM)
	if err := p.cmd.Wait(); err != nil {
		return fmt.Errorf("a replica that is to stop: %w", err)
	}
	return nil
}

// deliver sends an event, and tells whether it was acknowledged.
func (p *process) deliver(ctx context.Context, n int) (acknowledged bool, err error) {
	r, err := webhooktest.Sign(webhooktest.Delivery{Scheme: webhook.StandardWebhooks(), Secrets: []string{secret}, ID: name(n),
		URL: "http://replica/", Body: fmt.Sprintf(`{"type":"order.paid","n":%d}`, n)})
	if err != nil {
		return false, err
	}
	r.RequestURI = ""
	resp, err := p.client.Do(r.WithContext(ctx))
	if err != nil {
		return false, nil // cut off: the sender does not know
	}
	resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusOK:
		return true, nil
	case http.StatusServiceUnavailable:
		return false, nil
	}
	return false, fmt.Errorf("a delivery was answered by %s", resp.Status)
}

func name(n int) string { return fmt.Sprintf("msg_%d", n) }
