package web_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/testkit/seed"
	"throughgate/pathways"
	"throughgate/web"
)

// nobodyFollows stands where a changed agreement would plan everybody again.
type nobodyFollows struct{}

func (nobodyFollows) AgreementsChanged(context.Context, pgx.Tx, access.Actor) error { return nil }

// newAgreementSite is the pages as the coordinator uses them, with two services.
func newAgreementSite(t *testing.T, change ...func(*web.Config)) *site {
	t.Helper()
	agreed := func(cfg *web.Config) {
		cfg.Agreements = &pathways.AgreementService{Pool: cfg.Pool, Now: cfg.Now, Follows: nobodyFollows{}}
	}
	s := newSite(t, append(change, agreed)...)
	s.seed.Account("coral", "Coral Coordinator", "coordinator", []string{seed.Haringey, seed.Camden}, nil)
	s.seed.Account("ingrid", "Ingrid Lead", "information_lead", []string{seed.Haringey, seed.Camden}, nil)
	s.seed.Service(seed.Haringey, "housing_options", "Housing Options")
	s.seed.Service(seed.Camden, "housing_options", "Camden Housing")
	s.seed.Service(seed.Haringey, "jobcentre", "Jobcentre Wood Green")
	s.as = "coral"
	return s
}

// agreement are the fields of an agreement's form; more stand over them.
func agreement(more ...string) []string {
	fields := map[string][]string{"version": {"0"}, "title": {"Housing in Haringey"}, "partners": {"housing_options " + seed.Haringey},
		"purpose": {"Homes for people who leave"}, "gateways": {"ha_1996_s213b"}, "our_regime": {"dpa_part3"}, "their_regime": {"uk_gdpr"},
		"categories": {"identity", "housing"}, "domains": {"council.example, services.example"}, "owner": {"coral"},
		"starts_on": {"2026-01-01"}, "review_on": {"2026-06-01"}, "ends_on": {"2027-12-31"}}
	for i := 0; i+1 < len(more); i += 2 {
		fields[more[i]] = nil
	}
	for i := 0; i+1 < len(more); i += 2 {
		fields[more[i]] = append(fields[more[i]], more[i+1])
	}
	var list []string
	for name, values := range fields {
		for _, v := range values {
			list = append(list, name, v)
		}
	}
	return list
}

// addAgreement adds one and gives its address.
func (s *site) addAgreement(more ...string) string {
	s.t.Helper()
	at := s.post("/unit/agreements/new", agreement(more...)...).wantStatus(http.StatusSeeOther).header.Get("Location")
	address, _, _ := strings.Cut(at, "?")
	return address
}

func TestAgreementsAreListedWithTheirStates(t *testing.T) {
	t.Parallel()
	s := newAgreementSite(t)
	s.get("/unit/agreements").wantStatus(http.StatusOK).soundPage().says("No sharing agreement is entered yet", "3 of the directory's services have no agreement entered yet", "Add an agreement")
	s.addAgreement("title", "In force now", "review_on", "2027-06-01")
	s.addAgreement("title", "To be looked at")
	s.addAgreement("title", "Near its end", "ends_on", "2026-12-31")
	s.addAgreement("title", "For next year", "starts_on", "2027-01-01", "review_on", "2027-06-01", "partners", "jobcentre")
	s.addAgreement("title", "Of the past", "starts_on", "2025-01-01", "review_on", "2025-06-01", "ends_on", "2026-11-22")
	s.get("/unit/agreements").soundPage().says("In force now", "in force", "To be looked at", "review due since Mon 1 Jun", "Near its end", "ends in 38 days",
		"For next year", "not yet", "Of the past", "ended", "Housing options, Haringey", "Jobcentre, wherever it is",
		"Services that are asked for nothing", "Jobcentre Wood Green", "The sharing agreement with the service starts on Friday 1 January 2027")
	for state, want := range map[string]string{"in_force": "In force now", "review_due": "To be looked at", "ends_soon": "Near its end", "not_yet": "For next year", "ended": "Of the past"} {
		r := s.get("/unit/agreements?state="+state).soundPage().says(want, "Clear the filter")
		for _, other := range []string{"In force now", "To be looked at", "Near its end", "For next year", "Of the past"} {
			if other != want && len(linksCalled(r, other)) > 0 {
				t.Errorf("state %s shows %s", state, other)
			}
		}
	}
}

