package release_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/notify"
	"throughgate/notify/webhook"
	"throughgate/release"
)

var hookSecret = []byte("a secret of these tests, and of no others")

// hooked is a unit whose events go to a real server of another system.
type hooked struct {
	*unitTest
	hooks  *release.Webhooks
	asked  []int64
	posted []posted

	mutex  sync.Mutex
	status int // what the server answers; 0: 204
}

// posted is what the other system took in.
type posted struct {
	ID, Path string
	Body     struct {
		Type string
		Data struct {
			Task    *struct{ ID, Code, State, Due_on string }
			Tasks   []string
			Release *struct{ ID, Planned_day, Or_day string }
		}
	}
	raw string
}

func newHooked(t *testing.T) *hooked {
	h := &hooked{unitTest: newUnit(t)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mac := hmac.New(sha256.New, hookSecret) // as docs/webhooks.md tells whoever takes them
		mac.Write([]byte(r.Header.Get("webhook-id") + "." + r.Header.Get("webhook-timestamp") + "." + string(body)))
		if want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)); !slices.Contains(strings.Fields(r.Header.Get("webhook-signature")), want) {
			t.Errorf("the signature is %q", r.Header.Get("webhook-signature"))
		}
		p := posted{ID: r.Header.Get("webhook-id"), Path: r.URL.Path, raw: string(body)}
		if err := json.Unmarshal(body, &p.Body); err != nil {
			t.Error(err)
		}
		h.mutex.Lock()
		defer h.mutex.Unlock()
		h.posted = append(h.posted, p)
		if h.status == 0 {
			h.status = http.StatusNoContent
		}
		w.WriteHeader(h.status)
	}))
	t.Cleanup(server.Close)
	target := func(id, area, service string) release.WebhookTarget {
		return release.WebhookTarget{ID: id, Events: release.WebhookEvents, Areas: []string{area}, Services: []string{service},
			Hook: notify.Hook{URL: server.URL + "/" + id, Secrets: [][]byte{hookSecret}, Private: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}}
	}
	h.hooks = &release.Webhooks{Pool: h.pool, Now: h.clock, Poster: webhook.Poster{},
		Targets: []release.WebhookTarget{target("coach", haringeyCode, "prison_work_coach"), target("camden", "E09000007", "prison_work_coach"), target("housing", haringeyCode, "housing_options")},
		Enqueue: func(_ context.Context, _ pgx.Tx, ids []int64) error { h.asked = append(h.asked, ids...); return nil }}
	h.must(h.hooks.Ask(t.Context())) // the targets are known from now on
	h.officer(linkAddress)
	h.services()
	h.running()
	return h
}

func (h *hooked) answers(status int) { h.mutex.Lock(); h.status = status; h.mutex.Unlock() }

// told asks for what waits, delivers it, and gives what the other systems took in.
func (h *hooked) told() []posted {
	h.Helper()
	h.must(h.hooks.Ask(h.Context()))
	return h.tryAsked()
}

// tryAsked makes one attempt at everything that was asked for and still waits.
func (h *hooked) tryAsked() []posted {
	h.Helper()
	h.posted = nil
	for _, id := range h.asked {
		var not *release.WebhookUndelivered
		if err := h.hooks.Deliver(h.Context(), id, false); err != nil && !errors.As(err, &not) {
			h.Fatal(err)
		}
	}
	return h.posted
}

// said is what was told, in short.
func said(list []posted) []string {
	var out []string
	for _, p := range list {
		line := p.Path + " " + p.Body.Type
		if task := p.Body.Data.Task; task != nil {
			line += " " + task.Code + " " + task.State
		}
		if r := p.Body.Data.Release; r != nil {
			line += " " + r.Planned_day
		}
		out = append(out, line)
	}
	return out
}

