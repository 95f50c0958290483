package release

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/notify"
)

// newsQuery finds one kind of news about release r in force, and person p where it joins them. What it
// selects is made by newsSQL; $3 is the watch's day, $4 the day of the last
// digests, $5 when those were made, $6 now. Before $7 lie five working days or
// fewer ahead; what has waited since before $8 has waited five working days, and
// since before $9 two. $10 is the next working day, $11 the tenth. What an import
// changed that waits for somebody to press send is no news.
type newsQuery struct {
	kind                  notify.ItemKind
	link, manager, holder bool   // who is told
	skipFirst             bool   // not on the unit's first watch: everything would be news
	everybody             bool   // also of people who are not watched
	rung                  int    // only where this watch has brought something to this rung; 0: always
	about                 string // columns: task, message
	holderIs              string // columns: name and address of an officer's task; default: the link officers
	days                  string // columns: two days, default none
	version               asked  // what is asked of the prison; stored as the version of the items
	where                 string // joins and conditions
}

func newsSQL(q newsQuery) string {
	or := func(s, otherwise string) string {
		if s == "" {
			return otherwise
		}
		return s
	}
	watched := ` AND r.watched`
	if q.everybody {
		watched = ``
	}
	// Every query names every parameter, so that one list of arguments serves all.
	return `
		WITH given AS (SELECT $1::bool, $2::text[], $3::date, $4::date, $5::timestamptz, $6::timestamptz,
		               $7::date, $8::date, $9::date, $10::date, $11::date),
		news AS (
		SELECT ` + or(q.about, `0 AS task_id, 0 AS message_id`) + `, r.id AS release_id, r.planned_day, ` +
		or(q.holderIs, `'' AS holder_name, '' AS holder_email`) + `, ` + or(q.days, `NULL::date AS from_day, NULL::date AS to_day`) + `
		FROM release r ` + q.where + `
		  AND r.is_current AND r.held_by IS NULL AND ($1 OR r.home_area = ANY($2) OR r.state = 'moved_away')` + watched + `)
		SELECT task_id, release_id, message_id, planned_day, holder_name, holder_email, from_day, to_day
		FROM news ORDER BY planned_day NULLS LAST, release_id, task_id, message_id`
}

// news asks these queries about the unit's people, all at once, and who hears of
// the people in the answers, once each.
func (w *watch) news(ctx context.Context, list ...newsQuery) (found [][]newsRow, told map[int64]officers, err error) {
	var releases []int64
	if found, err = w.askNews(ctx, list); err != nil {
		return nil, nil, err
	}
	for _, rows := range found {
		for _, n := range rows {
			releases = append(releases, n.ReleaseID)
		}
	}
	if len(releases) == 0 {
		return found, nil, nil
	}
	slices.Sort(releases)
	told, err = w.officersOf(ctx, w.tx, w.ref, slices.Compact(releases))
	return found, told, err
}

func (w *watch) askNews(ctx context.Context, list []newsQuery) (found [][]newsRow, err error) {
	batch := &pgx.Batch{}
	for _, q := range list {
		batch.Queue(newsSQL(q), w.Unit.All, w.Unit.Areas, w.day, w.last.digests, orNull(w.last.at), w.now,
			w.ref.Calendar.Add(w.day, 6), w.workingDaysBack(5), w.workingDaysBack(2), w.ref.Calendar.Add(w.day, 1), w.ref.Calendar.Add(w.day, 10))
	}
	results := w.tx.SendBatch(ctx, batch)
	defer func() { err = errors.Join(err, results.Close()) }()
	for _, q := range list {
		rows, err := results.Query()
		if err != nil {
			return nil, fmt.Errorf("gather %s: %w", q.kind, err)
		}
		var all []newsRow
		var n newsRow
		if _, err := pgx.ForEachRow(rows, []any{&n.TaskID, &n.ReleaseID, &n.MessageID, &n.PlannedDay, &n.Holder.Name, &n.Holder.Email, &n.From, &n.To}, func() error {
			all = append(all, n)
			return nil
		}); err != nil {
			return nil, fmt.Errorf("gather %s: %w", q.kind, err)
		}
		found = append(found, all)
	}
	return found, nil
}

func orNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

const (
	withPerson = `JOIN person p ON p.id = r.person_id `
	tasks      = `JOIN task t ON t.release_id = r.id `
	withKind   = tasks + `JOIN standard s ON s.code = t.standard ` // where it matters whose task it is
	aboutTask  = `t.id AS task_id, 0 AS message_id`
	// An officer's task is told to whoever holds it: the service it was handed
	// to for want of an officer, or the officer if they still are.
	heldBy = `CASE WHEN ` + heldByNamed + ` THEN t.contact_name ELSE '' END AS holder_name,
		CASE WHEN ` + heldByNamed + ` THEN t.contact_email ELSE '' END AS holder_email`
	heldByNamed = `s.found_by = 'com' AND (t.service_id IS NOT NULL OR lower(t.contact_email) = lower(p.com_email))`
	// firstNightTask: the task of the first night's address while it is not settled.
	// The second row keeps it to the few releases that are asked about: else the
	// first night of everybody is gone through.
	firstNightTask = `JOIN LATERAL (SELECT n.id FROM task n WHERE n.release_id = r.id AND n.standard = 'ACC-NIGHT1'
		AND n.state NOT IN ('done', 'withdrawn', 'not_eligible') OFFSET 0) t ON true `
	// lately: since the last digests, the working days before this watch.
	lately  = ` > coalesce($4::date, '0001-01-01') `
	notTold = ` AND NOT EXISTS (SELECT 1 FROM message_item i WHERE i.release_id = r.id AND NOT i.dropped AND i.kind = `
	// notSaid, of a day: no digest has said it of that day yet. An alert may have.
	notSaid = ` AND NOT EXISTS (SELECT 1 FROM message_item i JOIN message m ON m.id = i.message_id
		WHERE i.release_id = r.id AND NOT i.dropped AND m.kind = 'digest' AND `
	ofPlanned  = `i.to_day IS NOT DISTINCT FROM r.planned_day AND i.kind = `
	plannedToo = `NULL::date AS from_day, r.planned_day AS to_day`
)

// workingDaysBack is the day from which on, up to and with the watch's day, there
// are n working days.
func (w *watch) workingDaysBack(n int) calendar.Date {
	return w.ref.Calendar.Add(w.ref.Calendar.OnOrBefore(w.day), 1-n)
}

// asker is the task that asks for the consent a task waits for, if somebody
// holds it.
const asker = `LEFT JOIN LATERAL (
	SELECT a.contact_name, a.contact_email, k.found_by FROM task a JOIN standard k ON k.code = a.standard
	WHERE a.release_id = r.id AND a.contact_email <> '' AND a.state NOT IN ('planned', 'withdrawn', 'too_late')
	  AND a.standard = ANY (CASE WHEN t.waiting_for[1] = 'consent_to_share_health' THEN ARRAY['MH-BASE', 'DA-ASK']
	                             ELSE ARRAY['ACC-NEED', 'ACC-DTR'] END)
	ORDER BY a.id LIMIT 1) k ON true `
