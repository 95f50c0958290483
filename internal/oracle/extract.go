package oracle

import (
	"strings"
	"time"
)

// Extract takes in a whole extract of one source: the rows of the people in it,
// as of an instant, imported at another.
func (o *Oracle) Extract(at, asOf time.Time, f File) {
	o.files++
	columns := f.columns()
	about := make([]*person, len(f.Rows))
	for i, row := range f.Rows {
		if p := o.of(columns.cell(row, "prison_number")); p != nil {
			p.listed(o.files)
			about[i] = p
		}
	}
	for i, row := range f.Rows {
		p := about[i]
		if p == nil { // unless the row before is theirs
			p = o.of(columns.cell(row, "prison_number"))
		} else if p.rows > 1 {
			continue // rows of one person that differ: somebody has to decide
		}
		o.row(at, asOf, p, columns, row)
	}
	for _, p := range o.people {
		if p.inFile != o.files && asOf.After(p.seenAsOf) {
			p.missedOn = DayOf(asOf)
		}
	}
}

// listed counts a row of a file.
func (p *person) listed(file int) {
	if p.inFile != file {
		p.inFile, p.rows = file, 0
	}
	p.rows++
}

// row takes in one of a person, or of nobody who is known yet.
func (o *Oracle) row(at, asOf time.Time, p *person, columns columns, line string) {
	if area := columns.cell(line, "home_area"); !o.unit[area] {
		return
	}
	fresh := p == nil
	if fresh {
		p = o.arrives(at, asOf, columns, line)
	} else if !asOf.After(p.seenAsOf) {
		return
	}
	p.seenAsOf, p.missedOn = asOf, 0
	if !fresh && p.lastRow == line && !p.placeAt.After(p.lookedAt) {
		return // a row that says nothing new is looked at by the next watch, but for what happened since
	}
	p.lastRow, p.lookedAt = line, asOf
	row := columns.split(line)
	prison, mobile := p.prison, p.mobile
	newDates := p.read(row, o.words)
	if p.mobile != mobile {
		o.shared = nil
	}
	if p.prisonAt.After(asOf) && prison != "" {
		p.prison = prison // they have been moved since
	}
	o.placeOf(p, at, asOf, row)
	if prison != "" && prison != p.prison {
		p.note(at, o.words.text("transferred to "+p.prison))
	}
	if newDates || fresh {
		p.judged, p.answer.setAside = DayOf(at), false
	}
	o.settle(p, at)
	left := p.answer.plannedDay // by what the same row tells of it
	if prison != "" && prison != p.prison && p.place == "held" && left >= DayOf(at) && o.cal.between(DayOf(at), left) < 10 {
		o.mustAlert(p, "transferred", at)
	}
}

// arrives is the first row of somebody.
func (o *Oracle) arrives(at, asOf time.Time, columns columns, line string) *person {
	p := &person{firstStored: DayOf(at), firstAsOf: DayOf(asOf), place: "held"}
	p.number = strings.Clone(columns.cell(line, "prison_number"))
	p.area = o.words.text(columns.cell(line, "home_area"))
	p.listed(o.files)
	o.people[p.number] = p
	o.order = o.order[:0]
	return p
}

// placeOf is where an extract says the person is, unless something newer is
// known.
func (o *Oracle) placeOf(p *person, at, asOf time.Time, row cells) {
	if p.placeAt.After(asOf) || p.place == "died" {
		return
	}
	switch {
	case row.get("status") == "INACTIVE OUT" && row.get("movement_reason") == "released" && p.place != "released":
		o.leaves(p, at, "released", parseDay(row.get("released_on")), row.get("movement_reason"))
	case row.get("status") == "ACTIVE IN" && (p.place == "court" || p.place == "hospital" || p.place == ""): // back inside
		p.place = "held"
	case row.get("status") == "ACTIVE OUT" && row.get("movement_reason") == "hospital" && (p.place == "held" || p.place == "court"): // at court from there, and back there
		p.place = "hospital"
	case row.get("status") == "ACTIVE OUT" && p.place == "held":
		p.place = "court"
	}
}
