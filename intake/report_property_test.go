package intake_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"throughgate/intake"
)

// Claim 8 of the architecture: rows in = new + changed + unchanged + outside
// the unit + rejected + held, whatever comes in whatever order.
func TestTheColumnsOfTheReportComeToItsRows(t *testing.T) {
	w := newWorld(t)
	w.at.refuse["A1111AD"] = errRefused
	pick := func(from []string) *rapid.Generator[string] { return rapid.SampledFrom(from) }
	rapid.Check(t, func(rt *rapid.T) {
		var file strings.Builder
		file.WriteString(head)
		rows := rapid.IntRange(1, 12).Draw(rt, "rows")
		for range rows {
			file.WriteString(strings.Join([]string{
				"A1111A" + pick([]string{"A", "B", "C", "D", "E", "F", "G", "H"}).Draw(rt, "number"),
				pick([]string{"Smith", "Smith", "Jones"}).Draw(rt, "surname"),
				"Jo",
				pick([]string{"1990-01-01", "1990-01-01", "1991-01-01"}).Draw(rt, "born"),
				pick([]string{"LEI", "LEI", "LEI", "LEI", "Feltham"}).Draw(rt, "prison"),
				pick([]string{"Haringey", "Haringey", "Camden"}).Draw(rt, "home"),
				pick([]string{"", "-", "2027-01-01", "2027-02-02"}).Draw(rt, "crd"),
				"",
			}, ",") + "\n")
		}
		asOf := w.clock.AddDate(0, 0, -rapid.IntRange(0, 2).Draw(rt, "days ago"))
		dry := rapid.Bool().Draw(rt, "dry run")
		r, err := w.tryReleases(file.String(), intake.ReleasesOptions{AsOf: asOf, DryRun: dry})
		if intake.ExitCode(r, err) == 2 {
			return // more than a fifth was bad
		}
		if err != nil {
			rt.Fatal(err)
		}
		sum := r.New + r.Changed + r.Unchanged + r.OutsideUnit + len(r.Rejected) + len(r.Held)
		if r.Rows != rows || sum != rows {
			rt.Fatalf("%d rows in, report: %s", rows, counts(r))
		}
	})
}