// askedOfHousing puts a request to housing in Haringey.
func (s *site) askedOfHousing() seed.Release {
	s.t.Helper()
	var id int64
	if err := s.pool.QueryRow(s.t.Context(), `select id from service where area = $1 and service = 'housing_options'`, seed.Haringey).Scan(&id); err != nil {
		s.t.Fatal(err)
	}
	return s.asked(seed.Task{Service: id})
}

// linksCalled are the links of these words.
func linksCalled(r reply, words string) (list []string) {
	for _, n := range r.find("a", "href", "") {
		if textOf(n) == words {
			href, _ := attr(n, "href")
			list = append(list, href)
		}
	}
	return list
}

func TestAgreementsAreForThoseWhoKeepThem(t *testing.T) {
	t.Parallel()
	s := newAgreementSite(t)
	address := s.addAgreement()
	for _, as := range []string{"coral", "ingrid"} {
		s.as = as
		for _, page := range []string{"/unit/agreements", "/unit/agreements/new", address} {
			s.get(page).wantStatus(http.StatusOK).soundPage()
		}
		if len(s.get(address).find("form", "id", "agreement-form")) != 1 {
			t.Errorf("%s cannot change it", as)
		}
	}
	s.as = "officer"
	if r := s.get(address).wantStatus(http.StatusOK).soundPage().says("Housing options Haringey: Housing Options", "Friday 31 December 2027", "Housing Act 1996, section 213B", "UK GDPR", "Coral Coordinator"); len(r.find("form", "method", "post")) != 0 {
		t.Error("a link officer, who may only look, has a form")
	}
	for _, page := range []string{"/unit/agreements/new", address, address + "/end", address + "/file"} {
		s.post(page, agreement()...).wantStatus(http.StatusForbidden)
	}
	for _, as := range []string{"manager", "housing"} {
		s.as = as
		for _, page := range []string{"/unit/agreements", address} {
			s.get(page).wantStatus(http.StatusForbidden)
		}
	}
}

func TestAnAgreementIsChangedAndAnOldFormIsToldSo(t *testing.T) {
	t.Parallel()
	s := newAgreementSite(t)
	address := s.addAgreement()
	page := s.get(address).soundPage().says("Housing in Haringey", "review due since Mon 1 Jun", "No signed file is noted", "Added")
	old := page.fieldsOf("agreement-form", map[string]string{"title": "Mine"})
	s.post(address, page.fieldsOf("agreement-form", map[string]string{"title": "Theirs", "ends_on": "2028-12-31"})...).leadsTo(address + "?done=agreement")
	s.get(address).says("Theirs", "Last day", "Friday 31 December 2027", "Sunday 31 December 2028")
	stale := s.post(address, old...).wantStatus(http.StatusConflict).soundPage().says("Nothing was saved", "Theirs", "Mine", "Coral Coordinator")
	s.post(address, stale.fieldsOf("agreement-form", nil)...).leadsTo(address + "?done=agreement")
	s.get(address).says("Mine")
	bad := s.post(address, s.get(address).fieldsOf("agreement-form", map[string]string{"ends_on": "2025-01-01", "domains": "council"})...).wantStatus(http.StatusUnprocessableEntity).
		soundPage().says("Last day: the last day cannot come before the first", "“council” is no domain")
	if len(bad.find("a", "href", "#ends_on")) != 1 {
		t.Error("the problem does not lead to its field")
	}
}

func TestAnAgreementIsEndedWithAReasonAndTheEndTakenBack(t *testing.T) {
	t.Parallel()
	s := newAgreementSite(t)
	address := s.addAgreement()
	page := s.get(address)
	s.post(address+"/end", page.fieldsOf("end-form", nil)...).wantStatus(http.StatusUnprocessableEntity).soundPage().says("Why it ends now: write why it ends now")
	s.post(address+"/end", page.fieldsOf("end-form", map[string]string{"ended_why": "They have closed"})...).leadsTo(address + "?done=agreement")
	ended := s.get(address).soundPage().says("ended", "Ended by hand from Monday 23 November 2026 on: They have closed", "Take the end back")
	if len(ended.find("form", "id", "end-form")) != 0 {
		t.Error("what has ended can be ended")
	}
	s.get("/unit/services/sv"+seed.Haringey+"housing_options").soundPage().says("The sharing agreement with the service ended on Sunday 22 November 2026", "It is asked for nothing")
	s.post(address+"/reinstate", ended.fieldsOf("reinstate-form", nil)...).leadsTo(address + "?done=agreement-on")
	s.get("/unit/services/sv" + seed.Haringey + "housing_options").soundPage().says("It is told under “Housing in Haringey”, to Friday 31 December 2027")
	s.get("/unit/services/sv" + seed.Haringey + "jobcentre").soundPage().says("No sharing agreement is entered for this service")
	s.get(address + "/end").leadsTo(address)
}

