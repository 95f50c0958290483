package release_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughgate/internal/calendar"
	"throughgate/release"
)

// chapterWords tells stays in one line each: "recalled 2026-11-02 LEI RECALL
// held" or "first 2026-01-05 HLI SENTENCED released 2026-11-20 by released".
func chapterWords(list []release.Chapter) []string {
	out := make([]string, len(list))
	for i, c := range list {
		opened := "first"
		if c.OpenedBy != "" {
			opened = string(c.OpenedBy)
		}
		out[i] = strings.TrimSpace(fmt.Sprintf("%s %s %s %s %s", opened, c.Received, c.Prison, c.Legal, c.Place))
		if !c.LeftOn.IsZero() {
			out[i] += fmt.Sprintf(" %s by %s", c.LeftOn, c.LeftBy)
		}
	}
	return out
}

// at reads "2026-11-20" (noon) or "2026-11-20 15:04", London.
func at(s string) time.Time {
	day, clock, _ := strings.Cut(s, " ")
	if clock == "" {
		clock = "12:00"
	}
	t, err := time.Parse("15:04", clock)
	if err != nil {
		panic(err)
	}
	return calendar.MustParse(day).At(t.Hour(), t.Minute())
}

// happened is an event of an event file: "2026-11-20 09:30 released_from_court",
// the prison after it where one is told.
func happened(s string) release.LifeEvent {
	parts := strings.Fields(s)
	e := release.LifeEvent{ExternalID: s}
	clock := ""
	if strings.Contains(parts[1], ":") {
		clock, parts = " "+parts[1], append(parts[:1:1], parts[2:]...)
	}
	e.At, e.Word = at(parts[0]+clock), release.Word(parts[1])
	if len(parts) > 2 {
		e.Prison = parts[2]
	}
	return e
}

// seen is somebody in Leeds, known since 2 November, seen on 20 November 06:00.
func seen(change func(*release.Sighting)) release.Sighting {
	s := release.Sighting{At: at("2026-11-20 06:00"), Prison: "LEI", Status: release.ActiveIn, Legal: release.Sentenced,
		Received: calendar.MustParse("2026-01-05"), FirstStored: calendar.MustParse("2026-11-02")}
	if change != nil {
		change(&s)
	}
	return s
}

// releasedAgain: seen on 23 November as out since the 22nd, of a recall on the 18th.
func releasedAgain(s *release.Sighting) {
	s.At, s.Status, s.Legal = at("2026-11-23 06:00"), release.InactiveOut, release.Recall
	s.Received, s.Released = calendar.MustParse("2026-11-18"), calendar.MustParse("2026-11-22")
}

