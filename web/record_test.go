package web_test

import (
	"net/http"
	"strings"
	"testing"

	"throughgate/internal/testkit/seed"
)

// handForm is the form at an address, as a browser would send it back: its
// hidden fields with those that the test fills in.
func (s *site) handForm(address string, fields ...string) []string {
	s.t.Helper()
	page := s.get(address).wantStatus(http.StatusOK).soundPage()
	out := fields
	for _, n := range page.find("input", "type", "hidden") {
		name, _ := attr(n, "name")
		value, _ := attr(n, "value")
		out = append(out, name, value)
	}
	return out
}

func (s *site) planned(p seed.Person) (seed.Release, string) {
	s.t.Helper()
	if p.PlannedDay.IsZero() {
		p.PlannedDay = day("2026-12-18")
	}
	r := s.seed.Person(p)
	return r, "/releases/" + r.Ref
}

var yesterday = []string{"day", "2026-11-22", "time", "14:30"}

func TestTheReleaseOffersWhatCanBeRecorded(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, address := s.planned(seed.Person{})
	page := s.get(address).wantStatus(http.StatusOK).soundPage().says("Record something", "Nobody has written a note", "none recorded", "not asked yet: nothing is texted")
	for _, what := range []string{"event", "consent", "licence", "tell", "texts", "needs", "own-words", "note", "details", "join"} {
		if len(page.find("a", "href", address+"/record/"+what)) != 1 {
			t.Errorf("no link to record %s", what)
		}
		s.get(address + "/record/" + what).wantStatus(http.StatusOK).soundPage()
	}
	for _, what := range []string{"passed", "next-of-kin", "friday-scheme", "nonsense"} {
		s.get(address + "/record/" + what).wantStatus(http.StatusNotFound)
	}
}

func TestAnEventIsRecordedOnThePage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, address := s.planned(seed.Person{})
	form := s.handForm(address+"/record/event", append(yesterday, "event", "transferred", "prison", "PVI", "reason", "nearer to home")...)
	for range 2 { // a double click
		s.post(address+"/record/event", form...).leadsTo(address + "?done=recorded")
	}
	s.get(address+"?done=recorded").says("It is recorded", "Moved to another prison: Pentonville (HMP): nearer to home", "Sunday 22 November 2026 at 2:30pm", "by Olive Officer").soundPage()
	if n := s.count(`select count(*) from life_event where event = 'transferred' and at = '2026-11-22 14:30+00' and source = 'by hand'`); n != 1 {
		t.Errorf("%d events", n)
	}
}

func TestWhyInHospitalIsForThoseWithABasis(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, address := s.planned(seed.Person{})
	s.post(address+"/record/event", s.handForm(address+"/record/event", append(yesterday, "event", "hospital", "reason", "on the ward since Sunday")...)...).leadsTo(address + "?done=recorded")
	s.get(address).says("To hospital under the Mental Health Act: held, not released: on the ward since Sunday")
	s.as = "manager"
	s.get(address).says("Away from the prison").hides("ward since", "Mental Health Act")
}

func TestAnEventThatCannotBeReadLeadsToItsField(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, address := s.planned(seed.Person{})
	for name, c := range map[string]struct {
		what   string
		fields []string
		field  string
		says   string
	}{
		"nothing happened":      {"event", yesterday, "event", "Choose what happened"},
		"no prison":             {"event", append([]string{"event", "received"}, yesterday...), "prison", "Choose the prison"},
		"no area":               {"event", append([]string{"event", "moved_area"}, yesterday...), "area", "Choose the home area"},
		"tomorrow":              {"event", []string{"event", "court", "day", "2026-11-24", "time", "09:00"}, "day", "This day has not come yet"},
		"later today":           {"event", []string{"event", "court", "day", "2026-11-23", "time", "09:00"}, "time", "This time has not come yet"},
		"no day":                {"event", []string{"event", "court", "time", "09:00"}, "day", "Give the day"},
		"no time":               {"event", []string{"event", "court", "day", "2026-11-20"}, "time", "Give the time"},
		"no consent":            {"consent", append([]string{"given", "yes"}, yesterday...), "consent", "Choose the consent"},
		"neither yes nor no":    {"consent", append([]string{"consent", "consent_to_refer"}, yesterday...), "given", "Say whether"},
		"no word":               {"tell", yesterday, "word", "Choose what the offender manager said"},
		"an empty note":         {"note", []string{"kind", "fact"}, "kind", "Write something"},
		"a note of no kind":     {"note", []string{"body", "Has a dog"}, "kind", "a fact or an opinion"},
		"a number that is none": {"texts", []string{"mobile", "12", "text_ok", "yes", "phone_shared", "no", "text_agreed_on", "2026-11-20"}, "mobile", "no mobile number"},
		"agreed on no day":      {"texts", []string{"mobile", "07700 900123", "text_ok", "yes", "phone_shared", "no"}, "text_agreed_on", "Give the day on which"},
		"a wrong address":       {"details", []string{"surname", "Clarke", "forenames", "James", "com_email", "kay@"}, "com_email", "no e-mail address"},
	} {
		form := s.handForm(address+"/record/"+c.what, c.fields...)
		page := s.post(address+"/record/"+c.what, form...).wantStatus(http.StatusUnprocessableEntity).soundPage()
		page.says("There is a problem", c.says)
		if len(page.find("a", "href", "#"+c.field)) != 1 || len(page.find("", "id", c.field)) != 1 {
			t.Errorf("%s: the error does not lead to %s", name, c.field)
		}
	}
	page := s.post(address+"/record/event", s.handForm(address+"/record/event", "event", "court", "day", "2026-11-24", "time", "09:00", "reason", "what I typed")...)
	if n := page.find("input", "name", "reason"); len(n) != 1 || !strings.Contains(page.body, `value="what I typed"`) {
		t.Error("what was typed is gone")
	}
	if n := s.count(`select (select count(*) from life_event) + (select count(*) from note) + (select count(*) from person_edit)`); n != 0 {
		t.Errorf("%d were stored", n)
	}
}

