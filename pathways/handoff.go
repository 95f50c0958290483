package pathways

import (
	"slices"
	"time"

	"throughgate/internal/calendar"
)

// Occasion is when and for what tasks are handed off.
type Occasion struct {
	Now        time.Time
	Today      calendar.Date
	FirstWatch bool                 // the unit's first: all of it is a first load
	Services   bool                 // services may be written to (a working day's watch)
	BothDays   bool                 // who is asked now is told both days of the Friday scheme
	Only       func(*Standard) bool // nil: every standard
}

// HandOff is one task that goes to its holder now.
type HandOff struct {
	TaskID    int64
	ReleaseID int64
	Standard  *Standard
	Holder    Holder
	Where     string // the prison or home area whose service it is asked of; "" neither
	Case      *Case
	Due       calendar.Date
	AnswerBy  time.Time
	NextRung  time.Time
	Short     bool
	FirstLoad bool
}

// Wait is a task whose hand-off day has come and that waits.
type Wait struct {
	TaskID  int64
	Waiting []string
	Since   calendar.Date
}

// HandOffs decides, for one release, which planned tasks go to their holders on
// this occasion: each whose hand-off day is reached or passed and that waits for
// nothing. It also names those that wait, and those with nobody to send to.
func (r *Reference) HandOffs(c *Case, tasks []Task, on Occasion) (hand []HandOff, wait []Wait, nobody []int64) {
	if !c.handsOff() {
		return nil, nil, nil
	}
	given := r.given(c, tasks, on.Today)
	for i := range tasks {
		t := &tasks[i]
		s := r.Catalogue.Get(t.Standard)
		if s == nil || !t.dueToHandOff(on.Today) || (on.Only != nil && !on.Only(s)) {
			continue
		}
		g := given(t.Standard)
		if waiting := r.Catalogue.Waiting(s, c, g, on.Today); len(waiting) > 0 {
			if g.Lacks && !t.Nobody {
				nobody = append(nobody, t.ID)
			}
			if t.WaitingSince.IsZero() || !slices.Equal(t.Waiting, waiting) {
				since := t.WaitingSince
				if since.IsZero() {
					since = on.Today
				}
				wait = append(wait, Wait{t.ID, waiting, since})
			}
			continue
		}
		h := r.Directory.HolderOf(r.Catalogue, s, c, g.Authority, on.Today)
		if !h.Found {
			if !t.Nobody {
				nobody = append(nobody, t.ID)
			}
			continue
		}
		if !s.OfficersOwn() && !on.Services {
			continue
		}
		hand = append(hand, HandOff{TaskID: t.ID, ReleaseID: c.ReleaseID, Standard: s, Holder: h, Case: c})
	}
	r.setDays(c, tasks, hand, on)
	return hand, wait, nobody
}

// handsOff tells whether anything of this case goes to a holder now.
func (c *Case) handsOff() bool { return c.planned() && !c.Paused && !c.OnHold }

// dueToHandOff: planned, its hand-off day reached or passed, and not too late;
// one of the go-live review is left alone until it is answered.
func (t *Task) dueToHandOff(today calendar.Date) bool {
	return t.State == Planned && !t.Review && !t.Usual.HandOff.IsZero() && !t.Usual.HandOff.After(today) && !t.Usual.tooLate(today)
}

// setDays fixes the due day of each task handed off now, blockers included, and
// the instant by which an answer is awaited.
func (r *Reference) setDays(c *Case, tasks []Task, hand []HandOff, on Occasion) {
	if len(hand) == 0 {
		return
	}
	now := make(map[int64]bool, len(hand))
	for i := range hand {
		now[hand[i].TaskID] = true
	}
	chain := make([]ChainTask, 0, len(tasks))
	usual := make(map[int64]Days, len(hand))
	for i := range tasks {
		t := &tasks[i]
		s := r.Catalogue.Get(t.Standard)
		if s == nil || !now[t.ID] && (!t.State.Open() || t.State == Planned && t.Usual.tooLate(on.Today)) {
			continue
		}
		link := ChainTask{Standard: s, Due: t.DueOn, Fixed: t.State.Asked() && !now[t.ID], Handing: now[t.ID]}
		if link.Handing {
			usual[t.ID] = c.OffsetDays(r.Calendar, s)
			link.Due = s.DueDay(r.Calendar, c, t.Usual, on.Today, on.Today)
		}
		chain = append(chain, link)
	}
	due := r.Catalogue.PullBlockers(chain, on.Today)
	for i := range hand {
		h := &hand[i]
		h.Where = r.Catalogue.askedWhere(h.Standard, c)
		h.Due = due[h.Standard.Code]
		h.Short = Short(c, usual[h.TaskID], h.Due, on.Today)
		h.FirstLoad = !h.Standard.OfficersOwn() && (on.FirstWatch || h.Holder.Row != nil && newInDirectory(r.Calendar, h.Holder.Row, on.Today))
		h.AnswerBy = h.Standard.AnswerBy(r.Calendar, r.Catalogue.Settings, c, on.Today, h.Due, h.FirstLoad)
		h.NextRung = Climber{State: HandedOff, OfficersOwn: h.Standard.OfficersOwn(), HandedOffOn: on.Today,
			AnswerBy: h.AnswerBy, DueOn: h.Due}.Next(r.Calendar, r.Catalogue.Settings)
	}
}

// newInDirectory: no watch has written to the service yet. One that first saw it
// on a non-working day wrote to nobody; the next working day's does.
func newInDirectory(cal *calendar.Calendar, r *Row, today calendar.Date) bool {
	return r.FirstWatchOn.IsZero() || !today.After(cal.OnOrAfter(r.FirstWatchOn))
}
