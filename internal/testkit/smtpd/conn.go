package smtpd

import (
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"sync"
	"sync/atomic"
)

// listener counts connections and turns away those over the limit.
type listener struct {
	net.Listener
	server *Server
}

func (l *listener) Accept() (net.Conn, error) {
	for {
		raw, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		c := &conn{Conn: raw, server: l.server}
		if !l.server.admit(c) {
			_, _ = io.WriteString(raw, "421 4.3.2 Too many connections, try again later\r\n")
			_ = raw.Close()
			continue
		}
		if l.server.cfg.TLS == ImplicitTLS {
			return tls.Server(c, l.server.tls.config), nil
		}
		return c, nil
	}
}

func (s *Server) admit(c *conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.listener == nil || len(s.conns) >= s.cfg.MaxConns {
		return false
	}
	s.conns[c] = struct{}{}
	s.made++
	return true
}

func (s *Server) forget(c *conn) {
	s.mu.Lock()
	delete(s.conns, c)
	told := s.onQuiet
	if len(s.conns) > 0 {
		told = nil
	}
	s.mu.Unlock()
	if told != nil {
		told()
	}
}

// conn is one caller. go-smtp answers RSET and QUIT by itself, so the faults
// in those two are played here, by answering in its place.
type conn struct {
	net.Conn
	server *Server
	spoil  atomic.Pointer[string] // the verb that is answered with an error
	once   sync.Once
}

func (c *conn) Read(p []byte) (int, error) {
	for {
		n, err := c.Conn.Read(p)
		verb := c.spoil.Load()
		if err != nil || verb == nil || n < len(*verb) || !bytes.EqualFold(p[:len(*verb)], []byte(*verb)) {
			return n, err
		}
		if _, err := io.WriteString(c.Conn, "500 5.5.1 "+*verb+" is out of order today\r\n"); err != nil {
			return 0, err
		}
	}
}

func (c *conn) Close() error {
	c.once.Do(func() { c.server.forget(c) })
	return c.Conn.Close()
}

// abort closes without a goodbye: what the caller still sends meets a reset.
func (c *conn) abort() {
	if tcp, ok := c.Conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = c.Close()
}

// under finds our connection below any encryption.
func under(c net.Conn) *conn {
	if t, ok := c.(*tls.Conn); ok {
		c = t.NetConn()
	}
	ours, _ := c.(*conn)
	return ours
}
