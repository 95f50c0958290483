package access_test

import (
	"testing"

	"throughgate/access"
	"throughgate/internal/calendar"
)

func TestAnAgreementStandsByItsDays(t *testing.T) {
	t.Parallel()
	day := calendar.MustParse
	a := access.Agreement{StartsOn: day("2026-03-01"), ReviewOn: day("2026-09-01"), EndsOn: day("2027-02-28")}
	ended := a
	ended.EndedOn = day("2026-06-10")
	for _, c := range []struct {
		what  string
		a     access.Agreement
		on    string
		want  access.AgreementState
		holds bool
		tell  int
	}{
		{"the day before the first", a, "2026-02-28", access.AgreementNotYet, false, 0},
		{"the first day", a, "2026-03-01", access.AgreementInForce, true, 0},
		{"the day before the review", a, "2026-08-31", access.AgreementInForce, true, 0},
		{"the day of the review", a, "2026-09-01", access.AgreementReviewDue, true, 0},
		{"61 days left", a, "2026-12-29", access.AgreementReviewDue, true, 0},
		{"60 days left", a, "2026-12-30", access.AgreementEndsSoon, true, 60},
		{"31 days left", a, "2027-01-28", access.AgreementEndsSoon, true, 60},
		{"30 days left", a, "2027-01-29", access.AgreementEndsSoon, true, 30},
		{"7 days left", a, "2027-02-21", access.AgreementEndsSoon, true, 7},
		{"the last day", a, "2027-02-28", access.AgreementEndsSoon, true, 7},
		{"the day after", a, "2027-03-01", access.AgreementEnded, false, 0},
		{"the day before it was ended", ended, "2026-06-09", access.AgreementInForce, true, 0},
		{"ended by hand that day", ended, "2026-06-10", access.AgreementEnded, false, 0},
	} {
		on := day(c.on)
		if got, holds, tell := c.a.State(on), c.a.InForce(on), c.a.TellOwner(on); got != c.want || holds != c.holds || tell != c.tell {
			t.Errorf("%s: %s, in force %v, owner told %d; want %s, %v, %d", c.what, got, holds, tell, c.want, c.holds, c.tell)
		}
	}
}

func TestAServiceIsCoveredByAnAgreementInForce(t *testing.T) {
	t.Parallel()
	day := calendar.MustParse
	today := day("2026-11-23")
	agreed := func(id int64, from, to string, partners ...access.Partner) access.Agreement {
		return access.Agreement{ID: id, StartsOn: day(from), ReviewOn: day(to), EndsOn: day(to), Partners: partners}
	}
	here, anywhere := access.Partner{Service: "jobcentre", Area: "E09000014"}, access.Partner{Service: "jobcentre"}
	old, now, longer, later := agreed(1, "2025-01-01", "2026-01-31", here), agreed(2, "2026-01-01", "2026-11-23", here),
		agreed(3, "2026-01-01", "2027-12-31", anywhere), agreed(4, "2026-11-24", "2027-12-31", here)
	for _, c := range []struct {
		what          string
		list          []access.Agreement
		service, area string
		lenient       bool // lacks, outside production
		strict        bool // lacks, in production
		under         int64
		why           string
	}{
		{"none was ever entered", nil, "jobcentre", "E09000014", false, true, 0, "there is no sharing agreement with the service"},
		{"one in force", []access.Agreement{old, now}, "jobcentre", "E09000014", false, false, 2, ""},
		{"two in force: the longer", []access.Agreement{now, longer}, "jobcentre", "E09000014", false, false, 3, ""},
		{"wherever it is", []access.Agreement{longer}, "jobcentre", "*", false, false, 3, ""},
		{"one of another area is none", []access.Agreement{now}, "jobcentre", "E09000007", false, true, 0, "there is no sharing agreement with the service"},
		{"one of another service is none", []access.Agreement{longer}, "housing_options", "E09000014", false, true, 0, "there is no sharing agreement with the service"},
		{"ended", []access.Agreement{old}, "jobcentre", "E09000014", true, true, 1, "the sharing agreement with the service ended on Saturday 31 January 2026"},
		{"starts tomorrow", []access.Agreement{later}, "jobcentre", "E09000014", true, true, 4, "the sharing agreement with the service starts on Tuesday 24 November 2026"},
		{"the unit itself", nil, "link_officer", "E09000014", false, false, 0, ""},
	} {
		for _, fromStart := range []bool{false, true} {
			want := c.lenient
			if fromStart {
				want = c.strict
			}
			got := access.Sharing{Agreements: c.list, FromStart: fromStart}.Of(c.service, c.area, today)
			if got.Lacks != want {
				t.Errorf("%s, in production %v: lacks %v, want %v", c.what, fromStart, got.Lacks, want)
			}
			if id := idOf(got.Agreement); id != c.under {
				t.Errorf("%s: under agreement %d, want %d", c.what, id, c.under)
			}
			if got.Lacks && got.Why(today) != c.why {
				t.Errorf("%s: says %q, want %q", c.what, got.Why(today), c.why)
			}
		}
	}
}

func idOf(a *access.Agreement) int64 {
	if a == nil {
		return 0
	}
	return a.ID
}
