package release_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	. "throughgate/release"
)

func TestTheExplanationIsOneSentenceThatSaysTheDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := someQuestion(t)
		if rapid.IntRange(0, 3).Draw(t, "likely") != 0 { // mostly where the scheme gives another day
			q.FridayScheme, q.Scheme = true, SchemeUndecided
		}
		a := Decide(englandAndWales, q)
		e := a.Explanation
		if !strings.HasSuffix(e, ".") || strings.Count(e, ".") != 1 || !unicode.IsUpper(rune(e[0])) ||
			strings.Contains(e, "  ") || strings.Contains(e, "()") {
			t.Fatalf("not one sentence: %q", e)
		}
		if a.Presumed && !strings.Contains(e, a.FridaySchemeDay.Long()+", or "+a.WorkingDay.Long()+" if the scheme is not applied") {
			t.Fatalf("a presumed day without the other one: %q", e)
		}
		if !a.PlannedDay.IsZero() && !strings.Contains(e, a.PlannedDay.Long()) {
			t.Fatalf("%s is not said: %q", a.PlannedDay, e)
		}
		if !a.Statutory.IsZero() && !strings.Contains(e, a.Statutory.Long()) {
			t.Fatalf("%s is not said: %q", a.Statutory, e)
		}
		if strings.Count(e, "ring the prison") > 1 {
			t.Fatalf("asked twice: %q", e)
		}
	})
}

func TestPresumedIsASchemeDayNobodyDecidedOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := someQuestion(t)
		a := Decide(englandAndWales, q)
		if a.Presumed != (!a.FridaySchemeDay.IsZero() && q.Scheme == SchemeUndecided) {
			t.Fatalf("presumed %t with decision %q: %s", a.Presumed, q.Scheme, inWords(a))
		}
		if youth := slices.Contains(a.Reasons, ReasonYouth); a.Presumed && youth {
			t.Fatalf("presumed for somebody under 18: %s", inWords(a))
		}
	})
}

func TestAskedTwiceTheAnswerIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := someQuestion(t)
		given := slices.Clone(q.Dates)
		first := Decide(englandAndWales, q)
		if diff := cmp.Diff(given, q.Dates, sameDay); diff != "" {
			t.Fatalf("the dates that were told were changed:\n%s", diff)
		}
		if diff := cmp.Diff(first, Decide(englandAndWales, q), sameDay); diff != "" {
			t.Fatalf("asked again:\n%s", diff)
		}
	})
}
