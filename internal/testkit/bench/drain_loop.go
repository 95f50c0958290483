package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"

	"throughgate/notify"
)

// claimSQL takes one message that is due, and keeps its words.
const claimSQL = `
	WITH mine AS (
		UPDATE message SET state = 'sending', claimed_at = $1, attempts = attempts + 1
		 WHERE id = (SELECT id FROM message WHERE state IN ('queued', 'held') AND not_before <= $1
		              ORDER BY not_before LIMIT 1 FOR UPDATE SKIP LOCKED)
		RETURNING id, ref, recipient
	), words AS (
		INSERT INTO message_words (message_id, subject, text, html, written_at) SELECT id, $2, $3, $4, $1 FROM mine
	)
	SELECT id, ref, recipient FROM mine`

// settleSQL writes that it was sent, and that something was disclosed.
const settleSQL = `
	WITH done AS (
		UPDATE message SET state = 'sent', sent_at = $2, settled_at = $2, provider_ref = $3 WHERE id = $1 RETURNING id
	)
	INSERT INTO audit (at, actor, action, object_kind, object_id, detail)
	SELECT $2, 'system:deliver', 'disclose', 'message', id, 'email sent' FROM done`

// runLoop sends what is queued with nothing but SQL and the sender.
func (b *bench) runLoop(ctx context.Context, pool *pgxpool.Pool, sink *sink, words notify.Rendered) (time.Duration, error) {
	now := clockFrom(sendingAt)
	sender, err := newSender(sink, now)
	if err != nil {
		return 0, err
	}
	defer sender.Close()
	before, err := sink.accepted()
	if err != nil {
		return 0, err
	}
	began := time.Now()
	group, ctx2 := errgroup.WithContext(ctx)
	for range workers {
		group.Go(func() error {
			for {
				more, err := sendOne(ctx2, pool, sender, words, now)
				if err != nil || !more {
					return err
				}
			}
		})
	}
	if err := group.Wait(); err != nil {
		return 0, err
	}
	took := time.Since(began)
	return took, b.allSent(ctx, pool, sink, before)
}

func sendOne(ctx context.Context, pool *pgxpool.Pool, sender notify.Sender, words notify.Rendered, now func() time.Time) (bool, error) {
	out := notify.Outgoing{Attempt: 1, Subject: words.Subject, Text: words.Text, HTML: words.HTML, FromName: unit.Name, ReplyTo: unit.Mailbox}
	var id int64
	err := pool.QueryRow(ctx, claimSQL, now(), words.Subject, words.Text, words.HTML).Scan(&id, &out.Ref, &out.To)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	answer := sender.Send(ctx, out)
	if answer.Outcome != notify.Accepted {
		return false, fmt.Errorf("message %d was not accepted: %s %s", id, answer.Outcome, answer.Code)
	}
	_, err = pool.Exec(ctx, settleSQL, id, now(), answer.ProviderRef)
	return true, err
}
