package web_test

import (
	"bytes"
	"image/png"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/pquerna/otp/totp"

	"throughgate/access"
	"throughgate/web"
)

// strict asks everybody for a second factor.
func strict(t *testing.T) func(*web.Config) {
	t.Helper()
	keys, err := access.NewKeys("a key of these tests, and of no others")
	if err != nil {
		t.Fatal(err)
	}
	return func(c *web.Config) { c.SignIn = access.DoorRules{Keys: keys} }
}

// code is what an app shows at the visitor's clock.
func (v *visitor) code(secret string) string {
	v.t.Helper()
	code, err := totp.GenerateCode(strings.ReplaceAll(secret, " ", ""), *v.clock)
	if err != nil {
		v.t.Fatal(err)
	}
	return code
}

// setUp signs the officer in for the first time with a second factor, a minute
// ago.
func setUp(t *testing.T, change ...func(*web.Config)) (v *visitor, secret string, recovery []string) {
	t.Helper()
	v = newVisitor(t, append([]func(*web.Config){strict(t)}, change...)...)
	v.signIn(passphrase, "next", "/messages").leadsTo("/second-factor?next=%2Fmessages")
	page := v.open("/second-factor?next=/messages").wantStatus(http.StatusOK).soundPage().says("Set up your second factor", "officer@unit.example")
	secret = textOf(page.find("dd", "id", "key")[0])
	done := v.send(http.MethodPost, "/second-factor", "code", v.code(secret), "next", "/messages").wantStatus(http.StatusOK).soundPage().says("Keep your recovery codes")
	for n := range done.doc.Descendants() {
		if n.Data == "code" {
			recovery = append(recovery, textOf(n))
		}
	}
	if len(recovery) != access.RecoveryCodes || len(done.find("a", "href", "/messages")) == 0 {
		t.Fatalf("%d recovery codes, or no way on", len(recovery))
	}
	*v.clock = v.clock.Add(time.Minute)
	return v, secret, recovery
}

func TestTheFirstSignInSetsASecondFactorUp(t *testing.T) {
	t.Parallel()
	v := newVisitor(t, strict(t))
	for _, address := range []string{"/second-factor", "/second-factor/qr.png"} { // by whoever is not half in
		v.open(address).leadsTo("/sign-in?why=half")
	}
	v.signIn(passphrase).leadsTo("/second-factor")
	for _, address := range []string{"/", "/messages", "/prove", "/your-sign-in"} {
		if got := v.open(address); !strings.HasPrefix(got.header.Get("Location"), "/sign-in") {
			t.Errorf("half in, and %s answers %d", address, got.status)
		}
	}
	page := v.open("/second-factor").wantStatus(http.StatusOK).soundPage().hides("data-pretend-code")
	secret := textOf(page.find("dd", "id", "key")[0])
	picture := v.open("/second-factor/qr.png").wantStatus(http.StatusOK)
	if kind := picture.header.Get("Content-Type"); kind != "image/png" || picture.header.Get("Cache-Control") != "no-store" {
		t.Errorf("the picture is %s, %s", kind, picture.header.Get("Cache-Control"))
	}
	if _, err := png.Decode(bytes.NewReader([]byte(picture.body))); err != nil {
		t.Error(err)
	}
	for wrong, says := range map[string]string{" ": "Enter the code that your app shows", "000000": "The code is not right"} {
		v.send(http.MethodPost, "/second-factor", "code", wrong).wantStatus(http.StatusUnprocessableEntity).soundPage().errorsLead("code").says(says)
	}
	if again := v.open("/second-factor"); textOf(again.find("dd", "id", "key")[0]) != secret {
		t.Error("the key changes while it is being set up")
	}
	v.send(http.MethodPost, "/second-factor", "code", v.code(secret), "next", "//elsewhere.example").says("Keep your recovery codes").hides("elsewhere", secret)
	v.open("/").wantStatus(http.StatusOK)
	v.open("/second-factor").leadsTo("/sign-in?why=half") // it is over: the codes are not shown again
	if got := v.count(`select count(*) from audit where action = 'sign_in' and detail = 'passphrase, second factor'`); got != 1 {
		t.Errorf("%d in the audit", got)
	}
	for _, word := range []string{secret, strings.ReplaceAll(secret, " ", "")} {
		if strings.Contains(v.log.String(), word) {
			t.Error("the log holds the key")
		}
	}
}

