package intake_test

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"throughgate/intake"
	"throughgate/intake/sample"
	"throughgate/internal/fault"
)

// The bad input that issue 3 names, with the sample as a real extract.

var isoDate = regexp.MustCompile(`\b(\d{4})-(\d{2})-(\d{2})\b`)

// written writes the sample's dates in another form: with $1, $2 and $3 for
// year, month and day.
func written(file, form string) string { return isoDate.ReplaceAllString(file, form) }

// earlyDays is the sample with every day of the month at most 12.
func earlyDays(file string) string {
	return isoDate.ReplaceAllStringFunc(file, func(date string) string {
		return fmt.Sprintf("%s%02d", date[:8], (int(date[8]-'0')*10+int(date[9]-'0')-1)%12+1)
	})
}

const dayMonthYear, monthDayYear = "$3/$2/$1", "$2/$3/$1"

func asOf(s string) intake.ReleasesOptions {
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return intake.ReleasesOptions{AsOf: at}
}

const swappedWords = "day and month look swapped: write DD/MM/YYYY or YYYY-MM-DD"

func TestAFileWithDayAndMonthSwappedIsRefusedWhole(t *testing.T) {
	for name, file := range map[string]string{"as it is, with many bad rows": string(sample.Releases), "no day above 12": earlyDays(string(sample.Releases))} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.wantCounts(w.releases(written(file, dayMonthYear), intake.ReleasesOptions{}), "387 new 0 changed 0 unchanged 0 outside 0 rejected 0 held of 387")
			before, imports := w.fingerprint(), w.count(`SELECT count(*) FROM import`)
			r, err := w.tryReleases(written(file, monthDayYear), intake.ReleasesOptions{})
			var refused *intake.RefusedFile
			if !errors.As(err, &refused) || !strings.HasSuffix(refused.Text, swappedWords) || intake.ExitCode(r, err) != 2 || !fault.Is(err, fault.KindInvalid) {
				t.Fatalf("got %v, want a refusal with the remedy", err)
			}
			if w.fingerprint() != before || w.count(`SELECT count(*) FROM import`) != imports {
				t.Error("a refused file changed something")
			}
			// The remedy helps: the same dates in either form are not refused.
			w.wantCounts(w.releases(written(file, dayMonthYear), intake.ReleasesOptions{}), "0 new 0 changed 387 unchanged 0 outside 0 rejected 0 held of 387")
			w.wantCounts(w.releases(file, intake.ReleasesOptions{}), "0 new 0 changed 387 unchanged 0 outside 0 rejected 0 held of 387")
		})
	}
}

func TestAFirstFileAndOneThatMovesFewDatesAreNotTakenForSwapped(t *testing.T) {
	w := newWorld(t)
	file := earlyDays(string(sample.Releases))
	w.wantCounts(w.releases(written(file, monthDayYear), intake.ReleasesOptions{}), "387 new 0 changed 0 unchanged 0 outside 0 rejected 0 held of 387")
	next := w.releases(written(earlyDays(string(sample.ReleasesNextDay)), monthDayYear), intake.ReleasesOptions{})
	if next.Changed == 0 || next.Changed+next.Unchanged != 387 {
		t.Errorf("the next day's file: %s", counts(next))
	}
}

func TestAFileWithHalfItsRowsChangesNobody(t *testing.T) {
	w := newWorld(t)
	w.releases(string(sample.Releases), intake.ReleasesOptions{})
	before, told := w.fingerprint(), len(w.at.told)
	lines := strings.SplitAfter(string(sample.Releases), "\n")
	half := strings.Join(lines[:194], "")
	w.wantCounts(w.releases(half, intake.ReleasesOptions{}), "0 new 0 changed 193 unchanged 0 outside 0 rejected 0 held of 193")
	w.wantCounts(w.releases(string(sample.Releases), intake.ReleasesOptions{}), "0 new 0 changed 387 unchanged 0 outside 0 rejected 0 held of 387")
	// Cut in the middle of a row, as a broken transfer leaves it.
	r := w.releases(half[:len(half)-20], intake.ReleasesOptions{})
	w.wantCounts(r, "0 new 0 changed 192 unchanged 0 outside 1 rejected 0 held of 193")
	if w.fingerprint() != before || len(w.at.told) != told {
		t.Error("people who are missing from the file, or listed as before, were changed")
	}
}

func TestTheSameBytesADayLaterChangeNothing(t *testing.T) {
	w := newWorld(t)
	w.at.queues = 1
	w.releases(string(sample.Releases), intake.ReleasesOptions{})
	before, told := w.fingerprint(), len(w.at.told)
	w.clock = w.clock.AddDate(0, 0, 1)
	r := w.releases(string(sample.Releases), intake.ReleasesOptions{})
	w.wantCounts(r, "0 new 0 changed 387 unchanged 0 outside 0 rejected 0 held of 387")
	if w.fingerprint() != before || len(w.at.told) != told || r.MessagesQueued != 0 || intake.ExitCode(r, nil) != 0 {
		t.Error("the same bytes a day later changed something")
	}
}

func TestYesterdaysFileAfterTodaysChangesNothing(t *testing.T) {
	w := newWorld(t)
	w.clock = w.clock.AddDate(0, 0, 1)
	yesterday, today := asOf("2026-11-23T06:00:00Z"), asOf("2026-11-24T06:00:00Z")
	w.releases(string(sample.ReleasesNextDay), today)
	before, told := w.fingerprint(), len(w.at.told)
	w.wantCounts(w.releases(string(sample.Releases), yesterday), "0 new 0 changed 387 unchanged 0 outside 0 rejected 0 held of 387")
	if w.fingerprint() != before || len(w.at.told) != told {
		t.Error("yesterday's file changed what today's told")
	}
	// In order, the people end as they do out of order.
	inOrder := newWorld(t)
	inOrder.clock = w.clock
	inOrder.releases(string(sample.Releases), yesterday)
	inOrder.releases(string(sample.ReleasesNextDay), today)
	const picture = `SELECT md5(string_agg(n.prison_number || e.cells::text, '|' ORDER BY n.prison_number)) FROM extract_row e JOIN person_number n USING (person_id)`
	var a, b string
	if err := w.pool.QueryRow(t.Context(), picture).Scan(&a); err != nil {
		t.Fatal(err)
	}
	if err := inOrder.pool.QueryRow(t.Context(), picture).Scan(&b); err != nil {
		t.Fatal(err)
	}
	if a != b {
		t.Error("out of order people end otherwise than in order")
	}
}
