package notify_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/notify"
)

const (
	oldKey = "the key of last year, long enough for us"
	newKey = "the key of this year, long enough for us"
)

func (o *office) never(keys ...string) notify.NeverText {
	return notify.NeverText{Pool: o.pool, Now: o.clock, Calendar: o.days, Keys: notify.NewNeverTextKeys(keys...)}
}

func withNever(keys ...string) func(*notify.CourierParts) {
	return func(p *notify.CourierParts) { p.Never = notify.NewNeverTextKeys(keys...) }
}

func (o *office) addNever(list notify.NeverText, numbers ...string) int {
	o.Helper()
	added, bad, err := list.Add(o.Context(), access.System("never-text"), numbers)
	if err != nil || len(bad) > 0 {
		o.Fatalf("add: %v, %v", err, bad)
	}
	return added
}

func TestANumberOnTheNeverTextListGetsNoTextOfAnyKind(t *testing.T) {
	o := newOffice(t, withNever(newKey))
	// Waiting when the number is added, queued afterwards, and an answer to HELP.
	waiting := o.add(text("waiting"), mail("mail"))
	if added := o.addNever(o.never(newKey), "07700 900 123", "", "+44 (0)7700 900123"); added != 1 {
		t.Errorf("%d added, want 1: one number, written twice", added)
	}
	o.comes("SM1", mobile, "HELP")
	help := o.takeAsked()
	after := o.add(text("after"))
	o.deliver(append(waiting, after[0], help[len(help)-1].MessageID)...)
	for what, id := range map[string]int64{"waiting": waiting[0], "after": after[0], "help": help[len(help)-1].MessageID} {
		if got := o.message(id); got.State != "not_sent" || got.Reason != "no texts go to this number" {
			t.Errorf("%s: %+v", what, got)
		}
	}
	if got := o.message(waiting[1]); got.State != "sent" || o.text.calls() != 0 {
		t.Errorf("the e-mail: %+v; %d texts left", got, o.text.calls())
	}
	want := []string{"undelivered link_officer message:1", "undelivered link_officer message:4"}
	if diff := cmp.Diff(want, o.openItems()); diff != "" {
		t.Errorf("a worker tells what the texts would have (-want +got):\n%s", diff)
	}
	if removed, _, err := o.never(newKey).Remove(t.Context(), access.System("never-text"), []string{mobile}); removed != 1 || err != nil {
		t.Fatalf("removed %d, %v", removed, err)
	}
	again := o.add(text("again"))
	o.deliver(again...)
	if got := o.message(again[0]); got.State != "sent" {
		t.Errorf("once it is off the list: %+v", got)
	}
}

func TestTheNeverTextListKeepsNoNumberAndNoReason(t *testing.T) {
	o := newOffice(t)
	o.addNever(o.never(newKey), mobile)
	for _, row := range o.list(`SELECT n::text FROM never_text n UNION ALL SELECT detail FROM audit WHERE object_kind = 'never_text'`) {
		if strings.Contains(row, "7700900123") {
			t.Errorf("kept: %s", row)
		}
	}
	// The same number under another key is another hash: nobody who lacks the key
	// can try all numbers.
	o.addNever(o.never(oldKey, newKey), "07700 900124")
	if n := o.list(`SELECT count(DISTINCT key_id)::text FROM never_text`); n[0] != "2" {
		t.Errorf("%s keys, want 2", n[0])
	}
}

func TestAKeyMayChangeWhileTheOldOneIsGivenToo(t *testing.T) {
	o := newOffice(t)
	o.addNever(o.never(oldKey), mobile)
	both := o.never(newKey, oldKey)
	if added := o.addNever(both, mobile, "07700 900124"); added != 1 {
		t.Errorf("%d added: the number under the old key is on the list", added)
	}
	listed, bad, err := both.Listed(t.Context(), access.System("never-text"), []string{"07700 900123", "07700 900124", "07700 900125", "none"})
	if err != nil || len(bad) != 1 || bad[0].Line != 4 {
		t.Fatalf("%v, bad %v", err, bad)
	}
	if diff := cmp.Diff([]bool{true, true, false, false}, listed); diff != "" {
		t.Errorf("listed (-want +got):\n%s", diff)
	}
	if removed, _, err := both.Remove(t.Context(), access.System("never-text"), []string{mobile}); removed != 1 || err != nil {
		t.Errorf("under the old key: removed %d, %v", removed, err)
	}
}

func TestWithoutTheKeyOfTheListNobodyIsTexted(t *testing.T) {
	o := newOffice(t, withNever(newKey))
	o.addNever(o.never(oldKey), "07700 900124")
	ids := o.add(text("k"))
	err := o.courier.Deliver(t.Context(), ids)
	if !fault.Is(err, fault.KindRefused) || !strings.Contains(err.Error(), "THROUGHGATE_NEVER_TEXT_KEY") {
		t.Errorf("delivered with %v", err)
	}
	if got := o.message(ids[0]); got.State != "queued" || o.text.calls() != 0 {
		t.Errorf("%+v, %d calls", got, o.text.calls())
	}
	o.tx(func(tx pgx.Tx) error {
		if err := notify.CheckNeverText(t.Context(), tx, notify.NewNeverTextKeys(newKey)); !fault.Is(err, fault.KindRefused) {
			t.Errorf("checked at the start: %v", err)
		}
		return notify.CheckNeverText(t.Context(), tx, notify.NewNeverTextKeys(newKey, oldKey))
	})
	if _, _, err := o.never().Add(t.Context(), access.System("never-text"), []string{mobile}); !fault.Is(err, fault.KindRefused) {
		t.Errorf("added without a key: %v", err)
	}
}
