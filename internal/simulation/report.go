package simulation

import (
	"context"

	"throughgate/internal/oracle"
)

// Report is what a run found, in the shape of interface.md 6.
type Report struct {
	Seed        uint64             `json:"seed"`
	Days        int                `json:"days"` // simulated; fewer than asked for where a violation ended it
	Releases    int                `json:"releases"`
	DateChanges int                `json:"date_changes"`
	Messages    int                `json:"messages"` // attempts that reached a provider
	Faults      map[string]int     `json:"faults"`
	Violations  []oracle.Violation `json:"violations"`
	Seconds     float64            `json:"seconds"`

	People  int    `json:"people"`
	From    string `json:"from"`
	Level   Level  `json:"level"`
	HandOff int    `json:"handed_off"`
	Unknown int    `json:"unknown"`
	Journal string `json:"journal_sha256"`
}

func (w *world) report(ctx context.Context, days int) (Report, error) {
	r := Report{Seed: w.o.Seed, Days: days, Messages: w.messages, Faults: w.post.count, Violations: w.found, People: w.o.People,
		From: w.o.From.String(), Level: w.o.Faults, Journal: w.journal.digest()}
	if r.Violations == nil {
		r.Violations = []oracle.Violation{}
	}
	for sql, into := range map[string]*int{
		`SELECT count(*) FROM release WHERE state = 'released'`:          &r.Releases,
		`SELECT count(*) FROM release_change WHERE from_day IS NOT NULL`: &r.DateChanges,
		`SELECT count(*) FROM task WHERE handed_off_at IS NOT NULL`:      &r.HandOff,
		`SELECT count(*) FROM message WHERE state = 'unknown'`:           &r.Unknown,
	} {
		if err := w.house.eyes.QueryRow(ctx, sql).Scan(into); err != nil {
			return r, err
		}
	}
	return r, nil
}
