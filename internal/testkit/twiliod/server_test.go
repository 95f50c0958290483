package twiliod_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/twilio/twilio-go/client"

	"throughgate/internal/testkit/twiliod"
)

const (
	account = "AC0123456789abcdef0123456789abcdef"
	token   = "0123456789abcdef0123456789abcdef"
)

var instant = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

func start(t *testing.T, cfg twiliod.Config) *twiliod.Listening {
	t.Helper()
	cfg.AccountSID, cfg.AuthToken, cfg.Now = account, token, func() time.Time { return instant }
	s, err := twiliod.Listen("127.0.0.1:0", cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// answered is what the tests read of an answer, be it a message or an error.
type answered struct {
	HTTP     int    `json:"-"`
	SID      string `json:"sid"`
	Body     string `json:"body"`
	Status   any    `json:"status"` // a word, or a number in an error
	Code     int    `json:"code"`
	Next     string `json:"next_page_uri"`
	Messages []struct {
		SID string `json:"sid"`
	} `json:"messages"`
}

func ask(t *testing.T, s *twiliod.Listening, method, path, pass string, form url.Values) answered {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+"/2010-04-01/Accounts/"+account+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(account, pass)
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	got := answered{HTTP: resp.StatusCode}
	if err := json.NewDecoder(resp.Body).Decode(&got); err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	return got
}

func text() url.Values {
	return url.Values{"To": {"+447700900123"}, "From": {"+447700900000"}, "Body": {"Hello"}}
}

func with(key, value string) url.Values {
	form := text()
	form.Set(key, value)
	return form
}

func TestTextIsKeptAndAnswered(t *testing.T) {
	var told []twiliod.Text
	s := start(t, twiliod.Config{Receipts: []twiliod.Receipt{}, OnText: func(x twiliod.Text) { told = append(told, x) }})
	got := ask(t, s, "POST", "/Messages.json", token, with("ValidityPeriod", "60"))
	if got.HTTP != http.StatusCreated || len(got.SID) != 34 || got.Status != "queued" || got.Body != "Hello" {
		t.Errorf("got %+v", got)
	}
	want := []twiliod.Text{{Seq: 1, SID: got.SID, At: instant, Direction: twiliod.Outbound, From: "+447700900000",
		To: "+447700900123", Body: "Hello", ValidityPeriod: time.Minute, Status: "queued"}}
	if diff := cmp.Diff(want, s.Texts()); diff != "" {
		t.Error("kept (-want +got):", diff)
	}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Error("told (-want +got):", diff)
	}
}

func TestWhatTwilioWouldRefuseIsRefused(t *testing.T) {
	s := start(t, twiliod.Config{})
	for name, test := range map[string]struct {
		form url.Values
		code int
	}{
		"no number": {with("To", ""), 21604}, "no phone number": {with("To", "07700 900123"), 21211},
		"no sender": {with("From", ""), 21603}, "no words": {with("Body", ""), 21602},
		"too many words": {with("Body", strings.Repeat("ŵ", 1601)), 21617}, "callback to nowhere": {with("StatusCallback", "nowhere"), 21609},
		"valid for too long": {with("ValidityPeriod", "36001"), 20001}, "valid for no time": {with("ValidityPeriod", "0"), 20001},
	} {
		if got := ask(t, s, "POST", "/Messages.json", token, test.form); got.HTTP != http.StatusBadRequest || got.Code != test.code {
			t.Errorf("%s: got %+v, want %d", name, got, test.code)
		}
	}
	if got := ask(t, s, "POST", "/Messages.json", "wrong", text()); got.HTTP != http.StatusUnauthorized || got.Code != 20003 {
		t.Errorf("wrong token: got %+v", got)
	}
	if got := ask(t, s, "GET", "/Calls.json", token, nil); got.HTTP != http.StatusNotFound || got.Code != 20404 {
		t.Errorf("another resource: got %+v", got)
	}
	if n := len(s.Texts()); n != 0 {
		t.Errorf("%d texts were kept", n)
	}
}

func TestListFetchAndBlank(t *testing.T) {
	s := start(t, twiliod.Config{Receipts: []twiliod.Receipt{}})
	first := ask(t, s, "POST", "/Messages.json", token, text()).SID
	ask(t, s, "POST", "/Messages.json", token, with("To", "+447700900456"))
	third := ask(t, s, "POST", "/Messages.json", token, text()).SID

	page := ask(t, s, "GET", "/Messages.json?To=%2B447700900123", token, nil)
	if len(page.Messages) != 2 || page.Messages[0].SID != third || page.Messages[1].SID != first {
		t.Errorf("listed %+v, want the newest first", page.Messages)
	}
	if page := ask(t, s, "GET", "/Messages.json?PageSize=1", token, nil); len(page.Messages) != 1 || !strings.Contains(page.Next, "PageToken=PA"+third) {
		t.Errorf("a page of one: %+v", page)
	} else if next := ask(t, s, "GET", page.Next[strings.Index(page.Next, "/Messages.json"):], token, nil); len(next.Messages) != 1 || next.Messages[0].SID == third {
		t.Errorf("the next page: %+v", next)
	}
	if page := ask(t, s, "GET", "/Messages.json?DateSent%3E=2026-11-01", token, nil); len(page.Messages) != 0 {
		t.Errorf("texts that are not sent yet have no day: %+v", page)
	}
	if got := ask(t, s, "POST", "/Messages/"+first+".json", token, url.Values{"Body": {""}}); got.Code != 20009 {
		t.Errorf("on its way it is not blanked: %+v", got)
	}
	if _, err := s.SendReceipt(t.Context(), first, twiliod.Receipt{Status: "delivered"}); err == nil {
		t.Error("a callback to nowhere")
	}
	if got := ask(t, s, "POST", "/Messages/"+first+".json", token, url.Values{"Body": {""}}); got.HTTP != http.StatusOK || got.Body != "" {
		t.Errorf("blanked: %+v", got)
	}
	if got := ask(t, s, "GET", "/Messages/"+first+".json", token, nil); got.Body != "" {
		t.Errorf("after blanking: %+v", got)
	}
	if kept, _ := s.Text(first); kept.Body != "Hello" || !kept.Blanked {
		t.Errorf("the handset shows %+v", kept)
	}
	if got := ask(t, s, "POST", "/Messages/"+first+".json", token, url.Values{"Body": {"other words"}}); got.HTTP != http.StatusBadRequest {
		t.Errorf("changing the words: %+v", got)
	}
	if got := ask(t, s, "GET", "/Messages/SM0.json", token, nil); got.HTTP != http.StatusNotFound {
		t.Errorf("a text that is none: %+v", got)
	}
}

func TestOnlyTheNewestAreKept(t *testing.T) {
	s := start(t, twiliod.Config{KeepTexts: 2})
	for range 5 {
		ask(t, s, "POST", "/Messages.json", token, text())
	}
	if got := s.Texts(); len(got) != 2 || got[0].Seq != 4 || got[1].Seq != 5 {
		t.Errorf("kept %+v", got)
	}
}

// hook is a webhook that checks the signature with Twilio's own code.
type hook struct {
	*httptest.Server
	mu    sync.Mutex
	forms []url.Values
}

func newHook(t *testing.T) *hook {
	h := &hook{}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		validator := client.NewRequestValidator(token)
		if !validator.ValidateBody(h.URL+r.URL.Path, body, r.Header.Get("X-Twilio-Signature")) {
			t.Error("the webhook's signature is wrong")
		}
		form, _ := url.ParseQuery(string(body))
		h.mu.Lock()
		defer h.mu.Unlock()
		h.forms = append(h.forms, form)
	}))
	t.Cleanup(h.Close)
	return h
}

