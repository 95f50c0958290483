package oracle

import "testing"

// A no is asked about once more from fourteen days before, and not of somebody
// whose day came and went before that: it was brought forward, say.
func TestANoIsAskedAboutOnceMoreUntilTheDay(t *testing.T) {
	for today, want := range map[string]bool{"2027-03-18": false, "2027-03-19": true, "2027-04-02": true, "2027-04-03": false} {
		p := &person{stateNow: planned}
		p.answer.plannedDay = parseDay("2027-04-02")
		o := &Oracle{today: parseDay(today)}
		if got := o.asksOnceMore(p, &task{state: "not_wanted", heardOn: parseDay("2027-02-25")}); got != want {
			t.Errorf("on %s: %v, want %v", today, got, want)
		}
	}
}
