// Package email sends one message to one recipient over SMTP, by go-mail, and
// says exactly what became of it: in particular whether a connection broke
// before the final dot (nothing was sent) or after it (it may have been).
package email

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/idna"
)

// Config says where mail goes and how. URL, From and Now are required.
type Config struct {
	// URL is smtp://[user:pass@]host:587?tls=starttls|implicit|none&ca=FILE.
	// starttls is the default, and always demanded, never only tried; ca
	// trusts the certificates in FILE besides the machine's own.
	URL  string
	From string // bare sender address; its domain goes into the Message-ID
	HELO string // our name in the greeting; default the domain of From

	// Bounce is where servers report what they cannot deliver: an address with a
	// * where the message's reference goes, or one that is followed by
	// +reference; none: From as it is. Default From with +reference.
	Bounce string
	DKIM   DKIM // the zero value: letters are not signed

	MaxConns int           // connections kept at once; default 50
	MaxIdle  time.Duration // a connection unused for so long is closed; default 30 s
	// Timeout bounds one Send, waiting for a connection included; default 60 s.
	// An earlier deadline of the context counts.
	Timeout time.Duration
	// DotPause is how long the final dot is held back after the content has
	// left, to see whether the line still stands: see line.settle. Default
	// 10 ms.
	DotPause time.Duration

	Production bool // refuses tls=none
	Now        func() time.Time
}

// server is what the URL comes to.
type server struct {
	host       string
	port       int
	user, pass string
	mode       string // starttls, implicit, none
	roots      *x509.CertPool
}

const (
	modeStartTLS = "starttls"
	modeImplicit = "implicit"
	modeNone     = "none"
)

// errShape names the remedy for an address that cannot be read. The address
// itself is never shown: it may hold a password.
var errShape = errors.New("THROUGHGATE_SMTP_URL cannot be read: write smtp://user:password@host:587?tls=starttls, " +
	"with any of : / ? # @ % in the name or password percent-encoded")

// parseURL reads the SMTP setting and reports everything that is wrong with it.
func parseURL(raw string, production bool) (server, error) {
	if raw == "" {
		return server{}, errors.New("THROUGHGATE_SMTP_URL is missing: write smtp://host:587")
	}
	u, err := url.Parse(raw)
	if err != nil {
		return server{}, errShape
	}
	var problems []error
	complain := func(format string, a ...any) { problems = append(problems, fmt.Errorf(format, a...)) }
	if u.Scheme != "smtp" {
		complain("THROUGHGATE_SMTP_URL must begin with smtp:// (tls=implicit asks for TLS from the first byte)")
	}
	if u.Hostname() == "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" || u.Opaque != "" {
		problems = append(problems, errShape)
	}
	s := server{host: u.Hostname(), user: u.User.Username()}
	s.pass, _ = u.User.Password()
	if (s.user == "") != (s.pass == "") {
		complain("THROUGHGATE_SMTP_URL: give both a user and a password, or neither")
	}
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		problems = append(problems, errShape)
	}
	for name := range q {
		if !slices.Contains([]string{"tls", "ca"}, name) {
			complain("THROUGHGATE_SMTP_URL: only tls and ca may follow the question mark")
			break
		}
	}
	if s.mode, err = readMode(q.Get("tls"), production); err != nil {
		problems = append(problems, err)
	}
	if s.port, err = readPort(u.Port(), s.mode); err != nil {
		problems = append(problems, err)
	}
	if s.roots, err = readRoots(q.Get("ca"), s.mode); err != nil {
		problems = append(problems, err)
	}
	return s, errors.Join(problems...)
}

func readMode(mode string, production bool) (string, error) {
	switch mode {
	case "":
		return modeStartTLS, nil
	case modeNone:
		if production {
			return modeNone, errors.New("THROUGHGATE_SMTP_URL: tls=none is refused in production: use tls=starttls or tls=implicit")
		}
		return modeNone, nil
	case modeStartTLS, modeImplicit:
		return mode, nil
	}
	return "", errors.New("THROUGHGATE_SMTP_URL: tls must be starttls, implicit or none")
}

func readPort(port, mode string) (int, error) {
	if port == "" && mode == modeImplicit {
		return 465, nil
	}
	if port == "" {
		return 587, nil
	}
	n, err := strconv.Atoi(port)
	if err != nil || n < 1 || n > 65535 {
		return 0, errors.New("THROUGHGATE_SMTP_URL: the port must be a number from 1 to 65535")
	}
	return n, nil
}

func readRoots(file, mode string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	if mode == modeNone {
		return nil, errors.New("THROUGHGATE_SMTP_URL: ca has no meaning with tls=none: take one of them out")
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("THROUGHGATE_SMTP_URL: the ca file cannot be read: %w", err)
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	if !roots.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("THROUGHGATE_SMTP_URL: the ca file %s holds no certificate: it must be PEM", file)
	}
	return roots, nil
}

// parseFrom checks the sender address; the domain comes back as sent, in ASCII.
func parseFrom(from string) (address, domain string, err error) {
	if from == "" {
		return "", "", errors.New("THROUGHGATE_MAIL_FROM is missing: the address that mail is sent from")
	}
	address, domain, ok := asciiAddress(from)
	if !ok {
		return "", "", errors.New("THROUGHGATE_MAIL_FROM must be one bare e-mail address, as in notices@unit.example")
	}
	return address, domain, nil
}

// asciiAddress takes one bare address and encodes its domain as mail servers
// want it (IDNA). It checks what SMTP needs, not whether the address is good.
func asciiAddress(bare string) (address, domain string, ok bool) {
	a, err := mail.ParseAddress(bare)
	if err != nil || a.Name != "" || a.Address != bare {
		return "", "", false
	}
	local, domain, _ := cutLast(bare, "@")
	domain, err = idna.Lookup.ToASCII(domain)
	if err != nil || domain == "" || !isASCII(local) {
		return "", "", false
	}
	return local + "@" + domain, domain, true
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > 126 || r < 33 })
}

func (s server) tlsConfig() *tls.Config {
	return &tls.Config{ServerName: s.host, RootCAs: s.roots, MinVersion: tls.VersionTLS12}
}

// Check lists everything that is wrong with the configuration, joined.
func (c Config) Check() error {
	_, urlErr := parseURL(c.URL, c.Production)
	from, domain, fromErr := parseFrom(c.From)
	_, bounceErr := bounceOf(c, from)
	_, dkimErr := parseDKIM(c.DKIM, domain)
	return errors.Join(urlErr, fromErr, bounceErr, dkimErr)
}

// bounceOf reads where bounces go. Without a good sender's address that is asked
// for first.
func bounceOf(c Config, from string) (bounceAddress, error) {
	if from == "" {
		return bounceAddress{}, nil
	}
	return parseBounceAddress(c.Bounce, from)
}
