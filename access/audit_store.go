package access

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/pg"
)

// Action is what was done to a record, in the words of section 62 of the Data
// Protection Act 2018, or somebody's coming and going.
type Action string

// The logged actions.
const (
	Collect  Action = "collect"
	Alter    Action = "alter"
	Consult  Action = "consult"
	Disclose Action = "disclose"
	Combine  Action = "combine"
	Erase    Action = "erase"

	SignIn       Action = "sign_in" // the detail says by what
	SignInFailed Action = "sign_in_failed"
	SignOut      Action = "sign_out"
)

// ActionCount is how often something was done.
type ActionCount struct {
	Action Action
	Times  int
}

// CountActions counts what was recorded since an instant, by action, in the
// order of the list above; actions that were not done are left out.
func CountActions(ctx context.Context, tx pgx.Tx, since time.Time) ([]ActionCount, error) {
	rows, err := tx.Query(ctx, `
		SELECT action, count(*) AS times FROM audit WHERE at >= $1 GROUP BY action
		 ORDER BY array_position(ARRAY['collect', 'alter', 'consult', 'disclose', 'combine', 'erase', 'sign_in', 'sign_in_failed', 'sign_out'], action)`, since)
	if err != nil {
		return nil, fmt.Errorf("count the audit: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[ActionCount])
	if err != nil {
		return nil, fmt.Errorf("count the audit: %w", err)
	}
	return list, nil
}

// Entry is one line of the audit: ids and codes only, no personal data.
type Entry struct {
	Action     Action
	ObjectKind string
	ObjectID   int64
	Detail     string
}

// Record writes audit rows in the transaction of the change they are about.
func Record(ctx context.Context, tx pgx.Tx, at time.Time, who Actor, entries ...Entry) error {
	if len(entries) == 0 {
		return nil
	}
	if len(entries) <= fewEntries {
		return recordFew(ctx, tx, at, who, entries)
	}
	actor := who.Key()
	err := pg.Insert(ctx, tx, "audit",
		`at timestamptz, actor text, action text, object_kind text, object_id bigint, detail text`, len(entries), func(i int) []any {
			e := entries[i]
			var id any
			if e.ObjectID != 0 {
				id = e.ObjectID
			}
			return []any{at, actor, string(e.Action), e.ObjectKind, id, e.Detail}
		})
	if err != nil {
		return fmt.Errorf("write audit: %w", err)
	}
	return nil
}

// fewEntries is how many rows are sooner inserted, in one exchange with the
// database, than copied, in three.
const fewEntries = 200

func recordFew(ctx context.Context, tx pgx.Tx, at time.Time, who Actor, entries []Entry) error {
	actions, kinds, details := make([]string, len(entries)), make([]string, len(entries)), make([]string, len(entries))
	ids := make([]*int64, len(entries))
	for i := range entries {
		e := &entries[i]
		actions[i], kinds[i], details[i] = string(e.Action), e.ObjectKind, e.Detail
		if e.ObjectID != 0 {
			ids[i] = &e.ObjectID
		}
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO audit (at, actor, action, object_kind, object_id, detail)
		SELECT $1, $2, action, kind, id, detail
		  FROM unnest($3::text[], $4::text[], $5::bigint[], $6::text[]) WITH ORDINALITY AS u (action, kind, id, detail, nth)
		 ORDER BY nth`, at, who.Key(), actions, kinds, ids, details)
	if err != nil {
		return fmt.Errorf("write audit: %w", err)
	}
	return nil
}
