package simulation

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"throughgate/notify"
)

// post are the pretend providers of e-mails and texts behind the program's own
// border, and the crashes of the workers that talk to them. What happens to a
// message depends on the seed and on what the message is, never on the order in
// which goroutines come.
type post struct {
	seed   uint64
	level  Level
	clock  *clock
	mu     sync.Mutex
	about  map[string]*letter // by the message's reference
	byID   map[int64]*letter
	taken  ids            // those that were accepted
	twice  []*letter      // accepted when they had been already, or when nobody had asked for it
	count  map[string]int // faults, for the report
	seen   []attempt      // since the last look
	phone  []receipt      // texts that were taken, and what becomes of them
	onSend func() error   // called once, while a provider has a message in hand
}

// letter is a message that is on its way, as the simulator read it from the
// tables.
type letter struct {
	id      int64
	ref     string
	key     string // the same in every run of the seed
	channel string
	kind    string
	to      string
	items   []item
	crash   notify.Point
	crashed bool

	interrupted bool // at the last attempt, before the final dot
}

// item is one thing a message is about.
type item struct {
	kind, number, standard, from, to string
	task, release                    string // their references; "" where it is about none
	position                         int
}

// attempt is one call of a provider.
type attempt struct {
	at      time.Time
	letter  *letter
	n       int
	outcome notify.Outcome
	again   bool // the same e-mail to the same, because its line dropped

	leftOut []int // positions of what was not said after all
}

// receipt is what the provider of texts will say of one.
type receipt struct {
	token, status, code, sid, number string
}

// the faults, by how often in ten thousand attempts they happen: light, heavy.
var faultRates = []struct {
	name         string
	light, heavy int
	channel      notify.Channel // "" both
	result       notify.Result
}{
	{"smtp_refused", 10, 40, notify.Email, notify.Result{Outcome: notify.Refused, Fault: notify.FaultBadAddress, Code: "550"}},
	{"smtp_later", 60, 300, notify.Email, notify.Result{Outcome: notify.Later, Code: "451"}},
	{"smtp_dropped_before_the_dot", 10, 80, notify.Email, notify.Result{Outcome: notify.Interrupted}},
	{"smtp_dropped_after_the_dot", 0, 10, notify.Email, notify.Result{Outcome: notify.Unknown}},
	{"twilio_bad_number", 10, 60, notify.Text, notify.Result{Outcome: notify.Refused, Fault: notify.FaultBadNumber, Code: "21211"}},
	{"twilio_opted_out", 10, 40, notify.Text, notify.Result{Outcome: notify.Refused, Fault: notify.FaultOptedOut, Code: "21610"}},
	{"twilio_busy", 50, 300, notify.Text, notify.Result{Outcome: notify.Later, Code: "20429"}},
	{"twilio_out_of_reach", 30, 100, notify.Text, notify.Result{Outcome: notify.Later, Fault: notify.FaultLaterTellWorker, Code: "30003"}},
	{"twilio_answer_lost", 0, 40, notify.Text, notify.Result{Outcome: notify.Unknown, Fault: notify.FaultTimeout}},
}

// crashRate is how many of ten thousand messages meet a crash of their worker.
const crashRate = 60

func newPost(o Options, clk *clock) *post {
	return &post{seed: o.Seed, level: o.Faults, clock: clk, about: map[string]*letter{}, byID: map[int64]*letter{},
		count: map[string]int{}}
}

// expect makes a letter known before it leaves, and draws whether its worker
// crashes with it.
func (p *post) expect(l *letter) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if known := p.byID[l.id]; known != nil {
		known.items, known.key = l.items, l.key
		return
	}
	if p.level == Heavy {
		c := chanceOf(p.seed, "crash", l.key)
		if c.of(crashRate) {
			l.crash = notify.Points[c.IntN(len(notify.Points))]
		}
	}
	p.about[l.ref], p.byID[l.id] = l, l
}

// crashAt is thrown by a worker that dies.
type crashAt struct{ point notify.Point }

