package oracle

import "time"

// person is one person as the oracle knows them: one stay in custody at a time.
type person struct {
	told
	firstStored Day
	firstAsOf   Day
	seenAsOf    time.Time // newest extract that has them
	missedOn    Day       // of the newest file, where it does not have them any more
	place       string    // held, court, hospital, released, removed, at_large, unknown, died
	placeAt     time.Time
	lookedAt    time.Time // when the newest row that was looked at was taken
	prisonAt    time.Time // of the newest event that says which prison holds them
	stateNow    string
	answer      answer
	judged      Day
	scheme      string
	schemeFor   Day
	goneOn      Day // when they left, by whatever way
	releasedOn  Day
	learntOn    Day
	leftBy      string // the word by which they were released
	unexpected  bool
	inError     bool // released in error, and the offender manager has not said yet whom to tell
	learntAt    time.Time
	reasonFor   Day // why is written for this planned day
	movedAt     time.Time
	cleared     set
	let         set // the offender manager has released these requests
	authority   string
	tasks       []*task // each at its standard's place; nil: none was ever wanted
	lastRow     string
	inFile      int // the newest extract that has them, by how many were read; so many rows of it
	rows        int
	heard       []heard
	booked      map[string]appointment
	notAlone    bool // somebody else had their number at the last watch
	alerts      []alert
	lost        []withdrawal
	noted       []note // the last things that happened, for a violation
	hearing     Day    // of which the officers must hear in today's digest
	hearings    []Day  // and those of records that were joined since the watch
	vague       string // why the oracle does not judge this person's tasks any more
}

// toldAlready: one violation of a person is enough.
const toldAlready = "told already"

func (p *person) out() bool { return p.place == "released" }

// gone: they have left prison, by whatever way.
func (p *person) gone() bool {
	return p.out() || p.place == "removed" || p.place == "at_large" || p.place == "unknown"
}

func (p *person) ended() bool {
	return p.stateNow == died || p.stateNow == removed
}

// leaveDay is the day of release as far as known.
func (p *person) leaveDay() Day {
	if p.out() {
		return p.releasedOn
	}
	return p.answer.plannedDay
}

func (p *person) paused() bool {
	switch p.stateNow {
	case notConfirmed, datePassed:
		return p.reasonFor == 0 || p.reasonFor != p.answer.plannedDay
	case leftUnknown:
		return true
	}
	return false
}

func (p *person) heldBack(today Day) bool {
	ersed := p.dates.of("ersed")
	return p.flag("mappa2") || p.flag("mappa3") || p.flag("restricted") || p.flag("immigration_hold") ||
		p.legal == "IMMIGRATION_DETAINEE" || ersed != 0 && ersed >= today
}

func (o *Oracle) watched(p *person) bool {
	return p.iom != "" || !o.dir.local(p.prison, p.area)
}