func TestADeathIsAskedAboutOnceMore(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, address := s.planned(seed.Person{})
	form := s.handForm(address+"/record/event", append(yesterday, "event", "died")...)
	page := s.post(address+"/record/event", form...).wantStatus(http.StatusOK).soundPage().says("Has this person died?", "nothing more is sent", "No, go back")
	if n := s.count(`select count(*) from life_event`); n != 0 {
		t.Fatal("it was recorded at once")
	}
	var confirmed []string
	for _, n := range page.find("input", "type", "hidden") {
		name, _ := attr(n, "name")
		value, _ := attr(n, "value")
		confirmed = append(confirmed, name, value)
	}
	late := s.handForm(address+"/record/consent", append(yesterday, "consent", "consent_to_refer", "given", "yes")...)
	for range 2 { // a double click
		s.post(address+"/record/event", confirmed...).leadsTo(address + "?done=recorded")
	}
	s.get(address).says("Please make no contact").soundPage()
	s.get(address + "/record/consent").wantStatus(http.StatusNotFound)
	s.post(address+"/record/consent", late...).wantStatus(http.StatusUnprocessableEntity).says("Please make no contact. Ring the unit")
	kin := s.handForm(address+"/record/next-of-kin", "day", "2026-11-23", "time", "07:30")
	for range 2 {
		s.post(address+"/record/next-of-kin", kin...).leadsTo(address + "?done=recorded")
	}
	s.get(address).says("Next of kin told")
}

func TestTheFridaySchemeIsDecidedAndTheSecondSeesTheFirst(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r, address := s.planned(seed.Person{PlannedDay: day("2026-12-17")})
	s.seed.Exec(`update release set friday_scheme_day = '2026-12-17', working_day = '2026-12-18', statutory_date = '2026-12-18', presumed = true, deciding_type = 'CRD',
		received_on = '2026-01-12', sentence_start = '2026-01-12'`)
	s.seed.Exec(`insert into release_date (release_id, type, kind, day, source, learnt_at) values ($1, 'CRD', 'calculated', '2026-12-18', 'extract', $2)`, r.ID, monday.AddDate(0, 0, -7))
	mine := s.handForm(address+"/record/friday-scheme", append(yesterday, "decision", "refused", "reason", "no room")...)
	theirs := s.handForm(address+"/record/friday-scheme", append(yesterday, "decision", "applied")...)
	s.post(address+"/record/friday-scheme", s.handForm(address+"/record/friday-scheme", append(yesterday, "decision", "refused")...)...).
		wantStatus(http.StatusUnprocessableEntity).says("Say why the scheme was refused")
	s.as = "manager"
	s.post(address+"/record/friday-scheme", theirs...).leadsTo(address + "?done=recorded")
	s.as = "officer"
	s.post(address+"/record/friday-scheme", mine...).wantStatus(http.StatusConflict).soundPage().
		says("Yours was not saved", "Mo Manager recorded something about this", "Friday scheme: applied", "Friday scheme: refused: no room")
	s.get(address).says("Friday scheme applied", "by Mo Manager")
}

func TestAConsentIsGivenAndTakenBack(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, address := s.planned(seed.Person{})
	s.post(address+"/record/consent", s.handForm(address+"/record/consent", append(yesterday, "consent", "consent_to_refer", "given", "yes")...)...).leadsTo(address + "?done=recorded")
	s.get(address).says("To refer (Sunday 22 November 2026)")
	s.post(address+"/record/consent", s.handForm(address+"/record/consent", "day", "2026-11-23", "time", "07:00", "consent", "consent_to_refer", "given", "no")...).leadsTo(address + "?done=recorded")
	s.get(address).says("none recorded", "Consent to refer was taken back")
}

