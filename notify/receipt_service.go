package notify

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
)

// StatusReport is what a provider says of a text on its way.
type StatusReport struct {
	Token       string // of the callback address: ties it to the message
	ProviderRef string // Message SID
	Status      string // the provider's word: "sent", "delivered", "undelivered"
	Code        string // the provider's error code, "" for none
	Fault       Fault  // what the code means
}

// Receipts takes receipts in. They may come twice, in any order, and before the
// call that sent the text has returned; a final state never changes.
type Receipts struct {
	pool  *pgxpool.Pool
	clock func() time.Time
	days  *calendar.Calendar
}

// NewReceipts makes the door for receipts.
func NewReceipts(pool *pgxpool.Pool, clock func() time.Time, days *calendar.Calendar) *Receipts {
	return &Receipts{pool: pool, clock: clock, days: days}
}

// receiving is the actor of receipts and texts that come in.
func receiving() access.Actor { return access.System("receive") }

// meaning is what a status word says of a message.
type meaning string

const (
	meaningOnItsWay meaning = "on_its_way" // the provider has it: not delivery
	meaningArrived  meaning = "arrived"
	meaningLost     meaning = "lost"
	meaningUnknown  meaning = "unknown" // a word we do not know: an alarm, never a success
)

func meaningOf(r StatusReport) meaning {
	switch strings.ToLower(r.Status) {
	case "accepted", "scheduled", "queued", "sending", "sent":
		return meaningOnItsWay
	case "delivered", "read":
		if r.Code != "" && r.Code != "0" {
			return meaningUnknown // delivered, with an error: no success
		}
		return meaningArrived
	case "undelivered", "failed", "canceled":
		return meaningLost
	}
	return meaningUnknown
}

// Receive writes one receipt and what follows from it. It fails with not found
// for a token that no message has.
func (s *Receipts) Receive(ctx context.Context, r StatusReport) error {
	err := pg.InTx(ctx, s.pool, receiving(), func(tx pgx.Tx) error {
		now := s.clock()
		m, err := lockByToken(ctx, tx, r.Token)
		if err != nil {
			return err
		}
		fresh, err := writeReceipt(ctx, tx, now, m.ID, r)
		if err != nil || !fresh {
			return err
		}
		return s.apply(ctx, tx, now, m, r)
	})
	if err != nil {
		return fmt.Errorf("take a receipt in: %w", err)
	}
	return nil
}

func (s *Receipts) apply(ctx context.Context, tx pgx.Tx, now time.Time, m Message, r StatusReport) error {
	kind := meaningOf(r)
	if err := s.alarm(ctx, tx, now, m, kind, r); err != nil || kind == meaningUnknown {
		return err
	}
	if !opensTo(m, kind) {
		return nil
	}
	if err := s.write(ctx, tx, now, m, kind, r); err != nil {
		return err
	}
	return s.followUp(ctx, tx, now, m, kind, r)
}

// opensTo tells whether a message in this state can still change to what the
// receipt says. One that is queued again although the provider has it is taken
// as sent, or it would go twice.
func opensTo(m Message, kind meaning) bool {
	switch m.State {
	case Sending, Unsettled:
		return true
	case Queued:
		return m.Attempts > 0
	case Sent:
		return kind != meaningOnItsWay
	case Held, Delivered, Failed, Cancelled, NotSent:
	}
	return false
}

func (s *Receipts) write(ctx context.Context, tx pgx.Tx, now time.Time, m Message, kind meaning, r StatusReport) error {
	state, reason, settledAt := Sent, "", (*time.Time)(nil)
	switch kind {
	case meaningArrived:
		state, settledAt = Delivered, &now
	case meaningLost:
		state, reason, settledAt = Failed, lostWords(r), &now
	case meaningOnItsWay, meaningUnknown:
	}
	_, err := tx.Exec(ctx, `
		UPDATE message
		   SET state = $2, reason = $3, settled_at = $4, sent_at = coalesce(sent_at, $5),
		       provider_ref = CASE WHEN $6::text = '' THEN provider_ref ELSE $6 END,
		       provider_code = CASE WHEN $7::text = '' THEN provider_code ELSE $7 END
		 WHERE id = $1`, m.ID, string(state), reason, settledAt, now, r.ProviderRef, r.Code)
	if err != nil {
		return fmt.Errorf("settle message %d by its receipt: %w", m.ID, err)
	}
	return nil
}

func (s *Receipts) followUp(ctx context.Context, tx pgx.Tx, now time.Time, m Message, kind meaning, r StatusReport) error {
	if m.State == Unsettled {
		if err := closeAttention(ctx, tx, now, attentionUnknownOutcome, aboutMessage(m.ID), receiving().Key()); err != nil {
			return err
		}
	}
	if m.State == Sending || m.State == Queued {
		// The call that sent it has not told us: the disclosure is ours to log.
		if err := recordDisclosed(ctx, tx, now, receiving(), Sent, []Message{m}); err != nil {
			return err
		}
	}
	if kind != meaningLost {
		return nil
	}
	if reason := optOutOf(r.Fault); reason != "" {
		if err := writeOptOut(ctx, tx, now, m.Recipient, reason); err != nil {
			return err
		}
	}
	return openAttention(ctx, tx, now, attention{Kind: attentionUndelivered, AboutKey: aboutMessage(m.ID),
		Role: access.LinkOfficer, PersonID: m.PersonID, ReleaseID: m.ReleaseID, ServiceID: m.ServiceID, MessageID: m.ID,
		Note: lostWords(r), DueOn: s.days.Add(calendar.DayOf(now), 1)})
}

func lostWords(r StatusReport) string {
	words := "not delivered"
	switch r.Fault {
	case FaultBadNumber:
		words = "not delivered: this number takes no texts"
	case FaultOptedOut:
		words = "not delivered: this number has asked for no texts"
	case FaultLaterTellWorker:
		words = "not delivered: the phone could not be reached"
	case FaultBadAddress:
		words = "not delivered: this address takes no mail"
	case FaultNone, FaultAccountAlarm, FaultTimeout, FaultUnknownCode:
	}
	if r.Code != "" {
		words += " (" + clip(r.Code) + ")"
	}
	return words
}

// clip bounds what came from outside before it is stored in a note.
func clip(word string) string {
	const longest = 40
	word = strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, word)
	return word[:min(len(word), longest)]
}
