package release_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/notify"
	"throughgate/pathways"
	"throughgate/release"
)

// oneOffUnit is a unit at work with one person, held in Leeds, who leaves on
// Thursday 17 December 2026 and agrees to what row says.
func oneOffUnit(t *testing.T, row who) *unitTest {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.directory([]byte(directoryHead + "Haringey,jobcentre,Jobcentre,jobs@services.example,Kay,,manager@services.example\n" +
		"Haringey,housing_options,Housing,homes@services.example,Joe,,\nHaringey,mental_health,Clinic,clinic@services.example,May,,\n" +
		"LEI,prison_resettlement,Resettlement,resettle@services.example,Ray,,\n"))
	u.exec(`INSERT INTO service (ref, area, area_kind, service, name, spoc_email, created_at, updated_at)
		SELECT 'bikes', area, area_kind, 'bicycles', 'Bicycles', 'bikes@services.example', created_at, updated_at FROM service WHERE spoc_email = 'jobs@services.example'`)
	u.running()
	all := who{"confirmed_release": "2026-12-17", "sed": "2028-02-15"}
	for k, v := range row {
		all[k] = v
	}
	u.tell(all)
	u.at("2026-11-23", 9, 0)
	return u
}

// bicycle is a request to the Jobcentre, for Thursday 10 December.
var bicycle = pathways.OneOff{Title: "Bring the bicycle to the gate of the prison", Ask: "It stands in the shed", Pathway: "benefits_and_work", Who: "jobcentre", DueOn: day("2026-12-10")}

func (u *unitTest) addOneOff(o pathways.OneOff) error {
	u.Helper()
	key := "form" + u.clock().String() + o.Title + o.Who
	return u.releases.AddOneOff(u.Context(), u.lee(), u.releaseRef(), key, o)
}

func (u *unitTest) changeOneOff(version int, o pathways.OneOff) error {
	return u.releases.ChangeOneOff(u.Context(), u.lee(), u.releaseRef(), release.OneOffEdit{OneOff: o, Task: u.task("ONE-1").Ref, Version: version})
}

// problem is what is wrong with a field of a one-off request; "" for nothing.
func problem(err error, field string) string {
	var bad *pathways.BadEdit
	if !errors.As(err, &bad) {
		return ""
	}
	for _, p := range bad.Problems {
		if p.Field == field {
			return p.Text
		}
	}
	return ""
}

func TestAOneOffRequestIsAskedAtOnceAndItsTitleStaysOnThePages(t *testing.T) {
	u := oneOffUnit(t, nil)
	for range 2 { // a double click
		u.must(u.releases.AddOneOff(t.Context(), u.lee(), u.releaseRef(), "the form", bicycle))
	}
	task := u.task("ONE-1")
	if task.State != "handed_off" || task.Contact != "jobs@services.example" || task.DueOn != day("2026-12-10") || task.Short || task.Rung != 0 {
		t.Errorf("asked: %+v", task)
	}
	if want := day("2026-11-25").At(17, 0); task.AnswerBy == nil || !task.AnswerBy.Equal(want) {
		t.Errorf("answer by %v, want %v", task.AnswerBy, want)
	}
	sent := u.deliver()
	if len(sent) != 1 || sent[0].To != "jobs@services.example" || !strings.Contains(sent[0].Text, "Request to read (ONE-1)") {
		t.Fatalf("sent: %+v", sent)
	}
	for _, word := range []string{"bicycle", "gate of", "shed", "prison"} {
		if strings.Contains(sent[0].Text+sent[0].Subject, word) {
			t.Errorf("the e-mail says %q", word)
		}
	}
	// It climbs the ladder and is answered like any other request.
	u.sweep("2026-11-26")
	if got := u.task("ONE-1"); got.Rung != 1 || !u.lastTo(notify.Reminder, "jobs@services.example").has("task ONE-1") {
		t.Errorf("after two working days: rung %d", got.Rung)
	}
	u.must(u.tasks.Acknowledge(t.Context(), official, task.Ref, u.task("ONE-1").Version))
	u.must(u.tasks.Accept(t.Context(), official, task.Ref, u.task("ONE-1").Version))
	u.must(u.tasks.Finish(t.Context(), official, task.Ref, u.task("ONE-1").Version, pathways.Finish{}))
	u.sweep("2026-11-27")
	if got := u.task("ONE-1"); got.State != "done" {
		t.Errorf("at the end: %s", got.State)
	}
	story, err := read(t, u.pool, func(tx pgx.Tx) (release.Story, error) {
		return release.Show(t.Context(), tx, u.releases, u.releases.Unit.Scope, release.Find{Ref: u.releaseRef()}, calendar.DayOf(u.clock()))
	})
	u.must(err)
	i := slices.IndexFunc(story.Tasks, func(s release.StoryTask) bool { return s.Code == "ONE-1" })
	if i < 0 || story.Tasks[i].Title != bicycle.Title || story.Tasks[i].Pathway != "benefits_and_work" || story.Tasks[i].Required {
		t.Errorf("show release has %+v", story.Tasks)
	}
	if n := one[int](u, `SELECT count(*) FROM standard WHERE release_id IS NOT NULL`); n != 1 {
		t.Errorf("%d requests of one form", n)
	}
}