func (h *hooked) want(when string, list []posted, want ...string) {
	h.Helper()
	if got := said(list); !slices.Equal(got, want) {
		h.Errorf("%s: told\n\t%s\nwant\n\t%s", when, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

func TestWhatChangesIsToldToWhomItMayBeTold(t *testing.T) {
	h := newHooked(t)
	h.tell(leaves84)
	if got := h.told(); len(got) > 0 {
		t.Errorf("a plan is nobody's business: %s", said(got))
	}
	h.sweep("2026-11-23")
	first := h.told()
	h.want("the request", first, "/coach task.changed BEN-COACH handed_off 2027-02-15")
	for _, name := range []string{"Fictional", "Sam", "A0001BC", "LEI", "Leeds", "1990", "Haringey", haringeyCode} {
		if strings.Contains(first[0].raw, name) {
			t.Errorf("the body holds %s: %s", name, first[0].raw)
		}
	}
	if n := one[int](h.unitTest, `SELECT count(*)::integer FROM audit WHERE action = 'disclose' AND object_kind = 'webhook' AND to_whom = 'webhook:coach' AND cardinality(people) = 1`); n != 1 {
		t.Errorf("%d disclosures in the audit", n)
	}
	h.want("nothing is told twice", h.told())
	task := h.task("BEN-COACH")
	contact := access.Actor{AccountID: 1, Role: access.SPOC, Areas: []string{haringeyCode}, Services: []string{"prison_work_coach"}}
	h.must(h.tasks.Acknowledge(t.Context(), contact, task.Ref, task.Version))
	h.want("the answer", h.told(), "/coach task.changed BEN-COACH acknowledged 2027-02-15")
	moved := who{}
	for k, v := range leaves84 {
		moved[k] = v
	}
	moved["com_name"] = "Somebody Else"
	h.at("2026-11-24", 9, 0)
	h.tell(moved)
	h.want("what is not its business", h.told())
	moved["crd"] = "2027-03-08"
	h.at("2026-11-24", 10, 0)
	h.tell(moved)
	day := h.told()
	if got := said(day); !slices.Contains(got, "/coach date.changed 2027-03-08") || !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "/coach task.changed BEN-COACH") }) {
		t.Errorf("the day: told %q", got)
	}
	for i, there := range []string{"2027-03-15", "2027-03-08"} { // and back again, before anything was told
		moved["crd"] = there
		h.at("2026-11-24", 11+i, 0)
		h.tell(moved)
	}
	if got := said(h.told()); slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "date.changed") }) {
		t.Errorf("days that it knows: told %q", got)
	}
	for _, p := range append(first, day...) {
		if p.Path != "/coach" {
			t.Errorf("%s was told %s", p.Path, p.raw)
		}
	}
	h.exec(`UPDATE task SET service_id = NULL, state = 'planned', handed_off_at = NULL, due_on = NULL WHERE standard = 'BEN-COACH'`)
	h.exec(`INSERT INTO task_event (task_id, state, at, actor, reason) VALUES ($1, 'planned', $2, 'system:test', 'the import was undone')`, task.ID, h.clock())
	h.want("what it may not see any more", h.told(), "/coach task.changed  gone")
}

func TestNothingLeavesAboutSomebodyWhoDiedNorFromARestoredDatabase(t *testing.T) {
	h := newHooked(t)
	h.tell(leaves84)
	h.sweep("2026-11-23")
	h.exec(`INSERT INTO sending_home (server, timeline, database, own_table, noted_at, restored_at) VALUES (1, 1, 1, 1, $1, $1)
		ON CONFLICT (one) DO UPDATE SET restored_at = excluded.restored_at`, h.clock())
	h.want("restored", h.told())
	h.exec(`DELETE FROM sending_home`)
	if len(h.asked) > 0 {
		t.Errorf("%d were asked for", len(h.asked))
	}
	h.must(h.hooks.Ask(t.Context()))
	h.exec(`UPDATE release SET state = 'died'`)
	h.want("died", h.tryAsked())
	if n := one[int](h.unitTest, `SELECT count(*)::integer FROM webhook_delivery WHERE state = 'nothing_to_say'`); n == 0 || n != len(h.asked) {
		t.Errorf("%d of %d are settled as nothing to say", n, len(h.asked))
	}
}

// dyingPoster is a poster whose process dies after the request has left.
type dyingPoster struct{ webhook.Poster }

func (d dyingPoster) Post(ctx context.Context, to notify.Hook, r notify.HookRequest) notify.HookAnswer {
	d.Poster.Post(ctx, to, r)
	panic("killed")
}

