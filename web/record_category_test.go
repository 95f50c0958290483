package web_test

import (
	"net/http"
	"testing"

	"throughgate/internal/testkit/seed"
)

func TestThePageTellsTheCategoryAndAsksForItWhereNothingTellsIt(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r, address := s.planned(seed.Person{})
	form := address + "/record/category"
	legal := func(status string) { s.seed.Exec(`update release set legal_status = $2 where id = $1`, r.ID, status) }
	for status, words := range map[string]string{"SENTENCED": "Category convicted of an offence from the legal status", "REMAND": "Category charged, not convicted from the legal status"} {
		legal(status)
		s.get(address).wantStatus(http.StatusOK).says(words).hides("Convicted, charged or neither")
		s.get(form).wantStatus(http.StatusNotFound)
		s.post(form, "key", "k"+status, "category", "convicted").wantStatus(http.StatusUnprocessableEntity)
	}
	legal("IMMIGRATION_DETAINEE")
	s.get(address).wantStatus(http.StatusOK).says("Category not said", "Convicted, charged or neither")
	s.get(form).wantStatus(http.StatusOK).soundPage().says("Held, but for no offence")
	fields := s.handForm(form)
	s.post(form, append(fields, "category", "victim")...).wantStatus(http.StatusUnprocessableEntity).says("Choose what the person is")
	for range 2 { // sent twice
		s.post(form, append(fields, "category", "no_offence")...).leadsTo(address + "?done=recorded")
	}
	s.get(address).says("Category held, but for no offence recorded by Olive Officer")
	if rows, said := s.count(`select count(*) from person_category`), s.count(`select count(*) from audit where object_kind = 'category' and detail = 'no_offence'`); rows != 1 || said != 1 {
		t.Errorf("%d rows, %d in the audit", rows, said)
	}
	s.as = "housing"
	s.post(form, append(fields[:0:0], "key", "x", "category", "convicted")...).wantStatus(http.StatusForbidden)
}