func TestNoPlanButItsOwnHasAOneOffRequest(t *testing.T) {
	u := oneOffUnit(t, nil)
	u.must(u.addOneOff(bicycle))
	u.tell(who{"confirmed_release": "2026-12-17", "sed": "2028-02-15"}, who{"confirmed_release": "2026-12-17", "sed": "2028-02-15"})
	u.exec(`UPDATE standard SET edited_at = $1 WHERE code = 'BEN-JCP'`, u.clock()) // everybody is planned again
	u.sweep("2026-11-24")
	if got := u.task("ONE-1"); got.State != "handed_off" {
		t.Errorf("the next watch made it %s: %s", got.State, got.Reason)
	}
	if n := one[int](u, `SELECT count(*) FROM task WHERE standard LIKE 'ONE-%'`); n != 1 {
		t.Errorf("%d people have it", n)
	}
	// Neither the catalogue's pages nor an edit of it know of it.
	list, err := read(t, u.pool, func(tx pgx.Tx) ([]pathways.StoredStandard, error) { return pathways.ReadStandards(t.Context(), tx) })
	u.must(err)
	if slices.ContainsFunc(list, func(s pathways.StoredStandard) bool { return s.Code == "ONE-1" }) {
		t.Error("it stands in the catalogue")
	}
	coordinator := access.Actor{AccountID: 1, Role: access.Coordinator, Areas: []string{haringeyCode}}
	i := slices.IndexFunc(list, func(s pathways.StoredStandard) bool { return s.Code == "BEN-JCP" })
	edit := pathways.StandardEdit{Code: "BEN-JCP", Version: list[i].Version, Cells: list[i].Cells()}
	edit.Cells["title"] = "Another title"
	seen, err := u.releases.PreviewStandard(t.Context(), coordinator, edit)
	u.must(err)
	if seen.Withdrawn+seen.Added+seen.Moved != 0 {
		t.Errorf("an edit of a title would do %+v", seen)
	}
	edit = pathways.StandardEdit{Code: "ONE-1", New: true, Cells: edit.Cells}
	if err := u.releases.SaveStandard(t.Context(), coordinator, edit); problem(err, "code") == "" {
		t.Errorf("a standard took its code: %v", err)
	}
}

