package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"throughgate/internal/testkit/seed"
)

// housingTask is a request to housing, seen by its contact.
func housingTask(t *testing.T, state string) (*site, string) {
	t.Helper()
	s := newSite(t)
	r := s.asked(seed.Task{State: state, Service: s.seed.Service(seed.Haringey, "housing_options", "Housing Options")})
	s.as = "housing"
	return s, "/tasks/" + r.Ref + "ACC-CASE"
}

func (s *site) state(address string) string {
	s.t.Helper()
	var state string
	ref := strings.TrimPrefix(address, "/tasks/")
	if err := s.pool.QueryRow(s.t.Context(), `select state from task where ref = $1`, ref).Scan(&state); err != nil {
		s.t.Fatal(err)
	}
	return state
}

func TestEachAnswerIsSavedAndSaysSo(t *testing.T) {
	t.Parallel()
	for answer, c := range map[string]struct {
		fields []string
		state  string
		says   []string
	}{
		"acknowledge":  {nil, "acknowledged", []string{"You have said that you have the request", "received"}},
		"accept":       {nil, "accepted", []string{"You have agreed to the request", "agreed"}},
		"decline":      {[]string{"reason", "No local connection"}, "declined", []string{"service said no", "No local connection", "by Kay Housing"}},
		"no-capacity":  {[]string{"full_day", "7", "full_month", "1", "full_year", "2027"}, "no_capacity", []string{"full until Thu 7 Jan"}},
		"done":         {[]string{"evidence", "case_reference"}, "done", []string{"The request is done"}},
		"not-wanted":   {[]string{"heard_by", "Una Officer", "reason", "has a sofa"}, "not_wanted", []string{"asked once more 14 days before", "not wanted", "heard by Una Officer: has a sofa"}},
		"not-eligible": {[]string{"reason", "lives in Camden"}, "not_eligible", []string{"not eligible", "lives in Camden"}},
	} {
		t.Run(answer, func(t *testing.T) {
			t.Parallel()
			s, address := housingTask(t, "handed_off")
			s.post(address+"/"+answer, append(c.fields, "version", "1")...).leadsTo(address + "?done=" + answer)
			if got := s.state(address); got != c.state {
				t.Errorf("state = %s, want %s", got, c.state)
			}
			s.get(address + "?done=" + answer).wantStatus(http.StatusOK).soundPage().says(c.says...)
		})
	}
}

func TestAnIncompleteAnswerKeepsWhatWasTypedAndLeadsToItsField(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer string
		fields []string
		field  string
		says   string
		keeps  string
	}{
		"no reason":           {"decline", []string{"reason", "  "}, "decline-reason", "Say why the service cannot do this", ""},
		"no day":              {"no-capacity", []string{"full_day", "7", "reason", "no beds"}, "full-day", "Give the day until which the service is full", "no beds"},
		"no such day":         {"no-capacity", []string{"full_day", "31", "full_month", "2", "full_year", "2027"}, "full-day", "There is no such day", "2027"},
		"a day that is past":  {"no-capacity", []string{"full_day", "1", "full_month", "2", "full_year", "2026"}, "no-capacity", "must be today or later", "2026"},
		"evidence is missing": {"done", nil, "done-reason", "Not everything on the checklist is ticked", ""},
		"nobody heard it":     {"not-wanted", []string{"reason", "has a sofa"}, "not-wanted-heard", "Say who heard the person say no", "has a sofa"},
		"not eligible, why":   {"not-eligible", nil, "not-eligible-reason", "Say why the person is not eligible", ""},
		"passed on to whom":   {"pass-on", []string{"reason", "not our area"}, "pass-on-to", "Choose the service that gets the request", "not our area"},
		"passed on why":       {"pass-on", []string{"to", "sv*housing_options"}, "pass-on-reason", "Say why you pass it on", "sv*housing_options"},
		"a reason too long":   {"decline", []string{"reason", strings.Repeat("x", 501)}, "decline", "The reason is too long", strings.Repeat("x", 501)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, address := housingTask(t, "handed_off")
			s.seed.Service("*", "housing_options", "Housing everywhere")
			page := s.post(address+"/"+c.answer, append(c.fields, "version", "1")...).wantStatus(http.StatusUnprocessableEntity).soundPage()
			page.says("There is a problem", c.says)
			if len(page.find("a", "href", "#"+c.field)) != 1 || len(page.find("", "id", c.field)) != 1 {
				t.Errorf("the problem does not lead to the field %q", c.field)
			}
			if !strings.Contains(page.body, c.keeps) {
				t.Errorf("what was typed (%q) is gone", c.keeps)
			}
			if got := s.state(address); got != "handed_off" {
				t.Errorf("state = %s: nothing may change", got)
			}
		})
	}
}

func TestAStaleFormShowsTheOtherPersonsChange(t *testing.T) {
	t.Parallel()
	s, address := housingTask(t, "handed_off")
	s.post(address+"/accept", "version", "1").leadsTo(address + "?done=accept")
	page := s.post(address+"/decline", "version", "1", "reason", "No room").wantStatus(http.StatusConflict).soundPage()
	page.says("Somebody else changed this request", "Your answer was not saved", "Their change agreed", "by Kay Housing", "no: No room")
	if got := s.state(address); got != "accepted" {
		t.Errorf("state = %s: the first answer must stand", got)
	}
	if len(page.find("a", "href", address)) != 1 {
		t.Error("no way back to the request")
	}
}

