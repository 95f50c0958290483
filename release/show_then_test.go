package release_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/pathways"
	"throughgate/release"
)

// shown is what `show release --json` prints of A0001BC at this moment.
func (u *unitTest) shown() any {
	u.Helper()
	return u.told(func(tx pgx.Tx) (release.Story, error) {
		return release.Show(u.Context(), tx, u.releases, ownArea, release.Find{PrisonNumber: "A0001BC"}, calendar.DayOf(u.clock()))
	})
}

// shownThen is what it prints with --as-of.
func (u *unitTest) shownThen(at time.Time) any {
	u.Helper()
	return u.told(func(tx pgx.Tx) (release.Story, error) {
		return release.ShowThen(u.Context(), tx, u.releases, ownArea, release.Find{PrisonNumber: "A0001BC"}, at)
	})
}

func (u *unitTest) told(show func(pgx.Tx) (release.Story, error)) any {
	u.Helper()
	story, err := read(u.T, u.pool, show)
	if err != nil {
		u.Fatal(err)
	}
	text, err := json.Marshal(story)
	if err != nil {
		u.Fatal(err)
	}
	return plain(u.T, text)
}

// keptOnlyNow are the members of a task that are not kept with their time:
// whom it would go to is looked up today, and the ladder's rungs leave no trace.
var keptOnlyNow = map[string]bool{"contact": true, "rung": true, "next_rung_at": true}

func lastingOnly(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			if keptOnlyNow[name] {
				delete(v, name)
			} else {
				v[name] = lastingOnly(member)
			}
		}
	case []any:
		for i := range v {
			v[i] = lastingOnly(v[i])
		}
	}
	return value
}

// What was shown at each step is what --as-of that step shows later (issue 3,
// point 3), whatever happened in between.
func TestWhatWasShownIsWhatAsOfShowsLater(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	row := func(crd string, more ...string) who {
		w := who{"crd": crd, "needs": "accommodation;drugs_and_alcohol", "sed": "2028-01-01"}
		for i := 0; i < len(more); i += 2 {
			w[more[i]] = more[i+1]
		}
		return w
	}
	type step struct {
		name string
		at   time.Time
		show any
	}
	var steps []step
	now := func(day string, hour int, name string, do func()) {
		u.at(day, hour, 0)
		do()
		steps = append(steps, step{name, u.clock(), u.shown()})
	}
	answer := func(code string, do func(ref string, version int) error) {
		task := u.task(code)
		if err := do(task.Ref, task.Version); err != nil {
			t.Fatalf("%s: %v", code, err)
		}
	}
	now("2026-11-23", 8, "first told", func() { u.tell(row("2027-01-15")) })
	now("2026-11-24", 8, "the first watch", func() { u.sweep("2026-11-24") })
	now("2026-11-24", 9, "messages gone", func() { u.deliver() })
	now("2026-11-25", 9, "received", func() {
		asked := collect[string](u, `select standard from task where state = 'handed_off' and acknowledge_by is not null order by id`)
		answer(asked[0], func(ref string, v int) error { return u.tasks.Acknowledge(u.Context(), official, ref, v) })
	})
	now("2026-11-26", 9, "earlier, and consent given", func() { u.tell(row("2026-12-30", "consents", "consent_to_refer;consent_to_share_contact")) })
	now("2026-11-27", 8, "the watch after the move", func() { u.sweep("2026-11-27") })
	now("2026-11-30", 9, "done", func() {
		answer("ACC-DTR", func(ref string, v int) error {
			return u.tasks.Finish(u.Context(), official, ref, v, pathways.Finish{HousingAuthority: "E08000035",
				Evidence: []string{"consent_to_refer", "authority_chosen", "consent_to_share_contact", "date_sent", "reference"}})
		})
	})
	now("2026-12-01", 9, "another prison, an override", func() { u.tell(row("2026-12-30", "crd_override", "2027-02-10", "prison", "LPI")) })
	now("2026-12-02", 9, "booked", func() { u.book("AP-1,A0001BC,2027-02-10 14:00,jobcentre,Wood Green,no,") })
	now("2026-12-03", 8, "another watch", func() { u.sweep("2026-12-03") })
	now("2026-12-04", 9, "the override taken back", func() { u.tell(row("2026-12-30", "crd_override", "-", "prison", "LPI")) })
	now("2026-12-30", 12, "released", func() {
		u.tell(row("2026-12-30", "prison", "LPI", "status", "INACTIVE OUT", "released_on", "2026-12-30", "movement_reason", "released"))
	})
	now("2027-01-04", 9, "recalled", func() {
		u.tell(row("-", "prison", "LEI", "legal_status", "RECALL", "received_on", "2027-01-03", "prrd", "2027-01-29"))
	})
	for _, s := range steps {
		t.Run(s.name, func(t *testing.T) {
			want, got := lastingOnly(s.show), lastingOnly(u.shownThen(s.at))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("--as-of %s tells otherwise (-shown then +shown now):\n%s", s.at.Format(time.RFC3339), diff)
			}
		})
	}
}