func TestAOneOffRequestMovesAndEndsWithTheDayOfRelease(t *testing.T) {
	u := oneOffUnit(t, nil)
	u.must(u.addOneOff(bicycle))
	later := bicycle
	later.Title, later.AskOn, later.DueOn = "And a helmet", day("2026-12-01"), day("2026-12-08")
	u.must(u.addOneOff(later))
	after := bicycle
	after.Title, after.DueOn, after.AfterRelease = "And a lock", day("2026-12-22"), true
	u.must(u.addOneOff(after))
	u.deliver()
	if got := u.task("ONE-2"); got.State != "planned" || got.HandOffOn != day("2026-12-01") || got.DueOn != day("2026-12-08") {
		t.Errorf("asked later: %+v", got)
	}
	u.at("2026-11-24", 9, 0)
	u.tell(who{"confirmed_release": "2026-12-24", "sed": "2028-02-15"}) // a week later
	for code, due := range map[string]string{"ONE-1": "2026-12-17", "ONE-2": "2026-12-15", "ONE-3": "2026-12-29"} {
		if got := u.task(code); got.DueOn != day(due) {
			t.Errorf("%s is due %v, want %s", code, got.DueOn, due)
		}
	}
	u.at("2026-11-24", 10, 0)
	told := u.deliver()
	if len(told) != 1 || !strings.Contains(told[0].Text, "Request to read (ONE-1)") || !strings.Contains(told[0].Text, "Now needed by Thursday 17 December 2026") {
		t.Errorf("told of the move: %+v", told)
	}
	// Released: what is still to be done stays, by the day it was meant for.
	u.at("2026-12-24", 9, 0)
	u.must(u.byHand("out", release.LifeEvent{Word: release.WasReleased}))
	for code, want := range map[string]string{"ONE-1": "withdrawn released", "ONE-2": "withdrawn released", "ONE-3": "handed_off "} {
		if got := u.task(code); got.State+" "+got.Reason != want {
			t.Errorf("%s after release: %s %s", code, got.State, got.Reason)
		}
	}
	if got := u.task("ONE-3"); got.DueOn != day("2026-12-30") { // two working days: the 28th is a holiday
		t.Errorf("what stays open is due %v", got.DueOn)
	}
}

func TestAOneOffRequestWaitsForWhatTheServiceMayNotKnowYet(t *testing.T) {
	for name, c := range map[string]struct {
		row     who
		who     string
		pathway string
		waits   []string
	}{
		"the Jobcentre has an agreement":     {nil, "jobcentre", "benefits_and_work", nil},
		"housing wants two consents":         {nil, "housing_options", "accommodation", []string{"consent_to_refer", "consent_to_share_contact"}},
		"housing with consents":              {who{"consents": "consent_to_refer;consent_to_share_contact"}, "housing_options", "accommodation", nil},
		"health wants one":                   {nil, "mental_health", "mental_health", []string{"consent_to_share_health"}},
		"nothing is asked of bicycles":       {nil, "bicycles", "release_day", []string{"consent_to_refer", "consent_to_share_contact"}},
		"MAPPA 2 keeps it inside":            {who{"flags": "mappa2"}, "jobcentre", "benefits_and_work", []string{"om_release"}},
		"a restricted record too":            {who{"flags": "restricted"}, "jobcentre", "benefits_and_work", []string{"om_release"}},
		"the prison is told":                 {who{"flags": "mappa2"}, "prison_resettlement", "release_day", nil},
		"and so is the offender manager":     {who{"flags": "mappa2"}, pathways.AskManager, "probation", nil},
		"and so is the unit's link officer":  {who{"flags": "restricted"}, pathways.AskLinkOfficer, "release_day", nil},
		"the offender manager, about health": {nil, pathways.AskManager, "mental_health", nil},
	} {
		t.Run(name, func(t *testing.T) {
			u := oneOffUnit(t, c.row)
			o := bicycle
			o.Who, o.Pathway = c.who, c.pathway
			if c.row["flags"] == "restricted" {
				u.must(u.releases.OpenRestricted(t.Context(), u.lee(), u.releaseRef(), "What is asked is to be added"))
			}
			u.must(u.addOneOff(o))
			got := u.task("ONE-1")
			if !slices.Equal(got.Waiting, c.waits) && len(got.Waiting)+len(c.waits) > 0 {
				t.Errorf("waits for %v, want %v", got.Waiting, c.waits)
			}
			if asked := got.State == "handed_off"; asked != (len(c.waits) == 0) {
				t.Errorf("it is %s", got.State)
			}
		})
	}
}

