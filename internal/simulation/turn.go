package simulation

import (
	"strings"

	"throughgate/internal/calendar"
)

// rates are how many of ten thousand people, on one day, this happens to. A
// normal year: a date moves one and a half times a stay.
const (
	rateMove     = 45
	rateTransfer = 30
	rateConsent  = 80
	rateAssessed = 100
	rateCOM      = 150
	rateHospital = 2
	rateDeath    = 2
	rateEscape   = 2
	rateRemoval  = 3
	rateSurprise = 6
	rateUnknown  = 3
	rateCleared  = 300
	rateRecall   = 40
	rateCourt    = 15
	rateBack     = 6000 // of those who are at court or on leave
	rateMerge    = 6
	rateDeathOut = 3
)

// the turn of one person on one day, at half past nine: what happens to them,
// and what is told of it at once. What is not told at once stands in the row of
// the next extract.
func (w *world) turn(s *soul, day calendar.Date) []happening {
	if !s.listed || s.phase == over {
		return nil
	}
	c := chanceOf(w.o.Seed, "turn", s.number, day.String())
	if s.phase == outside {
		return w.turnOutside(s, day, c)
	}
	plannedDay, presumed := w.oracle.PlannedDay(s.number)
	var told []happening
	if presumed && w.o.has("scheme") && c.of(700) && plannedDay <= day.AddDays(21).String() {
		h := w.happens(s, day, "friday_scheme")
		h.decision = pickOf(c, "applied", "applied", "applied", "refused", "one_day_more")
		h.Reason = "as the governor decided"
		told = append(told, h)
	}
	told = append(told, w.leaving(s, day, plannedDay, c)...)
	if s.phase != inside { // they may be out without anybody saying so
		return told
	}
	if w.o.has("hearing") {
		told = append(told, w.hearings(s, day, plannedDay)...)
	}
	if s.phase != inside {
		return told
	}
	return append(told, w.changes(s, day, c)...)
}

// leaving: most leave on the day that is planned.
func (w *world) leaving(s *soul, day calendar.Date, plannedDay string, c chance) []happening {
	today := day.String()
	switch {
	case plannedDay == "":
		if w.o.has("surprise") && c.of(rateSurprise) {
			return w.leaves(s, day, pickOf(c, "released", "released_from_court"), c)
		}
	case plannedDay == today && w.o.has("leave") && c.of(9400):
		return w.leaves(s, day, "released", c)
	case plannedDay < today && w.o.has("leave"): // still in: somebody finds out why
		switch {
		case c.of(1500):
			return w.leaves(s, day, "released", c)
		case c.of(1500):
			w.moveDate(s, day, c.between(3, 40), plannedDay)
		case c.of(1000):
			h := w.happens(s, day, "reason_written")
			h.Reason = "added days, the new date follows"
			return []happening{h}
		}
	case w.o.has("surprise") && c.of(rateSurprise):
		return w.leaves(s, day, pickOf(c, "released", "released", "released_from_court", "released_in_error"), c)
	}
	return nil
}

// leaves plays a release: told at once, told by the next extract, or not told
// for days.
func (w *world) leaves(s *soul, day calendar.Date, word string, c chance) []happening {
	s.phase, s.left = outside, day
	w.cast.put(s, "status", "INACTIVE OUT")
	w.cast.put(s, "released_on", day.String())
	w.cast.put(s, "movement_reason", "released")
	switch {
	case word != "released" || c.of(6000):
		return []happening{w.happens(s, day, word)}
	case w.o.has("untold") && c.of(1200):
		s.inFile, s.untold = false, true
	}
	return nil
}

// changes are what may happen to somebody inside.
func (w *world) changes(s *soul, day calendar.Date, c chance) []happening {
	var told []happening
	if w.o.has("move") && c.of(rateMove) {
		w.moveDate(s, day, 0, "")
	}
	if w.o.has("transfer") && c.of(rateTransfer) {
		w.transfer(s, c)
	}
	if w.o.has("court") {
		told = append(told, w.comesAndGoes(s, day)...)
	}
	if w.o.has("consent") && c.of(rateConsent) {
		told = append(told, w.consents(s, day, c)...)
	}
	if w.o.has("assess") && w.cast.get(s, "needs") == "unknown" && c.of(rateAssessed) {
		w.cast.put(s, "needs", pickOf(c, "none", "accommodation;benefits", "accommodation;drugs_and_alcohol", "mental_health;finance", "family;accommodation"))
	}
	if w.o.has("com") && w.cast.get(s, "com_email") == "" && c.of(rateCOM) {
		w.cast.put(s, "com_name", "Community Officer 9")
		w.cast.put(s, "com_email", "com9@probation.example")
	}
	if wanted := w.oracle.Wanted(s.number); w.o.has("clear") && len(wanted) > 0 && c.of(rateCleared) {
		word := wanted[c.IntN(len(wanted))]
		h := w.happens(s, day, word.Word)
		h.task = word.Code
		told = append(told, h)
	}
	return append(told, w.turnsOfFate(s, day, c)...)
}

