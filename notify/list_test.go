package notify_test

import (
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"throughgate/notify"
)

// A kind that is stored and not in the list could not be chosen on the page of
// messages.
func TestEveryKindThatIsStoredCanBeChosen(t *testing.T) {
	o := newOffice(t)
	stored := o.list(`
		SELECT m[1] FROM pg_constraint, regexp_matches(pg_get_constraintdef(oid), '''([a-z_]+)''::text', 'g') AS m
		 WHERE conname = 'message_kind_check' ORDER BY 1`)
	var listed []string
	for _, kind := range notify.Kinds {
		listed = append(listed, string(kind))
	}
	slices.Sort(listed)
	if !slices.Equal(stored, listed) {
		t.Errorf("stored: %v\nto choose from: %v", stored, listed)
	}
}

// A page of messages reads a bounded part of them, however many there are, and
// says so.
func TestAListOfMessagesIsCountedUpToALimit(t *testing.T) {
	o := newOffice(t)
	o.exec(`INSERT INTO message (ref, channel, kind, recipient, dedupe_key, state, queued_at, not_before, sent_at, settled_at, attempts)
		SELECT 'ref' || to_char(n, 'FM0000000000'), 'email', 'request', 'desk@service.example', n::text, 'sent', $2, $2, $2, $2, 1
		FROM generate_series(1, $1) n`, notify.MostCounted, o.now)
	read := func() (list notify.List) {
		t.Helper()
		o.tx(func(tx pgx.Tx) (err error) {
			list, err = notify.ReadList(t.Context(), tx, notify.ListQuery{Page: notify.MostCounted / notify.ListPage})
			return err
		})
		return list
	}
	if list := read(); list.Total != notify.MostCounted || list.More || len(list.Rows) != notify.ListPage {
		t.Errorf("as many as are counted: %d, more: %v, on the last page %d", list.Total, list.More, len(list.Rows))
	}
	o.exec(`INSERT INTO message (ref, channel, kind, recipient, dedupe_key, state, queued_at, not_before, sent_at, settled_at, attempts)
		VALUES ('onemore000000', 'email', 'request', 'desk@service.example', 'one more', 'sent', $1, $1, $1, $1, 1)`, o.now)
	if list := read(); list.Total != notify.MostCounted || !list.More {
		t.Errorf("one more: %d, more: %v", list.Total, list.More)
	}
}