func TestAOneOffRequestIsAskedWhenTheConsentComes(t *testing.T) {
	u := oneOffUnit(t, nil)
	o := bicycle
	o.Who, o.Pathway = "housing_options", "accommodation"
	u.must(u.addOneOff(o))
	u.must(u.byHand("c1", release.ConsentEvent("consent_to_refer", true, u.clock())))
	u.must(u.byHand("c2", release.ConsentEvent("consent_to_share_contact", true, u.clock())))
	u.sweep("2026-11-24")
	if got := u.task("ONE-1"); got.State != "handed_off" || got.Contact != "homes@services.example" {
		t.Errorf("the next watch: %+v", got)
	}
}

func TestAOneOffRequestIsChangedByThoseWhoMay(t *testing.T) {
	u := oneOffUnit(t, nil)
	u.must(u.addOneOff(bicycle))
	u.deliver()
	first := u.task("ONE-1")
	edit := bicycle
	edit.Title = "Bring both bicycles"
	u.at("2026-11-23", 9, 30)
	u.must(u.changeOneOff(1, edit))
	if err := u.tasks.Accept(t.Context(), official, first.Ref, first.Version); !fault.Is(err, fault.KindConflict) || !strings.Contains(fault.Text(err), "Lee Staff changed") {
		t.Errorf("an answer to the old words: %v", err)
	}
	edit.DueOn, edit.Who = day("2026-12-14"), "housing_options" // it was asked: of whom stays
	u.at("2026-11-23", 10, 0)
	u.must(u.changeOneOff(2, edit))
	got := u.task("ONE-1")
	if got.DueOn != day("2026-12-14") || got.State != "handed_off" || got.Contact != "jobs@services.example" || got.Version <= first.Version {
		t.Errorf("changed: %+v", got)
	}
	u.at("2026-11-23", 10, 45)
	if told := u.deliver(); len(told) != 1 || !strings.Contains(told[0].Text, "Now needed by Monday 14 December 2026") || strings.Contains(told[0].Text, "bicycle") {
		t.Errorf("the service is told: %+v", told)
	}
	if err := u.changeOneOff(1, bicycle); !fault.Is(err, fault.KindConflict) || !strings.Contains(fault.Text(err), "Lee Staff changed this request at 10:00") {
		t.Errorf("a stale form: %v", err)
	}
	u.must(u.changeOneOff(3, edit)) // as it stands: nothing happens
	if n := one[int](u, `SELECT count(*) FROM unit_change WHERE object = 'ONE-1'`); n != 2 {
		t.Errorf("%d fields in its history", n)
	}
	u.account(access.OffenderManager, "com1@probation.example")
	manager := access.Actor{AccountID: one[int64](u, `SELECT id FROM account WHERE email = 'com1@probation.example'`), Role: access.OffenderManager, Areas: []string{haringeyCode}}
	e := release.OneOffEdit{OneOff: bicycle, Task: got.Ref, Version: 3}
	if err := u.releases.ChangeOneOff(t.Context(), manager, u.releaseRef(), e); !fault.Is(err, fault.KindRefused) {
		t.Errorf("somebody who did not add it: %v", err)
	}
	if err := u.releases.TakeBackOneOff(t.Context(), manager, u.releaseRef(), got.Ref, 3, false); !fault.Is(err, fault.KindRefused) {
		t.Errorf("somebody who did not add it: %v", err)
	}
	if err := u.releases.TakeBackOneOff(t.Context(), u.lee(), u.releaseRef(), u.task("BEN-JCP").Ref, 1, false); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("a request of the catalogue: %v", err)
	}
}

