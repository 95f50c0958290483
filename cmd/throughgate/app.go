package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/intake"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/logs"
	"throughgate/internal/pg"
	"throughgate/jobs"
	"throughgate/migrations"
	"throughgate/notify"
	"throughgate/notify/email"
	"throughgate/notify/sms"
	"throughgate/pathways"
	"throughgate/release"
)

// app is what commands are made of, wired once.
type app struct {
	set      *settings
	clock    *clock
	log      *slog.Logger
	pool     *pgxpool.Pool
	unit     release.Unit
	outbox   *notify.Outbox
	releases *release.Service
	tasks    *pathways.TaskService
	switches *notify.Switchboard
	importer *intake.Importer
	uploads  *release.Uploads
	heldRows *release.HeldRows
	metrics  *metrics
	inserter *jobs.Inserter
	sealer   *access.Sealer // nil: this command writes nothing to the audit
}

// badSettings tells every problem at once; the program ends with 2.
type badSettings struct{ list []string }

func (e badSettings) Error() string {
	return "the settings cannot be used:\n  - " + strings.Join(e.list, "\n  - ")
}

// refused is a mistake of whoever gave the command: the program ends with 2.
func refused(format string, args ...any) error { return fault.Invalid(format, args...) }

// open checks the settings that a command uses, opens the database in the least
// role, and wires the services. The caller closes it.
func open(ctx context.Context, set *settings, name, role string, conns int, needs ...need) (*app, error) {
	return openWith(ctx, set, newClock(), logs.New(set.logTo, slog.LevelInfo), name, role, conns, needs...)
}

// openWith is open with a clock and a log of the caller's.
func openWith(ctx context.Context, set *settings, clk *clock, log *slog.Logger, name, role string, conns int, needs ...need) (*app, error) {
	needs = append([]need{needDatabase}, needs...)
	if list := set.check(needs...); len(list) > 0 {
		return nil, badSettings{list}
	}
	a := &app{set: set, clock: clk, log: log}
	pool, err := openPool(ctx, set, name, role, conns, a.log)
	if err != nil {
		return nil, err
	}
	a.pool = pool
	if err := a.begin(ctx, needs); err != nil {
		pool.Close()
		return nil, err
	}
	if role == migrations.WorkerRole {
		a.sealer = a.newSealer()
		if err := a.checkHome(ctx); err != nil {
			pool.Close()
			return nil, err
		}
	}
	return a, nil
}

// beside is the same program in another role: its pages beside its worker.
func (a *app) beside(ctx context.Context, name, role string, conns int, needs ...need) (*app, error) {
	b := &app{set: a.set, clock: a.clock, log: a.log}
	pool, err := openPool(ctx, a.set, name, role, conns, a.log)
	if err != nil {
		return nil, err
	}
	b.pool = pool
	if err := b.wire(ctx, needs); err != nil {
		pool.Close()
		return nil, err
	}
	return b, nil
}

// begin starts the clock on a schema that is the program's.
func (a *app) begin(ctx context.Context, needs []need) error {
	if err := migrations.Current(ctx, a.pool); errors.Is(err, migrations.ErrOlderSchema) {
		return refused("%v", err)
	} else if err != nil {
		return err
	}
	if err := a.setClock(ctx); err != nil {
		return err
	}
	return a.wire(ctx, needs)
}

