package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/web"
)

// later is a visitor who signed in so long ago that it must be proved again.
func later(t *testing.T, change ...func(*web.Config)) *visitor {
	t.Helper()
	v := newVisitor(t, change...)
	v.signIn(passphrase).leadsTo("/")
	*v.clock = v.clock.Add(access.ProofLife)
	v.open("/board.csv").wantStatus(http.StatusOK) // to the second
	*v.clock = v.clock.Add(time.Second)
	return v
}

func (v *visitor) prove(with, next string) reply {
	v.t.Helper()
	return v.send(http.MethodPost, "/prove", "proof_passphrase", with, "proof_next", next, "proof_back", "/?list=gate")
}

func TestExportsAskForAProofThatIsNotOld(t *testing.T) {
	t.Parallel()
	v := later(t)
	v.open("/").wantStatus(http.StatusOK) // pages do not
	before := v.count(`select count(*) from audit where action = 'disclose'`)
	for address, encoded := range map[string]string{"/board.csv?list=gate": "%2Fboard.csv%3Flist%3Dgate", "/board/print": "%2Fboard%2Fprint", "/figures.csv": "%2Ffigures.csv"} {
		v.open(address).leadsTo("/prove?next=" + encoded)
	}
	if v.count(`select count(*) from audit where action = 'disclose'`) != before {
		t.Error("it left before it was proved")
	}
	page := v.open("/prove?next=/board/print").wantStatus(http.StatusOK).soundPage().says("Show that it is you", "Passphrase").hides("proof_kept", passphrase)
	if got, _ := attr(page.find("input", "name", "proof_next")[0], "value"); got != "/board/print" {
		t.Errorf("it leads on to %q", got)
	}
	v.prove("", "/board/print").wantStatus(http.StatusUnprocessableEntity).soundPage().errorsLead("passphrase").says("Enter your passphrase")
	v.prove("wrong kettle", "/board/print").wantStatus(http.StatusUnprocessableEntity).soundPage().errorsLead("passphrase").says("not right").hides("wrong kettle")
	v.open("/board/print").leadsTo("/prove?next=%2Fboard%2Fprint")
	v.prove(passphrase, "/board/print").leadsTo("/board/print")
	v.open("/board/print").wantStatus(http.StatusOK)
	v.prove(passphrase, "/board.csv").leadsTo("/prove?back=%2F%3Flist%3Dgate&next=%2Fboard.csv")
	done := v.open("/prove?back=%2F%3Flist%3Dgate&next=%2Fboard.csv").wantStatus(http.StatusOK).soundPage().says("Download the file")
	if len(done.find("a", "href", "/board.csv")) != 1 || len(done.find("a", "href", "/?list=gate")) == 0 {
		t.Error("no way on, or none back")
	}
	*v.clock = v.clock.Add(access.ProofLife + time.Second)
	v.open("/board.csv").leadsTo("/prove?next=%2Fboard.csv")
}

func TestAProofGivesTheSessionAnotherTokenAndNotAnotherLife(t *testing.T) {
	t.Parallel()
	v := later(t)
	before := *v.cookie
	v.prove(passphrase, "/").leadsTo("/")
	after := *v.cookie
	if after.Value == before.Value || len(after.Value) < 40 {
		t.Fatalf("the session was %q and is %q", before.Value, after.Value)
	}
	v.cookie = &before
	v.open("/tasks").leadsTo("/sign-in?next=%2Ftasks&why=ended")
	v.cookie = &after
	for range 22 {
		*v.clock = v.clock.Add(26 * time.Minute)
		v.open("/").wantStatus(http.StatusOK)
	}
	*v.clock = monday.Add(access.SessionLife)
	v.open("/").leadsTo("/sign-in?why=ended")
}

func TestAProofLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	v := later(t)
	for _, away := range []string{"https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)", "\t//elsewhere.example"} {
		page := v.open("/prove?next="+strings.NewReplacer("\t", "%09", "\\", "%5C").Replace(away)).wantStatus(http.StatusOK).hides("elsewhere", "javascript:")
		if got, _ := attr(page.find("input", "name", "proof_next")[0], "value"); got != "/" {
			t.Errorf("%s: it leads on to %q", away, got)
		}
	}
	for _, away := range []string{"https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"} {
		v.prove(passphrase, away).leadsTo("/")
		v.send(http.MethodPost, "/prove", "proof_passphrase", passphrase, "proof_kept", "yes", "proof_next", away).wantStatus(http.StatusTemporaryRedirect)
		v.open("/prove?next=/board.csv&back=" + strings.ReplaceAll(away, "\\", "%5C")).wantStatus(http.StatusOK).hides("elsewhere")
	}
}

func TestGuessingAtAProofIsSlowedAsGuessingAtTheDoor(t *testing.T) {
	t.Parallel()
	v := later(t)
	for range 5 {
		v.prove("wrong kettle", "/").wantStatus(http.StatusUnprocessableEntity)
	}
	v.prove(passphrase, "/").wantStatus(http.StatusTooManyRequests).says("Too many sign-ins have failed")
	if got := v.count(`select count(*) from audit where action = 'sign_in_failed' and detail = 'passphrase, again'`); got != 5 {
		t.Errorf("%d in the audit, want 5", got)
	}
	v.inTx(func(tx pgx.Tx) error {
		return access.DisableAccount(t.Context(), tx, *v.clock, access.System("test"), "officer@unit.example")
	})
	*v.clock = v.clock.Add(10 * time.Minute)
	v.prove(passphrase, "/").leadsTo("/sign-in?why=not-saved")
}

func TestAFormThatNeedsAProofKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	v := later(t)
	page := v.send(http.MethodPost, "/prove", "proof_passphrase", "wrong kettle", "proof_kept", "yes", "proof_next", "/tasks/several", "proof_back", "/messages",
		"name", "O'Brien & Co", "area", "A", "area", "B", "proof_other", "planted").wantStatus(http.StatusUnprocessableEntity).soundPage().
		says("What you entered is kept").hides("planted")
	got := map[string][]string{}
	for _, n := range page.find("input", "type", "hidden") {
		name, _ := attr(n, "name")
		value, _ := attr(n, "value")
		got[name] = append(got[name], value)
	}
	if strings.Join(got["area"], "") != "AB" || got["name"][0] != "O'Brien & Co" || got["proof_next"][0] != "/tasks/several" || got["proof_back"][0] != "/messages" {
		t.Errorf("it keeps %v", got)
	}
	next := v.send(http.MethodPost, "/prove", "proof_passphrase", passphrase, "proof_kept", "yes", "proof_next", "/tasks/several", "area", "A").wantStatus(http.StatusTemporaryRedirect)
	if next.header.Get("Location") != "/tasks/several" {
		t.Errorf("the form goes to %q", next.header.Get("Location"))
	}
}

func TestAReadyAccountOfTheDemoProvesWithOnePress(t *testing.T) {
	t.Parallel()
	ready := func(c *web.Config) {
		c.DemoSignIns = []web.DemoSignIn{{Email: "officer@unit.example", Passphrase: passphrase, Name: "Olive Officer", Role: access.LinkOfficer}}
	}
	later(t, ready).open("/prove?next=/board/print").hides(passphrase, "one press")
	v := later(t, ready, func(c *web.Config) { c.Demo = &caught{now: monday} })
	page := v.open("/prove?next=/board/print").wantStatus(http.StatusOK).soundPage().says("one press is enough")
	var fields []string
	for _, n := range page.find("input", "type", "hidden") {
		name, _ := attr(n, "name")
		value, _ := attr(n, "value")
		fields = append(fields, name, value)
	}
	v.send(http.MethodPost, "/prove", fields...).leadsTo("/board/print")
}
