package oracle

import (
	"testing"
	"time"
)

// Two records of one person: of two requests one remains, and whoever loses the
// other hears of it.
func TestWhatIsJoinedIsNotAskedTwice(t *testing.T) {
	at := time.Date(2026, 11, 24, 7, 0, 0, 0, time.UTC)
	std := &standard{code: "DA-ASK", service: "prison_healthcare", foundBy: "prison", anchor: "planned", applies: []string{"always"}, latest: -1}
	twoOfOne := func() *Oracle {
		o := &Oracle{list: []*standard{std}, dir: &directory{}, people: map[string]*person{}, joined: map[string]string{}}
		for number, prison := range map[string]string{"A1": "LEI", "A2": "HLI"} {
			p := &person{place: "held", stateNow: planned}
			p.told = told{number: number, prison: prison, iom: "fixed"}
			p.dates.put("crd", parseDay("2027-01-12"))
			p.tasks = []*task{{std: std, state: asked, told: true, to: "health." + prison + "@prison.example", where: prison,
				toldDay: parseDay("2027-01-12"), handedOn: parseDay("2026-11-23")}}
			o.people[number] = p
		}
		return o
	}
	for _, x := range []struct {
		name string
		do   func(*Oracle)
		want string
	}{
		{"the one who lost it is not told", func(*Oracle) {}, "the end of a request was not told: DA-ASK to health.HLI@prison.example"},
		{"they are", func(o *Oracle) {
			o.Sent(Sent{At: at.Add(2 * time.Hour), Channel: "email", Kind: "told", To: "health.HLI@prison.example", Items: []Item{{Kind: "withdrawn", Number: "A1", Code: "DA-ASK"}}})
		}, ""},
		{"the one who lost it is asked again", func(o *Oracle) {
			o.Sent(Sent{At: at.Add(2 * time.Hour), Channel: "email", Kind: "request", To: "health.HLI@prison.example", Items: []Item{{Kind: "task", Number: "A1", Code: "DA-ASK"}}})
		}, "a request that should not leave"},
	} {
		t.Run(x.name, func(t *testing.T) {
			o := twoOfOne()
			o.Events(at, []Event{{At: at, Number: "A2", Word: "merged", Into: "A1"}})
			x.do(o)
			o.DayEnds(at.Add(16 * time.Hour))
			o.wantSaid(t, x.want)
			if o.people["A2"] != nil || o.of("A2") != o.people["A1"] {
				t.Error("both numbers should find the one who remains")
			}
		})
	}
}

// What waits to be said of a record when it is joined is said, of the one who
// remains, whatever that one's own row knows of a hearing.
func TestTheHearingOfAJoinedRecordIsSaid(t *testing.T) {
	const link = "lee@unit.example"
	at := time.Date(2026, 11, 24, 7, 0, 0, 0, time.UTC)
	eve := parseDay("2026-11-25")
	hearing := func(o *Oracle, number string) {
		o.Sent(Sent{At: at.Add(time.Hour), Channel: "email", Kind: "digest", To: link, Items: []Item{{Kind: "hearing", Number: number, To: eve.String()}}})
	}
	for _, x := range []struct {
		name string
		do   func(*Oracle)
		want string
	}{
		{"said", func(o *Oracle) { hearing(o, "A1") }, ""},
		{"not said", func(*Oracle) {}, "a hearing was not told on its eve: 2026-11-25 to " + link},
		{"of somebody else", func(o *Oracle) { hearing(o, "A1"); hearing(o, "A3") }, "a hearing that is not to be: " + link},
	} {
		t.Run(x.name, func(t *testing.T) {
			o := &Oracle{dir: &directory{}, people: map[string]*person{}, joined: map[string]string{}, officers: map[string][]string{"Haringey": {link}}}
			for _, number := range []string{"A1", "A2", "A3"} {
				p := &person{place: "held", stateNow: planned}
				p.told = told{number: number, iom: "fixed", area: "Haringey"}
				o.people[number] = p
			}
			o.people["A2"].hearing = eve
			o.Events(at, []Event{{At: at, Number: "A2", Word: "merged", Into: "A1"}})
			x.do(o)
			o.DayEnds(at.Add(16 * time.Hour))
			o.wantSaid(t, x.want)
		})
	}
}
