package web_test

import (
	"net/http"
	"testing"

	"throughgate/access"
	"throughgate/internal/testkit/seed"
	"throughgate/release"
	"throughgate/web"
)

// leavingSite has somebody whose time is over, somebody in custody, and the two
// roles that decide.
func leavingSite(t *testing.T) (s *site, over, stays seed.Release, worker *release.Service) {
	t.Helper()
	s = newSite(t, func(c *web.Config) {
		c.Retention = &release.Service{Pool: c.Pool, Now: c.Now, Unit: release.Unit{Scope: c.Unit}}
	})
	s.seed.Account("lead", "Ina Lead", "information_lead", []string{seed.Haringey, seed.Camden}, nil)
	s.seed.Account("coord", "Cora Coord", "coordinator", []string{seed.Haringey}, nil)
	over, stays = s.seed.Person(seed.Person{Surname: "Longgone", Forenames: "Una", PlannedDay: day("2024-10-01")}), s.seed.Person(seed.Person{Surname: "Present", PlannedDay: day("2026-12-01")})
	s.seed.Exec(`update release set state = 'released', place = 'released', released_on = '2024-10-01', left_on = '2024-10-01' where id = $1`, over.ID)
	worker = &release.Service{Pool: s.pool, Now: s.now, Unit: release.Unit{Scope: s.unit}, AuditKeys: access.NewAuditKeys("a key of these tests, and of no others")}
	return s, over, stays, worker
}

