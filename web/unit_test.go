package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"throughgate/internal/testkit/seed"
)

// newUnitSite is the pages as the coordinator uses them.
func newUnitSite(t *testing.T) *site {
	t.Helper()
	s := newSite(t)
	s.seed.Account("coral", "Coral Coordinator", "coordinator", []string{seed.Haringey, seed.Camden}, nil)
	s.as = "coral"
	return s
}

// fieldsOf are the fields of the form that leads to an address, as a browser
// would send them; more stand over them.
func (r reply) fieldsOf(form string, more map[string]string) []string {
	r.t.Helper()
	values := url.Values{}
	for _, f := range r.find("form", "id", form) {
		for n := range f.Descendants() {
			name, named := attr(n, "name")
			value, _ := attr(n, "value")
			kind, _ := attr(n, "type")
			_, checked := attr(n, "checked")
			switch {
			case !named || kind == "checkbox" && !checked:
			case n.Data == "input":
				values.Add(name, value)
			case n.Data == "textarea":
				values.Set(name, textOf(n))
			case n.Data == "select":
				values.Set(name, "")
				for o := range n.Descendants() {
					if _, selected := attr(o, "selected"); selected {
						chosen, _ := attr(o, "value")
						values.Set(name, chosen)
					}
				}
			}
		}
	}
	if len(values) == 0 {
		r.t.Fatalf("the page has no form %s", form)
	}
	for name, value := range more {
		values.Set(name, value)
	}
	var list []string
	for name, all := range values {
		for _, value := range all {
			list = append(list, name, value)
		}
	}
	return list
}

func (r reply) value(id string) string {
	r.t.Helper()
	for _, n := range r.find("", "id", id) {
		value, _ := attr(n, "value")
		return value
	}
	r.t.Fatalf("there is no field %s", id)
	return ""
}

func TestTheUnitsPagesAreForItsOfficersAndChangedByItsCoordinator(t *testing.T) {
	t.Parallel()
	s := newUnitSite(t)
	s.seed.Service(seed.Haringey, "jobcentre", "Jobcentre")
	pages := []string{"/unit", "/unit/services", "/unit/services/sv" + seed.Haringey + "jobcentre", "/unit/standards", "/unit/standards/BEN-JCP",
		"/unit/prisons", "/unit/prisons/" + seed.Haringey, "/unit/settings", "/unit/not-answering"}
	for _, page := range pages {
		s.as = "coral"
		s.get(page).wantStatus(http.StatusOK).soundPage()
		s.as = "officer"
		if r := s.get(page).wantStatus(http.StatusOK).soundPage(); len(r.find("form", "method", "post")) != 0 {
			t.Errorf("%s has a form for a link officer, who may only look", page)
		}
		for _, other := range []string{"manager", "housing"} {
			s.as = other
			s.get(page).wantStatus(http.StatusForbidden)
		}
	}
	s.as = "officer"
	for _, page := range []string{"/unit/services/new", "/unit/standards/new", "/unit/standards/BEN-JCP", "/unit/prisons/" + seed.Haringey, "/unit/settings"} {
		s.post(page, "version", "1").wantStatus(http.StatusForbidden)
	}
	for as, sees := range map[string]bool{"coral": true, "officer": true, "manager": false, "housing": false} {
		s.as = as
		if got := len(s.get("/tasks").find("a", "href", "/unit")) > 0; got != sees {
			t.Errorf("%s sees Unit in the navigation: %v", as, got)
		}
	}
}