func TestTheOffenderManagersWordIsRecorded(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r, address := s.planned(seed.Person{})
	s.seed.Task(seed.Task{Release: r, Standard: "ACC-DTR", HandOffOn: day("2026-11-23"), DueOn: day("2026-12-01"), Waiting: []string{"om_cleared"}})
	s.get(address+"/record/tell").says("I have checked it: Housing referral sent", "Yes, tell all services that wait")
	s.post(address+"/record/tell", s.handForm(address+"/record/tell", append(yesterday, "word", "checked:ACC-DTR")...)...).leadsTo(address + "?done=recorded")
	if n := s.count(`select count(*) from task where om_cleared_at is not null`); n != 1 {
		t.Error("the task was not cleared")
	}
	s.post(address+"/record/licence", s.handForm(address+"/record/licence", yesterday...)...).leadsTo(address + "?done=recorded")
	s.get(address).says("Checked against the licence", "Checked by the offender manager: Housing referral sent")
}

func TestNotesAndOwnWordsStandOnTheRelease(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, address := s.planned(seed.Person{})
	s.get(address + "/record/note").says("No victim, no third party, no diagnosis.")
	s.post(address+"/record/note", s.handForm(address+"/record/note", "kind", "fact", "body", "Has a dog <b>")...).leadsTo(address + "?done=recorded")
	s.post(address+"/record/own-words", s.handForm(address+"/record/own-words", "body", "I want to see my daughter")...).leadsTo(address + "?done=recorded")
	page := s.get(address).says("Fact: Has a dog <b>", "Olive Officer, Monday 23 November 2026 at 8am", "“I want to see my daughter”").soundPage()
	link, _ := attr(page.find("a", "href", "")[0], "href")
	for _, a := range page.find("a", "href", "") {
		if href, _ := attr(a, "href"); strings.Contains(href, "record/note?note=") && strings.HasPrefix(textOf(a), "Correct this note") {
			link = href
		}
	}
	first, second := s.handForm(link, "kind", "opinion", "body", "May have a dog"), s.handForm(link, "kind", "fact", "body", "Has no dog")
	s.post(address+"/record/note", first...).leadsTo(address + "?done=recorded")
	s.post(address+"/record/note", second...).wantStatus(http.StatusConflict).says("Has no dog", "May have a dog")
	s.get(address).says("Opinion: May have a dog", "What stood here before", "Fact: Has a dog <b>")
}

func TestAPersonIsCorrectedAndTheOldValueStays(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, address := s.planned(seed.Person{})
	form := func(surname string) []string {
		return s.handForm(address+"/record/details", "forenames", "James", "surname", surname, "date_of_birth", "1990-04-01", "home_area", seed.Haringey,
			"language", "cy", "com_name", "Kay Community", "com_email", "com@probation.example", "flags", "mappa2")
	}
	first, second := form("Clark"), form("Clerk")
	s.post(address+"/record/details", first...).leadsTo(address + "?done=recorded")
	page := s.get(address).says("James Clark", "MAPPA 2", "What was corrected by hand", "Surname: Clarke became Clark", "by Olive Officer")
	page.soundPage()
	s.post(address+"/record/details", first...).leadsTo(address + "?done=recorded")
	s.post(address+"/record/details", second...).wantStatus(http.StatusConflict).says("Surname: Clark", "Surname: Clerk", "Olive Officer changed this")
	if n := s.count(`select count(*) from person_edit where field = 'surname'`); n != 1 {
		t.Errorf("%d corrections of the name", n)
	}
}

func TestNeedsAndTextsAreRecorded(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, address := s.planned(seed.Person{})
	s.post(address+"/record/needs", s.handForm(address+"/record/needs", "need_accommodation", "present", "need_mental_health", "present")...).leadsTo(address + "?done=recorded")
	s.get(address).says("Accommodation, Mental health; not known yet: Benefits, Drugs and alcohol")
	s.post(address+"/record/texts", s.handForm(address+"/record/texts", "mobile", "07700 900123", "text_ok", "yes", "phone_shared", "yes", "text_agreed_on", "2026-11-20")...).
		leadsTo(address + "?done=recorded")
	s.get(address).says("agreed, to 07700 900123 on Friday 20 November 2026", "Somebody else sees this phone")
	s.as = "manager"
	s.get(address + "/record/needs").wantStatus(http.StatusNotFound)
	s.get(address).hides("Mental health", "/record/needs")
}

