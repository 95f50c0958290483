package release_test

import (
	"testing"

	"throughgate/internal/calendar"
	. "throughgate/release"
)

func TestTheFridayScheme(t *testing.T) {
	runRows(t, englandAndWales, []row{
		{"domain 3, Friday scheme: a Friday becomes Thursday", Sentenced, "CRD 2026-12-11", withScheme,
			"CRD 2026-12-11 2026-12-11 2026-12-10 2026-12-10 planned friday_scheme"},
		{"domain 3, Friday scheme: a Saturday", Sentenced, "CRD 2026-12-12", withScheme,
			"CRD 2026-12-12 2026-12-11 2026-12-10 2026-12-10 planned weekend,friday_scheme"},
		{"domain 3, Friday scheme: a Sunday", Sentenced, "CRD 2026-12-13", withScheme,
			"CRD 2026-12-13 2026-12-11 2026-12-10 2026-12-10 planned weekend,friday_scheme"},
		{"domain 3, Friday scheme: a Thursday stays", Sentenced, "CRD 2026-12-10", withScheme,
			"CRD 2026-12-10 2026-12-10 - 2026-12-10 planned -"},
		{"domain 3, Friday scheme: a Monday stays", Sentenced, "CRD 2026-12-14", withScheme,
			"CRD 2026-12-14 2026-12-14 - 2026-12-14 planned -"},
		{"domain 3, Friday scheme: the eve of a bank holiday", Sentenced, "CRD 2026-12-24", withScheme,
			"CRD 2026-12-24 2026-12-24 2026-12-23 2026-12-23 planned friday_scheme"},
		{"domain 3, Friday scheme: a bank holiday Friday", Sentenced, "CRD 2026-12-25", withScheme,
			"CRD 2026-12-25 2026-12-24 2026-12-23 2026-12-23 planned bank_holiday,friday_scheme"},
		{"domain 3, Friday scheme: a bank holiday Monday after a bank holiday Friday", Sentenced, "CRD 2026-12-28", withScheme,
			"CRD 2026-12-28 2026-12-24 2026-12-23 2026-12-23 planned bank_holiday,friday_scheme"},
		{"domain 3, Friday scheme: the first working day after the holidays stays", Sentenced, "CRD 2026-12-29", withScheme,
			"CRD 2026-12-29 2026-12-29 - 2026-12-29 planned -"},
		{"domain 3, Friday scheme: New Year's Eve", Sentenced, "CRD 2026-12-31", withScheme,
			"CRD 2026-12-31 2026-12-31 2026-12-30 2026-12-30 planned friday_scheme"},
		{"domain 3, Friday scheme: the Thursday before Good Friday", Sentenced, "ARD 2027-03-25", withScheme,
			"ARD 2027-03-25 2027-03-25 2027-03-24 2027-03-24 planned friday_scheme"},
		{"domain 3, Friday scheme: a lone bank holiday in mid-week", Sentenced, "CRD 2027-06-10", withScheme,
			"CRD 2027-06-10 2027-06-10 - 2027-06-10 planned -"},
		{"domain 3, Friday scheme: for ARD", Sentenced, "ARD 2026-12-11", withScheme,
			"ARD 2026-12-11 2026-12-11 2026-12-10 2026-12-10 planned friday_scheme"},
		{"domain 3, Friday scheme: for PRRD", Recall, "PRRD 2026-12-11", withScheme,
			"PRRD 2026-12-11 2026-12-11 2026-12-10 2026-12-10 planned friday_scheme"},
		{"domain 3, Friday scheme: for MTD", Sentenced, "MTD 2026-12-11", withScheme,
			"MTD 2026-12-11 2026-12-11 2026-12-10 2026-12-10 planned friday_scheme"},
		{"domain 3, Friday scheme: not for NPD", Sentenced, "NPD 2026-12-11", withScheme,
			"NPD 2026-12-11 2026-12-11 - 2026-12-11 planned -"},
		{"domain 3, Friday scheme: not for HDC", Sentenced, "HDCAD 2026-12-11", withScheme,
			"HDCAD 2026-12-11 2026-12-11 - 2026-12-11 planned -"},
		{"domain 3, Friday scheme: not for parole", Sentenced, "APD 2026-12-11", withScheme,
			"APD 2026-12-11 2026-12-11 - 2026-12-11 planned -"},
		{"domain 3, Friday scheme: not for CONFIRMED", Sentenced, "CONFIRMED 2026-12-11", withScheme,
			"CONFIRMED 2026-12-11 2026-12-11 - 2026-12-11 planned -"},
		{"domain 3, Friday scheme: not for indeterminate cases", Indeterminate, "CRD 2026-12-12", withScheme,
			"CRD 2026-12-12 2026-12-11 - 2026-12-11 planned weekend"},
		{"domain 3, Friday scheme: with an override", Sentenced, "CRD 2026-12-18; CRD override 2026-12-12", withScheme,
			"CRD 2026-12-12 2026-12-11 2026-12-10 2026-12-10 planned override,weekend,friday_scheme"},
		{"issue 2, item 5: not worked out where it is switched off", Sentenced, "CRD 2026-12-11", all(born("2010-01-01"), started("")),
			"CRD 2026-12-11 2026-12-11 - 2026-12-11 planned -"},
	})
}

