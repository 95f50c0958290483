package smtpd

import "net/url"

// TLSMode says how callers reach encryption.
type TLSMode string

// The ways to talk to the server; the words are those of the SMTP setting.
const (
	NoTLS       TLSMode = ""
	StartTLS    TLSMode = "starttls"
	ImplicitTLS TLSMode = "implicit"
)

// URL is the server's address as the SMTP setting spells it, with the name and
// password, and the CA file where there is one.
func (s *Server) URL() string {
	u := url.URL{Scheme: "smtp", Host: s.Addr()}
	if s.cfg.User != "" {
		u.User = url.UserPassword(s.cfg.User, s.cfg.Pass)
	}
	q := url.Values{"tls": {"none"}}
	if s.tls != nil {
		q.Set("tls", string(s.cfg.TLS))
		q.Set("ca", s.tls.caFile)
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// CAFile is the file that holds the CA certificate; empty without TLS.
func (s *Server) CAFile() string {
	if s.tls == nil {
		return ""
	}
	return s.tls.caFile
}
