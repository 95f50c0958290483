package oracle

import (
	"maps"
	"time"
)

// Extract takes in a whole extract of one source: the rows of the people in it,
// as of an instant, imported at another.
func (o *Oracle) Extract(at, asOf time.Time, rows []map[string]string) {
	listed := make(map[string]bool, len(rows))
	times := map[*person]int{}
	for _, row := range rows {
		if p := o.of(row["prison_number"]); p != nil {
			times[p]++
			listed[p.number] = true
		}
	}
	for _, row := range rows {
		listed[row["prison_number"]] = true
		if p := o.of(row["prison_number"]); p != nil && times[p] > 1 {
			continue // rows of one person that differ: somebody has to decide
		}
		o.row(at, asOf, row)
	}
	for _, number := range o.numbers() {
		p := o.people[number]
		if !listed[number] && asOf.After(p.seenAsOf) {
			p.missedOn = DayOf(asOf)
		}
	}
}

func (o *Oracle) row(at, asOf time.Time, row map[string]string) {
	number := row["prison_number"]
	if !o.unit[row["home_area"]] {
		return
	}
	p := o.people[number]
	fresh := p == nil
	if fresh {
		p = &person{firstStored: DayOf(at), firstAsOf: DayOf(asOf), place: "held", tasks: map[string]*task{}, cleared: map[string]bool{}, let: map[string]bool{}}
		p.area = row["home_area"]
		o.people[number] = p
	} else if !asOf.After(p.seenAsOf) {
		return
	}
	p.seenAsOf, p.missedOn = asOf, 0
	if !fresh && maps.Equal(p.lastRow, row) && !p.placeAt.After(p.lookedAt) {
		return // a row that says nothing new is looked at by the next watch, but for what happened since
	}
	p.lastRow, p.lookedAt = row, asOf
	prison := p.prison
	newDates := p.read(row)
	if p.prisonAt.After(asOf) && prison != "" {
		p.prison = prison // they have been moved since
	}
	o.placeOf(p, at, asOf, row)
	if prison != "" && prison != p.prison {
		p.note(at, "transferred to "+p.prison)
	}
	if newDates || fresh {
		p.judged = DayOf(at)
	}
	o.settle(p, at)
	left := p.answer.plannedDay // by what the same row tells of it
	if prison != "" && prison != p.prison && p.place == "held" && left >= DayOf(at) && o.cal.between(DayOf(at), left) < 10 {
		o.mustAlert(p, "transferred", at)
	}
}

// placeOf is where an extract says the person is, unless something newer is
// known.
func (o *Oracle) placeOf(p *person, at, asOf time.Time, row map[string]string) {
	if p.placeAt.After(asOf) || p.place == "died" {
		return
	}
	switch {
	case row["status"] == "INACTIVE OUT" && row["movement_reason"] == "released" && p.place != "released":
		o.leaves(p, at, "released", parseDay(row["released_on"]), row["movement_reason"])
	case row["status"] == "ACTIVE IN" && (p.place == "court" || p.place == "hospital" || p.place == ""): // back inside
		p.place = "held"
	case row["status"] == "ACTIVE OUT" && p.place == "held":
		p.place = "court"
	}
}