func TestThePageOfWhoLeaves(t *testing.T) {
	t.Parallel()
	s, over, stays, worker := leavingSite(t)
	s.as = "lead"
	page := s.get("/retention").wantStatus(http.StatusOK).soundPage().says("more than 2 years after", "Nobody has confirmed the rule yet", "1 person is due now",
		over.Ref, "1 October 2024", "due since Friday 2 October 2026", "Nobody is asked to be erased", "Nobody is kept beyond their time", "Nobody has been erased", "Confirm the rule")
	page.hides("Longgone", over.Number, stays.Ref)
	s.get("/retention?years=many").wantStatus(http.StatusUnprocessableEntity).soundPage().errorsLead("years")
	s.get("/retention?years=3").wantStatus(http.StatusOK).soundPage().says("0 due by a rule of 3 years")
	s.post("/retention", "years", "2", "due", "0").wantStatus(http.StatusConflict).soundPage().says("has changed, to 1", "Confirm the rule")
	s.post("/retention", "years", "2", "due", "1").leadsTo("/retention?done=rule-confirmed")
	s.get("/retention").wantStatus(http.StatusOK).soundPage().says("Ina Lead confirmed this", "1 due now in all areas: erased in the coming night").hides("Confirm the rule")
	s.post("/retention/find", "reference", "nobody").wantStatus(http.StatusUnprocessableEntity).soundPage().errorsLead("reference")
	s.post("/retention/find", "reference", over.Ref).leadsTo("/retention/people/" + over.Ref)

	one := "/retention/people/" + over.Ref
	s.get(one).wantStatus(http.StatusOK).soundPage().says("Nobody has kept this record", "Leaves by the rule", "2 October 2026").hides("Longgone")
	s.post(one+"/keep", "reason", "short").wantStatus(http.StatusUnprocessableEntity).soundPage().says("There is a problem").says("short")
	s.post(one+"/keep", "reason", "A claim has been brought", "until", "never").wantStatus(http.StatusUnprocessableEntity).soundPage().errorsLead("keep-until")
	s.post(one+"/keep", "reason", "A claim has been brought", "until", "2027-06-01").leadsTo(one + "?done=kept")
	s.get(one).wantStatus(http.StatusOK).soundPage().says("by Ina Lead since", "until Tuesday 1 June 2027", "A claim has been brought", "Somebody keeps the record")
	s.get("/retention").wantStatus(http.StatusOK).soundPage().says("Somebody keeps the record", "Nobody is due now")
	s.as = "coord"
	s.get("/retention").wantStatus(http.StatusOK).soundPage().says("A claim has been brought", over.Ref).hides("Confirm the rule", "Count who is due")
	s.post("/retention", "years", "2", "due", "0").wantStatus(http.StatusForbidden)
	s.as = "officer"
	s.get("/retention").wantStatus(http.StatusForbidden)
	s.as = "lead"
	s.post(one+"/keep-end", "reason", "The claim is settled").leadsTo(one + "?done=kept-no-more")

	s.post(one+"/erase", "reason", "They have asked for it").wantStatus(http.StatusUnprocessableEntity).soundPage().says("There is a problem").says("They have asked for it")
	s.post(one+"/erase", "reason", "They have asked for it", "ground", "dpa_s47").leadsTo(one + "?done=erasure-asked")
	request := s.text(`select ref from erasure_request`)
	s.post("/retention/requests/" + request + "/agree").wantStatus(http.StatusUnprocessableEntity).soundPage().says("You have asked for it yourself")
	s.get("/retention").wantStatus(http.StatusOK).soundPage().says("section 47", "waits for a second person", "Withdraw your request").hides("Agree: erase them")
	s.as = "coord"
	s.get(one).wantStatus(http.StatusOK).soundPage().says("Agree: erase them", "They have asked for it")
	s.post("/retention/requests/" + request + "/agree").leadsTo("/retention?done=erasure-agreed")
	s.post("/retention/requests/" + request + "/refuse").wantStatus(http.StatusConflict).soundPage().says("decided already")
	if err := worker.DueErasures(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.as = "lead"
	s.get("/retention").wantStatus(http.StatusOK).soundPage().says("These are the proofs", over.Ref, "asked by Ina Lead, agreed by Cora Coord", "Nobody is due to be erased within 90 days")
	s.get(one).wantStatus(http.StatusOK).soundPage().says("This person was erased").hides("They have asked for it")
	s.post("/records/find", "person", over.Ref).leadsTo("/records/people/" + over.Ref)
	s.get("/records/people/"+over.Ref).wantStatus(http.StatusOK).soundPage().says("Erased: a person’s record", "Ina Lead")
	s.as = "coord"
	s.get("/releases/" + over.Ref).wantStatus(http.StatusNotFound)
}

func TestARecordIsKeptFromTheReleasesPage(t *testing.T) {
	t.Parallel()
	s, over, _, _ := leavingSite(t)
	address := "/releases/" + over.Ref
	s.get(address+"/record/keep").wantStatus(http.StatusOK).soundPage().says("Keep this record beyond its time", "Why is it kept?")
	s.post(address+"/record/keep", s.handForm(address+"/record/keep", "reason", "no")...).wantStatus(http.StatusUnprocessableEntity).soundPage().says("There is a problem", "Write why the record is kept in a few words more")
	s.post(address+"/record/keep", s.handForm(address+"/record/keep", "reason", "An inquest is to come", "until", "1/1/2026")...).wantStatus(http.StatusUnprocessableEntity).soundPage().says("This day is over")
	s.post(address+"/record/keep", s.handForm(address+"/record/keep", "reason", "An inquest is to come", "until", "1/12/2026")...).leadsTo(address + "?done=recorded")
	s.get(address).wantStatus(http.StatusOK).soundPage().says("Kept beyond its time by Olive Officer", "until Tuesday 1 December 2026", "An inquest is to come", "This record need not be kept any more")
	s.post(address+"/record/keep-end", s.handForm(address+"/record/keep-end", "reason", "The inquest is over")...).leadsTo(address + "?done=recorded")
	s.get(address).wantStatus(http.StatusOK).soundPage().says("Taken off", "The inquest is over")
	if n := s.count(`select count(*) from audit where object_kind = 'person' and object_id = $1 and detail in ('kept beyond its time', 'kept no longer')`, over.PersonID); n != 2 {
		t.Errorf("%d rows in the audit", n)
	}
}
