package release_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"throughgate/internal/calendar"
	. "throughgate/release"
)

// sameButForReasons compares two answers in all but their codes and words.
var sameButForReasons = cmp.Options{sameDay, cmpopts.IgnoreFields(Answer{}, "Reasons", "Explanation")}

func without(reasons []Reason, r Reason) []Reason {
	return slices.DeleteFunc(slices.Clone(reasons), func(x Reason) bool { return x == r })
}

// domain rule 2: an override replaces the calculated date of its type, for
// every type.
func TestAnOverrideIsACalculatedDateButForItsCode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := someQuestion(t)
		typ := rapid.SampledFrom(DateTypes).Draw(t, "type")
		day := someDay().Draw(t, "day")
		others := slices.DeleteFunc(slices.Clone(q.Dates), func(d TypedDate) bool { return d.Type == typ })

		q.Dates = append(slices.Clone(others), TypedDate{typ, Calculated, day})
		calculated := Decide(englandAndWales, q)
		q.Dates = append(slices.Clone(others), TypedDate{typ, Override, day}, TypedDate{typ, Calculated, someDay().Draw(t, "replaced")})
		overridden := Decide(englandAndWales, q)

		if diff := cmp.Diff(calculated, overridden, sameButForReasons); diff != "" {
			t.Fatalf("an override of %s counts otherwise:\n%s", typ, diff)
		}
		if diff := cmp.Diff(calculated.Reasons, without(overridden.Reasons, ReasonOverride)); diff != "" && calculated.DecidingType == typ {
			t.Fatalf("an override of %s has other codes:\n%s", typ, diff)
		}
		if overridden.DecidingType == typ && !slices.Contains(overridden.Reasons, ReasonOverride) {
			t.Fatalf("the date that decides is an override: %s", inWords(overridden))
		}
	})
}

// domain rule 2: what is left over from before a recall decides nothing.
func TestALeftOverDateChangesOnlyTheReasons(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := someQuestion(t)
		q.LegalStatus = Recall
		typ := rapid.SampledFrom([]DateType{Confirmed, APD, HDCAD, CRD, ARD, NPD}).Draw(t, "type")
		q.Dates = slices.DeleteFunc(slices.Clone(q.Dates), func(d TypedDate) bool { return d.Type == typ })
		before := Decide(englandAndWales, q)
		q.Dates = append(q.Dates, TypedDate{typ, Calculated, q.Today.AddDays(-rapid.IntRange(1, 500).Draw(t, "past"))})
		after := Decide(englandAndWales, q)
		if diff := cmp.Diff(before, after, sameButForReasons); diff != "" {
			t.Fatalf("a %s left over changed the answer:\n%s", typ, diff)
		}
		if diff := cmp.Diff(without(before.Reasons, ReasonLeftOver), without(after.Reasons, ReasonLeftOver)); diff != "" {
			t.Fatalf("a %s left over changed another code:\n%s", typ, diff)
		}
		if !slices.Contains(after.Reasons, ReasonLeftOver) {
			t.Fatalf("a %s was set aside without its code: %s", typ, inWords(after))
		}
	})
}

// domain rule 2: more than 5 working days past while a newer extract has the
// person ACTIVE IN, a date decides nothing.
func TestAStaleDateChangesOnlyTheReasons(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := someQuestion(t)
		q.LegalStatus = rapid.SampledFrom([]LegalStatus{Sentenced, Indeterminate, ImmigrationDetainee, CivilPrisoner, UnknownStatus}).Draw(t, "legal")
		q.HeldAsOf, q.ListedAsOf = q.Today, q.Today
		typ := rapid.SampledFrom([]DateType{Confirmed, APD, HDCAD}).Draw(t, "type")
		q.Dates = slices.DeleteFunc(slices.Clone(q.Dates), func(d TypedDate) bool { return d.Type == typ })
		before := Decide(englandAndWales, q)
		stale := englandAndWales.Add(q.Today, -6).AddDays(-rapid.IntRange(0, 400).Draw(t, "past"))
		q.Dates = append(q.Dates, TypedDate{typ, Calculated, stale})
		after := Decide(englandAndWales, q)
		if diff := cmp.Diff(before, after, sameButForReasons); diff != "" {
			t.Fatalf("a stale %s changed the answer:\n%s", typ, diff)
		}
		if diff := cmp.Diff(without(before.Reasons, ReasonStale), without(after.Reasons, ReasonStale)); diff != "" {
			t.Fatalf("a stale %s changed another code:\n%s", typ, diff)
		}
		if typ == Confirmed && !slices.Contains(after.Reasons, ReasonStale) {
			t.Fatalf("a stale %s without its code: %s", typ, inWords(after))
		}
	})
}

// domain rule 3: what is past is judged when it is learnt, never by time going
// by. With extracts coming in only a date that goes stale gives way.
func TestTimeAndExtractsMoveAPlannedDayOnlyByStaleness(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := someQuestion(t)
		q.JudgedOn, q.HeldAsOf, q.ListedAsOf = q.Today, calendar.Date{}, calendar.Date{}
		before := Decide(englandAndWales, q)
		q.Today = q.Today.AddDays(rapid.IntRange(1, 400).Draw(t, "days later"))
		q.HeldAsOf = q.Today.AddDays(-rapid.IntRange(0, 3).Draw(t, "newest extract"))
		q.ListedAsOf = q.HeldAsOf
		after := Decide(englandAndWales, q)
		if slices.Contains(after.Reasons, ReasonStale) {
			return
		}
		if before.PlannedDay != after.PlannedDay || before.FridaySchemeDay != after.FridaySchemeDay ||
			before.WorkingDay != after.WorkingDay || before.DecidingType != after.DecidingType {
			t.Fatalf("%s became %s", inWords(before), inWords(after))
		}
	})
}
