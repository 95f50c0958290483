package simulation

import "throughgate/internal/calendar"

// shareOfBulk: so many of ten thousand sentenced people leave earlier once the
// scheme begins.
const shareOfBulk = 2500

// bulkOn: an early-release scheme begins on the first working day after a third
// of the days.
func (w *world) bulkOn(day calendar.Date) bool {
	if !w.o.has("bulk") || w.bulkDone || day.Sub(w.o.From) < w.o.Days/3 {
		return false
	}
	w.bulkDone = true
	return true
}

// bulk moves the release of many at once.
func (w *world) bulk(day calendar.Date) {
	for _, s := range w.cast.souls {
		c := chanceOf(w.o.Seed, "bulk", s.number)
		if s.listed && s.phase == inside && w.cast.get(s, "crd") != "" && w.cast.get(s, "legal_status") == "SENTENCED" && c.of(shareOfBulk) {
			w.moveDate(s, day, 0, "")
		}
	}
}
