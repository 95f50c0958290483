package jobs_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/internal/testkit/smtpd"
	"throughgate/internal/testkit/twiliod"
	"throughgate/jobs"
	"throughgate/notify"
	"throughgate/notify/email"
	"throughgate/notify/sms"
	"throughgate/web"
)

// What a child process is told by its environment.
const (
	childMail  = "THROUGHGATE_TEST_CHILD_MAIL"  // address of the mail server
	childPhone = "THROUGHGATE_TEST_CHILD_PHONE" // address of the server of texts
	childHooks = "THROUGHGATE_TEST_CHILD_HOOKS" // public address of the webhooks
	childName  = "child"                        // of its connections
	childPoint = "THROUGHGATE_TEST_CHILD_POINT" // where every message stops for ever; "" nowhere
)

const (
	phoneAccount = "AC0123456789abcdef0123456789abcdef"
	phoneToken   = "0123456789abcdef0123456789abcdef"
)

// post is both providers as real servers, and our own webhooks: they live in
// the test's process and outlive the workers that are killed.
type post struct {
	*works
	mail   *smtpd.Server
	phone  *twiliod.Listening
	hooks  *httptest.Server
	runner *jobs.Runner   // a healthy worker, in the test's process
	people int            // invented so far
	struck map[int64]bool // messages that were in flight when a worker was killed
	deaf   atomic.Bool    // the callbacks of half the texts are lost
	late   sync.RWMutex   // while it is locked, callbacks wait

	mu     sync.Mutex
	onText func()
}

func newPost(t *testing.T, url string) *post {
	t.Helper()
	p := &post{works: newWorks(t, url), struck: map[int64]bool{}}
	var err error
	if p.mail, err = smtpd.Listen(smtpd.Config{Now: p.clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.mail.Close(); err != nil {
			t.Error(err)
		}
	})
	p.phone, err = twiliod.Listen("127.0.0.1:0", twiliod.Config{AccountSID: phoneAccount, AuthToken: phoneToken, Now: p.clock,
		OnText: func(twiliod.Text) { p.textKept() }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.phone.Close)
	p.hooks = httptest.NewServer(p.webhooks())
	t.Cleanup(p.hooks.Close)
	p.runner = senders{p.mail.Addr(), p.phone.URL, p.hooks.URL}.runner(p.works, nil)
	return p
}

// whenKept has a hook called for each text that the provider takes, before it
// answers.
func (p *post) whenKept(hook func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.onText = hook
}

func (p *post) textKept() {
	p.mu.Lock()
	hook := p.onText
	p.mu.Unlock()
	if hook != nil {
		hook()
	}
}

func (p *post) webhooks() http.Handler {
	gin.SetMode(gin.ReleaseMode)
	router := gin.New()
	web.TwilioWebhooks{
		Receipts: notify.NewReceipts(p.pool, p.clock, calendar.New(nil)), Log: slog.New(slog.DiscardHandler),
		ValidSignature: func(path string, body []byte, signature string) bool {
			return sms.ValidSignature(phoneToken, p.hooks.URL, path, body, signature)
		},
		FaultOf: func(status, code string) notify.Fault { return sms.ClassifyStatus(status, code).Fault },
	}.Mount(router)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.deaf.Load() && r.URL.Path[len(r.URL.Path)-1]%2 == 0 {
			http.Error(w, "not now", http.StatusServiceUnavailable)
			return
		}
		p.late.RLock()
		defer p.late.RUnlock()
		router.ServeHTTP(w, r)
	})
}

// senders are the addresses a worker sends to.
type senders struct{ mail, phone, hooks string }

