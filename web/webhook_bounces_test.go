package web_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"

	"throughgate/internal/fault"
	"throughgate/notify"
	"throughgate/notify/email"
	"throughgate/web"
)

const (
	bounceSecret = "a-secret-of-twenty-four-signs"
	olderSecret  = "the-secret-before-it-of-24-signs"
)

const bounceMail = "From: MAILER-DAEMON@mail.example\nTo: notices+h4kq2mzx7abcd@unit.example\nSubject: failure notice\n\n" +
	"<kay@service.example>: no such user 5.1.1\n"

// bounceDoor takes in what the webhook passes on.
type bounceDoor struct {
	taken []notify.Bounce
	err   error
	log   bytes.Buffer
}

func (d *bounceDoor) Bounced(_ context.Context, b notify.Bounce) error {
	d.taken = append(d.taken, b)
	return d.err
}

func newBounceHook(t *testing.T, secrets ...string) (http.Handler, *bounceDoor) {
	t.Helper()
	bounces, err := email.NewBounces(email.Config{From: "notices@unit.example"})
	if err != nil {
		t.Fatal(err)
	}
	door := &bounceDoor{}
	gin.SetMode(gin.ReleaseMode)
	router := gin.New()
	web.BounceWebhook{Secrets: secrets, Read: bounces.Read, Receipts: door, Log: slog.New(slog.NewTextHandler(&door.log, nil))}.Mount(router)
	return router, door
}

func post(h http.Handler, authorization, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/webhooks/bounces", strings.NewReader(body))
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestABounceHandedOverIsTakenIn(t *testing.T) {
	want := []notify.Bounce{{Ref: "h4kq2mzx7abcd", Action: notify.BounceFailed, Code: "5.1.1"}}
	for name, mail := range map[string]struct{ body, to string }{
		"as it came":               {bounceMail, ""},
		"the caller tells whose":   {strings.Replace(bounceMail, "+h4kq2mzx7abcd", "", 1), "notices+h4kq2mzx7abcd@unit.example"},
		"with a line From, CRLF":   {"From x\r\n" + strings.ReplaceAll(bounceMail, "\n", "\r\n"), ""},
		"the caller's word counts": {strings.Replace(bounceMail, "h4kq2mzx7abcd", "zzzzzzzzzzzzz", 1), "notices+h4kq2mzx7abcd@unit.example"},
	} {
		hook, door := newBounceHook(t, bounceSecret)
		w := post(hook, "Bearer "+bounceSecret, mail.body, "X-Original-To", mail.to)
		if w.Code != http.StatusNoContent || w.Body.Len() != 0 || !cmp.Equal(door.taken, want) {
			t.Errorf("%s: answered %d %q, took %+v", name, w.Code, w.Body, door.taken)
		}
		if strings.Contains(door.log.String(), "@") {
			t.Errorf("%s: the log holds an address: %s", name, &door.log)
		}
	}
}

func TestWithoutTheSecretNothingIsTaken(t *testing.T) {
	for _, authorization := range []string{"", "Bearer", "Bearer ", bounceSecret, "Basic " + bounceSecret, "Bearer " + bounceSecret + "x",
		"Bearer " + bounceSecret[1:], "Bearer " + strings.ToUpper(bounceSecret)} {
		hook, door := newBounceHook(t, bounceSecret)
		if w := post(hook, authorization, bounceMail); w.Code != http.StatusUnauthorized || len(door.taken) != 0 {
			t.Errorf("%q: answered %d, took %d", authorization, w.Code, len(door.taken))
		}
	}
	hook, door := newBounceHook(t, bounceSecret, olderSecret)
	if w := post(hook, "Bearer "+olderSecret, bounceMail); w.Code != http.StatusNoContent || len(door.taken) != 1 {
		t.Errorf("the secret before this one: answered %d, took %d", w.Code, len(door.taken))
	}
	hook, door = newBounceHook(t)
	if w := post(hook, "Bearer ", bounceMail); w.Code != http.StatusUnauthorized || len(door.taken) != 0 {
		t.Errorf("no secret is set: answered %d", w.Code)
	}
}

func TestTheAnswerTellsTheCallerWhetherToComeAgain(t *testing.T) {
	for _, c := range []struct {
		name, body string
		err        error
		status     int
		taken      int
	}{
		{"no report", "From: kay@service.example\nTo: notices+h4kq2mzx7abcd@unit.example\n\nHello\n", nil, http.StatusNoContent, 0},
		{"not even a mail", "\x00\x01", nil, http.StatusNoContent, 0},
		{"no message of ours", bounceMail, fault.NotFound("message"), http.StatusNoContent, 1},
		{"the database is away", bounceMail, errors.New("connection refused"), http.StatusServiceUnavailable, 1},
		{"too large", bounceMail + strings.Repeat("x", 1<<20), nil, http.StatusRequestEntityTooLarge, 0},
	} {
		hook, door := newBounceHook(t, bounceSecret)
		door.err = c.err
		w := post(hook, "Bearer "+bounceSecret, c.body)
		if w.Code != c.status || len(door.taken) != c.taken || w.Body.Len() != 0 {
			t.Errorf("%s: answered %d %q, took %d", c.name, w.Code, w.Body, len(door.taken))
		}
		if strings.Contains(door.log.String(), "@") {
			t.Errorf("%s: the log holds an address: %s", c.name, &door.log)
		}
	}
}
