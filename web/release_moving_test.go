package web_test

import (
	"net/http"
	"strings"
	"testing"

	"throughgate/internal/testkit/seed"
)

// presumed is somebody whose day nobody has decided on: Thursday 10 or Friday 11
// December 2026.
func (s *site) presumed(p seed.Person) seed.Release {
	p.PlannedDay = day("2026-12-10")
	r := s.seed.Person(p)
	s.seed.Exec(`update release set presumed = true, friday_scheme_day = '2026-12-10', working_day = '2026-12-11', statutory_date = '2026-12-11' where id = $1`, r.ID)
	return r
}

func TestBothDaysAreToldUntilSomebodyDecides(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.presumed(seed.Person{ReferConsent: true})
	kay := s.seed.Service(seed.Haringey, "housing_options", "Haringey housing")
	s.seed.Task(seed.Task{Release: r, Standard: "ACC-CASE", State: "handed_off", DueOn: day("2026-12-01"), Service: kay})
	s.seed.Exec(`insert into appointment (ref, external_id, person_id, release_id, service, starts_at, place, state, created_at, updated_at) values
		('a1', 'AP-1', $1, $2, 'jobcentre', '2026-12-10 14:00+00', 'Wood Green', 'booked', $3, $3),
		('a2', 'AP-2', $1, $2, 'jobcentre', '2026-12-11 14:00+00', 'Wood Green', 'booked', $3, $3),
		('a3', 'AP-3', $1, $2, 'jobcentre', '2026-12-14 14:00+00', 'Wood Green', 'booked', $3, $3),
		('a4', 'AP-4', $1, $2, 'jobcentre', '2026-12-11 15:00+00', 'Wood Green', 'cancelled', $3, $3)`, r.PersonID, r.ID, monday)
	page := s.get("/releases/" + r.Ref).wantStatus(http.StatusOK).soundPage()
	page.says("Thursday 10 December 2026, or Friday 11 December 2026 if the scheme is not applied: ask the prison (17 days)")
	if got := strings.Count(textOf(page.doc), "not confirmed: the day is presumed"); got != 2 {
		t.Errorf("%d appointments are not confirmed, want those of the two days", got)
	}
	s.get("/").says("Thu 10 or Fri 11 Dec")
	s.get("/tasks").says("Thu 10 or Fri 11 Dec")
	s.get("/tasks/" + r.Ref + "ACC-CASE").says("Thursday 10 December 2026, or Friday 11 December 2026 if the scheme is not applied: ask the prison")
	s.as = "housing"
	s.get("/tasks").says("Thu 10 or Fri 11 Dec")
	s.get("/tasks/" + r.Ref + "ACC-CASE").says("Thursday 10 December 2026, or Friday 11 December 2026 if the scheme is not applied").hides("ask the prison")
}

func TestADecisionSaysWhoWhenAndWhy(t *testing.T) {
	t.Parallel()
	for decision, words := range map[string]string{"applied": "applied", "refused": "refused: the working day stands", "one_day_more": "applied, with one day more"} {
		s := newSite(t)
		r := s.presumed(seed.Person{})
		s.seed.Exec(`update release set presumed = false, scheme = $2, scheme_for = statutory_date, scheme_at = $3, scheme_by = 'account:1',
			scheme_reason = 'The governor has written' where id = $1`, r.ID, decision, monday)
		s.get("/releases/"+r.Ref).says(words, "Recorded by Olive Officer on Monday 23 November 2026 at 8am: The governor has written",
			"Leaves Thursday 10 December 2026 (17 days)").hides("if the scheme is not applied")
	}
}

func TestWhatMovedSaysWhatCanNoLongerBeMet(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.seed.Person(seed.Person{PlannedDay: day("2026-12-10")})
	s.seed.Exec(`insert into release_change (release_id, from_day, to_day, at, source, notice_working_days, unmet) values
		($1, '2026-12-18', '2026-12-10', $2, 'extract', -6, '{ACC-DTR,DA-REFER,OLD-ONE}')`, r.ID, monday)
	s.get("/releases/"+r.Ref).says("6 working days of notice lost", "Can no longer be met: Housing referral sent (ACC-DTR); Community treatment provider has accepted the referral (DA-REFER); OLD-ONE")
	s.as = "manager"
	s.get("/releases/"+r.Ref).says("Can no longer be met: Housing referral sent (ACC-DTR); OLD-ONE; 1 health request").hides("DA-REFER", "treatment")
}

