package release_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughgate/internal/calendar"
)

// telling is one row of a day's extract, or one event of an event file.
type telling struct {
	at    time.Time // when it was taken, or happened
	row   who
	event happening
}

func (l *lives) hear(number string, list []telling) {
	for _, t := range list {
		if t.row != nil {
			l.extracted(number, t.at, t.row)
		} else {
			l.happened(number, t.event)
		}
	}
}

// aLife is what one person lives through in eight days up to noon of today, as
// a daily extract taken at six and event files tell of it. Each source is right
// about what it tells; neither tells everything.
// The life ends with a row that is true.
func aLife(t *rapid.T, today calendar.Date) (list []telling, state who, released bool) {
	state = who{"status": "ACTIVE IN", "movement_reason": "received", "prison": "LEI", "legal_status": "SENTENCED", "received_on": "2026-01-12",
		"released_on": "-", "needs": "unknown", "consents": "none", "flags": "none"}
	for _, c := range dateColumns {
		state[c] = "-"
	}
	state["crd"] = today.AddDays(rapid.IntRange(20, 150).Draw(t, "crd")).String()
	happens := func(day calendar.Date, word, prison string) {
		if rapid.Bool().Draw(t, word+" is told by an event") {
			h := happening{at: day.At(rapid.IntRange(7, 11).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute")), word: word, prison: prison}
			list = append(list, telling{at: h.at, event: h})
		}
	}
	for i := range 8 {
		day := today.AddDays(i - 7)
		if i == 0 || i == 7 || rapid.IntRange(0, 3).Draw(t, "listed") > 0 {
			list = append(list, telling{at: day.At(6, 0), row: maps.Clone(state)})
		}
		if i == 7 {
			break
		}
		out := state["status"] == "INACTIVE OUT"
		switch what := rapid.SampledFrom([]string{"nothing", "date", "date", "needs", "transferred", "court", "in", "released", "recalled"}).Draw(t, "what happens"); {
		case what == "date":
			c := rapid.SampledFrom([]string{"crd", "crd_override", "ard", "hdcad", "confirmed_release", "sed"}).Draw(t, "which date")
			state[c] = today.AddDays(rapid.IntRange(2, 190).Draw(t, c)).String()
		case what == "needs":
			state["needs"] = anyOf(t, "needs", "none", "accommodation", "mental_health", "drugs_and_alcohol")
			state["consents"] = anyOf(t, "consents", "none", "consent_to_refer", "consent_to_share_health")
		case what == "transferred" && !out:
			state["prison"] = rapid.SampledFrom([]string{"LEI", "HLI"}).Draw(t, "to")
			state["status"], state["movement_reason"] = "ACTIVE IN", what
			happens(day, what, state["prison"])
		case what == "court" && !out:
			state["status"], state["movement_reason"] = "ACTIVE OUT", what
			happens(day, what, "")
		case what == "in" && !out:
			state["status"], state["movement_reason"] = "ACTIVE IN", "received"
			happens(day, "received", state["prison"])
		case what == "released" && !out:
			state["status"], state["movement_reason"], state["released_on"] = "INACTIVE OUT", what, day.String()
			happens(day, rapid.SampledFrom([]string{what, "released_from_court"}).Draw(t, "way"), "")
			released = true
		case what == "recalled" && out && state["released_on"] != day.String():
			state["status"], state["movement_reason"], state["received_on"] = "ACTIVE IN", "received", day.String()
			state["legal_status"], state["prison"] = "RECALL", "HLI"
			happens(day, what, "HLI")
		}
	}
	slices.SortStableFunc(list, func(a, b telling) int { return a.at.Compare(b.at) })
	return list, state, released
}

// Daily extracts, each with the instant at which it was taken, and events, in
// any order: the end is that of the order in which they happened. The first row
// comes first in both: nobody is known before.
func TestShuffledExtractsAndEventsEndAsTheOrderedOnes(t *testing.T) {
	eachLife(t, func(l *lives) {
		const inOrder, shuffled = "A0001BC", "A0002BC"
		list, end, released := aLife(l.rt, calendar.MustParse("2026-11-23"))
		l.hear(inOrder, list)
		place := map[string]string{"ACTIVE IN": "held", "ACTIVE OUT": "court", "INACTIVE OUT": "released"}[end["status"]]
		want := fmt.Sprintf("%s %s %s", place, end["prison"], end["legal_status"])
		if got := l.all(`SELECT place || ' ' || prison || ' ' || legal_status FROM release WHERE is_current`); got[0] != want {
			l.fail("the last row says %q, and it is %q", want, got[0])
		}
		l.hear(shuffled, append(list[:1:1], rapid.Permutation(list[1:]).Draw(l.rt, "order")...))
		if diff := cmp.Diff(l.ends(inOrder, released), l.ends(shuffled, released)); diff != "" {
			l.fail("shuffled it ends otherwise (-in order +shuffled):\n%s", diff)
		}
	})
}

// stored counts the rows of every table that tells of people, and how often
// releases and tasks were written.
func (l *lives) stored() []string {
	var sql []string
	for _, table := range []string{"person", "person_number", "release", "release_date", "release_change", "release_history", "life_event", "consent",
		"task", "task_event", "message", "message_item", "appointment", "attention"} {
		sql = append(sql, fmt.Sprintf(`SELECT '%[1]s ' || count(*) FROM %[1]s`, table))
	}
	sql = append(sql, `SELECT 'versions ' || coalesce(sum(version), 0) FROM release`, `SELECT 'task versions ' || coalesce(sum(version), 0) FROM task`)
	return l.all(strings.Join(sql, " UNION ALL ") + " ORDER BY 1")
}

// The same file again, at once and a day later, changes nothing and writes to
// nobody; nor do events that are told again.
func TestTheSameFileAgainChangesNothing(t *testing.T) {
	eachLife(t, func(l *lives) {
		const number = "A0001BC"
		today := calendar.MustParse("2026-11-23")
		row := anyRow(l.rt, today)
		where(l.rt, row, today, true)
		asOf := today.At(8, 0)
		l.extracted(number, asOf, row)
		again := func(why string, tell func()) {
			before := l.stored()
			tell()
			if diff := cmp.Diff(before, l.stored()); diff != "" {
				l.fail("%s (-before +after):\n%s", why, diff)
			}
		}
		again("the same row", func() { l.extracted(number, asOf, row) })
		again("the same row, taken later", func() { l.extracted(number, asOf.Add(time.Hour), row) })
		list := []happening{}
		for range rapid.IntRange(1, 3).Draw(l.rt, "events") {
			if h := anyHappening(l.rt, today, today, true); !slices.Contains(list, h) {
				list = append(list, h)
			}
		}
		l.happened(number, list...)
		again("the same events", func() { l.happened(number, list...) })
		again("the same events one by one", func() {
			for _, h := range slices.Backward(list) {
				l.happened(number, h)
			}
		})
		asOf = today.At(12, 0) // it sees what the events came to
		l.extracted(number, asOf, row)
		again("the same row after the events", func() { l.extracted(number, asOf, row) })
		again("the same row after the events, taken later", func() { l.extracted(number, asOf.Add(time.Hour), row) })
		l.at("2026-11-24", 12, 0)
		again("the same row a day later", func() { l.extracted(number, asOf.AddDate(0, 0, 1), row) })
	})
}