func TestTheFridaySchemeAsksForTwentyEightDays(t *testing.T) {
	runRows(t, englandAndWales, []row{
		{"domain 3, under 28 days to the working day", Sentenced, "CRD 2026-12-11", all(withScheme, started("2026-11-14")),
			"CRD 2026-12-11 2026-12-11 - 2026-12-11 planned short_service"},
		{"domain 3, 28 days to the working day are enough (the start is day 0)", Sentenced, "CRD 2026-12-11", all(withScheme, started("2026-11-13")),
			"CRD 2026-12-11 2026-12-11 2026-12-10 2026-12-10 planned friday_scheme"},
		{"domain 3, counted to the working day, not to the statutory date", Sentenced, "CRD 2026-12-12", all(withScheme, started("2026-11-14")),
			"CRD 2026-12-12 2026-12-11 - 2026-12-11 planned weekend,short_service"},
		{"domain 3, short_service only where the scheme gives another day", Sentenced, "CRD 2026-12-10", all(withScheme, started("2026-11-20")),
			"CRD 2026-12-10 2026-12-10 - 2026-12-10 planned -"},
		{"domain 3, a start after the date is short service", Sentenced, "CRD 2026-12-11", all(withScheme, started("2026-12-20")),
			"CRD 2026-12-11 2026-12-11 - 2026-12-11 planned short_service"},
		{"domain 3, start unknown: presumed", Sentenced, "CRD 2026-12-11", all(withScheme, started("")),
			"CRD 2026-12-11 2026-12-11 2026-12-10 2026-12-10 planned friday_scheme,friday_scheme_service_unknown"},
		{"domain 3, start unknown: only where the scheme gives another day", Sentenced, "CRD 2026-12-10", all(withScheme, started("")),
			"CRD 2026-12-10 2026-12-10 - 2026-12-10 planned -"},
		{"domain 3, start unknown: not for HDC", Sentenced, "HDCAD 2026-12-11", all(withScheme, started("")),
			"HDCAD 2026-12-11 2026-12-11 - 2026-12-11 planned -"},
	})
}