func TestWhatHappenedInPlainWords(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.seed.Person(seed.Person{PlannedDay: day("2026-12-10")})
	s.seed.Task(seed.Task{Release: r, Standard: "DA-REFER"})
	for event, about := range map[string]string{"received": "", "transferred": "", "court": "", "hospital": "", "escaped": "",
		"moved_area": "", "consent": "consent_to_share_health", "checked": "DA-REFER", "friday_scheme": "one_day_more", "reason_written": "",
		"left_unknown": "", "immigration_centre": ""} {
		s.seed.Exec(`insert into life_event (external_id, person_id, at, event, about, prison, area, reason, source, recorded_at, recorded_by)
			values ($1, $2, $3, $1, $4, case when $1 = 'transferred' then 'LEI' end, case when $1 = 'moved_area' then 'E09000007' end,
				'written: ' || $1, 'events', $3, 'account:1')`, event, r.PersonID, monday.AddDate(0, 0, -1), about)
	}
	page := s.get("/releases/" + r.Ref).wantStatus(http.StatusOK).soundPage()
	page.says("Sunday 22 November 2026 at 8am: Moved to another prison: Leeds (HMP) (by Olive Officer)", "Taken to court, not released",
		"To hospital under the Mental Health Act: held, not released", "Escaped", "Moved to another home area",
		"Consent to share health information was recorded", "Checked by the offender manager: Community treatment provider",
		"Friday scheme: one day more: written: friday_scheme", "Why the day passed: written: reason_written",
		"Left prison, reason unknown", "Moved to an immigration removal centre")
	page.hides("written: hospital", "written: escaped", "Camden")
	s.as = "manager"
	s.get("/releases/"+r.Ref).says("Away from the prison: held, not released", "A consent was recorded", "A request was checked by the offender manager").
		hides("Mental Health", "treatment provider", "health information")
}

// Where there is a risk from contact, only link officer and offender manager see
// that somebody moved (domain rule 4).
func TestAMoveOfSomebodyAtRiskIsForFew(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed.Account("coordinator", "Cora Coordinator", "coordinator", []string{seed.Haringey}, nil)
	r := s.seed.Person(seed.Person{PlannedDay: day("2026-12-10"), Flags: []string{"contact_risk"}})
	s.seed.Exec(`insert into life_event (person_id, at, event, source, recorded_at, recorded_by) values ($1, $2, 'moved_area', 'events', $2, 'system:events')`, r.PersonID, monday)
	for as, sees := range map[string]bool{"officer": true, "manager": true, "coordinator": false} {
		s.as = as
		page := s.get("/releases/" + r.Ref).wantStatus(http.StatusOK)
		if got := strings.Contains(textOf(page.doc), "Moved to another home area"); got != sees {
			t.Errorf("%s sees the move: %t, want %t", as, got, sees)
		}
	}
}

func TestWhatAnOfficerMustSeeFirst(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change string
		says   []string
	}{
		"court":              {"place = 'court'", []string{"At court today."}},
		"absent":             {"place = 'absent'", []string{"Out for a while: held, not released."}},
		"hospital":           {"place = 'hospital'", []string{"In hospital under the Mental Health Act: held, not released."}},
		"at large":           {"place = 'at_large', state = 'at_large'", []string{"At large."}},
		"left":               {"place = 'left_unknown', state = 'left_unknown', requests_at = '2026-11-23 09:30+00'", []string{"Has left prison, reason unknown: ring the prison.", "If nobody knows why, the requests go from Monday 23 November 2026 at 9:30am."}},
		"released in error":  {"place = 'released', state = 'released', released_on = '2026-11-22', withheld = true", []string{"Released in error: no service is told until the offender manager says so."}},
		"gone":               {"missing_since = '2026-11-21'", []string{"Gone from the file since Saturday 21 November 2026: ask the prison."}},
		"written":            {"state = 'date_passed', reason_written = 'Added days', reason_for = planned_day", []string{"Why still held Added days"}},
		"immigration centre": {"place = 'removed', state = 'removed', left_by = 'immigration_centre'", []string{"State moved to an immigration removal centre"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			r := s.seed.Person(seed.Person{PlannedDay: day("2026-12-10")})
			s.seed.Exec(`update release set `+c.change+` where id = $1`, r.ID)
			s.get("/releases/" + r.Ref).wantStatus(http.StatusOK).says(c.says...).soundPage()
		})
	}
}

