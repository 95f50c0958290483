package release

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/fault"
	"throughgate/pathways"
)

// LastUndoable finds the extract that an undo without a number means: the newest
// that has not been undone; 0 where there is none.
func LastUndoable(ctx context.Context, tx pgx.Tx) (id int64, err error) {
	if err = tx.QueryRow(ctx, `SELECT coalesce(max(id), 0) FROM import WHERE kind = 'releases' AND undone_at IS NULL`).Scan(&id); err != nil {
		return 0, fmt.Errorf("find the last import: %w", err)
	}
	return id, nil
}

// undoTouched are the people of an import, and their releases.
const undoTouched = `
	WITH this AS (SELECT id, started_at, actor FROM import WHERE id = $1),
	who AS (SELECT person_id FROM import_before WHERE import_id = $1),
	rel AS (SELECT r.id, r.person_id FROM release r JOIN who USING (person_id)),
	job AS (SELECT t.id FROM task t JOIN rel ON rel.id = t.release_id)`

// readUndoFacts reads what has become of an import. Error: fault.NotFound.
func readUndoFacts(ctx context.Context, tx pgx.Tx, importID int64) (undoFacts, error) {
	var f undoFacts
	err := tx.QueryRow(ctx, `
		SELECT i.kind, i.file_name, i.source, i.started_at, i.finished_at IS NOT NULL, i.keeps_before, i.undone_at,
		       CASE WHEN a.name IS NULL THEN 'the program, by command' ELSE a.name END,
		       coalesce((SELECT max(n.id) FROM import n WHERE n.kind = 'releases' AND n.id > i.id AND n.undone_at IS NULL), 0)
		FROM import i LEFT JOIN account a ON i.undone_by = 'account:' || a.id WHERE i.id = $1`, importID).
		Scan(&f.Kind, &f.FileName, &f.Source, &f.StartedAt, &f.Finished, &f.KeepsIt, &f.UndoneAt, &f.UndoneBy, &f.Newer)
	if errors.Is(err, pgx.ErrNoRows) {
		return f, fault.NotFound(fmt.Sprintf("Import %d", importID))
	}
	if err != nil {
		return f, fmt.Errorf("read import %d: %w", importID, err)
	}
	if !f.KeepsIt || f.UndoneAt != nil || f.Newer != 0 {
		return f, nil
	}
	return f, asSets(ctx, tx, func() error { return f.readSince(ctx, tx, importID) })
}

// asSets runs fn with joins of whole sets. PostgreSQL cannot tell how many people
// an import touched from what was kept of it as JSON, takes them for few, and goes
// through all of them again for each.
func asSets(ctx context.Context, tx pgx.Tx, fn func() error) error {
	if _, err := tx.Exec(ctx, `SET LOCAL enable_nestloop = off`); err != nil {
		return fmt.Errorf("choose how to join: %w", err)
	}
	if err := fn(); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `SET LOCAL enable_nestloop = on`); err != nil {
		return fmt.Errorf("choose how to join: %w", err)
	}
	return nil
}