func (a *app) wire(ctx context.Context, needs []need) error {
	inserter, err := jobs.NewInserter(a.clock.Now)
	if err != nil {
		return err
	}
	a.inserter = inserter
	a.outbox = notify.NewOutbox(inserter.Enqueue)
	a.outbox.Mailbox = a.set.UnitMailbox
	a.unit = release.Unit{WatchEveryone: a.set.Watch == "everyone", Name: a.set.UnitName, Phone: a.set.UnitPhone, Mailbox: a.set.UnitMailbox, Travel: a.set.travel(), AgreementsFirst: a.set.production()}
	for _, n := range needs {
		switch n {
		case needUnit:
			if a.unit.Scope, err = a.scope(ctx); err != nil {
				return err
			}
		case needTexts:
			if err := a.checkNeverText(ctx); err != nil {
				return err
			}
		case needDatabase, needMail, needWeb, needKeys:
		}
	}
	a.metrics = newMetrics(func(ctx context.Context) (jobs.Vitals, error) { return jobs.ReadVitals(ctx, a.pool, a.clock.Now()) })
	a.releases = &release.Service{Pool: a.pool, Now: a.clock.Now, Unit: a.unit, Outbox: a.outbox, NeverText: a.set.neverTextKeys(), Witnesses: listOf(a.set.AuditWitnesses), AuditKeys: a.set.auditKeys()}
	a.switches = &notify.Switchboard{Pool: a.pool, Clock: a.clock.Now, Outbox: a.outbox, AfterRestore: a.releases.AfterRestore}
	a.tasks = &pathways.TaskService{Pool: a.pool, Now: a.clock.Now, Releases: a.releases, AgreementsFirst: a.unit.AgreementsFirst}
	a.importer = &intake.Importer{Pool: a.pool, Now: a.clock.Now, Unit: a.unit.Scope, Observer: a.releases, Booker: a.releases, Directory: a.releases, Reviewer: a.releases, Recorder: a.releases, Calendar: a.releases, Places: a.releases, Forecaster: a.releases,
		Erased: a.set.auditKeys(), RefuseWithoutPurpose: a.set.Purpose == "yes"}
	a.uploads = &release.Uploads{Pool: a.pool, Now: a.clock.Now, Enqueue: inserter.EnqueueUpload}
	a.heldRows = &release.HeldRows{Pool: a.pool, Now: a.clock.Now, Columns: intake.ReleaseColumnNames(), Enqueue: inserter.EnqueueHeld}
	a.releases.Extracts = a.importer
	return nil
}

// checkNeverText refuses to plan or send with a never-text list that cannot be
// read: its key is missing.
func (a *app) checkNeverText(ctx context.Context) error {
	return pg.ReadTx(ctx, a.pool, access.System("start"), func(tx pgx.Tx) error {
		return notify.CheckNeverText(ctx, tx, a.set.neverTextKeys())
	})
}

// scope reads THROUGHGATE_UNIT against the reference data.
func (a *app) scope(ctx context.Context) (release.Scope, error) {
	places, err := a.gazetteer(ctx)
	if err != nil {
		return release.Scope{}, err
	}
	return intake.ParseUnit(places, a.set.Unit)
}

func (a *app) gazetteer(ctx context.Context) (places *intake.Gazetteer, err error) {
	err = pg.ReadTx(ctx, a.pool, access.System("start"), func(tx pgx.Tx) error {
		places, err = intake.LoadGazetteer(ctx, tx)
		return err
	})
	return places, err
}

// setClock starts the clock at the later of the setting and the newest instant
// already stored: time never runs backwards on one database.
func (a *app) setClock(ctx context.Context) error {
	if a.set.Clock == "" {
		return nil
	}
	start, err := time.Parse(time.RFC3339, a.set.Clock)
	if err != nil {
		return badSettings{a.set.check()}
	}
	return a.clock.startOn(ctx, a.pool, start)
}

// close seals what the command wrote, notes how far a virtual clock has come,
// and lets the database go.
func (a *app) close() {
	a.sealAtEnd()
	if a.set.Clock != "" {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := access.MarkInstant(ctx, a.pool, a.clock.Now()); err != nil {
			a.log.Warn("the clock could not be noted", "error", "the database did not answer")
		}
	}
	a.pool.Close()
}

// courier wires the senders.
func (a *app) courier(ctx context.Context) (*notify.Courier, error) {
	prisons, days, err := a.wordsAndDays(ctx)
	if err != nil {
		return nil, err
	}
	mail, err := email.New(a.set.mailConfig(a.clock.Now))
	if err != nil {
		return nil, badSettings{[]string{err.Error()}}
	}
	senders := map[notify.Channel]notify.Sender{notify.Email: mail}
	if a.set.TwilioSID != "" {
		texts, err := sms.New(a.set.textConfig())
		if err != nil {
			return nil, badSettings{[]string{err.Error()}}
		}
		senders[notify.Text] = texts
	}
	return notify.NewCourier(notify.CourierParts{Pool: a.pool, Clock: a.clock.Now, Calendar: days,
		Composer: release.Composer{Unit: a.unit}, Senders: senders, Outbox: a.outbox, Settings: a.set.messages(prisons), Log: a.log, Never: a.set.neverTextKeys()})
}