func TestMessagesOfAnImportWaitForSomebody(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	byItem, byRelease, other := s.seed.Person(seed.Person{PlannedDay: day("2026-12-10")}), s.seed.Person(seed.Person{PlannedDay: day("2026-12-10")}), s.seed.Person(seed.Person{PlannedDay: day("2026-12-10")})
	task := s.seed.Task(seed.Task{Release: byItem, Standard: "ACC-DTR", State: "handed_off"})
	s.seed.Exec(`insert into import (kind, source, file_name, sha256, as_of, actor, started_at, brake) values ('releases', 'extract', 'a.csv', 'x', $1, 'system:import', $1, '12 of 20 days would move')`, monday)
	s.seed.Message("msg1", "email", "told", "kay@services.example", "held", "", seed.Release{}, task)
	s.seed.Exec(`update message set import_id = (select id from import)`)
	s.seed.Exec(`update release set held_by = (select id from import) where id = $1`, byRelease.ID)
	for _, r := range []seed.Release{byItem, byRelease} {
		s.get("/releases/" + r.Ref).says("Messages of import 1 wait: somebody must press send.")
	}
	s.get("/releases/" + other.Ref).hides("Messages of import")
	s.seed.Exec(`update import set sent_at = $1`, monday)
	s.get("/releases/" + byItem.Ref).hides("Messages of import")
}

func TestOfSomebodyWhoDiedNothingIsLeftToDo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.seed.Person(seed.Person{State: "died", PlannedDay: day("2026-12-10"), ReferConsent: true})
	kay := s.seed.Service(seed.Haringey, "housing_options", "Haringey housing")
	s.seed.Task(seed.Task{Release: r, Standard: "ACC-CASE", State: "handed_off", DueOn: day("2026-12-01"), Service: kay})
	page := s.get("/releases/"+r.Ref).wantStatus(http.StatusOK).soundPage().says("Please make no contact. Ring the unit.", "Housing authority has opened a case")
	if len(page.find("form", "method", "")) != 0 || len(page.find("a", "href", "/tasks/"+r.Ref+"ACC-CASE")) != 0 {
		t.Error("the page of somebody who died still leads to something to do")
	}
	for _, as := range []string{"officer", "housing"} {
		s.as = as
		task := s.get("/tasks/" + r.Ref + "ACC-CASE").wantStatus(http.StatusOK).soundPage().says("Please make no contact. Ring the unit.")
		if len(task.find("form", "method", "")) != 0 {
			t.Errorf("%s can still answer", as)
		}
		if as == "housing" {
			task.hides("Clarke", r.Number, "died")
		}
	}
}

func TestATaskDoneBeforeAsksIfItIsStillGood(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.seed.Person(seed.Person{PlannedDay: day("2026-12-10")})
	open, done := s.seed.Task(seed.Task{Release: r, Standard: "ACC-DTR", State: "handed_off"}), s.seed.Task(seed.Task{Release: r, Standard: "BEN-JCP", State: "done"})
	s.seed.Exec(`update task set done_before = '2026-02-03' where id in ($1, $2)`, open, done)
	page := s.get("/releases/" + r.Ref)
	if got := strings.Count(textOf(page.doc), "was done on Tuesday 3 February 2026: still good?"); got != 1 {
		t.Errorf("it is asked %d times, want once: what is done again is not asked", got)
	}
	s.get("/tasks/" + r.Ref + "ACC-DTR").says("Done before Was done on Tuesday 3 February 2026: still good?")
}

