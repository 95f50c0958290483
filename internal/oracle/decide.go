package oracle

// States of a release, as they are stored and shown.
const (
	planned        = "planned"
	couldLeave     = "could_leave_any_day"
	awaitingParole = "awaiting_parole"
	recalledNoDate = "recalled_no_date"
	noDates        = "no_dates"
	datePassed     = "date_passed"
	notConfirmed   = "not_confirmed"
	leftUnknown    = "left_unknown"
	atLarge        = "at_large"
	released       = "released"
	removed        = "removed"
	died           = "died"
	staleAfter     = 5 // working days
	shortService   = 28
	adult          = 18
	planningReach  = 175
	askedOnceMore  = 14 // days before: what was not wanted
	schemeApplied  = "applied"
	schemeRefused  = "refused"
	schemeOneMore  = "one_day_more"
)

// answer is which date decides and which day that becomes (rules 2 and 3).
type answer struct {
	state      string
	column     string // of the date that decides, without _override
	statutory  Day
	working    Day
	schemeDay  Day
	plannedDay Day
	presumed   bool // the scheme's day, and nobody has decided yet
	supervised bool
	setAside   bool // a date that passed with the person still inside decides nothing any more
}

// decide works from what was told; today is the day of leaving for whoever has
// left; judged is the day on which the dates that hold were learnt or decided on;
// heldAsOf the day of the newest extract that has the person ACTIVE IN.
func (c *calendar) decide(t *told, today, judged, heldAsOf Day, scheme string) answer {
	if t.legal == "REMAND" || t.legal == "CONVICTED_UNSENTENCED" {
		return answer{state: couldLeave}
	}
	dates := map[string]Day{}
	for _, column := range []string{"confirmed_release", "apd", "hdcad", "ard", "crd", "npd", "prrd", "mtd"} {
		if d := t.date(column); d != 0 {
			dates[column] = d
		}
	}
	if t.legal == "RECALL" {
		crd := dates["crd"]
		for _, column := range []string{"confirmed_release", "apd", "hdcad", "crd", "ard", "npd"} {
			d := dates[column]
			if d != 0 && (d < judged || t.received != 0 && d <= t.received || column == "confirmed_release" && crd != 0 && d <= crd) {
				delete(dates, column)
			}
		}
	}
	column, setAside := c.deciding(dates, "confirmed_release", today, heldAsOf)
	if column == "" {
		none := answer{state: noDates, setAside: setAside}
		switch {
		case t.legal == "RECALL":
			none.state = recalledNoDate
		case t.legal == "INDETERMINATE_SENTENCE" || t.date("ped") != 0 || t.date("tariff") != 0:
			none.state = awaitingParole
		}
		return none
	}
	a := answer{state: planned, column: column, statutory: dates[column], setAside: setAside}
	a.working = a.statutory
	moves := column == "crd" || column == "ard" || column == "prrd" || column == "mtd"
	if moves {
		a.working = c.onOrBefore(a.statutory)
	}
	a.plannedDay = a.working
	if moves && t.legal != "INDETERMINATE_SENTENCE" {
		c.fridayScheme(&a, t, judged, scheme)
	}
	standsFor := column
	if column == "confirmed_release" {
		standsFor, _ = c.deciding(dates, "apd", today, heldAsOf)
	}
	a.supervised = standsFor != "ard" && t.legal != "CIVIL_PRISONER"
	for _, end := range []string{"sed", "led", "sled"} {
		if d := t.date(end); d != 0 && a.statutory >= d {
			a.supervised = false
		}
	}
	return a
}

// deciding is the column of the date that decides, looking from one on, and
// whether one before it was set aside.
func (c *calendar) deciding(dates map[string]Day, from string, today, heldAsOf Day) (column string, setAside bool) {
	nonDTO := ""
	for _, column := range []string{"ard", "crd", "npd", "prrd"} {
		if d := dates[column]; d != 0 && (nonDTO == "" || d > dates[nonDTO]) {
			nonDTO = column
		}
	}
	began := false
	for _, column := range []string{"confirmed_release", "apd", "hdcad"} {
		began = began || column == from
		d := dates[column]
		switch {
		case !began || d == 0:
		case column == "hdcad" && nonDTO != "" && d > dates[nonDTO]:
		case d < heldAsOf && c.between(d, today) > staleAfter:
			setAside = true
		default:
			return column, setAside
		}
	}
	if mtd := dates["mtd"]; mtd != 0 && (nonDTO == "" || mtd > dates[nonDTO]) {
		return "mtd", setAside
	}
	return nonDTO, setAside
}

func (c *calendar) fridayScheme(a *answer, t *told, judged Day, scheme string) {
	if a.statutory < judged {
		return
	}
	day := a.statutory
	for !c.working(day) || !c.working(day+1) {
		day--
	}
	if day == a.working {
		return
	}
	if scheme == schemeOneMore {
		day = c.add(day, -1)
	}
	decided := scheme == schemeApplied || scheme == schemeOneMore
	switch {
	case day < judged,
		scheme == schemeRefused,
		t.sentenceStart != 0 && a.working-t.sentenceStart < shortService,
		t.birth != 0 && ageOn(t.birth, a.working) < adult && !decided:
		return
	}
	a.schemeDay, a.plannedDay, a.presumed = day, day, !decided
}