func TestAnEventIsDeliveredAtLeastOnceUnderOneID(t *testing.T) {
	h := newHooked(t)
	h.tell(leaves84)
	h.sweep("2026-11-23")
	h.answers(http.StatusInternalServerError)
	failed := h.told()
	h.answers(http.StatusNoContent)
	h.hooks.Poster = dyingPoster{}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("nothing died")
			}
		}()
		h.tryAsked()
	}()
	h.hooks.Poster = webhook.Poster{}
	again := h.tryAsked()
	if len(failed) != 1 || len(again) != 1 || failed[0].ID != again[0].ID || !strings.HasPrefix(again[0].ID, "msg_") {
		t.Fatalf("%+v, then %+v", failed, again)
	}
	h.want("delivered", h.tryAsked())
	if n := one[int](h.unitTest, `SELECT attempts FROM webhook_delivery WHERE state = 'delivered'`); n != 2 { // the one that died is not known of
		t.Errorf("%d attempts", n)
	}
	if got := one[string](h.unitTest, `SELECT concat_ws(' ', failing_since IS NULL, failure, failure_status) FROM webhook_target WHERE id = 'coach'`); got != "t answered 500" {
		t.Errorf("the target: %s", got)
	}
}

func TestATargetThatFailsForTooLongIsSwitchedOffAndNothingIsLost(t *testing.T) {
	h := newHooked(t)
	h.account(access.Administrator, "admin@unit.example")
	admin := h.actor("admin@unit.example")
	h.tell(leaves84)
	h.sweep("2026-11-23")
	h.answers(http.StatusBadGateway)
	h.told()
	h.at("2026-11-28", 7, 59)
	h.tryAsked()
	if n := one[int](h.unitTest, `SELECT count(*)::integer FROM webhook_target WHERE off_at IS NOT NULL`); n != 0 {
		t.Error("it is switched off before its time")
	}
	h.at("2026-11-28", 8, 1)
	h.tryAsked()
	if n := one[int](h.unitTest, `SELECT count(*)::integer FROM attention WHERE kind = 'account_alarm' AND about_key = 'webhook:coach' AND role = 'administrator' AND closed_at IS NULL`); n != 1 {
		t.Errorf("%d lines on the administrator's list", n)
	}
	h.answers(http.StatusNoContent)
	task := h.task("BEN-COACH")
	contact := access.Actor{AccountID: 1, Role: access.SPOC, Areas: []string{haringeyCode}, Services: []string{"prison_work_coach"}}
	h.must(h.tasks.Acknowledge(t.Context(), contact, task.Ref, task.Version))
	h.want("switched off", h.told())
	if err := h.hooks.SendTest(t.Context(), admin, "coach"); err == nil {
		t.Error("a test is sent to what is switched off")
	}
	h.must(h.hooks.SwitchOn(t.Context(), admin, "coach"))
	h.want("switched on again: the same event, and what happened meanwhile", h.told(),
		"/coach task.changed BEN-COACH acknowledged 2027-02-15", "/coach task.changed BEN-COACH acknowledged 2027-02-15")
	if n := one[int](h.unitTest, `SELECT count(*)::integer FROM attention WHERE about_key = 'webhook:coach' AND closed_at IS NULL`); n != 0 {
		t.Error("it stands on the list still")
	}
	h.asked = nil
	h.must(h.hooks.SendTest(t.Context(), admin, "coach"))
	h.want("a test", h.tryAsked(), "/coach test")
	list, err := h.hooks.Deliveries(t.Context(), admin, "coach")
	h.must(err)
	h.must(h.hooks.DeliverAgain(t.Context(), admin, "coach", list[1].ID))
	h.want("again", h.tryAsked(), "/coach task.changed BEN-COACH acknowledged 2027-02-15")
	if err := h.hooks.DeliverAgain(t.Context(), admin, "camden", list[1].ID); err == nil {
		t.Error("another target's event is delivered again")
	}
	h.answers(http.StatusGone)
	h.must(h.hooks.SendTest(t.Context(), admin, "coach"))
	h.tryAsked()
	states, err := h.hooks.States(t.Context(), admin)
	h.must(err)
	if states[0].OffAt == nil || states[0].Failure != notify.HookGone || !strings.HasPrefix(states[0].Host, "http://127.0.0.1:") || strings.Contains(states[0].Host, "coach") {
		t.Errorf("after 410: %+v", states[0])
	}
	h.hooks.Targets = nil // the setting is taken away
	h.must(h.hooks.Ask(t.Context()))
	h.exec(`INSERT INTO task_event (task_id, state, at, actor) VALUES ($1, 'accepted', $2, 'system:test')`, task.ID, h.clock())
	if n := one[int](h.unitTest, `SELECT count(*)::integer FROM webhook_delivery WHERE state = 'waiting'`); n != 0 {
		t.Errorf("%d events wait for targets that are not set", n)
	}
}
