package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/internal/testkit/twiliod"
	"throughgate/notify"
	"throughgate/notify/sms"
	"throughgate/pathways"
	"throughgate/web"
)

const (
	callbacks  = 10_000 // in a minute they may take a quarter of one processor
	bothSigned = "the token that both sides know"
	postedAs   = "https://board.unit.example"
)

// callbacks measures what signed receipts of texts cost the web process: two
// for each text, posted over HTTP by a process of their own, through the pages'
// own handler into the database.
func (b *bench) callbacks(ctx context.Context) error {
	var used spent
	var took []time.Duration
	for range b.size.runs {
		if err := b.onCopy(ctx, loadedDB, connections, func(pool *pgxpool.Pool) error {
			posts, err := makeTexts(ctx, pool, callbacks/2)
			if err != nil {
				return err
			}
			all, err := used.on(func() (time.Duration, error) { return takeCallbacks(ctx, pool, posts) })
			took = append(took, all)
			if err != nil {
				return err
			}
			arrived, err := one(ctx, pool, `SELECT count(*) FROM message WHERE state = 'delivered'`)
			if err == nil && arrived != callbacks/2 {
				err = fmt.Errorf("of %d texts %d are delivered", callbacks/2, arrived)
			}
			return err
		}); err != nil {
			return err
		}
	}
	b.timed("callbacks", "", used.each(callbacks), nil)
	b.rate("callbacks.rate", "", callbacks, took, nil)
	return nil
}

// makeTexts stores texts that are being sent, and gives the callbacks about them:
// first that each was sent, then that it has arrived.
func makeTexts(ctx context.Context, pool *pgxpool.Pool, n int) ([]post, error) {
	at := start.Add(time.Hour)
	rows, err := pool.Query(ctx, `
		INSERT INTO message (ref, channel, kind, recipient, recipient_name, dedupe_key, state, reason, token, person_id,
		                     queued_at, not_before, claimed_at, attempts)
		SELECT 'text' || i, 'text', 'appointment_reminder', '+447700900' || lpad((i % 1000)::text, 3, '0'), '', 'bench:text:' || i, 'sending', '',
		       lpad(i::text, 32, 'a'), (SELECT min(id) FROM person), $2, $2, $2, 1
		  FROM generate_series(1, $1::int) AS i
		RETURNING token`, n, at)
	if err != nil {
		return nil, err
	}
	tokens, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, err
	}
	var posts []post
	for _, status := range []string{"sent", "delivered"} {
		for i, token := range tokens {
			path := "/webhooks/twilio/status/" + token
			form := url.Values{"MessageSid": {fmt.Sprintf("SM%032x", i)}, "MessageStatus": {status}, "AccountSid": {"AC0"},
				"From": {"+447700900000"}, "To": {"+447700900001"}, "ApiVersion": {"2010-04-01"}}
			posts = append(posts, post{Path: path, Body: form.Encode(), Signature: twiliod.Sign(bothSigned, postedAs+path, form)})
		}
	}
	return posts, nil
}

// takeCallbacks serves the pages while another process posts.
func takeCallbacks(ctx context.Context, pool *pgxpool.Pool, posts []post) (time.Duration, error) {
	handler, err := hooked(ctx, pool, clockFrom(start.Add(2*time.Hour)))
	if err != nil {
		return 0, err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }() // until it is closed
	defer server.Close()
	return postAll(ctx, "http://"+listener.Addr().String(), posts)
}

// hooked is the pages' handler with Twilio's webhooks, as the binary wires it.
func hooked(ctx context.Context, pool *pgxpool.Pool, now func() time.Time) (http.Handler, error) {
	s, err := wire(pool, now)
	if err != nil {
		return nil, err
	}
	var days *calendar.Calendar
	if err := pg.ReadTx(ctx, pool, importing, func(tx pgx.Tx) (err error) {
		days, err = pathways.LoadCalendar(ctx, tx)
		return err
	}); err != nil {
		return nil, err
	}
	hooks := web.TwilioWebhooks{
		Receipts: notify.NewReceipts(pool, now, days),
		Inbound:  notify.NewInbound(pool, now, days, s.outbox),
		ValidSignature: func(path string, body []byte, signature string) bool {
			return sms.ValidSignature(bothSigned, postedAs, path, body, signature)
		},
		FaultOf: func(status, code string) notify.Fault { return sms.ClassifyStatus(status, code).Fault },
		Log:     slog.New(slog.DiscardHandler),
	}
	return web.New(web.Config{Pool: pool, Now: now, Tasks: &pathways.TaskService{Pool: pool, Now: now, Releases: s.releases},
		Contacts: s.releases, Log: slog.New(slog.DiscardHandler), Unit: unit.Scope, UnitName: unit.Name, PublicURL: postedAs, Mount: hooks.Mount})
}
