package web_test

import (
	"net/http"
	"slices"
	"testing"

	"throughgate/intake"
	"throughgate/internal/testkit/seed"
	"throughgate/web"
)

func TestThePrivacyNoticeIsRecordedAndTheMarkGoes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, address := s.planned(seed.Person{NoNotice: true})
	if marks := s.get("/").marks(); !slices.Contains(marks, "no privacy notice") {
		t.Errorf("the board's marks: %q", marks)
	}
	if marks := s.get(address).says("Privacy notice").marks(); !slices.Contains(marks, "not recorded as given") {
		t.Errorf("the release's marks: %q", marks)
	}
	form := address + "/record/privacy-notice"
	s.get(form).wantStatus(http.StatusOK).soundPage().says("The privacy notice was given", "Who gave it?")
	for field, value := range map[string]string{"given_by": "", "language": "", "day": "2026-11-24"} {
		page := s.post(form, s.handForm(form, field, value)...).wantStatus(http.StatusUnprocessableEntity).soundPage()
		if len(page.find("a", "href", "#"+field)) != 1 {
			t.Errorf("%s: the error does not lead to its field", field)
		}
	}
	fields := s.handForm(form, "given_by", "Kay of probation", "language", "Welsh", "day", "2026-11-20")
	s.post(form, fields...).leadsTo(address + "?done=recorded")
	s.post(form, fields...).leadsTo(address + "?done=recorded") // sent twice it is one
	if n := s.count(`select count(*) from privacy_notice`); n != 1 {
		t.Errorf("%d notices", n)
	}
	s.get(address).says("given on Friday 20 November 2026 by Kay of probation, in Welsh", "recorded by Olive Officer")
	if marks := s.get("/").marks(); slices.Contains(marks, "no privacy notice") {
		t.Errorf("the board's marks: %q", marks)
	}
}

func TestAPersonWithoutAPurposeIsNotAdded(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(cfg *web.Config) { cfg.People.(*intake.Importer).RefuseWithoutPurpose = true })
	page := s.post("/people/add", newcomer...).wantStatus(http.StatusUnprocessableEntity).soundPage().says("Write why the unit holds this person's data, or choose their IOM status")
	if len(page.find("a", "href", "#purpose")) != 1 {
		t.Error("the error does not lead to its field")
	}
	if n := s.count(`select count(*) from person`); n != 0 {
		t.Errorf("%d people", n)
	}
	at := s.post("/people/add", append(newcomer[:len(newcomer):len(newcomer)], "purpose", "Referred by the panel")...).wantStatus(http.StatusSeeOther).header.Get("Location")
	s.get(at).says("Why it is held", "Referred by the panel")
	s.post("/people/add", append(changed(newcomer, "prison_number", "A9999ZZ"), "iom", "fixed")...).wantStatus(http.StatusSeeOther)
}
