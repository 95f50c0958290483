package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/net/html"

	"throughgate/access"
	"throughgate/internal/testkit/seed"
	"throughgate/web"
)

// staffed is a site with an administrator and a coordinator of Haringey.
func staffed(t *testing.T) *site {
	t.Helper()
	s := newSite(t)
	s.seed.Account("admin", "Ada Admin", "administrator", []string{seed.Haringey}, nil)
	s.seed.Account("coordinator", "Coral Coordinator", "coordinator", []string{seed.Haringey}, nil)
	s.seed.Account("camden", "Cam Den", "link_officer", []string{seed.Camden}, nil)
	s.as = "admin"
	return s
}

// names are the people of a list of accounts.
func (r reply) names() []string {
	var list []string
	for _, n := range r.find("th", "scope", "row") {
		for a := range n.Descendants() {
			if a.Type == html.ElementNode && a.Data == "a" {
				list = append(list, textOf(a))
			}
		}
	}
	return list
}

func TestAccountsAreFoundAndEachLooksAfterTheirOwn(t *testing.T) {
	t.Parallel()
	s := staffed(t)
	all := []string{"Ada Admin", "Cam Den", "Coral Coordinator", "Kay Housing", "Mo Manager", "Olive Officer"}
	for _, address := range []string{"/", "/accounts"} {
		if got := s.get(address).wantStatus(http.StatusOK).soundPage().names(); !slices.Equal(got, all) {
			t.Errorf("%s lists %q", address, got)
		}
	}
	if got := s.post("/accounts", "words", "kay HOUSING", "role", "", "state", "").soundPage().names(); !slices.Equal(got, []string{"Kay Housing"}) {
		t.Errorf("found %q", got)
	}
	s.post("/accounts", "words", "nobody like that").says("No account is like that", "Show all 6")
	if got := s.get("/accounts?role=spoc").names(); !slices.Equal(got, []string{"Kay Housing"}) {
		t.Errorf("of a role: %q", got)
	}
	s.as = "coordinator"
	if got := s.get("/accounts").soundPage().names(); !slices.Equal(got, []string{"Kay Housing", "Mo Manager"}) {
		t.Errorf("a coordinator of Haringey looks after %q", got)
	}
	for _, other := range []string{"admin", "coordinator", "camden", "officer"} { // Olive is of Camden too
		s.get("/accounts/of/" + other).wantStatus(http.StatusNotFound)
		s.post("/accounts/of/" + other + "/disable").wantStatus(http.StatusNotFound)
		s.post("/accounts/of/"+other, "role", "spoc", "area", seed.Haringey, "service", "housing_options").wantStatus(http.StatusNotFound)
	}
	s.get("/accounts/of/housing").wantStatus(http.StatusOK).soundPage().says("Kay Housing", "Send the link again").hides("Reset")
	if got := s.count(`select count(*) from audit where action = 'consult' and object_kind = 'account' and object_id = (select id from account where ref = 'housing')`); got != 1 {
		t.Errorf("a look at an account left %d rows in the audit that name it, want 1", got)
	}
	s.get("/accounts/moves").wantStatus(http.StatusForbidden)
	for _, who := range []string{"officer", "manager", "housing"} {
		s.as = who
		for _, address := range []string{"/accounts", "/accounts/new", "/accounts/lists", "/accounts/asked", "/accounts/of/housing"} {
			s.get(address).wantStatus(http.StatusForbidden)
		}
	}
}

