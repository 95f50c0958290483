package release

import (
	"context"

	"throughgate/notify"
)

// newestFiles are the newest finished extract of each source (newest), and when,
// and on which London day, the last of them that lists a person was made (listed);
// newestFilesOf looks for the people of $1 only.
const (
	newestFiles   = newestOfSources + listedInNewest + `GROUP BY u.person_id)`
	newestFilesOf = newestOfSources + listedInNewest + `WHERE u.person_id = ANY($1) GROUP BY u.person_id)`

	newestOfSources = `
	newest AS (
		SELECT DISTINCT ON (i.source) i.id, i.source, i.as_of, l.person_ids
		FROM import i JOIN import_listing l ON l.import_id = i.id
		WHERE i.kind = 'releases' ORDER BY i.source, i.as_of DESC, i.id DESC),`
	listedInNewest = `
	listed AS (
		SELECT u.person_id, max(n.as_of) AS as_of, max((n.as_of AT TIME ZONE 'Europe/London')::date) AS day
		FROM newest n CROSS JOIN unnest(n.person_ids) AS u(person_id) `
)

// listedAfter are those of some people whom a newest file lists that was made on
// a later London day than their planned one. Sets are compared whole: nobody
// tells the planner how many ids a file has, and row by row it would go through
// all of them for each person.
func listedAfter(people string) string {
	return `
	asked AS MATERIALIZED (` + people + `),
	seen AS NOT MATERIALIZED (SELECT n.id, unnest(n.person_ids) AS person_id FROM newest n),
	listed_after AS (
		SELECT n.id, a.person_id FROM newest n JOIN asked a ON (n.as_of AT TIME ZONE 'Europe/London')::date > a.planned_day
		INTERSECT
		SELECT id, person_id FROM seen)`
}

// notConfirmable: release r, whose planned day is before $3, may not be confirmed.
const notConfirmable = `r.is_current AND r.held_by IS NULL AND r.state IN ('planned', 'date_passed') AND r.planned_day < $3
	AND r.place <> '` + string(InHospital) + `'`

// judgeNotConfirmed: the planned day has passed, no release is recorded, and a
// newer file of a source that listed the person does not list them. On the next
// working morning they are not confirmed as released, and officers hear of it
// at once (domain rule 4). Whoever a newer file lists again is judged by their
// dates as before. Whoever is in hospital is held wherever a file lists them, and
// nothing of theirs is overdue until somebody has checked (domain rule 4).
func (w *watch) judgeNotConfirmed(ctx context.Context) error {
	ids, err := w.releases(ctx, `
		WITH `+newestOfSources+listedAfter(`
			SELECT r.person_id, r.planned_day FROM release r WHERE `+unitsSQL+` AND `+notConfirmable)+`,
		missing AS (
			SELECT n.id, a.person_id FROM newest n JOIN asked a ON (n.as_of AT TIME ZONE 'Europe/London')::date > a.planned_day
			JOIN extract_row e ON e.source = n.source AND e.person_id = a.person_id
			EXCEPT
			SELECT id, person_id FROM seen)
		UPDATE release r SET state = 'not_confirmed', decided_at = $4, version = r.version + 1
		WHERE r.person_id IN (SELECT person_id FROM missing EXCEPT SELECT person_id FROM listed_after) AND `+notConfirmable+`
		RETURNING r.id`, w.day, w.clock)
	if err != nil || len(ids) == 0 {
		return err
	}
	if err := recordHistory(ctx, w.tx, w.clock, ids); err != nil {
		return err
	}
	return w.alertNotConfirmed(ctx)
}

// newsNotConfirmed: nobody has been told at once of this person and this day.
var newsNotConfirmed = newsQuery{kind: notify.ItemNotConfirmed, everybody: true, days: plannedToo,
	where: `WHERE r.state = 'not_confirmed' AND NOT EXISTS (SELECT 1 FROM message_item i JOIN message m ON m.id = i.message_id
		WHERE i.release_id = r.id AND m.kind = 'alert' AND ` + ofPlanned + `'not_confirmed')`}

func (w *watch) alertNotConfirmed(ctx context.Context) error {
	found, told, err := w.news(ctx, newsNotConfirmed)
	if err != nil {
		return err
	}
	alerts := newLetters(notify.Alert)
	for _, n := range found[0] {
		alerts.add(told[n.ReleaseID].both(w.Unit.Contact()), n.item(notify.ItemNotConfirmed))
	}
	n, err := w.queue(ctx, alerts.intents(w.occasion+":not_confirmed", w.clock))
	w.done.Alerts += n
	return err
}
