package release_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/intake"
	"throughgate/intake/reference"
	"throughgate/intake/sample"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/internal/testkit"
	"throughgate/jobs"
	"throughgate/notify"
	"throughgate/pathways"
	"throughgate/release"
)

func TestMain(m *testing.M) {
	testkit.Main(m, func(ctx context.Context, url string) error {
		pool, err := pgxpool.New(ctx, url)
		if err != nil {
			return err
		}
		defer pool.Close()
		who := access.System("migrate")
		return pg.InTx(ctx, pool, who, func(tx pgx.Tx) error {
			return reference.Load(ctx, tx, who, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC))
		})
	})
}

const (
	haringeyCode = "E09000014"
	unitMailbox  = "unit@haringey-unit.example"
	linkAddress  = "link@haringey-unit.example"
)

// unitTest is the unit of Haringey on a database of its own, with a clock that
// the test moves, and a courier whose providers take everything.
type unitTest struct {
	*testing.T
	pool     *pgxpool.Pool
	releases *release.Service
	importer *intake.Importer
	tasks    *pathways.TaskService
	courier  *notify.Courier
	source   string // of the extracts; empty: the usual one

	mu   sync.Mutex
	now  time.Time
	sent []notify.Outgoing
}

func newUnit(t *testing.T, change ...func(*release.Unit)) *unitTest {
	t.Helper()
	t.Parallel()
	u := &unitTest{T: t, pool: testkit.DB(t), now: calendar.MustParse("2026-11-23").At(8, 0)}
	inserter, err := jobs.NewInserter(u.clock)
	if err != nil {
		t.Fatal(err)
	}
	scope := release.Scope{Areas: []string{haringeyCode}}
	outbox := notify.NewOutbox(inserter.Enqueue)
	outbox.Mailbox = unitMailbox
	u.releases = &release.Service{Pool: u.pool, Now: u.clock, Outbox: outbox,
		Unit: release.Unit{Scope: scope, Name: "Haringey Support Unit", Phone: "020 7946 0113", Mailbox: unitMailbox}}
	for _, f := range change {
		f(&u.releases.Unit)
	}
	u.importer = &intake.Importer{Pool: u.pool, Now: u.clock, Unit: scope, Observer: u.releases, Booker: u.releases, Directory: u.releases, Reviewer: u.releases, Recorder: u.releases, Calendar: u.releases, Places: u.releases, Forecaster: u.releases}
	u.tasks = &pathways.TaskService{Pool: u.pool, Now: u.clock, Releases: u.releases, AgreementsFirst: u.releases.Unit.AgreementsFirst}
	u.courier, err = notify.NewCourier(notify.CourierParts{Pool: u.pool, Clock: u.clock, Calendar: calendar.New(nil),
		Composer: release.Composer{Unit: u.releases.Unit}, Outbox: outbox,
		Senders: map[notify.Channel]notify.Sender{notify.Email: u, notify.Text: u},
		Settings: notify.Settings{UnitName: u.releases.Unit.Name, UnitPhone: u.releases.Unit.Phone, UnitMailbox: unitMailbox,
			MailFrom: unitMailbox, PublicURL: "https://board.example", Environment: notify.Production}})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func (u *unitTest) clock() time.Time {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.now
}

// at moves the clock.
func (u *unitTest) at(day string, hour, minute int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.now = calendar.MustParse(day).At(hour, minute)
}

// Send is both providers: they take everything.
func (u *unitTest) Send(_ context.Context, m notify.Outgoing) notify.Result {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.sent = append(u.sent, m)
	return notify.Result{Outcome: notify.Accepted, ProviderRef: "SM" + m.Ref}
}

// deliver hands everything that is due to the providers and gives what left.
func (u *unitTest) deliver() []notify.Outgoing {
	u.Helper()
	u.mu.Lock()
	u.sent = nil
	u.mu.Unlock()
	ids := collect[int64](u, `SELECT id FROM message WHERE state = 'queued' AND not_before <= $1 ORDER BY id`, u.clock())
	if err := u.courier.Deliver(u.Context(), ids); err != nil {
		u.Fatal(err)
	}
	return u.sent
}

func (u *unitTest) exec(sql string, args ...any) {
	u.Helper()
	if _, err := u.pool.Exec(u.Context(), sql, args...); err != nil {
		u.Fatal(err)
	}
}

func collect[T any](u *unitTest, sql string, args ...any) []T {
	u.Helper()
	rows, err := u.pool.Query(u.Context(), sql, args...)
	if err != nil {
		u.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[T])
	if err != nil {
		u.Fatal(err)
	}
	return list
}

func one[T any](u *unitTest, sql string, args ...any) T {
	u.Helper()
	list := collect[T](u, sql, args...)
	if len(list) != 1 {
		u.Fatalf("%d rows, want one: %s", len(list), sql)
	}
	return list[0]
}

func (u *unitTest) account(role access.Role, email string) {
	u.Helper()
	err := pg.InTx(u.Context(), u.pool, pg.As{Key: "system:test"}, func(tx pgx.Tx) error {
		_, err := access.AddAccount(u.Context(), tx, u.clock(), access.System("test"),
			access.NewAccount{Email: email, Name: "Lee Staff", Role: role, Areas: []string{haringeyCode}})
		return err
	})
	if err != nil {
		u.Fatal(err)
	}
}

func (u *unitTest) officer(email string) { u.Helper(); u.account(access.LinkOfficer, email) }

func (u *unitTest) services() { u.Helper(); u.directory(sample.Services) }

func (u *unitTest) directory(content []byte) {
	u.Helper()
	if _, err := u.importer.Services(u.Context(), access.System("import"), bytes.NewReader(content), intake.FileOptions{FileName: "services.csv"}); err != nil {
		u.Fatal(err)
	}
}

// running makes the unit one whose first watch was a week before: nothing is a
// first load any more.
func (u *unitTest) running() {
	u.Helper()
	u.exec(`INSERT INTO watch_day (day, by_hand, started_at, done_at, planned, handed_off, reminded, escalated, digests, alerts, messages_queued)
		SELECT d, false, d + '05:00'::time, d + '05:00'::time, 0, 1, 0, 0, 0, 0, 0
		FROM (SELECT ($1::timestamptz AT TIME ZONE 'Europe/London')::date - 3 AS d) x`, u.clock())
	u.exec(`UPDATE service SET first_watch_on = '2026-11-01'`)
}

func (u *unitTest) extract(content []byte) intake.Report {
	u.Helper()
	r, err := u.importer.Releases(u.Context(), access.System("import"), bytes.NewReader(content), intake.ReleasesOptions{FileName: "releases.csv", Source: u.source})
	if err != nil {
		u.Fatal(err)
	}
	return r
}

// who is one row of an extract; what is not given is as in usual.
type who map[string]string

var usual = who{"surname": "Fictional", "forenames": "Sam", "date_of_birth": "1990-01-01", "prison": "LEI", "home_area": "Haringey",
	"legal_status": "SENTENCED", "status": "ACTIVE IN", "received_on": "2026-01-12", "sentence_start": "2026-01-12",
	"com_name": "Una Officer", "com_email": "com1@probation.example", "needs": "none", "consents": "none", "flags": "none"}

// tell imports these rows; the first person is A0001BC, the next A0002BC.
func (u *unitTest) tell(rows ...who) intake.Report {
	u.Helper()
	columns := map[string]bool{}
	for _, r := range rows {
		for c := range r {
			columns[c] = true
		}
	}
	for c := range usual {
		columns[c] = true
	}
	columns["prison_number"] = true
	header := slices.Sorted(maps.Keys(columns))
	var file bytes.Buffer
	w := csv.NewWriter(&file)
	_ = w.Write(header)
	for i, r := range rows {
		all := maps.Clone(usual)
		all["prison_number"] = fmt.Sprintf("A%04dBC", i+1)
		maps.Copy(all, r)
		cells := make([]string, len(header))
		for k, c := range header {
			cells[k] = all[c]
		}
		_ = w.Write(cells)
	}
	w.Flush()
	r := u.extract(file.Bytes())
	if len(r.Rejected)+len(r.Held) > 0 {
		u.Fatalf("the test's own extract: %+v", r)
	}
	return r
}

func (u *unitTest) appointments(content []byte) intake.Report {
	u.Helper()
	r, err := u.importer.Appointments(u.Context(), access.System("import"), bytes.NewReader(content), intake.FileOptions{FileName: "appointments.csv"})
	if err != nil {
		u.Fatal(err)
	}
	return r
}

// book imports appointments: lines of id, prison number, start, service, place,
// safe, cancelled.
func (u *unitTest) book(lines ...string) intake.Report {
	u.Helper()
	return u.appointments([]byte("id,prison_number,starts_at,service,place,place_safe_to_text,cancelled\n" + strings.Join(lines, "\n") + "\n"))
}

// sweep does the watch of a day by hand, with the clock at 08:00 of it.
func (u *unitTest) sweep(day string) release.Swept {
	u.Helper()
	u.at(day, 8, 0)
	s, err := u.releases.Sweep(u.Context(), access.System("watch"), release.SweepOrder{Day: calendar.MustParse(day), ByHand: true})
	if err != nil {
		u.Fatal(err)
	}
	return s
}

// message is a stored message; Items are kinds with the codes of their tasks.
type message struct {
	ID                               int64
	Channel, Kind, To, State, Reason string
	NotBefore                        time.Time
	Items                            []string
}

// messages lists those of a kind, oldest first.
func (u *unitTest) messages(kind notify.Kind) []message {
	u.Helper()
	rows, err := u.pool.Query(u.Context(), `
		SELECT m.id, m.channel, m.kind, m.recipient, m.state, m.reason, m.not_before,
		       ARRAY(SELECT i.kind || coalesce(' ' || t.standard, ' ' || a.external_id, '') FROM message_item i LEFT JOIN task t ON t.id = i.task_id
		             LEFT JOIN appointment a ON a.id = i.appointment_id WHERE i.message_id = m.id ORDER BY i.position)
		FROM message m WHERE m.kind = $1 ORDER BY m.queued_at, m.not_before, m.recipient, m.id`, string(kind))
	if err != nil {
		u.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[message])
	if err != nil {
		u.Fatal(err)
	}
	return list
}

// lastTo is the newest message of a kind to somebody; no items where there is none.
func (u *unitTest) lastTo(kind notify.Kind, to string) message {
	u.Helper()
	var last message
	for _, m := range u.messages(kind) {
		if m.To == to {
			last = m
		}
	}
	return last
}

// taskRow is a stored task.
type taskRow struct {
	ID                   int64
	Ref, Code, State     string
	HandOffOn, DueOn     calendar.Date
	Waiting              []string
	Contact              string
	Reason               string
	Rung, Version        int
	Short, First, Nobody bool
	AnswerBy             *time.Time
}

// task reads one task of A0001BC, or of another number.
func (u *unitTest) task(code string, number ...string) taskRow {
	u.Helper()
	n := "A0001BC"
	if len(number) > 0 {
		n = number[0]
	}
	rows, err := u.pool.Query(u.Context(), `
		SELECT t.id, t.ref, t.standard, t.state, t.hand_off_on, t.due_on, t.waiting_for, t.contact_email, t.reason, t.rung, t.version,
		       t.short_notice, t.first_load, t.nobody, t.acknowledge_by
		FROM task t JOIN release r ON r.id = t.release_id JOIN person_number n ON n.person_id = r.person_id
		WHERE n.prison_number = $1 AND t.standard = $2`, n, code)
	if err != nil {
		u.Fatal(err)
	}
	t, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[taskRow])
	if err != nil {
		u.Fatalf("task %s of %s: %v", code, n, err)
	}
	return t
}

// official is somebody of the unit who may answer anything.
var official = access.Actor{AccountID: 1, Name: "Lee Link", Role: access.LinkOfficer, Areas: []string{haringeyCode}}

// has tells whether the message holds this item.
func (m message) has(item string) bool { return slices.Contains(m.Items, item) }

func contains(text, word string) bool { return strings.Contains(text, word) }