func TestAnInvitationMakesAnAccountAndSendsALink(t *testing.T) {
	t.Parallel()
	s := staffed(t)
	s.as = "coordinator"
	s.get("/accounts/new").wantStatus(http.StatusOK).soundPage().says("Invite somebody", "Haringey").hides(`value="administrator"`, "Camden")
	s.post("/accounts/new", "email", "nowhere", "name", "").wantStatus(http.StatusUnprocessableEntity).soundPage().errorsLead("email", "name")
	s.post("/accounts/new", "email", "new@services.example", "name", "Nia New", "role", "administrator", "area", seed.Haringey).
		wantStatus(http.StatusUnprocessableEntity).says("Ask the administrator for others")
	s.post("/accounts/new", "email", "new@services.example", "name", "Nia New", "role", "link_officer", "area", seed.Camden).wantStatus(http.StatusUnprocessableEntity)
	s.post("/accounts/new", "email", "new@services.example", "name", "Nia New", "role", "spoc", "area", seed.Haringey).
		wantStatus(http.StatusUnprocessableEntity).soundPage().says("Choose the service")
	s.post("/accounts/new", "email", "Officer@unit.example", "name", "Nia New", "role", "spoc", "area", seed.Haringey, "service", "housing_options").
		wantStatus(http.StatusUnprocessableEntity).says("has an account already")
	if n := s.count(`select count(*) from account where name = 'Nia New'`); n != 0 {
		t.Fatalf("%d accounts from what was refused", n)
	}
	s.post("/accounts/new", "email", "new@services.example", "name", "Nia New", "role", "spoc", "area", seed.Haringey, "service", "housing_options").leadsTo("/accounts?done=invited")
	if n := s.count(`select count(*) from message where kind = 'invitation' and recipient = 'new@services.example' and state = 'queued'`); n != 1 {
		t.Errorf("%d invitations", n)
	}
	ref := ""
	if err := s.pool.QueryRow(t.Context(), `select ref from account where name = 'Nia New'`).Scan(&ref); err != nil {
		t.Fatal(err)
	}
	s.get("/accounts/of/"+ref).says("has not signed in yet", "Send the link again")
	s.post("/accounts/of/" + ref + "/send-again").leadsTo("/accounts/of/" + ref + "?done=send-again")
	if n := s.count(`select count(*) from message where kind = 'invitation' and recipient = 'new@services.example'`); n != 2 {
		t.Errorf("%d invitations after another", n)
	}
	s.as = "admin"
	s.get("/accounts/moves").wantStatus(http.StatusOK).soundPage().says("Nia New", "joined", "Coral Coordinator")
}

func TestAnAccountIsDisabledEnabledResetAndWoken(t *testing.T) {
	t.Parallel()
	s := staffed(t)
	act := func(what string) {
		t.Helper()
		s.post("/accounts/of/housing/" + what).leadsTo("/accounts/of/housing?done=" + what)
	}
	state := func(want string) { t.Helper(); s.get("/accounts/of/housing").wantStatus(http.StatusOK).says(want) }
	act("disable")
	state("disabled")
	s.post("/accounts/of/housing/disable").wantStatus(http.StatusConflict)
	act("enable")
	s.seed.Exec(`update account set disabled_at = $1, suspended_at = $1 where ref = 'housing'`, monday)
	state("suspended: not used")
	s.post("/accounts/of/housing/enable").wantStatus(http.StatusConflict)
	act("wake")
	if n := s.count(`select count(*) from account where ref = 'housing' and disabled_at is null and suspended_at is null and woken_at = $1`, monday); n != 1 {
		t.Error("it is not woken")
	}
	act("reset")
	for _, what := range []string{"disable", "reset"} { // nobody shuts themselves out
		s.post("/accounts/of/admin/" + what).wantStatus(http.StatusConflict).says("your own account")
	}
	s.get("/accounts/of/housing/disable").leadsTo("/accounts/of/housing") // nothing changes on GET
	s.post("/accounts/of/housing/erase").wantStatus(http.StatusNotFound)
	s.get("/accounts/moves").says("left: disabled", "back: enabled", "back: woken", "reset")
}

