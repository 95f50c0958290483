package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"throughgate/intake/sample"
)

const hookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" // of the specification's examples: no secret

func TestTheTargetsOfWebhooksAreReadWithTheirRemedies(t *testing.T) {
	t.Parallel()
	good := map[string]string{"THROUGHGATE_ENV": "test", "THROUGHGATE_WEBHOOKS": "crm", "THROUGHGATE_WEBHOOK_CRM_URL": "https://system.example/hooks", "THROUGHGATE_WEBHOOK_CRM_SECRET": hookSecret,
		"THROUGHGATE_WEBHOOK_CRM_SERVICES": "housing_options", "THROUGHGATE_WEBHOOK_CRM_AREAS": "Haringey"}
	with := func(more ...string) []string {
		var environ []string
		all := map[string]string{}
		for k, v := range good {
			all[k] = v
		}
		for i := 0; i < len(more); i += 2 {
			all["THROUGHGATE_"+more[i]] = more[i+1]
		}
		for k, v := range all {
			environ = append(environ, k+"="+v)
		}
		return environ
	}
	for _, c := range []struct {
		more []string
		want string // "" for no problem
	}{
		{nil, ""},
		{[]string{"WEBHOOK_CRM_EVENTS", "date", "WEBHOOK_CRM_NETWORKS", "10.1.0.0/16, 192.168.1.5", "WEBHOOK_CRM_SECRET", hookSecret + "," + hookSecret}, ""},
		{[]string{"WEBHOOK_CRM_URL", "http://127.0.0.1:9/hooks"}, ""},
		{[]string{"WEBHOOK_CRM_URL", "http://127.0.0.1:9/hooks", "ENV", "production"}, "it must be an https address"},
		{[]string{"WEBHOOK_CRM_URL", "http://system.example/hooks"}, "it must be an https address"},
		{[]string{"WEBHOOK_CRM_URL", "https://user:pass@system.example"}, "without a user and a password"},
		{[]string{"WEBHOOK_CRM_URL", ""}, "THROUGHGATE_WEBHOOK_CRM_URL: give the address"},
		{[]string{"WEBHOOK_CRM_SECRET", "hunter2"}, "openssl rand"},
		{[]string{"WEBHOOK_CRM_SECRET", ""}, "give one secret"},
		{[]string{"WEBHOOK_CRM_EVENTS", "task,person"}, `"person": use task, date`},
		{[]string{"WEBHOOK_CRM_SERVICES", ""}, "name the service"},
		{[]string{"WEBHOOK_CRM_AREAS", ""}, "name the area"},
		{[]string{"WEBHOOK_CRM_NETWORKS", "everything"}, "is no address and no network"},
		{[]string{"WEBHOOKS", "crm,CRM"}, "name each target once"},
		{[]string{"WEBHOOKS", "crm,a b"}, "in letters and digits"},
		{[]string{"WEBHOOK_CMR_URL", "https://system.example"}, "THROUGHGATE_WEBHOOK_CMR_URL belongs to no target"},
	} {
		set := readSettings(with(c.more...))
		got := strings.Join(set.webhookProblems(), "; ")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) || strings.Contains(got, "hunter2") {
			t.Errorf("%q: %q, want %q", c.more, got, c.want)
		}
	}
	set := readSettings(with())
	shown := set.inForce()
	if !slices.Contains(shown, [2]string{"THROUGHGATE_WEBHOOK_CRM_SECRET", "(hidden)"}) || !slices.Contains(shown, [2]string{"THROUGHGATE_WEBHOOK_CRM_SERVICES", "housing_options"}) {
		t.Errorf("config shows %q", shown)
	}
}

// TestEventsReachATargetSignedAndWithoutANameFromTheMainJob runs the program
// itself against a server that checks each signature in the five lines of
// docs/webhooks.md.
func TestEventsReachATargetSignedAndWithoutANameFromTheMainJob(t *testing.T) {
	w := newWorld(t)
	var mutex sync.Mutex
	var bodies []string
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(hookSecret, "whsec_"))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(r.Header.Get("webhook-id") + "." + r.Header.Get("webhook-timestamp") + "." + string(body)))
		signed := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
		if !slices.Contains(strings.Fields(r.Header.Get("webhook-signature")), signed) {
			t.Errorf("the signature does not hold")
		}
		mutex.Lock()
		defer mutex.Unlock()
		bodies = append(bodies, string(body))
	}))
	defer server.Close()
	w.env["THROUGHGATE_WEBHOOKS"], w.env["THROUGHGATE_WEBHOOK_CRM_URL"], w.env["THROUGHGATE_WEBHOOK_CRM_SECRET"] = "crm", server.URL, hookSecret
	w.env["THROUGHGATE_WEBHOOK_CRM_AREAS"] = "Haringey"
	w.ready()
	w.env["THROUGHGATE_WEBHOOK_CRM_SERVICES"] = "no_such_service"
	if r := w.must(exitRefused, "work", "--drain"); !strings.Contains(r.say, "THROUGHGATE_WEBHOOK_CRM_SERVICES") {
		t.Errorf("an unknown service: %s", r.say)
	}
	w.env["THROUGHGATE_WEBHOOK_CRM_SERVICES"] = "prison_work_coach,jobcentre"
	w.must(exitDone, "work", "--drain")
	file, markers := marked(t, sample.Releases)
	w.run("import", "releases", w.file("releases.csv", file))
	w.must(exitDone, "sweep", "--on", "2026-11-23")
	w.must(exitDone, "work", "--drain")
	if len(bodies) < 10 {
		t.Fatalf("%d events", len(bodies))
	}
	for _, body := range bodies {
		if !strings.HasPrefix(body, `{"type":"task.changed","timestamp":"2026-11-23T`) || !strings.Contains(body, `"state":"handed_off"`) {
			t.Errorf("an event says %s", body)
		}
		for _, marker := range markers {
			if strings.Contains(body, marker) {
				t.Fatalf("an event holds %s: %s", marker, body)
			}
		}
	}
	before := len(bodies)
	w.must(exitDone, "work", "--drain")
	if len(bodies) != before {
		t.Errorf("%d events were told twice", len(bodies)-before)
	}
}