func TestTheFridaySchemeForYoungPeopleIsADecision(t *testing.T) {
	runRows(t, englandAndWales, []row{
		{"domain 3, under 18: only by decision", Sentenced, "CRD 2026-12-11", all(withScheme, born("2008-12-12")),
			"CRD 2026-12-11 2026-12-11 - 2026-12-11 planned youth"},
		{"domain 3, 18 on the working day is an adult", Sentenced, "CRD 2026-12-11", all(withScheme, born("2008-12-11")),
			"CRD 2026-12-11 2026-12-11 2026-12-10 2026-12-10 planned friday_scheme"},
		{"domain 3, 18 on the statutory date only is not", Sentenced, "CRD 2026-12-12", all(withScheme, born("2008-12-12")),
			"CRD 2026-12-12 2026-12-11 - 2026-12-11 planned weekend,youth"},
		{"domain 3, birth date unknown: an adult", Sentenced, "CRD 2026-12-11", all(withScheme, born("")),
			"CRD 2026-12-11 2026-12-11 2026-12-10 2026-12-10 planned friday_scheme"},
		{"domain 3, youth only where the scheme gives another day", Sentenced, "MTD 2026-12-10", all(withScheme, born("2010-01-01")),
			"MTD 2026-12-10 2026-12-10 - 2026-12-10 planned -"},
		{"domain 3, youth and short service are told each by itself", Sentenced, "MTD 2026-12-11", all(withScheme, born("2010-01-01"), started("2026-11-20")),
			"MTD 2026-12-11 2026-12-11 - 2026-12-11 planned short_service,youth"},
		{"domain 3, youth and an unknown start are told each by itself", Sentenced, "MTD 2026-12-11", all(withScheme, born("2010-01-01"), started("")),
			"MTD 2026-12-11 2026-12-11 - 2026-12-11 planned youth,friday_scheme_service_unknown"},
		{"domain 3, under 18: applied by decision", Sentenced, "MTD 2026-12-11", all(decidedOn(SchemeApplied), born("2010-01-01")),
			"MTD 2026-12-11 2026-12-11 2026-12-10 2026-12-10 planned friday_scheme,youth"},
	})
}

func TestTheFridaySchemeIsNotForWhatIsPast(t *testing.T) {
	runRows(t, englandAndWales, []row{
		{"domain 3, not applied to a date that is past", Sentenced, "CRD 2026-11-20", withScheme,
			"CRD 2026-11-20 2026-11-20 - 2026-11-20 planned -"},
		{"domain 3, nor when the day it would give is already past", Sentenced, "CRD 2026-11-27", all(withScheme, today("2026-11-27")),
			"CRD 2026-11-27 2026-11-27 - 2026-11-27 planned -"},
		{"domain 3, nor for a Saturday when its Thursday is past", Sentenced, "CRD 2026-11-28", all(withScheme, today("2026-11-27")),
			"CRD 2026-11-28 2026-11-27 - 2026-11-27 planned weekend"},
		{"domain 3, today is not past", Sentenced, "CRD 2026-11-27", all(withScheme, today("2026-11-26")),
			"CRD 2026-11-27 2026-11-27 2026-11-26 2026-11-26 planned friday_scheme"},
		{"domain 3, no code of the scheme on what is past", Sentenced, "CRD 2026-11-20", all(withScheme, started(""), born("2010-01-01")),
			"CRD 2026-11-20 2026-11-20 - 2026-11-20 planned -"},
		{"domain 3, judged when learnt: a planned day that has come stays", Sentenced, "CRD 2026-11-27", all(withScheme, today("2026-11-27"), judged("2026-11-26")),
			"CRD 2026-11-27 2026-11-27 2026-11-26 2026-11-26 planned friday_scheme"},
		{"domain 3, judged when learnt: a planned day that has gone stays", Sentenced, "CRD 2026-11-27", all(withScheme, today("2026-12-01"), judged("2026-11-23"), held("2026-11-30")),
			"CRD 2026-11-27 2026-11-27 2026-11-26 2026-11-26 date_passed friday_scheme,date_passed_still_held"},
		{"domain 3, judged when learnt: too late then is too late for good", Sentenced, "CRD 2026-11-27", all(withScheme, today("2026-11-30"), judged("2026-11-27")),
			"CRD 2026-11-27 2026-11-27 - 2026-11-27 planned -"},
	})
}

