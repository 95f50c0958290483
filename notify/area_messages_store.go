package notify

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"
)

// areasOfMessages counts the areas that any message is about, up to so many, in
// steps from one to the next.
const areasOfMessages = `with recursive step (area) as (
		(select area from message_area order by area limit 1)
		union all select (select x.area from message_area x where x.area > step.area order by x.area limit 1) from step where step.area is not null)
	select count(area) from (select area from step limit $1) as met`

// areaMessages finds the messages of a query whose reach is some areas: first from
// where the people live whom messages are about (message_area), with those that are
// about nobody; then it leaves out what is about anybody elsewhere as well. What it
// costs depends on what is said of these areas, however much is said of others. For
// an officer of a third of all areas or more each message is judged, from the newest
// back: enough of them are soon found. The newest, as many as a list counts and one
// more.
func (q ListQuery) areaMessages(ctx context.Context, tx pgx.Tx) ([]int64, error) {
	var all int
	third := 3 * len(q.Reach.Areas) // theirs are fewer than a third of all if there are so many
	if err := tx.QueryRow(ctx, areasOfMessages, third).Scan(&all); err != nil {
		return nil, fmt.Errorf("count the areas that messages are about: %w", err)
	}
	asked, args := q.asked()
	args = append(args, q.Reach.Areas)
	areas, most := `$`+strconv.Itoa(len(args)), strconv.Itoa(MostCounted+1)
	where := ``
	if len(args) > 1 { // otherwise nothing is asked that the message itself must tell
		where = ` and exists (select from message m where m.id = a.message_id and ` + asked + `)`
	}
	// A limit makes it no join: the planner would read all areas of all messages.
	only := func(message string) string {
		return ` and (select true from message_area x where x.message_id = ` + message + ` and x.area <> all(` + areas + `) limit 1) is null`
	}
	find := `select found.id from (
			select a.message_id as id from unnest(` + areas + `::text[]) as mine(area) cross join lateral (
				select a.message_id from message_area a where a.area = mine.area` + only(`a.message_id`) + where + `
				 order by a.message_id desc limit ` + most + `) a
			union select nobodys.id from (
				select m.id from message m where not m.of_people and m.person_id is null and m.release_id is null` + only(`m.id`) + ` and ` + asked + `
				 order by m.id desc limit ` + most + `) nobodys) found
		 order by found.id desc limit ` + most
	if all < third {
		find = `select m.id from message m where ` + asked + only(`m.id`) + ` order by m.id desc limit ` + most
	}
	rows, err := tx.Query(ctx, find, args...)
	if err != nil {
		return nil, fmt.Errorf("find the messages about people of some areas: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("find the messages about people of some areas: %w", err)
	}
	return append([]int64{}, ids...), nil // no message is no array of nothing
}
