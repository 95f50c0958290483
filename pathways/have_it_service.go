package pathways

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

// HaveIt is one request of an e-mail, as far as somebody who has not signed in
// may see it.
type HaveIt struct {
	Reference string // of the release
	DueOn     calendar.Date
	Known     bool // somebody has answered already
}

// linkFollowed is whoever holds the e-mail: nobody has signed in.
func linkFollowed() access.Actor { return access.System("email_link") }

// haveItSQL finds what an e-mail asked and still may be acknowledged through its
// link: until the end of the due day, as long as it is with the service that the
// e-mail went to, or its deputy, or whoever stands in.
const haveItSQL = ` FROM message m JOIN message_item i ON i.message_id = m.id AND NOT i.dropped
	JOIN task t ON t.id = i.task_id JOIN release r ON r.id = t.release_id JOIN service s ON s.id = t.service_id
	WHERE m.token = $1 AND m.channel = 'email' AND m.kind IN ('request', 'reminder') AND t.due_on >= $2 AND s.id <> ALL ($3)
	  AND t.state IN ('handed_off', 'passed_on', 'acknowledged', 'accepted', 'done', 'declined', 'no_capacity')
	  AND (lower(m.recipient) IN (lower(t.contact_email), lower(s.deputy_email)) OR EXISTS (
	       SELECT FROM absence x JOIN account a ON a.id = x.account_id WHERE x.id = i.absence_id AND lower(a.email) = lower(t.contact_email)))`

// unanswered are the states in which there is something to acknowledge.
const unanswered = ` AND t.state IN ('handed_off', 'passed_on')`

// ReadHaveIt lists what an e-mail asked. fault.NotFound for a link that is none,
// or has ended.
func (s *TaskService) ReadHaveIt(ctx context.Context, token string) ([]HaveIt, error) {
	var list []HaveIt
	err := pg.ReadTx(ctx, s.Pool, linkFollowed(), func(tx pgx.Tx) error {
		lacking, err := s.lacking(ctx, tx)
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT DISTINCT r.ref, t.due_on, t.state NOT IN ('handed_off', 'passed_on') AS known, t.id`+haveItSQL+
			` ORDER BY t.due_on, t.id`, token, calendar.DayOf(s.Now()), lacking)
		if err != nil {
			return fmt.Errorf("read what a link is for: %w", err)
		}
		var h HaveIt
		var id int64
		if _, err = pgx.ForEachRow(rows, []any{&h.Reference, &h.DueOn, &h.Known, &id}, func() error {
			list = append(list, h)
			return nil
		}); err != nil {
			return fmt.Errorf("read what a link is for: %w", err)
		}
		return nil
	})
	if err == nil && len(list) == 0 {
		return nil, fault.NotFound("Request")
	}
	return list, err
}

// SayHaveIt acknowledges everything of an e-mail that has no answer yet; said
// again it changes nothing. It can do nothing else. It gives how many there
// were. fault.NotFound for a link that is none, or has ended.
func (s *TaskService) SayHaveIt(ctx context.Context, token string) (int, error) {
	if _, err := s.ReadHaveIt(ctx, token); err != nil {
		return 0, err
	}
	now, n := s.Now(), 0
	err := pg.InTx(ctx, s.Pool, linkFollowed(), func(tx pgx.Tx) error {
		cal, set, err := LoadTimes(ctx, tx)
		if err != nil {
			return err
		}
		lacking, err := s.lacking(ctx, tx)
		if err != nil {
			return err
		}
		ids, next, err := lockUnanswered(ctx, tx, cal, set, haveItSQL+unanswered, token, calendar.DayOf(now), lacking)
		if err != nil {
			return err
		}
		n = len(ids)
		return acknowledgeAll(ctx, tx, linkFollowed(), now, ids, next)
	})
	return n, err
}

// lacking are the services that may be told, and answer, nothing today.
func (s *TaskService) lacking(ctx context.Context, tx pgx.Tx) ([]int64, error) {
	list, err := ReadLacking(ctx, tx, s.AgreementsFirst, calendar.DayOf(s.Now()))
	return append([]int64{}, slices.Collect(maps.Keys(list))...), err
}

// lockUnanswered locks the releases, then the tasks, in their order, and works
// out when each is looked at again. from begins with FROM and names task t.
func lockUnanswered(ctx context.Context, tx pgx.Tx, cal *calendar.Calendar, set Settings, from string, args ...any) (ids []int64, next []*time.Time, err error) {
	_, err = tx.Exec(ctx, `SELECT id FROM release WHERE id IN (SELECT t.release_id`+from+`) ORDER BY id FOR NO KEY UPDATE`, args...)
	if err != nil {
		return nil, nil, fmt.Errorf("lock requests without an answer: %w", err)
	}
	rows, err := tx.Query(ctx, `SELECT k.id, k.handed_off_on, k.due_on FROM task k WHERE k.id IN (SELECT t.id`+from+`) ORDER BY k.id FOR NO KEY UPDATE`, args...)
	if err != nil {
		return nil, nil, fmt.Errorf("lock requests without an answer: %w", err)
	}
	var id int64
	c := Climber{State: Acknowledged}
	if _, err = pgx.ForEachRow(rows, []any{&id, &c.HandedOffOn, &c.DueOn}, func() error {
		ids, next = append(ids, id), append(next, instant(c.Next(cal, set)))
		return nil
	}); err != nil {
		return nil, nil, fmt.Errorf("lock requests without an answer: %w", err)
	}
	return ids, next, nil
}
