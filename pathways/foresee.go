package pathways

import "throughgate/internal/calendar"

// Foreseen is what an edit of the catalogue would do to the plans of some
// people: counts of requests, and of the people whom any of it concerns.
type Foreseen struct {
	Added, Moved, Withdrawn int
	Changed                 int // planned requests that wait for something else, or have another latest start
	AskedWithdrawn          int // of those withdrawn, how many are asked for: whoever holds them is told
	AskedMoved              int // of those moved, likewise
	People                  int
}

// Add sums up.
func (f *Foreseen) Add(o Foreseen) {
	f.Added, f.Moved, f.Withdrawn, f.Changed = f.Added+o.Added, f.Moved+o.Moved, f.Withdrawn+o.Withdrawn, f.Changed+o.Changed
	f.AskedWithdrawn, f.AskedMoved, f.People = f.AskedWithdrawn+o.AskedWithdrawn, f.AskedMoved+o.AskedMoved, f.People+o.People
}

// effect is what a re-plan does to one task, by the code of its standard.
type effect struct {
	what  effectKind
	days  Days
	due   calendar.Date
	asked bool
}

type effectKind int

const (
	adds effectKind = iota
	moves
	withdraws
	changes
)

// effects are what a re-plan would do to one release.
func (cat *Catalogue) effects(cal *calendar.Calendar, c *Case, have []Task, given func(string) Given, today calendar.Date) map[string]effect {
	stored := make(map[int64]*Task, len(have))
	for i := range have {
		stored[have[i].ID] = &have[i]
	}
	diff := cat.Reconcile(cal, c, have, cat.Plan(cal, c, given, today), today)
	out := map[string]effect{}
	for _, w := range diff.Add {
		out[w.Standard.Code] = effect{what: adds, days: w.Usual}
	}
	for _, u := range diff.Update {
		t, e := stored[u.ID], effect{what: changes, days: u.Want.Usual}
		switch was := t.Usual; {
		case u.Reopen:
			e.what = adds
		case was.HandOff != u.Want.Usual.HandOff || was.Due != u.Want.Usual.Due:
			e.what = moves
		}
		out[t.Standard] = e
	}
	for _, m := range diff.Move {
		if m.From != m.To {
			out[stored[m.ID].Standard] = effect{what: moves, due: m.To, asked: true}
		}
	}
	for _, w := range diff.Withdraw {
		out[stored[w.ID].Standard] = effect{what: withdraws, asked: w.State.Asked()}
	}
	return out
}

// foresee counts what a re-plan by the edited catalogue would do to one release
// that one by the catalogue in force would not.
func foresee(cal *calendar.Calendar, now, edited *Catalogue, c *Case, have []Task, given [2]func(string) Given, today calendar.Date) Foreseen {
	var f Foreseen
	without := now.effects(cal, c, have, given[0], today)
	for code, e := range edited.effects(cal, c, have, given[1], today) {
		if was, same := without[code]; same && was == e {
			continue
		}
		switch e.what {
		case adds:
			f.Added++
		case moves:
			f.Moved++
			if e.asked {
				f.AskedMoved++
			}
		case withdraws:
			f.Withdrawn++
			if e.asked {
				f.AskedWithdrawn++
			}
		case changes:
			f.Changed++
		}
		f.People = 1
	}
	return f
}
