package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// What was shown on one day is what --as-of that day shows later; what is no
// instant, or still to come, is refused.
func TestShowReleaseAsOf(t *testing.T) {
	w := newWorld(t)
	w.ready()
	row := func(crd string) string {
		return w.file("releases.csv", []byte("prison_number,surname,forenames,date_of_birth,prison,home_area,status,crd\n"+
			"A1234BC,Fictional,Sam,1990-01-01,LEI,Haringey,ACTIVE IN,"+crd+"\n"))
	}
	shown := func(args ...string) (story struct {
		Release struct {
			PlannedDay string `json:"planned_day"`
			DaysLeft   int    `json:"days_left"`
		}
		Dates []struct {
			SupersededAt *string `json:"superseded_at"`
		}
	}) {
		t.Helper()
		r := w.must(exitDone, append([]string{"show", "release", "A1234BC", "--json"}, args...)...)
		if err := json.Unmarshal([]byte(r.std), &story); err != nil {
			t.Fatalf("%v\n%s", err, r.std)
		}
		return story
	}
	w.must(exitDone, "import", "releases", row("2027-02-16"))
	first := shown()
	w.env["THROUGHGATE_CLOCK"] = "2026-11-26T08:00:00Z"
	w.must(exitDone, "import", "releases", row("2027-03-16"))
	if now := shown(); now.Release.PlannedDay != "2027-03-16" || len(now.Dates) != 2 {
		t.Errorf("now: %+v", now)
	}
	for asked, daysLeft := range map[string]int{"2026-11-23": 85, "2026-11-24": 84, "2026-11-24 14:00": 84, "2026-11-25T23:30:00Z": 83} {
		then := shown("--as-of", asked)
		if then.Release.PlannedDay != first.Release.PlannedDay || then.Release.DaysLeft != daysLeft ||
			len(then.Dates) != 1 || then.Dates[0].SupersededAt != nil {
			t.Errorf("as of %s: %+v, want %+v with %d days left", asked, then, first, daysLeft)
		}
	}
	if today := shown("--as-of", "2026-11-26"); today.Release.PlannedDay != "2027-03-16" {
		t.Errorf("as of today: %+v", today)
	}
	if r := w.must(exitFailed, "show", "release", "A1234BC", "--as-of", "2026-11-22"); !strings.Contains(r.say, "nothing was known of this person yet on Sunday 22 November 2026 at 23:59") {
		t.Errorf("before anything was known: %s", r.say)
	}
	for asked, says := range map[string]string{"2026-11-27": "still to come", "2027-01-01T00:00:00Z": "still to come", "yesterday": "no day and no instant"} {
		if r := w.must(exitRefused, "show", "release", "A1234BC", "--as-of", asked); !strings.Contains(r.say, "--as-of: ") || !strings.Contains(r.say, says) {
			t.Errorf("as of %s: %s", asked, r.say)
		}
	}
	w.must(exitFailed, "show", "release", "A9999ZZ", "--as-of", "2026-11-24")
	if r := w.must(exitDone, "show", "release", "A1234BC", "--as-of", "2026-11-24"); !strings.Contains(r.std, "As thought on") || !strings.Contains(r.std, "Tuesday 24 November 2026 at 23:59") ||
		!strings.Contains(r.std, "Tuesday 16 February 2027") {
		t.Errorf("for a person at a terminal:\n%s", r.std)
	}
}
