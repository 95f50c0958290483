package notify_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/internal/testkit"
	"throughgate/notify"
)

// monday is 10:00 in London on a working day.
var monday = calendar.MustParse("2026-11-23").At(10, 0)

const (
	mobile  = "+447700900123"
	mailbox = "kay@services.example"
)

// office is everything around a courier: a real database, and fakes at its
// borders (the domain that composes, the providers, the queue of jobs).
type office struct {
	*testing.T
	pool     *pgxpool.Pool
	now      time.Time
	days     *calendar.Calendar
	outbox   *notify.Outbox
	courier  *notify.Courier
	composer *composer
	email    *provider
	text     *provider
	settings notify.Settings

	mu    sync.Mutex
	asked []notify.Delivery
}

func newOffice(t *testing.T, change ...func(*notify.CourierParts)) *office {
	t.Helper()
	o := &office{T: t, pool: testkit.DB(t), now: monday, days: calendar.New(nil), composer: &composer{}, email: &provider{}, text: &provider{}}
	o.settings = notify.Settings{UnitName: "Haringey Support Team", UnitPhone: "020 7946 0000", UnitMailbox: "team@unit.example",
		PublicURL: "https://board.example", Environment: notify.Production, Prisons: []string{"Send (HMP)"}}
	o.outbox = notify.NewOutbox(o.enqueue)
	parts := notify.CourierParts{Pool: o.pool, Clock: o.clock, Calendar: o.days, Composer: o.composer, Outbox: o.outbox,
		Senders:  map[notify.Channel]notify.Sender{notify.Email: o.email, notify.Text: o.text},
		Settings: o.settings}
	for _, c := range change {
		c(&parts)
	}
	courier, err := notify.NewCourier(parts)
	if err != nil {
		t.Fatal(err)
	}
	o.courier = courier
	o.exec(`INSERT INTO authority (gss_code, name, kind, is_current) VALUES ('E09000014', 'Haringey', 'london_borough', true)`)
	o.exec(`INSERT INTO person (ref, surname, forenames, date_of_birth, home_area, mobile, first_stored_on, created_at, updated_at)
	        VALUES ('personref', 'Fictional', 'Sam', '1990-01-01', 'E09000014', $1, '2026-11-01', $2, $2)`, mobile, monday)
	return o
}

func (o *office) clock() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now
}

func (o *office) moveClock(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.now = o.now.Add(d)
}

func (o *office) enqueue(_ context.Context, _ pgx.Tx, deliveries []notify.Delivery) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.asked = append(o.asked, deliveries...)
	return nil
}

// takeAsked gives the deliveries that were asked for since it was last called.
func (o *office) takeAsked() []notify.Delivery {
	o.mu.Lock()
	defer o.mu.Unlock()
	asked := o.asked
	o.asked = nil
	return asked
}

func (o *office) exec(sql string, args ...any) {
	o.Helper()
	if _, err := o.pool.Exec(o.Context(), sql, args...); err != nil {
		o.Fatal(err)
	}
}

func (o *office) tx(fn func(pgx.Tx) error) {
	o.Helper()
	if err := pg.InTx(o.Context(), o.pool, pg.As{Key: "system:test"}, fn); err != nil {
		o.Fatal(err)
	}
}

func (o *office) add(intents ...notify.Intent) []int64 {
	o.Helper()
	var ids []int64
	o.tx(func(tx pgx.Tx) (err error) {
		ids, err = o.outbox.Add(o.Context(), tx, o.clock(), intents)
		return err
	})
	return ids
}

func (o *office) deliver(ids ...int64) {
	o.Helper()
	if err := o.courier.Deliver(o.Context(), ids); err != nil {
		o.Fatal(err)
	}
}

// row is what a test looks at of a message.
type row struct {
	State, Reason, ProviderRef, ProviderCode string
	Attempts                                 int
	Sent, Settled                            bool
}

func (o *office) message(id int64) row {
	o.Helper()
	rows, err := o.pool.Query(o.Context(), `
		SELECT state, reason, provider_ref, provider_code, attempts, sent_at IS NOT NULL AS sent, settled_at IS NOT NULL AS settled
		  FROM message WHERE id = $1`, id)
	if err != nil {
		o.Fatal(err)
	}
	m, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[row])
	if err != nil {
		o.Fatal(err)
	}
	return m
}

// list is the first column of a query, as text.
func (o *office) list(sql string, args ...any) []string {
	o.Helper()
	rows, err := o.pool.Query(o.Context(), sql, args...)
	if err != nil {
		o.Fatal(err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		o.Fatal(err)
	}
	return out
}

// openItems are the things on people's lists: "kind role about".
func (o *office) openItems() []string {
	o.Helper()
	return o.list(`SELECT kind || ' ' || role || ' ' || about_key FROM attention WHERE closed_at IS NULL ORDER BY id`)
}

func mail(key string) notify.Intent {
	return notify.Intent{Channel: notify.Email, Kind: notify.Request, To: mailbox, DedupeKey: key,
		Items: []notify.Item{{Kind: notify.ItemTask, From: calendar.MustParse("2026-12-01")}}}
}

func text(key string) notify.Intent {
	return notify.Intent{Channel: notify.Text, Kind: notify.AppointmentReminder, To: mobile, PersonID: 1, DedupeKey: key}
}

// composer stands for the domain: it gives a letter that fits, and the verdict
// it was told to give.
type composer struct {
	mu      sync.Mutex
	verdict *notify.Verdict
	err     error
	place   string
	items   []notify.Item // of the message composed last
	meeting *notify.Meeting
}

func (c *composer) Compose(_ context.Context, _ pgx.Tx, now time.Time, m notify.Message, items []notify.Item) (notify.Letter, notify.Verdict, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items = items
	if c.err != nil {
		return notify.Letter{}, notify.Verdict{}, c.err
	}
	if c.verdict != nil {
		return notify.Letter{}, *c.verdict, nil
	}
	letter := notify.Letter{Meeting: c.meeting,
		Lines: []notify.Line{{Kind: notify.ItemTask, Code: "ACC-CAS3", MailWords: "Request to answer", Initials: "S.F.",
			Reference: "h4kq2", Path: "/tasks/h4kq2", DueOn: calendar.DayOf(now).AddDays(3)}},
		Appointment: []notify.AppointmentWords{{StartsAt: now.Add(48 * time.Hour), With: "Kay", Place: c.place, Ring: "020 7946 0000"}},
	}
	return letter, notify.Verdict{Send: true}, nil
}

// provider is a sender that answers as it was told, else accepts.
type provider struct {
	mu      sync.Mutex
	sent    []notify.Outgoing
	answers []notify.Result
	during  func(notify.Outgoing) // what happens while the call is under way
}

func (p *provider) Send(_ context.Context, m notify.Outgoing) notify.Result {
	p.mu.Lock()
	p.sent = append(p.sent, m)
	during := p.during
	result := notify.Result{Outcome: notify.Accepted, ProviderRef: fmt.Sprint("ref-", len(p.sent))}
	if len(p.answers) > 0 {
		result, p.answers = p.answers[0], p.answers[1:]
	}
	p.mu.Unlock()
	if during != nil {
		during(m)
	}
	return result
}

func (p *provider) calls() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.sent)
}
