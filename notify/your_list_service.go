package notify

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

// CloseItem takes a thing off a list, in the words of who dealt with it. With the
// last reply of a number that was not understood its texts go on. Errors:
// fault.Invalid without a note, or where the thing does not leave by one;
// fault.Conflict where somebody was first; fault.NotFound.
func (d *Desk) CloseItem(ctx context.Context, who access.Actor, areas []string, id int64, note string) error {
	if note == "" {
		return fault.Invalid("Say what you did about it")
	}
	if utf8.RuneCountInString(note) > longestReason {
		return fault.Invalid("Write at most %d letters", longestReason)
	}
	err := pg.InTx(ctx, d.pool, who, func(tx pgx.Tx) error {
		item, err := ReadOnList(ctx, tx, id, YourListQuery{Role: who.Role, For: who.ForRoles(), Areas: areas})
		if err != nil {
			return err
		}
		if !item.Kind.ClosedByNote() {
			return fault.Invalid("Open what it is about, and say there what became of it")
		}
		if err := access.Follow(ctx, tx, who); err != nil {
			return err
		}
		now := d.clock()
		inbound, err := writeClosed(ctx, tx, now, who, id, note)
		if err != nil {
			return err
		}
		if inbound != 0 {
			if err := d.outbox.readReply(ctx, tx, now, inbound); err != nil {
				return err
			}
		}
		return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "attention", ObjectID: id, Detail: "closed"})
	})
	if err != nil {
		return fmt.Errorf("close a thing of a list: %w", err)
	}
	return nil
}

// readReply asks again at once for the texts to a number that waited for its
// reply to be read, unless another one of it is unread.
func (o *Outbox) readReply(ctx context.Context, tx pgx.Tx, now time.Time, inbound int64) error {
	rows, err := tx.Query(ctx, `
		UPDATE message m SET reason = '', not_before = $2
		  FROM inbound_text i
		 WHERE i.id = $1 AND m.channel = 'text' AND m.recipient = i.number AND m.state = 'queued' AND m.reason = $3
		   AND NOT EXISTS (SELECT FROM inbound_text j JOIN attention a ON a.inbound_id = j.id
		                    WHERE j.number = i.number AND a.closed_at IS NULL AND j.meaning IN ('not_understood', 'wrong_number'))
		RETURNING m.id AS message_id, m.channel, m.not_before AS at`, inbound, now, reasonReplyUnread)
	if err != nil {
		return fmt.Errorf("let texts go on: %w", err)
	}
	deliveries, err := pgx.CollectRows(rows, pgx.RowToStructByName[Delivery])
	if err != nil {
		return fmt.Errorf("let texts go on: %w", err)
	}
	return o.ask(ctx, tx, deliveries)
}

// writeClosed closes a thing that is open and gives the text that it is about, if
// it is about one.
func writeClosed(ctx context.Context, tx pgx.Tx, now time.Time, who access.Actor, id int64, note string) (inbound int64, err error) {
	var by string
	var closed bool
	err = tx.QueryRow(ctx, `
		SELECT x.closed_at IS NOT NULL, coalesce(x.inbound_id, 0),
		       coalesce((SELECT name FROM account a WHERE x.closed_by = 'account:' || a.id), 'The program')
		  FROM attention x WHERE x.id = $1 FOR UPDATE OF x`, id).Scan(&closed, &inbound, &by)
	if err != nil {
		return 0, fmt.Errorf("lock a thing of a list: %w", err)
	}
	if closed {
		return 0, fault.Conflict("%s has taken it off the list already", by)
	}
	_, err = tx.Exec(ctx, `UPDATE attention SET closed_at = $2, closed_by = $3, close_note = $4 WHERE id = $1`, id, now, who.Key(), note)
	if err != nil {
		return 0, fmt.Errorf("close a thing of a list: %w", err)
	}
	return inbound, nil
}
