package web_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"throughgate/internal/testkit/seed"
)

func TestTheBoardShowsEachWeekWithItsPeople(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.seed.Person(seed.Person{Surname: "O'Brien", Forenames: "Siôn", PlannedDay: day("2026-11-27"), Explanation: "The conditional release date is Friday 27 November 2026."})
	s.seed.Person(seed.Person{Surname: "Later", PlannedDay: day("2026-12-02"), Prison: seed.PentPrn, Local: true})
	s.seed.Person(seed.Person{Surname: "Farther", PlannedDay: day("2027-05-10")}) // 168 days on: the last day shown
	s.seed.Person(seed.Person{Surname: "Beyond", PlannedDay: day("2027-05-11")})
	s.seed.Person(seed.Person{Surname: "Elsewhere", Area: "E10000002", PlannedDay: day("2026-11-27")})
	s.seed.Task(seed.Task{Release: r, Standard: "ACC-DTR", State: "handed_off", HandOffOn: day("2026-10-01"), DueOn: day("2026-11-20")})
	s.seed.Task(seed.Task{Release: r, Standard: "BEN-JCP", HandOffOn: day("2026-11-25"), DueOn: day("2026-11-26"), Nobody: true})
	s.seed.Exec(`insert into release_change (release_id, from_day, to_day, at, source) values ($1, '2026-12-01', '2026-11-27', $2, 'extract')`, r.ID, monday)

	page := s.get("/").wantStatus(http.StatusOK).soundPage()
	page.says("Week of Monday 23 November 2026 1 person", "O'Brien, Siôn", r.Number, "Leeds (HMP)", "out of area, about 170 miles",
		"Fri 27 Nov", "The conditional release date is Friday 27 November 2026.", "4 days", "moved 1 time",
		"Week of Monday 30 November 2026 1 person", "local, about 170 miles", "Farther", "Next 24 weeks (3)", "Showing 1 to 3 of 3",
		"A request has nobody to send it to.", "2 open requests, 1 late", "Olive Officer, prison link officer")
	page.hides("Beyond", "Elsewhere")
	if got, want := page.marks(), []string{"Housing late", "Benefits and work nobody to send to"}; !slices.Equal(got, want) {
		t.Errorf("marks = %q, want %q", got, want)
	}
	if got := s.count(`select count(*) from audit where action = 'consult' and object_kind = 'board' and $1 = any (people)`, r.PersonID); got != 1 {
		t.Errorf("the audit has %d rows of this look at the board, want 1", got)
	}
}

func TestAMarkIsTheWorstOfItsPathway(t *testing.T) {
	t.Parallel()
	soon, past := day("2026-12-10"), day("2026-11-01")
	for name, c := range map[string]struct {
		task seed.Task
		want string
	}{
		"not asked":         {seed.Task{}, "not yet"},
		"asked":             {seed.Task{State: "handed_off", AnswerBy: monday.AddDate(0, 0, 1)}, "asked"},
		"answer overdue":    {seed.Task{State: "handed_off", AnswerBy: monday.AddDate(0, 0, -1)}, "no answer yet"},
		"acknowledged":      {seed.Task{State: "acknowledged"}, "received"},
		"accepted":          {seed.Task{State: "accepted"}, "agreed"},
		"declined":          {seed.Task{State: "declined"}, "service said no"},
		"full":              {seed.Task{State: "no_capacity", FullUntil: day("2026-12-07")}, "full until Mon 7 Dec"},
		"done":              {seed.Task{State: "done"}, "done"},
		"due day passed":    {seed.Task{State: "accepted", DueOn: past}, "late"},
		"nobody to send to": {seed.Task{Nobody: true}, "nobody to send to"},
		"too late to start": {seed.Task{State: "too_late"}, "too late to start"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			r := s.seed.Person(seed.Person{PlannedDay: day("2026-12-20")})
			s.seed.Task(seed.Task{Release: r, Standard: "ACC-DTR", State: "done", DueOn: past})
			c.task.Release, c.task.Standard = r, "ACC-CASE"
			if c.task.DueOn.IsZero() {
				c.task.DueOn = soon
			}
			c.task.HandOffOn = past
			s.seed.Task(c.task)
			if got := s.get("/").marks(); len(got) != 1 || got[0] != "Housing "+c.want {
				t.Errorf("marks = %q, want Housing %s", got, c.want)
			}
		})
	}
}

