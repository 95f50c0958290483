package pathways

import "slices"

// askedWhere is the prison or the home area whose service a task is asked of;
// "" where its holder is found in another way.
func (cat *Catalogue) askedWhere(s *Standard, c *Case) string {
	switch {
	case s.FoundBy == ByPrison:
		return c.Prison
	case s.FoundBy == ByArea && cat.AuthorityFrom(s.Code) == "":
		return c.HomeArea
	}
	return ""
}

// changesHands: asked of one prison or area, not done, and the person is in
// another prison, or belongs to another area (domain rule 4, transferred and
// moved). Whoever is out is in no prison.
func (cat *Catalogue) changesHands(t *Task, s *Standard, c *Case) bool {
	if s == nil || !t.State.Asked() || t.AskedWhere == "" {
		return false
	}
	if s.FoundBy == ByPrison && c.Released() {
		return false
	}
	where := cat.askedWhere(s, c)
	return where != "" && where != t.AskedWhere
}

// Transfers decides, for one release, which requests change hands because the
// person is in another prison or home area: each is handed off to the new holder as
// if today were its hand-off. One that now waits, or has nobody there, is
// planned again and goes when it can; the holder left behind loses it all the
// same. Once they are out, the prison that was asked keeps what is open, and a
// move of home area changes hands as before. Nothing changes hands on a day on
// which services are not written to.
func (r *Reference) Transfers(c *Case, tasks []Task, on Occasion) (hand []HandOff, back []Update) {
	if !c.handsOff() || !on.Services {
		return nil, nil
	}
	given := r.given(c, tasks, on.Today)
	after := slices.Clone(tasks)
	for i := range after {
		t := &after[i]
		s := r.Catalogue.Get(t.Standard)
		if !r.Catalogue.changesHands(t, s, c) || on.Only != nil && !on.Only(s) {
			continue
		}
		g := given(t.Standard)
		waiting := r.Catalogue.Waiting(s, c, g, on.Today)
		h := r.Directory.HolderOf(r.Catalogue, s, c, g.Authority, on.Today)
		if len(waiting) > 0 || !h.Found {
			want := Wanted{Standard: s, Usual: t.Usual, Waiting: waiting, DoneBefore: t.DoneBefore}
			back = append(back, Update{ID: t.ID, Want: want, From: t.State, Reopen: true})
			t.State, t.DueOn = Planned, t.Usual.Due
			continue
		}
		hand = append(hand, HandOff{TaskID: t.ID, ReleaseID: c.ReleaseID, Standard: s, Holder: h, Case: c})
	}
	r.setDays(c, after, hand, on)
	return hand, back
}
