package pathways_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/pathways"
)

const manchester = "MRI"

// changeHands is the step of a working day's watch.
func (o *office) changeHands(today calendar.Date, cases ...*pathways.Case) (hand []pathways.HandOff, taken []pathways.Taken) {
	o.t.Helper()
	o.in(func(tx pgx.Tx, ref *pathways.Reference) (err error) {
		hand, taken, err = ref.ChangeHands(o.t.Context(), tx, access.System("watch"),
			pathways.Occasion{Now: today.At(5, 0), Today: today, Services: true}, cases)
		return err
	})
	return hand, taken
}

// prisonService adds a prison's own row with an address of its own.
func (o *office) prisonService(prison, service string) int64 {
	o.t.Helper()
	id := o.service(prison, service)
	o.exec(`UPDATE service SET spoc_email = $2 || '@' || lower($3::text) || '.example' WHERE id = $1`, id, service, prison)
	return id
}

// inLeeds is a release with tasks asked in Leeds on 23 November, planned for 14
// December: MH-BASE and MH-MEDS of healthcare, BEN-ID of the employment lead.
func inLeeds(t *testing.T) (*office, *pathways.Case) {
	t.Helper()
	o := open(t)
	o.prisonService(leeds, "prison_healthcare")
	o.prisonService(leeds, "prison_employment_lead")
	c := o.caseOf(o.release, "2027-01-05", "mental_health")
	o.replan(day("2026-12-08"), c)
	if hand := codesOf(o.handOff(day("2026-12-08"), c)); !slices.Contains(hand, "MH-BASE") || !slices.Contains(hand, "MH-MEDS") {
		t.Fatalf("handed off %v", hand)
	}
	return o, c
}

// domain 4, transferred: tasks found by prison and not done change hands, the
// same task with its history; area services hear nothing.
func TestATransferChangesHands(t *testing.T) {
	t.Parallel()
	o, c := inLeeds(t)
	there := o.prisonService(manchester, "prison_healthcare")
	meds, base, area := o.ref(o.release, "MH-MEDS"), o.ref(o.release, "MH-BASE"), o.ref(o.release, "PRO-FIRST")
	o.now = day("2026-12-09").At(9, 0)
	if err := o.tasks.Accept(t.Context(), o.lin, meds, o.row(meds).Version); err != nil {
		t.Fatal(err)
	}
	if err := o.tasks.Finish(t.Context(), o.lin, base, o.row(base).Version, pathways.Finish{Reason: "told by telephone"}); err != nil {
		t.Fatal(err)
	}
	doneBefore, officers := o.row(base), o.row(area)
	c.Prison = manchester
	hand, taken := o.changeHands(day("2026-12-14"), c)
	if diff := cmp.Diff([]string{"MH-MEDS"}, codesOf(hand)); diff != "" {
		t.Fatalf("changed hands (-want +got):\n%s", diff)
	}
	// h 8 Dec, d 4 back from 5 Jan (4 31 30 29): 29 December; 21 x 22 / 28 = 16: 30 December; asked on the 14th.
	got, answer := o.row(meds), day("2026-12-16").At(17, 0)
	if got.State != pathways.HandedOff || got.ServiceID != there || got.ContactEmail != "prison_healthcare@mri.example" ||
		got.AcknowledgedAt != nil || got.AcceptedAt != nil || got.Rung != 0 || !got.NextRungAt.Equal(answer) || got.DueOn != day("2026-12-30") {
		t.Errorf("stored %+v, next %v", got, got.NextRungAt)
	}
	if n := o.count(`SELECT count(*) FROM task WHERE ref = $1 AND asked_where = 'MRI' AND told_day = '2027-01-05' AND acknowledge_by = $2
		AND handed_off_on = '2026-12-14'`, meds, answer); n != 1 {
		t.Error("its new clock, prison or told day is not stored")
	}
	var states []string
	for _, s := range o.history(meds) {
		states = append(states, s.State+" "+s.SentTo+" "+s.Reason)
	}
	want := []string{"handed_off prison_healthcare@lei.example ", "accepted  ", "handed_off prison_healthcare@mri.example moved to another prison"}
	if diff := cmp.Diff(want, states); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	task := int64(o.count(`SELECT id::int FROM task WHERE ref = $1`, meds))
	old := int64(o.count(`SELECT id::int FROM service WHERE spoc_email = 'prison_healthcare@lei.example'`))
	lead := o.row(o.ref(o.release, "BEN-ID"))
	wantTaken := []pathways.Taken{{TaskID: task, ReleaseID: o.release, ServiceID: old,
		Contact: pathways.Contact{Name: "prison_healthcare", Email: "prison_healthcare@lei.example"}, Reason: "moved to another prison"}}
	if diff := cmp.Diff(wantTaken, taken); diff != "" || lead.State != pathways.TooLate && lead.State != pathways.Planned {
		t.Errorf("told to the old prison (-want +got):\n%s BEN-ID %s", diff, lead.State)
	}
	if o.row(base).Version != doneBefore.Version || o.row(area).Version != officers.Version {
		t.Error("a done task or an officer's changed")
	}
	before := o.versions()
	if hand, taken := o.changeHands(day("2026-12-14"), c); len(hand)+len(taken) != 0 || o.versions() != before {
		t.Errorf("twice: %v %v", codesOf(hand), taken)
	}
	if got := o.replan(day("2026-12-14"), c); got.Moved+got.Updated+got.Withdrawn != 0 {
		t.Errorf("planning again after it changes %+v", got)
	}
}

