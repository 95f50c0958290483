package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

func TestProductionServesOthersOverHTTPSAlone(t *testing.T) {
	w := newWorld(t)
	w.env["THROUGHGATE_ENV"] = "production"
	delete(w.env, "THROUGHGATE_CLOCK")
	for _, c := range []struct {
		listen, public string
		fine           bool
	}{
		{"0.0.0.0:8080", "https://board.example", true},
		{":8080", "https://board.example", true},
		{"127.0.0.1:8080", "https://board.example", true},
		{"127.0.0.1:8080", "", true},
		{"[::1]:8080", "http://localhost:8080", true},
		{"0.0.0.0:8080", "", false},
		{":8080", "http://board.example", false},
		{"board.example:8080", "http://127.0.0.1:8080", false},
		{"127.0.0.1:8080", "http://board.example", false}, // a proxy without a certificate
	} {
		w.env["THROUGHGATE_LISTEN"], w.env["THROUGHGATE_PUBLIC_URL"] = c.listen, c.public
		set := readSettings(w.environ())
		told := strings.Join(set.check(needWeb), "\n")
		if c.fine == strings.Contains(told, "must be an https address") {
			t.Errorf("%s behind %q: %s", c.listen, c.public, told)
		}
	}
	w.env["THROUGHGATE_ENV"] = "test"
	w.env["THROUGHGATE_LISTEN"], w.env["THROUGHGATE_PUBLIC_URL"] = "0.0.0.0:8080", "http://192.0.2.1:8080"
	if set := readSettings(w.environ()); len(set.check(needWeb)) > 0 || !set.overHTTP() {
		t.Errorf("outside production it may, with a warning: %v", set.check(needWeb))
	}
}

func TestATrustedProxyIsAnAddressOrANetwork(t *testing.T) {
	w := newWorld(t)
	w.env["THROUGHGATE_TRUSTED_PROXIES"] = "127.0.0.1, 10.0.0.0/24, fd00::/8"
	if set := readSettings(w.environ()); len(set.check(needWeb)) > 0 || len(set.proxies()) != 3 {
		t.Errorf("%v %q", set.check(needWeb), set.proxies())
	}
	w.env["THROUGHGATE_TRUSTED_PROXIES"] = "127.0.0.1, proxy.example"
	w.must(exitDone, "migrate")
	if r := w.must(exitRefused, "serve"); !strings.Contains(r.say, `THROUGHGATE_TRUSTED_PROXIES: "proxy.example"`) {
		t.Error(r.say)
	}
}

func TestSecondFactorsAreSealedWithAKeyOfTheSettings(t *testing.T) {
	w := newWorld(t)
	w.env["THROUGHGATE_ENV"] = "production"
	delete(w.env, "THROUGHGATE_CLOCK")
	for key, wrong := range map[string]string{"": "THROUGHGATE_KEYS is empty", "short": "32 characters or more", strings.Repeat("k", 32) + ", short": "32 characters or more",
		strings.Repeat("k", 32): "", strings.Repeat("k", 32) + "," + strings.Repeat("o", 32): ""} {
		w.env["THROUGHGATE_KEYS"] = key
		set := readSettings(w.environ())
		told := strings.Join(set.check(needWeb), "\n")
		if wrong == "" && strings.Contains(told, "THROUGHGATE_KEYS") || !strings.Contains(told, wrong) {
			t.Errorf("%q: %s", key, told)
		}
	}
	w.env["THROUGHGATE_KEYS"] = strings.Repeat("k", 32)
	if r := w.must(exitDone, "config"); strings.Contains(r.std, "kkkk") || !strings.Contains(r.std, "THROUGHGATE_KEYS") {
		t.Errorf("config says:\n%s", r.std)
	}
}

// From `user add` to the board, over the network and in the web's own role.
func TestTheLinkOfUserAddLeadsToTheBoard(t *testing.T) {
	w := newWorld(t)
	delete(w.env, "THROUGHGATE_PUBLIC_URL")
	delete(w.env, "THROUGHGATE_CLOCK") // codes go by it
	w.must(exitDone, "migrate")
	r := w.must(exitDone, "user", "add", "--email", "link@haringey-unit.example", "--name", "Lee Link", "--role", "link_officer")
	_, link, ok := strings.Cut(r.std, "/sign-in/")
	if !ok {
		t.Fatalf("no link:\n%s", r.std)
	}
	ctx, stop := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- runIn(ctx, []string{"serve"}, w.environ(), out{std: writer, say: io.Discard})
		writer.Close()
	}()
	line, err := bufio.NewReader(reader).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	address := strings.TrimSpace(strings.TrimPrefix(line, "ready "))
	browser := func() *http.Client {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		return &http.Client{Jar: jar}
	}
	wantBoard := func(how string, res *http.Response, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		page, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK || !strings.Contains(string(page), "Lee Link") {
			t.Fatalf("%s: %s %v\n%s", how, res.Status, err, page)
		}
	}
	const passphrase = "purple kettle on the roof"
	one, two := browser(), browser()
	page := func(res *http.Response, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	setUp := page(one.PostForm(address+"/sign-in/"+strings.TrimSpace(link), url.Values{"passphrase": {passphrase}}))
	_, key, ok := strings.Cut(setUp, `id="key"><code>`)
	if !ok || strings.Contains(setUp, "data-pretend-code") {
		t.Fatalf("no second factor is set up:\n%s", setUp)
	}
	key, _, _ = strings.Cut(key, "<")
	code, err := totp.GenerateCode(strings.ReplaceAll(key, " ", ""), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	codes := page(one.PostForm(address+"/second-factor", url.Values{"code": {code}}))
	_, recovery, ok := strings.Cut(codes, "<li><code>")
	if !ok {
		t.Fatalf("no recovery codes:\n%s", codes)
	}
	recovery, _, _ = strings.Cut(recovery, "<")
	res, err := one.Get(address)
	wantBoard("by the link", res, err)
	if asked := page(two.PostForm(address+"/sign-in", url.Values{"email": {"link@haringey-unit.example"}, "passphrase": {passphrase}})); !strings.Contains(asked, "Enter the code") {
		t.Fatalf("the passphrase alone:\n%s", asked)
	}
	res, err = two.PostForm(address+"/second-factor", url.Values{"code": {recovery}})
	wantBoard("by the passphrase and a recovery code", res, err)

	w.must(exitDone, "user", "disable", "--email", "link@haringey-unit.example")
	for _, client := range []*http.Client{one, two} {
		res, err := client.Get(address + "/messages")
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.Request.URL.Path != "/sign-in" {
			t.Errorf("disabled, and still at %s", res.Request.URL)
		}
	}
	stop()
	if code := <-ended; code != exitDone {
		t.Errorf("ended with %d", code)
	}
}