func (w *world) consents(s *soul, day calendar.Date, c chance) []happening {
	consent := pickOf(c, "consent_to_refer", "consent_to_share_contact", "consent_to_share_health")
	if has := w.cast.get(s, "consents"); strings.Contains(has, consent) {
		return nil
	} else if c.of(5000) {
		w.cast.put(s, "consents", strings.TrimPrefix(has+";"+consent, ";"))
		return nil
	}
	h := w.happens(s, day, "consent")
	h.consent = consent
	return []happening{h}
}

func (w *world) transfer(s *soul, c chance) {
	w.cast.put(s, "prison", w.prisons[c.IntN(len(w.prisons))])
	w.cast.put(s, "movement_reason", "transferred")
}

// turnsOfFate are the rare ones.
func (w *world) turnsOfFate(s *soul, day calendar.Date, c chance) []happening {
	for _, f := range []struct {
		kind string
		rate int
		word []string
	}{
		{"death", rateDeath, []string{"died"}},
		{"escape", rateEscape, []string{"escaped", "absconded", "failed_to_return"}},
		{"removal", rateRemoval, []string{"removed", "extradited", "immigration_centre", "other_jurisdiction"}},
		{"unknown", rateUnknown, []string{"left_unknown"}},
		{"hospital", rateHospital, []string{"hospital"}},
	} {
		if !w.o.has(f.kind) || !c.of(f.rate) {
			continue
		}
		switch {
		case f.kind != "hospital":
			s.phase, s.inFile, s.left = over, false, day
		case c.of(5000): // half of the prisons write it into their rows too; with the others the next file says they are back
			w.cast.put(s, "status", "ACTIVE OUT")
			w.cast.put(s, "movement_reason", "hospital")
		}
		// After whatever else is told of the day: out at court and then gone, not both at once.
		return []happening{w.happensAt(s, day.At(9, 40), pickOf(c, f.word...))}
	}
	return nil
}

// turnOutside: those who were released, and those of whom nobody has said so.
func (w *world) turnOutside(s *soul, day calendar.Date, c chance) []happening {
	gone := day.Sub(s.left)
	switch {
	case s.untold && gone >= 3 && c.of(3000):
		s.untold = false
		return []happening{w.happensAt(s, s.left.At(9, 30), "released")}
	case s.untold:
		return nil
	case gone > 10 && s.inFile:
		s.inFile = false
	case w.o.has("recall") && gone > 2 && gone < 120 && c.of(rateRecall):
		s.phase = over // one stay is enough for one person
		return []happening{w.happens(s, day, "recalled")}
	case w.o.has("death") && c.of(rateDeathOut):
		s.phase, s.inFile = over, false
		return []happening{w.happens(s, day, "died")}
	}
	return nil
}

// dateColumns are those that a move may move, the one that decides first.
var dateColumns = []string{"confirmed_release", "apd", "hdcad", "prrd", "crd_override", "crd", "ard_override", "ard", "npd"}

// moveDate moves the first date that somebody has. by: days from the planned
// day that was; 0 draws.
func (w *world) moveDate(s *soul, day calendar.Date, by int, from string) {
	c := chanceOf(w.o.Seed, "move", s.number, day.String())
	for _, name := range dateColumns {
		was := w.cast.get(s, name)
		if was == "" || was == "-" {
			continue
		}
		old, err := calendar.Parse(was)
		if err != nil {
			continue
		}
		if by == 0 {
			if by = c.between(-28, 35); by == 0 {
				by = 1
			}
		}
		to := old.AddDays(by)
		if from != "" {
			to = day.AddDays(by)
		} else if to.Before(day.AddDays(2)) {
			to = day.AddDays(2 + c.IntN(20))
		}
		w.cast.put(s, name, to.String())
		return
	}
}

func pickOf(c chance, words ...string) string { return words[c.IntN(len(words))] }
