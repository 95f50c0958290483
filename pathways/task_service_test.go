package pathways_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/pathways"
)

// give gives an answer with all it needs.
func (o *office) give(who access.Actor, ref string, version int, to pathways.State) error {
	ctx := o.t.Context()
	switch to {
	case pathways.Acknowledged:
		return o.tasks.Acknowledge(ctx, who, ref, version)
	case pathways.Accepted:
		return o.tasks.Accept(ctx, who, ref, version)
	case pathways.Declined:
		return o.tasks.Decline(ctx, who, ref, version, "they live elsewhere")
	case pathways.NoCapacity:
		return o.tasks.NoCapacity(ctx, who, ref, version, day("2026-12-07"), "")
	case pathways.Done:
		return o.tasks.Finish(ctx, who, ref, version, pathways.Finish{Evidence: []string{"appointment"}})
	default:
		return fmt.Errorf("no such answer: %s", to)
	}
}

// domain 6, states: which answer can follow which state.
func TestWhichAnswersCanBeGiven(t *testing.T) {
	t.Parallel()
	all := []pathways.State{pathways.Acknowledged, pathways.Accepted, pathways.Declined, pathways.NoCapacity, pathways.Done}
	may := map[pathways.State][]pathways.State{
		pathways.HandedOff:    all,
		pathways.PassedOn:     all,
		pathways.Acknowledged: {pathways.Accepted, pathways.Declined, pathways.NoCapacity, pathways.Done},
		pathways.Accepted:     {pathways.Declined, pathways.NoCapacity, pathways.Done},
		pathways.Declined:     {pathways.Accepted, pathways.NoCapacity, pathways.Done},
		pathways.NoCapacity:   {pathways.Accepted, pathways.Declined, pathways.Done},
		pathways.Planned:      {pathways.Done},
		pathways.Done:         nil, pathways.NotWanted: nil, pathways.NotEligible: nil, pathways.TooLate: nil, pathways.Withdrawn: nil,
	}
	o := open(t)
	ref := o.ask("BEN-JCP", o.jobs)
	for from, allowed := range may {
		for _, to := range all {
			o.exec(`UPDATE task SET state = $2, version = 1 WHERE ref = $1`, ref, string(from))
			err := o.give(o.lin, ref, 1, to)
			if want := slices.Contains(allowed, to); (err == nil) != want {
				t.Errorf("%s to %s: %v, want allowed %v", from, to, err, want)
			}
			if err != nil && !fault.Is(err, fault.KindConflict) {
				t.Errorf("%s to %s is refused as %v, want a conflict", from, to, err)
			}
		}
	}
}

// Officers' own tasks need no answer: they are only finished.
func TestAnOfficersOwnTaskIsOnlyFinished(t *testing.T) {
	t.Parallel()
	o := open(t)
	ref := o.ask("PRO-FIRST", 0)
	for _, to := range []pathways.State{pathways.Acknowledged, pathways.Accepted, pathways.Declined, pathways.NoCapacity} {
		if err := o.give(o.lin, ref, 1, to); !fault.Is(err, fault.KindConflict) {
			t.Errorf("%s: %v, want a conflict", to, err)
		}
	}
	if err := o.give(o.lin, ref, 1, pathways.Done); err != nil {
		t.Error(err)
	}
}

