package main

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/internal/testkit/signedin"
	"throughgate/migrations"
)

// THROUGHGATE_KEYS is changed as docs/SECURITY.md says: whoever is signed in, and
// whoever has a token, goes on while both keys are set, and no longer.
func TestSessionsAndTokensGoOnOverAChangeOfKeys(t *testing.T) {
	w := newWorld(t)
	one, two := strings.Repeat("1", 32), strings.Repeat("2", 32)
	w.env["THROUGHGATE_KEYS"] = one
	w.must(exitDone, "migrate")
	w.must(exitDone, "user", "add", "--email", "lead@unit.example", "--name", "Ina Lead", "--role", "information_lead")
	w.must(exitDone, "user", "add", "--email", "officer@unit.example", "--name", "Olive Officer", "--role", "link_officer")
	token := strings.TrimSpace(w.must(exitDone, "token", "create", "--user", "officer@unit.example").std)
	// status of the list of messages, by the session and by the token
	var session *http.Cookie
	at := func(keys string) (byToken, bySession int) {
		t.Helper()
		w.env["THROUGHGATE_KEYS"] = keys
		set := readSettings(w.environ())
		a, err := openWith(t.Context(), &set, newClock(), slog.New(slog.DiscardHandler), "test", migrations.WebRole, 3, needUnit, needWeb)
		if err != nil {
			t.Fatal(err)
		}
		defer a.close()
		handler, err := a.pages(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if session == nil {
			session = w.signedIn(keys, a.clock.Now())
		}
		for i, path := range []string{"/api/v1/messages", "/messages"} {
			r := httptest.NewRequest(http.MethodGet, "https://board.example"+path, nil)
			if i == 0 {
				r.Header.Set("Authorization", "Bearer "+token)
			} else {
				r.AddCookie(session)
			}
			answer := httptest.NewRecorder()
			handler.ServeHTTP(answer, r)
			if i == 0 {
				byToken = answer.Code
			} else {
				bySession = answer.Code
			}
		}
		return byToken, bySession
	}
	for _, c := range []struct {
		keys               string
		byToken, bySession int
	}{
		{one, http.StatusOK, http.StatusOK},
		{strings.Repeat("3", 32), http.StatusUnauthorized, http.StatusSeeOther}, // none that it was made with
		{two + ", " + one, http.StatusOK, http.StatusOK},
		{two, http.StatusOK, http.StatusSeeOther}, // the token was used in the meantime
	} {
		if byToken, bySession := at(c.keys); byToken != c.byToken || bySession != c.bySession {
			t.Errorf("with %s: the token is answered %d, the session %d; want %d, %d", c.keys, byToken, bySession, c.byToken, c.bySession)
		}
	}
}

// signedIn is the session of the officer, under a key.
func (w *world) signedIn(key string, now time.Time) *http.Cookie {
	w.Helper()
	keys, err := access.NewKeys(key)
	if err != nil {
		w.Fatal(err)
	}
	pool, err := pgxpool.New(w.Context(), w.env["THROUGHGATE_DATABASE_URL"])
	if err != nil {
		w.Fatal(err)
	}
	defer pool.Close()
	var ref string
	if err := pool.QueryRow(w.Context(), `select ref from account where email = 'officer@unit.example'`).Scan(&ref); err != nil {
		w.Fatal(err)
	}
	cookies, err := signedin.Under(w.Context(), pool, keys, now, ref)
	if err != nil {
		w.Fatal(err)
	}
	return cookies[1] // that of https
}

// Twilio, mail servers and Prometheus may change their secrets at an hour of
// their own: two are taken, and the first is the one that we show.
func TestSecretsOfOthersAreTakenTwoAtATime(t *testing.T) {
	const public = "https://board.example"
	sign := func(token string) string {
		mac := hmac.New(sha1.New, []byte(token))
		mac.Write([]byte(public + "/webhooks/twilio/xBodyHi")) // Twilio: address, then each name and value
		return base64.StdEncoding.EncodeToString(mac.Sum(nil))
	}
	set := readSettings([]string{"THROUGHGATE_PUBLIC_URL=" + public, "THROUGHGATE_TWILIO_AUTH_TOKEN=new1, old1",
		"THROUGHGATE_METRICS_TOKEN=new-token-of-the-metrics, old-token-of-the-metrics"})
	for token, want := range map[string]bool{"new1": true, "old1": true, "other": false, "": false, "new1, old1": false} {
		if set.signedByTwilio("/webhooks/twilio/x", []byte("Body=Hi"), sign(token)) != want {
			t.Errorf("signed with %q: want %v", token, want)
		}
	}
	if set.textConfig().AuthToken != "new1" {
		t.Error("we sign in at Twilio with the first")
	}
	metrics := withToken(listOf(set.MetricsToken), http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	for header, want := range map[string]int{"Bearer new-token-of-the-metrics": 200, "bearer old-token-of-the-metrics": 200,
		"Bearer ": 401, "": 401, "Basic new-token-of-the-metrics": 401, "Bearer new-token-of-the-metrics, old-token-of-the-metrics": 401} {
		r := httptest.NewRequest(http.MethodGet, "/metrics", nil)
		r.Header.Set("Authorization", header)
		answer := httptest.NewRecorder()
		metrics.ServeHTTP(answer, r)
		if answer.Code != want {
			t.Errorf("%q: answered %d, want %d", header, answer.Code, want)
		}
	}
	for name, value := range map[string]string{"THROUGHGATE_METRICS_TOKEN": "long-enough-to-be-a-token,short", "THROUGHGATE_BOUNCE_SECRET": "long-enough-to-be-a-secret,short",
		"THROUGHGATE_TWILIO_AUTH_TOKEN": "abc,with space"} {
		bad := readSettings([]string{name + "=" + value})
		if told := strings.Join(bad.check(needWeb, needMail), "\n"); !strings.Contains(told, name) {
			t.Errorf("%s=%s: nothing is said of the second:\n%s", name, value, told)
		}
	}
}
