package twiliod

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// Listening is a Server on a port of its own.
type Listening struct {
	*Server
	URL string // http://host:port, for the API address setting

	addr    string
	mu      sync.Mutex
	http    *http.Server // nil while down
	port    net.Listener
	serving sync.WaitGroup
	closed  bool
}

// Listen makes a server and listens on the address, such as 127.0.0.1:0.
func Listen(addr string, cfg Config) (*Listening, error) {
	s, err := New(cfg)
	if err != nil {
		return nil, err
	}
	l := &Listening{Server: s, addr: addr}
	if err := l.Up(); err != nil {
		s.Close()
		return nil, err
	}
	l.URL = "http://" + l.addr
	return l, nil
}

// Up listens, again if Down was called, and on the same address.
func (l *Listening) Up() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return errors.New("twiliod: the server is closed")
	}
	if l.http != nil {
		return nil
	}
	port, err := net.Listen("tcp", l.addr)
	if err != nil {
		return fmt.Errorf("twiliod: listen: %w", err)
	}
	l.addr = port.Addr().String()
	server := &http.Server{
		Handler:           l.Server,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
	l.http, l.port = server, port
	// Serve ends when Down or Close is called, and only then.
	l.serving.Go(func() { _ = server.Serve(port) })
	return nil
}

// Down closes the port and every connection: the next caller is refused.
func (l *Listening) Down() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.http != nil {
		_ = l.port.Close() // the server may not have got hold of it yet
		_ = l.http.Close()
		l.http = nil
	}
}

// Close stops listening, ends every call and waits for the callbacks to end. It
// may be called more than once.
func (l *Listening) Close() {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	l.Down()
	l.serving.Wait()
	l.Server.Close()
}