func TestAOneOffRequestIsTakenBackAndAskedAgain(t *testing.T) {
	u := oneOffUnit(t, nil)
	u.must(u.addOneOff(bicycle))
	u.deliver()
	ref := u.task("ONE-1").Ref
	u.at("2026-11-23", 10, 0)
	u.must(u.releases.TakeBackOneOff(t.Context(), u.lee(), u.releaseRef(), ref, 1, false))
	if got := u.task("ONE-1"); got.State != "withdrawn" || got.Reason != "taken back" {
		t.Errorf("taken back: %+v", got)
	}
	u.at("2026-11-23", 10, 45)
	if told := u.deliver(); len(told) != 1 || told[0].To != "jobs@services.example" || !strings.Contains(told[0].Text, "No longer needed") {
		t.Errorf("told: %+v", told)
	}
	u.sweep("2026-11-24")
	if got := u.task("ONE-1"); got.State != "withdrawn" {
		t.Errorf("the watch asked it again: %s", got.State)
	}
	if err := u.releases.TakeBackOneOff(t.Context(), u.lee(), u.releaseRef(), ref, 2, false); !fault.Is(err, fault.KindConflict) {
		t.Errorf("taken back twice: %v", err)
	}
	u.must(u.releases.TakeBackOneOff(t.Context(), u.lee(), u.releaseRef(), ref, 2, true))
	u.sweep("2026-11-25")
	if got := u.task("ONE-1"); got.State != "handed_off" || got.Ref != ref {
		t.Errorf("asked again: %+v", got)
	}
	if got := u.steps(u.task("ONE-1").ID); got != "handed_off, withdrawn (taken back), planned (applies again), handed_off" {
		t.Errorf("its history: %s", got)
	}
}

func TestWhatCannotBeAskedForIsSaidAtItsField(t *testing.T) {
	u := oneOffUnit(t, nil)
	for name, c := range map[string]struct {
		change func(*pathways.OneOff)
		field  string
		says   string
	}{
		"no title":                 {func(o *pathways.OneOff) { o.Title = " " }, "title", "Write what is to be done"},
		"a long title":             {func(o *pathways.OneOff) { o.Title = strings.Repeat("x", 101) }, "title", "100 characters"},
		"a long ask":               {func(o *pathways.OneOff) { o.Ask = strings.Repeat("x", 501) }, "ask", "500 characters"},
		"no pathway":               {func(o *pathways.OneOff) { o.Pathway = "" }, "pathway", "Choose the part"},
		"nobody":                   {func(o *pathways.OneOff) { o.Who = "" }, "who", "Choose who"},
		"no service of theirs":     {func(o *pathways.OneOff) { o.Who = "astrology" }, "who", "from the list"},
		"health of the Jobcentre":  {func(o *pathways.OneOff) { o.Pathway = "mental_health" }, "pathway", "not asked about health"},
		"a clinic by another name": {func(o *pathways.OneOff) { o.Who = "mental_health" }, "pathway", "tells of health"},
		"no due day":               {func(o *pathways.OneOff) { o.DueOn = calendar.Date{} }, "due_on", "Give the day"},
		"due today":                {func(o *pathways.OneOff) { o.DueOn = day("2026-11-23") }, "due_on", "after today"},
		"due on a Sunday, which is the Friday before": {func(o *pathways.OneOff) { o.DueOn = day("2026-11-22") }, "due_on", "after today"},
		"due before it is asked":                      {func(o *pathways.OneOff) { o.AskOn = day("2026-12-14") }, "due_on", "after the one on which it is asked"},
		"asked yesterday":                             {func(o *pathways.OneOff) { o.AskOn = day("2026-11-22") }, "ask_on", "This day is past"},
		"asked once they are out": {func(o *pathways.OneOff) {
			o.AskOn, o.DueOn, o.AfterRelease = day("2026-12-18"), day("2026-12-21"), true
		}, "ask_on", "will have left"},
		"due after they leave": {func(o *pathways.OneOff) { o.DueOn = day("2026-12-18") }, "due_on", "after the planned day, Thursday 17 December 2026"},
		"due in two years":     {func(o *pathways.OneOff) { o.DueOn = day("2028-12-18") }, "due_on", "more than a year"},
	} {
		o := bicycle
		c.change(&o)
		if got := problem(u.addOneOff(o), c.field); !strings.Contains(got, c.says) {
			t.Errorf("%s: %q, want %q", name, got, c.says)
		}
	}
	if n := one[int](u, `SELECT count(*) FROM standard WHERE release_id IS NOT NULL`); n != 0 {
		t.Errorf("%d were added", n)
	}
}