func TestFromThenOnACodeIsAsked(t *testing.T) {
	t.Parallel()
	v, secret, recovery := setUp(t)
	v.open("/").wantStatus(http.StatusOK)
	v.cookie = nil
	v.signIn(passphrase, "next", "/tasks").leadsTo("/second-factor?next=%2Ftasks")
	v.open("/second-factor?next=/tasks").wantStatus(http.StatusOK).soundPage().says("Enter the code", "recovery codes").hides(strings.ReplaceAll(secret, " ", ""), "qr.png")
	v.open("/second-factor/qr.png").wantStatus(http.StatusNotFound)
	code := v.code(secret)
	v.send(http.MethodPost, "/second-factor", "code", code, "next", "/tasks").leadsTo("/tasks")
	v.open("/tasks").wantStatus(http.StatusOK)
	v.cookie = nil
	v.signIn(passphrase)
	v.send(http.MethodPost, "/second-factor", "code", code).wantStatus(http.StatusUnprocessableEntity).says("was used already")
	v.send(http.MethodPost, "/second-factor", "code", recovery[0], "next", "https://elsewhere.example").leadsTo("/")
	v.open("/your-sign-in").wantStatus(http.StatusOK).soundPage().says("9 recovery codes left", "Sign out everywhere else")
}

func TestAProofIsACodeWhereThereIsASecondFactor(t *testing.T) {
	t.Parallel()
	v, secret, _ := setUp(t)
	*v.clock = v.clock.Add(access.ProofLife)
	v.open("/prove?next=/board/print").soundPage().says("Code of your authenticator app").hides("current-password")
	v.prove("", "/board/print").wantStatus(http.StatusUnprocessableEntity).says("Enter the code that your app shows")
	v.prove(passphrase, "/board/print").wantStatus(http.StatusUnprocessableEntity).says("The code is not right")
	code := v.code(secret)
	v.prove(code, "/board/print").leadsTo("/board/print")
	*v.clock = v.clock.Add(access.ProofLife + time.Second)
	v.prove(code, "/board/print").wantStatus(http.StatusUnprocessableEntity)
}

// A form that came without a proof goes on to where it was sent, as it was.
func TestRecoveryCodesAreRenewedWithAProof(t *testing.T) {
	t.Parallel()
	v, secret, recovery := setUp(t)
	*v.clock = v.clock.Add(access.ProofLife)
	page := v.send(http.MethodPost, "/your-sign-in/recovery-codes", "kept", "as typed").wantStatus(http.StatusOK).soundPage().says("Show that it is you", "What you entered is kept")
	fields := []string{"proof_passphrase", v.code(secret)}
	for _, n := range page.find("input", "type", "hidden") {
		name, _ := attr(n, "name")
		value, _ := attr(n, "value")
		fields = append(fields, name, value)
	}
	if got := strings.Join(fields, " "); !strings.Contains(got, "kept as typed") {
		t.Errorf("it keeps %s", got)
	}
	next := v.send(http.MethodPost, "/prove", fields...).wantStatus(http.StatusTemporaryRedirect).header.Get("Location")
	if next != "/your-sign-in/recovery-codes" {
		t.Fatalf("it goes on to %s", next)
	}
	v.send(http.MethodPost, next, fields...).wantStatus(http.StatusOK).says("Keep your recovery codes").hides(recovery[0])
	v.open("/your-sign-in").says("10 recovery codes left")
	v.cookie = nil
	v.signIn(passphrase)
	v.send(http.MethodPost, "/second-factor", "code", recovery[0]).wantStatus(http.StatusUnprocessableEntity)
}

