package jobs_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/internal/testkit"
	"throughgate/jobs"
	"throughgate/notify"
)

// start is 10:00 in London on a working day.
var start = calendar.MustParse("2026-11-23").At(10, 0)

// works is a runner with a real database, and fakes at its borders.
type works struct {
	testing.TB
	pool     *pgxpool.Pool
	outbox   *notify.Outbox
	runner   *jobs.Runner
	provider *provider
	composer *composer
	watch    *watch
	log      *guarded

	mu      sync.Mutex
	now     time.Time
	bounces jobs.Bounces // nil: no mailbox

	webhooks jobs.Webhooks // nil: none
}

func newWorks(t testing.TB, url string) *works {
	t.Helper()
	pool, err := pg.Open(context.Background(), url, pg.Options{MaxConns: 20})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	w := &works{TB: t, pool: pool, now: start, provider: &provider{refs: map[string]int{}}, composer: &composer{}, watch: &watch{asked: make(chan struct{}, 100)}, log: &guarded{}}
	inserter, err := jobs.NewInserter(w.clock)
	if err != nil {
		t.Fatal(err)
	}
	w.outbox = notify.NewOutbox(inserter.Enqueue)
	w.runner = w.newRunner(w.provider)
	return w
}

func (w *works) newRunner(sender notify.Sender) *jobs.Runner {
	w.Helper()
	log := slog.New(slog.NewTextHandler(w.log, nil))
	courier, err := notify.NewCourier(notify.CourierParts{Pool: w.pool, Clock: w.clock, Calendar: calendar.New(nil), Composer: w.composer,
		Outbox: w.outbox, Log: log, Senders: map[notify.Channel]notify.Sender{notify.Email: sender, notify.Text: sender},
		Settings: notify.Settings{UnitName: "Haringey Support Team", PublicURL: "https://board.example", Environment: notify.Production}})
	if err != nil {
		w.Fatal(err)
	}
	return jobs.New(jobs.Parts{Pool: w.pool, Clock: w.clock, Courier: courier, Watch: w.watch, Bounces: w.bounces, Webhooks: w.webhooks, Workers: 10, Log: log,
		RestartGrace: time.Nanosecond})
}

func (w *works) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *works) moveClock(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// runClock lets the clock run on with real time until the test ends.
func (w *works) runClock() {
	const tick = 50 * time.Millisecond
	ticker, ended, stopped := time.NewTicker(tick), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-ticker.C:
				w.moveClock(tick)
			case <-ended:
				return
			}
		}
	}()
	w.Cleanup(func() { ticker.Stop(); close(ended); <-stopped })
}

func (w *works) add(n int, key string, notBefore time.Time) []int64 {
	w.Helper()
	intents := make([]notify.Intent, n)
	for i := range intents {
		intents[i] = notify.Intent{Channel: notify.Email, Kind: notify.Request, To: fmt.Sprintf("spoc%d@services.example", i),
			DedupeKey: fmt.Sprintf("%s:%d", key, i), NotBefore: notBefore}
	}
	return w.queue(intents)
}

// queue adds messages.
func (w *works) queue(intents []notify.Intent) []int64 {
	w.Helper()
	var ids []int64
	err := pg.InTx(context.Background(), w.pool, pg.As{Key: "system:test"}, func(tx pgx.Tx) (err error) {
		ids, err = w.outbox.Add(context.Background(), tx, w.clock(), intents)
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return ids
}

func (w *works) drain() {
	w.Helper()
	w.drainWith(w.runner)
}

func (w *works) drainWith(r *jobs.Runner) {
	w.Helper()
	if err := r.Drain(context.Background()); err != nil {
		w.Fatal(err)
	}
}

// run starts the runner and gives what stops it.
func (w *works) run(r *jobs.Runner) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()
	return func() {
		w.Helper()
		cancel()
		if err := <-ended; err != nil {
			w.Errorf("run: %v", err)
		}
	}
}

// states counts messages by state.
func (w *works) states() map[string]int {
	w.Helper()
	rows, err := w.pool.Query(context.Background(), `SELECT state, count(*) FROM message GROUP BY state`)
	if err != nil {
		w.Fatal(err)
	}
	states := map[string]int{}
	var state string
	var n int
	if _, err := pgx.ForEachRow(rows, []any{&state, &n}, func() error { states[state] = n; return nil }); err != nil {
		w.Fatal(err)
	}
	return states
}

func (w *works) exec(sql string, args ...any) {
	w.Helper()
	if _, err := w.pool.Exec(context.Background(), sql, args...); err != nil {
		w.Fatal(err)
	}
}

func (w *works) one(sql string, args ...any) string {
	w.Helper()
	var s string
	if err := w.pool.QueryRow(context.Background(), sql, args...).Scan(&s); err != nil {
		w.Fatal(err)
	}
	return s
}

type composer struct {
	mu  sync.Mutex
	err error
}

func (c *composer) Compose(context.Context, pgx.Tx, time.Time, notify.Message, []notify.Item) (notify.Letter, notify.Verdict, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return notify.Letter{Lines: []notify.Line{{Code: "ACC-CAS3", MailWords: "Request to answer", Initials: "S.F.", Reference: "h4"}},
			Appointment: []notify.AppointmentWords{{StartsAt: start.Add(48 * time.Hour), With: "Kay", Ring: "020 7946 0000"}}},
		notify.Verdict{Send: true}, c.err
}

// provider accepts, or answers as it was told.
type provider struct {
	mu      sync.Mutex
	refs    map[string]int // how often each message was handed over
	answers []notify.Result
	during  func(nth int) // what happens while the call is under way
	got     chan string   // told of each message that was accepted
}

func (p *provider) Send(_ context.Context, m notify.Outgoing) notify.Result {
	p.mu.Lock()
	p.refs[m.Ref]++
	nth := len(p.refs)
	result := notify.Result{Outcome: notify.Accepted}
	if len(p.answers) > 0 {
		result, p.answers = p.answers[0], p.answers[1:]
	}
	during, got := p.during, p.got
	p.mu.Unlock()
	if during != nil {
		during(nth)
	}
	if got != nil {
		got <- m.Ref
	}
	return result
}

// handedOver is how many messages were handed over, and how often in all.
func (p *provider) handedOver() (messages, times int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, n := range p.refs {
		times += n
	}
	return len(p.refs), times
}

type watch struct {
	asked  chan struct{}
	err    error
	due    atomic.Int32 // how often it was asked what is due now
	dueNow func(context.Context) error
}

func (w *watch) DueNow(ctx context.Context) error {
	w.due.Add(1)
	if w.dueNow != nil {
		return w.dueNow(ctx)
	}
	return nil
}

func (w *watch) DueWatch(context.Context) error {
	w.asked <- struct{}{}
	return w.err
}

// guarded lets several goroutines, of several runners, write to one buffer.
type guarded struct {
	mu sync.Mutex
	w  bytes.Buffer
}

func (g *guarded) String() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.w.String()
}

func (g *guarded) Write(b []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.w.Write(b)
}

func TestMain(m *testing.M) {
	if child() {
		return
	}
	testkit.Main(m)
}
