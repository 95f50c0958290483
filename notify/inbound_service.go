package notify

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

// InboundText is a text that came in.
type InboundText struct {
	ProviderRef string // the provider's id of it: it is stored once
	From        string // E.164 number
	Body        string
}

// Inbound takes texts in. Each is stored once, and what it means is acted on in
// the same transaction.
type Inbound struct {
	pool   *pgxpool.Pool
	clock  func() time.Time
	days   *calendar.Calendar
	outbox *Outbox
}

// NewInbound makes the door for texts that come in.
func NewInbound(pool *pgxpool.Pool, clock func() time.Time, days *calendar.Calendar, outbox *Outbox) *Inbound {
	return &Inbound{pool: pool, clock: clock, days: days, outbox: outbox}
}

// longestBody bounds what is kept of a text: ten segments.
const longestBody = 1600

// Receive stores a text and acts on it. One that came before changes nothing.
// It fails with invalid where the sender is no telephone number.
func (s *Inbound) Receive(ctx context.Context, in InboundText) error {
	number := CheckNumber(in.From, true).E164
	if number == "" || in.ProviderRef == "" {
		return fault.Invalid("The text names no sender or no id: look at the settings of the webhook at the provider")
	}
	body := strings.ToValidUTF8(strings.ReplaceAll(in.Body, "\x00", ""), "?")
	if len(body) > longestBody {
		body = strings.ToValidUTF8(body[:longestBody], "")
	}
	err := pg.InTx(ctx, s.pool, receiving(), func(tx pgx.Tx) error {
		now := s.clock()
		from, err := readSender(ctx, tx, number)
		if err != nil {
			return err
		}
		what := meaningOfReply(body, from.OptedOut)
		id, fresh, err := writeInbound(ctx, tx, now, in.ProviderRef, number, from.PersonID, body, what)
		if err != nil || !fresh {
			return err
		}
		return s.act(ctx, tx, now, arrived{id: id, number: number, personID: from.PersonID, meaning: what, optedOut: from.OptedOut})
	})
	if err != nil {
		return fmt.Errorf("take a text in: %w", err)
	}
	return nil
}

// arrived is a text that has been stored and not acted on.
type arrived struct {
	id       int64
	number   string
	personID int64 // 0: nobody, or more than one, has this number
	meaning  replyMeaning
	optedOut bool
}

func (s *Inbound) act(ctx context.Context, tx pgx.Tx, now time.Time, a arrived) error {
	switch a.meaning {
	case replyOK:
		return nil // recorded: a reply came from this number
	case replyStop:
		if err := writeOptOut(ctx, tx, now, a.number, optOutStop); err != nil {
			return err
		}
		return s.tell(ctx, tx, now, a, "this number has asked for no more texts: agree another way with the person")
	case replyStart:
		if err := writeOptIn(ctx, tx, a.number); err != nil {
			return err
		}
		return s.tell(ctx, tx, now, a, "asks for texts again: what was withdrawn does not come back by itself, so tell the person what is due")
	case replyHelp:
		return s.answerHelp(ctx, tx, now, a)
	case replyChange:
		return s.tell(ctx, tx, now, a, "wants to change an appointment: please ring")
	case replyWrongNumber:
		if err := writeOptOut(ctx, tx, now, a.number, optOutWrongNumber); err != nil {
			return err
		}
		return s.tell(ctx, tx, now, a, "says that this is the wrong number: no more texts go to it")
	case replyNotUnderstood:
		// The open item is the pause: nothing is texted to this number before
		// somebody has read the reply.
		if err := s.answerOutOfHours(ctx, tx, now, a); err != nil {
			return err
		}
		return s.tell(ctx, tx, now, a, "a reply to read: texts to this number wait until it is closed")
	}
	return fmt.Errorf("a text cannot mean %q", a.meaning)
}

func (s *Inbound) tell(ctx context.Context, tx pgx.Tx, now time.Time, a arrived, note string) error {
	return openAttention(ctx, tx, now, attention{Kind: attentionReply, AboutKey: "inbound:" + strconv.FormatInt(a.id, 10),
		Role: access.LinkOfficer, PersonID: a.personID, InboundID: a.id, Note: note,
		DueOn: s.days.OnOrAfter(calendar.DayOf(now))})
}

// answerHelp says who this is, once for each text.
func (s *Inbound) answerHelp(ctx context.Context, tx pgx.Tx, now time.Time, a arrived) error {
	const useful = 10 * time.Minute
	_, err := s.outbox.Add(ctx, tx, now, []Intent{{Channel: Text, Kind: AutoReply, To: a.number, PersonID: a.personID,
		DedupeKey: "help:" + strconv.FormatInt(a.id, 10), Deadline: now.Add(useful), Items: []Item{{Kind: ItemReply}}}})
	return err
}

// answerOutOfHours answers free text that comes outside hours, once a number and
// day: when the phone is next read, and 999 (domain rule 8). Only a mobile that
// we would text is answered, and none that has asked for no texts.
func (s *Inbound) answerOutOfHours(ctx context.Context, tx pgx.Tx, now time.Time, a arrived) error {
	if phoneIsRead(s.days, now) || a.optedOut || !CheckNumber(a.number, false).OK {
		return nil
	}
	const useful = time.Hour
	_, err := s.outbox.Add(ctx, tx, now, []Intent{{Channel: Text, Kind: AutoReply, To: a.number, PersonID: a.personID,
		DedupeKey: "away:" + a.number + ":" + calendar.DayOf(now).String(), Deadline: now.Add(useful)}})
	return err
}

// textSender is what is known of the number a text came from.
type textSender struct {
	PersonID int64
	OptedOut bool
}

func readSender(ctx context.Context, tx pgx.Tx, number string) (textSender, error) {
	rows, err := tx.Query(ctx, `
		SELECT coalesce((SELECT min(id) FROM person WHERE mobile = $1 AND mobile <> '' HAVING count(*) = 1), 0) AS person_id,
		       EXISTS (SELECT FROM opt_out WHERE number = $1 AND reason IN ('stop', 'provider')) AS opted_out`, number)
	if err != nil {
		return textSender{}, fmt.Errorf("find who has a number: %w", err)
	}
	from, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[textSender])
	if err != nil {
		return textSender{}, fmt.Errorf("find who has a number: %w", err)
	}
	return from, nil
}

func writeInbound(ctx context.Context, tx pgx.Tx, now time.Time, ref, number string, personID int64, body string, what replyMeaning) (id int64, fresh bool, err error) {
	err = tx.QueryRow(ctx, `
		INSERT INTO inbound_text (provider_ref, number, person_id, body, meaning, at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (provider_ref) DO NOTHING RETURNING id`, ref, number, idOrNull(personID), body, string(what), now).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, fmt.Errorf("keep a text: %w", err)
	}
	return id, true, nil
}

// writeOptIn lets texts go to a number again, unless it is the wrong one or
// takes none.
func writeOptIn(ctx context.Context, tx pgx.Tx, number string) error {
	_, err := tx.Exec(ctx, `DELETE FROM opt_out WHERE number = $1 AND reason IN ('stop', 'provider')`, number)
	if err != nil {
		return fmt.Errorf("note that a number takes texts again: %w", err)
	}
	return nil
}
