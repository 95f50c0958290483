package notify

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/internal/pg"
)

// itemRows are rows of message_item on their way in.
type itemRows []itemRow

type itemRow struct {
	message  int64
	position int
	item     *Item
}

func (r *itemRows) add(message int64, position int, item *Item) {
	*r = append(*r, itemRow{message, position, item})
}

// insert writes the rows release by release and task by task, whatever message
// they are in: what foreign keys look up and lock, and where the indexes grow,
// then lies side by side. A message's own order is in the positions.
func (r itemRows) insert(ctx context.Context, tx pgx.Tx) error {
	slices.SortFunc(r, func(a, b itemRow) int {
		return cmp.Or(cmp.Compare(a.item.ReleaseID, b.item.ReleaseID), cmp.Compare(a.item.TaskID, b.item.TaskID),
			cmp.Compare(a.message, b.message), cmp.Compare(a.position, b.position))
	})
	values := make([]any, 14) // Insert takes them over at once
	err := pg.Insert(ctx, tx, "message_item",
		`message_id bigint, position integer, kind text, task_id bigint, release_id bigint, service_id bigint,
		 appointment_id bigint, about_message bigint, version integer, from_day date, to_day date, count integer,
		 absence_id bigint, agreement_id bigint`, len(r), func(i int) []any {
			row := &r[i]
			item := row.item
			return append(values[:0], row.message, int32(row.position), string(item.Kind), idValue(item.TaskID), idValue(item.ReleaseID),
				idValue(item.ServiceID), idValue(item.AppointmentID), idValue(item.MessageID),
				intValue(item.Version), dayValue(item.From), dayValue(item.To), intValue(item.Count), idValue(item.AbsenceID), idValue(item.AgreementID))
		})
	if err != nil {
		return fmt.Errorf("queue what messages are about: %w", err)
	}
	return nil
}

// idValue, intValue and dayValue are nil for what a message is not about: most of
// what an item could name it does not.
func idValue(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

func intValue(n int) any {
	if n == 0 {
		return nil
	}
	return int32(n)
}

func dayValue(day calendar.Date) any {
	if day.IsZero() {
		return nil
	}
	return day
}

// insertItems writes the items of the intents that were added.
func insertItems(ctx context.Context, tx pgx.Tx, intents []Intent, added map[int]int64) error {
	var rows itemRows
	for i := range intents {
		id, ok := added[i]
		if !ok {
			continue
		}
		for n := range intents[i].Items {
			rows.add(id, n, &intents[i].Items[n])
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