func TestTwoRecordsAreLookedAtAndJoined(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r, address := s.planned(seed.Person{})
	other, _ := s.planned(seed.Person{Surname: "Clark"})
	s.post(address+"/record/join", s.handForm(address+"/record/join", "number", "Z9999ZZ")...).wantStatus(http.StatusUnprocessableEntity).says("Nobody of your areas has this prison number")
	s.post(address+"/record/join", s.handForm(address+"/record/join", "number", r.Number)...).wantStatus(http.StatusUnprocessableEntity).says("one person already")
	page := s.post(address+"/record/join", s.handForm(address+"/record/join", "number", strings.ToLower(other.Number))...).
		wantStatus(http.StatusOK).soundPage().says("Are these two one person?", "James Clarke", "James Clark", other.Number)
	if n := s.count(`select count(distinct person_id) from person_number`); n != 2 {
		t.Fatal("joined without being confirmed")
	}
	var confirmed []string
	for _, n := range page.find("input", "type", "hidden") {
		name, _ := attr(n, "name")
		value, _ := attr(n, "value")
		confirmed = append(confirmed, name, value)
	}
	for range 2 {
		s.post(address+"/record/join", confirmed...).leadsTo(address + "?done=recorded")
	}
	s.get(address).says("Two prison numbers became one")
	if n := s.count(`select count(distinct person_id) from person_number`); n != 1 {
		t.Error("they were not joined")
	}
}

func TestNobodyElseRecords(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, address := s.planned(seed.Person{})
	_, restricted := s.planned(seed.Person{Surname: "Hidden", Flags: []string{"restricted"}})
	_, elsewhere := s.planned(seed.Person{Area: seed.Camden})
	form := s.handForm(address+"/record/event", append(yesterday, "event", "court")...)
	for _, who := range []string{"officer", "manager"} { // masked for all: it is opened first
		s.as = who
		s.get(restricted + "/record/event").leadsTo(restricted)
		s.post(restricted+"/record/event", form...).wantStatus(http.StatusForbidden).hides("Hidden")
	}
	s.post(elsewhere+"/record/event", form...).wantStatus(http.StatusNotFound)
	s.get(restricted).hides("Record something")
	s.as = "housing"
	s.get(address + "/record/event").wantStatus(http.StatusForbidden)
	s.post(address+"/record/event", form...).wantStatus(http.StatusForbidden)
	if n := s.count(`select count(*) from life_event`); n != 0 {
		t.Errorf("%d events", n)
	}
}

func TestWhoeverIsBackInCustodyHasANewStay(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, address := s.planned(seed.Person{State: "released", ReleasedOn: day("2026-11-17"), PlannedDay: day("2026-11-17")})
	s.seed.Exec(`insert into life_event (person_id, at, event, source, recorded_at, recorded_by) select person_id, '2026-11-17 09:30+00', 'released', 'events', $1, 'system:import' from release`, monday)
	form := s.handForm(address+"/record/event", append(yesterday, "event", "recalled", "prison", "PVI")...)
	for range 2 { // a double click, the second after the stay was closed
		s.post(address+"/record/event", form...).leadsTo(address + "?done=recorded")
	}
	s.get(address).says("This is an earlier stay in custody").hides("/record/")
	s.get(address + "/record/event").wantStatus(http.StatusNotFound)
}

func TestWhoeverMovedAwayIsNoLongerShown(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, address := s.planned(seed.Person{})
	s.seed.Exec(`update release set custody_as_of = $1`, monday.AddDate(0, 0, -7))
	s.as = "manager" // of Haringey alone
	s.post(address+"/record/event", s.handForm(address+"/record/event", append(yesterday, "event", "moved_area", "area", seed.Camden)...)...).leadsTo("/?done=recorded")
	s.get("/?done=recorded").says("It is recorded")
	s.get(address).wantStatus(http.StatusNotFound)
}

func TestAnEventIsTakenBackAndStaysInTheHistory(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, address := s.planned(seed.Person{})
	s.post(address+"/record/event", s.handForm(address+"/record/event", append(yesterday, "event", "transferred", "prison", "PVI")...)...).leadsTo(address + "?done=recorded")
	link := ""
	for _, a := range s.get(address).find("a", "href", "") {
		if href, _ := attr(a, "href"); strings.Contains(href, "/record/take-back?event=") {
			link = href
		}
	}
	s.get(link).wantStatus(http.StatusOK).soundPage().says("Was this recorded by mistake?", "Moved to another prison: Pentonville (HMP)")
	s.post(address+"/record/take-back", s.handForm(link)...).wantStatus(http.StatusUnprocessableEntity).says("Say why it is taken back")
	s.post(address+"/record/take-back", s.handForm(link, "reason", "wrong person")...).leadsTo(address + "?done=recorded")
	s.get(address).soundPage().says("What was taken back", "taken back Monday 23 November 2026 at 8am by Olive Officer: wrong person", "Leeds (HMP)").hides("take-back?event=")
	s.get(address + "/record/take-back?event=nonsense").wantStatus(http.StatusNotFound)
}