// Each answer leaves its state, its time and its actor, and stops the rungs.
func TestAnAnswerIsStoredWithItsTimeAndActor(t *testing.T) {
	t.Parallel()
	at := eight.Add(90 * time.Minute)
	afterDue := day("2026-12-15").At(5, 0)
	halfWay := day("2026-12-04").At(5, 0) // half-way from 23 November to 14 December: the 3rd
	for _, tt := range []struct {
		to    pathways.State
		want  row
		event string // reason in the history
	}{
		{pathways.Acknowledged, row{AcknowledgedAt: &at, NextRungAt: &halfWay}, ""},
		{pathways.Accepted, row{AcknowledgedAt: &at, AcceptedAt: &at, NextRungAt: &afterDue}, ""},
		{pathways.Declined, row{AcknowledgedAt: &at, NextRungAt: &afterDue, Reason: "they live elsewhere"}, "they live elsewhere"},
		{pathways.NoCapacity, row{AcknowledgedAt: &at, NextRungAt: &afterDue, FullUntil: day("2026-12-07")}, ""},
		{pathways.Done, row{AcknowledgedAt: &at, DoneAt: &at, Evidence: []string{"appointment"}}, ""},
	} {
		t.Run(string(tt.to), func(t *testing.T) {
			t.Parallel()
			o := open(t)
			ref := o.ask("BEN-JCP", o.jobs)
			o.exec(`UPDATE task SET rung = 2, rung_at = $2, next_rung_at = $2 WHERE ref = $1`, ref, eight)
			o.now = at
			if err := o.give(o.kay, ref, 1, tt.to); err != nil {
				t.Fatal(err)
			}
			want := tt.want
			want.State, want.Version, want.DueOn, want.HandOffOn = tt.to, 2, day("2026-12-14"), day("2026-11-23")
			want.ContactEmail, want.ServiceID = "kay@services.example", o.jobs
			want.Waiting = []string{}
			if want.Evidence == nil {
				want.Evidence = []string{}
			}
			if diff := cmp.Diff(want, o.row(ref), sameDay, sameInstant); diff != "" {
				t.Errorf("stored (-want +got):\n%s", diff)
			}
			steps := o.history(ref)
			wantStep := step{State: string(tt.to), Actor: o.kay.Key(), Reason: tt.event, At: at}
			if diff := cmp.Diff(wantStep, steps[len(steps)-1], sameDay, sameInstant); diff != "" {
				t.Errorf("history (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]pathways.State{tt.to}, o.after.told); diff != "" {
				t.Errorf("the release package was told (-want +got):\n%s", diff)
			}
			if n := o.count(`SELECT count(*) FROM audit WHERE object_kind = 'task' AND action = 'alter' AND detail = $1 AND actor = $2`,
				string(tt.to), o.kay.Key()); n != 1 {
				t.Errorf("%d audit rows, want 1", n)
			}
		})
	}
}

var sameInstant = cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })

// Acknowledging stops rungs 1 and 2; rung 3, a due day that has passed, stays
// until it is done.
func TestAnAnswerAfterTheDueDayLeavesRung3(t *testing.T) {
	t.Parallel()
	o := open(t)
	ref := o.ask("BEN-JCP", o.jobs)
	o.exec(`UPDATE task SET rung = 3, rung_at = $2, due_on = '2026-11-20' WHERE ref = $1`, ref, eight)
	if err := o.give(o.kay, ref, 1, pathways.Acknowledged); err != nil {
		t.Fatal(err)
	}
	if got := o.row(ref); got.Rung != 3 || got.RungAt == nil || got.NextRungAt != nil {
		t.Errorf("acknowledged: rung %d at %v, next %v", got.Rung, got.RungAt, got.NextRungAt)
	}
	if err := o.give(o.kay, ref, 2, pathways.Done); err != nil {
		t.Fatal(err)
	}
	if got := o.row(ref); got.Rung != 0 || got.NextRungAt != nil {
		t.Errorf("done: rung %d, next %v", got.Rung, got.NextRungAt)
	}
}

