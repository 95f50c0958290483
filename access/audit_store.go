package access

import (
	"context"
	"fmt"
	"slices"
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
	// Releases are the references of the releases that a view, a list or an
	// export has shown: kept as the ids of their persons.
	Releases []string
	// To is to whom a disclosure went, as a code ("service:3", "person:4"); ""
	// where it went to whoever did it.
	To string
	// AgreementID is the sharing agreement under which it was disclosed; 0: none.
	AgreementID int64
}

// Under names the sharing agreement under which something was disclosed; 0: none.
func Under(e Entry, agreement int64) Entry {
	e.AgreementID = agreement
	return e
}

// Record writes audit rows in the transaction of the change they are about.
func Record(ctx context.Context, tx pgx.Tx, at time.Time, who Actor, entries ...Entry) error {
	if len(entries) == 0 {
		return nil
	}
	shows := func(e Entry) bool { return len(e.Releases) > 0 }
	if len(entries) <= fewEntries || slices.ContainsFunc(entries, shows) {
		return recordFew(ctx, tx, at, who, entries)
	}
	actor := who.Key()
	err := pg.Insert(ctx, tx, "audit",
		`at timestamptz, actor text, action text, object_kind text, object_id bigint, detail text, to_whom text, agreement_id bigint`,
		len(entries), func(i int) []any {
			e := entries[i]
			return []any{at, actor, string(e.Action), e.ObjectKind, orNull(e.ObjectID), e.Detail, e.To, orNull(e.AgreementID)}
		})
	if err != nil {
		return fmt.Errorf("write audit: %w", err)
	}
	return nil
}

func orNull(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}

// fewEntries is how many rows are sooner inserted, in one exchange with the
// database, than copied, in three.
const fewEntries = 200

func recordFew(ctx context.Context, tx pgx.Tx, at time.Time, who Actor, entries []Entry) error {
	statement, args := fewRows(at, who, entries)
	if _, err := tx.Exec(ctx, statement, args...); err != nil {
		return fmt.Errorf("write audit: %w", err)
	}
	return nil
}

// QueueRecord is Record, of one row, in one round trip with the change that it is
// about.
func QueueRecord(batch *pgx.Batch, at time.Time, who Actor, entry Entry) {
	statement, args := fewRows(at, who, []Entry{entry})
	batch.Queue(statement, args...)
}

// fewRows is the statement that inserts entries and its arguments: the releases
// shown by each travel beside it, with the place of their entry.
func fewRows(at time.Time, who Actor, entries []Entry) (statement string, args []any) {
	n := len(entries)
	actions, kinds, details, to := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	ids, agreements := make([]*int64, n), make([]*int64, n)
	var shown []string
	var shownBy []int32
	for i, e := range entries {
		actions[i], kinds[i], details[i], to[i] = string(e.Action), e.ObjectKind, e.Detail, e.To
		ids[i], agreements[i] = orNull(e.ObjectID), orNull(e.AgreementID)
		for _, ref := range e.Releases {
			shown, shownBy = append(shown, ref), append(shownBy, int32(i)+1)
		}
	}
	statement = `
		INSERT INTO audit (at, actor, action, object_kind, object_id, detail, to_whom, agreement_id)
		SELECT $1, $2, action, kind, id, detail, to_whom, agreement
		  FROM unnest($3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::bigint[]) WITH ORDINALITY
		       AS u (action, kind, id, detail, to_whom, agreement, nth)
		 ORDER BY nth`
	args = []any{at, who.Key(), actions, kinds, ids, details, to, agreements}
	if len(shown) > 0 {
		statement = `
		INSERT INTO audit (at, actor, action, object_kind, object_id, detail, to_whom, agreement_id, people)
		SELECT $1, $2, action, kind, id, detail, to_whom, agreement, seen.people
		  FROM unnest($3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::bigint[]) WITH ORDINALITY
		       AS u (action, kind, id, detail, to_whom, agreement, nth)
		  LEFT JOIN (SELECT s.nth, array_agg(DISTINCT r.person_id ORDER BY r.person_id) AS people
		               FROM unnest($9::text[], $10::int[]) AS s (ref, nth) JOIN release r ON r.ref = s.ref
		              GROUP BY s.nth) AS seen USING (nth)
		 ORDER BY nth`
		args = append(args, shown, shownBy)
	}
	return statement, args
}
