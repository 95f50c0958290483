package pathways

import "throughgate/internal/calendar"

// Unmet lists the standards, in the catalogue's order, that could be met with
// the planned day before and can no longer be met with the one of the case
// (domain rule 6, notice lost). from is the day before; zero, or the same day:
// none. A later day takes nothing away.
func (cat *Catalogue) Unmet(cal *calendar.Calendar, c *Case, from calendar.Date, have []Task, today calendar.Date) []string {
	if from.IsZero() || from == c.PlannedDay || !c.planned() || c.Released() || !c.InWindow(today) {
		return nil
	}
	stored := make(map[string]*Task, len(have))
	for i := range have {
		stored[have[i].Standard] = &have[i]
	}
	before := *c
	before.PlannedDay = from
	var out []string
	for _, s := range cat.of(c) {
		t := stored[s.Code]
		if s.Anchor != OnPlanned || !s.Applies(&before) || !s.Applies(c) || t.over() {
			continue
		}
		if !t.missed(before.OffsetDays(cal, s), today) && t.missed(c.OffsetDays(cal, s), today) {
			out = append(out, s.Code)
		}
	}
	return out
}

// over tells whether nothing is to be met any more; nil, a task not stored yet,
// is to be met, and so is a withdrawn one that applies again.
func (t *Task) over() bool {
	return t != nil && !t.State.Open() && t.State != Withdrawn && t.State != TooLate
}

// missed: its last day to start has passed while it is not handed off, or its
// usual due day lies before today.
func (t *Task) missed(d Days, today calendar.Date) bool {
	asked := t != nil && t.State.Asked()
	return d.tooLate(today) && !asked || d.Due.Before(today)
}
