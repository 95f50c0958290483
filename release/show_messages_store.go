package release

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/notify"
)

// readMessages finds every message that is about the release, its tasks or its
// appointments, oldest first.
func readMessages(ctx context.Context, tx pgx.Tx, releaseID int64, releaseRef string) ([]StoryMessage, error) {
	type messageRow struct {
		Ref         string
		Channel     string
		Kind        string
		Recipient   string
		AboutKind   string
		AboutRef    string
		State       string
		Reason      string
		QueuedAt    time.Time
		NotBefore   time.Time
		SentAt      *time.Time
		SettledAt   *time.Time
		Attempts    int
		ProviderRef string
		ClaimedAt   *time.Time
		Imported    bool
		HeldUntil   *time.Time
	}
	rows, _ := tx.Query(ctx, `
		with item as (
			select i.message_id, i.position, 'task' as kind, t.ref
			  from task t join message_item i on i.task_id = t.id where t.release_id = $1
			 union all
			select i.message_id, i.position, 'appointment', coalesce(a.external_id, a.ref)
			  from appointment a join message_item i on i.appointment_id = a.id where a.release_id = $1
			 union all
			select i.message_id, i.position, 'release', $2
			  from message_item i where i.release_id = $1 and i.task_id is null and i.appointment_id is null
			 union all
			select m.id, 2147483647, 'release', $2 from message m where m.release_id = $1
		), first as (
			select distinct on (message_id) message_id, kind, ref from item order by message_id, position
		)
		select m.ref, m.channel, m.kind, m.recipient, f.kind as about_kind, f.ref as about_ref, m.state, m.reason,
		       m.queued_at, m.not_before, m.sent_at, m.settled_at, m.attempts, m.provider_ref, m.claimed_at,
		       i.id is not null as imported, case when i.brake <> '' then i.sent_at else i.finished_at end as held_until
		  from first f join message m on m.id = f.message_id left join import i on i.id = m.import_id
		 order by m.queued_at, m.id`, releaseID, releaseRef)
	stored, err := collect[messageRow](rows, "messages")
	if err != nil {
		return nil, err
	}
	messages := make([]StoryMessage, len(stored))
	for i, m := range stored {
		messages[i] = StoryMessage{ID: m.Ref, Channel: m.Channel, Kind: m.Kind, To: notify.Mask(m.Recipient),
			About: StoryAbout{Kind: m.AboutKind, Reference: m.AboutRef}, State: m.State, Reason: m.Reason,
			QueuedAt: m.QueuedAt, NotBefore: m.NotBefore, SentAt: m.SentAt, SettledAt: m.SettledAt,
			Attempts: m.Attempts, ProviderRef: m.ProviderRef, claimedAt: m.ClaimedAt,
			heldUntil: heldUntil{imported: m.Imported, until: m.HeldUntil}}
	}
	return messages, nil
}