func TestTheDirectoryIsListedFilteredAndPaged(t *testing.T) {
	t.Parallel()
	s := newUnitSite(t)
	s.get("/unit/services").wantStatus(http.StatusOK).says("There is no service in the directory yet")
	s.seed.Service(seed.Haringey, "jobcentre", "Jobcentre Wood Green")
	s.seed.Service(seed.Camden, "housing_options", "O'Connor House 100%")
	s.seed.Service("*", "drug_and_alcohol", "Treatment")
	s.seed.Exec(`update service set not_answering_since = '2026-11-16' where service = 'jobcentre'`)
	all := s.get("/unit/services").soundPage().says("Jobcentre Wood Green", "Haringey", "Everywhere without its own", "Showing 1 to 3 of 3",
		"does not answer since Mon 16 Nov", "no deputy", "Add a service")
	if len(all.find("a", "href", "/unit/services/sv*drug_and_alcohol")) != 1 {
		t.Error("a line does not lead to its service")
	}
	for query, want := range map[string]string{"area=" + seed.Camden: "O'Connor", "area=*": "Treatment", "pathway=benefits_and_work": "Jobcentre Wood",
		"q=o%27connor": "O'Connor", "q=100%25": "O'Connor", "q=WOOD": "Jobcentre Wood"} {
		s.get("/unit/services?"+query).says(want, "Showing 1 to 1 of 1")
	}
	s.get("/unit/services?q=nobody%25").says("No service fits the filters")
	for i := range 30 {
		s.seed.Service(seed.Haringey, "more_"+string(rune('a'+i%26))+string(rune('a'+i/26)), "More")
	}
	s.get("/unit/services?page=2").says("Showing 26 to 33 of 33")
}

func TestAServiceIsAddedAndChangedOnItsPage(t *testing.T) {
	t.Parallel()
	s := newUnitSite(t)
	bad := s.post("/unit/services/new", "version", "0", "area", seed.Haringey, "service", "jobcentre", "name", "Wood Green", "spoc_email", "a at x", "opens", "9").
		wantStatus(http.StatusUnprocessableEntity).soundPage().
		says("There is a problem", "E-mail of the contact: not an e-mail address (has no @): write one as in desk@service.example", "Opens: not a time of day: write HH:MM, as in 09:00")
	if bad.value("name") != "Wood Green" || bad.value("spoc_email") != "a at x" || len(bad.find("a", "href", "#spoc_email")) != 1 {
		t.Error("what was typed is lost, or the problem does not lead to its field")
	}
	made := s.post("/unit/services/new", bad.fieldsOf("service-form", map[string]string{"spoc_email": "desk@services.example", "opens": "09:00"})...)
	made.wantStatus(http.StatusSeeOther)
	address := made.header.Get("Location")
	page := s.get(address).soundPage().says("The service is saved", "Wood Green", "Jobcentre, Haringey", "E-mail of the contact", "Added not told Wood Green Coral Coordinator, Monday 23 November 2026 at 8am")
	other := s.get(address)
	at, _ := url.Parse(address)
	s.post(at.Path, page.fieldsOf("service-form", map[string]string{"phone": "020 7946 0200", "place_safe_to_text": "yes"})...).leadsTo(at.Path + "?done=service")
	stale := s.post(at.Path, other.fieldsOf("service-form", map[string]string{"phone": "020 7946 0300"})...).wantStatus(http.StatusConflict).soundPage().
		says("Nothing was saved.", "Coral Coordinator, on Monday 23 November 2026 at 8am", "020 7946 0200", "020 7946 0300")
	if stale.value("phone") != "020 7946 0300" {
		t.Error("one's own number is lost")
	}
	s.post(at.Path, stale.fieldsOf("service-form", nil)...).leadsTo(at.Path + "?done=service")
	s.get(at.Path).says("020 7946 0300")
	if n := s.count(`select count(*) from service where phone = '020 7946 0300' and version = 3 and not place_safe`); n != 1 {
		t.Error("the number, saved over the other's, is not stored")
	}
	s.get("/unit/services/nowhere").wantStatus(http.StatusNotFound)
	s.post(at.Path, "name", "X").wantStatus(http.StatusUnprocessableEntity)
}

