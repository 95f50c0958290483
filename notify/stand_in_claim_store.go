package notify

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
)

// toWhoeverStandsInNow looks again, as messages leave, who is away and who stands
// in: they were written for those of the moment at which they were written. What
// is for somebody who is ill since the watch goes to their deputy; what a deputy
// would get for somebody who is back goes to them. An e-mail whose line dropped
// may have arrived already, and goes once more to whom it went.
func (c *Courier) toWhoeverStandsInNow(ctx context.Context, tx pgx.Tx, now time.Time, list []stored) error {
	if !slices.ContainsFunc(list, stored.mayChangeHands) {
		return nil
	}
	away, err := access.ReadStandIns(ctx, tx, calendar.DayOf(now))
	if err != nil {
		return err
	}
	holders, err := holdersOf(ctx, tx, list)
	if err != nil {
		return err
	}
	var returned []Intent
	for i := range list {
		m := &list[i]
		if !m.mayChangeHands() {
			continue
		}
		if to, name, absence := insteadOf(m.Recipient, away, c.outbox.Mailbox); absence != 0 {
			m.Recipient, m.RecipientName, m.Items = to, name, marked(m.Items, absence)
			if err := writeRecipient(ctx, tx, m, absence); err != nil {
				return err
			}
		}
		for _, h := range holders {
			if covers, _, _ := insteadOf(h.Email, away, c.outbox.Mailbox); strings.EqualFold(covers, m.Recipient) {
				continue // they stand in as before
			}
			back, err := giveBack(ctx, tx, now, m, h)
			if err != nil {
				return err
			}
			returned = append(returned, back...)
		}
	}
	_, err = c.outbox.Add(ctx, tx, now, returned)
	return err
}

// giveBack takes the lines of a holder's absence out of a message, if it has any,
// for a message to the holder.
func giveBack(ctx context.Context, tx pgx.Tx, now time.Time, m *stored, h holder) ([]Intent, error) {
	back := m.takeOut(h.AbsenceID)
	if len(back) == 0 {
		return nil, nil
	}
	if _, err := tx.Exec(ctx, `UPDATE message_item SET dropped = true WHERE message_id = $1 AND absence_id = $2`, m.ID, h.AbsenceID); err != nil {
		return nil, fmt.Errorf("take lines out of message %d: %w", m.ID, err)
	}
	return []Intent{{Channel: m.Channel, Kind: m.Kind, To: h.Email, ToName: h.Name, ServiceID: m.ServiceID,
		DedupeKey: fmt.Sprintf("back:%d:%d", m.ID, h.AbsenceID), NotBefore: now, Deadline: m.Deadline, Items: back}}, nil
}

// mayChangeHands: somebody else than before may have to be told.
func (m stored) mayChangeHands() bool {
	return m.Channel == Email && !m.Kind.aboutAccount() && m.ProviderCode != codeInterrupted &&
		(m.RecipientAway || slices.ContainsFunc(m.Items, func(i Item) bool { return i.AbsenceID != 0 }))
}

// takeOut takes the lines of an absence out of a message, and gives them without
// the mark.
func (m *stored) takeOut(absence int64) (out []Item) {
	m.Items = slices.DeleteFunc(slices.Clone(m.Items), func(i Item) bool {
		if i.AbsenceID != absence {
			return false
		}
		i.AbsenceID = 0
		out = append(out, i)
		return true
	})
	return out
}

// holder is for whom the lines of an absence are.
type holder struct {
	AbsenceID   int64
	Email, Name string
}

func holdersOf(ctx context.Context, tx pgx.Tx, list []stored) ([]holder, error) {
	var absences []int64
	for _, m := range list {
		for _, i := range m.Items {
			if i.AbsenceID != 0 && !slices.Contains(absences, i.AbsenceID) {
				absences = append(absences, i.AbsenceID)
			}
		}
	}
	if len(absences) == 0 {
		return nil, nil
	}
	rows, err := tx.Query(ctx, `SELECT x.id, a.email, a.name FROM absence x JOIN account a ON a.id = x.account_id WHERE x.id = ANY($1) ORDER BY x.id`, absences)
	if err != nil {
		return nil, fmt.Errorf("read who was away: %w", err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[holder])
	if err != nil {
		return nil, fmt.Errorf("read who was away: %w", err)
	}
	return out, nil
}

func writeRecipient(ctx context.Context, tx pgx.Tx, m *stored, absence int64) error {
	batch := &pgx.Batch{}
	batch.Queue(`UPDATE message SET recipient = $2, recipient_name = $3 WHERE id = $1`, m.ID, m.Recipient, m.RecipientName)
	batch.Queue(`UPDATE message_item SET absence_id = $2 WHERE message_id = $1 AND absence_id IS NULL AND NOT dropped`, m.ID, absence)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("give message %d to whoever stands in: %w", m.ID, err)
	}
	return nil
}
