package pg

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// ErrURL says that a database address cannot be used as it is written.
var ErrURL = errors.New("the database address cannot be used")

// parseURL reads a postgres:// address. What pgx says about a bad one holds
// the address itself, so its text is passed on only where no password can be
// in it, and the error chain never holds pgx's own error.
func parseURL(raw string) (*pgxpool.Config, error) {
	const form = "it has the form postgres://user:password@host:5432/name"
	if strings.TrimSpace(raw) == "" {
		return nil, fmt.Errorf("%w: it is empty; %s", ErrURL, form)
	}
	if !strings.HasPrefix(raw, "postgres://") && !strings.HasPrefix(raw, "postgresql://") {
		return nil, fmt.Errorf("%w: it does not begin with postgres://; %s", ErrURL, form)
	}
	parts, err := url.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("%w: %s; signs such as @ / : # ? %% in a password are written as %%40 %%2F %%3A %%23 %%3F %%25", ErrURL, form)
	}
	cfg, err := pgxpool.ParseConfig(raw)
	if err != nil {
		return nil, fmt.Errorf("%w: %s", ErrURL, safeReason(err, parts))
	}
	return cfg, nil
}

// safeReason is the part of pgx's complaint after the quoted address, provided
// it holds no secret of that address.
func safeReason(err error, parts *url.URL) string {
	const unsaid = "one of its options is wrong"
	text := err.Error()
	end := strings.LastIndex(text, "`: ")
	if end < 0 {
		return unsaid
	}
	reason := text[end+len("`: "):]
	if anySecretIn(reason, parts) {
		return unsaid
	}
	return reason
}

func anySecretIn(text string, parts *url.URL) bool {
	secrets := append(parts.Query()["password"], parts.Query()["sslpassword"]...)
	if password, ok := parts.User.Password(); ok {
		secrets = append(secrets, password)
	}
	for _, secret := range secrets {
		if secret != "" && strings.Contains(text, secret) {
			return true
		}
	}
	return false
}

// connectError tells in one line which database could not be reached and why.
type connectError struct {
	text  string
	cause error
}

func (e *connectError) Error() string { return e.text }
func (e *connectError) Unwrap() error { return e.cause }

func connectProblem(cfg *pgxpool.Config, err error) error {
	c := cfg.ConnConfig
	reason := err.Error()
	var refused *pgconn.ConnectError
	if errors.As(err, &refused) {
		reason = refused.Unwrap().Error()
	}
	if c.Password != "" {
		reason = strings.ReplaceAll(reason, c.Password, "xxxxx")
	}
	where := fmt.Sprintf("the database %q on %s:%d as %q", c.Database, c.Host, c.Port, c.User)
	if strings.HasPrefix(c.Host, "/") {
		where = fmt.Sprintf("the database %q at the socket in %s as %q", c.Database, c.Host, c.User)
	}
	return &connectError{
		text:  "cannot use " + where + ": " + strings.Join(strings.Fields(reason), " "),
		cause: err,
	}
}
