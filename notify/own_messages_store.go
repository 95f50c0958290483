package notify

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"
)

// ownMessages finds the messages of a query whose reach is some accounts' people:
// first from these people and by indexes what the reach could leave, then, judging
// each of those alone, what it does leave. The newest, as many as a list counts
// and one more.
func (q ListQuery) ownMessages(ctx context.Context, tx pgx.Tx) ([]int64, error) {
	own, err := q.Reach.ownPeople(ctx, tx)
	if err != nil {
		return nil, err
	}
	where, args := q.asked()
	if q.Reference == "" { // a release has few anyway
		args = append(args, own, q.Reach.OwnOf)
		where += ` and ` + toOwn(`$`+strconv.Itoa(len(args)-1), `$`+strconv.Itoa(len(args)))
	}
	where, args = q.Reach.and(where, args, own)
	rows, err := tx.Query(ctx, `select m.id from message m where `+where+` order by m.id desc limit `+strconv.Itoa(MostCounted+1), args...)
	if err != nil {
		return nil, fmt.Errorf("find the messages about own people: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("find the messages about own people: %w", err)
	}
	return append([]int64{}, ids...), nil // no message is no array of nothing
}

// toOwn keeps the messages about anybody of some people, or to one of some
// accounts: a reach that leaves a message out unless it is about these people alone
// leaves no others. Both are places of ids.
func toOwn(people, accounts string) string {
	return `m.id = any (array(
		with theirs as materialized (select r.id from unnest(` + people + `::bigint[]) as own(id) join release r on r.person_id = own.id)
		select x.id from message x where x.channel = 'email'
		   and x.recipient_key = any (array(select lower(a.email) from account a where a.id = any (` + accounts + `)))
		union all select x.id from unnest(` + people + `::bigint[]) as own(id) join message x on x.person_id = own.id
		union all ` + messagesAbout(`theirs`, `true`) + `))`
}
