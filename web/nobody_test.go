package web_test

import (
	"net/http"
	"testing"

	"throughgate/internal/testkit/seed"
)

func TestNobodyToSendToIsListedWithReasonAndRemedy(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.get("/nobody").wantStatus(http.StatusOK).soundPage().says("Everything that is to be asked has somebody to ask.")
	r := s.seed.Person(seed.Person{Surname: "Adams", PlannedDay: day("2026-12-18")})
	secret := s.seed.Person(seed.Person{Surname: "Hidden", Flags: []string{"restricted"}, PlannedDay: day("2026-12-18")})
	camden := s.seed.Person(seed.Person{Surname: "Camdener", Area: seed.Camden, PlannedDay: day("2026-12-18")})
	gone := s.seed.Person(seed.Person{Surname: "Goner", State: "died"})
	task := func(of seed.Release, standard, on string) {
		s.seed.Task(seed.Task{Release: of, Standard: standard, HandOffOn: day(on), DueOn: day("2026-12-10"), Nobody: true})
	}
	task(r, "BEN-JCP", "2026-11-20")
	task(r, "DA-REFER", "2026-11-25")
	task(r, "GATE-PLAN", "2026-11-26")
	task(secret, "BEN-JCP", "2026-11-30")
	task(camden, "BEN-JCP", "2026-12-01")
	task(gone, "BEN-JCP", "2026-12-01")
	s.seed.Task(seed.Task{Release: r, Standard: "ACC-CASE", HandOffOn: day("2026-11-23"), DueOn: day("2026-12-10"), Waiting: []string{"ACC-DTR"}})
	s.seed.Task(seed.Task{Release: camden, Standard: "ACC-CASE", HandOffOn: day("2026-11-24"), DueOn: day("2026-12-10"), Waiting: []string{"ACC-DTR"}})

	page := s.get("/nobody").wantStatus(http.StatusOK).soundPage()
	page.says("“Jobcentre” is not in the directory for Haringey", "add a row with their address to the directory of services",
		"“Drug and alcohol” is not in the directory for Haringey", "No prison link officer for Haringey", "throughgate user add",
		"Which housing authority is asked is not recorded", "“Jobcentre” is not in the directory for Camden",
		"Adams, James", "Restricted record", "Showing 1 to 6 of 6").hides("Hidden", "Goner")
	s.get("/").says("Nobody to send to (6)")
	s.get("/nobody?cause=no_service.jobcentre.Haringey").soundPage().says("Adams, James", "Showing 1 to 1 of 1", "Show the requests of all reasons (6)").hides("Camdener")
	s.get("/nobody?cause=gone").says("Nothing waits for this reason any more.")
	s.as = "manager" // of Haringey, without a basis for health
	s.get("/nobody").soundPage().says("A health service is not in the directory for Haringey", "Health request", "Showing 1 to 5 of 5").hides("Camdener", "DA-REFER", "Drug and alcohol", "drug_and_alcohol", "/tasks/"+r.Ref+"DA-REFER")
	s.as = "housing"
	s.get("/nobody").wantStatus(http.StatusForbidden)
}

func TestAnAddressThatTookNoMailIsOnTheListUntilItIsDealtWith(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.failed("one", "failed")
	s.seed.Exec(`update task set service_id = $1`, s.seed.Service(seed.Haringey, "housing_options", "Housing Options"))
	s.get("/nobody").soundPage().says("The address of Housing Options did not take our e-mail", "Ring them, correct the address")
	s.get("/").says("Nobody to send to (1)")
	s.seed.Exec(`update attention set closed_at = $1`, monday)
	s.get("/nobody").says("Everything that is to be asked has somebody to ask.")
}

func TestDeputiesWhoAreNotThereAreListed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, ref := range []string{"never", "asleep", "there", "camden"} {
		s.seed.Account(ref, "Deputy "+ref, "spoc", []string{seed.Haringey}, nil)
	}
	s.seed.Exec(`update account set signed_in_at = $1 where ref in ('asleep', 'there')`, monday)
	s.seed.Exec(`update account set disabled_at = $1, suspended_at = $1 where ref = 'asleep'`, monday)
	for i, ref := range []string{"never", "asleep", "there", "camden"} {
		area := seed.Haringey
		if ref == "camden" {
			area = seed.Camden
		}
		id := s.seed.Service(area, []string{"jobcentre", "drug_and_alcohol", "housing_options", "jobcentre"}[i], "Service of "+ref)
		s.seed.Exec(`update service set deputy_email = upper($2 || '@unit.example') where id = $1`, id, ref)
	}
	s.get("/nobody").wantStatus(http.StatusOK).soundPage().says("Deputies who are not there", "Service of never: Deputy never has never signed in",
		"Service of asleep: Deputy asleep has not used the account", "Service of camden").hides("Deputy there")
	s.as = "manager" // of Haringey alone
	s.get("/nobody").says("Service of never").hides("Deputy camden")
}
