package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"throughgate/internal/calendar"
	"throughgate/internal/testkit/seed"
	"throughgate/jobs"
	"throughgate/notify"
	"throughgate/release"
	"throughgate/web"
)

// onThePhone is a site whose answers are recorded in earnest, with somebody at
// Leeds whose day passed and somebody whose day is presumed.
func onThePhone(t *testing.T) (s *site, passed, presumed seed.Release) {
	t.Helper()
	s = newSite(t, func(cfg *web.Config) {
		inserter, err := jobs.NewInserter(func() time.Time { return monday })
		if err != nil {
			t.Fatal(err)
		}
		cfg.Calls = &release.Service{Pool: cfg.Pool, Now: cfg.Now, Outbox: notify.NewOutbox(inserter.Enqueue),
			Unit: release.Unit{Scope: cfg.Unit, Name: "Haringey unit", Mailbox: "unit@unit.example"}}
	})
	omu := s.seed.Service(seed.Leeds, "prison_omu", "Leeds OMU")
	s.seed.Exec(`update service set phone = '0113 496 0001', spoc_name = 'Wing Office', opens = '08:30', closes = '16:30' where id = $1`, omu)
	dated := func(name, state string, day calendar.Date) seed.Release {
		r := s.seed.Person(seed.Person{Surname: name, State: state, PlannedDay: day})
		s.seed.Exec(`insert into release_date (release_id, type, kind, day, source, learnt_at) values ($1, 'CRD', 'calculated', $2, 'extract', $3)`, r.ID, day, monday)
		s.seed.Exec(`update person set told_at = $2, told_prison = 'LEI', told_status = 'ACTIVE IN', told_legal_status = 'SENTENCED', told_home_area = home_area where id = $1`,
			r.PersonID, monday)
		return r
	}
	passed = dated("Passed", "date_passed", day("2026-11-18"))
	presumed = dated("Presumed", "planned", day("2026-12-04"))
	s.seed.Exec(`update release set presumed = true, planned_day = '2026-12-03', friday_scheme_day = '2026-12-03' where id = $1`, presumed.ID)
	return s, passed, presumed
}

func TestAPrisonShowsItsNumberWhomToAskAboutAndWhoIsThere(t *testing.T) {
	t.Parallel()
	s, _, _ := onThePhone(t)
	s.seed.Person(seed.Person{Surname: "Quiet", PlannedDay: day("2027-01-20")})
	s.seed.Person(seed.Person{Surname: "Secret", Flags: []string{"restricted"}, State: "date_passed", PlannedDay: day("2026-11-18")})
	s.seed.Person(seed.Person{Surname: "Near", Prison: seed.PentPrn, Local: true, PlannedDay: day("2027-01-20")})
	list := s.get("/prisons").wantStatus(http.StatusOK).soundPage()
	list.says("Leeds (HMP) 0113 496 0001 2 0 3 Thu 3 Dec", "Pentonville (HMP) no number of its own 0 0 1 Wed 20 Jan")
	page := s.get("/prisons/LEI").wantStatus(http.StatusOK).soundPage()
	page.says("Leeds OMU", "Wing Office", "0113 496 0001", "08:30 to 16:30", "Passed, James", "date passed, still held", "Still there?",
		"Is the Friday scheme applied?", "Applied: Thursday 3 December 2026", "Refused: Friday 4 December 2026", "Our people there 3 people", "Quiet, James").
		hides("Secret", "Near,")
	s.get("/prisons/PVI").says("There is nothing to ask this prison today.", "no number of this prison's offender management unit")
	s.get("/prisons/XXX").wantStatus(http.StatusNotFound)
	s.as = "housing"
	s.get("/prisons/LEI").wantStatus(http.StatusForbidden)
}

func TestPrisonsWithNobodySaySo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.get("/prisons").wantStatus(http.StatusOK).soundPage().says("Nobody of ours is in a prison.")
	s.get("/prisons/LEI").wantStatus(http.StatusOK).soundPage().says("Nobody of ours is shown there.")
}

