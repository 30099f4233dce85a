package runtimetest

import (
	"net"
	"syscall"
	"time"
)

// blackHole returns an address that no dial is answered at: a listener whose queue is full. Linux drops what else arrives.
func blackHole() (address string, stop func(), err error) {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return "", nil, err
	}
	conns := []net.Conn{}
	stop = func() {
		for _, c := range conns {
			c.Close()
		}
		syscall.Close(fd)
	}
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		return "", stop, err
	}
	if err := syscall.Listen(fd, 0); err != nil {
		return "", stop, err
	}
	name, err := syscall.Getsockname(fd)
	if err != nil {
		return "", stop, err
	}
	addr := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: name.(*syscall.SockaddrInet4).Port}
	for { // until one is not answered
		c, err := net.DialTimeout("tcp", addr.String(), 300*time.Millisecond)
		if err != nil {
			return addr.String(), stop, nil
		}
		conns = append(conns, c)
	}
}
