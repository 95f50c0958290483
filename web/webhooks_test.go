package web_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"

	"throughgate/internal/fault"
	"throughgate/internal/testkit/twiliod"
	"throughgate/notify"
	"throughgate/notify/sms"
	"throughgate/web"
)

const (
	hookToken  = "0123456789abcdef0123456789abcdef"
	hookPublic = "https://board.example"
)

// hookDoor takes in what the webhooks pass on.
type hookDoor struct {
	reports []notify.StatusReport
	texts   []notify.InboundText
	err     error
}

type reportDoor struct{ *hookDoor }

func (d reportDoor) Receive(_ context.Context, r notify.StatusReport) error {
	d.reports = append(d.reports, r)
	return d.err
}

type textDoor struct{ *hookDoor }

func (d textDoor) Receive(_ context.Context, in notify.InboundText) error {
	d.texts = append(d.texts, in)
	return d.err
}

func newHooks() (http.Handler, *hookDoor) {
	door := &hookDoor{}
	gin.SetMode(gin.ReleaseMode)
	router := gin.New()
	web.TwilioWebhooks{Receipts: reportDoor{door}, Inbound: textDoor{door}, Log: slog.New(slog.DiscardHandler),
		ValidSignature: func(path string, body []byte, signature string) bool {
			return sms.ValidSignature(hookToken, hookPublic, path, body, signature)
		},
		FaultOf: func(status, code string) notify.Fault { return sms.ClassifyStatus(status, code).Fault },
	}.Mount(router)
	return router, door
}

// call posts a form, signed for an address.
func call(handler http.Handler, path, signedFor string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "http://10.0.0.1:8080"+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if signedFor != "" {
		r.Header.Set("X-Twilio-Signature", twiliod.Sign(hookToken, signedFor, form))
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w
}

func TestSignedReceiptIsPassedOn(t *testing.T) {
	hooks, door := newHooks()
	form := url.Values{"MessageSid": {"SM1"}, "MessageStatus": {"undelivered"}, "ErrorCode": {"30005"}}
	w := call(hooks, "/webhooks/twilio/status/tok3n", hookPublic+"/webhooks/twilio/status/tok3n", form)
	if w.Code != http.StatusNoContent || w.Body.Len() != 0 {
		t.Errorf("answered %d %q", w.Code, w.Body)
	}
	want := []notify.StatusReport{{Token: "tok3n", ProviderRef: "SM1", Status: "undelivered", Code: "30005", Fault: notify.FaultBadNumber}}
	if diff := cmp.Diff(want, door.reports); diff != "" {
		t.Errorf("passed on (-want +got):\n%s", diff)
	}
}

func TestSignedTextIsPassedOnAndAnsweredWithNothing(t *testing.T) {
	hooks, door := newHooks()
	form := url.Values{"MessageSid": {"SM2"}, "From": {"+447700900123"}, "Body": {"STOP & go"}}
	w := call(hooks, "/webhooks/twilio/inbound", hookPublic+"/webhooks/twilio/inbound", form)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "<Response></Response>") || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/xml") {
		t.Errorf("answered %d %s %q", w.Code, w.Header().Get("Content-Type"), w.Body)
	}
	if diff := cmp.Diff([]notify.InboundText{{ProviderRef: "SM2", From: "+447700900123", Body: "STOP & go"}}, door.texts); diff != "" {
		t.Errorf("passed on (-want +got):\n%s", diff)
	}
}

func TestWebhookWithoutAGoodSignatureIsRefused(t *testing.T) {
	form := url.Values{"MessageSid": {"SM1"}, "From": {"+447700900123"}, "Body": {"STOP"}}
	for name, signedFor := range map[string]string{
		"no signature":                 "",
		"signed for the host it named": "http://10.0.0.1:8080/webhooks/twilio/inbound",
		"signed for another address":   hookPublic + "/webhooks/twilio/status/x",
	} {
		hooks, door := newHooks()
		if w := call(hooks, "/webhooks/twilio/inbound", signedFor, form); w.Code != http.StatusForbidden || len(door.texts) != 0 {
			t.Errorf("%s: answered %d, passed on %d", name, w.Code, len(door.texts))
		}
	}
}

func TestWebhookThatIsTooLongIsRefused(t *testing.T) {
	hooks, door := newHooks()
	form := url.Values{"MessageSid": {"SM1"}, "From": {"+447700900123"}, "Body": {strings.Repeat("x", 70_000)}}
	if w := call(hooks, "/webhooks/twilio/inbound", hookPublic+"/webhooks/twilio/inbound", form); w.Code != http.StatusRequestEntityTooLarge || len(door.texts) != 0 {
		t.Errorf("answered %d, passed on %d", w.Code, len(door.texts))
	}
}

func TestWebhookSaysWhatWentWrongByItsStatusAlone(t *testing.T) {
	for want, err := range map[int]error{
		http.StatusNotFound:           fault.NotFound("message"),
		http.StatusBadRequest:         fault.Invalid("no sender"),
		http.StatusServiceUnavailable: context.DeadlineExceeded,
	} {
		hooks, door := newHooks()
		door.err = err
		w := call(hooks, "/webhooks/twilio/status/t", hookPublic+"/webhooks/twilio/status/t", url.Values{"MessageSid": {"SM1"}, "MessageStatus": {"sent"}})
		if w.Code != want || w.Body.Len() != 0 {
			t.Errorf("%v: answered %d %q, want %d", err, w.Code, w.Body, want)
		}
	}
}
