package main

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/intake"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/jobs"
	"throughgate/notify"
	"throughgate/pathways"
	"throughgate/release"
)

// unit looks after everybody.
var unit = release.Unit{Scope: release.Scope{All: true}, Name: "The unit", Phone: "020 7946 0100", Mailbox: "unit@unit.example"}

// services are the program on one pool, wired as the binary wires them.
type services struct {
	pool     *pgxpool.Pool
	now      func() time.Time
	outbox   *notify.Outbox
	releases *release.Service
	importer *intake.Importer
}

// clockFrom starts at an instant and runs on.
func clockFrom(instant time.Time) func() time.Time {
	began := time.Now()
	return func() time.Time { return instant.Add(time.Since(began)).Truncate(time.Microsecond) }
}

func wire(pool *pgxpool.Pool, now func() time.Time) (*services, error) {
	inserter, err := jobs.NewInserter(now)
	if err != nil {
		return nil, err
	}
	s := &services{pool: pool, now: now, outbox: notify.NewOutbox(inserter.Enqueue)}
	s.releases = &release.Service{Pool: pool, Now: now, Unit: unit, Outbox: s.outbox}
	s.importer = &intake.Importer{Pool: pool, Now: now, Unit: unit.Scope, Observer: s.releases, Booker: s.releases, Recorder: s.releases}
	return s, nil
}

// courier sends e-mails through sender.
func (s *services) courier(ctx context.Context, sender notify.Sender) (*notify.Courier, error) {
	var days *calendar.Calendar
	err := pg.ReadTx(ctx, s.pool, access.System("bench"), func(tx pgx.Tx) (err error) {
		days, err = pathways.LoadCalendar(ctx, tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	return notify.NewCourier(notify.CourierParts{Pool: s.pool, Clock: s.now, Calendar: days,
		Composer: release.Composer{Unit: unit}, Senders: map[notify.Channel]notify.Sender{notify.Email: sender}, Outbox: s.outbox,
		Settings: notify.Settings{UnitName: unit.Name, UnitPhone: unit.Phone, UnitMailbox: unit.Mailbox, MailFrom: unit.Mailbox,
			PublicURL: "https://board.unit.example", Environment: notify.Test, AllowRecipients: []string{"*"}}})
}