// A transfer and back before the watch changes nothing; nor does one while the
// case is in doubt, held back, ended or released, or on a day off.
func TestWhenNothingChangesHands(t *testing.T) {
	t.Parallel()
	o, plain := inLeeds(t)
	o.prisonService(manchester, "prison_healthcare")
	before := o.versions()
	for name, change := range map[string]func(*pathways.Case){
		"there and back":   func(c *pathways.Case) { c.Prison = leeds },
		"prison not known": func(c *pathways.Case) { c.Prison = "" },
		"date passed":      func(c *pathways.Case) { c.Paused = true },
		"import on hold":   func(c *pathways.Case) { c.OnHold = true },
		"at large":         func(c *pathways.Case) { c.Stopped = true },
		"died":             func(c *pathways.Case) { c.Ended = true },
		"not watched":      func(c *pathways.Case) { c.Watched = false },
		"released":         func(c *pathways.Case) { c.ActualDay, c.LearntDay = day("2026-12-10"), day("2026-12-10") },
	} {
		c := *plain
		c.Prison = manchester
		change(&c)
		if hand, taken := o.changeHands(day("2026-12-14"), &c); len(hand)+len(taken) != 0 || o.versions() != before {
			t.Errorf("%s: %v %v", name, codesOf(hand), taken)
		}
	}
	c := *plain
	c.Prison = manchester
	o.in(func(tx pgx.Tx, ref *pathways.Reference) error {
		hand, taken, err := ref.ChangeHands(t.Context(), tx, access.System("watch"), pathways.Occasion{Now: eight, Today: day(monday)}, []*pathways.Case{&c})
		if len(hand)+len(taken) != 0 {
			t.Error("on a day on which services are not written to")
		}
		return err
	})
	o.exec(`UPDATE task SET asked_where = ''`) // asked before this was noted
	if hand, taken := o.changeHands(day("2026-12-14"), &c); len(hand)+len(taken) != 0 {
		t.Errorf("asked of no prison we know: %v %v", codesOf(hand), taken)
	}
}

// One general contact for both prisons: asked anew, and not told that it lost it.
func TestTheSameAddressIsAskedAnewAndToldNothing(t *testing.T) {
	t.Parallel()
	o, c := inLeeds(t)
	o.exec(`INSERT INTO service (ref, area, area_kind, service, name, spoc_email, created_at, updated_at, first_watch_on)
		SELECT 'general', '*', 'everywhere', service, service, spoc_email, created_at, updated_at, first_watch_on
		FROM service WHERE area = 'LEI' AND service = 'prison_healthcare'`)
	c.Prison = manchester
	hand, taken := o.changeHands(day("2026-12-14"), c)
	if diff := cmp.Diff([]string{"MH-BASE", "MH-MEDS"}, codesOf(hand)); diff != "" || len(taken) != 0 {
		t.Errorf("changed hands %v, told %v", codesOf(hand), taken)
	}
	if n := o.count(`SELECT count(*) FROM task WHERE asked_where = 'MRI' AND contact_note = $1`, pathways.NoteGeneral); n != 2 {
		t.Error("the note says nothing of a general contact")
	}
}