func (a *app) wordsAndDays(ctx context.Context) (prisons []string, days *calendar.Calendar, err error) {
	err = pg.ReadTx(ctx, a.pool, access.System("start"), func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT DISTINCT bare_name FROM prison ORDER BY bare_name`)
		if err != nil {
			return fmt.Errorf("read the names of prisons: %w", err)
		}
		if prisons, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil {
			return fmt.Errorf("read the names of prisons: %w", err)
		}
		days, err = pathways.LoadCalendar(ctx, tx)
		return err
	})
	return prisons, days, err
}

// runner is the worker of this process.
func (a *app) runner(ctx context.Context) (*jobs.Runner, error) {
	courier, err := a.courier(ctx)
	if err != nil {
		return nil, err
	}
	parts := jobs.Parts{Pool: a.pool, Clock: a.clock.Now, Courier: courier, Watch: a.releases, Retention: a.releases, Switchboard: a.switches, Uploads: filesOf{a.importer, a.uploads}, Workers: a.set.Workers, Log: a.log}
	if a.sealer != nil {
		parts.Sealer = a.sealer
		parts.AuditCheck = a.auditChecker()
		if a.sealer.Keys.None() {
			a.log.Warn("the audit is not sealed, and nobody is erased: " + noAuditKey)
		}
	}
	if parts.Webhooks, err = a.webhooks(ctx); err != nil {
		return nil, err
	}
	if a.set.BounceMailbox != "" {
		if parts.Bounces, err = a.bounceBox(ctx); err != nil {
			return nil, err
		}
	}
	return jobs.New(parts), nil
}

// filesOf is what the worker does with the files of the page.
type filesOf struct {
	*intake.Importer
	*release.Uploads
}

// openPool opens the database as the role whose work it is. Outside production
// a login that may not take the role works as itself.
func openPool(ctx context.Context, set *settings, name, role string, conns int, log *slog.Logger) (*pgxpool.Pool, error) {
	opts := pg.Options{MaxConns: int32(conns), ApplicationName: "throughgate " + name}
	pool, err := pg.Open(ctx, set.DatabaseURL, opts)
	if err != nil {
		return nil, err
	}
	problem, err := pg.LoginProblem(ctx, pool)
	if err != nil {
		pool.Close()
		return nil, err
	}
	if problem != "" && set.production() {
		pool.Close()
		return nil, refused("THROUGHGATE_DATABASE_URL: %s: use a login of least rights and keep the owner's for THROUGHGATE_MIGRATE_DATABASE_URL", problem)
	}
	if problem != "" && (name == "serve" || name == "work") {
		log.Warn("THROUGHGATE_DATABASE_URL: " + problem + ": production refuses such a login")
	}
	may, err := migrations.MayTake(ctx, pool, role)
	if err != nil {
		pool.Close()
		return nil, err
	}
	if !may {
		if set.production() {
			pool.Close()
			return nil, refused("THROUGHGATE_DATABASE_URL: this login may not take the role %s: run throughgate migrate, which grants it", role)
		}
		log.Warn("working without the least role", "role", role)
		return pool, nil
	}
	pool.Close()
	opts.Role = role
	return pg.Open(ctx, set.DatabaseURL, opts)
}

// isRefusal tells whether nothing was changed because of what was asked.
func isRefusal(err error) bool {
	var bad badSettings
	var file *intake.RefusedFile
	return errors.As(err, &bad) || errors.As(err, &file) || fault.Is(err, fault.KindInvalid) ||
		fault.Is(err, fault.KindRefused) || fault.Is(err, fault.KindConflict)
}
