package jobs_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"throughgate/internal/testkit"
	"throughgate/internal/testkit/twiliod"
)

// oneText queues one text.
func (p *post) oneText() {
	p.Helper()
	p.mixed(2, "k")
	p.exec(`UPDATE message SET state = 'cancelled', settled_at = $1 WHERE channel = 'email'`, start)
}

func (p *post) textState() string {
	p.Helper()
	return p.one(`SELECT state FROM message WHERE channel = 'text'`)
}

func TestCallbacksMayComeEarlyTwiceAndShuffled(t *testing.T) {
	queued, sent, delivered := twiliod.Receipt{Status: "queued"}, twiliod.Receipt{Status: "sent"}, twiliod.Receipt{Status: "delivered"}
	lost := twiliod.Receipt{Status: "undelivered", ErrorCode: 30005}
	for name, c := range map[string]struct {
		early, after []twiliod.Receipt
		fault        twiliod.Fault
		want         string
	}{
		"in their order":           {after: []twiliod.Receipt{queued, sent, delivered}, want: "delivered"},
		"shuffled":                 {after: []twiliod.Receipt{delivered, queued, sent}, want: "delivered"},
		"twice":                    {after: []twiliod.Receipt{queued, queued, delivered, sent, delivered}, want: "delivered"},
		"all before the answer":    {early: []twiliod.Receipt{queued, sent, delivered}, want: "delivered"},
		"some before the answer":   {early: []twiliod.Receipt{sent}, after: []twiliod.Receipt{queued, delivered}, want: "delivered"},
		"lost before the answer":   {early: []twiliod.Receipt{lost}, after: []twiliod.Receipt{sent}, want: "failed"},
		"final, then another":      {after: []twiliod.Receipt{lost, delivered}, want: "failed"},
		"early, and no answer":     {early: []twiliod.Receipt{delivered}, fault: twiliod.AcceptThenDrop, want: "delivered"},
		"late, and no answer":      {after: []twiliod.Receipt{queued}, fault: twiliod.EmptyCreated, want: "sent"},
		"a word nobody has taught": {after: []twiliod.Receipt{sent, {Status: "teleported"}}, want: "sent"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPost(t, testkit.URL(t))
			p.phone.SetReceipts()
			p.whenKept(func() {
				texts := p.phone.Texts()
				p.callBack(texts[len(texts)-1].SID, c.early)
			})
			p.phone.Next(c.fault)
			p.oneText()
			p.drainWith(p.runner)
			p.callBack(p.phone.Texts()[0].SID, c.after)
			if got := p.textState(); got != c.want || len(p.phone.Texts()) != 1 {
				t.Errorf("%s, sent %d times; want %s", got, len(p.phone.Texts()), c.want)
			}
		})
	}
}

func (p *post) callBack(sid string, list []twiliod.Receipt) {
	for _, r := range list {
		if status, err := p.phone.SendReceipt(context.Background(), sid, r); err != nil || status != http.StatusNoContent {
			p.Errorf("%s was answered %d, %v", r.Status, status, err)
		}
	}
}

func TestAForgedCallbackChangesNothing(t *testing.T) {
	p := newPost(t, testkit.URL(t))
	p.phone.SetReceipts()
	p.oneText()
	p.drainWith(p.runner)
	text := p.phone.Texts()[0]
	form := url.Values{"MessageSid": {text.SID}, "MessageStatus": {"delivered"}}
	other := strings.Replace(text.StatusCallback, p.hooks.URL, "https://other.example", 1)
	for name, signature := range map[string]string{
		"none": "", "of another token": twiliod.Sign("another", text.StatusCallback, form),
		"of another address": twiliod.Sign(phoneToken, other, form),
		"of other words":     twiliod.Sign(phoneToken, text.StatusCallback, url.Values{"MessageStatus": {"sent"}}),
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, text.StatusCallback, strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("X-Twilio-Signature", signature)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusForbidden || p.textState() != "sent" {
			t.Errorf("signature %s: answered %d, the text is %s", name, res.StatusCode, p.textState())
		}
	}
}

func TestATextWhoseCallbacksAreLostIsFoundInTheProvidersListAndWipedThere(t *testing.T) {
	p := newPost(t, testkit.URL(t))
	p.phone.SetReceipts()
	p.phone.Next(twiliod.AcceptThenDrop)
	p.oneText()
	p.drainWith(p.runner)
	if got := p.textState(); got != "unknown" {
		t.Fatalf("it is %s", got)
	}
	sid := p.phone.Texts()[0].SID
	p.phone.NextList(twiliod.ServerError)
	p.moveClock(time.Minute)
	p.drainWith(p.runner) // the provider is in trouble
	p.moveClock(time.Minute)
	p.drainWith(p.runner)
	if got := p.textState(); got != "sent" || p.one(`SELECT provider_ref FROM message WHERE channel = 'text'`) != sid {
		t.Fatalf("it is %s", got)
	}
	if n := p.one(`SELECT count(*)::text FROM attention WHERE closed_at IS NULL`); n != "0" {
		t.Errorf("%s things on lists", n)
	}
	p.moveClock(48 * time.Hour)
	p.drainWith(p.runner)
	if text, _ := p.phone.Text(sid); text.Blanked {
		t.Error("its words were wiped while it was on its way")
	}
	p.callBack(sid, []twiliod.Receipt{{Status: "delivered"}})
	p.moveClock(48 * time.Hour)
	p.drainWith(p.runner)
	if text, _ := p.phone.Text(sid); !text.Blanked {
		t.Error("its words are still at the provider")
	}
}
