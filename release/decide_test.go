package release_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/internal/calendar"
	. "throughgate/release"
)

// published are the bank holidays of England and Wales, 2026 to 2028 (GOV.UK).
func published() []calendar.Holiday {
	var out []calendar.Holiday
	for _, line := range strings.Fields(`
		2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28
		2027-01-01 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-08-30 2027-12-27 2027-12-28
		2028-01-03 2028-04-14 2028-04-17 2028-05-01 2028-05-29 2028-08-28 2028-12-25 2028-12-26`) {
		out = append(out, calendar.Holiday{Day: day(line), Title: "Bank holiday"})
	}
	return out
}

var englandAndWales = calendar.New(published())

func day(s string) calendar.Date {
	if s == "" || s == "-" {
		return calendar.Date{}
	}
	return calendar.MustParse(s)
}

// dates reads "CRD 2026-12-14; CRD override 2026-12-16".
func dates(s string) []TypedDate {
	var out []TypedDate
	for _, part := range strings.Split(s, ";") {
		switch f := strings.Fields(part); len(f) {
		case 0:
		case 2:
			out = append(out, TypedDate{DateType(f[0]), Calculated, day(f[1])})
		case 3:
			out = append(out, TypedDate{DateType(f[0]), DateKind(f[1]), day(f[2])})
		default:
			panic("cannot read the dates " + s)
		}
	}
	return out
}

// row is one case of a rule. Its source names the sentence of the rules it
// proves ("domain 2, deciding date 3"). Today is Monday 23 November 2026.
type row struct {
	source string
	legal  LegalStatus
	dates  string
	with   func(*Question)
	want   string // "TYPE statutory working scheme planned state codes", "-" for none
}

const standardToday = "2026-11-23"

func question(legal LegalStatus, given string) Question {
	return Question{Today: day(standardToday), LegalStatus: legal, Dates: dates(given),
		BirthDate: day("1990-05-05"), SentenceStart: day("2026-01-05")}
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func inWords(a Answer) string {
	codes := make([]string, len(a.Reasons))
	for i, r := range a.Reasons {
		codes[i] = string(r)
	}
	return fmt.Sprintf("%s %s %s %s %s %s %s", dash(string(a.DecidingType)), dash(a.Statutory.String()),
		dash(a.WorkingDay.String()), dash(a.FridaySchemeDay.String()), dash(a.PlannedDay.String()),
		a.State, dash(strings.Join(codes, ",")))
}

func runRows(t *testing.T, c *calendar.Calendar, rows []row) {
	t.Helper()
	for i, r := range rows {
		t.Run(fmt.Sprintf("%02d_%s", i, r.source), func(t *testing.T) {
			q := question(r.legal, r.dates)
			if r.with != nil {
				r.with(&q)
			}
			got := Decide(c, q)
			if diff := cmp.Diff(r.want, inWords(got)); diff != "" {
				t.Errorf("%s\n%s %q (-want +got):\n%s", r.source, r.legal, r.dates, diff)
			}
			if !strings.HasSuffix(got.Explanation, ".") || strings.Count(got.Explanation, ". ") != 0 {
				t.Errorf("not one sentence: %q", got.Explanation)
			}
		})
	}
}

func withScheme(q *Question) { q.FridayScheme = true }

func all(fs ...func(*Question)) func(*Question) {
	return func(q *Question) {
		for _, f := range fs {
			f(q)
		}
	}
}

func today(s string) func(*Question)    { return func(q *Question) { q.Today = day(s) } }
func judged(s string) func(*Question)   { return func(q *Question) { q.JudgedOn = day(s) } }
func returned(s string) func(*Question) { return func(q *Question) { q.ReturnedOn = day(s) } }
func born(s string) func(*Question)     { return func(q *Question) { q.BirthDate = day(s) } }
func started(s string) func(*Question)  { return func(q *Question) { q.SentenceStart = day(s) } }
func held(s string) func(*Question) {
	return func(q *Question) { q.HeldAsOf, q.ListedAsOf = day(s), day(s) }
}
func listed(s string) func(*Question) { return func(q *Question) { q.ListedAsOf = day(s) } }
func left(s string) func(*Question)   { return func(q *Question) { q.LeftOn = day(s) } }
func immigration(q *Question)         { q.ImmigrationHold = true }
func hospital(q *Question)            { q.InHospital = true }
func noExtract(q *Question)           { q.NoExtract = true }
func decidedOn(d SchemeDecision) func(*Question) {
	return func(q *Question) { q.FridayScheme, q.Scheme = true, d }
}