// Domain rule 4, every row about where somebody is; interface.md 3, status,
// released_on, movement_reason. Each line names what it is for.
var chapterTable = []struct {
	why, source string
	seen        func(*release.Sighting)
	events      []string
	want        []string
}{
	{"seen, and nothing happened", "interface 3", nil, nil, []string{"first 2026-01-05 LEI SENTENCED held"}},
	{"out for court by the extract", "interface 3: ACTIVE OUT", func(s *release.Sighting) { s.Status, s.Movement = release.ActiveOut, release.Court },
		nil, []string{"first 2026-01-05 LEI SENTENCED court"}},
	{"in hospital by the extract", "domain 4: hospital", func(s *release.Sighting) { s.Status, s.Movement = release.ActiveOut, release.Hospital },
		nil, []string{"first 2026-01-05 LEI SENTENCED hospital"}},
	{"out and nobody says why", "interface 3: ACTIVE OUT", func(s *release.Sighting) { s.Status = release.ActiveOut }, nil,
		[]string{"first 2026-01-05 LEI SENTENCED absent"}},
	{"released on a told day", "interface 3: INACTIVE OUT", func(s *release.Sighting) {
		s.Status, s.Released = release.InactiveOut, calendar.MustParse("2026-11-19")
	}, nil, []string{"first 2026-01-05 LEI SENTENCED released 2026-11-19 by released"}},
	{"released from court by the extract", "domain 4", func(s *release.Sighting) {
		s.Status, s.Released, s.Movement = release.InactiveOut, calendar.MustParse("2026-11-19"), release.ReleasedFromCourt
	}, nil, []string{"first 2026-01-05 LEI SENTENCED released 2026-11-19 by released_from_court"}},
	{"left, day not told", "interface 3: out, day or reason unknown", func(s *release.Sighting) { s.Status = release.InactiveOut }, nil,
		[]string{"first 2026-01-05 LEI SENTENCED left_unknown 2026-11-20 by left_unknown"}},
	{"released, they say, and the day is not told", "interface 3", func(s *release.Sighting) {
		s.Status, s.Movement = release.InactiveOut, release.WasReleased
	}, nil, []string{"first 2026-01-05 LEI SENTENCED left_unknown 2026-11-20 by left_unknown"}},
	{"removed, day not told: not a release either way", "our decision", func(s *release.Sighting) {
		s.Status, s.Movement = release.InactiveOut, release.Extradited
	}, nil, []string{"first 2026-01-05 LEI SENTENCED removed 2026-11-20 by extradited"}},
	{"a release after the extract was taken is not one yet", "our decision", func(s *release.Sighting) {
		s.Status, s.Released = release.InactiveOut, calendar.MustParse("2026-11-25")
	}, nil, []string{"first 2026-01-05 LEI SENTENCED left_unknown 2026-11-20 by left_unknown"}},
	{"dead by the extract", "interface 3: DEAD", func(s *release.Sighting) { s.Legal = release.Dead }, nil,
		[]string{"first 2026-01-05 LEI DEAD died 2026-11-20 by died"}},

	{"transferred after the extract", "domain 4: transferred", nil, []string{"2026-11-20 10:00 transferred HLI"},
		[]string{"first 2026-01-05 HLI SENTENCED held"}},
	{"an older transfer than the extract changes nothing", "interface 3: as-of guards", nil, []string{"2026-11-19 transferred HLI"},
		[]string{"first 2026-01-05 LEI SENTENCED held"}},
	{"to court and back", "domain 4: not a release", nil, []string{"2026-11-20 09:00 court", "2026-11-20 17:00 received LEI"},
		[]string{"first 2026-01-05 LEI SENTENCED held"}},
	{"at court", "domain 4", nil, []string{"2026-11-20 09:00 court"}, []string{"first 2026-01-05 LEI SENTENCED court"}},
	{"released from court after going there", "domain 4", nil, []string{"2026-11-20 09:00 court", "2026-11-20 15:00 released_from_court"},
		[]string{"first 2026-01-05 LEI SENTENCED released 2026-11-20 by released_from_court"}},
	{"released, told twice", "domain 4: twice", nil, []string{"2026-11-20 09:00 released", "2026-11-20 11:00 released"},
		[]string{"first 2026-01-05 LEI SENTENCED released 2026-11-20 by released"}},
	{"released, and the court says more closely", "our decision", nil, []string{"2026-11-20 09:00 released", "2026-11-20 15:00 released_from_court"},
		[]string{"first 2026-01-05 LEI SENTENCED released 2026-11-20 by released_from_court"}},
	{"a release stands though an extract that lags lists them", "our decision", nil, []string{"2026-11-19 15:00 released"},
		[]string{"first 2026-01-05 LEI SENTENCED released 2026-11-19 by released"}},
	{"escaped and caught", "domain 4: at large", nil, []string{"2026-11-20 09:00 escaped", "2026-11-21 09:00 received HLI"},
		[]string{"first 2026-01-05 HLI SENTENCED held"}},
	{"escaped", "domain 4", nil, []string{"2026-11-20 09:00 escaped"}, []string{"first 2026-01-05 LEI SENTENCED at_large 2026-11-20 by escaped"}},
	{"absconded before the newest extract, which has them back", "our decision: newest wins", nil, []string{"2026-11-18 absconded"},
		[]string{"first 2026-01-05 LEI SENTENCED held"}},
	{"removed", "domain 4: removed", nil, []string{"2026-11-20 09:00 removed"}, []string{"first 2026-01-05 LEI SENTENCED removed 2026-11-20 by removed"}},
	{"released, then removed from the country", "our decision", nil, []string{"2026-11-20 09:00 released", "2026-12-01 removed"},
		[]string{"first 2026-01-05 LEI SENTENCED removed 2026-11-20 by removed"}},
	{"reason unknown, then known", "domain 4: left_unknown", nil, []string{"2026-11-20 09:00 left_unknown", "2026-11-20 10:00 released"},
		[]string{"first 2026-01-05 LEI SENTENCED released 2026-11-20 by released"}},
	{"died: nothing after it counts", "domain 4: died", nil, []string{"2026-11-20 09:00 died", "2026-11-21 released", "2026-11-22 received HLI"},
		[]string{"first 2026-01-05 LEI SENTENCED died 2026-11-20 by died"}},

	{"released and recalled", "domain 4: recalled, new episode", nil, []string{"2026-11-20 09:00 released", "2026-12-03 recalled HLI"},
		[]string{"first 2026-01-05 LEI SENTENCED released 2026-11-20 by released", "recalled 2026-12-03 HLI RECALL held"}},
	{"recalled, and the release was never told", "our decision", nil, []string{"2026-12-03 recalled HLI"},
		[]string{"first 2026-01-05 LEI SENTENCED left_unknown", "recalled 2026-12-03 HLI RECALL held"}},
	{"recalled twice over is told once", "domain 4: twice", nil, []string{"2026-11-20 09:00 released", "2026-12-03 recalled HLI", "2026-12-04 recalled HLI"},
		[]string{"first 2026-01-05 LEI SENTENCED released 2026-11-20 by released", "recalled 2026-12-03 HLI RECALL held"}},
	{"a recall from before we knew the person is the stay we know", "our decision",
		func(s *release.Sighting) { s.Legal, s.Received = release.Recall, calendar.Date{} }, []string{"2026-10-30 recalled"},
		[]string{"first 2026-10-30 LEI RECALL held"}},
	{"received again after a release", "domain 4: received again", nil, []string{"2026-11-20 09:00 released", "2026-12-03 received HLI"},
		[]string{"first 2026-01-05 LEI SENTENCED released 2026-11-20 by released", "received 2026-12-03 HLI UNKNOWN held"}},
	{"released, recalled, released, received: four rows of one life", "domain 4", nil,
		[]string{"2026-11-20 09:00 released", "2026-12-03 recalled HLI", "2026-12-17 released", "2027-01-04 received LEI"},
		[]string{"first 2026-01-05 LEI SENTENCED released 2026-11-20 by released", "recalled 2026-12-03 HLI RECALL released 2026-12-17 by released",
			"received 2027-01-04 LEI UNKNOWN held"}},
	{"the extract knows of the new stay: received after the release", "interface 3: received_on", func(s *release.Sighting) {
		s.At, s.Received, s.Legal = at("2026-12-04 06:00"), calendar.MustParse("2026-12-03"), release.Remand
	}, []string{"2026-11-20 09:00 released"},
		[]string{"first  LEI  released 2026-11-20 by released", "received 2026-12-03 LEI REMAND held"}},
	{"the row that tells how a stay ended tells when it began", "interface 3: received_on, legal_status", releasedAgain,
		[]string{"2026-11-16 11:07 released_from_court", "2026-11-20 08:00 received HLI"},
		[]string{"first  LEI  released 2026-11-16 by released_from_court", "received 2026-11-18 LEI RECALL released 2026-11-22 by released"}},
	{"so does the row that comes after its end", "interface 3: received_on, legal_status", releasedAgain,
		[]string{"2026-11-16 11:07 released_from_court", "2026-11-20 08:00 received HLI", "2026-11-22 08:04 released"},
		[]string{"first  LEI  released 2026-11-16 by released_from_court", "received 2026-11-18 LEI RECALL released 2026-11-22 by released"}},
	{"and the row that tells that they have left, and not when", "interface 3: received_on, legal_status", func(s *release.Sighting) {
		releasedAgain(s)
		s.Released = calendar.Date{}
	}, []string{"2026-11-16 11:07 released_from_court", "2026-11-20 08:00 received HLI"},
		[]string{"first  LEI  released 2026-11-16 by released_from_court", "received 2026-11-18 LEI RECALL left_unknown 2026-11-23 by left_unknown"}},
	{"a row of the stay before tells nothing of one that is over", "our decision", func(s *release.Sighting) { s.At = at("2026-11-23 06:00") },
		[]string{"2026-11-16 11:07 released", "2026-11-20 08:00 received HLI", "2026-11-22 08:04 released"},
		[]string{"first  LEI  released 2026-11-16 by released", "received 2026-11-20 LEI UNKNOWN released 2026-11-22 by released"}},
	{"nor does a row of a stay after it", "our decision", func(s *release.Sighting) {
		releasedAgain(s)
		s.Received, s.Released = calendar.MustParse("2026-11-21"), calendar.Date{}
	}, []string{"2026-11-16 11:07 released", "2026-11-18 08:00 received HLI", "2026-11-20 08:04 released"},
		[]string{"first  LEI  released 2026-11-16 by released", "received 2026-11-18 LEI UNKNOWN released 2026-11-20 by released"}},
	{"a stay of which only the row after its end tells", "interface 3: received_on, released_on", releasedAgain,
		[]string{"2026-11-16 11:07 released_from_court"},
		[]string{"first  LEI  released 2026-11-16 by released_from_court", "recalled 2026-11-18 LEI RECALL released 2026-11-22 by released"}},
	{"an extract that lags does not undo a recall", "our decision", func(s *release.Sighting) { s.At = at("2026-12-04 06:00") },
		[]string{"2026-11-20 09:00 released", "2026-12-03 recalled HLI"},
		[]string{"first  LEI  released 2026-11-20 by released", "recalled 2026-12-03 LEI RECALL held"}},
}

