package simulation

import (
	"slices"

	"throughgate/internal/calendar"
)

// comesAndGoes: some go to court or on leave for a day or several, and come back.
// It is no release. Half of them are told of at once, all by the next extract
// that finds them out.
func (w *world) comesAndGoes(s *soul, day calendar.Date) []happening {
	c := chanceOf(w.o.Seed, "court", s.number, day.String())
	switch {
	case s.away && c.of(rateBack):
		s.away = false
		w.cast.put(s, "status", "ACTIVE IN")
		w.cast.put(s, "movement_reason", "received") // from wherever they were last said to be
	case !s.away && c.of(rateCourt):
		s.away = true
		w.cast.put(s, "status", "ACTIVE OUT")
		if c.of(5000) {
			return []happening{w.happens(s, day, pickOf(c, "court", "court", "temporary_absence"))}
		}
	}
	return nil
}

// merges: two numbers turn out to be one person, who keeps the other's. From then
// on the extracts list that one alone. It is recorded at seven: messages about
// both wait to leave, and the picture of six o'clock has a row of each.
func (w *world) merges(s *soul, day calendar.Date) []happening {
	if c := chanceOf(w.o.Seed, "merge", s.number, day.String()); !c.of(rateMerge) || !s.listed || s.phase != inside || s.joined {
		return nil
	}
	i := slices.IndexFunc(w.cast.souls, func(o *soul) bool { return o.k == s.k+1 })
	if i < 0 {
		return nil
	}
	other := w.cast.souls[i]
	if !other.listed || other.phase != inside || w.cast.get(other, "home_area") != w.cast.get(s, "home_area") {
		return nil
	}
	s.phase, s.inFile, other.joined = over, false, true
	h := w.happensAt(s, day.At(6, 45), "merged")
	h.Into = other.number
	return []happening{h}
}
