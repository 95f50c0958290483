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

// From `user add` to the board, over the network and in the web's own role.
func TestTheLinkOfUserAddLeadsToTheBoard(t *testing.T) {
	w := newWorld(t)
	delete(w.env, "THROUGHGATE_PUBLIC_URL")
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
	res, err := one.PostForm(address+"/sign-in/"+strings.TrimSpace(link), url.Values{"passphrase": {passphrase}})
	wantBoard("by the link", res, err)
	res, err = two.PostForm(address+"/sign-in", url.Values{"email": {"link@haringey-unit.example"}, "passphrase": {passphrase}})
	wantBoard("by the passphrase", res, err)

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