// A stale form is a conflict that says who changed it.
func TestAStaleFormSaysWhoChangedIt(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		change func(o *office, ref string)
		says   string
	}{
		{"a colleague", func(o *office, ref string) {
			o.now = eight.Add(time.Hour)
			if err := o.give(o.kay, ref, 1, pathways.Acknowledged); err != nil {
				o.t.Fatal(err)
			}
		}, "Kay Wood changed this request at 09:00 on Monday 23 November"},
		{"the watch", func(o *office, ref string) { o.exec(`UPDATE task SET version = 2 WHERE ref = $1`, ref) },
			"The daily watch changed this request at 08:00 on Monday 23 November"},
		{"another day of release", func(o *office, ref string) {
			o.exec(`UPDATE task SET version = 2 WHERE ref = $1`, ref)
			o.exec(`INSERT INTO release_change (release_id, from_day, to_day, at, source) VALUES ($1, '2027-01-14', '2027-01-11', $2, 'extract')`,
				o.release, eight.Add(2*time.Hour))
		}, "A new day of release changed this request at 10:00 on Monday 23 November"},
	} {
		o := open(t)
		ref := o.ask("BEN-JCP", o.jobs)
		tt.change(o, ref)
		err := o.give(o.kay, ref, 1, pathways.Declined)
		if !fault.Is(err, fault.KindConflict) || !strings.HasPrefix(fault.Text(err), tt.says) {
			t.Errorf("%s: %v, want a conflict that begins %q", tt.name, err, tt.says)
		}
		if got := o.row(ref).State; got == pathways.Declined {
			t.Errorf("%s: the stale answer was stored", tt.name)
		}
	}
	// A task that nobody has touched since it was planned names its planning.
	o := open(t)
	ref := o.plan("BEN-JCP", "2026-12-31", "2027-01-08", "")
	if err := o.give(o.lin, ref, 7, pathways.Done); !strings.HasPrefix(fault.Text(err), "The plan changed") {
		t.Errorf("a planned task: %v", err)
	}
}

// Two people press at the same moment: one of them is told.
func TestOfTwoAnswersAtOnceOneCounts(t *testing.T) {
	t.Parallel()
	o := open(t)
	ref := o.ask("BEN-JCP", o.jobs)
	var wg sync.WaitGroup
	errs := make([]error, 2)
	tasks := [2]*pathways.TaskService{} // each with its own stand-in for the release package
	for i := range tasks {
		tasks[i] = &pathways.TaskService{Pool: o.pool, Now: func() time.Time { return eight }, Releases: &afterwards{}}
	}
	for i := range errs {
		wg.Go(func() { errs[i] = tasks[i].Acknowledge(t.Context(), o.kay, ref, 1) })
	}
	wg.Wait()
	conflicts := 0
	for _, err := range errs {
		if fault.Is(err, fault.KindConflict) {
			conflicts++
		} else if err != nil {
			t.Error(err)
		}
	}
	if got := o.row(ref); conflicts != 1 || got.Version != 2 {
		t.Errorf("%d conflicts, version %d; want 1 and 2", conflicts, got.Version)
	}
}

