package oracle

import (
	"strings"
	"testing"
	"time"
)

// A holder hears of a move. Of a day that was past when it was learnt, while a
// newer file still lists the person, officers ask the prison first; in hospital
// nothing is overdue until checked (rules 2 and 4).
func TestWhoHoldsARequestIsOwedTheNewDay(t *testing.T) {
	std := &standard{code: "DA-ASK", service: "prison_healthcare", foundBy: "prison", anchor: "planned", latest: -1}
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	for _, x := range []struct {
		planned, place, status, reason string
		owed                           bool
	}{
		{"2026-12-04", "held", "ACTIVE IN", "", true},
		{"2026-11-23", "held", "ACTIVE IN", "", false},
		{"2026-11-23", "court", "ACTIVE OUT", "", false},
		{"2026-11-24", "held", "ACTIVE IN", "", true},
		{"2026-11-23", "hospital", "ACTIVE OUT", "", true},
		{"2026-11-23", "court", "ACTIVE OUT", "hospital", true}, // at court for a day, from there
		{"2026-11-23", "hospital", "ACTIVE IN", "", false},      // the row says that they are back
	} {
		p := &person{place: x.place, stateNow: planned, movedAt: at, seenAsOf: at}
		p.told = told{number: "A1", prison: "LEI", iom: "fixed"}
		p.answer.plannedDay = parseDay(x.planned)
		o := &Oracle{list: []*standard{std}, dir: &directory{}, people: map[string]*person{"A1": p}}
		o.placeOf(p, at, at, columns{"status": 0, "movement_reason": 1}.split(x.status+Apart+x.reason))
		said := o.owedOf(p, &task{std: std, state: asked, told: true, to: "health.LEI@prison.example", where: "LEI", toldDay: parseDay("2027-01-12")}, at.Add(9*time.Hour))
		if strings.HasPrefix(said, "a move was not told") != x.owed {
			t.Errorf("%s, %s, %s: said %q, owed %v", x.planned, x.place, x.status, said, x.owed)
		}
	}
}
