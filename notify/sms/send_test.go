package sms_test

import (
	"context"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughgate/internal/testkit/twiliod"
	"throughgate/notify"
	"throughgate/notify/sendertest"
	"throughgate/notify/sms"
)

const (
	account = "AC0123456789abcdef0123456789abcdef"
	token   = "0123456789abcdef0123456789abcdef"
	from    = "+447700900000"
	public  = "https://unit.example/tg"
)

var instant = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

func clock() time.Time { return instant }

func newServer(t *testing.T) *twiliod.Listening {
	t.Helper()
	s, err := twiliod.Listen("127.0.0.1:0", twiliod.Config{
		AccountSID: account, AuthToken: token, Now: clock, Receipts: []twiliod.Receipt{},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func newSender(t *testing.T, cfg sms.Config) *sms.Sender {
	t.Helper()
	cfg.AccountSID, cfg.PublicURL = account, public
	if cfg.AuthToken == "" {
		cfg.AuthToken = token
	}
	if cfg.MessagingServiceSID == "" {
		cfg.From = from
	}
	s, err := sms.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func message() notify.Outgoing {
	return notify.Outgoing{
		Ref: "0198c5d2", Attempt: 1, To: "+447700900123", Token: "t0ken-Unguessable_1",
		Text: "Hello Sam, appointment with Kay at 10am. Ring 020 7946 0000.", ValidFor: 2 * time.Hour,
	}
}

func seen(s *twiliod.Server, m notify.Outgoing) int {
	n := 0
	for _, text := range s.Texts() {
		if strings.HasSuffix(text.StatusCallback, "/"+m.Token) {
			n++
		}
	}
	return n
}

func TestSenderConforms(t *testing.T) {
	faults := map[sendertest.Situation]twiliod.Fault{
		sendertest.Healthy: twiliod.Healthy, sendertest.RefusesRecipient: twiliod.BadNumber,
		sendertest.AsksToWait: twiliod.TooManyRequests, sendertest.RefusesUs: twiliod.BadCredentials,
		sendertest.HangsBefore: twiliod.RefuseThenHang, sendertest.HangsAfter: twiliod.AcceptThenHang,
		sendertest.DropsAfter: twiliod.AcceptThenDrop, sendertest.InTrouble: twiliod.ServerError,
		sendertest.BreaksBefore: twiliod.BadGateway, sendertest.GarblesAfter: twiliod.EmptyCreated,
	}
	sendertest.Run(t, func(t *testing.T) sendertest.Rig {
		server := newServer(t)
		return sendertest.Rig{
			Sender:  newSender(t, sms.Config{APIURL: server.URL}),
			Message: message(),
			Seen:    func(m notify.Outgoing) int { return seen(server.Server, m) },
			Set: func(s sendertest.Situation) {
				if s == sendertest.Down {
					server.Down()
					return
				}
				if err := server.Up(); err != nil {
					t.Fatal(err)
				}
				server.SetFault(faults[s])
			},
		}
	})
}

func TestEveryAnswerHasItsOutcome(t *testing.T) {
	later := func(f notify.Fault, code string) notify.Result {
		return notify.Result{Outcome: notify.Later, Fault: f, Code: code}
	}
	never := func(f notify.Fault, code string) notify.Result {
		return notify.Result{Outcome: notify.Refused, Fault: f, Code: code}
	}
	unknown := notify.Result{Outcome: notify.Unknown}
	tests := map[string]struct {
		fault twiliod.Fault
		want  notify.Result
		seen  int
	}{
		"429":                {twiliod.TooManyRequests, later("", "20429"), 0},
		"500 with JSON":      {twiliod.ServerError, later("", "20500"), 0},
		"500 without JSON":   {twiliod.ServerErrorNoJSON, unknown, 0},
		"502 with HTML":      {twiliod.BadGateway, unknown, 0},
		"redirect":           {twiliod.Redirect, unknown, 0},
		"201 without body":   {twiliod.EmptyCreated, unknown, 1},
		"dropped after":      {twiliod.AcceptThenDrop, unknown, 1},
		"opted out":          {twiliod.OptedOut, never(notify.FaultOptedOut, "21610"), 0},
		"invalid number":     {twiliod.BadNumber, never(notify.FaultBadNumber, "21211"), 0},
		"not a mobile":       {21614, never(notify.FaultBadNumber, "21614"), 0},
		"landline":           {21635, never(notify.FaultBadNumber, "21635"), 0},
		"gone number":        {30005, never(notify.FaultBadNumber, "30005"), 0},
		"unreachable":        {30006, never(notify.FaultBadNumber, "30006"), 0},
		"bad credentials":    {twiliod.BadCredentials, later(notify.FaultAccountAlarm, "20003"), 0},
		"region":             {21408, later(notify.FaultAccountAlarm, "21408"), 0},
		"sender not ours":    {21606, later(notify.FaultAccountAlarm, "21606"), 0},
		"queue overflow":     {30001, later(notify.FaultAccountAlarm, "30001"), 0},
		"suspended":          {30002, later(notify.FaultAccountAlarm, "30002"), 0},
		"filtered":           {30007, later(notify.FaultAccountAlarm, "30007"), 0},
		"price":              {30010, later(notify.FaultAccountAlarm, "30010"), 0},
		"not verified":       {30032, later(notify.FaultAccountAlarm, "30032"), 0},
		"not set up":         {30042, later(notify.FaultAccountAlarm, "30042"), 0},
		"phone off":          {30003, later(notify.FaultLaterTellWorker, "30003"), 0},
		"no reason":          {30008, later(notify.FaultLaterTellWorker, "30008"), 0},
		"a code we know not": {29999, notify.Result{Outcome: notify.Unknown, Code: "29999"}, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newServer(t)
			server.Next(test.fault)
			if got := newSender(t, sms.Config{APIURL: server.URL}).Send(t.Context(), message()); got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
			if n := seen(server.Server, message()); n != test.seen {
				t.Errorf("taken over %d times, want %d", n, test.seen)
			}
		})
	}
}

func TestTextArrivesAsItWasWritten(t *testing.T) {
	server := newServer(t)
	m := message()
	m.Text = "Siôn & Łukasz: 50% + tŷ=gŵyl ?#"
	got := newSender(t, sms.Config{APIURL: server.URL}).Send(t.Context(), m)
	texts := server.Texts()
	if len(texts) != 1 {
		t.Fatalf("%d texts, %+v", len(texts), got)
	}
	if want := (notify.Result{Outcome: notify.Accepted, ProviderRef: texts[0].SID}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	want := twiliod.Text{
		Seq: 1, SID: texts[0].SID, At: instant, Direction: twiliod.Outbound, From: from, To: m.To, Body: m.Text, Status: "queued",
		StatusCallback: public + "/webhooks/twilio/status/t0ken-Unguessable_1", ValidityPeriod: 2 * time.Hour,
	}
	if diff := cmp.Diff(want, texts[0]); diff != "" {
		t.Error("text (-want +got):", diff)
	}
}

func TestMessagingServiceReplacesTheSenderNumber(t *testing.T) {
	server := newServer(t)
	newSender(t, sms.Config{APIURL: server.URL, MessagingServiceSID: "MG0123456789abcdef0123456789abcdef"}).Send(t.Context(), message())
	texts := server.Texts()
	if len(texts) != 1 || texts[0].From != "" || texts[0].MessagingServiceSID != "MG0123456789abcdef0123456789abcdef" {
		t.Errorf("texts %+v", texts)
	}
}

func TestAPIAddressMayHaveAPath(t *testing.T) {
	server := newServer(t)
	proxy := httptest.NewServer(http.StripPrefix("/twilio", server.Server))
	defer proxy.Close()
	if got := newSender(t, sms.Config{APIURL: proxy.URL + "/twilio/"}).Send(t.Context(), message()); got.Outcome != notify.Accepted {
		t.Errorf("got %+v", got)
	}
}

func TestValidityIsBoundedByUseAndByTwilio(t *testing.T) {
	for validFor, want := range map[time.Duration]time.Duration{
		time.Second: time.Second, 90*time.Second + 999*time.Millisecond: 90 * time.Second,
		10 * time.Hour: 10 * time.Hour, 72 * time.Hour: 10 * time.Hour,
	} {
		server := newServer(t)
		m := message()
		m.ValidFor = validFor
		newSender(t, sms.Config{APIURL: server.URL}).Send(t.Context(), m)
		if texts := server.Texts(); len(texts) != 1 || texts[0].ValidityPeriod != want {
			t.Errorf("valid for %v: texts %+v", validFor, texts)
		}
	}
}

func TestTextThatCannotBeOfUseIsRefusedUnsent(t *testing.T) {
	server := newServer(t)
	sender := newSender(t, sms.Config{APIURL: server.URL})
	for name, spoil := range map[string]func(*notify.Outgoing){
		"no time left": func(m *notify.Outgoing) { m.ValidFor = 999 * time.Millisecond },
		"no words":     func(m *notify.Outgoing) { m.Text = "" },
		"no token":     func(m *notify.Outgoing) { m.Token = "" },
	} {
		m := message()
		spoil(&m)
		if got, want := sender.Send(t.Context(), m), (notify.Result{Outcome: notify.Refused}); got != want {
			t.Errorf("%s: got %+v, want %+v", name, got, want)
		}
	}
	if n := len(server.Texts()); n != 0 {
		t.Errorf("%d texts were taken over", n)
	}
}

func TestRedirectIsNotFollowed(t *testing.T) {
	for _, status := range []int{http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		var asked atomic.Int64
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked.Add(1)
			http.Redirect(w, r, "/elsewhere", status)
		}))
		got := newSender(t, sms.Config{APIURL: server.URL}).Send(t.Context(), message())
		server.Close()
		if want := (notify.Result{Outcome: notify.Unknown}); got != want {
			t.Errorf("%d: got %+v, want %+v", status, got, want)
		}
		if n := asked.Load(); n != 1 {
			t.Errorf("%d: the words were sent %d times", status, n)
		}
	}
}

func TestAnswersThatAreNotWhatTheyShouldBe(t *testing.T) {
	tests := map[string]struct {
		status int
		body   string
		want   notify.Result
	}{
		"created without a reference":   {201, `{"status":"queued"}`, notify.Result{Outcome: notify.Unknown}},
		"created, cut off":              {201, `{"sid":"SM1`, notify.Result{Outcome: notify.Unknown}},
		"JSON of a proxy":               {503, `{"message":"no upstream"}`, notify.Result{Outcome: notify.Later}},
		"refused without a code":        {400, `{}`, notify.Result{Outcome: notify.Unknown}},
		"a list":                        {500, `[]`, notify.Result{Outcome: notify.Unknown}},
		"created and failed at once":    {201, `{"sid":"SM1","status":"failed","error_code":21610}`, notify.Result{Outcome: notify.Refused, Fault: notify.FaultOptedOut, Code: "21610"}},
		"created and failed, no reason": {201, `{"sid":"SM1","status":"failed","error_code":null}`, notify.Result{Outcome: notify.Unknown}},
	}
	for name, test := range tests {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(test.status)
			_, _ = w.Write([]byte(test.body))
		}))
		if got := newSender(t, sms.Config{APIURL: server.URL}).Send(t.Context(), message()); got != test.want {
			t.Errorf("%s: got %+v, want %+v", name, got, test.want)
		}
		server.Close()
	}
}

