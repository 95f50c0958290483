package notify_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/notify"
)

// architecture.md 2: the rendered words are blanked after 90 days; what was
// said to whom and when stays.
func TestWordsAreBlankedAfterNinetyDaysAndNotBefore(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	id := o.add(notify.Intent{Channel: notify.Email, Kind: notify.Request, To: mailbox, DedupeKey: "blank", Items: []notify.Item{{Kind: notify.ItemTask}}})[0]
	o.deliver(id)
	blank := func() (n int) {
		o.tx(func(tx pgx.Tx) (err error) {
			n, err = o.outbox.Blank(t.Context(), tx, o.clock())
			return err
		})
		return n
	}
	o.moveClock(90*24*time.Hour - time.Minute)
	if n := blank(); n != 0 {
		t.Errorf("%d messages were blanked before their time", n)
	}
	o.moveClock(2 * time.Minute)
	if n := blank(); n != 1 {
		t.Errorf("%d messages were blanked, want 1", n)
	}
	var words, recipient string
	err := o.pool.QueryRow(t.Context(), `SELECT w.subject || w.text || w.html, m.recipient FROM message m JOIN message_words w ON w.message_id = m.id WHERE m.id = $1`, id).Scan(&words, &recipient)
	if err != nil || words != "" || recipient != mailbox {
		t.Errorf("after 90 days: words %q, recipient %q, %v", words, recipient, err)
	}
	if n := blank(); n != 0 {
		t.Errorf("%d messages were blanked twice", n)
	}
}