func TestAnotherAppHoldsOnlyOnceItIsShownToWork(t *testing.T) {
	t.Parallel()
	v, old, _ := setUp(t)
	in := v.cookie
	v.send(http.MethodPost, "/your-sign-in/second-factor").leadsTo("/second-factor?next=%2Fyour-sign-in")
	half := v.cookie
	secret := textOf(v.open("/second-factor").wantStatus(http.StatusOK).find("dd", "id", "key")[0])
	v.cookie = nil
	v.signIn(passphrase)
	v.send(http.MethodPost, "/second-factor", "code", v.code(old)).leadsTo("/")
	v.cookie = half
	v.send(http.MethodPost, "/second-factor", "code", v.code(secret)).wantStatus(http.StatusOK).says("Keep your recovery codes")
	*v.clock = v.clock.Add(time.Minute)
	v.cookie = nil
	v.signIn(passphrase)
	v.send(http.MethodPost, "/second-factor", "code", v.code(old)).wantStatus(http.StatusUnprocessableEntity)
	v.send(http.MethodPost, "/second-factor", "code", v.code(secret)).leadsTo("/")
	v.cookie = in
	v.open("/").wantStatus(http.StatusOK)
}

func TestOneSeesWhereOneIsSignedInAndEndsTheOthers(t *testing.T) {
	t.Parallel()
	v := newVisitor(t)
	firefox := func(r *http.Request) {
		r.Header.Set("User-Agent", "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0 <b>")
	}
	r := httptest.NewRequest(http.MethodPost, "/sign-in", strings.NewReader(url.Values{"email": {"officer@unit.example"}, "passphrase": {passphrase}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	firefox(r)
	other, err := http.ParseSetCookie(v.do(r).header.Get("Set-Cookie"))
	if err != nil {
		t.Fatal(err)
	}
	v.signIn(passphrase)
	v.open("/your-sign-in").wantStatus(http.StatusOK).soundPage().says("Firefox on Windows", "this one").hides("rv:131", "<b>")
	v.send(http.MethodPost, "/your-sign-in/end-others").leadsTo("/your-sign-in?done=others-ended")
	v.open("/your-sign-in").says("You are signed in nowhere else").hides("Firefox")
	mine := v.cookie
	v.cookie = other
	v.open("/").leadsTo("/sign-in?why=ended")
	v.cookie = mine
	v.send(http.MethodPost, "/your-sign-in/passphrase", "passphrase", "short").wantStatus(http.StatusUnprocessableEntity).soundPage().errorsLead("passphrase")
	v.signIn(passphrase)
	one := v.cookie
	v.signIn(passphrase)
	v.send(http.MethodPost, "/your-sign-in/passphrase", "passphrase", "another kettle on the roof").leadsTo("/your-sign-in?done=passphrase")
	v.open("/your-sign-in?done=passphrase").says("Your passphrase is changed")
	v.cookie = one
	v.open("/").leadsTo("/sign-in?why=ended")
	v.signIn(passphrase).wantStatus(http.StatusUnprocessableEntity)
	v.signIn("another kettle on the roof").leadsTo("/")
}

func TestAPassphraseIsNeverOnAPageAgain(t *testing.T) {
	t.Parallel()
	v := later(t)
	v.send(http.MethodPost, "/your-sign-in/passphrase", "passphrase", "another kettle on the roof").wantStatus(http.StatusOK).
		says("Show that it is you").hides("another kettle")
}

func TestAResetEndsTheSecondFactorToo(t *testing.T) {
	t.Parallel()
	v, _, _ := setUp(t)
	var link string
	v.inTx(func(tx pgx.Tx) (err error) {
		link, err = access.ResetAccount(t.Context(), tx, *v.clock, access.System("test"), "officer@unit.example")
		return err
	})
	v.open("/").leadsTo("/sign-in?why=ended")
	v.send(http.MethodPost, "/sign-in/"+link, "passphrase", "another kettle on the roof").leadsTo("/second-factor")
	v.open("/second-factor").says("Set up your second factor")
}