func TestAnotherRoleNeedsAProofAndEndsSessions(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	v.seed.Exec(`update account set role = 'administrator' where ref = 'officer'`)
	v.signIn(passphrase).leadsTo("/")
	*v.clock = v.clock.Add(access.ProofLife + time.Second)
	fields := []string{"role", "link_officer", "area", seed.Haringey, "area", seed.Camden}
	page := v.send(http.MethodPost, "/accounts/of/housing", fields...).wantStatus(http.StatusOK).soundPage().says("Show that it is you", "What you entered is kept")
	if n := v.count(`select count(*) from account where ref = 'housing' and role = 'spoc'`); n != 1 {
		t.Fatal("it was changed before it was proved")
	}
	kept := []string{"proof_passphrase", passphrase}
	for _, n := range page.find("input", "type", "hidden") {
		name, _ := attr(n, "name")
		value, _ := attr(n, "value")
		kept = append(kept, name, value)
	}
	next := v.send(http.MethodPost, "/prove", kept...).wantStatus(http.StatusTemporaryRedirect).header.Get("Location")
	v.send(http.MethodPost, next, kept...).leadsTo("/accounts/of/housing?done=position")
	if n := v.count(`select count(*) from account a where ref = 'housing' and role = 'link_officer' and session_epoch = 1
		and not exists (select from account_service where account_id = a.id) and (select count(*) from account_area where account_id = a.id) = 2`); n != 1 {
		t.Error("the role, the areas, the services or the epoch are not as they should be")
	}
	for _, bad := range [][]string{{"role", "god", "area", seed.Haringey}, {"role", "coordinator"}, {"role", "spoc", "area", seed.Haringey}, {"role", "coordinator", "area", seed.Haringey, "service", "housing_options"}} {
		v.send(http.MethodPost, "/accounts/of/housing", bad...).wantStatus(http.StatusUnprocessableEntity).soundPage()
	}
	v.send(http.MethodPost, "/accounts/of/officer", "role", "spoc", "area", seed.Haringey, "service", "housing_options").wantStatus(http.StatusUnprocessableEntity).says("your own account")
}

func TestEachAgencysListIsConfirmedLineByLineOnceAQuarter(t *testing.T) {
	t.Parallel()
	now := monday.AddDate(0, 0, 93)
	s := staffed(t)
	s.seed.Exec(`update account set email = 'kay@probation.example' where ref = 'housing'`)
	if got := s.get("/accounts/lists").wantStatus(http.StatusOK).soundPage(); strings.Contains(got.body, "overdue since") {
		t.Error("overdue on the first day")
	}
	s.post("/accounts/lists", "domain", "elsewhere.example", "account-manager", "stays").wantStatus(http.StatusNotFound)
	s.post("/accounts/lists", "domain", "probation.example", "account-manager", "left").wantStatus(http.StatusUnprocessableEntity).soundPage().
		errorsLead("account-housing").says("Say whether Kay Housing stays")
	s.post("/accounts/lists", "domain", "probation.example", "account-manager", "left", "account-housing", "maybe").wantStatus(http.StatusUnprocessableEntity)
	s.post("/accounts/lists", "domain", "probation.example", "account-manager", "stays", "account-housing", "stays", "account-gone", "stays").wantStatus(http.StatusConflict)
	if n := s.count(`select (select count(*) from list_confirmation) + (select count(*) from account where disabled_at is not null)`); n != 0 {
		t.Fatalf("%d traces of what was refused", n)
	}
	s.get("/accounts/of/housing") // signs nobody in
	s.post("/accounts/lists", "domain", "probation.example", "account-manager", "stays", "account-housing", "left").leadsTo("/accounts/lists?done=confirmed")
	s.get("/accounts/lists").soundPage().says("Last confirmed by Ada Admin", "1 account had left").hides("Kay Housing")
	if n := s.count(`select count(*) from list_confirmation_line l join account a on a.id = l.account_id
		where (a.ref, l.answer, a.disabled_at is null) in (('manager', 'stays', true), ('housing', 'left', false))`); n != 2 {
		t.Errorf("%d lines say what was answered, want 2", n)
	}
	if n := s.count(`select count(*) from audit where detail = 'disabled' or detail = 'confirmed: 2 accounts, 1 of them left'`); n != 2 {
		t.Errorf("%d rows of the audit, want 2", n)
	}
	s.post("/accounts/lists", "domain", "unit.example", "account-admin", "left", "account-officer", "stays", "account-coordinator", "stays", "account-camden", "stays").
		wantStatus(http.StatusConflict).says("your own account")
	later := newSiteAt(t, s, now)
	later.get("/accounts").says("to be confirmed")
	later.get("/accounts/lists").soundPage().says("overdue since", "lists are overdue")
	s.as = "coordinator"
	s.get("/accounts/lists").soundPage().says("probation.example").hides("Cam Den", "admin@unit.example")
	s.post("/accounts/lists", "domain", "unit.example", "account-coordinator", "stays").wantStatus(http.StatusNotFound) // not all of them are of Haringey
	s.post("/accounts/lists", "domain", "probation.example", "account-manager", "left").leadsTo("/accounts/lists?done=confirmed")
	s.get("/accounts/of/manager").says("disabled")
}

