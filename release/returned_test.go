package release_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/release"
)

// Domain rule 4: whoever is in hospital is held, and nothing of theirs is overdue
// until somebody has checked. An extract that has them back in prison is that
// check. `throughgate simulate` found that the hospital of December came back in
// February, when a row had the person out without a reason: they left, nobody
// said so, and nobody was told that they were not confirmed as released.
func TestWhoIsBackInPrisonIsNotInHospitalAgain(t *testing.T) {
	for _, out := range []string{"hospital", "court", "temporary_absence", "escaped"} {
		t.Run(out, func(t *testing.T) {
			u := newUnit(t)
			u.services()
			u.running()
			u.at("2026-11-23", 11, 0)
			held := who{"crd": "2027-02-20", "sed": "2028-02-15"}
			u.tell(held)
			u.at("2026-12-07", 10, 0)
			u.event(`e1 2026-12-07T09:45 A0001BC ` + out)
			u.at("2026-12-08", 11, 0)
			u.tellAsOf("2026-12-08", held)
			if got, want := u.present("A0001BC"), "episode 1 planned 2027-02-18 LEI SENTENCED"; got != want {
				t.Fatalf("back: %q, want %q", got, want)
			}
			away := merged(held, who{"status": "ACTIVE OUT"})
			u.at("2027-02-17", 11, 0)
			u.tellAsOf("2027-02-17", away)
			if got, want := u.present("A0001BC"), "episode 1 planned 2027-02-18 LEI SENTENCED absent"; got != want {
				t.Errorf("out for no reason told: %q, want %q", got, want)
			}
			other := who{"prison_number": "A0002BC", "pnc_id": "", "crn": ""}
			u.at("2027-02-19", 11, 0)
			u.tellAsOf("2027-02-19", other)
			u.sweep("2027-02-22")
			if got, want := u.present("A0001BC"), "episode 1 not_confirmed 2027-02-18 LEI SENTENCED absent"; got != want {
				t.Errorf("in no file any more: %q, want %q", got, want)
			}
		})
	}
}

// The story of a release says that they are back, and not that they were received
// anew; a reception that is told is one.
func TestTheStorySaysWhoIsBack(t *testing.T) {
	u := newUnit(t)
	u.services()
	u.running()
	u.at("2026-11-23", 11, 0)
	held := who{"crd": "2027-02-20", "sed": "2028-02-15"}
	u.tell(held)
	u.at("2026-12-07", 10, 0)
	u.event(`e1 2026-12-07T09:45 A0001BC court`)
	u.at("2026-12-08", 11, 0)
	u.tellAsOf("2026-12-08", held)
	u.at("2026-12-09", 11, 0)
	u.event(`e2 2026-12-09T09:45 A0001BC received "prison":"LEI"`)
	var story release.Story
	u.told(func(tx pgx.Tx) (_ release.Story, err error) {
		story, err = release.Show(t.Context(), tx, u.releases, ownArea, release.Find{PrisonNumber: "A0001BC"}, calendar.DayOf(u.clock()))
		return story, err
	})
	var got []string
	for _, e := range story.Events {
		got = append(got, fmt.Sprintf("%s %s %t", e.At.UTC().Format(time.DateOnly), e.Event, e.Back))
	}
	want := []string{"2026-12-07 court false", "2026-12-08 received true", "2026-12-09 received false"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// A release that is learnt late ends the stay, though a file from before anybody
// knew of it had the person back from court meanwhile.
func TestARowFromBeforeAReleaseWasKnownOpensNoNewStay(t *testing.T) {
	u := newUnit(t)
	u.services()
	u.running()
	u.at("2026-11-23", 11, 0)
	held := who{"crd": "2027-02-20", "sed": "2028-02-15"}
	u.tell(held)
	u.at("2026-12-07", 10, 0)
	u.event(`e1 2026-12-07T09:45 A0001BC court`)
	u.at("2026-12-09", 11, 0)
	u.tellAsOf("2026-12-09", held)
	u.at("2026-12-10", 11, 0)
	u.event(`e2 2026-12-08T15:00 A0001BC released_from_court`)
	if got, want := u.present("A0001BC"), "episode 1 released 2027-02-18 LEI SENTENCED released on 2026-12-08"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
