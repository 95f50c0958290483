package simulation

import "throughgate/internal/calendar"

// How many of ten thousand people inside, on one day, get a hearing; of those
// whose hearing is today, walk out of court, and have it put off to another day.
const (
	rateHearing = 60
	rateWalkOut = 1500
	ratePutOff  = 2500
)

const hearingColumn = "next_court_on"

// hearings: a day in court is told of by the extracts, often for the eve of the
// planned day or that day itself: the release is planned while they are in court.
func (w *world) hearings(s *soul, day calendar.Date, plannedDay string) []happening {
	c := chanceOf(w.o.Seed, "hearing", s.number, day.String())
	switch next := w.cast.get(s, hearingColumn); {
	case next == day.String():
		return w.inCourt(s, day, c)
	case next > day.String():
		if c.of(100) { // called off
			w.cast.put(s, hearingColumn, "-")
		}
	case c.of(rateHearing):
		w.cast.put(s, hearingColumn, hearingDay(day, plannedDay, c).String())
	case plannedDay > day.AddDays(2).String() && plannedDay <= day.AddDays(7).String() && c.of(rateHearing*10):
		w.cast.put(s, hearingColumn, hearingDay(day, plannedDay, c).String())
	}
	return nil
}

func hearingDay(day calendar.Date, plannedDay string, c chance) calendar.Date {
	if leaves, err := calendar.Parse(plannedDay); err == nil && leaves.After(day.AddDays(2)) {
		switch {
		case c.of(3500):
			return leaves.AddDays(-1)
		case c.of(5000):
			return leaves
		}
	}
	return day.AddDays(c.between(1, 30))
}

// inCourt is the day of the hearing: some walk out of court, some come back with
// another day, and all are out of prison meanwhile.
func (w *world) inCourt(s *soul, day calendar.Date, c chance) []happening {
	w.cast.put(s, hearingColumn, "-")
	if c.of(ratePutOff) {
		w.cast.put(s, hearingColumn, day.AddDays(c.between(1, 14)).String())
	}
	if w.o.has("surprise") && c.of(rateWalkOut) {
		return w.leaves(s, day, "released_from_court", c)
	}
	if !w.o.has("court") || s.away {
		return nil
	}
	s.away = true
	w.cast.put(s, "status", "ACTIVE OUT")
	if c.of(6000) {
		return []happening{w.happens(s, day, "court")}
	}
	return nil
}
