package release_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/internal/calendar"
	. "throughgate/release"
)

// December 2026: Friday 11, Saturday 12, Sunday 13; Friday 25 and Monday 28
// are bank holidays, and so is Friday 1 January 2027.

func TestADateOnANonWorkingDayIsMovedByItsType(t *testing.T) {
	runRows(t, englandAndWales, []row{
		{"domain 3, CRD on a Saturday: the preceding working day", Sentenced, "CRD 2026-12-12", nil,
			"CRD 2026-12-12 2026-12-11 - 2026-12-11 planned weekend"},
		{"domain 3, CRD on a Sunday", Sentenced, "CRD 2026-12-13", nil,
			"CRD 2026-12-13 2026-12-11 - 2026-12-11 planned weekend"},
		{"domain 3, ARD on a Saturday", Sentenced, "ARD 2026-12-12", nil,
			"ARD 2026-12-12 2026-12-11 - 2026-12-11 planned weekend"},
		{"domain 3, PRRD on a Saturday", Recall, "PRRD 2026-12-12", nil,
			"PRRD 2026-12-12 2026-12-11 - 2026-12-11 planned weekend"},
		{"domain 3, MTD on a Saturday", Sentenced, "MTD 2026-12-12", nil,
			"MTD 2026-12-12 2026-12-11 - 2026-12-11 planned weekend"},
		{"domain 3, CRD on a bank holiday", Sentenced, "CRD 2026-12-25", nil,
			"CRD 2026-12-25 2026-12-24 - 2026-12-24 planned bank_holiday"},
		{"domain 3, CRD on a bank holiday Monday: over the whole weekend", Sentenced, "CRD 2026-12-28", nil,
			"CRD 2026-12-28 2026-12-24 - 2026-12-24 planned bank_holiday"},
		{"domain 3, CRD on Easter Monday", Sentenced, "CRD 2027-03-29", nil,
			"CRD 2027-03-29 2027-03-25 - 2027-03-25 planned bank_holiday"},
		{"domain 3, a Saturday before a bank holiday Friday", Sentenced, "CRD 2026-12-26", nil,
			"CRD 2026-12-26 2026-12-24 - 2026-12-24 planned weekend"},
		{"domain 3, across the year end", Sentenced, "ARD 2027-01-02", nil,
			"ARD 2027-01-02 2026-12-31 - 2026-12-31 planned weekend"},
		{"domain 3, a working day stays", Sentenced, "CRD 2026-12-11", nil,
			"CRD 2026-12-11 2026-12-11 - 2026-12-11 planned -"},
		{"domain 3, a leap day", Sentenced, "CRD 2028-02-29", nil,
			"CRD 2028-02-29 2028-02-29 - 2028-02-29 planned -"},
		{"domain 3, a holiday of Scotland does not count", Sentenced, "CRD 2026-11-30", nil,
			"CRD 2026-11-30 2026-11-30 - 2026-11-30 planned -"},
		{"domain 3, NPD is never moved", Sentenced, "NPD 2026-12-12", nil,
			"NPD 2026-12-12 2026-12-12 - 2026-12-12 planned weekend,unmoved_on_non_working_day"},
		{"domain 3, APD is never moved", Sentenced, "APD 2026-12-25", nil,
			"APD 2026-12-25 2026-12-25 - 2026-12-25 planned bank_holiday,unmoved_on_non_working_day"},
		{"domain 3, HDCAD is never moved", Sentenced, "HDCAD 2026-12-13", nil,
			"HDCAD 2026-12-13 2026-12-13 - 2026-12-13 planned weekend,unmoved_on_non_working_day"},
		{"domain 3, CONFIRMED on a weekend", Sentenced, "CONFIRMED 2026-12-12", nil,
			"CONFIRMED 2026-12-12 2026-12-12 - 2026-12-12 planned weekend,confirmed_on_non_working_day"},
		{"domain 3, CONFIRMED on a bank holiday", Sentenced, "CONFIRMED 2026-12-28", nil,
			"CONFIRMED 2026-12-28 2026-12-28 - 2026-12-28 planned bank_holiday,confirmed_on_non_working_day"},
		{"domain 3, a date that does not decide carries no warning", Sentenced, "CRD 2026-12-11; SED 2027-12-12; PED 2026-12-05", nil,
			"CRD 2026-12-11 2026-12-11 - 2026-12-11 planned -"},
		{"domain 3, past the published calendar: weekends, provisional", Sentenced, "CRD 2029-03-03", nil,
			"CRD 2029-03-03 2029-03-02 - 2029-03-02 planned weekend,provisional_calendar"},
		{"domain 3, past the published calendar: the standing holidays", Sentenced, "CRD 2029-12-25", nil,
			"CRD 2029-12-25 2029-12-24 - 2029-12-24 planned bank_holiday,provisional_calendar"},
		{"domain 3, past the published calendar: a plain working day is provisional too", Sentenced, "CRD 2029-03-01", nil,
			"CRD 2029-03-01 2029-03-01 - 2029-03-01 planned provisional_calendar"},
		{"domain 3, past the published calendar: a CONFIRMED is looked at too", Sentenced, "CONFIRMED 2029-03-01", nil,
			"CONFIRMED 2029-03-01 2029-03-01 - 2029-03-01 planned provisional_calendar"},
		{"domain 3, the last published day is not provisional", Sentenced, "CRD 2028-12-29", nil,
			"CRD 2028-12-29 2028-12-29 - 2028-12-29 planned -"},
		{"domain 3, before the first year the standing holidays hold, not provisional", Sentenced, "CRD 2025-12-25", nil,
			"CRD 2025-12-25 2025-12-24 - 2025-12-24 planned bank_holiday"},
	})
}

