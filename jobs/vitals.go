package jobs

import (
	"fmt"
	"time"

	"throughgate/access"
	"throughgate/internal/calendar"
)

// What an outside check takes for a fault.
const (
	watchDoneBy = 7 // London hour by which the watch of the day is done
	longestDue  = 15 * time.Minute
	longestJob  = 10 * time.Minute
	longestOpen = time.Hour      // a long import holds the sealing of the audit up
	checkGood   = 30 * time.Hour // the audit is verified once a London day
)

// Vitals are the signs by which somebody outside sees that the program does its
// work. They name nobody.
type Vitals struct {
	At        time.Time
	LastWatch calendar.Date // London day; zero: never
	Channels  []ChannelVitals
	Queues    []QueueVitals
	Lists     []ListVitals
	Unknown   int  // messages of which nobody knows if they arrived
	Held      int  // messages that wait for somebody to press send
	Restored  bool // the database was restored, and nothing leaves

	HooksOff int // targets of webhooks that are switched off

	Unsealed       int           // rows of the audit without a seal
	OldestUnsealed time.Duration // since the first of them was written
	AuditCheck     access.AuditCheck
}

// ChannelVitals tell how e-mails or texts leave.
type ChannelVitals struct {
	Channel string
	Paused  bool
	Due     int
	Oldest  time.Duration // since the first of them was due
}

// QueueVitals tell how the jobs of one queue are worked.
type QueueVitals struct {
	Queue       string
	Paused      bool
	Ready       int
	OldestReady time.Duration
	Running     int
	LongestRun  time.Duration
	Retrying    int
	Failed      int // failed for good in the last 24 hours
}

// ListVitals tell how many things of a kind wait for a person.
type ListVitals struct {
	Kind    string
	Open    int
	PastDue int
}

// Problems are what is wrong, in words for whoever keeps the program running;
// empty when nothing is.
func (v Vitals) Problems() []string {
	list := []string{}
	say := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	switch awaited := v.awaited(); {
	case v.LastWatch.IsZero():
		say("the watch has never run: start a worker, or run `throughgate sweep`")
	case v.LastWatch.Before(awaited):
		say("the watch was last done for %s, that of %s is late: see that a worker runs, or run `throughgate sweep`", v.LastWatch, awaited)
	}
	if v.Restored {
		say("the database was restored and nothing leaves: look at what waits, then run `throughgate resume-sending`")
	}
	for _, c := range v.Channels {
		if c.Paused {
			say("%s is paused: `throughgate sending status` says why", c.Channel)
		}
		if c.Oldest > longestDue {
			say("messages due by %s and not sent: %d, the oldest for %s: see that a worker runs and that the provider answers", c.Channel, c.Due, minutes(c.Oldest))
		}
	}
	for _, q := range v.Queues {
		if q.Paused {
			say("the queue %s is paused", q.Queue)
		}
		if q.OldestReady > longestDue {
			say("jobs waiting in the queue %s: %d, the oldest for %s: see that a worker runs", q.Queue, q.Ready, minutes(q.OldestReady))
		}
		if q.LongestRun > longestJob {
			say("a job of the queue %s has run for %s", q.Queue, minutes(q.LongestRun))
		}
	}
	if v.HooksOff > 0 {
		say("targets of webhooks that failed and are switched off: %d: mend them, then switch them on under System, Webhooks", v.HooksOff)
	}
	if v.OldestUnsealed > longestOpen {
		say("rows of the audit without a seal: %d, the oldest for %s: see that a worker runs and has THROUGHGATE_AUDIT_KEY", v.Unsealed, minutes(v.OldestUnsealed))
	}
	if v.AuditCheck.Bad > 0 {
		say("the audit does not prove itself: %d of its rows or seals are not as they were written: run `throughgate audit verify`, and ask who was at the database", v.AuditCheck.Bad)
	}
	if v.checkLate() {
		say("the audit has not been verified since %s: see that a worker runs and has THROUGHGATE_AUDIT_KEY", calendar.DayOf(v.AuditCheck.Since))
	}
	return list
}

// awaited is the day whose watch is to be done by now.
func (v Vitals) awaited() calendar.Date {
	today := calendar.DayOf(v.At)
	if v.At.Before(today.At(watchDoneBy, 0)) {
		return today.AddDays(-1)
	}
	return today
}

// checkLate tells whether nobody has looked for too long if the audit still
// proves itself.
func (v Vitals) checkLate() bool {
	return !v.AuditCheck.Since.IsZero() && v.At.Sub(v.AuditCheck.Since) > checkGood
}

// minutes is a duration in words.
func minutes(d time.Duration) string { return fmt.Sprintf("%d minutes", int(d.Minutes())) }
