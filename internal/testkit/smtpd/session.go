package smtpd

import (
	"crypto/subtle"
	"errors"
	"io"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// errGone ends a conversation whose connection the server itself has closed.
var errGone = errors.New("smtpd: connection closed on purpose")

// session is the conversation with one caller.
type session struct {
	server *Server
	conn   *smtp.Conn
	authed bool
	fault  Fault
	from   string
	bounce string
	to     []string
}

func (s *session) AuthMechanisms() []string {
	if s.server.cfg.User == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, pass string) error {
		u := subtle.ConstantTimeCompare([]byte(user), []byte(s.server.cfg.User))
		p := subtle.ConstantTimeCompare([]byte(pass), []byte(s.server.cfg.Pass))
		if u&p != 1 {
			return smtp.ErrAuthFailed
		}
		s.authed = true
		return nil
	}), nil
}

func (s *session) Mail(from string, options *smtp.MailOptions) error {
	if s.server.cfg.User != "" && !s.authed {
		return smtp.ErrAuthRequired
	}
	s.fault = s.server.faults.take()
	s.server.faults.wait(AtMail)
	switch s.fault {
	case RefuseSender:
		return reply(550, smtp.EnhancedCode{5, 7, 1}, "Sender not allowed")
	case Closing:
		return reply(421, smtp.EnhancedCode{4, 3, 2}, "Service closing")
	}
	s.from, s.bounce = from, string(options.Return)
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.server.faults.wait(AtRcpt)
	switch s.fault {
	case RefuseRcpt:
		return reply(550, smtp.EnhancedCode{5, 1, 1}, "No such user here")
	case RefusePolicy:
		return reply(550, smtp.EnhancedCode{5, 7, 1}, "Relaying denied")
	case RefuseLogin:
		return reply(530, smtp.EnhancedCode{5, 7, 0}, "Authentication required")
	case BusyRcpt:
		return reply(450, smtp.EnhancedCode{4, 2, 0}, "Mailbox busy")
	case DropAtRcpt:
		s.abort()
		return errGone
	}
	s.to = append(s.to, to)
	return nil
}

func (s *session) Data(r io.Reader) error {
	s.server.faults.wait(AtData)
	switch s.fault {
	case DropBeforeDot:
		_, _ = io.ReadFull(r, make([]byte, 1))
		s.abort()
		return errGone
	case HangBeforeDot:
		s.hang()
		return errGone
	case EarlyReply:
		_, _ = io.WriteString(s.conn.Conn(), "552 5.3.4 Too much\r\n")
		s.hang()
		return errGone
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.server.faults.wait(AtDot)
	switch s.fault {
	case BusyData:
		return reply(451, smtp.EnhancedCode{4, 3, 0}, "Local error in processing")
	case RefuseData:
		return reply(554, smtp.EnhancedCode{5, 6, 0}, "Content refused")
	}
	if !s.server.keep(Mail{From: s.from, To: s.to, Bounce: s.bounce}, raw) {
		return reply(421, smtp.EnhancedCode{4, 3, 2}, "Service closing")
	}
	return s.afterKeeping()
}

// afterKeeping plays the faults of a server that has the message.
func (s *session) afterKeeping() error {
	switch s.fault {
	case DropAfterDot:
		s.abort()
		return errGone
	case HangAfterDot:
		s.hang()
		return errGone
	case Garbled:
		_, _ = io.WriteString(s.conn.Conn(), "thank you very much\r\n")
		s.abort()
		return errGone
	case Chatty:
		return reply(250, smtp.EnhancedCode{2, 0, 0}, "Queued for <"+s.to[0]+">")
	case RsetFails:
		s.spoil("RSET")
	case QuitFails:
		s.spoil("QUIT")
	}
	return nil
}

func (s *session) Reset()        { s.from, s.bounce, s.to = "", "", nil }
func (s *session) Logout() error { return nil }

// hang says nothing more until the caller, or the server's Close, ends it.
func (s *session) hang() {
	_, _ = io.Copy(io.Discard, s.conn.Conn())
	s.abort()
}

func (s *session) abort() {
	if c := under(s.conn.Conn()); c != nil {
		c.abort()
	}
}

func (s *session) spoil(verb string) {
	if c := under(s.conn.Conn()); c != nil {
		c.spoil.Store(&verb)
	}
}

func reply(code int, enhanced smtp.EnhancedCode, words string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: words}
}
