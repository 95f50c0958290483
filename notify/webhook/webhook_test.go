package webhook

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"throughgate/notify"
)

// The test vector of the Standard Webhooks libraries.
const (
	vectorSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	vectorID     = "msg_p5jXN8AQM9LWM0D4loKWxJek"
	vectorBody   = `{"test": 2432232314}`
	vectorSigned = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
)

var vectorAt = time.Unix(1614265330, 0)

func secret(t *testing.T, text string) []byte {
	t.Helper()
	key, err := ParseSecret(text)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestASignatureIsThatOfTheSpecification(t *testing.T) {
	t.Parallel()
	key := secret(t, vectorSecret)
	if got := signature([][]byte{key}, vectorID, vectorAt, []byte(vectorBody)); got != vectorSigned {
		t.Errorf("signed %s", got)
	}
	other := secret(t, "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD")
	both := strings.Fields(signature([][]byte{other, key}, vectorID, vectorAt, []byte(vectorBody)))
	if len(both) != 2 || both[1] != vectorSigned || both[0] == vectorSigned || !strings.HasPrefix(both[0], "v1,") {
		t.Errorf("with two secrets: %q", both)
	}
	for _, bad := range []string{"", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_c2hvcnQ=", "whsec_not base64", "whsec_" + strings.Repeat("A", 88)} {
		if _, err := ParseSecret(bad); err == nil || bad != "" && strings.Contains(err.Error(), strings.TrimPrefix(bad, "whsec_")) && len(bad) > 6 {
			t.Errorf("%q is taken, or told: %v", bad, err)
		}
	}
}

func TestOnlyAddressesOfTheInternetAreCalled(t *testing.T) {
	t.Parallel()
	for text, may := range map[string]bool{
		"93.184.215.14": true, "2606:2800:21f:cb07:6820:80da:af6b:8b2c": true, "::ffff:93.184.215.14": true,
		"127.0.0.1": false, "::1": false, "::ffff:127.0.0.1": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false,
		"169.254.169.254": false, "fe80::1%eth0": false, "fd00:ec2::254": false, "0.0.0.0": false, "::": false, "100.64.0.1": false,
		"224.0.0.1": false, "255.255.255.255": false, "198.18.0.1": false, "64:ff9b::a00:1": false, "2002:a00:1::": false, "192.0.0.192": false,
	} {
		if mayCall(netip.MustParseAddr(text), nil) != may {
			t.Errorf("%s may be called: %v, want %v", text, !may, may)
		}
	}
	named := []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}
	if !mayCall(netip.MustParseAddr("10.1.2.3"), named) || mayCall(netip.MustParseAddr("10.2.2.3"), named) {
		t.Error("a network that is named is not the one that is called")
	}
}

func TestOnePostFollowsNothingAndKeepsNothing(t *testing.T) {
	t.Parallel()
	var followed atomic.Int32
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		switch r.URL.Path {
		case "/ok":
			if r.Header.Get("webhook-signature") != vectorSigned || r.Header.Get("webhook-id") != vectorID || r.Header.Get("webhook-timestamp") != "1614265330" ||
				string(body) != vectorBody || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" {
				w.WriteHeader(http.StatusTeapot)
			}
			w.Write([]byte(strings.Repeat("x", 1<<20)))
		case "/away":
			http.Redirect(w, r, "/followed", http.StatusTemporaryRedirect)
		case "/followed":
			followed.Add(1)
		case "/gone":
			w.WriteHeader(http.StatusGone)
		case "/wrong":
			w.WriteHeader(http.StatusInternalServerError)
		case "/slow":
			<-r.Context().Done()
		case "/dropped":
			panic(http.ErrAbortHandler)
		}
	}))
	defer server.Close()
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	ours := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	post := func(path string, p Poster, private []netip.Prefix) notify.HookAnswer {
		return p.Post(t.Context(), notify.Hook{URL: server.URL + path, Secrets: [][]byte{secret(t, vectorSecret)}, Private: private},
			notify.HookRequest{ID: vectorID, At: vectorAt, Body: []byte(vectorBody)})
	}
	trusting := Poster{roots: &tls.Config{RootCAs: roots}}
	for path, want := range map[string]notify.HookAnswer{
		"/ok": {Class: notify.HookTaken, Status: 200}, "/away": {Class: notify.HookAnsweredNo, Status: 307}, "/gone": {Class: notify.HookGone, Status: 410},
		"/wrong": {Class: notify.HookAnsweredNo, Status: 500}, "/dropped": {Class: notify.HookUnreachable},
	} {
		if got := post(path, trusting, ours); got != want {
			t.Errorf("%s: %+v, want %+v", path, got, want)
		}
	}
	if n := followed.Load(); n != 0 {
		t.Errorf("a redirect was followed %d times", n)
	}
	hurried, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if got := trusting.Post(hurried, notify.Hook{URL: server.URL + "/slow", Private: ours}, notify.HookRequest{ID: vectorID, At: vectorAt}); got.Class != notify.HookTimedOut {
		t.Errorf("a server that does not answer: %+v", got)
	}
	if got := post("/ok", trusting, nil); got.Class != notify.HookForbidden {
		t.Errorf("this machine, not named: %+v", got)
	}
	if got := post("/ok", Poster{}, ours); got.Class != notify.HookUnreachable {
		t.Errorf("a certificate that nobody vouches for: %+v", got)
	}
}