// Nobody at the new prison: planned again, on the list; the old prison is told,
// and the next watch that finds somebody asks.
func TestWithNobodyThereATaskIsPlannedAgain(t *testing.T) {
	t.Parallel()
	o, c := inLeeds(t)
	ref := o.ref(o.release, "MH-MEDS")
	c.Prison = manchester
	hand, taken := o.changeHands(day("2026-12-14"), c)
	if len(hand) != 0 || len(taken) != 2 {
		t.Errorf("changed hands %v, told %v", codesOf(hand), taken)
	}
	got := o.row(ref)
	if got.State != pathways.Planned || !got.Nobody || got.ContactEmail != "" || got.ServiceID != 0 || got.NextRungAt != nil {
		t.Errorf("stored %+v", got)
	}
	if n := o.count(`SELECT count(*) FROM task WHERE ref = $1 AND asked_where = '' AND told_day IS NULL AND handed_off_at IS NULL`, ref); n != 1 {
		t.Error("what it was asked with is kept")
	}
	if hand, taken := o.changeHands(day("2026-12-14"), c); len(hand)+len(taken) != 0 {
		t.Errorf("twice: %v %v", hand, taken)
	}
	o.prisonService(manchester, "prison_healthcare")
	if hand := codesOf(o.handOff(day("2026-12-15"), c)); !slices.Contains(hand, "MH-MEDS") {
		t.Errorf("handed off %v", hand)
	}
	if n := o.count(`SELECT count(*) FROM task WHERE ref = $1 AND asked_where = 'MRI' AND NOT nobody`, ref); n != 1 {
		t.Error("it was not asked in Manchester")
	}
	if steps := o.history(ref); len(steps) != 3 || steps[1].State != "planned" || steps[1].Reason != "moved to another prison" {
		t.Errorf("history %+v", steps)
	}
}

// What now waits for something is planned again and waits.
func TestWhatWaitsThereIsPlannedAgainAndWaits(t *testing.T) {
	t.Parallel()
	o, c := inLeeds(t)
	o.prisonService(manchester, "prison_healthcare")
	o.exec(`UPDATE standard SET before_telling = '{om_cleared}' WHERE code = 'MH-BASE'`)
	ref := o.ref(o.release, "MH-BASE")
	c.Prison = manchester
	hand, taken := o.changeHands(day("2026-12-14"), c)
	if diff := cmp.Diff([]string{"MH-MEDS"}, codesOf(hand)); diff != "" || len(taken) != 2 {
		t.Errorf("changed hands %v, told %v", codesOf(hand), taken)
	}
	if got := o.row(ref); got.State != pathways.Planned || got.Nobody || !slices.Equal(got.Waiting, []string{"om_cleared"}) {
		t.Errorf("stored %+v", got)
	}
}

// The rule by itself: only what is found by prison or area, asked in another one
// and not done.
func TestWhatChangesHands(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		rule, code, asked string
		state             pathways.State
		want              bool
	}{
		{"asked", "MH-MEDS", leeds, pathways.HandedOff, true},
		{"accepted", "MH-MEDS", leeds, pathways.Accepted, true},
		{"the old prison said no: the new one is asked", "MH-MEDS", leeds, pathways.Declined, true},
		{"full", "MH-MEDS", leeds, pathways.NoCapacity, true},
		{"done", "MH-MEDS", leeds, pathways.Done, false},
		{"not asked yet", "MH-MEDS", leeds, pathways.Planned, false},
		{"withdrawn", "MH-MEDS", leeds, pathways.Withdrawn, false},
		{"asked of this prison", "MH-MEDS", manchester, pathways.HandedOff, false},
		{"asked of no prison we know", "MH-MEDS", "", pathways.HandedOff, false},
		{"of the home area: a prison is nothing to it", "BEN-JCP", haringey, pathways.HandedOff, false},
		{"of the home area they have moved from", "BEN-JCP", "E09000007", pathways.HandedOff, true},
		{"an officer's", "PRO-COM", "", pathways.HandedOff, false},
	} {
		k, c := keep(t), adult("2027-01-05")
		k.replan(c, day("2026-12-28"))
		c.Prison = manchester
		task := k.task(tt.code)
		task.State, task.AskedWhere = tt.state, tt.asked
		if hand, back := k.transfer(c, day("2026-12-28")); len(hand) != btoi(tt.want) || len(back) != 0 {
			t.Errorf("%s: changed hands %v, planned again %v", tt.rule, codesOf(hand), back)
		}
	}
}

