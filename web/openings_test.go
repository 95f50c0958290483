package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"throughgate/access"
	"throughgate/internal/testkit/seed"
	"throughgate/notify"
	"throughgate/release"
	"throughgate/web"
)

// restrictedSite has a person whose record is restricted, at a clock that can be
// moved, and an information lead.
func restrictedSite(t *testing.T) (s *site, hidden seed.Release, address string, clock *time.Time) {
	t.Helper()
	now := monday
	s = newSite(t, func(c *web.Config) {
		c.Now = func() time.Time { return now }
		c.Openings = &release.Service{Pool: c.Pool, Now: c.Now, Unit: release.Unit{Scope: c.Unit, Mailbox: "unit@unit.example"}, Outbox: notify.NewOutbox(nothingLeaves)}
	})
	s.seed.Account("lead", "Ina Lead", "information_lead", []string{seed.Haringey, seed.Camden}, nil)
	s.seed.Account("coord", "Cora Coord", "coordinator", []string{seed.Haringey}, nil)
	hidden, address = s.planned(seed.Person{Surname: "Hidden", Forenames: "Henry", Flags: []string{"restricted"}, ReferConsent: true})
	return s, hidden, address, &now
}

const whyOpened = "Handover meeting today: the first-night address"

func TestARestrictedRecordIsMaskedForAllUntilItIsOpened(t *testing.T) {
	t.Parallel()
	s, hidden, address, _ := restrictedSite(t)
	for _, who := range []string{"officer", "manager", "coord"} {
		s.as = who
		s.get(address).wantStatus(http.StatusOK).soundPage().says("Restricted record", hidden.Ref, "Why do you open it?").hides("Hidden", "Henry", "Leeds", hidden.Number, "Record something")
		s.get(address+"?as-of=2026-11-23").wantStatus(http.StatusOK).hides("Hidden", "Leeds")
		s.get(address+"/sheet").wantStatus(http.StatusOK).hides("Hidden", "Henry")
		for _, reason := range []string{"", "   ", "work"} {
			page := s.post(address+"/open", "reason", reason).wantStatus(http.StatusUnprocessableEntity).soundPage().hides("Hidden")
			if len(page.find("a", "href", "#reason")) != 1 {
				t.Errorf("no line of the summary leads to the reason")
			}
		}
		s.post(address+"/open", "reason", strings.Repeat("long ", 101)).wantStatus(http.StatusUnprocessableEntity).says("at most 500 characters", "long long")
	}
	if n := s.count(`select count(*) from opening`); n != 0 {
		t.Errorf("%d openings", n)
	}
	s.as = "housing"
	s.post(address+"/open", "reason", whyOpened).wantStatus(http.StatusForbidden)
	s.as = "lead"
	s.get(address).wantStatus(http.StatusForbidden)
	s.post(address+"/open", "reason", whyOpened).wantStatus(http.StatusForbidden)
}

func TestAnOpenRecordIsOpenForAnHourToOneReaderAlone(t *testing.T) {
	t.Parallel()
	s, hidden, address, clock := restrictedSite(t)
	other, _ := s.planned(seed.Person{Surname: "Elsewhere", Flags: []string{"restricted"}})
	s.seed.Exec(`insert into note (ref, person_id, kind, body, at, actor, form_key) select 'n1', $1, 'fact', 'Written before.', $2, 'account:1', 'k1'`, hidden.PersonID, monday)
	s.seed.Task(seed.Task{Release: hidden, Standard: "ACC-DTR", DueOn: day("2026-12-10")})
	for range 2 { // a double click opens once
		s.post(address+"/open", "reason", " "+whyOpened+" ").leadsTo(address + "?done=opened")
	}
	if n := s.count(`select count(*) from opening where reason = $1 and closes_at = opened_at + interval '60 minutes'`, whyOpened); n != 1 {
		t.Fatalf("%d openings", n)
	}
	s.get(address).wantStatus(http.StatusOK).soundPage().says("Henry Hidden", "Leeds", hidden.Number, "Written before.", "open to you alone until", "Record something")
	s.get("/tasks/"+hidden.Ref+"ACC-DTR").says("Henry Hidden", "Leeds")
	s.get(address + "/sheet").says("Henry")
	s.get("/?list=all").says("Restricted record, reference "+hidden.Ref).hides("Hidden", "Henry", hidden.Number) // lists stay masked
	s.get("/releases/" + other.Ref).says("Why do you open it?").hides("Elsewhere")
	for _, who := range []string{"manager", "coord"} {
		s.as = who
		s.get(address).hides("Hidden")
	}
	s.as = "officer"
	*clock = monday.Add(60*time.Minute - time.Second)
	s.get(address).says("Henry Hidden")
	*clock = monday.Add(60 * time.Minute)
	s.get(address).hides("Hidden")
	s.get("/tasks/"+hidden.Ref+"ACC-DTR").says("Restricted record").hides("Hidden", "Leeds")
	s.post(address+"/open", "reason", whyOpened).leadsTo(address + "?done=opened")
	s.get(address).says("Henry Hidden")
	s.post(address + "/close").leadsTo(address + "?done=masked")
	s.get(address).hides("Hidden")
	if n := s.count(`select count(*) from audit where object_kind = 'release' and object_id = $1 and (detail like 'limited access opened: %' or detail = 'limited access closed')`, hidden.ID); n != 3 {
		t.Errorf("%d lines of the audit", n)
	}
	if n := s.count(`select count(*) from audit where detail like '%' || $1 || '%'`, whyOpened); n != 0 {
		t.Error("the reason stands in the audit")
	}
}

