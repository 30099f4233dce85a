package redislimit_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// startRedis starts a server of its own for the test, on a socket in the file system, and returns that.
func startRedis(t *testing.T) (socket string, stop func()) {
	t.Helper()
	binary, err := exec.LookPath("redis-server")
	if err != nil && os.Getenv("APIGEN_SERVERS") == "required" {
		t.Fatal("APIGEN_SERVERS=required, and redis-server is not on the PATH: install the package redis-server")
	}
	if err != nil {
		t.Skip("redis-server is not on the PATH: that processes share a limit is not tested. Install the package redis-server")
	}
	dir, err := os.MkdirTemp("", "redislimit") // that of the test may be too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	socket = filepath.Join(dir, "s")
	var log strings.Builder
	server := exec.Command(binary, "--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", dir)
	server.Stdout, server.Stderr = &log, &log
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	stop = func() {
		if server.ProcessState == nil {
			server.Process.Kill()
			server.Wait()
		}
	}
	t.Cleanup(func() {
		stop()
		os.RemoveAll(dir)
		if t.Failed() {
			t.Log(log.String())
		}
	})
	client := connect(t, socket)
	for range 100 {
		if client.Ping(t.Context()).Err() == nil {
			return socket, stop
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("redis-server does not answer")
	return "", nil
}

func connect(t *testing.T, socket string) *redis.Client {
	client := redis.NewClient(&redis.Options{Network: "unix", Addr: socket, MaxRetries: -1, DialerRetries: 1})
	t.Cleanup(func() { client.Close() })
	return client
}