// newSiteAt is the same site at another time.
func newSiteAt(t *testing.T, s *site, now time.Time) *site {
	t.Helper()
	later := *s
	cfg := web.Config{Look: inEnglish(t), Pool: s.pool, Now: func() time.Time { return now }, UnitName: "Haringey unit", PublicURL: "http://example.com", Unit: s.unit,
		Accounts: &access.Accounts{Pool: s.pool, Now: func() time.Time { return now }}}
	h, err := web.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	later.h, later.now = h, cfg.Now
	return &later
}

func TestWhoAsksForAccessLearnsNothing(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	v.seed.Account("coordinator", "Coral Coordinator", "coordinator", []string{seed.Haringey}, nil)
	v.seed.Exec(`update service set spoc_email = 'desk@housing.example', deputy_email = '' where service = 'housing_options'`)
	if v.count(`select count(*) from service where service = 'housing_options'`) == 0 {
		v.seed.Exec(`insert into service (ref, area_kind, area, service, name, spoc_email, created_at, updated_at) values ('asksvc', 'authority', $1, 'housing_options', 'Housing', 'desk@housing.example', $2, $2)`, seed.Haringey, monday)
	}
	ask := func(email string) reply {
		t.Helper()
		return v.send(http.MethodPost, "/ask-for-access", "email", email, "name", "Nia New", "service", "housing_options", "area", seed.Haringey)
	}
	v.open("/ask-for-access").wantStatus(http.StatusOK).soundPage()
	v.send(http.MethodPost, "/ask-for-access").wantStatus(http.StatusUnprocessableEntity).soundPage().errorsLead("email", "name").says("Choose the service", "Choose the area")
	plain := func(r reply) string {
		nonce, _ := attr(first(r, "script"), "nonce")
		return strings.ReplaceAll(r.body, nonce, "")
	}
	v.seed.Exec(`update account set email = 'has@housing.example' where ref = 'housing'`)
	known := plain(ask("new@Housing.example").wantStatus(http.StatusOK).soundPage())
	for _, email := range []string{"new@elsewhere.example", "has@housing.example", "new@housing.example"} {
		if plain(ask(email).wantStatus(http.StatusOK)) != known {
			t.Errorf("the answer to %s is another", email)
		}
	}
	if n := v.count(`select count(*) from access_request`); n != 1 {
		t.Errorf("%d requests are kept, want the partner's alone", n)
	}
	ask("more@housing.example").wantStatus(http.StatusOK)
	ask("yet@housing.example").wantStatus(http.StatusTooManyRequests).soundPage().errorsLead("email").says("Try again at 8:10am")
	v.signIn(passphrase).leadsTo("/") // others at the same place sign in as before

	v.as, v.cookie = "coordinator", nil
	v.get("/unit").says("2 asked for access")
	page := v.get("/accounts/asked").wantStatus(http.StatusOK).soundPage().says("Nia New", "new@Housing.example")
	var refs []string
	for n := range page.doc.Descendants() {
		if action, _ := attr(n, "action"); strings.HasPrefix(action, "/accounts/asked/") {
			refs = append(refs, action)
		}
	}
	if len(refs) != 2 {
		t.Fatalf("%d requests on the page", len(refs))
	}
	v.post(refs[0], "answer", "yes").leadsTo("/accounts/asked?done=invited")
	v.post(refs[0], "answer", "yes").wantStatus(http.StatusNotFound)
	v.post(refs[1], "answer", "no").leadsTo("/accounts/asked?done=refused")
	if n := v.count(`select count(*) from account where name = 'Nia New' and role = 'spoc'`); n != 1 {
		t.Errorf("%d accounts", n)
	}
	v.inTx(func(tx pgx.Tx) error {
		asked, err := access.ReadAsked(t.Context(), tx, access.Actor{AccountID: 1, Role: access.Administrator})
		if len(asked) != 0 {
			t.Errorf("%d are left", len(asked))
		}
		return err
	})
}