// A service's people answer for their services in their areas; officers for
// the people of their areas.
func TestWhoMayAnswer(t *testing.T) {
	t.Parallel()
	o := open(t)
	youth := o.service(haringey, "youth_justice")
	camdenHousing := o.service(camden, "housing_options")
	health := o.service(leeds, "prison_healthcare")
	jobs, own := o.ask("BEN-JCP", o.jobs), o.ask("ACC-NEED", 0)
	byYouth, byCamden, inside := o.ask("ACC-DTR", youth), o.ask("ACC-CASE", camdenHousing), o.ask("MH-MEDS", health)
	planned := o.plan("BEN-CLAIM", "", "", "")
	spoc := func(area, service string) access.Actor {
		return o.actor("Somebody", access.SPOC, area, service)
	}
	staff := func(role access.Role, area string) access.Actor {
		return o.actor("Somebody", role, area, "")
	}
	for _, tt := range []struct {
		name string
		who  access.Actor
		ref  string
		may  bool
	}{
		{"the service it was sent to", o.kay, jobs, true},
		{"another service", spoc(haringey, "housing_options"), jobs, false},
		{"the same service of another area", spoc(camden, "jobcentre"), jobs, false},
		{"a contact of no area", access.Actor{AccountID: o.kay.AccountID, Role: access.SPOC, Services: []string{"jobcentre"}}, jobs, false},
		{"a service before it was asked", o.kay, planned, false},
		{"the chosen authority's housing service", spoc(camden, "housing_options"), byCamden, true},
		{"the home area's housing service, not chosen", spoc(haringey, "housing_options"), byCamden, false},
		{"a prison's service, by home area", spoc(haringey, "prison_healthcare"), inside, true},
		{"a prison's service, for another area", spoc(camden, "prison_healthcare"), inside, false},
		{"youth justice, for a person under 18", spoc(haringey, "youth_justice"), byYouth, true},
		{"the probation unit, where youth justice holds it", spoc(haringey, "probation_unit"), byYouth, false},
		{"a service contact, for an officer's own", spoc(haringey, "probation_unit"), own, false},
		{"the link officer of the area", o.lin, jobs, true},
		{"an offender manager of the area", staff(access.OffenderManager, haringey), jobs, true},
		{"a coordinator of the area", staff(access.Coordinator, haringey), jobs, true},
		{"a link officer of another area", staff(access.LinkOfficer, camden), jobs, false},
		{"the information lead", staff(access.InformationLead, haringey), jobs, false},
		{"an administrator", staff(access.Administrator, haringey), jobs, false},
		{"the system", access.System("watch"), jobs, false},
	} {
		o.exec(`UPDATE task SET version = 1, done_at = NULL, state = CASE WHEN handed_off_at IS NULL THEN 'planned' ELSE 'handed_off' END WHERE ref = $1`, tt.ref)
		err := o.tasks.Finish(t.Context(), tt.who, tt.ref, 1, pathways.Finish{Reason: "told on the telephone"})
		if (err == nil) != tt.may {
			t.Errorf("%s: %v, want allowed %v", tt.name, err, tt.may)
		}
		if err != nil && !fault.Is(err, fault.KindRefused) {
			t.Errorf("%s: %v, want refused", tt.name, err)
		}
	}
	if err := o.tasks.Accept(t.Context(), o.lin, "nosuchtask", 1); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("a task that is not there: %v", err)
	}
}

// What each answer must bring with it.
func TestAnAnswerThatIsNotCompleteIsRefusedWithTheRemedy(t *testing.T) {
	t.Parallel()
	o := open(t)
	jobs, dtr := o.ask("BEN-JCP", o.jobs), o.ask("ACC-DTR", 0)
	all := []string{"consent_to_refer", "authority_chosen", "consent_to_share_contact", "date_sent", "reference"}
	without := slices.DeleteFunc(slices.Clone(all), func(s string) bool { return s == "authority_chosen" })
	ctx := t.Context()
	finish := func(ref string, f pathways.Finish) error { return o.tasks.Finish(ctx, o.lin, ref, 1, f) }
	for _, tt := range []struct {
		name string
		err  error
		says string
	}{
		{"a refusal without a reason", o.tasks.Decline(ctx, o.kay, jobs, 1, " \n"), "Say why the service cannot do this"},
		{"a reason beyond all measure", o.tasks.Decline(ctx, o.kay, jobs, 1, strings.Repeat("é", 501)), "The reason is too long: use 500 characters or fewer"},
		{"full, but until when", o.tasks.NoCapacity(ctx, o.kay, jobs, 1, day(""), "no room"), "Give the day until which the service is full"},
		{"full until yesterday", o.tasks.NoCapacity(ctx, o.kay, jobs, 1, day("2026-11-22"), ""), "The day until which the service is full must be today or later"},
		{"done with an unticked checklist", finish(jobs, pathways.Finish{}), "Not everything on the checklist is ticked: say why it is finished all the same"},
		{"an item of another checklist", finish(jobs, pathways.Finish{Evidence: []string{"appointment", "handed_over"}}), `"handed_over" is not an item of this request's checklist`},
		{"one item missing", finish(dtr, pathways.Finish{Evidence: without}), "Not everything on the checklist is ticked: say why it is finished all the same"},
		{"ticked but no authority", finish(dtr, pathways.Finish{Evidence: all}), "Choose the housing authority, and tick that it was chosen"},
		{"an authority but not ticked", finish(dtr, pathways.Finish{Evidence: without, HousingAuthority: camden}), "Choose the housing authority, and tick that it was chosen"},
		{"an authority that is not there", finish(dtr, pathways.Finish{Evidence: all, HousingAuthority: "E99999999"}), "Choose the housing authority from the list: this one is not there"},
		{"a county council decides on nobody's housing", finish(dtr, pathways.Finish{Evidence: all, HousingAuthority: "E10000003"}), "Choose the housing authority from the list: this one is not there"},
	} {
		if !fault.Is(tt.err, fault.KindInvalid) || fault.Text(tt.err) != tt.says {
			t.Errorf("%s: %v, want %q", tt.name, tt.err, tt.says)
		}
	}
	if got := o.row(jobs); got.State != pathways.HandedOff || got.Version != 1 || len(o.after.told) != 0 {
		t.Errorf("something was stored: %+v", got)
	}
	if err := o.tasks.NoCapacity(ctx, o.kay, jobs, 1, day("2026-11-23"), ""); err != nil {
		t.Errorf("full until today: %v", err)
	}
}