// Step 5 holds at a change of hands: MH-CMHT needs MH-BASE and is due before it.
func TestABlockerThatChangesHandsIsPulled(t *testing.T) {
	t.Parallel()
	k, c := keep(t), needing("2027-01-05", "mental_health")
	k.replan(c, day("2026-12-08"))
	k.watch(c, day("2026-12-08"))
	k.task("MH-CMHT").State, k.task("MH-CMHT").DueOn = pathways.HandedOff, day("2026-12-15")
	c.Prison = manchester
	hand, _ := k.transfer(c, day("2026-12-14"))
	if got := k.task("MH-BASE").DueOn; len(hand) == 0 || got != day("2026-12-15") {
		t.Errorf("due %s, want 15 December", got) // by itself 14 x 22 / 84 = 3: 17 December
	}
}

// A move of home area after release: what is found by area goes to the new
// area's services by the steps as handed off today, what the prison was asked
// stays with it.
func TestAfterReleaseAMoveOfHomeAreaChangesHands(t *testing.T) {
	t.Parallel()
	o, c := inLeeds(t)
	c.ActualDay, c.LearntDay = day("2027-01-05"), day("2027-01-05")
	o.replan(day("2027-01-05"), c)
	if hand := codesOf(o.handOff(day("2027-01-05"), c)); !slices.Contains(hand, "BEN-JCP") || !slices.Contains(hand, "BEN-CLAIM") {
		t.Fatalf("handed off %v", hand)
	}
	there := o.service(camden, "jobcentre")
	o.exec(`UPDATE service SET spoc_email = 'jobs@camden.example' WHERE id = $1`, there)
	o.prisonService(manchester, "prison_healthcare")
	o.exec(`UPDATE task SET state = 'handed_off' WHERE standard = 'MH-MEDS' AND release_id = $1`, o.release) // kept by the prison
	prison := o.row(o.ref(o.release, "MH-MEDS"))
	c.HomeArea, c.Prison = camden, manchester
	hand, taken := o.changeHands(day("2027-01-07"), c)
	if diff := cmp.Diff([]string{"BEN-CLAIM", "BEN-JCP"}, codesOf(hand)); diff != "" {
		t.Errorf("changed hands (-want +got):\n%s", diff)
	}
	if len(taken) != 2 || taken[0].ServiceID != o.jobs || taken[1].ServiceID != o.jobs {
		t.Errorf("the old service is told %+v", taken)
	}
	if got := o.row(o.ref(o.release, "MH-MEDS")); got.Version != prison.Version {
		t.Errorf("the prison's changed: %+v", got)
	}
	// Both two working days from today: BEN-CLAIM was due the day after release.
	for _, code := range []string{"BEN-JCP", "BEN-CLAIM"} {
		got := o.row(o.ref(o.release, code))
		if got.State != pathways.HandedOff || got.ServiceID != there || got.DueOn != day("2027-01-11") || !got.NextRungAt.Equal(day("2027-01-08").At(17, 0)) {
			t.Errorf("%s: %+v, next %v", code, got, got.NextRungAt)
		}
	}
	versions := o.versions()
	if hand, taken := o.changeHands(day("2027-01-07"), c); len(hand)+len(taken) != 0 || o.versions() != versions {
		t.Errorf("twice: %v %v", codesOf(hand), taken)
	}
}
