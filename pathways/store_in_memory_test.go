package pathways_test

import (
	"testing"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// kept holds the tasks of one release as the database would: it applies what the
// rules decide and nothing else.
type kept struct {
	t     *testing.T
	ref   *pathways.Reference
	given map[string]pathways.Given
	tasks []pathways.Task
}

func keep(t *testing.T) *kept {
	t.Helper()
	return &kept{t: t, ref: wholeReference(t), given: map[string]pathways.Given{}}
}

// replan plans the release on a day and applies the difference.
func (k *kept) replan(c *pathways.Case, today calendar.Date) pathways.Difference {
	given := func(code string) pathways.Given { return k.given[code] }
	want := k.ref.Catalogue.Plan(k.ref.Calendar, c, given, today)
	diff := k.ref.Catalogue.Reconcile(k.ref.Calendar, c, k.tasks, want, today)
	for _, w := range diff.Add {
		k.tasks = append(k.tasks, pathways.Task{ID: int64(len(k.tasks) + 1), ReleaseID: c.ReleaseID, Standard: w.Standard.Code,
			State: pathways.Planned, Usual: w.Usual, DueOn: w.Usual.Due, Waiting: w.Waiting,
			DoneBefore: w.DoneBefore})
	}
	for _, u := range diff.Update {
		t := k.byID(u.ID)
		t.State, t.Usual, t.DueOn, t.Waiting = pathways.Planned, u.Want.Usual, u.Want.Usual.Due, u.Want.Waiting
		t.DoneBefore = u.Want.DoneBefore
		if u.Reopen {
			t.HandedOffOn, t.ToldDay, t.AskedWhere, t.Rung, t.ShortNotice = calendar.Date{}, calendar.Date{}, "", 0, false
		}
	}
	for _, m := range diff.Move {
		t := k.byID(m.ID)
		t.Usual, t.DueOn, t.ShortNotice, t.Rung = m.Usual, m.To, m.Short, m.Rung
		if m.Again {
			t.State, t.AnswerBy = pathways.HandedOff, m.AnswerBy
		}
	}
	for _, w := range diff.Withdraw {
		k.byID(w.ID).State = pathways.Withdrawn
	}
	for i := range k.tasks {
		k.tasks[i].PlannedFor = calendar.Date{}
		if c.InWindow(today) {
			k.tasks[i].PlannedFor = c.PlannedDay
		}
	}
	return diff
}

// watch is a working day's watch: what is too late, then the hand-offs.
func (k *kept) watch(c *pathways.Case, today calendar.Date) map[string]pathways.HandOff {
	for i := range k.tasks {
		t := &k.tasks[i]
		if t.State == pathways.Planned && !t.Usual.LatestStart.IsZero() && today.After(t.Usual.LatestStart) {
			t.State, t.Waiting = pathways.TooLate, nil
		}
	}
	on := pathways.Occasion{Now: today.At(5, 0), Today: today, Services: true}
	hand, wait, nobody := k.ref.HandOffs(c, k.tasks, on)
	out := map[string]pathways.HandOff{}
	for _, h := range hand {
		t := k.byID(h.TaskID)
		t.State, t.HandedOffOn, t.DueOn, t.AnswerBy, t.ShortNotice, t.Waiting = pathways.HandedOff, today, h.Due, h.AnswerBy, h.Short, nil
		t.ToldDay, t.AskedWhere = c.PlannedDay, ""
		if h.Standard.FoundBy == pathways.ByPrison {
			t.AskedWhere = c.Prison
		}
		out[t.Standard] = h
	}
	for _, w := range wait {
		t := k.byID(w.TaskID)
		t.Waiting, t.WaitingSince = w.Waiting, w.Since
	}
	for _, id := range nobody {
		k.byID(id).Nobody = true
	}
	return out
}

// transfer is the step of a watch that changes hands.
func (k *kept) transfer(c *pathways.Case, today calendar.Date) (hand []pathways.HandOff, back []pathways.Update) {
	on := pathways.Occasion{Now: today.At(5, 0), Today: today, Services: true}
	hand, back = k.ref.Transfers(c, k.tasks, on)
	for _, h := range hand {
		t := k.byID(h.TaskID)
		t.State, t.HandedOffOn, t.DueOn, t.AnswerBy, t.ShortNotice, t.Rung = pathways.HandedOff, today, h.Due, h.AnswerBy, h.Short, 0
		t.ToldDay, t.AskedWhere = c.PlannedDay, c.Prison
	}
	for _, u := range back {
		t := k.byID(u.ID)
		t.State, t.DueOn, t.Waiting, t.AskedWhere, t.HandedOffOn = pathways.Planned, t.Usual.Due, u.Want.Waiting, "", calendar.Date{}
	}
	return hand, back
}

// announce adds a holiday to the calendar.
func (k *kept) announce(on calendar.Date) {
	k.ref.Calendar = calendar.New(append(k.ref.Calendar.Published(), calendar.Holiday{Day: on, Title: "Announced late"}))
}

func (k *kept) byID(id int64) *pathways.Task {
	k.t.Helper()
	for i := range k.tasks {
		if k.tasks[i].ID == id {
			return &k.tasks[i]
		}
	}
	k.t.Fatalf("no task %d", id)
	return nil
}

func (k *kept) task(code string) *pathways.Task {
	k.t.Helper()
	for i := range k.tasks {
		if k.tasks[i].Standard == code {
			return &k.tasks[i]
		}
	}
	k.t.Fatalf("no task %s", code)
	return nil
}

// moveOf is the move of one task; the test ends where there is none.
func (k *kept) moveOf(diff pathways.Difference, code string) pathways.Move {
	k.t.Helper()
	for _, m := range diff.Move {
		if k.byID(m.ID).Standard == code {
			return m
		}
	}
	k.t.Fatalf("%s did not move", code)
	return pathways.Move{}
}

// changes is how many things a difference changes.
func changes(d pathways.Difference) int {
	return len(d.Add) + len(d.Update) + len(d.Move) + len(d.Withdraw)
}
