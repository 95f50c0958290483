package release_test

import (
	"testing"

	"throughgate/internal/calendar"
	. "throughgate/release"
)

func TestTheExplanationIsWhatAnOfficerWouldSay(t *testing.T) {
	for _, r := range []struct {
		source string
		legal  LegalStatus
		dates  string
		with   func(*Question)
		want   string
	}{
		{"domain 2, a plain day", Sentenced, "CRD 2026-12-10", nil,
			"The conditional release date is Thursday 10 December 2026."},
		{"domain 2, an override on a weekend", Sentenced, "ARD override 2026-12-12", nil,
			"The automatic release date (an override) is Saturday 12 December 2026, a weekend, so it becomes the working day before, Friday 11 December 2026."},
		{"domain 3, a bank holiday is named", Sentenced, "PRRD 2026-12-25", nil,
			"The post-recall release date is Friday 25 December 2026, a bank holiday (Bank holiday), so it becomes the working day before, Thursday 24 December 2026."},
		{"domain 3, both days are shown until somebody decides", Sentenced, "CRD 2026-12-11", withScheme,
			"The conditional release date is Friday 11 December 2026; under the Friday scheme we expect Thursday 10 December 2026, or Friday 11 December 2026 if the scheme is not applied."},
		{"domain 3, start unknown", Sentenced, "MTD 2026-12-11", all(withScheme, started("")),
			"The mid transfer date is Friday 11 December 2026; under the Friday scheme we expect Thursday 10 December 2026, or Friday 11 December 2026 if the scheme is not applied; the start of the sentence is not known, so 28 days are taken as served."},
		{"domain 3, decision: applied", Sentenced, "CRD 2026-12-11", decidedOn(SchemeApplied),
			"The conditional release date is Friday 11 December 2026; the Friday scheme is applied: Thursday 10 December 2026."},
		{"domain 3, decision: one day more", Sentenced, "CRD 2026-12-11", decidedOn(SchemeOneDayMore),
			"The conditional release date is Friday 11 December 2026; the Friday scheme is applied with one day more: Wednesday 9 December 2026."},
		{"domain 3, decision: refused", Sentenced, "CRD 2026-12-11", decidedOn(SchemeRefused),
			"The conditional release date is Friday 11 December 2026; the Friday scheme was refused, so Friday 11 December 2026 stands."},
		{"domain 3, a refusal of nothing is not told", Sentenced, "CRD 2026-12-10", decidedOn(SchemeRefused),
			"The conditional release date is Thursday 10 December 2026."},
		{"domain 3, short service", Sentenced, "CRD 2026-12-11", all(withScheme, started("2026-12-01")),
			"The conditional release date is Friday 11 December 2026; the Friday scheme does not apply with fewer than 28 days from the start of the sentence."},
		{"domain 3, under 18", Sentenced, "MTD 2026-12-11", all(withScheme, born("2010-01-01")),
			"The mid transfer date is Friday 11 December 2026; under 18 the Friday scheme applies only if somebody decides so."},
		{"domain 3, under 18 and refused: only the refusal", Sentenced, "MTD 2026-12-11", all(decidedOn(SchemeRefused), born("2010-01-01"), started("")),
			"The mid transfer date is Friday 11 December 2026; the Friday scheme was refused, so Friday 11 December 2026 stands."},
		{"domain 3, under 18 and applied", Sentenced, "MTD 2026-12-11", all(decidedOn(SchemeApplied), born("2010-01-01")),
			"The mid transfer date is Friday 11 December 2026; the Friday scheme is applied: Thursday 10 December 2026."},
		{"domain 3, short service and refused: short service says enough", Sentenced, "CRD 2026-12-11", all(decidedOn(SchemeRefused), started("2026-12-01")),
			"The conditional release date is Friday 11 December 2026; the Friday scheme does not apply with fewer than 28 days from the start of the sentence."},
		{"domain 3, the presumed day has passed: both days, and which of them passed", Sentenced, "CRD 2026-11-20", all(withScheme, judged("2026-11-16"), held("2026-11-22")),
			"The conditional release date is Friday 20 November 2026; under the Friday scheme we expect Thursday 19 November 2026, or Friday 20 November 2026 if the scheme is not applied; Thursday 19 November 2026 has passed and the person is still held."},
		{"domain 3, the refused day has passed", Sentenced, "CRD 2026-11-20", all(decidedOn(SchemeRefused), judged("2026-11-16"), held("2026-11-22")),
			"The conditional release date is Friday 20 November 2026; the Friday scheme was refused, so Friday 20 November 2026 stands; Friday 20 November 2026 has passed and the person is still held."},
		{"domain 2, passed and left over: the day that passed is told before what was set aside", Recall, "CRD 2026-11-01; PRRD 2026-11-20", held("2026-11-22"),
			"The post-recall release date is Friday 20 November 2026; that day has passed and the person is still held; a date left over from before the recall was set aside."},
		{"domain 2, CONFIRMED not later than the sentence gives", Sentenced, "CONFIRMED 2026-12-10; CRD 2026-12-13", nil,
			"The prison has confirmed Thursday 10 December 2026."},
		{"domain 2, CONFIRMED by an override", Sentenced, "CONFIRMED override 2026-12-10", nil,
			"The prison has confirmed Thursday 10 December 2026 (an override)."},
		{"domain 2, CONFIRMED on a weekend", Sentenced, "CONFIRMED 2026-12-12", nil,
			"The prison has confirmed Saturday 12 December 2026, a weekend, when prisons do not release: ring the prison."},
		{"domain 2, CONFIRMED past the published calendar and too late", Sentenced, "CONFIRMED 2029-01-11; CRD 2029-01-10", nil,
			"The prison has confirmed Thursday 11 January 2029; that is later than the sentence gives, Wednesday 10 January 2029 (added days not yet keyed, or a mistake): ring the prison; the bank holidays for that time are not published yet."},
		{"domain 2, CONFIRMED too late and passed", Sentenced, "CONFIRMED 2026-11-19; CRD 2026-11-18", held("2026-11-22"),
			"The prison has confirmed Thursday 19 November 2026; that is later than the sentence gives, Wednesday 18 November 2026 (added days not yet keyed, or a mistake): ring the prison; Thursday 19 November 2026 has passed and the person is still held."},
		{"domain 2, CONFIRMED on a weekend and too late", Sentenced, "CONFIRMED 2026-12-12; CRD 2026-12-01", nil,
			"The prison has confirmed Saturday 12 December 2026, a weekend, when prisons do not release; that is later than the sentence gives, Tuesday 1 December 2026 (added days not yet keyed, or a mistake): ring the prison."},
		{"domain 3, a date that is never moved", Sentenced, "APD 2026-12-13", nil,
			"The approved parole date is Sunday 13 December 2026, a weekend, and a date of this kind is never moved: ring the prison."},
		{"domain 3, past the published calendar", Sentenced, "NPD 2029-01-10", nil,
			"The non-parole release date is Wednesday 10 January 2029; the bank holidays for that time are not published yet."},
		{"domain 2, left over", Recall, "CRD 2026-11-01; PRRD 2027-01-13", nil,
			"The post-recall release date is Wednesday 13 January 2027; a date left over from before the recall was set aside."},
		{"domain 2, recalled: no new date yet", Recall, "CRD 2026-11-01; PED 2027-01-10", nil,
			"Recalled: no new date yet; could be released on parole from Friday 8 January 2027; a date left over from before the recall was set aside."},
		{"domain 2, stale: ask the prison", Sentenced, "CONFIRMED 2026-11-02; HDCED 2026-12-12", held("2026-11-20"),
			"No release date is known; could be released on curfew from Monday 14 December 2026; a date that passed with the person still in prison was set aside: ask the prison."},
		{"domain 2, date passed, still held", Sentenced, "CRD 2026-11-02", held("2026-11-20"),
			"The conditional release date is Monday 2 November 2026; that day has passed and the person is still held."},
		{"domain 2, check dates: nobody says that they are held", Sentenced, "CRD 2026-11-02", noExtract,
			"The conditional release date is Monday 2 November 2026; that day has passed."},
		{"domain 2, could leave any day", Remand, "CRD 2026-12-10", nil, "On remand: could leave any day."},
		{"domain 2, could leave any day, unsentenced", ConvictedUnsentenced, "", nil,
			"Convicted but not sentenced yet: could leave any day."},
		{"domain 2, parole awaited", Indeterminate, "TARIFF 2027-01-10", nil,
			"No release date yet: a parole decision is awaited."},
		{"domain 2, immigration hold", ImmigrationDetainee, "HDCAD 2026-12-10", nil,
			"The approved curfew date is Thursday 10 December 2026; an immigration hold may keep the person in: ask the prison whether papers are served."},
		{"domain 4, in hospital", Sentenced, "CRD 2026-12-10", hospital,
			"The conditional release date is Thursday 10 December 2026; the person is in hospital under the Mental Health Act, held and not released."},
		{"domain 2, no dates", Sentenced, "", nil, "No release date is known."},
		{"domain 3, DEAD", Dead, "CRD 2026-12-10", nil, "The person has died."},
	} {
		q := question(r.legal, r.dates)
		if r.with != nil {
			r.with(&q)
		}
		if got := Decide(englandAndWales, q).Explanation; got != r.want {
			t.Errorf("%s:\n got %s\nwant %s", r.source, got, r.want)
		}
	}
}

func TestABankHolidayIsNamedWithoutItsRemark(t *testing.T) {
	closed := calendar.NewClosed([]calendar.Holiday{{Day: day("2026-12-28"), Title: "Boxing Day (substitute day)"}})
	const want = "The approved parole date is Monday 28 December 2026, a bank holiday (Boxing Day), and a date of this kind is never moved: ring the prison."
	if got := Decide(closed, question(Sentenced, "APD 2026-12-28")).Explanation; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}