func TestHealthMarksShowOnlyToThoseWithABasis(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		as     string
		agreed bool
		want   bool
	}{
		"link officer, by role":             {"officer", false, true},
		"offender manager, without consent": {"manager", false, false},
		"offender manager, with consent":    {"manager", true, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.as = c.as
			r := s.seed.Person(seed.Person{PlannedDay: day("2026-12-20"), HealthConsent: c.agreed, Needs: []string{"drugs_and_alcohol"}})
			s.seed.Task(seed.Task{Release: r, Standard: "DA-REFER", State: "handed_off", DueOn: day("2026-12-10")})
			s.seed.Task(seed.Task{Release: r, Standard: "GATE-PLAN", DueOn: day("2026-12-18")})
			board, one, tasks := s.get("/"), s.get("/releases/"+r.Ref), s.get("/tasks")
			for _, page := range []reply{board, one, tasks} {
				page.wantStatus(http.StatusOK)
				words := strings.ToLower(withoutFilters(page.body))
				if got := strings.Contains(words, "drugs") || strings.Contains(words, "treatment provider"); got != c.want {
					t.Errorf("the page tells of treatment: %v, want %v\n%s", got, c.want, textOf(page.doc))
				}
			}
			if !c.want {
				one.says("Health request", "not agreed", "none beside health").hides("DA-REFER" + `"`)
				tasks.says("Health request", "A health service")
			}
		})
	}
}

// withoutFilters leaves out the form that names every pathway and service to
// everybody.
func withoutFilters(body string) string {
	before, rest, found := strings.Cut(body, "<details")
	_, after, _ := strings.Cut(rest, "</details>")
	if !found || !strings.Contains(rest, `aria-label="Filter people"`) {
		return body
	}
	return before + after
}

func TestRestrictedRecordsAreMaskedEverywhere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.seed.Person(seed.Person{Surname: "Hidden", Forenames: "Person", Flags: []string{"restricted"}, PlannedDay: day("2026-12-01")})
	task := s.seed.Task(seed.Task{Release: r, Standard: "ACC-DTR", State: "handed_off", DueOn: day("2026-11-30")})
	s.seed.Message("msg1", "email", "request", "kay@services.example", "sent", "", r, task)
	s.seed.Exec(`insert into message_words (message_id, subject, text, written_at) select id, 'One request', 'PH, reference', $1 from message`, monday)
	for _, address := range []string{"/", "/releases/" + r.Ref, "/tasks", "/tasks/" + r.Ref + "ACC-DTR", "/messages/msg1"} {
		s.get(address).wantStatus(http.StatusOK).hides("Hidden", r.Number, "miles", "PH, reference")
	}
	s.get("/?prison=LEI").says("Nobody in this list fits the filters.")
	s.get("/?list=upcoming").says("Restricted record", "Tue 1 Dec")
	s.get("/releases/" + r.Ref).says("Restricted record").soundPage()
}

func TestTheOtherListsOfTheBoard(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.seed.Person(seed.Person{Surname: "Remand", State: "could_leave_any_day"})
	s.seed.Person(seed.Person{Surname: "Passed", State: "date_passed", PlannedDay: day("2026-11-19")})
	s.seed.Person(seed.Person{Surname: "Quiet", State: "planned", PlannedDay: day("2026-11-20")})
	s.seed.Person(seed.Person{Surname: "Parole", State: "awaiting_parole"})
	s.seed.Person(seed.Person{Surname: "Free", State: "released", PlannedDay: day("2026-11-18"), ReleasedOn: day("2026-11-18")})
	s.seed.Person(seed.Person{Surname: "LongFree", State: "released", PlannedDay: day("2026-10-18"), ReleasedOn: day("2026-10-18")})
	s.seed.Person(seed.Person{Surname: "Departed", State: "died"})
	for list, want := range map[string][]string{
		"any_day":  {"Remand", "could leave any day", "Showing 1 to 1 of 1"},
		"ask":      {"Passed", "date passed, still held", "4 days ago", "Quiet", "Showing 1 to 2 of 2"},
		"no_day":   {"Parole", "awaiting parole"},
		"released": {"Free", "released", "Wed 18 Nov", "Showing 1 to 1 of 1"},
	} {
		page := s.get("/?list=" + list).wantStatus(http.StatusOK).soundPage()
		page.says(want...).says("Could leave any day (1)", "Ask the prison (2)", "No day yet (1)", "Released in the last 28 days (1)").
			hides("LongFree", "Departed")
	}
}

