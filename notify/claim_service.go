package notify

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/internal/pg"
)

// claimed is a message in the hands of this process.
type claimed struct {
	message   Message // Attempts counts this one
	words     Rendered
	outgoing  Outgoing
	before    string // provider code of the attempt before
	alarmOpen bool

	agreements []int64 // under which a service is told
}

// wanted is a message that somebody is to send.
type wanted struct {
	id  int64
	got *claimed // nil: there is nothing to send
}

const (
	// mostClaimed is how many messages one transaction claims. Each of them goes
	// to its provider as soon as it is committed: who waits for a claim has a
	// hand free.
	mostClaimed = 32
	// claimers is how many such transactions run at once: one that waits for an
	// import to let go holds up the messages in it, and no others.
	claimers = 2
	// enoughClaimed is how many have to wait for the second of them to begin, and
	// stuckFor how long one may.
	enoughClaimed = mostClaimed / 2
	stuckFor      = 50 * time.Millisecond
	// claimFor bounds one such transaction.
	claimFor = 30 * time.Second
)

// claim takes a message for this process, together with others that are asked
// for in the meantime. nil means that there is nothing to send: whatever that
// means for the row is written.
func (c *Courier) claim(ctx context.Context, id int64) (*claimed, error) {
	want := &wanted{id: id}
	if err := c.claimer.do(ctx, want); err != nil {
		c.logPanic(id, err)
		return nil, fmt.Errorf("claim: %w", err)
	}
	return want.got, nil
}

// claimMany claims for several callers: the end of one's context is no matter
// of the others.
func (c *Courier) claimMany(ctx context.Context, batch []*wanted) []error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), claimFor)
	defer cancel()
	return togetherOrAlone(batch, func(batch []*wanted) error { return c.claimTogether(ctx, batch) })
}

// claimTogether re-checks for each message everything that could forbid sending
// it, puts it into words and marks it as being sent, all in one transaction.
func (c *Courier) claimTogether(ctx context.Context, batch []*wanted) error {
	return pg.InRepeatedTx(ctx, c.pool, delivering(), func(tx pgx.Tx) error {
		who := make(map[int64]*wanted, len(batch))
		for i := len(batch) - 1; i >= 0; i-- { // of two who want one, the first gets it
			batch[i].got = nil
			who[batch[i].id] = batch[i]
		}
		now := c.clock()
		list, err := lockForSending(ctx, tx, now, slices.Sorted(maps.Keys(who)))
		if err != nil {
			return err
		}
		if list, err = c.leaving(ctx, tx, now, list); err != nil {
			return err
		}
		if err := c.toWhoeverStandsInNow(ctx, tx, now, list); err != nil {
			return err
		}
		composer, err := prepared(ctx, tx, now, c.composer, messagesOf(list))
		if err != nil {
			return err
		}
		counts, err := c.lockTurns(ctx, tx, now, list)
		if err != nil {
			return err
		}
		var claims []*claimed
		for _, m := range list {
			claim, err := c.claimOne(ctx, tx, now, composer, counts, m)
			switch {
			case err != nil && tx.Conn().IsClosed():
				return err
			case err != nil:
				return unfit{err}
			case claim != nil:
				who[m.ID].got = claim
				claims = append(claims, claim)
			}
		}
		if err := writeClaims(ctx, tx, now, claims); err != nil {
			return err
		}
		for _, claim := range claims {
			c.at(PointClaimWritten, claim.message.ID)
		}
		return nil
	})
}