func TestTheBoardSaysWhatIsOutOfTheOrdinary(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	change := func(name, change string) {
		r := s.seed.Person(seed.Person{Surname: name, PlannedDay: day("2026-12-07")})
		s.seed.Exec(`update release set `+change+` where id = $1`, r.ID)
	}
	change("Court", "place = 'court'")
	change("Hospital", "place = 'hospital', explanation = 'The person is in hospital under the Mental Health Act.'")
	change("Gone", "missing_since = '2026-11-21'")
	change("Presumed", "presumed = true, working_day = '2026-12-08'")
	change("Papers", "reasons = '{immigration_hold}'")
	change("Large", "state = 'at_large', place = 'at_large'")
	change("Left", "state = 'left_unknown', place = 'left_unknown'")
	moved := s.seed.Person(seed.Person{Surname: "Moved", PlannedDay: day("2026-12-07")})
	s.seed.Exec(`insert into release_change (release_id, from_day, to_day, at, source, notice_working_days) values
		($1, '2026-12-11', '2026-12-09', $2, 'x', -2), ($1, '2026-12-09', '2026-12-08', $2, 'x', -1)`, moved.ID, monday)
	board := s.get("/").wantStatus(http.StatusOK).soundPage()
	board.says("at court today", "in hospital, still held", "gone from the file: ask the prison", "ask the prison: which day?", "ask the prison: papers served?",
		"Mon 7 or Tue 8 Dec", "moved 2 times, 3 days' notice lost", "Ask the prison (5)")
	ask := s.get("/?list=ask").soundPage().says("Gone,", "Presumed,", "Papers,", "Large,", "at large", "Left,", "reason unknown: ring the prison").hides("Court,", "Hospital,", "Moved,")
	if got := strings.Count(textOf(ask.doc), "at large"); got != 1 {
		t.Errorf("what the state says is said %d times", got)
	}
	s.as = "manager"
	s.get("/").says("away, still held", "The person is away from the prison.").hides("hospital")
}

// thought says what was thought of a release from an instant on.
func (s *site) thought(r seed.Release, at, planned string) {
	s.seed.Exec(`insert into release_history (release_id, at, prison, legal_status, custody_status, out_of_area, state, deciding_type,
			statutory_date, working_day, planned_day, reasons, explanation)
		values ($1, $2::timestamptz, 'LEI', 'SENTENCED', 'ACTIVE IN', 'yes', 'planned', 'CRD', $3::date, $3::date, $3::date, '{}', 'Thought then.')`, r.ID, at, planned)
}

func TestWhatDidWeThinkOnADayInThePast(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.seed.Person(seed.Person{PlannedDay: day("2026-12-18")})
	s.thought(r, "2026-11-02 09:00+00", "2026-12-04")
	s.thought(r, "2026-11-10 09:00+00", "2026-12-18")
	address := "/releases/" + r.Ref
	now := s.get(address).wantStatus(http.StatusOK).soundPage().says("What did we think on a day in the past?")
	if len(now.find("section", "data-past", "")) != 0 || len(now.find("form", "action", address)) != 1 {
		t.Error("the page of now has no form to ask, or says that it is the past")
	}
	past := s.get(address + "?as-of=2026-11-05").wantStatus(http.StatusOK).soundPage()
	past.says("This is what we thought at the end of Thursday 5 November 2026, not what we know now.", "Friday 4 December 2026 (29 days)", "Thought then.")
	if len(past.find("section", "data-past", "")) != 1 || len(past.find("a", "href", address)) != 1 {
		t.Error("the past does not say so, or does not lead back")
	}
	if field := past.find("input", "value", "2026-11-05"); len(field) != 1 {
		t.Error("the day asked about is not kept in the form")
	}
	if today := s.get(address + "?as-of=2026-11-23").wantStatus(http.StatusOK).says("Friday 18 December 2026 (25 days)"); len(today.find("section", "data-past", "")) != 0 {
		t.Error("today is said to be the past")
	}
	for asked, says := range map[string]string{
		"2026-11-01": "Nothing was known of this stay in custody yet on Sunday 1 November 2026. Enter a later day",
		"2026-11-24": "Enter a day that is past, such as 2026-11-16", "3 March": "Enter a day that is past",
	} {
		wrong := s.get(address+"?as-of="+strings.ReplaceAll(asked, " ", "+")).wantStatus(http.StatusUnprocessableEntity).soundPage().says("There is a problem", says)
		if len(wrong.find("a", "href", "#as-of")) != 1 || len(wrong.find("section", "data-past", "")) != 0 {
			t.Errorf("%q: the problem does not lead to its field", asked)
		}
	}
	if got := s.count(`select count(*) from audit where object_kind = 'release' and object_id = $1 and detail = 'as of 2026-11-05T23:59:59Z'`, r.ID); got != 1 {
		t.Errorf("the audit has %d rows of this look at the past, want 1", got)
	}
	s.get("/releases/nosuch?as-of=2026-11-05").wantStatus(http.StatusNotFound)
}
