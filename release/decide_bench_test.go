package release_test

import (
	"testing"

	. "throughgate/release"
)

// What Decide costs a person: the typical one with and without the Friday
// scheme, and the one with most to look at. Two allocations at most: the
// reasons and the sentence (TestDecideAllocatesOnlyWhatItAnswers).
func BenchmarkDecide(b *testing.B) {
	for _, r := range []struct {
		name  string
		legal LegalStatus
		dates string
		with  func(*Question)
	}{
		{"working_day", Sentenced, "CRD 2027-02-23; SED 2028-02-23", nil},
		{"weekend", Sentenced, "CRD 2026-12-12; HDCED 2026-12-01; SED 2028-02-23", nil},
		{"friday_scheme", Sentenced, "CRD 2026-12-12; HDCED 2026-12-01; SED 2028-02-23", withScheme},
		{"recall", Recall, "CRD 2026-11-12; CONFIRMED 2026-11-12; PRRD 2026-12-28; SLED 2028-02-23", withScheme},
		{"past_the_calendar", Sentenced, "CRD 2030-12-27; HDCED 2030-12-01; SED 2032-02-23", withScheme},
		{"remand", Remand, "", nil},
		{"none", Sentenced, "SED 2028-02-23", nil},
	} {
		b.Run(r.name, func(b *testing.B) {
			q := question(r.legal, r.dates)
			if r.with != nil {
				r.with(&q)
			}
			b.ReportAllocs()
			for b.Loop() {
				Decide(englandAndWales, q)
			}
		})
	}
}

func TestDecideAllocatesOnlyWhatItAnswers(t *testing.T) {
	for _, r := range []struct {
		legal LegalStatus
		dates string
		most  float64 // the sentence, and the reasons where there are any
	}{
		{Sentenced, "CRD 2027-02-23; SED 2028-02-23", 1},
		{Sentenced, "CRD 2026-12-12; HDCED 2026-12-01; SED 2028-02-23", 2},
		{Recall, "CRD 2026-11-12; CONFIRMED 2026-11-12; PRRD 2026-12-28; SLED 2028-02-23", 2},
		{Remand, "", 2},
		{Sentenced, "", 2},
	} {
		q := question(r.legal, r.dates)
		q.FridayScheme = true
		if got := testing.AllocsPerRun(100, func() { Decide(englandAndWales, q) }); got > r.most {
			t.Errorf("%s %q: %v allocations, at most %v", r.legal, r.dates, got, r.most)
		}
	}
}
