package release_test

import (
	"slices"
	"testing"

	"throughgate/notify"
)

// Domain rules 2 and 4: a day that passed with the person still held decides
// nothing any more once it is set aside, and whoever leaves then is held against
// the day that everybody was told. `throughgate simulate` found that an escape or
// a release brought the old day back: somebody who was to leave in April walked
// out in January, and it was no surprise to the program.
func TestADayThatWasSetAsideDoesNotComeBackWhenSomebodyLeaves(t *testing.T) {
	confirmed := func(day string) who {
		return who{"confirmed_release": day, "crd": "2027-04-06", "sed": "2028-02-15"}
	}
	stayed := confirmed("2027-01-11")
	for _, row := range []struct {
		why        string
		event      string
		row        who // or an extract
		want       string
		unexpected bool
	}{
		{"escaped", `e1 2027-01-20T08:00 A0001BC escaped`, nil, "episode 1 at_large 2027-04-06 LEI SENTENCED at_large", false},
		{"left, reason unknown", `e1 2027-01-20T08:00 A0001BC left_unknown`, nil, "episode 1 left_unknown 2027-04-06 LEI SENTENCED left_unknown", false},
		{"at court", `e1 2027-01-20T08:00 A0001BC court`, nil, "episode 1 planned 2027-04-06 LEI SENTENCED court", false},
		{"out in the extract", "", merged(stayed, who{"status": "ACTIVE OUT", "movement_reason": "court"}), "episode 1 planned 2027-04-06 LEI SENTENCED court", false},
		{"released", `e1 2027-01-20T08:00 A0001BC released`, nil, "episode 1 released 2027-04-06 LEI SENTENCED released on 2027-01-20", true},
		{"released in the extract", "", merged(stayed, released("2027-01-20")), "episode 1 released 2027-04-06 LEI SENTENCED released on 2027-01-20", true},
		{"released on the first day, learnt late", `e1 2027-01-11T09:00 A0001BC released`, nil,
			"episode 1 released 2027-01-11 LEI SENTENCED released on 2027-01-11", false},
		{"confirmed for another day and released on it", "", merged(confirmed("2027-01-20"), released("2027-01-20")),
			"episode 1 released 2027-01-20 LEI SENTENCED released on 2027-01-20", false},
	} {
		t.Run(row.why, func(t *testing.T) {
			u := newUnit(t)
			u.services()
			u.running()
			u.at("2026-11-23", 11, 0)
			u.tell(stayed)
			for _, day := range []string{"2027-01-12", "2027-01-18"} {
				u.at(day, 11, 0)
				u.tellAsOf(day, stayed)
			}
			u.sweep("2027-01-13")
			if got, want := u.present("A0001BC"), "episode 1 date_passed 2027-01-11 LEI SENTENCED"; got != want {
				t.Fatalf("passed: %q, want %q", got, want)
			}
			u.sweep("2027-01-19")
			if got, want := u.present("A0001BC"), "episode 1 planned 2027-04-06 LEI SENTENCED"; got != want {
				t.Fatalf("set aside: %q, want %q", got, want)
			}
			u.at("2027-01-20", 11, 0)
			if row.event != "" {
				u.event(row.event)
			} else {
				u.tellAsOf("2027-01-20", row.row)
			}
			if got := u.present("A0001BC"); got != row.want {
				t.Errorf("%q, want %q", got, row.want)
			}
			if got := slices.Contains(u.toldOf(notify.Alert, "unexpected_release"), com1); got != row.unexpected {
				t.Errorf("told at once of an unexpected release: %t, want %t", got, row.unexpected)
			}
			u.sweep("2027-01-28")
			if got := u.present("A0001BC"); got != row.want {
				t.Errorf("by time going by it becomes %q, want %q", got, row.want)
			}
		})
	}
}

// Domain rule 2: a planned day has passed only when a newer extract still lists
// the person. A day in a year of 55,000 releases gave it away: with another date
// set aside and the person at court, the next day was said to have passed on a
// holiday on which no extract comes.
func TestWhatWasSetAsideMakesNoOtherDayPass(t *testing.T) {
	u := newUnit(t)
	u.services()
	u.running()
	u.at("2026-11-23", 11, 0)
	held := who{"confirmed_release": "2027-01-11", "crd": "2027-01-31", "sed": "2028-02-15"}
	u.tell(held)
	for _, day := range []string{"2027-01-12", "2027-01-18"} {
		u.at(day, 11, 0)
		u.tellAsOf(day, held)
	}
	u.sweep("2027-01-19")
	atCourt := merged(held, who{"status": "ACTIVE OUT", "movement_reason": "court"})
	u.at("2027-01-28", 11, 0)
	u.tellAsOf("2027-01-28", atCourt)
	const stands = "episode 1 planned 2027-01-28 LEI SENTENCED court" // a Sunday's date moves to the Friday, the scheme makes it the Thursday
	for _, day := range []string{"2027-01-29", "2027-01-30", "2027-01-31"} {
		u.sweep(day)
		if got := u.present("A0001BC"); got != stands {
			t.Fatalf("%s: %q, want %q", day, got, stands)
		}
	}
	u.at("2027-02-01", 11, 0)
	u.tellAsOf("2027-02-01", atCourt)
	u.sweep("2027-02-02") // a row that says nothing new is judged by the watch
	if got, want := u.present("A0001BC"), "episode 1 date_passed 2027-01-28 LEI SENTENCED court"; got != want {
		t.Errorf("listed again after the day: %q, want %q", got, want)
	}
}
