package release

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/notify"
	"throughgate/pathways"
)

// prepared is a composer that has read what it needs for several messages: one
// query for all in the place of several for each.
type prepared struct {
	Composer
	held    map[int64]bool // messages that wait for an import
	lines   map[int64][]lineRow
	sharing access.Sharing // which services may be told anything

	calendar *calendar.Calendar // and the unit's settings: read when the first message asks
	settings pathways.Settings
}

// times are the calendar and the unit's settings, the same for all the messages.
func (c *prepared) times(ctx context.Context, tx pgx.Tx) (_ *calendar.Calendar, _ pathways.Settings, err error) {
	if c.calendar == nil {
		c.calendar, c.settings, err = pathways.LoadTimes(ctx, tx)
	}
	return c.calendar, c.settings, err
}

// Prepare implements notify.Preparer.
func (c Composer) Prepare(ctx context.Context, tx pgx.Tx, now time.Time, messages []notify.Message) (notify.Composer, error) {
	return c.prepare(ctx, tx, now, messages)
}

// Compose implements notify.Composer.
func (c Composer) Compose(ctx context.Context, tx pgx.Tx, now time.Time, m notify.Message, items []notify.Item) (notify.Letter, notify.Verdict, error) {
	p, err := c.prepare(ctx, tx, now, []notify.Message{m})
	if err != nil {
		return notify.Letter{}, notify.Verdict{}, err
	}
	return p.Compose(ctx, tx, now, m, items)
}

// prepare asks for both at once; the lines are read when it has waited for
// imports that are just letting go.
func (c Composer) prepare(ctx context.Context, tx pgx.Tx, now time.Time, messages []notify.Message) (p *prepared, err error) {
	var mails []int64
	for _, m := range messages {
		if m.Channel == notify.Email {
			mails = append(mails, m.ID)
		}
	}
	held, lines, err := c.holdAndLines(ctx, tx, now, messages, mails)
	if err != nil {
		return nil, err
	}
	waiting, err := waitingForImport(ctx, tx, messages, held)
	if err != nil {
		return nil, err
	}
	p = &prepared{Composer: c, held: waiting, lines: lines}
	if len(mails) > 0 {
		p.sharing, err = access.ReadSharing(ctx, tx, c.Unit.AgreementsFirst)
	}
	return p, err
}

func (c Composer) holdAndLines(ctx context.Context, tx pgx.Tx, now time.Time, messages []notify.Message, mails []int64) (held []int64, lines map[int64][]lineRow, err error) {
	batch := &pgx.Batch{}
	askForHeld(batch, messages)
	if len(mails) > 0 {
		askForLines(batch, mails, now)
	}
	results := tx.SendBatch(ctx, batch)
	defer func() { err = errors.Join(err, results.Close()) }()
	if held, err = readHeldReleases(results); err == nil && len(mails) > 0 {
		lines, err = readLines(results)
	}
	return held, lines, err
}
