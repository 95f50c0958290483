package pathways

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
)

// Reference is what planning leans on, read once per import or watch.
type Reference struct {
	Catalogue *Catalogue
	Calendar  *calendar.Calendar
	Directory *Directory
}

// LoadReference reads catalogue, calendar and directory in one transaction, and
// in one round trip. agreementsFirst: production, where a service without a
// sharing agreement in force is told nothing from the first day.
func LoadReference(ctx context.Context, tx pgx.Tx, unit Contact, agreementsFirst bool) (*Reference, error) {
	batch := &pgx.Batch{}
	return readReference(ctx, tx, batch, askForDirectory(batch, unit), agreementsFirst)
}

// LoadReferenceFor is LoadReference for the requests of one release: of the
// directory it reads the few rows that they can go to.
func LoadReferenceFor(ctx context.Context, tx pgx.Tx, unit Contact, agreementsFirst bool, releaseID int64) (*Reference, error) {
	batch := &pgx.Batch{}
	return readReference(ctx, tx, batch, askForDirectoryOf(batch, unit, releaseID), agreementsFirst)
}

func readReference(ctx context.Context, tx pgx.Tx, batch *pgx.Batch, directory func() *Directory, agreementsFirst bool) (*Reference, error) {
	catalogue, cal, sharing := askForCatalogue(batch), askForCalendar(batch), access.AskForSharing(batch, agreementsFirst)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return nil, err
	}
	dir := directory()
	dir.Sharing = *sharing
	return &Reference{catalogue(), *cal, dir}, nil
}

// Replanned is what a re-plan changed: how many tasks, which requests were
// withdrawn from services (also those planned again, their release being none), and by release what a new planned day has made
// impossible ([Catalogue.Unmet]).
type Replanned struct {
	Added, Updated, Moved, Withdrawn int

	Taken []Taken
	Unmet map[int64][]string
}

// Replan makes the stored tasks of these releases the wanted ones. The caller
// holds the release rows. It writes on sets: one statement for each kind of
// change, however many releases.
func (r *Reference) Replan(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, cases []*Case) (Replanned, error) {
	today := calendar.DayOf(now)
	ids := make([]int64, len(cases))
	for i, c := range cases {
		ids[i] = c.ReleaseID
	}
	tasks, err := r.loadTasks(ctx, tx, ids)
	if err != nil {
		return Replanned{}, err
	}
	var (
		add      []newTask
		update   []Update
		move     []Move
		withdraw []Withdrawal
		history  []event
		nobody   = map[int64]bool{}
		unmet    = map[int64][]string{}
		taken    []Taken
		back     []Taken

		someone, none []int64 // planned tasks whose holder has been found, or is gone
	)
	for _, c := range cases {
		have := tasks[c.ReleaseID]
		given := r.given(c, have, today)
		if lost := r.Catalogue.Unmet(r.Calendar, c, c.plannedBefore(have), have, today); len(lost) > 0 {
			unmet[c.ReleaseID] = lost
		}
		diff := r.Catalogue.Reconcile(r.Calendar, c, have, r.Catalogue.Plan(r.Calendar, c, given, today), today)
		for _, w := range diff.Add {
			add = append(add, newTask{c.ReleaseID, w, r.nobodyFor(w, c, given, today)})
		}
		for _, u := range diff.Update {
			nobody[u.ID] = r.nobodyFor(u.Want, c, given, today)
			if u.Reopen {
				history = append(history, event{task: u.ID, state: Planned, reason: u.why()})
			}
		}
		for _, m := range diff.Move {
			if e, ok := m.step(); ok {
				history = append(history, e)
			}
		}
		for _, w := range diff.Withdraw {
			history = append(history, event{task: w.ID, state: Withdrawn, reason: w.Reason})
		}
		found, lost := r.holdersChanged(c, have, diff, given, today)
		someone, none = append(someone, found...), append(none, lost...)
		update = append(update, diff.Update...)
		move = append(move, diff.Move...)
		withdraw = append(withdraw, diff.Withdraw...)
	}
	by := who.Key()
	for _, write := range []func() error{
		func() error { return insertTasks(ctx, tx, by, now, add) },
		func() error { back, err = takenBack(ctx, tx, update); return err },
		func() error { return updatePlanned(ctx, tx, update, nobody) },
		func() error { return markNobody(ctx, tx, someone, false) },
		func() error { return markNobody(ctx, tx, none, true) },
		func() error { return moveDueDays(ctx, tx, move) },
		func() error { taken, err = withdrawTasks(ctx, tx, withdraw); return err },
		func() error { return insertEvents(ctx, tx, by, now, history) },
	} {
		if err := write(); err != nil {
			return Replanned{}, err
		}
	}
	return Replanned{Added: len(add), Updated: len(update), Moved: len(move), Withdrawn: len(withdraw), Taken: append(taken, back...), Unmet: unmet}, nil
}

// plannedBefore is the planned day that tasks were planned for before this
// re-plan; zero: none is known.
func (c *Case) plannedBefore(have []Task) calendar.Date {
	if !c.MovedFrom.IsZero() || len(have) == 0 {
		return c.MovedFrom
	}
	return have[0].PlannedFor
}

// given answers what has been recorded for a task of one release.
func (r *Reference) given(c *Case, have []Task, today calendar.Date) func(code string) Given {
	return func(code string) Given {
		var g Given
		from := r.Catalogue.AuthorityFrom(code)
		for i := range have {
			if have[i].Standard == code {
				g.OMCleared, g.OMReleased = have[i].OMCleared, have[i].OMReleased
			}
			if from != "" && have[i].Standard == from {
				g.Authority = have[i].Authority
			}
		}
		if s := r.Catalogue.Get(code); s != nil {
			g.Lacks = r.Directory.lacks(r.Directory.HolderOf(r.Catalogue, s, c, g.Authority, today).Row, today)
		}
		return g
	}
}

// nobodyFor tells whether there is nobody to send a planned task to. A task
// that waits for its authority has a holder yet to come.
func (r *Reference) nobodyFor(w Wanted, c *Case, given func(string) Given, today calendar.Date) bool {
	authority := given(w.Standard.Code).Authority
	if r.Catalogue.AuthorityFrom(w.Standard.Code) != "" && authority == "" {
		return false
	}
	h := r.Directory.HolderOf(r.Catalogue, w.Standard, c, authority, today)
	return !h.Found || h.Mailbox || r.Directory.lacks(h.Row, today)
}

// holdersChanged finds the planned tasks of a release that differ in nothing
// but whether there is somebody to send them to.
func (r *Reference) holdersChanged(c *Case, have []Task, diff Difference, given func(string) Given, today calendar.Date) (found, lost []int64) {
	touched := map[int64]bool{}
	for _, u := range diff.Update {
		touched[u.ID] = true
	}
	for _, w := range diff.Withdraw {
		touched[w.ID] = true
	}
	for i := range have {
		t := &have[i]
		s := r.Catalogue.Get(t.Standard)
		if s == nil || t.State != Planned || touched[t.ID] {
			continue
		}
		switch nobody := r.nobodyFor(Wanted{Standard: s}, c, given, today); {
		case nobody && !t.Nobody:
			lost = append(lost, t.ID)
		case !nobody && t.Nobody:
			found = append(found, t.ID)
		}
	}
	return found, lost
}
