package notify

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
)

// within adds to a condition on message m, with its values, what the reach leaves
// out.
func (r Reach) within(ctx context.Context, tx pgx.Tx, where string, args []any) (string, []any, error) {
	own, err := r.ownPeople(ctx, tx)
	if err != nil {
		return "", nil, err
	}
	where, args = r.and(where, args, own)
	return where, args, nil
}

// ownPeople are the people of OwnOf, found once: each message is held against them
// several times.
func (r Reach) ownPeople(ctx context.Context, tx pgx.Tx) ([]int64, error) {
	if len(r.OwnOf) == 0 {
		return nil, nil
	}
	rows, err := tx.Query(ctx, `select own.id from `+access.OwnPeopleSQL(`$1`)+` as own`, r.OwnOf)
	if err != nil {
		return nil, fmt.Errorf("read whose people they are: %w", err)
	}
	own, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("read whose people they are: %w", err)
	}
	return append([]int64{}, own...), nil // nobody is no array of nothing
}

// and is within, given the people of OwnOf.
func (r Reach) and(where string, args []any, own []int64) (string, []any) {
	arg := func(value any) string {
		args = append(args, value)
		return "$" + strconv.Itoa(len(args))
	}
	if r.Areas != nil {
		// Row-level security may hide from this query just who is elsewhere.
		areas := arg(r.Areas)
		where += ` and message_about_only(m.id, ` + areas + `) and ` + toNone(`p.home_area <> all(`+areas+`)`)
	}
	if len(r.OwnOf) > 0 {
		accounts := arg(r.OwnOf)
		where += ` and ` + aboutNone(`p.id not in (select unnest(`+arg(own)+`::bigint[]))`) + `
			and (m.person_id is not null or m.release_id is not null or lower(m.recipient) in (select lower(email) from account where id = any (` + accounts + `))
			  or exists (select from ` + itemReleases + ` where i.message_id = m.id))`
	}
	return where, args
}

// aboutNone leaves out a message that is about any person p of a condition.
func aboutNone(condition string) string {
	return `not exists (select from ` + itemReleases + ` where i.message_id = m.id and ` + condition + `) and ` + toNone(condition)
}

// toNone leaves out a message that is to, or as a whole about, a person p of a
// condition.
func toNone(condition string) string {
	return `not exists (select from person p where p.id = m.person_id and ` + condition + `)
		and not exists (select from release r join person p on p.id = r.person_id where r.id = m.release_id and ` + condition + `)`
}

// WithinReach gives those of these messages that may be opened within a reach.
func WithinReach(ctx context.Context, tx pgx.Tx, refs []string, reach Reach) (map[string]bool, error) {
	where, args, err := reach.within(ctx, tx, `m.ref = any ($1)`, []any{refs})
	if err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, `select m.ref from message m where `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("see which messages may be opened: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("see which messages may be opened: %w", err)
	}
	within := make(map[string]bool, len(list))
	for _, ref := range list {
		within[ref] = true
	}
	return within, nil
}
