package simulation

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/intake"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/jobs"
	"throughgate/migrations"
	"throughgate/notify"
	"throughgate/pathways"
	"throughgate/release"
)

// The unit.
const (
	unitName    = "The Support Unit"
	unitPhone   = "020 7946 0100"
	unitMailbox = "unit@unit.example"
	publicURL   = "https://board.unit.example"
)

// house is the program on one database, wired as the binary wires it.
type house struct {
	pool     *pgxpool.Pool // in the worker's role
	eyes     *pgxpool.Pool // the owner's: reads for the checks, changes nothing of the program's
	clock    *clock
	unit     release.Unit
	outbox   *notify.Outbox
	releases *release.Service
	tasks    *pathways.TaskService
	importer *intake.Importer
	courier  *notify.Courier
	receipts *notify.Receipts
	inbound  *notify.Inbound
	officer  access.Actor
	spoc     access.Actor
	head     access.Actor
	absences *access.Absences
	staff    []access.Account // in the order of their addresses
}

// openHouse opens a fresh copy of the template.
func openHouse(ctx context.Context, server *pg.Private, name string, clk *clock, areas []string) (*house, error) {
	if err := alter(ctx, server, "CREATE DATABASE "+name+" TEMPLATE "+template+" STRATEGY file_copy"); err != nil {
		return nil, err
	}
	h := &house{clock: clk}
	var err error
	if h.pool, err = pg.Open(ctx, server.URL(name), pg.Options{MaxConns: 12, Role: migrations.WorkerRole, ApplicationName: "simulate"}); err != nil {
		return nil, err
	}
	if h.eyes, err = pg.Open(ctx, server.URL(name), pg.Options{MaxConns: 2, ApplicationName: "simulate checks"}); err != nil {
		h.close()
		return nil, err
	}
	if err := h.wire(ctx, areas); err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

func (h *house) close() {
	if h.pool != nil {
		h.pool.Close()
	}
	if h.eyes != nil {
		h.eyes.Close()
	}
}

func (h *house) wire(ctx context.Context, areas []string) error {
	var places *intake.Gazetteer
	err := pg.ReadTx(ctx, h.pool, access.System("start"), func(tx pgx.Tx) (err error) {
		places, err = intake.LoadGazetteer(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	h.unit = release.Unit{Name: unitName, Phone: unitPhone, Mailbox: unitMailbox, Travel: release.Travel{MPH: release.UsualMPH, GateHour: release.UsualGateHour, GateMinute: release.UsualGateMinute}}
	for _, a := range areas {
		gss, problem := places.Area(a)
		if problem != "" {
			return fmt.Errorf("area %s: %s", a, problem)
		}
		h.unit.Areas = append(h.unit.Areas, gss)
	}
	inserter, err := jobs.NewInserter(h.clock.now)
	if err != nil {
		return err
	}
	h.outbox = notify.NewOutbox(inserter.Enqueue)
	h.outbox.Mailbox = unitMailbox
	h.releases = &release.Service{Pool: h.pool, Now: h.clock.now, Unit: h.unit, Outbox: h.outbox}
	h.tasks = &pathways.TaskService{Pool: h.pool, Now: h.clock.now, Releases: h.releases}
	h.absences = &access.Absences{Pool: h.pool, Now: h.clock.now}
	h.importer = &intake.Importer{Pool: h.pool, Now: h.clock.now, Unit: h.unit.Scope, Observer: h.releases, Booker: h.releases,
		Directory: h.releases, Reviewer: h.releases, Recorder: h.releases, Calendar: h.releases, Places: h.releases}
	h.releases.Extracts = h.importer
	return nil
}

// wireSending adds what needs the pretend providers.
func (h *house) wireSending(ctx context.Context, p *post) error {
	var days *calendar.Calendar
	var prisons []string
	err := pg.ReadTx(ctx, h.pool, access.System("start"), func(tx pgx.Tx) (err error) {
		if days, err = pathways.LoadCalendar(ctx, tx); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT DISTINCT bare_name FROM prison ORDER BY bare_name`)
		if err != nil {
			return err
		}
		prisons, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	if err != nil {
		return err
	}
	h.receipts = notify.NewReceipts(h.pool, h.clock.now, days)
	h.inbound = notify.NewInbound(h.pool, h.clock.now, days, h.outbox)
	h.courier, err = notify.NewCourier(notify.CourierParts{Pool: h.pool, Clock: h.clock.now, Calendar: days,
		Composer: release.Composer{Unit: h.unit}, Outbox: h.outbox, At: p.at,
		Senders: map[notify.Channel]notify.Sender{notify.Email: p, notify.Text: p},
		Settings: notify.Settings{UnitName: unitName, UnitPhone: unitPhone, UnitMailbox: unitMailbox, MailFrom: unitMailbox, PublicURL: publicURL,
			Environment: notify.Test, AllowRecipients: []string{"*"}, Prisons: prisons}})
	return err
}

// hire reads the accounts that act.
func (h *house) hire(ctx context.Context) error {
	return pg.ReadTx(ctx, h.eyes, access.System("simulate"), func(tx pgx.Tx) error {
		for email, into := range map[string]*access.Actor{"link1@unit.example": &h.officer, "kay@services.example": &h.spoc, head: &h.head} {
			a, err := access.FindAccount(ctx, tx, email)
			if err != nil {
				return err
			}
			*into = access.Actor{AccountID: a.ID, Name: a.Name, Role: a.Role, Areas: h.unit.Areas, Services: a.Services}
		}
		var err error
		h.staff, err = access.ListAccounts(ctx, tx)
		slices.SortFunc(h.staff, func(a, b access.Account) int { return strings.Compare(a.Email, b.Email) })
		return err
	})
}

// keepAccounts counts every account as used today: nobody signs in here, and the
// watch would suspend them.
func (h *house) keepAccounts(ctx context.Context) error {
	who := access.System("simulate")
	return pg.InTx(ctx, h.pool, who, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT email FROM account ORDER BY id`)
		if err != nil {
			return err
		}
		emails, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return err
		}
		return access.KeepInUse(ctx, tx, h.clock.now(), emails)
	})
}
