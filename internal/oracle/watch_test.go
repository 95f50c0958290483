package oracle

import "testing"

// A no is asked about once more from fourteen days before, and not of somebody
// whose day came and went before that (it was brought forward, say), nor of
// somebody who is near home by then.
func TestANoIsAskedAboutOnceMoreUntilTheDay(t *testing.T) {
	far := &directory{regions: map[string]string{"HLI": "Yorkshire", "PVI": "London"}, areas: map[string][2]string{"Haringey": {"E09000014", "London"}}}
	for _, x := range []struct {
		today, prison string
		want          bool
	}{
		{"2027-03-18", "HLI", false}, {"2027-03-19", "HLI", true}, {"2027-04-02", "HLI", true}, {"2027-04-03", "HLI", false},
		{"2027-03-19", "PVI", false},
	} {
		p := &person{stateNow: planned, told: told{prison: x.prison, area: "Haringey"}}
		p.answer.plannedDay = parseDay("2027-04-02")
		o := &Oracle{today: parseDay(x.today), dir: far}
		if got := o.asksOnceMore(p, &task{state: notWanted, heardOn: parseDay("2027-02-25")}); got != x.want {
			t.Errorf("on %s in %s: %v, want %v", x.today, x.prison, got, x.want)
		}
	}
}
