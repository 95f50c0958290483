package notify

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
)

// onListTables are what a thing on a list is about: release r in question,
// person p. A message of one release is about that one.
const onListTables = `attention x
	LEFT JOIN message m ON m.id = x.message_id
	LEFT JOIN task t ON t.id = x.task_id
	LEFT JOIN inbound_text i ON i.id = x.inbound_id
	LEFT JOIN service v ON v.id = x.service_id
	LEFT JOIN release c ON c.person_id = ` + onListPerson + ` AND c.is_current
	LEFT JOIN release r ON r.id = CASE WHEN x.release_id IS NOT NULL THEN x.release_id WHEN t.release_id IS NOT NULL THEN t.release_id
	     WHEN m.release_id IS NOT NULL THEN m.release_id ELSE c.id END
	LEFT JOIN person p ON p.id = CASE WHEN r.person_id IS NOT NULL THEN r.person_id ELSE ` + onListPerson + ` END`

// onListPerson is whom a thing names without a release (CASE: see itemRelease).
const onListPerson = `CASE WHEN x.person_id IS NOT NULL THEN x.person_id WHEN m.person_id IS NOT NULL THEN m.person_id ELSE i.person_id END`

// onListSeen: the areas of the reader (null: all), of the person or the service,
// and of nobody a message names besides.
const onListSeen = `($2::text[] IS NULL OR (p.id IS NULL OR p.home_area = ANY ($2))
	AND (v.id IS NULL OR v.area_kind <> 'authority' OR v.area = ANY ($2))
	AND NOT EXISTS (SELECT FROM message_item mi LEFT JOIN task mt ON mt.id = mi.task_id LEFT JOIN appointment ma ON ma.id = mi.appointment_id
	     JOIN release mr ON mr.id = CASE WHEN mt.release_id IS NOT NULL THEN mt.release_id WHEN ma.release_id IS NOT NULL THEN ma.release_id ELSE mi.release_id END
	     JOIN person mp ON mp.id = mr.person_id
	     WHERE mi.message_id = x.message_id AND mp.home_area <> ALL ($2)))`

func (q YourListQuery) roles() []string {
	names := []string{}
	for _, role := range append([]access.Role{q.Role}, q.For...) {
		for _, r := range ListRoles(role) {
			names = append(names, string(r))
		}
	}
	return names
}

// CountYourList counts what waits for somebody, and how much of it is due by a
// day.
func CountYourList(ctx context.Context, tx pgx.Tx, q YourListQuery, by calendar.Date) (all, due int, err error) {
	from, seen := onListTables, onListSeen
	if q.Areas == nil { // whom it is about does not matter
		from, seen = `attention x`, `$2::text[] IS NULL`
	}
	err = tx.QueryRow(ctx, `SELECT count(*), count(*) FILTER (WHERE x.due_on <= $3::date) FROM `+from+`
		WHERE x.closed_at IS NULL AND x.role = ANY ($1) AND `+seen, q.roles(), q.Areas, by).Scan(&all, &due)
	if err != nil {
		return 0, 0, fmt.Errorf("count a list: %w", err)
	}
	return all, due, nil
}

const onListColumns = `x.id, x.kind, x.note, x.due_on, x.opened_at, x.closed_at,
	coalesce('restricted' = ANY (p.flags), false) AS restricted,
	CASE WHEN 'restricted' = ANY (p.flags) THEN '' ELSE coalesce(left(p.forenames, 1) || left(p.surname, 1), '') END AS initials,
	coalesce(r.ref, '') AS release_ref, coalesce(m.ref, '') AS message_ref, coalesce(t.ref, '') AS task_ref,
	coalesce(s.pathway IN ('mental_health', 'drugs_and_alcohol') AND NOT EXISTS (SELECT FROM consent c WHERE c.person_id = p.id
	     AND c.kind = 'consent_to_share_health' AND c.withdrawn_at IS NULL), false) AS task_health,
	coalesce(v.name, '') AS service_name, CASE WHEN x.kind = 'not_answering' THEN coalesce(v.phone, '') ELSE '' END AS phone,
	CASE WHEN x.kind = 'not_answering' THEN coalesce(v.commissioner_email, '') ELSE '' END AS above_them, coalesce(i.number, '') AS number, coalesce(i.meaning, '') AS meaning,
	CASE WHEN 'restricted' = ANY (p.flags) THEN '' ELSE coalesce(i.body, '') END AS reply`

// ReadYourList reads one page of what waits for somebody.
func ReadYourList(ctx context.Context, tx pgx.Tx, q YourListQuery) (YourList, error) {
	total, _, err := CountYourList(ctx, tx, q, calendar.Date{})
	if err != nil {
		return YourList{}, err
	}
	rows, err := tx.Query(ctx, `SELECT `+onListColumns+` FROM `+onListTables+` LEFT JOIN standard s ON s.code = t.standard
		WHERE x.closed_at IS NULL AND x.role = ANY ($1) AND `+onListSeen+`
		ORDER BY x.due_on NULLS LAST, x.opened_at, x.id LIMIT `+strconv.Itoa(YourListPage)+`
		OFFSET `+strconv.Itoa((max(q.Page, 1)-1)*YourListPage), q.roles(), q.Areas)
	if err != nil {
		return YourList{}, fmt.Errorf("read a list: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[OnList])
	if err != nil {
		return YourList{}, fmt.Errorf("read a list: %w", err)
	}
	for i := range list {
		list[i].tidy()
	}
	return YourList{Rows: list, Total: total}, nil
}

// ReadOnList reads one thing of somebody's list, closed or not. It fails with not
// found where it is not theirs.
func ReadOnList(ctx context.Context, tx pgx.Tx, id int64, q YourListQuery) (OnList, error) {
	rows, err := tx.Query(ctx, `SELECT `+onListColumns+` FROM `+onListTables+` LEFT JOIN standard s ON s.code = t.standard
		WHERE x.id = $3 AND x.role = ANY ($1) AND `+onListSeen, q.roles(), q.Areas, id)
	if err != nil {
		return OnList{}, fmt.Errorf("read a thing of a list: %w", err)
	}
	one, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[OnList])
	if errors.Is(err, pgx.ErrNoRows) {
		return OnList{}, fault.NotFound("thing on the list")
	}
	if err != nil {
		return OnList{}, fmt.Errorf("read a thing of a list: %w", err)
	}
	one.tidy()
	return one, nil
}

func (o *OnList) tidy() {
	o.Number, o.Initials = Mask(o.Number), strings.ToUpper(o.Initials)
}
