package email

import (
	"context"
	"crypto/tls"
	"net"
	"time"

	"github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// line is one connection to the mail server, greeted, encrypted and signed in,
// that carries one message at a time.
type line struct {
	client *smtp.Client
	raw    net.Conn // below any encryption: deadlines are set here
	cut    bool     // a context has ended its reads and writes, or is about to
	expiry *time.Timer
}

// logins are the ways to sign in, the best first. The automatic order of
// go-mail is not used: it takes NTLM, which wants a domain we have not got,
// before ways that work.
var logins = []mail.SMTPAuthType{
	mail.SMTPAuthSCRAMSHA256PLUS, mail.SMTPAuthSCRAMSHA256, mail.SMTPAuthSCRAMSHA1PLUS, mail.SMTPAuthSCRAMSHA1,
	mail.SMTPAuthPlain, mail.SMTPAuthLogin,
}

// dial opens a line within the time of the context. Its error may hold a
// *textproto.Error, the server's reply, or the context's.
func (s *Sender) dial(ctx context.Context) (*line, error) {
	var raw net.Conn
	unwatch := func() bool { return true }
	connect := func(dialCtx context.Context, network, address string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(dialCtx, network, address)
		if err != nil {
			return nil, err
		}
		raw = conn
		// From here on go-mail itself no longer looks at the context.
		unwatch = context.AfterFunc(ctx, func() { _ = conn.Close() })
		if s.server.mode != modeImplicit {
			return conn, nil
		}
		encrypted := tls.Client(conn, s.server.tlsConfig())
		return encrypted, encrypted.HandshakeContext(dialCtx)
	}
	dialler, err := mail.NewClient(s.server.host, append(s.options(), mail.WithDialContextFunc(connect))...)
	if err != nil {
		return nil, err
	}
	client, err := dialler.DialToSMTPClientWithContext(ctx)
	if !unwatch() {
		err = ctx.Err()
	}
	if err != nil {
		if raw != nil {
			_ = raw.Close() // go-mail leaves it open when the greeting fails
		}
		return nil, err
	}
	// A bounce quotes the headers only: the words stay where they were sent.
	client.SetDSNMailReturnOption(string(mail.DSNMailReturnHeadersOnly))
	client.SetDSNRcptNotifyOption(string(mail.DSNRcptNotifyFailure) + "," + string(mail.DSNRcptNotifyDelay))
	return &line{client: client, raw: raw}, nil
}

func (s *Sender) options() []mail.Option {
	options := []mail.Option{
		mail.WithPort(s.server.port), mail.WithHELO(s.helo), mail.WithTimeout(s.timeout),
		mail.WithTLSConfig(s.server.tlsConfig()), mail.WithoutSMTPUTF8(),
	}
	login := mail.WithOpportunisticSMTPAuth(logins...)
	switch s.server.mode {
	case modeImplicit:
		options = append(options, mail.WithSSL())
	case modeNone:
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
		login = mail.WithSMTPAuth(mail.SMTPAuthPlainNoEnc)
	default:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if s.server.user != "" {
		options = append(options, login, mail.WithUsername(s.server.user), mail.WithPassword(s.server.pass))
	}
	return options
}

// hangUp says goodbye and closes. What the server makes of the goodbye is of no
// matter: what it took, it took.
func (l *line) hangUp() {
	ctx, cancel := context.WithTimeout(context.Background(), goodbye)
	defer cancel()
	l.until(ctx)
	_ = l.client.Quit()
	_ = l.raw.Close()
}

// goodbye is how long a server may take to answer QUIT.
const goodbye = 2 * time.Second

// until lets reads and writes wait until the context's deadline.
func (l *line) until(ctx context.Context) {
	deadline, _ := ctx.Deadline() // every context here has one
	_ = l.raw.SetDeadline(deadline)
	if ctx.Err() != nil {
		l.giveUp()
	}
}

// giveUp ends whatever read or write is waiting.
func (l *line) giveUp() { _ = l.raw.SetDeadline(time.Unix(1, 0)) }