func TestAStandardIsPreviewedBeforeItIsChanged(t *testing.T) {
	t.Parallel()
	s := newUnitSite(t)
	r := s.seed.Person(seed.Person{PlannedDay: day("2026-12-21")})
	s.seed.Exec(`update release set watched = true`)
	_ = r
	page := s.get("/unit/standards/BEN-JCP").says("BEN-JCP", "Words for e-mails", "Nobody has changed this yet")
	bad := s.post("/unit/standards/BEN-JCP", page.fieldsOf("standard-form", map[string]string{"mail_words": "Prison letter", "needs_first": "NO-SUCH", "before_telling": "consent", "step": "preview"})...).
		wantStatus(http.StatusUnprocessableEntity).soundPage().says("Words for e-mails: an e-mail may not say “Prison”", "Needs first: there is no standard “NO-SUCH” in force", "Before the service is told: “consent” is not known")
	if bad.value("mail_words") != "Prison letter" || len(bad.find("a", "href", "#needs_first")) != 1 {
		t.Error("what was typed is lost, or the problem does not lead to its field")
	}
	s.as = "coral"
	preview := s.post("/unit/standards/BEN-JCP", page.fieldsOf("standard-form", map[string]string{"due_offset": "-7", "step": "preview"})...).
		wantStatus(http.StatusOK).soundPage().says("What this change would do", "Nothing is changed yet. Counted for all 1 person who are planned for.")
	if s.count(`select count(*) from unit_change`) != 0 || s.count(`select due_offset from standard where code = 'BEN-JCP'`) != -14 {
		t.Error("a preview has changed the standard")
	}
	form := preview.find("form", "action", "/unit/standards/BEN-JCP")
	if len(form) != 1 {
		t.Fatal("the preview has no form")
	}
	back := s.post("/unit/standards/BEN-JCP", page.fieldsOf("standard-form", map[string]string{"due_offset": "-7", "step": "change"})...).wantStatus(http.StatusOK)
	if back.value("due_offset") != "-7" {
		t.Error("going back loses what was typed")
	}
	s.post("/unit/standards/BEN-JCP", page.fieldsOf("standard-form", map[string]string{"due_offset": "-7", "step": "confirm"})...).leadsTo("/unit/standards/BEN-JCP?done=standard")
	s.get("/unit/standards/BEN-JCP").says("changed by the unit", "-14", "-7", "Coral Coordinator")
	s.post("/unit/standards/BEN-JCP", page.fieldsOf("standard-form", map[string]string{"due_offset": "-9", "step": "confirm"})...).
		wantStatus(http.StatusConflict).soundPage().says("Nothing was saved.", "-7", "-9")
	s.post("/unit/standards/ACC-DTR", "version", "1", "retire", "yes", "step", "preview").wantStatus(http.StatusUnprocessableEntity).
		soundPage().says("ACC-CASE, GATE-PLAN need it first: change them before you retire it")
	fresh := s.get("/unit/standards/BEN-JCP")
	s.post("/unit/standards/BEN-JCP", fresh.fieldsOf("retire-form", map[string]string{"step": "preview"})...).wantStatus(http.StatusOK).says("no longer asked for")
	s.post("/unit/standards/BEN-JCP", fresh.fieldsOf("retire-form", map[string]string{"step": "confirm"})...).leadsTo("/unit/standards/BEN-JCP?done=standard")
	s.get("/unit/standards").soundPage().says("No longer asked for", "28 calendar days before release")
	made := s.get("/unit/standards/new").soundPage()
	s.post("/unit/standards/new", made.fieldsOf("standard-form", map[string]string{"code": "BEN-FARE", "pathway": "finance", "title": "Fare paid", "mail_words": "Fare to pay",
		"service": "jobcentre", "found_by": "area", "anchor": "planned", "hand_off_offset": "-20", "due_offset": "-3", "step": "confirm"})...).leadsTo("/unit/standards/BEN-FARE?done=standard")
	s.get("/unit/standards/NO-SUCH").wantStatus(http.StatusNotFound)
}

func TestLocalPrisonsAreTickedOnTheirPage(t *testing.T) {
	t.Parallel()
	s := newUnitSite(t)
	s.get("/unit/prisons").soundPage().says("Haringey", "those of the region: Pentonville (HMP)")
	address := "/unit/prisons/" + seed.Haringey
	page := s.get(address).says("This area has no list of its own", "Nobody has changed this yet")
	s.post(address, "version", "0", "prison", "LEI", "prison", "PVI").leadsTo(address + "?done=prisons")
	s.get(address).soundPage().says("This area has a list of its own: Leeds (HMP), Pentonville (HMP)", "no list: the prisons of the region", "Coral Coordinator")
	s.post(address, page.fieldsOf("prisons-form", map[string]string{"prison": "PVI"})...).wantStatus(http.StatusConflict).soundPage().
		says("Nothing was saved.", "Leeds (HMP), Pentonville (HMP)")
	s.post(address, "version", "1", "prison", "XXX").wantStatus(http.StatusUnprocessableEntity).says("There is a problem")
	s.get("/unit/prisons/E10000002").wantStatus(http.StatusNotFound)
}