// at is told of each point of a delivery. Inside a transaction the throw rolls
// it back, as a death would; between transactions it ends the worker.
func (p *post) at(point notify.Point, id int64) {
	p.mu.Lock()
	l := p.byID[id]
	die := l != nil && l.crash == point && !l.crashed && point != notify.PointSettled
	if die {
		l.crashed = true
		p.count["crash_"+string(point)]++
	}
	p.mu.Unlock()
	if die {
		panic(crashAt{point})
	}
}

// Send is what the providers do.
func (p *post) Send(_ context.Context, m notify.Outgoing) notify.Result {
	p.mu.Lock()
	meanwhile := p.onSend
	p.onSend = nil
	p.mu.Unlock()
	if meanwhile != nil {
		if err := meanwhile(); err != nil {
			return notify.Result{Outcome: notify.Unknown}
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.about[m.Ref]
	if l == nil { // nothing of ours leaves without having been read from the tables
		l = &letter{ref: m.Ref, key: "unannounced", to: m.To}
		p.about[m.Ref] = l
	}
	r := p.answer(l, m)
	p.seen = append(p.seen, attempt{at: p.clock.now(), letter: l, n: m.Attempt, outcome: r.Outcome, again: l.interrupted, leftOut: l.notSaid(m.Text)})
	l.interrupted = r.Outcome == notify.Interrupted
	if r.Outcome == notify.Accepted {
		if l.id == 0 || !p.taken.add(l.id) {
			p.twice = append(p.twice, l)
		}
		r.ProviderRef = fmt.Sprintf("SM%016x", chanceOf(p.seed, "sid", l.key).Uint64())
		if m.Token != "" {
			p.phone = append(p.phone, p.becomes(l, m, r.ProviderRef))
		}
	}
	return r
}

// notSaid finds what a letter does not say although it was to: what holds no more
// when it leaves is left out of the words. A request has the page of its task in
// them, a hearing its day in an entry with the page of the release.
func (l *letter) notSaid(words string) []int {
	asks := l.kind == string(notify.Request) || l.kind == string(notify.Reminder)
	var out []int
	for _, it := range l.items {
		said := true
		switch {
		case asks && it.task != "":
			said = strings.Contains(words, "/tasks/"+it.task)
		case it.kind == string(notify.ItemHearing):
			said = slices.ContainsFunc(strings.Split(words, "\n- "), func(entry string) bool {
				return strings.Contains(entry, "/releases/"+it.release) && strings.Contains(entry, "It could be on ")
			})
		}
		if !said {
			out = append(out, it.position)
		}
	}
	return out
}

func (p *post) answer(l *letter, m notify.Outgoing) notify.Result {
	channel := notify.Channel(l.channel)
	c := chanceOf(p.seed, "provider", l.key, fmt.Sprint(m.Attempt))
	for _, f := range faultRates {
		rate := 0
		switch p.level {
		case None:
		case Light:
			rate = f.light
		case Heavy:
			rate = f.heavy
		}
		if f.channel != channel || !c.of(rate) {
			continue
		}
		p.count[f.name]++
		return f.result
	}
	return notify.Result{Outcome: notify.Accepted}
}

// becomes draws what the network does with a text that was taken.
func (p *post) becomes(l *letter, m notify.Outgoing, sid string) receipt {
	r := receipt{token: m.Token, status: "delivered", sid: sid, number: m.To}
	if p.level == None {
		return r
	}
	c := chanceOf(p.seed, "receipt", l.key)
	switch {
	case c.of(200):
		r.status, r.code = "undelivered", "30003"
	case c.of(50):
		r.status, r.code = "failed", "30005"
	}
	return r
}

// takeBack forgets what is to be done while a provider has a message in hand, and
// tells whether it was still to be done.
func (p *post) takeBack() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	left := p.onSend != nil
	p.onSend = nil
	return left
}

// attempts gives what was attempted since it was last asked.
func (p *post) attempts() []attempt {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := p.seen
	p.seen = nil
	return out
}

func (p *post) receipts() []receipt {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := p.phone
	p.phone = nil
	return out
}

func (p *post) tally(what string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.count[what]++
}