func TestTheInformationLeadIsToldAtOnceByReference(t *testing.T) {
	t.Parallel()
	s, hidden, address, _ := restrictedSite(t)
	s.seed.Account("elsewhere", "Lea Lead", "information_lead", []string{"E10000002"}, nil)
	s.post(address+"/open", "reason", whyOpened).leadsTo(address + "?done=opened")
	const told = `select count(*) from message m join message_item i on i.message_id = m.id
		where m.kind = 'alert' and i.kind = 'opened' and i.release_id = $1 and m.recipient = $2 and m.not_before = $3`
	for address, want := range map[string]int{"lead@unit.example": 1, "unit@unit.example": 1, "elsewhere@unit.example": 0} {
		if n := s.count(told, hidden.ID, address, monday); n != want {
			t.Errorf("%s is told %d times, want %d", address, n, want)
		}
	}
}

func TestAnOpeningAsksForAProofThatIsNotOld(t *testing.T) {
	t.Parallel()
	v := later(t)
	_, address := v.planned(seed.Person{Surname: "Hidden", Flags: []string{"restricted"}})
	page := v.send(http.MethodPost, address+"/open", "reason", whyOpened).wantStatus(http.StatusOK).says("Show that it is you").hides("Hidden")
	if len(page.find("input", "value", whyOpened)) != 1 {
		t.Error("the reason is not kept")
	}
	if n := v.count(`select count(*) from opening`); n != 0 {
		t.Fatal("it was opened without a proof")
	}
	again := v.send(http.MethodPost, "/prove", "proof_passphrase", passphrase, "proof_next", address+"/open", "proof_kept", "1", "reason", whyOpened)
	if again.status != http.StatusTemporaryRedirect || again.header.Get("Location") != address+"/open" {
		t.Fatalf("%d to %q", again.status, again.header.Get("Location"))
	}
	v.send(http.MethodPost, address+"/open", "reason", whyOpened).leadsTo(address + "?done=opened")
	v.open(address).says("Hidden")
	*v.clock = v.clock.Add(access.ProofLife + time.Second)
	v.open(address).says("Hidden") // reading on needs no other
}

