package notify

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/pg"
)

// itemRows are rows of message_item on their way in.
type itemRows [][]any

func (r *itemRows) add(message int64, position int, item Item) {
	*r = append(*r, []any{message, int32(position), string(item.Kind), idOrNull(item.TaskID), idOrNull(item.ReleaseID),
		idOrNull(item.ServiceID), idOrNull(item.AppointmentID), idOrNull(item.MessageID),
		intOrNull(item.Version), item.From, item.To, intOrNull(item.Count), idOrNull(item.AbsenceID), idOrNull(item.AgreementID)})
}

func (r itemRows) insert(ctx context.Context, tx pgx.Tx) error {
	err := pg.Insert(ctx, tx, "message_item",
		`message_id bigint, position integer, kind text, task_id bigint, release_id bigint, service_id bigint,
		 appointment_id bigint, about_message bigint, version integer, from_day date, to_day date, count integer,
		 absence_id bigint, agreement_id bigint`, len(r), func(i int) []any { return r[i] })
	if err != nil {
		return fmt.Errorf("queue what messages are about: %w", err)
	}
	return nil
}

// insertItems writes the items of the intents that were added.
func insertItems(ctx context.Context, tx pgx.Tx, intents []Intent, added map[int]int64) error {
	var rows itemRows
	for i, intent := range intents {
		id, ok := added[i]
		if !ok {
			continue
		}
		for n, item := range intent.Items {
			rows.add(id, n, item)
		}
	}
	return rows.insert(ctx, tx)
}

// itemColumns are an Item. A dropped one stands in no letter: every query that
// reads what a message is to say leaves it out.
const itemColumns = `kind, coalesce(task_id, 0) AS task_id, coalesce(release_id, 0) AS release_id,
	coalesce(service_id, 0) AS service_id, coalesce(appointment_id, 0) AS appointment_id,
	coalesce(about_message, 0) AS message_id, coalesce(version, 0) AS version,
	from_day AS "from", to_day AS "to", coalesce(count, 0) AS count, coalesce(absence_id, 0) AS absence_id, coalesce(agreement_id, 0) AS agreement_id`
