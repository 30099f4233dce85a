// Package servers answers: how does a test get a real Redis or PostgreSQL of its own?
//
// It starts the programs of the distribution's packages, on sockets in a directory of their own, so that no port and no
// other data is touched.
package servers

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/redis/go-redis/v9"
)

// ErrMissing means that a server is not installed.
var ErrMissing = errors.New("the server is not installed")

// Server is a program that was started. Its methods are for one goroutine.
type Server struct {
	Address string // the socket of Redis; of PostgreSQL what its driver takes

	dir     string
	command func() *exec.Cmd
	ready   func(context.Context) error
	process *exec.Cmd
	log     buffer
}

// buffer is what a server prints.
type buffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

// Start starts a server that is not running, with the data that it had.
func (s *Server) Start() error {
	s.process = s.command()
	s.process.Stdout, s.process.Stderr = &s.log, &s.log
	if err := s.process.Start(); err != nil {
		return err
	}
	var err error
	for range 600 {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		err = s.ready(ctx)
		cancel()
		if err == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	s.Kill()
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	return fmt.Errorf("the server does not answer: %w\n%s", err, s.log.String())
}

// Kill ends the server at once. What it had promised to keep is there when it is started again.
func (s *Server) Kill() { s.end(syscall.SIGKILL) }

// Close ends the server and deletes its data.
func (s *Server) Close() {
	s.end(syscall.SIGINT)
	os.RemoveAll(s.dir)
}

func (s *Server) end(how syscall.Signal) {
	if s.process == nil || s.process.Process == nil || s.process.ProcessState != nil {
		return
	}
	killer := time.AfterFunc(20*time.Second, func() { s.process.Process.Kill() })
	defer killer.Stop()
	s.process.Process.Signal(how)
	s.process.Wait()
}

// CPU is what a server that was closed has used, with its processes.
func (s *Server) CPU() time.Duration {
	if s.process == nil || s.process.ProcessState == nil {
		return 0
	}
	p := s.process.ProcessState
	return (p.UserTime() + p.SystemTime()).Round(10 * time.Millisecond)
}

// directory makes one whose path is short enough for a socket.
func directory() (string, error) { return os.MkdirTemp("", "s") }

// Redis starts a server that writes what it is told to a file, every second.
func Redis() (*Server, error) {
	binary, err := exec.LookPath("redis-server")
	if err != nil {
		return nil, fmt.Errorf("%w: redis-server is not on the PATH: install the package redis-server", ErrMissing)
	}
	dir, err := directory()
	if err != nil {
		return nil, err
	}
	s := &Server{Address: filepath.Join(dir, "redis"), dir: dir}
	s.command = func() *exec.Cmd {
		return exec.Command(binary, "--port", "0", "--unixsocket", s.Address, "--save", "", "--appendonly", "yes", "--dir", dir)
	}
	client := redis.NewClient(&redis.Options{Network: "unix", Addr: s.Address, MaxRetries: -1, DialerRetries: 1})
	s.ready = func(ctx context.Context) error {
		conn, err := net.Dial("unix", s.Address) // the client would print that there is nobody
		if err != nil {
			return err
		}
		conn.Close()
		return client.Ping(ctx).Err()
	}
	return s, s.Start()
}

// Postgres starts a server with the settings of its package. It refuses to run as root, and is run as postgres or nobody then.
func Postgres() (*Server, error) {
	initdb, err := postgresBinary("initdb")
	if err != nil {
		return nil, err
	}
	binary, err := postgresBinary("postgres")
	if err != nil {
		return nil, err
	}
	who, err := unprivileged()
	if err != nil {
		return nil, err
	}
	dir, err := directory()
	if err != nil {
		return nil, err
	}
	if who != nil {
		if err := os.Chown(dir, int(who.Uid), int(who.Gid)); err != nil {
			return nil, err
		}
	}
	s := &Server{Address: "host=" + dir + " user=postgres dbname=postgres", dir: dir}
	command := func(binary string, args ...string) *exec.Cmd {
		c := exec.Command(binary, args...)
		c.Dir, c.SysProcAttr = dir, &syscall.SysProcAttr{Credential: who}
		return c
	}
	data := filepath.Join(dir, "data")
	if out, err := command(initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	s.command = func() *exec.Cmd {
		return command(binary, "-D", data, "-c", "listen_addresses=", "-c", "unix_socket_directories="+dir, "-c", "max_connections=100")
	}
	db, err := sql.Open("pgx", s.Address)
	if err != nil {
		return nil, err
	}
	s.ready = func(ctx context.Context) error { return db.PingContext(ctx) }
	return s, s.Start()
}

// postgresBinary finds a program on the PATH or where Debian has it.
func postgresBinary(name string) (string, error) {
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if len(found) == 0 {
		return "", fmt.Errorf("%w: %s is neither on the PATH nor in /usr/lib/postgresql: install the package postgresql", ErrMissing, name)
	}
	return found[len(found)-1], nil
}

// unprivileged is who is to run a server; nil is whoever runs this.
func unprivileged() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	who, err := user.Lookup("postgres")
	if err != nil {
		who, err = user.Lookup("nobody")
	}
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL does not run as root, and there is nobody else: %w", err)
	}
	uid, err1 := strconv.ParseUint(who.Uid, 10, 32)
	gid, err2 := strconv.ParseUint(who.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, errors.Join(err1, err2)
}
