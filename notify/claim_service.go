package notify

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/internal/pg"
)

// claimed is a message in the hands of this process.
type claimed struct {
	message   Message // Attempts counts this one
	outgoing  Outgoing
	before    string // provider code of the attempt before
	alarmOpen bool
}

// claim re-checks everything that could forbid sending, puts the message into
// words and marks it as being sent, in one transaction. nil means that there is
// nothing to send: whatever that means for the row is written.
func (c *Courier) claim(ctx context.Context, id int64) (*claimed, error) {
	var out *claimed
	err := pg.InTx(ctx, c.pool, delivering().Key(), func(tx pgx.Tx) error {
		out = nil
		now := c.clock()
		m, items, found, err := lockForSending(ctx, tx, now, id)
		if err != nil || !found {
			return err
		}
		c.at(PointLocked, id)
		ready := mayLeave(now, m, c.settings, c.senders[m.Channel] != nil)
		switch ready.Step {
		case stepSkip:
			return nil
		case stepRefuse:
			return c.refuse(ctx, tx, now, m.Message, ready.Reason, ready.Tell)
		case stepPutOff:
			return c.putOff(ctx, tx, m.Message, ready)
		case stepWait:
			return writeWaiting(ctx, tx, id, time.Time{}, waitingPrefix+ready.Reason)
		case stepClaim:
		}
		if m.Channel == Text {
			never, err := NeverTexted(ctx, tx, c.never, []string{m.Recipient})
			if err != nil {
				return err
			}
			if never[m.Recipient] {
				return c.refuse(ctx, tx, now, m.Message, ReasonNeverText, m.Kind != AutoReply)
			}
		}
		words, verdict, blocked, err := c.compose(ctx, tx, now, m.Message, items)
		if err != nil {
			return err
		}
		switch {
		case verdict.Send:
		case verdict.Wait && !verdict.Until.IsZero():
			return c.waitUntil(ctx, tx, now, m.Message, verdict)
		case verdict.Wait:
			return writeWaiting(ctx, tx, id, time.Time{}, waitingPrefix+verdict.Reason)
		default:
			return c.refuse(ctx, tx, now, m.Message, verdict.Reason, blocked)
		}
		if ok, err := c.takeTurn(ctx, tx, now, m.Message); err != nil || !ok {
			return err
		}
		c.at(PointRendered, id)
		if err := writeClaim(ctx, tx, now, id, words); err != nil {
			return err
		}
		c.at(PointClaimWritten, id)
		m.Attempts++
		out = &claimed{message: m.Message, outgoing: c.outgoing(now, m.Message, words), before: m.ProviderCode, alarmOpen: m.AlarmOpen}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("claim: %w", err)
	}
	return out, nil
}

// compose asks for what the message holds and puts it into words. blocked tells
// that it may not be sent because of its words.
func (c *Courier) compose(ctx context.Context, tx pgx.Tx, now time.Time, m Message, items []Item) (words Rendered, v Verdict, blocked bool, err error) {
	writer := c.writer
	if m.Channel == Text {
		own, cleared, err := loadPhrases(ctx, tx)
		if err != nil {
			return Rendered{}, Verdict{}, false, err
		}
		writer = writer.with(own, cleared)
	}
	if m.Kind == AutoReply {
		words, err := c.autoReply(ctx, tx, now, writer, m, items)
		return words, Verdict{Send: true}, false, err
	}
	letter, verdict, err := c.composer.Compose(ctx, tx, now, m, items)
	if err != nil {
		return Rendered{}, Verdict{}, false, fmt.Errorf("compose: %w", err)
	}
	if !verdict.Send {
		return Rendered{}, verdict, false, nil
	}
	if m.Kind.asks() && m.Token != "" {
		letter.HaveIt = haveItPath + m.Token
	}
	words, err = writer.Write(m.Kind, letter, now)
	if err != nil {
		return Rendered{}, Verdict{}, false, err
	}
	if m.Channel != Text {
		return words, verdict, false, nil
	}
	if hits := writer.words.Blocked(words.Text); len(hits) > 0 {
		return Rendered{}, Verdict{Reason: "it holds words that may not be texted: " + strings.Join(hits, ", ")}, true, nil
	}
	var places []LeftOut
	for _, place := range words.LeftOut {
		places = append(places, LeftOut{Place: place, PersonID: m.PersonID, ReleaseID: m.ReleaseID, NeededOn: c.days.OnOrAfter(calendar.DayOf(now))})
	}
	return words, verdict, false, ListLeftOut(ctx, tx, now, writer.words, places)
}

// autoReply needs nobody's leave: it holds nothing but who we are. One with an
// item answers HELP; one without answers a text that came outside hours.
func (c *Courier) autoReply(ctx context.Context, tx pgx.Tx, now time.Time, writer *Writer, m Message, items []Item) (Rendered, error) {
	language, err := languageOf(ctx, tx, m.PersonID)
	if err != nil {
		return Rendered{}, err
	}
	if len(items) > 0 {
		return writer.HelpText(language)
	}
	return writer.OutOfHoursText(nextReading(c.days, now), language)
}

func (c *Courier) outgoing(now time.Time, m Message, words Rendered) Outgoing {
	out := Outgoing{Ref: m.Ref, Attempt: m.Attempts, To: m.Recipient, Text: words.Text, FromName: c.settings.UnitName}
	if m.Channel == Text {
		out.Token, out.ValidFor = m.Token, validFor(now, m)
		return out
	}
	out.Subject, out.HTML, out.ReplyTo = words.Subject, words.HTML, c.settings.UnitMailbox
	out.Calendar, out.CalendarMethod = words.Calendar, words.CalendarMethod
	return out
}