// readSince reads what happened to the people of the import since it began.
func (f *undoFacts) readSince(ctx context.Context, tx pgx.Tx, importID int64) error {
	err := tx.QueryRow(ctx, undoTouched+`,
		news AS (SELECT m.id FROM message m WHERE m.import_id = $1
		          UNION
		         SELECT m.id FROM message m JOIN rel ON m.release_id = rel.id
		          UNION
		         SELECT i.message_id FROM message_item i JOIN rel ON i.release_id = rel.id WHERE NOT i.dropped
		          UNION
		         SELECT i.message_id FROM message_item i JOIN job ON i.task_id = job.id WHERE NOT i.dropped),
		recorded AS (
			SELECT e.person_id FROM life_event e JOIN who USING (person_id), this
			WHERE e.external_id IS NOT NULL AND e.recorded_at > this.started_at OR e.taken_back_by <> '' AND e.superseded_at > this.started_at
			 UNION
			SELECT x.person_id FROM person_edit x JOIN who USING (person_id), this WHERE x.at > this.started_at
			 UNION
			SELECT x.person_id FROM note x JOIN who USING (person_id), this WHERE x.at > this.started_at
			 UNION
			SELECT x.person_id FROM appointment x JOIN who USING (person_id), this WHERE x.updated_at > this.started_at
			 UNION
			SELECT rel.person_id FROM sheet_handover h JOIN rel ON rel.id = h.release_id, this WHERE h.recorded_at > this.started_at)
		SELECT (SELECT count(*) FROM message m JOIN news USING (id), this
		        WHERE (m.sent_at IS NOT NULL OR m.state IN ('sending', 'unknown'))
		          AND (m.import_id = $1 OR m.kind NOT IN ('digest', 'escalation') AND coalesce(m.sent_at, m.claimed_at) > this.started_at)),
		       (SELECT count(DISTINCT e.task_id) FROM task_event e JOIN job ON job.id = e.task_id, this
		        WHERE e.at > this.started_at AND e.actor NOT LIKE 'system:watch' AND e.reason NOT IN ($2, $3, $4)
		          AND (e.state IN ('acknowledged', 'accepted', 'done', 'declined', 'no_capacity', 'passed_on', 'not_wanted', 'not_eligible')
		               OR e.reason LIKE $5 || '%')),
		       (SELECT count(DISTINCT e.task_id) FROM task_event e JOIN job ON job.id = e.task_id, this
		        WHERE e.at > this.started_at AND e.state = 'handed_off' AND e.reason NOT IN ($2, $3, $4) AND e.actor <> this.actor),
		       (SELECT count(*) FROM recorded),
		       (SELECT count(*) FROM import_problem WHERE import_id = $1 AND kind = 'held' AND decided_at IS NOT NULL)`,
		importID, pathways.ReasonMoved, pathways.ReasonAgain, pathways.ReasonUndone, pathways.ReasonReopened).
		Scan(&f.Left, &f.Answered, &f.HandedOff, &f.Recorded, &f.RowsChosen)
	if err != nil {
		return fmt.Errorf("read what happened since import %d: %w", importID, err)
	}
	return nil
}