func (h *hook) values(keys ...string) []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var got []string
	for _, form := range h.forms {
		var row []string
		for _, k := range keys {
			row = append(row, form.Get(k))
		}
		got = append(got, strings.Join(row, " "))
	}
	return got
}

func TestReceiptsAreSignedAndComeInTheirOrder(t *testing.T) {
	h := newHook(t)
	s := start(t, twiliod.Config{})
	sid := ask(t, s, "POST", "/Messages.json", token, with("StatusCallback", h.URL+"/status/abc")).SID
	if err := s.Settled(t.Context()); err != nil {
		t.Fatal(err)
	}
	if status, err := s.SendReceipt(t.Context(), sid, twiliod.Receipt{Status: "undelivered", ErrorCode: 30003}); err != nil || status != http.StatusOK {
		t.Errorf("%d, %v", status, err)
	}
	want := []string{sid + " queued ", sid + " sent ", sid + " delivered ", sid + " undelivered 30003"}
	if diff := cmp.Diff(want, h.values("MessageSid", "MessageStatus", "ErrorCode")); diff != "" {
		t.Error("receipts (-want +got):", diff)
	}
	if kept, _ := s.Text(sid); kept.Status != "undelivered" || kept.ErrorCode != 30003 {
		t.Errorf("kept %+v", kept)
	}
	if _, err := s.SendReceipt(t.Context(), "SM0", twiliod.Receipt{Status: "sent"}); err == nil {
		t.Error("a receipt for no text")
	}
}

