package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"throughgate/internal/testkit/seed"
)

func TestAReleaseTellsItsWholeStory(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.seed.Person(seed.Person{Surname: "Łuczak", Forenames: "Anna Maria", PlannedDay: day("2026-12-18"), Needs: []string{"accommodation"},
		Flags: []string{"mappa2"}, Explanation: "The conditional release date is Friday 18 December 2026."})
	first := s.seed.Task(seed.Task{Release: r, Standard: "ACC-DTR", State: "handed_off", HandOffOn: day("2026-11-23"), DueOn: day("2026-12-01"), AnswerBy: monday.AddDate(0, 0, -2)})
	s.seed.Task(seed.Task{Release: r, Standard: "ACC-CASE", HandOffOn: day("2026-11-30"), DueOn: day("2026-12-04"), Waiting: []string{"consent_to_refer", "ACC-DTR"}})
	s.seed.Task(seed.Task{Release: r, Standard: "GATE-PLAN", DueOn: day("2026-12-10"), Nobody: true})
	s.seed.Message("msg1", "email", "request", "kay@services.example", "sent", "", r, first)
	s.seed.Message("msg2", "text", "appointment_reminder", "+447700900123", "not_sent", "no agreement to text", r)
	s.seed.Exec(`insert into release_date (release_id, type, kind, day, source, learnt_at, superseded_at) values
		($1, 'CRD', 'calculated', '2026-12-11', 'extract', $2, $2), ($1, 'CRD', 'override', '2026-12-18', 'extract', $2, null)`, r.ID, monday)
	s.seed.Exec(`insert into release_change (release_id, from_day, to_day, at, source, notice_working_days) values
		($1, null, '2026-12-11', $2, 'extract', null), ($1, '2026-12-11', '2026-12-18', $2, 'extract', 5)`, r.ID, monday)
	s.seed.Exec(`insert into appointment (ref, external_id, person_id, release_id, service, starts_at, place, state, created_at, updated_at)
		values ('app1', 'AP-1', $1, $2, 'jobcentre', '2026-12-18 14:00+00', 'Wood Green', 'booked', $3, $3)`, r.PersonID, r.ID, monday)

	page := s.get("/releases/" + r.Ref).wantStatus(http.StatusOK).soundPage()
	page.says("Anna Maria Łuczak", "Friday 18 December 2026 (25 days)", "The conditional release date is Friday 18 December 2026.",
		"Leeds (HMP)", r.Number, "Kay Community", "com@probation.example", "MAPPA 2", "Accommodation",
		"Housing referral sent", "no answer yet", "asked on Mon 23 Nov",
		"Waits for the person's consent to refer, ACC-DTR to be done", "Comes after: Housing referral sent", "nobody to send to",
		"Monday 23 November 2026 at 8am, by watch, sent to k***@services.example",
		"Friday 18 December 2026 at 2pm", "Wood Green", "Conditional release (CRD) (override)",
		"From no day to Friday 11 December 2026", "5 working days of notice gained",
		"Request", "sent Monday 23 November 2026 at 8am", "not sent", "no agreement to text", "***0123")
	page.hides("kay@services.example", "+447700900123")
	if got, want := page.marks(), []string{"no answer yet", "not asked yet", "not asked yet", "sent", "not sent"}; !slices.Equal(got, want) {
		t.Errorf("marks = %q, want %q", got, want)
	}
	if got := s.count(`select count(*) from audit where action = 'consult' and object_kind = 'release' and object_id = $1 and actor like 'account:%'`, r.ID); got != 1 {
		t.Errorf("the audit has %d rows of this look, want 1", got)
	}
}

func TestTheTitleOfAPageHoldsNoName(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.seed.Person(seed.Person{Surname: "Clarke", Forenames: "James", PlannedDay: day("2026-12-18")})
	s.seed.Task(seed.Task{Release: r, Standard: "ACC-DTR", State: "handed_off", DueOn: day("2026-12-01")})
	for _, address := range []string{"/releases/" + r.Ref, "/tasks/" + r.Ref + "ACC-DTR"} {
		for n := range s.get(address).doc.Descendants() {
			if n.Data != "title" {
				continue
			}
			if got := textOf(n); !strings.Contains(got, "JC") || containsAny(got, "Clarke", "James", r.Number) {
				t.Errorf("title of %s = %q", address, got)
			}
		}
	}
}

func TestAReleaseWithNothingYetSaysSo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.seed.Person(seed.Person{State: "could_leave_any_day", Explanation: "On remand: there is no date."})
	page := s.get("/releases/" + r.Ref).wantStatus(http.StatusOK).soundPage()
	page.says("could leave any day", "On remand: there is no date.", "Nothing is planned yet.", "No appointment is known.",
		"Nothing was sent", "We were told no date.", "The day has not moved.")
}

func TestAReleaseThatIsNotThere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.get("/releases/nosuch").wantStatus(http.StatusNotFound).says("Page not found", "check that it is correct", "Go to the first page").soundPage()
}

func TestEarlierStaysAreLinked(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.seed.Person(seed.Person{PlannedDay: day("2026-12-18")})
	s.seed.Exec(`update release set is_current = false, state = 'released', released_on = '2026-02-03' where id = $1`, r.ID)
	s.seed.Exec(`insert into release (ref, person_id, episode, prison, legal_status, custody_status, custody_as_of, received_day,
			out_of_area, watched, state, decided_at, judged_on)
		values ('rel-now', $1, 2, 'LEI', 'RECALL', 'ACTIVE IN', $2, '2026-11-01', 'not_known', true, 'recalled_no_date', $2, '2026-11-23')`, r.PersonID, monday)
	now := s.get("/releases/rel-now").wantStatus(http.StatusOK)
	now.says("Recalled: no new date yet.", "not known if out of area", "Other stays in custody", "released, Tuesday 3 February 2026")
	if len(now.find("a", "href", "/releases/"+r.Ref)) != 1 {
		t.Error("no link to the earlier stay")
	}
	s.get("/releases/" + r.Ref).says("This is an earlier stay in custody.")
}
