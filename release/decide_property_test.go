package release_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughgate/internal/calendar"
	. "throughgate/release"
)

var someLegalStatus = rapid.SampledFrom(LegalStatuses)

// someDay lies between mid-2026 and past the published calendar, mostly near today.
func someDay() *rapid.Generator[calendar.Date] {
	return rapid.Custom(func(t *rapid.T) calendar.Date {
		reach := rapid.SampledFrom([]int{10, 60, 60, 900}).Draw(t, "reach")
		return day(standardToday).AddDays(rapid.IntRange(-reach, reach).Draw(t, "days"))
	})
}

func maybe(t *rapid.T, name string) calendar.Date {
	if rapid.Bool().Draw(t, name+" known") {
		return someDay().Draw(t, name)
	}
	return calendar.Date{}
}

// someDates holds at most one calculated date and one override of each type.
func someDates() *rapid.Generator[[]TypedDate] {
	return rapid.Custom(func(t *rapid.T) []TypedDate {
		var out []TypedDate
		for _, typ := range rapid.SliceOfNDistinct(rapid.SampledFrom(DateTypes), 0, 6, rapid.ID).Draw(t, "types") {
			if rapid.IntRange(0, 3).Draw(t, "override") != 0 {
				out = append(out, TypedDate{typ, Calculated, someDay().Draw(t, "day")})
			}
			if rapid.IntRange(0, 4).Draw(t, "override") == 0 {
				out = append(out, TypedDate{typ, Override, someDay().Draw(t, "day")})
			}
		}
		return out
	})
}

func someQuestion(t *rapid.T) Question {
	q := Question{
		Today:       day(standardToday),
		LegalStatus: someLegalStatus.Draw(t, "legal status"),
		BirthDate:   day("2008-12-01").AddDays(rapid.IntRange(-400, 400).Draw(t, "born")),
		ReturnedOn:  maybe(t, "returned"), SentenceStart: maybe(t, "start"),
		HeldAsOf: maybe(t, "held"), Dates: someDates().Draw(t, "dates"),
		ImmigrationHold: rapid.Bool().Draw(t, "immigration"), InHospital: rapid.Bool().Draw(t, "hospital"),
		FridayScheme: rapid.Bool().Draw(t, "scheme"),
		Scheme:       rapid.SampledFrom([]SchemeDecision{SchemeUndecided, SchemeApplied, SchemeRefused, SchemeOneDayMore}).Draw(t, "decision"),
	}
	if q.HeldAsOf.After(q.Today) {
		q.HeldAsOf = q.Today
	}
	q.ListedAsOf = q.HeldAsOf
	return q
}

var sameDay = cmp.Comparer(func(a, b calendar.Date) bool { return a == b })

func TestTheOrderOfDatesOfDifferentTypesOrKindsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := someQuestion(t)
		want := Decide(englandAndWales, q)
		q.Dates = rapid.Permutation(q.Dates).Draw(t, "shuffled")
		if diff := cmp.Diff(want, Decide(englandAndWales, q), sameDay); diff != "" {
			t.Fatalf("the order changed the answer:\n%s", diff)
		}
	})
}

func TestDaysFollowFromOneAnother(t *testing.T) {
	c := englandAndWales
	rapid.Check(t, func(t *rapid.T) {
		q := someQuestion(t)
		a := Decide(c, q)
		if decides := a.DecidingType != ""; decides == a.PlannedDay.IsZero() || decides == a.Statutory.IsZero() ||
			decides == a.WorkingDay.IsZero() || decides != (a.State == Planned || a.State == DatePassed) {
			t.Fatalf("a planned day without a deciding date, or the reverse: %s", inWords(a))
		}
		if a.DecidingType == "" {
			return
		}
		switch a.DecidingType {
		case CRD, ARD, PRRD, MTD:
			if !c.Working(a.PlannedDay) || !c.Working(a.WorkingDay) {
				t.Fatalf("a moved type on a non-working day: %s", inWords(a))
			}
		case APD, HDCAD, NPD, Confirmed:
			if a.PlannedDay != a.Statutory || !a.FridaySchemeDay.IsZero() {
				t.Fatalf("a type that is never moved was moved: %s", inWords(a))
			}
		default:
			t.Fatalf("this type never decides: %s", inWords(a))
		}
		if a.WorkingDay.After(a.Statutory) || a.PlannedDay.After(a.WorkingDay) {
			t.Fatalf("a release after its date: %s", inWords(a))
		}
		if f := a.FridaySchemeDay; !f.IsZero() {
			if f != a.PlannedDay || !f.Before(a.WorkingDay) || !c.Working(f) || f.Before(q.Today) || !q.FridayScheme {
				t.Fatalf("not a day of the Friday scheme: %s", inWords(a))
			}
			if q.Scheme != SchemeOneDayMore && !c.Working(f.AddDays(1)) {
				t.Fatalf("the day after the scheme's day is a non-working day: %s", inWords(a))
			}
		}
		if slices.Contains(a.Reasons, ReasonFridayScheme) == a.FridaySchemeDay.IsZero() {
			t.Fatalf("the code and the day of the scheme disagree: %s", inWords(a))
		}
	})
}

func TestADateThatIsNoReleaseMovesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := someQuestion(t)
		before := Decide(englandAndWales, q)
		typ := rapid.SampledFrom([]DateType{PED, HDCED, Tariff, ERSED, ROTL, ETD, LTD, SED, LED, SLED, TUSED}).Draw(t, "type")
		q.Dates = append(slices.Clone(q.Dates), TypedDate{typ, Calculated, someDay().Draw(t, "added")})
		after := Decide(englandAndWales, q)
		if before.DecidingType != after.DecidingType || before.PlannedDay != after.PlannedDay {
			t.Fatalf("%s made %s out of %s", typ, inWords(after), inWords(before))
		}
	})
}

func TestTimeGoingByMovesNoPlannedDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := someQuestion(t)
		q.JudgedOn, q.HeldAsOf = q.Today, calendar.Date{} // nothing goes stale without a newer extract
		q.ListedAsOf = maybe(t, "listed")
		before := Decide(englandAndWales, q)
		q.Today = q.Today.AddDays(rapid.IntRange(1, 400).Draw(t, "days later"))
		after := Decide(englandAndWales, q)
		if before.PlannedDay != after.PlannedDay || before.FridaySchemeDay != after.FridaySchemeDay {
			t.Fatalf("%s became %s", inWords(before), inWords(after))
		}
	})
}

func TestReasonsStandInOrderAndOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Decide(englandAndWales, someQuestion(t))
		last := -1
		for _, r := range a.Reasons {
			at := slices.Index(Reasons[:], r)
			if at <= last {
				t.Fatalf("out of order, twice or unknown: %v", a.Reasons)
			}
			last = at
		}
		if a.Reasons == nil || a.Explanation == "" {
			t.Fatalf("an answer without reasons or words: %+v", a)
		}
	})
}