// domain 6: evidence is a checklist; a stored fact ticks its item; without it a
// reason; the authority is recorded.
func TestWhatFinishingRecords(t *testing.T) {
	t.Parallel()
	o := open(t)
	com, dtr, night := o.ask("PRO-COM", 0), o.ask("ACC-DTR", 0), o.ask("ACC-NIGHT1", 0)
	if err := o.tasks.Finish(t.Context(), o.lin, com, 1, pathways.Finish{Evidence: []string{"meeting_held"}}); err != nil {
		t.Errorf("a community officer with an address ticks com_named: %v", err)
	}
	if diff := cmp.Diff([]string{"com_named", "meeting_held"}, o.row(com).Evidence); diff != "" {
		t.Error(diff)
	}
	if err := o.tasks.Finish(t.Context(), o.lin, dtr, 1, pathways.Finish{Evidence: []string{"authority_chosen"}, HousingAuthority: camden,
		Reason: "sent by post"}); err != nil {
		t.Error(err)
	}
	if got := o.row(dtr); got.Authority != camden || got.Reason != "sent by post" {
		t.Errorf("recorded authority %q, reason %q", got.Authority, got.Reason)
	}
	o.exec(`UPDATE person SET com_email = '' WHERE id = (SELECT person_id FROM release WHERE id = $1)`, o.release)
	o.exec(`UPDATE task SET state = 'handed_off', version = 1 WHERE ref = $1`, com)
	if err := o.tasks.Finish(t.Context(), o.lin, com, 1, pathways.Finish{Evidence: []string{"meeting_held"}}); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("with no address com_named is not ticked: %v", err)
	}
	if err := o.tasks.Finish(t.Context(), o.lin, night, 1, pathways.Finish{Evidence: []string{"address", "om_checked"}}); err != nil {
		t.Error(err)
	}
	o.exec(`UPDATE task SET state = 'handed_off', version = 1 WHERE ref = $1`, dtr)
	if err := o.tasks.Finish(t.Context(), o.lin, dtr, 1, pathways.Finish{Reason: "nobody took it"}); err != nil {
		t.Error(err)
	}
	// com, dtr, night, and dtr again: what waits for the authority is planned again.
	if diff := cmp.Diff([]bool{false, true, false, true}, o.after.opens); diff != "" {
		t.Errorf("opens something else (-want +got):\n%s", diff)
	}
}

// What must follow an answer is written in its transaction, or nothing is.
func TestAnAnswerThatCannotBeFollowedIsNotStored(t *testing.T) {
	t.Parallel()
	o := open(t)
	ref := o.ask("BEN-JCP", o.jobs)
	o.after.err = errAfterwards
	if err := o.give(o.kay, ref, 1, pathways.Declined); err == nil {
		t.Fatal("no error")
	}
	if got := o.row(ref); got.State != pathways.HandedOff || got.Version != 1 || len(o.history(ref)) != 1 {
		t.Errorf("half of it was stored: %+v", got)
	}
}
