package pg_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/internal/pg"
	"throughgate/internal/testkit"
)

func open(t *testing.T, address string, opts pg.Options) *pgxpool.Pool {
	t.Helper()
	pool, err := pg.Open(t.Context(), address, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

func execute(t *testing.T, pool *pgxpool.Pool, statement string) {
	t.Helper()
	if _, err := pool.Exec(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// read gives the one text that query returns.
func read(t *testing.T, pool *pgxpool.Pool, query string) string {
	t.Helper()
	var text string
	if err := pool.QueryRow(t.Context(), query).Scan(&text); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return text
}

// changed is the address with some of its parts exchanged.
func changed(t *testing.T, address string, change func(*url.URL, url.Values)) string {
	t.Helper()
	parts, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	query := parts.Query()
	change(parts, query)
	parts.RawQuery = strings.ReplaceAll(query.Encode(), "+", "%20")
	return parts.String()
}

func TestConnectionsSpeakUTCWhateverTheAddressSays(t *testing.T) {
	t.Parallel()
	address := changed(t, testkit.EmptyURL(t), func(_ *url.URL, q url.Values) { q.Set("timezone", "Europe/London") })
	pool := open(t, address, pg.Options{})
	if zone := read(t, pool, "show timezone"); zone != "UTC" {
		t.Errorf("SQL works in %s", zone)
	}
	var instant time.Time
	var several []time.Time
	const summer = "timestamptz '2026-06-01 12:00+01'"
	if err := pool.QueryRow(t.Context(), "select "+summer+", array["+summer+"]").Scan(&instant, &several); err != nil {
		t.Fatal(err)
	}
	for _, got := range append(several, instant) {
		if got.Location() != time.UTC || !got.Equal(time.Date(2026, 6, 1, 11, 0, 0, 0, time.UTC)) {
			t.Errorf("got %s in %s", got, got.Location())
		}
	}
}

func TestOptionsReachTheConnections(t *testing.T) {
	t.Parallel()
	address := testkit.EmptyURL(t)
	pool := open(t, address, pg.Options{MaxConns: 3, ApplicationName: "throughgate serve"})
	if got := pool.Config().MaxConns; got != 3 {
		t.Errorf("at most %d connections, want 3", got)
	}
	if got := read(t, pool, "show application_name"); got != "throughgate serve" {
		t.Errorf("application_name is %q", got)
	}
	named := changed(t, address, func(_ *url.URL, q url.Values) { q.Set("application_name", "night shift") })
	if got := read(t, open(t, named, pg.Options{ApplicationName: "throughgate"}), "show application_name"); got != "night shift" {
		t.Errorf("application_name is %q though the address names one", got)
	}
}

func TestEachConnectionTakesTheRole(t *testing.T) {
	t.Parallel()
	address := testkit.EmptyURL(t)
	makeRole(t, open(t, address, pg.Options{}), `"odd ""role"`, "nologin")
	pool := open(t, address, pg.Options{Role: `odd "role`})
	if got := read(t, pool, "select current_user::text"); got != `odd "role` {
		t.Fatalf("works as %q", got)
	}
}

func TestAMissingRoleIsToldWithItsRemedy(t *testing.T) {
	t.Parallel()
	_, err := pg.Open(t.Context(), testkit.EmptyURL(t), pg.Options{Role: "role_that_is_not_there"})
	if err == nil || !strings.Contains(err.Error(), "role_that_is_not_there") || !strings.Contains(err.Error(), "throughgate migrate") {
		t.Fatalf("got %v", err)
	}
}

func TestADatabaseThatIsNotUTF8IsRefused(t *testing.T) {
	t.Parallel()
	address := testkit.EmptyURL(t)
	pool := open(t, address, pg.Options{})
	execute(t, pool, "create database ascii_only encoding 'SQL_ASCII' locale 'C' template template0")
	t.Cleanup(func() { dropLater(t, address, "drop database ascii_only with (force)") })
	_, err := pg.Open(t.Context(), changed(t, address, func(u *url.URL, _ url.Values) { u.Path = "/ascii_only" }), pg.Options{})
	if err == nil || !strings.Contains(err.Error(), "SQL_ASCII") || !strings.Contains(err.Error(), "encoding 'UTF8'") {
		t.Fatalf("got %v", err)
	}
}

func TestNoErrorShowsThePassword(t *testing.T) {
	t.Parallel()
	const secret = "hunter2secret"
	for name, c := range map[string]struct{ address, says string }{
		"nobody listens":        {"postgres://app:" + secret + "@127.0.0.1:1/tg", `"tg" on 127.0.0.1:1 as "app"`},
		"no such host":          {"postgres://app:" + secret + "@nowhere.invalid/tg", "nowhere.invalid"},
		"bad port":              {"postgres://app:" + secret + "@127.0.0.1:port/tg", "postgres://user:password@host"},
		"sign not escaped":      {"postgres://app:" + secret + "%zz@127.0.0.1/tg", "%40"},
		"slash in the password": {"postgres://app:a/" + secret + "@127.0.0.1/tg", "database address"},
		"password as option":    {"postgres://127.0.0.1:1/tg?user=app&password=" + secret, `as "app"`},
		"bad option":            {"postgres://app:" + secret + "@127.0.0.1/tg?sslmode=perhaps", "sslmode"},
		"secret as an option":   {"postgres://app:" + secret + "@127.0.0.1/tg?sslmode=" + secret, "database address"},
		"missing file":          {"postgres://app:" + secret + "@127.0.0.1/tg?sslrootcert=/nowhere/ca.pem", "/nowhere/ca.pem"},
		"not an address":        {"host=127.0.0.1 password=" + secret, "does not begin with postgres://"},
		"empty":                 {" ", "empty"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := pg.Open(t.Context(), c.address, pg.Options{})
			if err == nil {
				t.Fatal("it opened")
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("more than one line: %v", err)
			}
			if !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v\ndoes not say %q", err, c.says)
			}
			for inner := err; inner != nil; inner = errors.Unwrap(inner) {
				if strings.Contains(inner.Error(), secret) {
					t.Errorf("the password is in %v", inner)
				}
			}
		})
	}
}