// Somebody without a planned day, and somebody who is out, can be asked for too.
func TestAOneOffRequestNeedsNoPlannedDay(t *testing.T) {
	u := oneOffUnit(t, who{"confirmed_release": "", "legal_status": "REMAND", "received_on": "2026-11-16"})
	o := bicycle
	o.AfterRelease = true
	u.must(u.addOneOff(o))
	if got := u.task("ONE-1"); got.State != "handed_off" || got.DueOn != day("2026-12-10") {
		t.Errorf("on remand: %+v", got)
	}
	u.at("2026-11-25", 9, 0)
	u.must(u.byHand("out", release.LifeEvent{Word: release.ReleasedFromCourt}))
	if got := u.task("ONE-1"); got.State != "handed_off" || got.DueOn != day("2026-11-27") {
		t.Errorf("still to be done: %+v", got)
	}
	o.Title, o.DueOn, o.AskOn = "And a map", day("2026-12-01"), day("2026-11-27")
	u.must(u.addOneOff(o))
	if got := u.task("ONE-2"); got.State != "planned" || got.HandOffOn != day("2026-11-27") || got.DueOn != day("2026-12-01") {
		t.Errorf("asked once they are out: %+v", got)
	}
	u.sweep("2026-11-27")
	if got := u.task("ONE-2"); got.State != "handed_off" || got.DueOn != day("2026-12-01") {
		t.Errorf("and handed off: %+v", got)
	}
}

// An offender manager without a basis for health asks for nothing of it.
func TestHealthIsAskedForByThoseWithABasis(t *testing.T) {
	u := oneOffUnit(t, nil)
	u.account(access.OffenderManager, "com1@probation.example")
	manager := access.Actor{AccountID: one[int64](u, `SELECT id FROM account WHERE email = 'com1@probation.example'`), Role: access.OffenderManager, Areas: []string{haringeyCode}}
	o := bicycle
	o.Who, o.Pathway = "mental_health", "mental_health"
	if err := u.releases.AddOneOff(t.Context(), manager, u.releaseRef(), "k", o); !fault.Is(err, fault.KindRefused) {
		t.Errorf("without a basis: %v", err)
	}
	u.must(u.releases.AddOneOff(t.Context(), manager, u.releaseRef(), "k", bicycle))
	u.must(u.releases.TakeBackOneOff(t.Context(), manager, u.releaseRef(), u.task("ONE-1").Ref, 1, false))
}

func TestAOneOffRequestGoesAlongWhenTwoRecordsAreJoined(t *testing.T) {
	u := oneOffUnit(t, nil)
	u.tell(who{"confirmed_release": "2026-12-17", "sed": "2028-02-15"}, who{"confirmed_release": "2026-12-17", "sed": "2028-02-15", "surname": "Other"})
	other := one[string](u, `SELECT r.ref FROM release r JOIN person_number n USING (person_id) WHERE n.prison_number = 'A0002BC'`)
	u.must(u.releases.AddOneOff(t.Context(), u.lee(), other, "k", bicycle))
	kept := one[string](u, `SELECT r.ref FROM release r JOIN person_number n USING (person_id) WHERE n.prison_number = 'A0001BC'`)
	u.must(u.releases.RecordByHand(t.Context(), u.lee(), kept, release.ByHand{Key: "j", Other: "A0002BC", Event: release.LifeEvent{Word: release.Merged, At: u.clock()}}))
	u.sweep("2026-11-24")
	state := one[string](u, `SELECT t.state FROM task t JOIN release r ON r.id = t.release_id WHERE t.standard = 'ONE-1' AND r.ref = $1`, kept)
	if state != "handed_off" {
		t.Errorf("it is %s", state)
	}
}