func TestEachTypeHasItsWorkingDay(t *testing.T) {
	// Saturday 12 December 2026: the working day before is Friday 11, after Monday 14.
	for _, r := range []struct {
		source string
		want   string
		types  []DateType
	}{
		{"domain 3, the preceding working day", "2026-12-11", []DateType{CRD, ARD, PRRD, PED, ETD, MTD, LTD}},
		{"domain 3, HDCED: the next working day", "2026-12-14", []DateType{HDCED}},
		{"domain 3, all others are never moved", "2026-12-12",
			[]DateType{NPD, APD, HDCAD, Tariff, ERSED, ROTL, SED, LED, SLED, TUSED, Confirmed}},
	} {
		for _, typ := range r.types {
			if got := WorkingDay(englandAndWales, typ, day("2026-12-12")).String(); got != r.want {
				t.Errorf("%s: %s becomes %s, want %s", r.source, typ, got, r.want)
			}
			if got := WorkingDay(englandAndWales, typ, day("2026-12-09")).String(); got != "2026-12-09" {
				t.Errorf("domain 3: %s on a working day becomes %s", typ, got)
			}
		}
	}
}

func TestEveryDateGivenIsListedWithItsWorkingDay(t *testing.T) {
	got := Adjusted(englandAndWales, dates("CRD 2026-12-12; CRD override 2026-12-13; HDCED 2026-12-26; SED 2026-12-12"))
	want := []AdjustedDate{
		{CRD, day("2026-12-12"), day("2026-12-11")},
		{CRD, day("2026-12-13"), day("2026-12-11")},
		{HDCED, day("2026-12-26"), day("2026-12-29")},
		{SED, day("2026-12-12"), day("2026-12-12")},
	}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b calendar.Date) bool { return a == b })); diff != "" {
		t.Errorf("interface 5, dates (-want +got):\n%s", diff)
	}
}

func TestAHolidayAnnouncedLateMovesTheDay(t *testing.T) {
	before := Decide(englandAndWales, question(Sentenced, "CRD 2027-06-11"))
	after := Decide(calendar.New(append(published(), calendar.Holiday{Day: day("2027-06-11"), Title: "Coronation"})),
		question(Sentenced, "CRD 2027-06-11"))
	if got := before.PlannedDay.String() + " " + after.PlannedDay.String(); got != "2027-06-11 2027-06-10" {
		t.Errorf("domain 3, one-off holidays: got %s", got)
	}
}

func TestAHolidayOnAWeekendIsAWeekend(t *testing.T) {
	closed := calendar.NewClosed([]calendar.Holiday{{Day: day("2026-12-26"), Title: "Boxing Day"}})
	runRows(t, closed, []row{
		{"domain 3, a holiday on a weekend: weekend", Sentenced, "CRD 2026-12-26", nil,
			"CRD 2026-12-26 2026-12-25 - 2026-12-25 planned weekend"},
		{"interface 5, --holidays: no other holiday is assumed", Sentenced, "CRD 2026-12-25", nil,
			"CRD 2026-12-25 2026-12-25 - 2026-12-25 planned -"},
		{"interface 5, --holidays: it ends on 31 December of the last year that has a row", Sentenced, "CRD 2027-01-01", nil,
			"CRD 2027-01-01 2027-01-01 - 2027-01-01 planned provisional_calendar"},
	})
	runRows(t, calendar.NewClosed(nil), []row{
		{"interface 5, --holidays: an empty one never ends", Sentenced, "CRD 2039-12-25", nil,
			"CRD 2039-12-25 2039-12-23 - 2039-12-23 planned weekend"},
	})
}