func TestTheAuthorityThatIsChosenIsRecorded(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.asked(seed.Task{Standard: "ACC-DTR"})
	address := "/tasks/" + r.Ref + "ACC-DTR"
	page := s.get(address).wantStatus(http.StatusOK).soundPage()
	page.says("Camden", "Haringey").hides("Buckinghamshire") // a county council houses nobody
	s.post(address+"/done", "version", "1", "evidence", "consent_to_refer").wantStatus(http.StatusUnprocessableEntity).
		says("Choose the housing authority")
	s.post(address+"/done", "version", "1", "evidence", "consent_to_refer", "authority", seed.Camden).leadsTo(address + "?done=done")
	if got := s.count(`select count(*) from task where state = 'done' and housing_authority = $1 and 'authority_chosen' = any(evidence)`, seed.Camden); got != 1 {
		t.Error("the chosen authority is not recorded")
	}
	s.get(address).says("Housing authority Camden")
}

func TestOnlyAnswersThatFitTheStateAreOffered(t *testing.T) {
	t.Parallel()
	for state, want := range map[string]string{
		"handed_off":   "acknowledge accept done no-capacity decline not-wanted not-eligible",
		"acknowledged": "accept done no-capacity decline not-wanted not-eligible",
		"accepted":     "done no-capacity decline not-wanted not-eligible",
		"done":         "",
		"not_wanted":   "",
	} {
		t.Run(state, func(t *testing.T) {
			t.Parallel()
			s, address := housingTask(t, state)
			var got []string
			for _, form := range s.get(address).find("form", "method", "post") {
				if action, _ := attr(form, "action"); strings.HasSuffix(action, "/questions") {
					continue // a question is no answer
				}
				id, _ := attr(form, "id")
				got = append(got, id)
			}
			if strings.Join(got, " ") != want {
				t.Errorf("offered: %q, want %q", strings.Join(got, " "), want)
			}
		})
	}
}

func TestAServicePassesARequestOnToAnotherOfItsPathway(t *testing.T) {
	t.Parallel()
	s, address := housingTask(t, "handed_off")
	s.get(address).hides("Another service has to do this") // there is none
	s.seed.Service("*", "housing_options", "Housing everywhere")
	s.seed.Service(seed.Haringey, "jobcentre", "Jobcentre Haringey")
	s.seed.Service(seed.Camden, "housing_options", "Housing Camden")
	page := s.get(address).soundPage()
	page.says("Another service has to do this", "Housing everywhere (everywhere)").hides("Jobcentre Haringey", "Housing Camden")
	s.post(address+"/pass-on", "version", "1", "to", "sv*housing_options", "reason", "not ours").leadsTo(address + "?done=pass-on")
}

func TestAnOfficerOpensAgainWhatWasEnded(t *testing.T) {
	t.Parallel()
	s, address := housingTask(t, "done")
	s.get(address).hides("Open it again")
	s.as = "officer"
	s.get(address).soundPage().says("Open it again")
	s.post(address+"/reopen", "version", "1").wantStatus(http.StatusUnprocessableEntity).says("Say why it is opened again")
	s.post(address+"/reopen", "version", "1", "reason", "wrong person").leadsTo(address + "?done=reopen")
}

func TestARequestSaysWhoIsToldAndWhen(t *testing.T) {
	t.Parallel()
	s, address := housingTask(t, "handed_off") // no answer is awaited
	s.get(address).hides("Who is told, and when")
	s.seed.Exec(`update task set due_on = '2026-12-04', acknowledge_by = '2026-11-25 17:00+00', next_rung_at = '2026-11-25 17:00+00'`)
	s.get(address).soundPage().says("Who is told, and when",
		"The service and its deputy are reminded: from Wednesday 25 November 2026 at 5pm, if nothing happens",
		"The service's manager and the link officer: from Friday 27 November 2026 at 5am, if nothing happens",
		"The link officer and the offender manager, as past its day: from Monday 7 December 2026 at 5am")
	s.seed.Exec(`update task set rung = 1, next_rung_at = '2026-11-27 05:00+00'`)
	s.get(address).says("The service and its deputy are reminded : told", "The service's manager and the link officer: from Friday 27 November 2026 at 5am")
	s.seed.Exec(`update task set due_on = '2026-11-25', rung = 0, next_rung_at = '2026-11-25 17:00+00'`) // its day passes before the manager is told
	s.get(address).says("from Thursday 26 November 2026 at 5am").hides("The service's manager and the link officer")
}

func TestNothingFollowsALinkAndNothingComesFromAnotherSite(t *testing.T) {
	t.Parallel()
	s, address := housingTask(t, "handed_off")
	s.get(address + "/accept").leadsTo(address)
	r := httptest.NewRequest(http.MethodPost, address+"/accept", strings.NewReader("version=1"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	s.do(r).wantStatus(http.StatusForbidden).says("This form was sent from another site")
	s.post(address + "/accept").wantStatus(http.StatusUnprocessableEntity).says("The form is not complete")
	s.post(address+"/nonsense", "version", "1").wantStatus(http.StatusNotFound)
	if got := s.state(address); got != "handed_off" {
		t.Errorf("state = %s: nothing may change", got)
	}
}