func TestChaptersAreToldFromWhatHappened(t *testing.T) {
	for _, row := range chapterTable {
		t.Run(row.why, func(t *testing.T) {
			var events []release.LifeEvent
			for _, e := range row.events {
				events = append(events, happened(e))
			}
			got, _ := release.Chapters(seen(row.seen), events)
			if diff := cmp.Diff(row.want, chapterWords(got)); diff != "" {
				t.Errorf("source %s (-want +got):\n%s", row.source, diff)
			}
		})
	}
}

// Late, twice, or out of order: the end is the same (domain rule 4).
func TestTheOrderOfLearningDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := seen(func(s *release.Sighting) {
			s.Status = rapid.SampledFrom([]release.CustodyStatus{release.ActiveIn, release.ActiveOut, release.InactiveOut, release.NotTold}).Draw(t, "status")
			s.At = at("2026-11-02").Add(time.Duration(rapid.IntRange(0, 60).Draw(t, "seen")) * 24 * time.Hour)
		})
		n := rapid.IntRange(0, 8).Draw(t, "events")
		events := make([]release.LifeEvent, n)
		for i := range events {
			events[i] = release.LifeEvent{ID: int64(i + 1), At: at("2026-10-25").Add(time.Duration(rapid.IntRange(0, 70*24).Draw(t, "hour")) * time.Hour),
				Word: rapid.SampledFrom(release.Movements).Draw(t, "word"), Prison: rapid.SampledFrom([]string{"", "HLI", "LEI", "WSI"}).Draw(t, "prison")}
		}
		want, _ := release.Chapters(s, events)
		shuffled := rapid.Permutation(events).Draw(t, "order")
		got, _ := release.Chapters(s, shuffled)
		if diff := cmp.Diff(chapterWords(want), chapterWords(got)); diff != "" {
			t.Fatalf("in another order (-first +second):\n%s", diff)
		}
	})
}

