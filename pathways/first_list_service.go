package pathways

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

// firstListSQL finds the requests of a service's first list that have no answer
// yet and that this service contact may answer.
const firstListSQL = ` FROM task t JOIN service s ON s.id = t.service_id
	WHERE t.state = 'handed_off' AND t.first_load AND s.service = ANY($1) AND (s.area_kind <> 'authority' OR s.area = ANY($2)) AND s.id <> ALL(coalesce($3::bigint[], '{}'))`

// CountFirstList counts the requests of the first list that a service contact
// has not answered; none for anybody else.
func CountFirstList(ctx context.Context, tx pgx.Tx, who access.Actor) (int, error) {
	if who.Role != access.SPOC {
		return 0, nil
	}
	var n int
	if err := tx.QueryRow(ctx, `SELECT count(*)`+firstListSQL, who.Services, who.Areas, who.Barred).Scan(&n); err != nil {
		return 0, fmt.Errorf("count the first list: %w", err)
	}
	return n, nil
}

// AcknowledgeFirstList says "we have it" to every request of the first list
// that has no answer yet: one press for the whole list (domain rule 6, first
// load). It returns how many there were. Errors: fault.Refused for anybody but
// a service contact.
func (s *TaskService) AcknowledgeFirstList(ctx context.Context, who access.Actor) (int, error) {
	if who.Role != access.SPOC {
		return 0, fault.Refused("Only the service itself can say that it has the list")
	}
	now, n := s.Now(), 0
	err := pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		cal, set, err := LoadTimes(ctx, tx)
		if err != nil {
			return err
		}
		ids, next, err := lockUnanswered(ctx, tx, cal, set, firstListSQL, who.Services, who.Areas, who.Barred)
		if err != nil {
			return err
		}
		if err := access.Follow(ctx, tx, who); err != nil {
			return err
		}
		n = len(ids)
		return acknowledgeAll(ctx, tx, who, now, ids, next)
	})
	return n, err
}

// acknowledgeAll writes "we have it" to these, with the step in their history.
func acknowledgeAll(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, ids []int64, next []*time.Time) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `
		UPDATE task t SET state = 'acknowledged', acknowledged_at = $1, version = t.version + 1, rung = 0, rung_at = NULL, next_rung_at = u.next
		FROM unnest($2::bigint[], $3::timestamptz[]) AS u(id, next) WHERE t.id = u.id`, now, ids, next)
	if err != nil {
		return fmt.Errorf("acknowledge requests: %w", err)
	}
	history, audit := make([]event, len(ids)), make([]access.Entry, len(ids))
	for i, id := range ids {
		history[i] = event{task: id, state: Acknowledged}
		audit[i] = access.Entry{Action: access.Alter, ObjectKind: "task", ObjectID: id, Detail: string(Acknowledged)}
	}
	if err := insertEvents(ctx, tx, who.Key(), now, history); err != nil {
		return err
	}
	return access.Record(ctx, tx, now, who, audit...)
}
