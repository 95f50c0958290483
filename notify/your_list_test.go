package notify_test

import (
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/notify"
)

func (o *office) yourList(q notify.YourListQuery) []notify.OnList {
	o.Helper()
	var list notify.YourList
	o.tx(func(tx pgx.Tx) (err error) {
		list, err = notify.ReadYourList(o.Context(), tx, q)
		return err
	})
	if list.Total != len(list.Rows) {
		o.Errorf("%d of %d", len(list.Rows), list.Total)
	}
	return list.Rows
}

func TestAReplyThatWasReadLetsTextsGoOn(t *testing.T) {
	o := newOffice(t)
	who, desk := o.officer(), o.desk()
	id := o.add(text("t"))[0]
	o.comes("SM1", mobile, "purple monkey")
	o.comes("SM2", mobile, "dishwasher")
	o.deliver(id)
	if got := o.message(id); got.State != "queued" || got.Reason == "" {
		t.Fatalf("does not wait for the replies: %+v", got)
	}
	list := o.yourList(notify.YourListQuery{Role: access.LinkOfficer})
	if len(list) != 2 || list[0].Reply != "purple monkey" || list[0].Number != "***0123" || list[0].Initials != "SF" {
		t.Fatalf("the list: %+v", list)
	}
	if err := desk.CloseItem(o.Context(), who, nil, list[0].ID, ""); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("without a note: %v", err)
	}
	o.takeAsked()
	if err := desk.CloseItem(o.Context(), who, nil, list[0].ID, "rang him"); err != nil {
		t.Fatal(err)
	}
	if asked := o.takeAsked(); len(asked) != 0 {
		t.Errorf("asked for %v with one reply unread", asked)
	}
	o.moveClock(time.Minute)
	if err := desk.CloseItem(o.Context(), who, nil, list[1].ID, "a joke"); err != nil {
		t.Fatal(err)
	}
	if asked := o.takeAsked(); len(asked) != 1 || asked[0].MessageID != id || !asked[0].At.Equal(o.clock()) {
		t.Errorf("asked for %v", asked)
	}
	o.deliver(id)
	if got := o.message(id); got.State != "sent" {
		t.Errorf("does not go on: %+v", got)
	}
	if err := desk.CloseItem(o.Context(), who, nil, list[1].ID, "me too"); !fault.Is(err, fault.KindConflict) || fault.Text(err) != "Lee Link has taken it off the list already" {
		t.Errorf("twice: %v", err)
	}
	if got := o.list(`SELECT close_note || ' ' || closed_by FROM attention ORDER BY id`); !slices.Equal(got, []string{"rang him account:1", "a joke account:1"}) {
		t.Errorf("the notes: %q", got)
	}
}

func TestADoubtIsNotClosedByANote(t *testing.T) {
	o := newOffice(t)
	who := o.officer()
	o.unknown(text("t"))
	list := o.yourList(notify.YourListQuery{Role: access.LinkOfficer})
	if err := o.desk().CloseItem(o.Context(), who, nil, list[0].ID, "done"); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("closed: %v", err)
	}
}

func TestAListIsOfARoleAndItsAreas(t *testing.T) {
	o := newOffice(t)
	who := o.officer()
	o.comes("SM1", mobile, "2")
	o.exec(`INSERT INTO attention (kind, about_key, role, opened_at, due_on) VALUES ('account_alarm', 'channel:text', 'administrator', $1, '2026-11-23'),
		('not_answering', 'service:1', 'coordinator', $1, '2026-11-20')`, monday)
	for name, test := range map[string]struct {
		q    notify.YourListQuery
		want []notify.AttentionKind
	}{
		"link officer":  {notify.YourListQuery{Role: access.LinkOfficer, Areas: []string{"E09000014"}}, []notify.AttentionKind{notify.OnListReply}},
		"another area":  {notify.YourListQuery{Role: access.LinkOfficer, Areas: []string{"E09000007"}}, nil},
		"coordinator":   {notify.YourListQuery{Role: access.Coordinator}, []notify.AttentionKind{notify.OnListNotAnswering, notify.OnListReply}},
		"administrator": {notify.YourListQuery{Role: access.Administrator}, []notify.AttentionKind{notify.OnListAccount}},
		"a manager":     {notify.YourListQuery{Role: access.OffenderManager}, nil},
		"a service":     {notify.YourListQuery{Role: access.SPOC}, nil},
	} {
		var got []notify.AttentionKind
		for _, row := range o.yourList(test.q) {
			got = append(got, row.Kind)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
	item := o.yourList(notify.YourListQuery{Role: access.LinkOfficer})[0]
	if err := o.desk().CloseItem(o.Context(), who, []string{"E09000007"}, item.ID, "rang"); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("closed from another area: %v", err)
	}
	o.exec(`UPDATE person SET flags = '{restricted}'`)
	if item = o.yourList(notify.YourListQuery{Role: access.LinkOfficer})[0]; item.Reply != "" || item.Initials != "" || !item.Restricted {
		t.Errorf("a restricted record: %+v", item)
	}
}