func TestARecordedDecisionOnTheFridayScheme(t *testing.T) {
	runRows(t, englandAndWales, []row{
		{"domain 3, decision: applied", Sentenced, "CRD 2026-12-11", decidedOn(SchemeApplied),
			"CRD 2026-12-11 2026-12-11 2026-12-10 2026-12-10 planned friday_scheme"},
		{"domain 3, decision: refused, the working day stands", Sentenced, "CRD 2026-12-12", decidedOn(SchemeRefused),
			"CRD 2026-12-12 2026-12-11 - 2026-12-11 planned weekend"},
		{"domain 3, decision: one day more, the working day before the presumed one", Sentenced, "CRD 2026-12-11", decidedOn(SchemeOneDayMore),
			"CRD 2026-12-11 2026-12-11 2026-12-09 2026-12-09 planned friday_scheme"},
		{"domain 3, decision: one day more over a weekend", Sentenced, "CRD 2026-12-29", all(decidedOn(SchemeOneDayMore)),
			"CRD 2026-12-29 2026-12-29 - 2026-12-29 planned -"},
		{"domain 3, a decision cannot give what the scheme is not for", Sentenced, "HDCAD 2026-12-11", decidedOn(SchemeApplied),
			"HDCAD 2026-12-11 2026-12-11 - 2026-12-11 planned -"},
		{"domain 3, a decision cannot give it with under 28 days", Sentenced, "CRD 2026-12-11", all(decidedOn(SchemeApplied), started("2026-12-01")),
			"CRD 2026-12-11 2026-12-11 - 2026-12-11 planned short_service"},
		{"domain 3, one day more that is already past", Sentenced, "CRD 2026-12-11", all(decidedOn(SchemeOneDayMore), today("2026-12-10")),
			"CRD 2026-12-11 2026-12-11 - 2026-12-11 planned -"},
	})
}

func TestTheSchemeIsPresumedUntilSomebodyDecides(t *testing.T) {
	for _, r := range []struct {
		decision SchemeDecision
		dates    string
		want     bool
	}{
		{SchemeUndecided, "CRD 2026-12-11", true},
		{SchemeApplied, "CRD 2026-12-11", false},
		{SchemeOneDayMore, "CRD 2026-12-11", false},
		{SchemeRefused, "CRD 2026-12-11", false},
		{SchemeUndecided, "CRD 2026-12-10", false},
	} {
		q := question(Sentenced, r.dates)
		q.FridayScheme, q.Scheme = true, r.decision
		if got := Decide(englandAndWales, q).Presumed; got != r.want {
			t.Errorf("domain 3, presumed until decided: %q on %s: presumed %t, want %t", r.decision, r.dates, got, r.want)
		}
	}
}

func TestTheSchemeLooksAtTheDayAfterTheCalendarsEnd(t *testing.T) {
	// Thursday 31 December 2026 is the last day of this calendar.
	closed := calendar.NewClosed([]calendar.Holiday{{Day: day("2026-12-25"), Title: "Christmas Day"}})
	runRows(t, closed, []row{
		{"domain 3, provisional_calendar: the scheme looks at the day after", Sentenced, "CRD 2026-12-31", withScheme,
			"CRD 2026-12-31 2026-12-31 - 2026-12-31 planned provisional_calendar"},
		{"domain 3, provisional_calendar: without the scheme nobody looks there", Sentenced, "CRD 2026-12-31", nil,
			"CRD 2026-12-31 2026-12-31 - 2026-12-31 planned -"},
		{"domain 3, provisional_calendar: a date of today is not past, so the scheme looks there", Sentenced, "CRD 2026-12-31", all(withScheme, today("2026-12-31")),
			"CRD 2026-12-31 2026-12-31 - 2026-12-31 planned provisional_calendar"},
		{"domain 3, provisional_calendar: a date that is past is not looked at", Sentenced, "CRD 2026-12-31", all(withScheme, today("2027-01-04")),
			"CRD 2026-12-31 2026-12-31 - 2026-12-31 planned -"},
		{"domain 3, provisional_calendar: the scheme is not for NPD", Sentenced, "NPD 2026-12-31", withScheme,
			"NPD 2026-12-31 2026-12-31 - 2026-12-31 planned -"},
		{"domain 3, provisional_calendar: the day before the last looks no further than the last", Sentenced, "CRD 2026-12-30", withScheme,
			"CRD 2026-12-30 2026-12-30 - 2026-12-30 planned -"},
	})
}

func TestGoingBackEndsWithTheFirstDayThereIs(t *testing.T) {
	closed := calendar.NewClosed([]calendar.Holiday{{Day: day("0001-01-01"), Title: "Ours"}})
	q := question(Sentenced, "CRD 0001-01-01")
	q.Today, q.FridayScheme = day("0001-01-01"), true
	if a := Decide(closed, q); !a.FridaySchemeDay.IsZero() { // it used to look for ever
		t.Errorf("a day before all days: %s", inWords(a))
	}
}
