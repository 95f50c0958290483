package notify_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughgate/notify"
)

func limited(l notify.Limits) func(*notify.CourierParts) {
	return func(p *notify.CourierParts) { p.Settings.Limits = l }
}

func (o *office) texts(n int) []int64 {
	o.Helper()
	var intents []notify.Intent
	for i := range n {
		o.exec(`INSERT INTO person (ref, surname, forenames, date_of_birth, home_area, first_stored_on, created_at, updated_at)
		        VALUES ($1, 'Fictional', 'Kim', '1990-01-01', 'E09000014', '2026-11-01', $2, $2)`, fmt.Sprint("person", i), monday)
		one := text(fmt.Sprint("text", i))
		one.PersonID, one.To = int64(i+2), fmt.Sprintf("+4477009005%02d", i)
		intents = append(intents, one)
	}
	return o.add(intents...)
}

func TestWhatIsOverALimitOfAMinuteIsSpreadOverTheNextOnes(t *testing.T) {
	o := newOffice(t, limited(notify.Limits{TextsPerMinute: 3}))
	o.moveClock(20 * time.Second)
	ids := o.texts(10)
	o.takeAsked()
	o.deliver(ids...)
	if n := o.text.calls(); n != 3 {
		t.Fatalf("%d left in the first minute, want 3", n)
	}
	if got := o.message(ids[9]); got.Reason != "at most 3 texts a minute go out" || got.State != "queued" || got.Attempts != 0 {
		t.Errorf("put off: %+v", got)
	}
	perMinute := map[time.Time]int{}
	for _, d := range o.takeAsked() {
		perMinute[d.At]++
	}
	want := map[time.Time]int{monday.Add(time.Minute): 3, monday.Add(2 * time.Minute): 3, monday.Add(3 * time.Minute): 1}
	if diff := cmp.Diff(want, perMinute); diff != "" {
		t.Errorf("asked for again at (-want +got):\n%s", diff)
	}
	for _, want := range []int{6, 9, 10} {
		o.moveClock(time.Minute)
		o.deliver(ids...)
		if n := o.text.calls(); n != want {
			t.Errorf("%d left, want %d", n, want)
		}
	}
}

func TestALimitHoldsForManyWorkersAtOnce(t *testing.T) {
	o := newOffice(t, limited(notify.Limits{EmailsPerMinute: 7, EmailsPerDay: 9}))
	var intents []notify.Intent
	for i := range 30 {
		intents = append(intents, mail(fmt.Sprint(i)))
	}
	ids := o.add(intents...)
	work := func() {
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				if err := o.courier.Deliver(t.Context(), ids); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
	work()
	if n := o.email.calls(); n != 7 {
		t.Errorf("%d left in a minute, want 7", n)
	}
	o.moveClock(5 * time.Minute)
	work()
	if n := o.email.calls(); n != 9 {
		t.Errorf("%d left in a day, want 9", n)
	}
	if got := o.list(`SELECT DISTINCT reason FROM message WHERE state = 'queued' AND reason LIKE '%day%'`); len(got) != 1 || got[0] != "at most 9 e-mails a day go out" {
		t.Errorf("reasons %v", got)
	}
}

func TestOnePersonGetsSoManyTextsADay(t *testing.T) {
	o := newOffice(t, limited(notify.Limits{TextsPerPerson: 2, TextsPerDay: 100}))
	late := text("late")
	late.Deadline = monday.Add(10 * time.Hour)
	answer := text("answer")
	answer.Kind = notify.AutoReply
	again := text("again")
	ids := o.add(text("a"), again, text("c"), late, answer)
	o.text.answers = []notify.Result{{Outcome: notify.Accepted}, {Outcome: notify.Later, Code: "500"}}
	o.takeAsked()
	o.deliver(ids...)
	got := o.list(`SELECT state || ' ' || reason FROM message ORDER BY id`)
	want := []string{"sent ", "queued the provider could not take it: tried again later", "queued at most 2 texts a day go to one person",
		"not_sent it could no longer be sent in time: at most 2 texts a day go to one person", "sent "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
	if got := o.openItems(); len(got) != 1 || !strings.Contains(got[0], "undelivered link_officer message:4") {
		t.Errorf("nobody is told of the one that cannot wait: %v", got)
	}
	asked := o.takeAsked()
	if at := asked[len(asked)-1].At; !at.Equal(monday.Add(22 * time.Hour)) {
		t.Errorf("put off to %v, want tomorrow at 08:00", at)
	}
	o.moveClock(time.Minute)
	o.deliver(ids[1]) // a second try is no second text
	if got := o.message(ids[1]); got.State != "sent" {
		t.Errorf("tried again: %+v", got)
	}
	o.moveClock(22 * time.Hour)
	o.deliver(ids[2])
	if got := o.message(ids[2]); got.State != "sent" {
		t.Errorf("the next day: %+v", got)
	}
}

// Batches of both channels are claimed side by side: those who take turns of
// several limits must not wait for one another in a ring.
func TestBatchesTakeTheirTurnsInOneOrder(t *testing.T) {
	o := newOffice(t, limited(notify.Limits{EmailsPerMinute: 1000, EmailsPerDay: 1000, TextsPerMinute: 1000, TextsPerDay: 1000, TextsPerPerson: 1000}))
	var intents []notify.Intent
	for i := range 60 {
		intents = append(intents, mail(fmt.Sprint("m", i)), text(fmt.Sprint("t", i)))
	}
	ids := o.add(intents...)
	for id, err := range o.deliverAtOnce(ids...) {
		if state := o.message(id).State; err != nil || state != "sent" {
			t.Errorf("message %d is %s: %v", id, state, err)
		}
	}
	if got := o.list(`SELECT string_agg(scope || ' ' || taken, ', ' ORDER BY scope) FROM sending_count WHERE scope NOT LIKE 'person%'`); got[0] != "email day 60, email minute 60, text day 60, text minute 60" {
		t.Errorf("turns taken: %s", got)
	}
	o.pool.Reset() // connections that end report what they have counted
	if got := o.list(`SELECT deadlocks::text FROM pg_stat_database WHERE datname = current_database()`); got[0] != "0" {
		t.Errorf("%s deadlocks", got[0])
	}
}
