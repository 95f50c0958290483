package web_test

import (
	"crypto/rand"
	"crypto/rsa"
	"net/http"
	"net/url"
	"testing"
	"time"

	"throughgate/access"
	"throughgate/internal/testkit/oidcd"
	"throughgate/web"
)

// withProvider is a visitor at a sign-in page with a button of single sign-on.
func withProvider(t *testing.T) (*visitor, *oidcd.Server) {
	t.Helper()
	var v *visitor
	provider, err := oidcd.New(func() time.Time { return *v.clock })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(provider.Close)
	provider.Email, provider.AMR = "OFFICER@unit.example", []string{"pwd", "mfa"}
	v = newVisitor(t, strict(t), func(c *web.Config) {
		c.SingleSignOn = web.SingleSignOn{Issuer: provider.URL, ClientID: provider.ClientID, ClientSecret: provider.ClientSecret, Name: "Unit login", Level: "level-2"}
	})
	return v, provider
}

// atProvider goes there and gives the address to which the provider sends back.
func (v *visitor) atProvider(address string) string {
	v.t.Helper()
	there := v.open(address).wantStatus(http.StatusSeeOther).header.Get("Location")
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Get(there)
	if err != nil {
		v.t.Fatal(err)
	}
	res.Body.Close()
	back, err := res.Location()
	if err != nil {
		v.t.Fatalf("the provider answers %s to %s", res.Status, there)
	}
	if back.Host != "example.com" {
		v.t.Fatalf("the provider sends back to %s", back)
	}
	return back.RequestURI()
}

func TestSingleSignOnLetsInByTheVerifiedAddress(t *testing.T) {
	t.Parallel()
	v, _ := withProvider(t)
	page := v.open("/sign-in?next=/messages").soundPage().says("Sign in with Unit login")
	if len(page.find("a", "href", "/sign-in-with?next=%2fmessages")) != 1 {
		t.Error("no button")
	}
	v.open(v.atProvider("/sign-in-with?next=/messages")).leadsTo("/messages")
	v.open("/messages").wantStatus(http.StatusOK).says("Olive Officer")
	newVisitor(t).open("/sign-in-with").wantStatus(http.StatusNotFound) // where it is not set
	v.open(v.atProvider("/sign-in-with?next=https://elsewhere.example")).leadsTo("/")
}

func TestWithoutTheProvidersSecondFactorOursIsAsked(t *testing.T) {
	t.Parallel()
	v, provider := withProvider(t)
	provider.AMR = []string{"pwd"}
	v.open(v.atProvider("/sign-in-with?next=/tasks")).leadsTo("/second-factor?next=%2Ftasks")
	v.open("/tasks").leadsTo("/sign-in?next=%2Ftasks")
	provider.ACR = "level-2"
	v.open(v.atProvider("/sign-in-with")).leadsTo("/")
}

func TestSingleSignOnMakesNoAccountAndTellsNothing(t *testing.T) {
	t.Parallel()
	v, provider := withProvider(t)
	before := v.count(`select count(*) from account`)
	for what, change := range map[string]func(){
		"nobody":         func() { provider.Email, provider.Verified = "nobody@unit.example", true },
		"not verified":   func() { provider.Email, provider.Verified = "officer@unit.example", false },
		"disabled":       func() { provider.Email, provider.Verified = "com@probation.example", true },
		"without one":    func() { provider.Email = "" },
		"someone else's": func() { provider.Email = "officer@unit.example.evil.example" },
	} {
		v.seed.Exec(`update account set disabled_at = $1 where ref = 'manager'`, monday)
		change()
		v.open(v.atProvider("/sign-in-with")).wantStatus(http.StatusUnprocessableEntity).says("there is no account for you here")
		v.open("/tasks").wantStatus(http.StatusSeeOther)
		if v.count(`select count(*) from account`) != before {
			t.Errorf("%s: an account was made", what)
		}
	}
}

func TestABentOrReplayedSingleSignOnIsRefused(t *testing.T) {
	t.Parallel()
	v, provider := withProvider(t)
	back := v.atProvider("/sign-in-with")
	parsed, err := url.Parse(back)
	if err != nil {
		t.Fatal(err)
	}
	mine := v.cookie
	q := parsed.Query()
	q.Set("state", "guessed")
	v.open(parsed.Path + "?" + q.Encode()).leadsTo("/sign-in?why=half")
	v.cookie = nil // somebody else's browser: sign-in forced on another
	v.open(back).leadsTo("/sign-in?why=half")
	v.cookie = mine
	v.open(back).leadsTo("/")
	v.cookie = mine
	v.open(back).wantStatus(http.StatusBadGateway) // the code counts once

	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	published := provider.Key
	for what, bend := range map[string]func(){
		"another key":    func() { provider.Key = other },
		"another nonce":  func() { provider.Bend = func(c *oidcd.Claims) { c.Nonce = "another" } },
		"another client": func() { provider.Bend = func(c *oidcd.Claims) { c.Audience = "another" } },
		"another issuer": func() { provider.Bend = func(c *oidcd.Claims) { c.Issuer = "https://elsewhere.example" } },
		"too old":        func() { provider.Bend = func(c *oidcd.Claims) { c.Expires = c.Issued - 1 } },
	} {
		provider.Key, provider.Bend, v.cookie = published, nil, nil
		bend()
		v.open(v.atProvider("/sign-in-with")).wantStatus(http.StatusBadGateway).says("Unit login does not answer as it should")
		if got := v.open("/tasks"); got.status == http.StatusOK {
			t.Errorf("%s: somebody is in", what)
		}
	}
	provider.Key, provider.Bend, v.cookie = published, nil, nil
	back = v.atProvider("/sign-in-with")
	*v.clock = v.clock.Add(11 * time.Minute)
	v.open(back).leadsTo("/sign-in?why=half")
}

func TestAProofByTheProviderIsFreshAndOnesOwn(t *testing.T) {
	t.Parallel()
	v, provider := withProvider(t)
	v.open(v.atProvider("/sign-in-with")).leadsTo("/")
	session := v.cookie
	*v.clock = v.clock.Add(access.ProofLife + time.Second)
	v.open("/prove?next=/board/print").soundPage().says("Sign in once more with Unit login")
	prove := func() reply {
		t.Helper()
		v.cookie = session
		back := v.atProvider("/sign-in-with?prove=yes&next=/board/print")
		trip := v.cookie
		v.also, v.cookie = trip, session
		defer func() { v.also = nil }()
		return v.open(back)
	}
	provider.Email = "com@probation.example"
	prove().wantStatus(http.StatusForbidden)
	provider.Email, provider.Bend = "officer@unit.example", func(c *oidcd.Claims) { c.AuthTime -= 3600 }
	prove().wantStatus(http.StatusBadGateway)
	provider.Bend = nil
	prove().leadsTo("/board/print")
	v.open("/board/print").wantStatus(http.StatusOK)
}