// readImportUndo reads what undoing an import would take back.
func readImportUndo(ctx context.Context, tx pgx.Tx, importID int64) (ImportUndo, error) {
	u := ImportUndo{Import: importID, Messages: []HeldMessages{}, WhyNot: []UndoWhyNot{}}
	f, err := readUndoFacts(ctx, tx, importID)
	if err != nil {
		return u, err
	}
	u.File, u.At, u.Source, u.WhyNot = f.FileName, f.StartedAt, f.Source, append(u.WhyNot, f.whyNot()...)
	if !f.KeepsIt {
		return u, nil
	}
	err = asSets(ctx, tx, func() error { return u.readBack(ctx, tx) })
	if err != nil {
		return u, err
	}
	rows, err := tx.Query(ctx, `
		SELECT kind, channel, count(*), count(DISTINCT recipient) FROM message
		WHERE import_id = $1 AND state IN ('held', 'queued') GROUP BY kind, channel ORDER BY kind, channel`, importID)
	if err != nil {
		return u, fmt.Errorf("read what import %d would send: %w", importID, err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[HeldMessages])
	if err != nil {
		return u, fmt.Errorf("read what import %d would send: %w", importID, err)
	}
	u.Messages = append(u.Messages, list...)
	return u, nil
}

// readBack counts what would go back.
func (u *ImportUndo) readBack(ctx context.Context, tx pgx.Tx) error {
	err := tx.QueryRow(ctx, undoTouched+`,
		before AS (
			SELECT k.person_id, k.known, b.id AS release_id, b.planned_day, b.prison, b.left_on FROM import_before k
			LEFT JOIN LATERAL jsonb_populate_recordset(NULL::release, k.releases) b ON b.is_current WHERE k.import_id = $1),
		now AS (SELECT r.id, r.person_id, r.planned_day, r.prison, r.left_on FROM release r JOIN who USING (person_id) WHERE r.is_current)
		SELECT (SELECT count(*) FROM before WHERE NOT known), (SELECT count(*) FROM before WHERE known),
		       (SELECT count(*) FROM before b JOIN now n USING (person_id) WHERE b.known AND n.planned_day IS DISTINCT FROM b.planned_day),
		       (SELECT count(*) FROM before b JOIN now n USING (person_id) WHERE b.known AND n.left_on IS NOT NULL AND b.left_on IS NULL),
		       (SELECT count(*) FROM before b JOIN now n USING (person_id) WHERE b.known AND n.prison <> b.prison),
		       (SELECT count(*) FROM task t JOIN now n ON n.id = t.release_id JOIN before b USING (person_id)
		        WHERE NOT b.known AND t.state NOT IN ('withdrawn', 'done')),
		       (SELECT count(*) FROM import_before_task WHERE import_id = $1)`, u.Import).
		Scan(&u.PeopleNew, &u.PeopleBack, &u.DaysBack, &u.ReleasesBack, &u.PrisonsBack, &u.TasksGone, &u.TasksBack)
	if err != nil {
		return fmt.Errorf("read what undoing import %d takes back: %w", u.Import, err)
	}
	return nil
}

// undoPeople are the people of an import, by whether they were known before, and
// the releases that only it told of.
type undoPeople struct{ known, listed, gone []int64 }

// lockUndo locks the import and the releases of its people, in order of id.
func lockUndo(ctx context.Context, tx pgx.Tx, importID int64) error {
	if _, err := tx.Exec(ctx, `
		SELECT r.id FROM release r WHERE r.person_id IN (SELECT person_id FROM import_before WHERE import_id = $1)
		ORDER BY r.id FOR NO KEY UPDATE`, importID); err != nil {
		return fmt.Errorf("lock releases: %w", err)
	}
	if _, err := tx.Exec(ctx, `SELECT id FROM import WHERE id = $1 FOR UPDATE`, importID); err != nil {
		return fmt.Errorf("lock import %d: %w", importID, err)
	}
	if _, err := tx.Exec(ctx, `SELECT id FROM message WHERE import_id = $1 AND state IN ('queued', 'held') ORDER BY id FOR UPDATE`, importID); err != nil {
		return fmt.Errorf("lock messages of import %d: %w", importID, err)
	}
	return nil
}

// readUndoPeople reads the people of an import: whom it changed, and, where a
// watch has judged since, those whom it listed without changing them: they count
// as seen by it.
func readUndoPeople(ctx context.Context, tx pgx.Tx, importID int64) (p undoPeople, err error) {
	for _, q := range []struct {
		to  *[]int64
		sql string
	}{
		{&p.known, `SELECT person_id FROM import_before WHERE import_id = $1 AND known ORDER BY person_id`},
		{&p.gone, `SELECT r.id FROM release r JOIN import_before k ON k.person_id = r.person_id WHERE k.import_id = $1 AND NOT k.known ORDER BY r.id`},
		{&p.listed, `SELECT DISTINCT u.id FROM import i JOIN import_listing l ON l.import_id = i.id CROSS JOIN unnest(l.person_ids) AS u(id)
			WHERE i.id = $1 AND EXISTS (SELECT 1 FROM watch_day w WHERE w.done_at > i.started_at)
			  AND NOT EXISTS (SELECT 1 FROM import_before k WHERE k.import_id = $1 AND k.person_id = u.id) ORDER BY u.id`},
	} {
		rows, err := tx.Query(ctx, q.sql, importID)
		if err != nil {
			return p, fmt.Errorf("read the people of import %d: %w", importID, err)
		}
		if *q.to, err = pgx.CollectRows(rows, pgx.RowTo[int64]); err != nil {
			return p, fmt.Errorf("read the people of import %d: %w", importID, err)
		}
	}
	return p, nil
}

// undoneStays are the stays of known people that only the import told of.
func undoneStays(ctx context.Context, tx pgx.Tx, importID int64) ([]int64, error) {
	rows, err := tx.Query(ctx, `
		SELECT r.id FROM release r JOIN import_before k ON k.person_id = r.person_id
		WHERE k.import_id = $1 AND k.known AND r.undone_by = $1 ORDER BY r.id`, importID)
	if err != nil {
		return nil, fmt.Errorf("find stays of import %d: %w", importID, err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("find stays of import %d: %w", importID, err)
	}
	return ids, nil
}