func TestReplyIsPostedSignedAndStopIsHeeded(t *testing.T) {
	h := newHook(t)
	s := start(t, twiliod.Config{InboundURL: h.URL + "/inbound", Receipts: []twiliod.Receipt{}})
	for _, words := range []string{"1", " stop "} {
		if err := s.Reply(t.Context(), "+447700900123", "+447700900000", words); err != nil {
			t.Fatal(err)
		}
	}
	if got := ask(t, s, "POST", "/Messages.json", token, text()); got.Code != 21610 {
		t.Errorf("after STOP: %+v", got)
	}
	if got := ask(t, s, "POST", "/Messages.json", token, with("To", "+447700900456")); got.HTTP != http.StatusCreated {
		t.Errorf("another number: %+v", got)
	}
	if err := s.Reply(t.Context(), "+447700900123", "+447700900000", "START"); err != nil {
		t.Fatal(err)
	}
	if got := ask(t, s, "POST", "/Messages.json", token, text()); got.HTTP != http.StatusCreated {
		t.Errorf("after START: %+v", got)
	}
	want := []string{"+447700900123 +447700900000 1", "+447700900123 +447700900000  stop ", "+447700900123 +447700900000 START"}
	if diff := cmp.Diff(want, h.values("From", "To", "Body")); diff != "" {
		t.Error("replies (-want +got):", diff)
	}
	if got := s.Texts(); got[0].Direction != twiliod.Inbound || got[0].Body != "1" {
		t.Errorf("kept %+v", got[0])
	}
}

func TestReplySaysWhatWentWrong(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	defer gone.Close()
	for want, inbound := range map[string]string{"InboundURL": "", "status 404": gone.URL, "webhook": "http://127.0.0.1:1/"} {
		s := start(t, twiliod.Config{InboundURL: inbound})
		if err := s.Reply(t.Context(), "+447700900123", "+447700900000", "1"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error about %s", err, want)
		}
	}
}

func TestCloseEndsHangingCallsAndCallbacks(t *testing.T) {
	entered := make(chan struct{})
	stuck := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(entered)
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
	}))
	defer stuck.Close()
	s := start(t, twiliod.Config{Receipts: []twiliod.Receipt{{Status: "sent"}}})
	ask(t, s, "POST", "/Messages.json", token, with("StatusCallback", stuck.URL))
	<-entered
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Settled(ctx); err == nil {
		t.Error("a stuck callback counts as made")
	}
	s.Close()
	s.Close()
	if err := s.Settled(t.Context()); err != nil {
		t.Error(err)
	}
	if err := s.Up(); err == nil {
		t.Error("a closed server came up")
	}
}

func TestNewNamesWhatIsMissing(t *testing.T) {
	if _, err := twiliod.New(twiliod.Config{AccountSID: account}); err == nil || !strings.Contains(err.Error(), "AuthToken") {
		t.Errorf("got %v", err)
	}
}
