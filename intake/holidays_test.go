package intake_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/intake"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/pathways"
)

func (w *world) holidays(file string, o intake.FileOptions) (intake.Report, error) {
	w.t.Helper()
	defer func() { w.clock = w.clock.Add(time.Hour) }()
	return w.im.Holidays(w.t.Context(), importing, strings.NewReader(file), o)
}

func (w *world) mustHolidays(file, want string) intake.Report {
	w.t.Helper()
	r, err := w.holidays(file, intake.FileOptions{FileName: "holidays.csv"})
	if err != nil {
		w.t.Fatal(err)
	}
	w.wantCounts(r, want)
	return r
}

func (w *world) calendar() *calendar.Calendar {
	w.t.Helper()
	var days *calendar.Calendar
	if err := pg.ReadTx(w.t.Context(), w.pool, importing, func(tx pgx.Tx) (err error) {
		days, err = pathways.LoadCalendar(w.t.Context(), tx)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	return days
}

func TestHolidaysReplaceTheCalendarAndEveryDayIsWorkedOutAgain(t *testing.T) {
	w := newWorld(t)
	const file = "date,title\n2026-12-10,A one-off holiday\n25/12/2026,Christmas Day\n2026-12-28,Boxing Day (moved)\n"
	r := w.mustHolidays(file, "1 new 1 changed 1 unchanged 0 outside 0 rejected 0 held of 3")
	if r.Kind != "holidays" || r.PeopleChanged != 7 || r.MessagesQueued != 3 {
		t.Errorf("report: %+v", r)
	}
	if w.at.calendars != 1 || w.at.holidays != 3 || w.count(`SELECT count(*) FROM bank_holiday`) != 3 {
		t.Errorf("told %d times, with %d holidays; want once, in the transaction of the change", w.at.calendars, w.at.holidays)
	}
	days := w.calendar()
	for day, want := range map[string]struct {
		holiday     string
		provisional bool
	}{
		"2026-12-10": {"A one-off holiday", false}, "2026-04-03": {"", false}, // Good Friday, not in the file
		"2027-03-26": {"Good Friday", true}, "2025-12-25": {"Christmas Day", false}, // outside its years the standing ones hold
	} {
		d := calendar.MustParse(day)
		if got := days.Holiday(d); got != want.holiday || days.Provisional(d) != want.provisional {
			t.Errorf("%s: %q, provisional %v; want %v", day, got, days.Provisional(d), want)
		}
	}
	if n := w.count(`SELECT count(*) FROM import WHERE kind = 'holidays' AND rows = 3 AND new = 1 AND finished_at IS NOT NULL`); n != 1 {
		t.Error("the import is not kept")
	}
	w.mustHolidays(file, "0 new 0 changed 3 unchanged 0 outside 0 rejected 0 held of 3")
	if w.at.calendars != 1 {
		t.Error("the same file again had the days worked out again")
	}
	w.mustHolidays("date,title\n2026-12-10,A one-off holiday\n", "0 new 0 changed 1 unchanged 0 outside 0 rejected 0 held of 1")
	if w.at.calendars != 2 || w.at.holidays != 1 {
		t.Error("a file that only takes days away changed nothing")
	}
	if _, err := w.holidays("date,title\n", intake.FileOptions{}); err == nil || w.at.holidays != 1 {
		t.Error("a file without a holiday takes all of them away")
	}
}

func TestMigrateLeavesAUnitsOwnHolidaysAlone(t *testing.T) {
	for name, file := range map[string]string{"another list": "date,title\n2026-12-10,A one-off holiday\n", "one day": "date,title\n2026-12-25,Christmas Day\n"} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			if _, err := w.holidays(file, intake.FileOptions{}); err != nil {
				t.Fatal(err)
			}
			before := w.count(`SELECT count(*) FROM bank_holiday`)
			w.exec(`UPDATE reference_file SET sha256 = 'that of an older program'`)
			w.exec(`UPDATE prison SET name = 'changed' WHERE code = 'LEI'`)
			if err := intake.LoadReference(t.Context(), w.pool, w.clock); err != nil {
				t.Fatal(err)
			}
			if n := w.count(`SELECT count(*) FROM bank_holiday`); n != before {
				t.Errorf("%d holidays after migrate, want the unit's own %d", n, before)
			}
			if n := w.count(`SELECT count(*) FROM prison WHERE name = 'changed'`); n != 0 {
				t.Error("the other files are no longer loaded")
			}
		})
	}
}

func TestOneBadHolidayRefusesTheWholeFile(t *testing.T) {
	w := newWorld(t)
	before := w.count(`SELECT count(*) FROM bank_holiday`)
	_, err := w.holidays("Date,Title\n2026-12-25,Christmas Day\n2026-02-30,None\n,Nothing\n2026-12-26,\n3026-12-25,Christmas Day\n"+
		"2026-12-25,Christmas\n2026-12-25,Christmas Day\nsoon,Soon\n", intake.FileOptions{})
	wantRefusal(t, err,
		"line 3, column Date: 2026-02-30 does not exist: February 2026 has 28 days; write the right day",
		"line 4, column Date: empty: write the day of the holiday",
		"line 5, column Title: empty: write what the holiday is called",
		"line 6, column Date: a year that cannot be meant: write the right one",
		"line 7, column Date: line 2 has the same day and another title: keep one",
		"line 9, column Date: not a date: write YYYY-MM-DD or DD/MM/YYYY")
	if n := w.count(`SELECT count(*) FROM bank_holiday`); n != before || w.at.calendars != 0 || w.count(`SELECT count(*) FROM import`) != 0 {
		t.Error("a refused file changed something")
	}
	var refused *intake.RefusedFile
	if _, err := w.holidays("day,name\n2026-12-25,Christmas Day\n", intake.FileOptions{}); !errors.As(err, &refused) {
		t.Errorf("without its columns: %v", err)
	}
}

func TestADryRunOfHolidaysChangesNothing(t *testing.T) {
	w := newWorld(t)
	r, err := w.holidays("date,title\n2026-12-10,A one-off holiday\n", intake.FileOptions{DryRun: true})
	if err != nil || r.New != 1 || r.PeopleChanged != 7 {
		t.Errorf("%+v %v", r, err)
	}
	if w.count(`SELECT count(*) FROM bank_holiday`) != 115 || w.count(`SELECT count(*) FROM reference_file WHERE replaced_at IS NOT NULL`) != 0 {
		t.Error("a dry run wrote something")
	}
}

func TestHolidaysChangeOnlyIfTheDaysCanBeWorkedOut(t *testing.T) {
	w := newWorld(t)
	w.im.Calendar = failing{w.at}
	if _, err := w.holidays("date,title\n2026-12-10,A one-off holiday\n", intake.FileOptions{}); !errors.Is(err, errRefused) {
		t.Fatalf("got %v", err)
	}
	if n := w.count(`SELECT count(*) FROM bank_holiday`); n != 115 {
		t.Error("the holidays were replaced without the days")
	}
}
