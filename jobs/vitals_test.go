package jobs_test

import (
	"context"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"throughgate/internal/testkit"
	"throughgate/jobs"
)

func (w *works) vitals(now time.Time) jobs.Vitals {
	w.Helper()
	v, err := jobs.ReadVitals(context.Background(), w.pool, now)
	if err != nil {
		w.Fatal(err)
	}
	return v
}

func TestWhatIsWrongIsNamedWithItsRemedy(t *testing.T) {
	t.Parallel()
	w := newWorks(t, testkit.URL(t))
	watched := func(day string) {
		w.exec(`DELETE FROM watch_day`)
		w.exec(`INSERT INTO watch_day (day, by_hand, started_at, done_at, planned, handed_off, reminded, escalated, digests, alerts, messages_queued)
		        VALUES ($1, false, $2, $2, 0, 0, 0, 0, 0, 0, 0)`, day, start)
	}
	job := func(state, attempted, scheduled string) {
		w.exec(`DELETE FROM river_job`)
		w.exec(`INSERT INTO river_job (state, kind, queue, args, max_attempts, attempt, attempted_at, scheduled_at) VALUES ($1, 'deliver', 'email', '{}', 5, 1, $2, $3)`, state, attempted, scheduled)
	}
	for _, step := range []struct {
		what  string
		do    func()
		at    time.Time
		wrong string // "" for nothing
	}{
		{"a new database", func() {}, start, "the watch has never run"},
		{"the watch of today", func() { watched("2026-11-23") }, start, ""},
		{"before seven the watch of yesterday is enough", func() { watched("2026-11-22") }, start.Add(-3*time.Hour - time.Minute), ""},
		{"at seven it is not", func() {}, start.Add(-3 * time.Hour), "that of 2026-11-23 is late"},
		{"nor is one of two days ago at any time", func() { watched("2026-11-21") }, start.Add(-8 * time.Hour), "that of 2026-11-22 is late"},
		{"a message due for a quarter of an hour", func() { watched("2026-11-23"); w.add(1, "k", time.Time{}) }, start.Add(15 * time.Minute), ""},
		{"for longer", func() { w.exec(`DELETE FROM river_job`) }, start.Add(16 * time.Minute), "messages due by email and not sent: 1, the oldest for 16 minutes"},
		{"one that is not due yet", func() {
			w.exec(`UPDATE message SET not_before = $1`, start.Add(time.Hour))
			w.exec(`DELETE FROM river_job`)
		}, start.Add(30 * time.Minute), ""},
		{"a channel is paused", func() {
			w.exec(`UPDATE sending_switch SET why = 'person', paused_at = $1 WHERE channel = 'text'`, start)
		}, start, "text is paused"},
		{"a queue is paused", func() {
			w.exec(`UPDATE sending_switch SET why = '', paused_at = NULL`)
			w.exec(`INSERT INTO river_queue (name, paused_at) VALUES ('email', $1)`, start)
		}, start, "the queue email is paused"},
		{"a job that runs for ten minutes", func() {
			w.exec(`DELETE FROM river_queue`)
			job("running", "2026-11-23T10:00:00Z", "2026-11-23T10:00:00Z")
		}, start.Add(10 * time.Minute), ""},
		{"for longer", func() {}, start.Add(11 * time.Minute), "a job of the queue email has run for 11 minutes"},
		{"a job that nobody takes", func() { job("available", "2026-11-23T09:00:00Z", "2026-11-23T09:44:00Z") }, start, "jobs waiting in the queue email: 1, the oldest for 16 minutes"},
		{"a target of webhooks is switched off", func() {
			w.exec(`DELETE FROM river_job`)
			w.exec(`INSERT INTO webhook_target (id, events, areas, services, listed, since, off_at) VALUES ('crm', '{}', '{}', '{}', true, $1, $1)`, start)
		}, start, "webhooks that failed and are switched off: 1"},
		{"a row of the audit waits for its seal", func() {
			w.exec(`DELETE FROM webhook_target`)
			w.exec(`INSERT INTO audit (at, actor, action, object_kind) VALUES ($1, 'system:test', 'alter', 'task')`, start.Add(-time.Hour))
		}, start, ""},
		{"for longer", func() {}, start.Add(time.Minute), "rows of the audit without a seal: 1, the oldest for 61 minutes"},
		{"the audit was not as it was written", func() {
			w.exec(`INSERT INTO audit_seal (seq, audit_id, sealed_at, format, key_id, hash) SELECT 1, max(id), $1, 1, 'k', sha256('') FROM audit`, start)
			w.exec(`INSERT INTO audit_check (day, checked_at, sealed, bad) VALUES ('2026-11-23', $1, 7, 2)`, start)
		}, start, "the audit does not prove itself: 2 of its rows or seals"},
		{"it is again", func() { w.exec(`UPDATE audit_check SET bad = 0`) }, start.Add(time.Minute), ""},
		{"nobody has looked since yesterday", func() {
			watched("2026-11-24")
			w.exec(`UPDATE message SET not_before = $1`, start.AddDate(0, 0, 9))
		}, start.Add(30*time.Hour + time.Minute), "the audit has not been verified since 2026-11-23"},
		{"nor ever", func() { w.exec(`DELETE FROM audit_check`) }, start.Add(30*time.Hour + time.Minute), "the audit has not been verified since 2026-11-23"},
		{"somebody has", func() {
			w.exec(`INSERT INTO audit_check (day, checked_at, sealed, bad) VALUES ('2026-11-24', $1, 7, 0)`, start.Add(29*time.Hour))
		}, start.Add(30*time.Hour + time.Minute), ""},
		{"a restored database", func() {
			w.exec(`DELETE FROM river_job`)
			w.exec(`INSERT INTO sending_home (server, timeline, database, own_table, noted_at, restored_at) VALUES (1, 1, 1, 1, $1, $1)`, start)
		}, start, "resume-sending"},
	} {
		step.do()
		problems := w.vitals(step.at).Problems()
		if step.wrong == "" && len(problems) > 0 {
			t.Errorf("%s: %q", step.what, problems)
		}
		if step.wrong != "" && (len(problems) != 1 || !strings.Contains(problems[0], step.wrong)) {
			t.Errorf("%s: %q, want one with %q", step.what, problems, step.wrong)
		}
	}
}