// runner is a worker with the real senders.
func (s senders) runner(w *works, at func(notify.Point, int64)) *jobs.Runner {
	w.Helper()
	mail, err := email.New(email.Config{URL: "smtp://" + s.mail + "?tls=none", From: "team@unit.example", Now: w.clock})
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(mail.Close)
	texts, err := sms.New(sms.Config{AccountSID: phoneAccount, AuthToken: phoneToken, From: "+447700900000", APIURL: s.phone, PublicURL: s.hooks})
	if err != nil {
		w.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(w.log, nil))
	courier, err := notify.NewCourier(notify.CourierParts{Pool: w.pool, Clock: w.clock, Calendar: calendar.New(nil), Composer: w.composer,
		Outbox: w.outbox, Log: log, At: at, Senders: map[notify.Channel]notify.Sender{notify.Email: mail, notify.Text: texts},
		Settings: notify.Settings{UnitName: "Haringey Support Team", UnitPhone: "020 7946 0000", PublicURL: "https://board.example",
			Environment: notify.Production, BlankAfter: 24 * time.Hour}})
	if err != nil {
		w.Fatal(err)
	}
	return jobs.New(jobs.Parts{Pool: w.pool, Clock: w.clock, Courier: courier, Switchboard: &notify.Switchboard{Pool: w.pool, Clock: w.clock, Outbox: w.outbox},
		Workers: 10, Log: log, RestartGrace: time.Nanosecond, Every: 100 * time.Millisecond})
}

// realChild is a worker process with the real senders. It says "there" at each
// message that comes to its point, which goes no further; without a point it
// says so at the first claim, and works on.
func realChild(w *works) *jobs.Runner {
	point := notify.Point(os.Getenv(childPoint))
	var once sync.Once
	return senders{os.Getenv(childMail), os.Getenv(childPhone), os.Getenv(childHooks)}.runner(w, func(at notify.Point, _ int64) {
		switch {
		case point == "":
			once.Do(func() { fmt.Println("there") })
		case at == point:
			fmt.Println("there")
			select {}
		}
	})
}

// worker is a process of its own.
type worker struct {
	cmd   *exec.Cmd
	lines *bufio.Scanner
	once  sync.Once
}

func (p *post) startWorker(url string, point notify.Point) *worker {
	p.Helper()
	w := &worker{cmd: exec.CommandContext(context.Background(), os.Args[0])}
	w.cmd.Env = append(os.Environ(), childURL+"="+named(url), childMail+"="+p.mail.Addr(), childPhone+"="+p.phone.URL,
		childHooks+"="+p.hooks.URL, childPoint+"="+string(point))
	w.cmd.Stderr = os.Stderr
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		p.Fatal(err)
	}
	w.lines = bufio.NewScanner(out)
	if err := w.cmd.Start(); err != nil {
		p.Fatal(err)
	}
	p.Cleanup(w.kill)
	return w
}

// named adds the name of the child's connections to the address of a database.
func named(address string) string {
	glue := "?"
	if strings.Contains(address, "?") {
		glue = "&"
	}
	return address + glue + "application_name=" + childName
}

// kill ends the process as a power cut would.
func (w *worker) kill() {
	w.once.Do(func() { _ = w.cmd.Process.Kill() })
}

// buried kills the worker, waits until the server has noticed, and gives how many
// calls it had in flight.
func (p *post) buried(t *testing.T, w *worker) (inFlight int) {
	before := len(p.struck)
	t.Helper()
	w.kill()
	_ = w.cmd.Wait() // it was killed
	p.awaitGone(t)
	rows, err := p.pool.Query(t.Context(), `SELECT id FROM message WHERE state = 'sending'`)
	if err != nil {
		t.Fatal(err)
	}
	var id int64
	if _, err := pgx.ForEachRow(rows, []any{&id}, func() error { p.struck[id] = true; return nil }); err != nil {
		t.Fatal(err)
	}
	return len(p.struck) - before
}

// awaitGone returns when the server has ended the last connection of the worker:
// what one of them was committing when the worker died is committed by then.
func (p *post) awaitGone(t *testing.T) {
	t.Helper()
	for t.Context().Err() == nil {
		if p.one(`SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database() AND application_name = '`+childName+`'`) == "0" {
			return
		}
	}
}

