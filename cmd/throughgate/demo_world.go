package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/intake"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/web"
)

// The demo is the world outside, as its pages show it.
var _ web.Demo = (*demo)(nil)

// Now is the demo's clock.
func (d *demo) Now() time.Time { return d.app.clock.Now() }

// MoveDay moves the clock to 08:00 of the next day, runs its watch, and opens
// the gates.
func (d *demo) MoveDay(ctx context.Context) error {
	select {
	case d.moving <- struct{}{}:
		defer func() { <-d.moving }()
	default:
		return fault.Conflict("The clock is being moved already. Wait a moment and look again.")
	}
	// A reader who goes away does not stop the day half-way.
	ctx = context.WithoutCancel(ctx)
	before := d.app.clock.Now()
	next := calendar.DayOf(before).AddDays(1).At(demoHour, 0)
	d.app.clock.startAt(next)
	// Whoever moves the clock stays signed in.
	who := access.System("demo")
	err := pg.InTx(ctx, d.app.pool, who, func(tx pgx.Tx) error {
		if err := access.ShiftSessions(ctx, tx, next.Sub(before)); err != nil {
			return err
		}
		return keepReady(ctx, tx, next)
	})
	if err != nil {
		return err
	}
	if err := access.MarkInstant(ctx, d.app.pool, d.app.clock.Now()); err != nil {
		return err
	}
	if err := d.morning(ctx); err != nil {
		return err
	}
	d.runner.Nudge()
	return nil
}

// openGates records the release of everybody whose planned day it is, by the
// door that every release comes through: an extract.
func (d *demo) openGates(ctx context.Context, day calendar.Date) error {
	var file bytes.Buffer
	w := csv.NewWriter(&file)
	if err := w.Write([]string{"prison_number", "surname", "forenames", "date_of_birth", "prison", "home_area", "status", "released_on"}); err != nil {
		return fmt.Errorf("write the day's releases: %w", err)
	}
	var cells [8]string
	into := make([]any, len(cells))
	for i := range cells {
		into[i] = &cells[i]
	}
	leaving := 0
	err := pg.ReadTx(ctx, d.app.pool, access.System("demo"), func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, `
			SELECT n.prison_number, p.surname, p.forenames, p.date_of_birth::text, r.prison, p.home_area, 'INACTIVE OUT', r.planned_day::text
			FROM release r JOIN person p ON p.id = r.person_id JOIN person_number n ON n.person_id = p.id AND n.is_current
			WHERE r.is_current AND r.state = 'planned' AND r.planned_day = $1 ORDER BY n.prison_number`, day)
		_, err := pgx.ForEachRow(rows, into, func() error { leaving++; return w.Write(cells[:]) })
		return err
	})
	if err != nil {
		return fmt.Errorf("find who leaves on %s: %w", day, err)
	}
	w.Flush()
	if leaving == 0 {
		return nil
	}
	_, err = d.app.importer.Releases(ctx, access.System("demo"), &file, intake.ReleasesOptions{FileName: "releases of the day.csv", Source: "gate", ConfirmBulk: true})
	return err
}

// Mails lists the e-mails that came through SMTP, the newest first.
func (d *demo) Mails() []web.Mail { return d.post.mails() }

// Mail is one of them.
func (d *demo) Mail(id string) (web.Mail, error) {
	for _, m := range d.post.mails() {
		if m.ID == id {
			return m, nil
		}
	}
	return web.Mail{}, fault.NotFound("E-mail")
}

// Texts lists the texts both ways, the oldest first.
func (d *demo) Texts() []web.SMS { return d.post.texts() }

// Reply sends a text in the name of whoever has the number, through the signed
// webhook.
func (d *demo) Reply(ctx context.Context, number, body string) error {
	if strings.TrimSpace(body) == "" {
		return fault.Invalid("Type the words of the reply")
	}
	if err := d.post.phone.Reply(ctx, number, d.set.TwilioFrom, body); err != nil {
		return fault.Conflict("The reply could not be delivered. Try again.")
	}
	return nil
}