func TestMetricsTellTheVitals(t *testing.T) {
	t.Parallel()
	w := newWorks(t, testkit.URL(t))
	w.add(3, "k", time.Time{})
	w.exec(`INSERT INTO attention (kind, about_key, role, due_on, opened_at, note) VALUES ('undelivered', 'message:1', 'link_officer', '2026-11-20', $1, '')`, start)
	w.exec(`INSERT INTO watch_day (day, by_hand, started_at, done_at, planned, handed_off, reminded, escalated, digests, alerts, messages_queued)
	        VALUES ('2026-11-21', false, $1, $1, 0, 0, 0, 0, 0, 0, 0)`, start)
	registry := prometheus.NewRegistry()
	registry.MustRegister(jobs.Metrics{Read: func(ctx context.Context) (jobs.Vitals, error) {
		return jobs.ReadVitals(ctx, w.pool, start.Add(time.Minute))
	}})
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	got, names := map[string]float64{}, map[string]bool{"throughgate_http_seconds_bucket": true, "throughgate_http_seconds_count": true} // those of the pages
	for _, family := range families {
		names[family.GetName()] = true
		for _, m := range family.GetMetric() {
			var labels []string
			for _, l := range m.GetLabel() {
				labels = append(labels, l.GetValue())
			}
			slices.Sort(labels)
			got[strings.Join(append([]string{family.GetName()}, labels...), " ")] = m.GetGauge().GetValue()
		}
	}
	for _, file := range []string{"alerts.yaml", "grafana-dashboard.json"} { // what nobody tells alarms nobody
		text, err := os.ReadFile("../docs/deploy/" + file)
		if err != nil {
			t.Fatal(err)
		}
		asked := regexp.MustCompile(`throughgate_[a-z_]+`).FindAllString(string(text), -1)
		if len(asked) < 10 {
			t.Errorf("%s asks for %q alone", file, asked)
		}
		for _, name := range asked {
			if !names[name] {
				t.Errorf("%s asks for %s, which nobody tells", file, name)
			}
		}
	}
	for name, want := range map[string]float64{"throughgate_vitals_read": 1, "throughgate_messages_due email": 3, "throughgate_messages_due text": 0,
		"throughgate_messages_due_oldest_seconds email": 60, "throughgate_attention_open undelivered": 1, "throughgate_attention_past_due undelivered": 1,
		"throughgate_jobs available email": 3, "throughgate_problems": 1, "throughgate_watch_late": 1, "throughgate_watch_days_behind": 2, "throughgate_audit_bad": 0, "throughgate_audit_unchecked": 0} {
		if is, ok := got[name]; !ok || is != want {
			t.Errorf("%s is %v (told: %v), want %v", name, is, ok, want)
		}
	}
}