// What the extract brought about is kept as events; told over with them, and
// with a newer sighting that says less, the story is the same.
func TestWhatAnExtractBroughtAboutOutlivesIt(t *testing.T) {
	gone := seen(func(s *release.Sighting) {
		s.Status, s.Released = release.InactiveOut, calendar.MustParse("2026-11-19")
	})
	first, made := release.Chapters(gone, nil)
	if len(made) != 1 || made[0].Word != release.WasReleased {
		t.Fatalf("the extract brought about %+v", made)
	}
	again, more := release.Chapters(gone, made)
	if diff := cmp.Diff(chapterWords(first), chapterWords(again)); diff != "" || len(more) > 0 {
		t.Errorf("told again: %s, %d more events", diff, len(more))
	}
	back := seen(func(s *release.Sighting) {
		s.At, s.Legal, s.Received = at("2026-12-20 06:00"), release.Recall, calendar.MustParse("2026-12-18")
	})
	want := []string{"first  LEI  released 2026-11-19 by released", "recalled 2026-12-18 LEI RECALL held"}
	got, _ := release.Chapters(back, made)
	if diff := cmp.Diff(want, chapterWords(got)); diff != "" {
		t.Errorf("back (-want +got):\n%s", diff)
	}
}

// Rows that name another prison tell where somebody is by themselves: the transfer
// that is worked out from them ends no stay in hospital, whatever is learnt later.
func TestATransferInTheRowsDoesNotEndAStayInHospital(t *testing.T) {
	rows := seen(func(s *release.Sighting) { s.Status, s.Movement = release.ActiveOut, release.Transferred })
	hospital := happened("2026-11-18 hospital")
	for name, transfer := range map[string]release.LifeEvent{
		"hospital": {At: at("2026-11-20 06:00"), Word: release.Transferred, Prison: "LEI"},
		"absent":   happened("2026-11-20 06:00 transferred LEI"), // somebody told of it: they were there
	} {
		chapters, _ := release.Chapters(rows, []release.LifeEvent{hospital, transfer})
		if got := string(chapters[0].Place); got != name {
			t.Errorf("%q: %s", transfer.ExternalID, got)
		}
	}
}