func TestOfASignedFileOnlyItsFingerprintIsKept(t *testing.T) {
	t.Parallel()
	s := newAgreementSite(t)
	address := s.addAgreement()
	send := func(content string) reply {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		_ = form.WriteField("version", s.get(address).value0("file-form", "version"))
		file, _ := form.CreateFormFile("file", `C:\papers\Signed <b>.pdf`)
		_, _ = file.Write([]byte(content))
		_ = form.Close()
		r := httptest.NewRequest(http.MethodPost, address+"/file", &body)
		r.Header.Set("Content-Type", form.FormDataContentType())
		return s.do(r)
	}
	send("").wantStatus(http.StatusUnprocessableEntity).soundPage().says("Signed file: choose the signed file: this one is empty")
	send("signed by two").leadsTo(address + "?done=file-noted")
	sum := sha256.Sum256([]byte("signed by two"))
	s.get(address).soundPage().says("Signed <b>.pdf", hex.EncodeToString(sum[:]))
	var found int
	if err := s.pool.QueryRow(t.Context(), `select count(*) from agreement where agreement::text like '%signed by two%'`).Scan(&found); err != nil || found != 0 {
		t.Errorf("the file itself is kept: %d, %v", found, err)
	}
}

// value0 is the value of a field of a form.
func (r reply) value0(form, name string) string {
	r.t.Helper()
	list := r.fieldsOf(form, nil)
	for i := 0; i+1 < len(list); i += 2 {
		if list[i] == name {
			return list[i+1]
		}
	}
	r.t.Fatalf("the form %s has no field %s", form, name)
	return ""
}

func TestAServiceWithoutAnAgreementInForceIsToldWhyItSeesNothing(t *testing.T) {
	t.Parallel()
	s := newAgreementSite(t)
	r := s.askedOfHousing()
	s.as = "housing"
	s.get("/tasks").wantStatus(http.StatusOK).says(r.Ref)
	s.as = "coral"
	address := s.addAgreement("starts_on", "2025-01-01", "review_on", "2025-06-01", "ends_on", "2026-11-22")
	s.as = "housing"
	for _, page := range []string{"/", "/tasks", "/tasks/none"} {
		closed := s.get(page).wantStatus(http.StatusForbidden).soundPage().says("Your service cannot see requests now",
			"The sharing agreement with the service ended on Sunday 22 November 2026", "Ring Haringey unit on 020 7946 0100")
		if strings.Contains(closed.body, r.Ref) {
			t.Errorf("%s shows a request", page)
		}
	}
	s.post("/tasks/several", "to", "accepted").wantStatus(http.StatusForbidden)
	s.as = "coral"
	s.post(address, s.get(address).fieldsOf("agreement-form", map[string]string{"ends_on": "2027-11-22"})...).leadsTo(address + "?done=agreement")
	s.as = "housing"
	s.get("/tasks").wantStatus(http.StatusOK).says(r.Ref)
}

func TestInProductionAServiceNeedsItsAgreementFromTheFirstDay(t *testing.T) {
	t.Parallel()
	s := newAgreementSite(t, func(cfg *web.Config) { cfg.AgreementsFirst = true })
	r := s.askedOfHousing()
	s.as = "housing"
	s.get("/tasks").wantStatus(http.StatusForbidden).says("There is no sharing agreement with the service")
	s.as = "coral"
	s.get("/unit/agreements").says("Jobcentre Wood Green", "There is no sharing agreement with the service")
	s.addAgreement()
	s.as = "housing"
	page := s.get("/tasks").wantStatus(http.StatusOK).says(r.Ref)
	var task string
	for _, href := range linksTo(page, "/tasks/") {
		task = href
	}
	s.get(task).wantStatus(http.StatusOK)
	var n int
	if err := s.pool.QueryRow(t.Context(), `select count(*) from audit a join agreement g on g.id = a.agreement_id where a.action = 'disclose' and a.object_kind = 'task'`).Scan(&n); err != nil || n != 1 {
		t.Errorf("%d disclosures name the agreement: %v", n, err)
	}
}

func linksTo(r reply, prefix string) (list []string) {
	for _, n := range r.find("a", "href", "") {
		if href, _ := attr(n, "href"); strings.HasPrefix(href, prefix) {
			list = append(list, href)
		}
	}
	return list
}