func TestTheSettingsAreChangedOnTheirPage(t *testing.T) {
	t.Parallel()
	s := newUnitSite(t)
	page := s.get("/unit/settings").says("Working days to answer a request", "Nobody has changed this yet")
	if page.value("answer_at") != "17:00" || page.value("services_from") != "08:00" || page.value("not_answering_days") != "10" {
		t.Error("the defaults are not shown")
	}
	bad := s.post("/unit/settings", page.fieldsOf("settings-form", map[string]string{"answer_days": "0", "services_to": "5pm"})...).
		wantStatus(http.StatusUnprocessableEntity).soundPage().says("E-mails to services go until: write something from 13:00 to 20:00")
	if bad.value("services_to") != "5pm" || len(bad.find("a", "href", "#services_to")) != 1 {
		t.Error("what was typed is lost, or the problem does not lead to its field")
	}
	s.post("/unit/settings", page.fieldsOf("settings-form", map[string]string{"answer_days": "0"})...).wantStatus(http.StatusUnprocessableEntity).says("Working days to answer a request: write something from 1 to 10")
	s.post("/unit/settings", page.fieldsOf("settings-form", map[string]string{"answer_days": "4", "services_to": "16:30"})...).leadsTo("/unit/settings?done=settings")
	if n := s.count(`select count(*) from unit_setting where name = 'services_to' and value = 990 or name = 'answer_days' and value = 4`); n != 2 || s.count(`select count(*) from unit_setting`) != 2 {
		t.Error("not the two that changed are stored")
	}
	s.get("/unit/settings").soundPage().says("16:30", "17:00", "Coral Coordinator")
	stale := s.post("/unit/settings", page.fieldsOf("settings-form", map[string]string{"answer_days": "3"})...).wantStatus(http.StatusConflict).soundPage().says("Nothing was saved.", "Theirs")
	if stale.value("answer_days") != "3" {
		t.Error("one's own number is lost")
	}
}

func TestServicesThatDoNotAnswerHaveTheirPage(t *testing.T) {
	t.Parallel()
	s := newUnitSite(t)
	s.get("/unit/not-answering").soundPage().says("Every service answers.")
	s.get("/unit").says("None now: every service answers.")
	id := s.seed.Service(seed.Haringey, "jobcentre", "Jobcentre Wood Green")
	s.seed.Service(seed.Haringey, "cas3", "Beds")
	r := s.seed.Person(seed.Person{PlannedDay: day("2026-12-21")})
	s.seed.Task(seed.Task{Release: r, Standard: "BEN-JCP", State: "handed_off", HandOffOn: day("2026-11-09"), DueOn: day("2026-12-07"), AnswerBy: monday.AddDate(0, 0, -3)})
	s.seed.Exec(`update task set service_id = $1, handed_off_on = '2026-11-09'`, id)
	s.seed.Exec(`update service set not_answering_since = '2026-11-16', manager_email = 'boss@services.example', manager_told_on = '2026-11-13',
		commissioner_email = 'buyer@council.example', spoc_name = 'Kay Wood' where id = $1`, id)
	s.seed.Exec(`insert into attention (kind, about_key, role, service_id, opened_at) values ('not_answering', 'service:' || $1::bigint, 'coordinator', $1, $2)`, id, monday)
	s.get("/unit/not-answering").soundPage().says("Jobcentre Wood Green", "since Monday 16 November 2026, 7 days ago", "1 request without an answer; 1 is past the time to answer",
		"the oldest was asked on Monday 9 November 2026, 14 days ago", "020 7946 0101", "ask for Kay Wood", "buyer@council.example",
		"The manager, boss@services.example, on Friday 13 November 2026", "The unit coordinator, in the digest").hides("Beds")
	s.get("/unit").says("1 now")
	s.get("/unit/services/sv" + seed.Haringey + "jobcentre").says("This service does not answer since Monday 16 November 2026.")
}