// leaving gives the messages that may leave now, as far as notify itself knows.
func (c *Courier) leaving(ctx context.Context, tx pgx.Tx, now time.Time, list []stored) ([]stored, error) {
	never, err := c.neverTexted(ctx, tx, recipientsOfTexts(list))
	if err != nil {
		return nil, err
	}
	var out []stored
	for _, m := range list {
		c.at(PointLocked, m.ID)
		var err error
		ready := mayLeave(now, m, c.settings, c.senders[m.Channel] != nil)
		if ready.Step == stepClaim && m.AlarmOpen {
			if ready, err = c.triesTheAlarm(ctx, tx, now, m, out); err != nil {
				return nil, err
			}
		}
		switch ready.Step {
		case stepSkip:
		case stepRefuse:
			err = c.refuse(ctx, tx, now, m.Message, ready.Reason, ready.Tell)
		case stepPutOff:
			err = c.putOff(ctx, tx, m.Message, ready)
		case stepWait:
			err = writeWaiting(ctx, tx, m.ID, time.Time{}, waitingPrefix+ready.Reason)
		case stepClaim:
			if never[m.Recipient] {
				err = c.refuse(ctx, tx, now, m.Message, ReasonNeverText, m.Kind != AutoReply)
				break
			}
			out = append(out, m)
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// neverTexted asks the never-text list, where there is anything to ask: most
// batches hold e-mails alone.
func (c *Courier) neverTexted(ctx context.Context, tx pgx.Tx, numbers []string) (map[string]bool, error) {
	if len(numbers) == 0 {
		return nil, nil
	}
	return NeverTexted(ctx, tx, c.never, numbers)
}

// triesTheAlarm lets one message of a channel try whether the provider takes
// anything again; the others look a little later what became of it.
func (c *Courier) triesTheAlarm(ctx context.Context, tx pgx.Tx, now time.Time, m stored, going []stored) (readiness, error) {
	tried := slices.ContainsFunc(going, func(g stored) bool { return g.Channel == m.Channel })
	if !tried {
		var err error
		if tried, err = alarmIsTried(ctx, tx, now, m.Channel); err != nil {
			return readiness{}, err
		}
	}
	if tried {
		return m.later(now.Add(soonestAgain), reasonAlarm), nil
	}
	return readiness{Step: stepClaim}, nil
}

// claimOne asks what only the domain knows, and gives the claim where it says
// yes. Where it says no, that is written.
func (c *Courier) claimOne(ctx context.Context, tx pgx.Tx, now time.Time, composer Composer, counts map[string]turns, m stored) (*claimed, error) {
	words, verdict, blocked, err := c.compose(ctx, tx, now, composer, m.Message, m.Items)
	if err != nil {
		return nil, err
	}
	switch {
	case verdict.Send:
	case verdict.Wait && !verdict.Until.IsZero():
		return nil, c.waitUntil(ctx, tx, now, m.Message, verdict)
	case verdict.Wait:
		return nil, writeWaiting(ctx, tx, m.ID, time.Time{}, waitingPrefix+verdict.Reason)
	default:
		return nil, c.refuse(ctx, tx, now, m.Message, verdict.Reason, blocked)
	}
	if ok, err := c.takeTurn(ctx, tx, now, counts, m.Message); err != nil || !ok {
		return nil, err
	}
	c.at(PointRendered, m.ID)
	m.Attempts++
	return &claimed{message: m.Message, words: words, outgoing: c.outgoing(now, m.Message, words), before: m.ProviderCode, alarmOpen: m.AlarmOpen, agreements: verdict.Agreements}, nil
}

// compose asks for what the message holds and puts it into words. blocked tells
// that it may not be sent because of its words.
func (c *Courier) compose(ctx context.Context, tx pgx.Tx, now time.Time, composer Composer, m Message, items []Item) (words Rendered, v Verdict, blocked bool, err error) {
	writer := c.writer
	if m.Channel == Text {
		own, cleared, err := loadPhrases(ctx, tx)
		if err != nil {
			return Rendered{}, Verdict{}, false, err
		}
		writer = writer.with(own, cleared)
	}
	letter, verdict, err := composer.Compose(ctx, tx, now, m, items)
	if err != nil {
		return Rendered{}, Verdict{}, false, fmt.Errorf("compose: %w", err)
	}
	if !verdict.Send {
		return Rendered{}, verdict, false, nil
	}
	if m.Kind == AutoReply {
		words, err := c.autoReply(ctx, tx, now, writer, m, items)
		return words, verdict, false, err
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

// autoReply holds nothing but who we are. One with an item answers HELP; one
// without answers a text that came outside hours.
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
