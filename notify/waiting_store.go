package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// WaitingGroup counts queued messages of one kind.
type WaitingGroup struct {
	Channel  Channel   `json:"channel"`
	Kind     Kind      `json:"kind"`
	Messages int       `json:"messages"`
	Due      int       `json:"due"`      // could leave now
	Earliest time.Time `json:"earliest"` // the first of them may leave then, UTC
}

// UnknownMessage is one of which nobody knows whether it arrived. To is masked.
type UnknownMessage struct {
	Ref      string     `json:"ref"`
	Channel  Channel    `json:"channel"`
	Kind     Kind       `json:"kind"`
	To       string     `json:"to"`
	Attempts int        `json:"attempts"`
	LastTry  *time.Time `json:"last_try"` // nil: whether it was tried is not known
	Note     string     `json:"note"`
}

// Waiting is what would leave, and what is to be looked at before it does.
type Waiting struct {
	Groups  []WaitingGroup   `json:"waiting"`
	Unknown []UnknownMessage `json:"unknown"`
}

// ReadWaiting reads what waits to leave and what is of unknown outcome.
func ReadWaiting(ctx context.Context, tx pgx.Tx, now time.Time) (Waiting, error) {
	w := Waiting{Groups: []WaitingGroup{}, Unknown: []UnknownMessage{}}
	rows, err := tx.Query(ctx, `
		SELECT channel, kind, count(*) AS messages, count(*) FILTER (WHERE not_before <= $1) AS due, min(not_before) AS earliest
		  FROM message WHERE state = 'queued' GROUP BY channel, kind ORDER BY channel, kind`, now)
	if err != nil {
		return w, fmt.Errorf("read what waits: %w", err)
	}
	if w.Groups, err = pgx.AppendRows(w.Groups, rows, pgx.RowToStructByName[WaitingGroup]); err != nil {
		return w, fmt.Errorf("read what waits: %w", err)
	}
	rows, err = tx.Query(ctx, `
		SELECT m.ref, m.channel, m.kind, m.recipient AS to, m.attempts, m.claimed_at AS last_try, coalesce(a.note, m.reason) AS note
		  FROM message m
		  LEFT JOIN attention a ON a.kind = 'unknown_outcome' AND a.closed_at IS NULL AND a.about_key = 'message:' || m.id
		 WHERE m.state = 'unknown' ORDER BY m.channel, m.id`)
	if err != nil {
		return w, fmt.Errorf("read what is of unknown outcome: %w", err)
	}
	if w.Unknown, err = pgx.AppendRows(w.Unknown, rows, pgx.RowToStructByName[UnknownMessage]); err != nil {
		return w, fmt.Errorf("read what is of unknown outcome: %w", err)
	}
	for i := range w.Unknown {
		w.Unknown[i].To = Mask(w.Unknown[i].To)
	}
	return w, nil
}
