package release

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/fault"
)

// pastSQL reads imports with who brought them and what of them still waits.
const pastSQL = `
	SELECT i.id, i.kind, i.source, i.file_name, i.as_of, coalesce(a.name, ''), i.started_at, i.finished_at, i.rows, i.new, i.changed,
	       i.unchanged, i.outside_unit, i.rejected, i.held, i.messages_queued, i.messages_held, i.brake, i.sent_at, coalesce(b.name, ''), i.undone_at, coalesce(u.name, ''),
	       CASE WHEN i.brake <> '' AND i.sent_at IS NULL AND i.undone_at IS NULL THEN (SELECT count(*) FROM message m WHERE m.import_id = i.id AND m.state = 'held') ELSE 0 END,
	       CASE WHEN i.brake <> '' AND i.sent_at IS NULL AND i.undone_at IS NULL THEN (SELECT count(*) FROM release r WHERE r.held_by = i.id) ELSE 0 END,
	       CASE WHEN i.brake = '` + ByReview + `' AND i.undone_at IS NULL THEN (SELECT count(*) FROM task t JOIN release r ON r.id = t.release_id
	            WHERE r.held_by = i.id AND t.review AND t.state IN ('planned', 'too_late')) ELSE 0 END
	FROM import i
	LEFT JOIN account a ON i.actor = 'account:' || a.id
	LEFT JOIN account b ON i.sent_by = 'account:' || b.id
	LEFT JOIN account u ON i.undone_by = 'account:' || u.id`

func readPast(ctx context.Context, tx pgx.Tx, where string, args ...any) ([]PastImport, error) {
	rows, err := tx.Query(ctx, pastSQL+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read imports: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[PastImport])
	if err != nil {
		return nil, fmt.Errorf("read imports: %w", err)
	}
	return list, nil
}

// ReadImports gives one page (from 1) of the imports, newest first, and how many
// there are.
func ReadImports(ctx context.Context, tx pgx.Tx, page int) (list []PastImport, total int, err error) {
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM import`).Scan(&total); err != nil {
		return nil, 0, fmt.Errorf("count imports: %w", err)
	}
	list, err = readPast(ctx, tx, ` ORDER BY i.id DESC LIMIT $1 OFFSET $2`, ImportPage, (page-1)*ImportPage)
	return list, total, err
}

// ReadWaitingImports gives those that wait for somebody, oldest first.
func ReadWaitingImports(ctx context.Context, tx pgx.Tx) ([]PastImport, error) {
	return readPast(ctx, tx, ` WHERE i.brake <> '' AND i.sent_at IS NULL AND i.undone_at IS NULL AND i.finished_at IS NOT NULL ORDER BY i.id`)
}

// ReadImport gives one import with its rejected and held rows and the messages
// that wait. Error: fault.NotFound.
func ReadImport(ctx context.Context, tx pgx.Tx, id int64) (PastImport, []ImportProblem, []HeldMessages, error) {
	list, err := readPast(ctx, tx, ` WHERE i.id = $1`, id)
	if err != nil {
		return PastImport{}, nil, nil, err
	}
	if len(list) == 0 {
		return PastImport{}, nil, nil, fault.NotFound("The import")
	}
	rows, err := tx.Query(ctx, `
		SELECT kind = 'held', line, column_name, problem, decision, reason FROM import_problem WHERE import_id = $1 ORDER BY line, id LIMIT 1000`, id)
	if err != nil {
		return PastImport{}, nil, nil, fmt.Errorf("read the rows of import %d: %w", id, err)
	}
	problems, err := pgx.CollectRows(rows, pgx.RowToStructByPos[ImportProblem])
	if err != nil {
		return PastImport{}, nil, nil, fmt.Errorf("read the rows of import %d: %w", id, err)
	}
	rows, err = tx.Query(ctx, `
		SELECT kind, channel, count(*), count(DISTINCT recipient) FROM message WHERE import_id = $1 AND state = 'held' GROUP BY kind, channel ORDER BY kind, channel`, id)
	if err != nil {
		return PastImport{}, nil, nil, fmt.Errorf("read what import %d would send: %w", id, err)
	}
	messages, err := pgx.CollectRows(rows, pgx.RowToStructByPos[HeldMessages])
	if err != nil {
		return PastImport{}, nil, nil, fmt.Errorf("read what import %d would send: %w", id, err)
	}
	return list[0], problems, messages, nil
}
