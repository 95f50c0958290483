package release_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/notify"
)

// other is somebody else in the same file, so that it is not empty.
var other = who{"prison_number": "B0001BC", "surname": "Invented", "crd": "2027-06-01"}

func (u *unitTest) state(number string) string {
	u.Helper()
	return one[string](u, `SELECT r.state FROM release r JOIN person_number n ON n.person_id = r.person_id WHERE r.is_current AND n.prison_number = $1`, number)
}

// file imports rows as the extract of that morning.
func (u *unitTest) file(day string, rows ...who) {
	u.Helper()
	u.at(day, 4, 0)
	u.tell(rows...)
}

// from imports rows as an extract of another source.
func (u *unitTest) from(source string, rows ...who) {
	u.Helper()
	u.source = source
	u.tell(rows...)
	u.source = ""
}

func TestWhoIsMissingFromANewerFileIsNotConfirmed(t *testing.T) {
	row := who{"crd": "2026-11-26", "sed": "2028-02-15"} // a Thursday
	alerted := []string{"com1@probation.example", linkAddress, unitMailbox}
	setup := func(t *testing.T) *unitTest {
		u := newUnit(t)
		u.officer(linkAddress)
		u.services()
		u.running()
		u.file("2026-11-23", row, other)
		u.sweep("2026-11-26")
		return u
	}
	t.Run("not while in hospital", func(t *testing.T) {
		u := setup(t)
		u.at("2026-11-26", 9, 0)
		u.event("e1 2026-11-26T08:00 A0001BC hospital")
		u.file("2026-11-27", other)
		u.sweep("2026-11-27")
		if got := u.state("A0001BC"); got != "planned" {
			t.Errorf("in hospital, the day has passed, and no file lists them: %s", got)
		}
	})
	t.Run("told at once, once, with history", func(t *testing.T) {
		u := setup(t)
		u.file("2026-11-27", other)
		u.sweep("2026-11-27")
		if got := u.state("A0001BC"); got != "not_confirmed" {
			t.Fatalf("the newer file does not list the person: %s", got)
		}
		if n := one[int](u, `SELECT count(*)::int FROM release_history WHERE state = 'not_confirmed'`); n != 1 {
			t.Errorf("%d rows of history", n)
		}
		u.file("2026-11-30", other)
		u.sweep("2026-11-30")
		u.sweep("2026-12-01")
		if diff := cmp.Diff(alerted, u.toldOf(notify.Alert, "not_confirmed")); diff != "" {
			t.Errorf("alerts (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{linkAddress}, u.toldOf(notify.Digest, "not_confirmed")); diff != "" {
			t.Errorf("digests (-want +got):\n%s", diff)
		}
		if n := one[int](u, `SELECT count(*)::int FROM release_history WHERE state = 'not_confirmed'`); n != 1 {
			t.Errorf("%d rows of history, nothing new was heard", n)
		}
	})
	t.Run("not before the next working morning", func(t *testing.T) {
		u := newUnit(t)
		u.officer(linkAddress)
		u.running()
		u.file("2026-11-23", who{"crd": "2026-11-27"}, other) // a Friday
		u.exec(`UPDATE release SET planned_day = '2026-11-27', friday_scheme_day = NULL WHERE planned_day = '2026-11-26'`)
		u.file("2026-11-28", other)
		u.sweep("2026-11-28")
		u.sweep("2026-11-29")
		if got := u.state("A0001BC"); got != "planned" {
			t.Errorf("at the weekend: %s", got)
		}
		u.sweep("2026-11-30")
		if got := u.state("A0001BC"); got != "not_confirmed" {
			t.Errorf("on Monday: %s", got)
		}
	})
	t.Run("whatever was missed", func(t *testing.T) {
		u := setup(t)
		u.file("2026-11-27", other)
		u.sweep("2026-12-04")
		if diff := cmp.Diff(alerted, u.toldOf(notify.Alert, "not_confirmed")); diff != "" {
			t.Errorf("alerts (-want +got):\n%s", diff)
		}
	})
	t.Run("listed again: still held", func(t *testing.T) {
		u := setup(t)
		u.file("2026-11-27", other)
		u.sweep("2026-11-27")
		u.file("2026-11-30", row, other)
		u.sweep("2026-11-30")
		if got := u.state("A0001BC"); got != "date_passed" {
			t.Errorf("the person is listed again: %s", got)
		}
		u.file("2026-12-01", other)
		u.sweep("2026-12-01")
		if got := u.state("A0001BC"); got != "not_confirmed" {
			t.Errorf("and is missing again: %s", got)
		}
		if diff := cmp.Diff(alerted, u.toldOf(notify.Alert, "not_confirmed")); diff != "" {
			t.Errorf("officers have rung already, for that day (-want +got):\n%s", diff)
		}
	})
	t.Run("no newer file", func(t *testing.T) {
		u := setup(t)
		u.sweep("2026-11-27")
		u.sweep("2026-11-30")
		if got := u.state("A0001BC"); got != "planned" {
			t.Errorf("nobody has said anything: %s", got)
		}
		if diff := cmp.Diff([]string{linkAddress}, u.toldOf(notify.Digest, "no_news")); diff != "" {
			t.Errorf("one line, once (-want +got):\n%s", diff)
		}
		if got := one[string](u, `SELECT to_day || ' ' || count FROM message_item WHERE kind = 'no_news'`); got != "2026-11-23 1" {
			t.Errorf("no news since %s", got)
		}
	})
	t.Run("a source that never listed them says nothing by not doing so", func(t *testing.T) {
		u := setup(t)
		u.at("2026-11-27", 4, 0)
		u.from("another prison", other)
		u.sweep("2026-11-27")
		if got := u.state("A0001BC"); got != "planned" {
			t.Errorf("missing from somebody else's file: %s", got)
		}
	})
	t.Run("another source lists them", func(t *testing.T) {
		u := setup(t)
		u.file("2026-11-27", other)
		u.at("2026-11-27", 4, 30)
		u.from("another prison", merged(row, who{"prison": "MDI"}))
		u.sweep("2026-11-27")
		if got := u.state("A0001BC"); got != "date_passed" {
			t.Errorf("still held, there: %s", got)
		}
	})
	t.Run("a file of the day itself is not newer", func(t *testing.T) {
		u := setup(t)
		u.at("2026-11-26", 20, 0)
		u.tell(other)
		u.sweep("2026-11-27")
		if got := u.state("A0001BC"); got != "planned" {
			t.Errorf("the person left in the morning, or did not: %s", got)
		}
	})
	t.Run("held: whoever has to press send hears first", func(t *testing.T) {
		u := setup(t)
		u.file("2026-11-27", other)
		u.exec(`UPDATE release SET held_by = (SELECT max(id) FROM import)`)
		u.sweep("2026-11-27")
		if got := u.toldOf(notify.Alert, "not_confirmed"); len(got) != 0 || u.state("A0001BC") != "planned" {
			t.Errorf("told %v, %s", got, u.state("A0001BC"))
		}
	})
}

func TestOneLineOfNoNewsForAllOfThem(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.running()
	u.file("2026-11-23", who{"crd": "2026-11-25"}, who{"crd": "2026-11-25"}, who{"crd": "2026-11-26"})
	u.sweep("2026-11-25")
	u.sweep("2026-11-26")
	u.sweep("2026-11-27")
	u.sweep("2026-11-30")
	got := collect[string](u, `SELECT to_day || ' ' || count FROM message_item WHERE kind = 'no_news' ORDER BY message_id`)
	if diff := cmp.Diff([]string{"2026-11-23 2", "2026-11-23 3"}, got); diff != "" {
		t.Errorf("each time somebody's day has passed (-want +got):\n%s", diff)
	}
}

func TestGoneFromTwoLaterFilesOfOneSource(t *testing.T) {
	row := who{"crd": "2027-02-15"}
	another := merged(other, who{"com_name": "Another Officer"})
	setup := func(t *testing.T) *unitTest {
		u := newUnit(t)
		u.officer(linkAddress)
		u.running()
		u.file("2026-11-23", row, other)
		u.file("2026-11-24", other)
		return u
	}
	missing := func(u *unitTest) string {
		return one[string](u, `SELECT coalesce(missing_since::text, '') FROM release r JOIN person_number n ON n.person_id = r.person_id WHERE n.prison_number = 'A0001BC'`)
	}
	t.Run("once named, until listed again", func(t *testing.T) {
		u := setup(t)
		u.sweep("2026-11-24")
		if got := missing(u); got != "" {
			t.Errorf("missing from one file: %s", got)
		}
		u.file("2026-11-25", another)
		u.sweep("2026-11-25")
		u.sweep("2026-11-26")
		u.file("2026-11-27", other)
		u.sweep("2026-11-27")
		if got := missing(u); got != "2026-11-24" {
			t.Errorf("missing since %q", got)
		}
		if diff := cmp.Diff([]string{linkAddress}, u.toldOf(notify.Digest, "gone")); diff != "" {
			t.Errorf("named (-want +got):\n%s", diff)
		}
		u.file("2026-11-30", row, other)
		u.sweep("2026-11-30")
		if got := missing(u); got != "" {
			t.Errorf("listed again, and missing since %s", got)
		}
	})
	t.Run("the same bytes again are no second file", func(t *testing.T) {
		u := setup(t)
		u.file("2026-11-25", other)
		u.sweep("2026-11-25")
		if got := missing(u); got != "" {
			t.Errorf("missing since %s", got)
		}
	})
	t.Run("one file of each of two sources", func(t *testing.T) {
		u := setup(t)
		u.at("2026-11-25", 4, 0)
		u.from("another prison", another)
		u.sweep("2026-11-25")
		if got := missing(u); got != "" {
			t.Errorf("missing since %s", got)
		}
	})
	t.Run("another source lists them", func(t *testing.T) {
		u := setup(t)
		u.file("2026-11-25", another)
		u.at("2026-11-25", 4, 30)
		u.from("another prison", merged(row, who{"prison": "PVI", "com_name": "Third Officer"}))
		u.sweep("2026-11-25")
		if got := missing(u); got != "" {
			t.Errorf("missing since %s", got)
		}
	})
	t.Run("yesterday's file after today's", func(t *testing.T) {
		u := newUnit(t)
		u.running()
		u.file("2026-11-25", row, other)
		for _, asOf := range []string{"2026-11-23", "2026-11-24"} {
			u.at(asOf, 4, 0)
			u.tell(merged(other, who{"com_name": "Officer " + asOf}))
		}
		u.sweep("2026-11-26")
		if got := missing(u); got != "" {
			t.Errorf("missing since %s", got)
		}
	})
	t.Run("the release is recorded", func(t *testing.T) {
		u := setup(t)
		u.at("2026-11-24", 5, 0)
		u.from("gate", merged(row, released("2026-11-24")))
		u.file("2026-11-25", another)
		u.file("2026-11-26", other)
		u.sweep("2026-11-26")
		if got := u.toldOf(notify.Digest, "gone"); slices.Contains(got, linkAddress) {
			t.Errorf("released, and asked about: %v", got)
		}
	})
}