// mixed queues n messages, every second one a text to a number of its own.
func (p *post) mixed(n int, key string) {
	p.Helper()
	p.add(n-n/2, key, time.Time{})
	p.exec(`INSERT INTO authority (gss_code, name, kind, is_current) VALUES ('E09000014', 'Haringey', 'london_borough', true) ON CONFLICT DO NOTHING`)
	p.exec(`INSERT INTO person (ref, surname, forenames, date_of_birth, home_area, mobile, first_stored_on, created_at, updated_at)
	        SELECT $1 || i, 'Fictional', 'Sam', '1990-01-01', 'E09000014', '+447700900' || lpad((($4::int + i) % 1000)::text, 3, '0'),
	               '2026-11-01', $2, $2 FROM generate_series(1, $3::int) i`, key, start, n/2, p.people)
	p.people += n / 2
	intents := make([]notify.Intent, 0, n/2)
	rows, err := p.pool.Query(context.Background(), `SELECT id, mobile FROM person WHERE ref LIKE $1 || '%' ORDER BY id`, key)
	if err != nil {
		p.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		i := notify.Intent{Channel: notify.Text, Kind: notify.AppointmentReminder}
		if err := rows.Scan(&i.PersonID, &i.To); err != nil {
			p.Fatal(err)
		}
		i.DedupeKey = fmt.Sprint("text:", i.PersonID)
		intents = append(intents, i)
	}
	p.queue(intents)
}

// handed counts how often the providers took each message over, by its reference
// or token.
func (p *post) handed() map[string]int {
	counts := map[string]int{}
	for _, m := range p.mail.Mails() {
		ref, _, _ := strings.Cut(m.MessageID, "@")
		counts[ref]++
	}
	for _, t := range p.phone.Texts() {
		counts[path.Base(t.StatusCallback)]++
	}
	return counts
}

// tally is how a run ended.
type tally struct{ messages, lost, doubled, unknown, unknownTexts, unlisted, unfinished int }

// count compares what the database says with what the providers have.
func (p *post) count() tally {
	p.Helper()
	handed := p.handed()
	rows, err := p.pool.Query(context.Background(), `
		SELECT m.channel, m.state, CASE WHEN m.channel = 'text' THEN m.token ELSE m.ref END,
		       EXISTS (SELECT FROM attention a WHERE a.kind = 'unknown_outcome' AND a.closed_at IS NULL AND a.message_id = m.id)
		  FROM message m`)
	if err != nil {
		p.Fatal(err)
	}
	defer rows.Close()
	var t tally
	for rows.Next() {
		var channel, state, key string
		var listed bool
		if err := rows.Scan(&channel, &state, &key, &listed); err != nil {
			p.Fatal(err)
		}
		t.messages++
		times := handed[key]
		if times > 1 {
			t.doubled++
		}
		switch state {
		case "sent", "delivered":
			if times == 0 {
				t.lost++
			}
			if listed {
				t.unlisted++ // settled, and still on a list
			}
		case "unknown":
			t.unknown++
			if !listed {
				t.unlisted++
			}
			if channel == "text" && times > 0 {
				t.unknownTexts++ // the provider has it: it ought to be settled
			}
		default:
			t.unfinished++
		}
	}
	return t
}

// settle drains with a healthy worker until nothing is left to do: the provider's
// callbacks have come, and lost texts were looked for.
func (p *post) settle() {
	p.Helper()
	const most = 100 // of passes, each of which looks for some
	unseen := func() bool {
		return p.one(`SELECT count(*)::text FROM message WHERE state = 'unknown' AND channel = 'text' AND looks = 0`) != "0"
	}
	for pass := 0; pass < 3 || unseen() && pass < most; pass++ {
		p.drainWith(p.runner)
		if err := p.phone.Settled(context.Background()); err != nil {
			p.Fatal(err)
		}
		p.moveClock(2 * time.Minute)
	}
}