func TestTheLeadReviewsEachOpeningAndMayAsk(t *testing.T) {
	t.Parallel()
	s, hidden, address, _ := restrictedSite(t)
	s.post(address+"/open", "reason", whyOpened).leadsTo(address + "?done=opened")
	s.as = "manager"
	s.post(address+"/open", "reason", "A visit to plan <b>").leadsTo(address + "?done=opened")
	s.get("/openings").wantStatus(http.StatusOK).soundPage().says("A visit to plan <b>").hides(whyOpened, "Is it in order?") // their own
	s.as = "lead"
	page := s.get("/openings").wantStatus(http.StatusOK).soundPage().says("To review (2)", "Reviewed (0)", hidden.Ref, "Olive Officer, prison link officer", whyOpened, "Mo Manager").hides("Hidden", "Henry", hidden.Number, "Leeds")
	var refs []string
	for _, section := range page.find("section", "data-opening", "") {
		ref, _ := attr(section, "data-opening")
		refs = append(refs, "/openings/"+ref)
	}
	if len(refs) != 2 {
		t.Fatalf("openings %v", refs)
	}
	s.get(refs[0] + "/ask").leadsTo("/openings")
	s.post(refs[0]+"/ask", "words", " ").wantStatus(http.StatusUnprocessableEntity).soundPage().says("Write what you want to know")
	s.post(refs[0]+"/ask", "words", "Which meeting?").leadsTo("/openings?done=opening-asked")
	s.post(refs[0]+"/ask", "words", "Again?").wantStatus(http.StatusConflict).says("Ina Lead has asked about this opening already")
	if n := s.count(`select count(*) from message m join message_item i on i.message_id = m.id where i.kind = 'opening_asked' and m.recipient = 'officer@unit.example'`); n != 1 {
		t.Errorf("told %d times that there is a question", n)
	}
	s.post(refs[0]+"/answer", "words", "I answer myself").wantStatus(http.StatusForbidden)
	s.as = "manager"
	s.post(refs[0]+"/answer", "words", "Not mine").wantStatus(http.StatusNotFound)
	s.post(refs[0]+"/review", "finding", "in_order").wantStatus(http.StatusForbidden)
	s.as = "officer"
	s.get("/openings").soundPage().says("Which meeting?", "Your answer")
	s.post(refs[0]+"/answer", "words", "The handover at ten.").leadsTo("/openings?done=opening-answered")
	s.post(refs[0]+"/answer", "words", "Twice").wantStatus(http.StatusConflict)
	s.as = "lead"
	s.get("/openings").says("The handover at ten.")
	s.post(refs[0]+"/review", "words", "x").wantStatus(http.StatusUnprocessableEntity).soundPage().says("Choose whether the opening is in order")
	s.post(refs[1]+"/review", "finding", "not_in_order").wantStatus(http.StatusUnprocessableEntity).says("Write what is not in order")
	s.post(refs[0]+"/review", "finding", "in_order").leadsTo("/openings?done=opening-reviewed")
	s.post(refs[1]+"/review", "finding", "not_in_order", "words", "No visit was planned: taken up.").leadsTo("/openings?done=opening-reviewed")
	s.post(refs[1]+"/review", "finding", "in_order").wantStatus(http.StatusConflict).says("Ina Lead has reviewed this opening already")
	s.get("/openings").says("Nothing is waiting for a review.")
	s.get("/openings?list=reviewed").wantStatus(http.StatusOK).soundPage().says("Reviewed (2)", "in order: Ina Lead", "not in order: Ina Lead", "taken up").hides("Hidden")
	s.seed.Account("leadelse", "Lea Lead", "information_lead", []string{"E10000002"}, nil)
	s.as = "leadelse"
	s.get("/openings?list=reviewed").says("Reviewed (0)").hides(whyOpened)
	s.post(refs[0]+"/review", "finding", "in_order").wantStatus(http.StatusNotFound)
}

func TestTheManagersWordIsRecordedOnAnOpenRecord(t *testing.T) {
	t.Parallel()
	s, hidden, address, _ := restrictedSite(t)
	service := s.seed.Service(seed.Haringey, "housing_options", "Haringey Housing")
	s.seed.Task(seed.Task{Release: hidden, Standard: "ACC-CASE", DueOn: day("2026-12-10"), Service: service, Waiting: []string{"om_release"}})
	s.as = "manager"
	s.get(address + "/record/tell").leadsTo(address)
	s.post(address+"/open", "reason", whyOpened).leadsTo(address + "?done=opened")
	form := s.handForm(address+"/record/tell", append(yesterday, "word", "tell:ACC-CASE")...)
	s.post(address+"/record/tell", form...).leadsTo(address + "?done=recorded")
	if n := s.count(`select count(*) from task where om_released_at is not null`); n != 1 {
		t.Errorf("%d requests were released", n)
	}
}

func TestThePlaceOfAMaskedSheetTellsNoName(t *testing.T) {
	t.Parallel()
	s, _, _, _ := restrictedSite(t)
	for _, p := range []seed.Person{{Surname: "Aaron"}, {Surname: "Middle", Flags: []string{"restricted"}}, {Surname: "Zebra"}} {
		p.PlannedDay = day("2026-11-27")
		s.seed.Person(p)
	}
	read := readable(s.get("/sheets?day=2026-11-27").wantStatus(http.StatusOK).hides("Middle"))
	if masked, first := strings.Index(read, "Restricted record, reference"), strings.Index(read, "James"); masked < 0 || first < masked {
		t.Errorf("a restricted record does not stand first:\n%s", read)
	}
}
