package sms_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/internal/testkit/twiliod"
	"throughgate/notify"
	"throughgate/notify/sms"
)

func TestReceiptsAreRead(t *testing.T) {
	tests := []struct {
		status, code string
		want         sms.Receipt
	}{
		{"accepted", "", sms.Receipt{Arrival: sms.OnItsWay}},
		{"scheduled", "", sms.Receipt{Arrival: sms.OnItsWay}},
		{"queued", "", sms.Receipt{Arrival: sms.OnItsWay}},
		{"sending", "", sms.Receipt{Arrival: sms.OnItsWay}},
		{"sent", "0", sms.Receipt{Arrival: sms.OnItsWay}},
		{"delivered", "", sms.Receipt{Arrival: sms.Delivered}},
		{"read", "", sms.Receipt{Arrival: sms.Delivered}},
		{"undelivered", "30003", sms.Receipt{Arrival: sms.NotDelivered, Fault: notify.FaultLaterTellWorker, Code: "30003"}},
		{"undelivered", "30008", sms.Receipt{Arrival: sms.NotDelivered, Fault: notify.FaultLaterTellWorker, Code: "30008"}},
		{"undelivered", "30005", sms.Receipt{Arrival: sms.NotDelivered, Fault: notify.FaultBadNumber, Code: "30005"}},
		{"undelivered", "30006", sms.Receipt{Arrival: sms.NotDelivered, Fault: notify.FaultBadNumber, Code: "30006"}},
		{"failed", "21610", sms.Receipt{Arrival: sms.NotDelivered, Fault: notify.FaultOptedOut, Code: "21610"}},
		{"failed", "30007", sms.Receipt{Arrival: sms.NotDelivered, Fault: notify.FaultAccountAlarm, Code: "30007"}},
		{"failed", "39999", sms.Receipt{Arrival: sms.NotDelivered, Fault: notify.FaultUnknownCode, Code: "39999"}},
		{"failed", "", sms.Receipt{Arrival: sms.NotDelivered, Fault: notify.FaultUnknownCode}},
		{"canceled", "", sms.Receipt{Arrival: sms.NotDelivered, Fault: notify.FaultUnknownCode}},
		{"undelivered", "call +447700900123", sms.Receipt{Arrival: sms.NotDelivered, Fault: notify.FaultUnknownCode}},
		{"something new", "", sms.Receipt{Arrival: sms.OnItsWay, Fault: notify.FaultUnknownCode}},
		{"", "", sms.Receipt{Arrival: sms.OnItsWay, Fault: notify.FaultUnknownCode}},
	}
	for _, test := range tests {
		if got := sms.ClassifyStatus(test.status, test.code); got != test.want {
			t.Errorf("%q, %q: got %+v, want %+v", test.status, test.code, got, test.want)
		}
	}
}

// TestTwiliosOwnExample is the worked example of Twilio's "Validating requests".
func TestTwiliosOwnExample(t *testing.T) {
	form := "CallSid=CA1234567890ABCDE&Caller=%2B12349013030&Digits=1234&From=%2B12349013030&To=%2B18005551212"
	if !sms.ValidSignature("12345", "https://mycompany.com", "/myapp.php?foo=1&bar=2", []byte(form), "0/KCTR6DLpKmkAf8muzZqo1nDgQ=") {
		t.Error("Twilio's example is not accepted")
	}
}

func TestOnlyTrueSignaturesAreAccepted(t *testing.T) {
	const path = "/webhooks/twilio/status/abc"
	body := "MessageSid=SM1&MessageStatus=delivered&To=%2B447700900123"
	form, _ := url.ParseQuery(body)
	good := twiliod.Sign(token, public+path, form)
	tests := map[string]struct {
		token, public, path, body, signature string
		want                                 bool
	}{
		"as signed":                        {token, public, path, body, good, true},
		"public address ends with a slash": {token, public + "/", path, body, good, true},
		"keys in another order":            {token, public, path, "To=%2B447700900123&MessageStatus=delivered&MessageSid=SM1", good, true},
		"a repeated key counts once":       {token, public, path, body + "&MessageStatus=failed", good, true},
		"a repeated key put first":         {token, public, path, "MessageStatus=failed&" + body, good, false},
		"another status":                   {token, public, path, strings.Replace(body, "delivered", "failed", 1), good, false},
		"a key more":                       {token, public, path, body + "&Body=x", good, false},
		"another path":                     {token, public, path + "d", body, good, false},
		"another host":                     {token, "https://other.example/tg", path, body, good, false},
		"another token":                    {token + "0", public, path, body, good, false},
		"no signature":                     {token, public, path, body, "", false},
		"no token configured":              {"", public, path, body, twiliod.Sign("", public+path, form), false},
		"no address configured":            {token, "", path, body, twiliod.Sign(token, path, form), false},
		"no form":                          {token, public, path, "%zz", good, false},
	}
	for name, test := range tests {
		if got := sms.ValidSignature(test.token, test.public, test.path, []byte(test.body), test.signature); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestCallbackIsReadByItsFirstValues(t *testing.T) {
	got, err := sms.ParseCallback([]byte("MessageSid=SM1&MessageStatus=failed&MessageStatus=delivered&ErrorCode=30005&From=%2B447700900000&To=%2B447700900123&Body=hello"))
	if err != nil {
		t.Fatal(err)
	}
	want := sms.Callback{MessageSID: "SM1", Status: "failed", ErrorCode: "30005", From: "+447700900000", To: "+447700900123", Body: "hello"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error("callback (-want +got):", diff)
	}
	for _, body := range []string{"", "MessageSid=", "MessageSid=a/b", "a=%zz"} {
		if _, err := sms.ParseCallback([]byte(body)); err == nil {
			t.Errorf("%q: no error", body)
		}
	}
}

func TestWholeRoundOfAText(t *testing.T) {
	var got []sms.Receipt
	var paths []string
	var web *httptest.Server
	web = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if !sms.ValidSignature(token, web.URL, r.URL.EscapedPath(), body, r.Header.Get("X-Twilio-Signature")) {
			t.Error("a callback is not signed")
		}
		callback, err := sms.ParseCallback(body)
		if err != nil {
			t.Error(err)
		}
		got = append(got, sms.ClassifyStatus(callback.Status, callback.ErrorCode))
		paths = append(paths, r.URL.Path)
	}))
	defer web.Close()
	server := newServer(t)
	server.SetReceipts(twiliod.Receipt{Status: "sent"}, twiliod.Receipt{Status: "undelivered", ErrorCode: 30003})
	sender, err := sms.New(sms.Config{AccountSID: account, AuthToken: token, From: from, APIURL: server.URL, PublicURL: web.URL})
	if err != nil {
		t.Fatal(err)
	}
	if sent := sender.Send(t.Context(), message()); sent.Outcome != notify.Accepted {
		t.Fatalf("got %+v", sent)
	}
	if err := server.Settled(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := []sms.Receipt{{Arrival: sms.OnItsWay}, {Arrival: sms.NotDelivered, Fault: notify.FaultLaterTellWorker, Code: "30003"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error("receipts (-want +got):", diff)
	}
	for _, path := range paths {
		if path != sms.StatusPath+message().Token {
			t.Errorf("callback to %s", path)
		}
	}
}
