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

// judgeNotConfirmed: the planned day has passed, no release is recorded, and a
// newer file of a source that listed the person does not list them. On the next
// working morning they are not confirmed as released, and officers hear of it
// at once (domain rule 4). Whoever a newer file lists again is judged by their
// dates as before. Whoever is in hospital is held wherever a file lists them, and
// nothing of theirs is overdue until somebody has checked (domain rule 4).
func (w *watch) judgeNotConfirmed(ctx context.Context) error {
	ids, err := w.releases(ctx, `
		WITH `+newestFiles+`,
		seen AS MATERIALIZED (SELECT n.source, u.person_id FROM newest n CROSS JOIN unnest(n.person_ids) AS u(person_id)),
		missing AS MATERIALIZED (
			SELECT e.person_id, max((n.as_of AT TIME ZONE 'Europe/London')::date) AS day
			FROM newest n JOIN extract_row e ON e.source = n.source
			LEFT JOIN seen s ON s.source = e.source AND s.person_id = e.person_id
			WHERE s.person_id IS NULL GROUP BY e.person_id)
		UPDATE release r SET state = 'not_confirmed', decided_at = $4, version = r.version + 1 FROM person p
		WHERE p.id = r.person_id AND `+unitSQL+` AND r.is_current AND r.held_by IS NULL
		  AND r.state IN ('planned', 'date_passed') AND r.planned_day < $3 AND r.place <> '`+string(InHospital)+`'
		  AND EXISTS (SELECT 1 FROM missing WHERE missing.person_id = r.person_id AND missing.day > r.planned_day)
		  AND NOT EXISTS (SELECT 1 FROM listed WHERE listed.person_id = r.person_id AND listed.day > r.planned_day)
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
	list, err := w.news(ctx, newsNotConfirmed)
	if err != nil {
		return err
	}
	alerts := newLetters(notify.Alert)
	for _, n := range list {
		alerts.add(w.told(n).both(w.Unit.Contact()), n.item(notify.ItemNotConfirmed))
	}
	n, err := w.queue(ctx, alerts.intents(w.occasion+":not_confirmed", w.clock))
	w.done.Alerts += n
	return err
}