// the answers of a form, by the release they are about.
func answers(fields map[string]string, refs ...string) []string {
	form := []string{"key", "k1", "told_by", "Ms Ward"}
	for _, ref := range refs {
		form = append(form, "asked", ref)
	}
	for name, value := range fields {
		form = append(form, name, value)
	}
	return form
}

func TestTheAnswersOfACallAreRecordedFromThePage(t *testing.T) {
	t.Parallel()
	s, passed, presumed := onThePhone(t)
	form := answers(map[string]string{"still-" + passed.Ref: "held", "reason-" + passed.Ref: "added days",
		"scheme-" + presumed.Ref: "applied"}, passed.Ref, presumed.Ref)
	s.post("/prisons/LEI", form...).leadsTo("/prisons/LEI?done=call")
	page := s.get("/prisons/LEI?done=call").soundPage()
	page.says("The answers are recorded", "There is nothing to ask this prison today.", "Answered in the last 7 days",
		"Why the day passed: added days (told by Ms Ward) (Monday 23 November 2026 at 8am, by Olive Officer)", "Friday scheme: applied")
	s.post("/prisons/LEI", form...).leadsTo("/prisons/LEI?done=call") // sent twice
	if n := s.count(`select count(*) from life_event`); n != 2 {
		t.Errorf("%d answers are recorded, want 2", n)
	}
	s.get("/releases/" + passed.Ref).says("Why the day passed: added days")
}

func TestAnswersThatAreWrongKeepWhatWasTypedAndRecordNothing(t *testing.T) {
	t.Parallel()
	s, passed, presumed := onThePhone(t)
	for what, c := range map[string]struct {
		fields map[string]string
		says   string
		field  string
	}{
		"nothing answered":     {map[string]string{}, "Nothing was answered: choose an answer for at least one person", "told_by"},
		"no such word":         {map[string]string{"still-" + passed.Ref: "vanished"}, "Nothing was answered", "told_by"},
		"held, no reason":      {map[string]string{"still-" + passed.Ref: "held"}, "Say why the person is still held", "reason-" + passed.Ref},
		"released, no day":     {map[string]string{"still-" + passed.Ref: "released"}, "Give the day on which the person was released", "day-" + passed.Ref},
		"released, no such":    {map[string]string{"still-" + passed.Ref: "released", "day-" + passed.Ref: "31", "month-" + passed.Ref: "2", "year-" + passed.Ref: "2026"}, "There is no such day", "day-" + passed.Ref},
		"refused, no reason":   {map[string]string{"scheme-" + presumed.Ref: "refused"}, "Say why the Friday scheme was refused", "scheme-" + presumed.Ref},
		"one right, one wrong": {map[string]string{"scheme-" + presumed.Ref: "applied", "still-" + passed.Ref: "held"}, "Say why the person is still held", "reason-" + passed.Ref},
	} {
		page := s.post("/prisons/LEI", answers(c.fields, passed.Ref, presumed.Ref)...).wantStatus(http.StatusUnprocessableEntity).soundPage()
		page.says("There is a problem", c.says)
		if len(page.find("a", "href", "#"+c.field)) != 1 || len(page.find("", "id", c.field)) != 1 {
			t.Errorf("%s: the error leads to no field %q", what, c.field)
		}
		if len(page.find("input", "value", "Ms Ward")) != 1 || c.fields["year-"+passed.Ref] != "" && len(page.find("input", "value", "2026")) != 1 {
			t.Errorf("%s: what was typed is gone", what)
		}
		if c.fields["scheme-"+presumed.Ref] == "applied" && len(page.find("input", "checked", "")) != 2 {
			t.Errorf("%s: what was chosen is gone", what)
		}
	}
	if n := s.count(`select count(*) from life_event`); n != 0 {
		t.Errorf("%d answers were recorded, want none", n)
	}
	s.post("/prisons/LEI", "key", "../x", "asked", passed.Ref).wantStatus(http.StatusUnprocessableEntity).says("The form is not complete")
	if got := s.post("/prisons/LEI", answers(map[string]string{"still-" + passed.Ref: "held"}, passed.Ref)...); strings.Contains(got.header.Get("Location"), "done") {
		t.Error("an answer without a reason was taken")
	}
}