func TestOwnTimeoutBoundsASend(t *testing.T) {
	server := newServer(t)
	server.SetFault(twiliod.AcceptThenHang)
	got := newSender(t, sms.Config{APIURL: server.URL, Timeout: 100 * time.Millisecond}).Send(t.Context(), message())
	if want := (notify.Result{Outcome: notify.Unknown, Fault: notify.FaultTimeout}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if n := seen(server.Server, message()); n != 1 {
		t.Errorf("taken over %d times", n)
	}
}

func TestWordsAreBlankedAtTheProvider(t *testing.T) {
	server := newServer(t)
	sender := newSender(t, sms.Config{APIURL: server.URL})
	sent := sender.Send(t.Context(), message())
	if err := sender.Blank(t.Context(), sent.ProviderRef); err == nil {
		t.Error("a text on its way: no error")
	}
	_, _ = server.SendReceipt(t.Context(), sent.ProviderRef, twiliod.Receipt{Status: "delivered"}) // to nobody: the status is kept
	for range 2 {
		if err := sender.Blank(t.Context(), sent.ProviderRef); err != nil {
			t.Fatal(err)
		}
	}
	if text, _ := server.Text(sent.ProviderRef); !text.Blanked {
		t.Error("the words are still there")
	}
	for _, ref := range []string{"", "../Calls", "SMffffffffffffffffffffffffffffffff"} {
		if err := sender.Blank(t.Context(), ref); err == nil {
			t.Errorf("reference %q: no error", ref)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := sender.Blank(ctx, sent.ProviderRef); err == nil {
		t.Error("cancelled: no error")
	}
}

func TestAServerNobodyVouchesForGetsNoWords(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	defer server.Close()
	got := newSender(t, sms.Config{APIURL: server.URL}).Send(t.Context(), message())
	if want := (notify.Result{Outcome: notify.Later, Fault: notify.FaultAccountAlarm}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if n := asked.Load(); n != 0 {
		t.Errorf("asked %d times", n)
	}
}
