package jobs

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"throughgate/internal/calendar"
)

// readMetricsIn bounds what one scrape asks of the database.
const readMetricsIn = 5 * time.Second

var (
	upDesc        = described("vitals_read", "1 when the database answered this scrape.")
	problemsDesc  = described("problems", "What `throughgate health` would name.")
	watchDesc     = described("watch_days_behind", "London days since the last day whose watch is done.")
	lateDesc      = described("watch_late", "1 when the watch that is to be done by 07:00 in London is not.")
	badDesc       = described("audit_bad", "Rows and seals of the audit that did not prove themselves when its chain was last verified.")
	uncheckedDesc = described("audit_unchecked", "1 when nobody has verified the chain of the audit for 30 hours.")
	unknownDesc   = described("messages_unknown", "Messages of which nobody knows if they arrived.")
	heldDesc      = described("messages_held", "Messages that wait for somebody to press send.")
	restoredDesc  = described("restored", "1 while a restored database lets nothing leave.")
	dueDesc       = described("messages_due", "Messages that are due and have not left.", "channel")
	dueAgeDesc    = described("messages_due_oldest_seconds", "Since when the oldest of them is due.", "channel")
	pausedDesc    = described("channel_paused", "1 while a channel is paused.", "channel")
	jobsDesc      = described("jobs", "Jobs of a queue by their state.", "queue", "state")
	jobsAgeDesc   = described("jobs_oldest_seconds", "Age of the oldest job of a queue by its state.", "queue", "state")
	queueDesc     = described("queue_paused", "1 while a queue is paused.", "queue")
	listDesc      = described("attention_open", "Things that wait for a person, by kind.", "kind")
	listLaterDesc = described("attention_past_due", "Those of them whose day is past.", "kind")
)

func described(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("throughgate_"+name, help, labels, nil)
}

// Metrics gives the vitals to Prometheus, read anew for each scrape.
type Metrics struct {
	Read func(context.Context) (Vitals, error)
}

// Describe has nothing to say beforehand: queues and kinds come and go.
func (m Metrics) Describe(chan<- *prometheus.Desc) {}

// Collect reads the vitals. Where the database does not answer, that is the one
// thing it tells.
func (m Metrics) Collect(out chan<- prometheus.Metric) {
	say := func(d *prometheus.Desc, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	ctx, cancel := context.WithTimeout(context.Background(), readMetricsIn)
	defer cancel()
	v, err := m.Read(ctx)
	if err != nil {
		say(upDesc, 0)
		return
	}
	say(upDesc, 1)
	say(problemsDesc, float64(len(v.Problems())))
	if !v.LastWatch.IsZero() {
		say(watchDesc, float64(calendar.DayOf(v.At).Sub(v.LastWatch)))
	}
	say(lateDesc, oneIf(v.LastWatch.Before(v.awaited())))
	say(badDesc, float64(v.AuditCheck.Bad))
	say(uncheckedDesc, oneIf(v.checkLate()))
	say(unknownDesc, float64(v.Unknown))
	say(heldDesc, float64(v.Held))
	say(restoredDesc, oneIf(v.Restored))
	for _, c := range v.Channels {
		say(dueDesc, float64(c.Due), c.Channel)
		say(dueAgeDesc, c.Oldest.Seconds(), c.Channel)
		say(pausedDesc, oneIf(c.Paused), c.Channel)
	}
	for _, q := range v.Queues {
		say(queueDesc, oneIf(q.Paused), q.Queue)
		say(jobsDesc, float64(q.Ready), q.Queue, "available")
		say(jobsDesc, float64(q.Running), q.Queue, "running")
		say(jobsDesc, float64(q.Retrying), q.Queue, "retryable")
		say(jobsDesc, float64(q.Failed), q.Queue, "discarded")
		say(jobsAgeDesc, q.OldestReady.Seconds(), q.Queue, "available")
		say(jobsAgeDesc, q.LongestRun.Seconds(), q.Queue, "running")
	}
	for _, l := range v.Lists {
		say(listDesc, float64(l.Open), l.Kind)
		say(listLaterDesc, float64(l.PastDue), l.Kind)
	}
}

func oneIf(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