func TestAnEmptyBoardSaysSo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, list := range []string{"upcoming", "any_day", "ask", "no_day", "released", "nonsense"} {
		page := s.get("/?list=" + list).wantStatus(http.StatusOK).soundPage()
		if len(page.find("p", "data-empty", "")) != 1 {
			t.Errorf("list %s: an empty board does not say that it is empty", list)
		}
	}
	s.get("/?late=yes").says("Nobody in this list fits the filters.", "Clear the filters")
}

func TestFiltersKeepTrueTotalsOnEveryPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for i := range 60 {
		p := seed.Person{Surname: fmt.Sprintf("Name%02d", i), PlannedDay: day("2026-12-01").AddDays(i % 10)}
		if i%2 == 0 {
			p.Prison, p.Local = seed.PentPrn, true
		}
		if i%3 == 0 {
			p.Area = seed.Camden
		}
		r := s.seed.Person(p)
		task := seed.Task{Release: r, Standard: "ACC-DTR", HandOffOn: day("2026-11-01"), DueOn: day("2026-12-01")}
		if i < 5 {
			task.DueOn = day("2026-11-20")
		}
		task.Nobody = i >= 58
		s.seed.Task(task)
	}
	seen := map[string]bool{}
	for number := 1; number <= 3; number++ {
		page := s.get(fmt.Sprintf("/?page=%d", number)).says("of 60", "Next 24 weeks (60)")
		for _, n := range page.find("th", "role", "rowheader") {
			name := strings.Fields(textOf(n))[0]
			if seen[name] {
				t.Errorf("%s stands on two pages", name)
			}
			seen[name] = true
		}
	}
	if len(seen) != 60 {
		t.Errorf("the three pages show %d people, want 60", len(seen))
	}
	for filter, want := range map[string]string{
		"out_of_area=yes": "Showing 1 to 25 of 30", "prison=PVI": "Showing 1 to 25 of 30", "area=" + seed.Camden: "Showing 1 to 20 of 20",
		"late=yes": "Showing 1 to 5 of 5", "nobody=yes": "Showing 1 to 2 of 2", "out_of_area=yes&late=yes": "Showing 1 to 2 of 2",
	} {
		s.get("/?" + filter).wantStatus(http.StatusOK).says(want)
	}
	next := s.get("/?out_of_area=yes").find("a", "rel", "next")
	if len(next) != 1 {
		t.Fatal("no link to the next page")
	}
	if href, _ := attr(next[0], "href"); href != "/?out_of_area=yes&page=2" {
		t.Errorf("the next page is %q: the filter must stay", href)
	}
	s.get("/?page=9").wantStatus(http.StatusOK).says("Next 24 weeks (60)")
}

func TestAnActorSeesOnlyTheirAreas(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	mine := s.seed.Person(seed.Person{Surname: "Mine", PlannedDay: day("2026-12-01")})
	other := s.seed.Person(seed.Person{Surname: "Other", Area: seed.Camden, PlannedDay: day("2026-12-01")})
	task := s.seed.Task(seed.Task{Release: other, Standard: "ACC-DTR", State: "handed_off", DueOn: day("2026-11-30")})
	s.seed.Message("msg1", "email", "request", "kay@services.example", "sent", "", seed.Release{}, task)
	s.as = "manager"
	s.get("/").says("Mine").hides("Other,")
	s.get("/releases/" + mine.Ref).wantStatus(http.StatusOK)
	s.get("/tasks").hides("Other,")
	s.get("/messages").says("Nothing was sent yet")
	for _, address := range []string{"/releases/" + other.Ref, "/tasks/" + other.Ref + "ACC-DTR", "/messages/msg1"} {
		s.get(address).wantStatus(http.StatusNotFound).says("Page not found").hides("Other,")
	}
	s.as = "officer"
	s.get("/messages/msg1").wantStatus(http.StatusOK)
}
