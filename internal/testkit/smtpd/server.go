// Package smtpd is a mail server that delivers to nobody: it keeps what it was
// given and shows it. Tests use it to see what was really sent, and to see what
// becomes of a message when a server misbehaves; the demo uses it as its
// built-in catcher. It is a real SMTP server on a real socket, with limits.
package smtpd

import (
	"errors"
	"fmt"
	"log"
	"net"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// Config says how a server listens and how much it keeps. Only Now is required.
type Config struct {
	Addr   string // address to listen on; default a free port of 127.0.0.1
	Domain string // the name the server greets with; default mail.example

	Now func() time.Time // the clock of Mail.ReceivedAt

	// OnMessage is told of each mail after it is kept and before it is
	// acknowledged, by several goroutines at once.
	OnMessage func(Mail)

	KeepMails int   // newest mails kept; default 10,000
	KeepBytes int64 // bytes kept, roughly; default 64 MiB

	MaxMessageBytes int64         // default 10 MiB
	MaxConns        int           // connections at once; default 200, the next hears 421
	IdleTimeout     time.Duration // default 5 minutes

	TLS    TLSMode
	CADir  string // folder the CA certificate is written to; needed with TLS
	User   string // name and password asked for, if not empty
	Pass   string
	Logger *log.Logger // the server's own troubles; default nowhere
}

// Server is a listening mail server. Close it.
type Server struct {
	cfg    Config
	smtp   *smtp.Server
	tls    *certificate
	addr   string
	box    *mailbox
	faults faultPlan

	mu       sync.Mutex
	listener net.Listener // nil while down
	conns    map[*conn]struct{}
	made     int64  // connections admitted so far
	onQuiet  func() // told when the last connection has gone
	closed   bool
	serving  sync.WaitGroup
}

// Listen starts a server.
func Listen(cfg Config) (*Server, error) {
	if cfg.Now == nil {
		return nil, errors.New("smtpd: Config.Now is needed")
	}
	cfg.fillDefaults()
	s := &Server{
		cfg:   cfg,
		box:   &mailbox{keepMails: cfg.KeepMails, keepBytes: cfg.KeepBytes},
		conns: map[*conn]struct{}{},
	}
	if cfg.TLS != NoTLS {
		cert, err := newCertificate(cfg.CADir)
		if err != nil {
			return nil, err
		}
		s.tls = cert
	}
	s.smtp = s.newSMTP()
	s.addr = cfg.Addr
	if err := s.Up(); err != nil {
		return nil, err
	}
	return s, nil
}

func (c *Config) fillDefaults() {
	if c.Addr == "" {
		c.Addr = "127.0.0.1:0"
	}
	if c.Domain == "" {
		c.Domain = "mail.example"
	}
	if c.KeepMails <= 0 {
		c.KeepMails = 10_000
	}
	if c.KeepBytes <= 0 {
		c.KeepBytes = 64 << 20
	}
	if c.MaxMessageBytes <= 0 {
		c.MaxMessageBytes = 10 << 20
	}
	if c.MaxConns <= 0 {
		c.MaxConns = 200
	}
	if c.IdleTimeout <= 0 {
		c.IdleTimeout = 5 * time.Minute
	}
	if c.Logger == nil {
		c.Logger = log.New(nowhere{}, "", 0)
	}
}

// nowhere drops what is written: go-smtp logs to standard error if left alone.
type nowhere struct{}

func (nowhere) Write(p []byte) (int, error) { return len(p), nil }

func (s *Server) newSMTP() *smtp.Server {
	srv := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{server: s, conn: c}, nil
	}))
	srv.Domain = s.cfg.Domain
	srv.MaxMessageBytes = s.cfg.MaxMessageBytes
	srv.MaxRecipients = 50
	srv.ReadTimeout = s.cfg.IdleTimeout
	srv.WriteTimeout = s.cfg.IdleTimeout
	srv.EnableDSN = true
	srv.ErrorLog = s.cfg.Logger
	srv.AllowInsecureAuth = s.cfg.TLS == NoTLS
	if s.cfg.TLS == StartTLS {
		srv.TLSConfig = s.tls.config
	}
	return srv
}

// Up listens, again if Down was called, and on the same address.
func (s *Server) Up() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errors.New("smtpd: the server is closed")
	}
	if s.listener != nil {
		return nil
	}
	l, err := net.Listen("tcp", s.addr)
	if err != nil {
		return fmt.Errorf("smtpd: listen for mail: %w", err)
	}
	s.addr = l.Addr().String()
	s.listener = l
	s.serving.Go(func() {
		// The only way this ends is that the listener was closed, by Down or
		// Close; what else may go wrong is logged by the server itself.
		_ = s.smtp.Serve(&listener{Listener: l, server: s})
	})
	return nil
}

// Down closes the port and every connection: the next caller is refused.
func (s *Server) Down() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listener != nil {
		_ = s.listener.Close()
		s.listener = nil
	}
	for c := range s.conns {
		_ = c.Conn.Close()
	}
}

// DropIdle closes every connection and goes on listening, as a server does
// that has grown tired of quiet callers.
func (s *Server) DropIdle() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		_ = c.Conn.Close()
	}
}

// Close stops the server for good; it may be called more than once.
func (s *Server) Close() error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.Down()
	s.serving.Wait()
	if err := s.smtp.Close(); err != nil && !errors.Is(err, smtp.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("smtpd: close: %w", err)
	}
	return nil
}

// Addr is the address listened on, host:port.
func (s *Server) Addr() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addr
}

// Connections counts the connections ever let in.
func (s *Server) Connections() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.made
}

// OnQuiet has told called whenever the last open connection has gone.
func (s *Server) OnQuiet(told func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.onQuiet = told
}
