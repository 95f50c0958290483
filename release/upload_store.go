package release

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
)

// insertUpload keeps a file; 0 where the same form has brought it before.
func insertUpload(ctx context.Context, tx pgx.Tx, who access.Actor, u NewUpload, now time.Time) (int64, error) {
	var id int64
	err := tx.QueryRow(ctx, `
		INSERT INTO import_upload (ref, kind, source, file_name, bytes, as_of, content, uploaded_by, uploaded_at, state)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting') ON CONFLICT (ref) DO NOTHING RETURNING id`,
		u.Ref, string(u.Kind), u.Source, u.FileName, len(u.Content), u.AsOf, u.Content, who.AccountID, now).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("keep a file: %w", err)
	}
	return id, nil
}

func lockUpload(ctx context.Context, tx pgx.Tx, ref string) (id int64, state UploadState, err error) {
	err = tx.QueryRow(ctx, `SELECT id, state FROM import_upload WHERE ref = $1 FOR UPDATE`, ref).Scan(&id, &state)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, "", fault.NotFound("The file")
	}
	if err != nil {
		return 0, "", fmt.Errorf("find an upload: %w", err)
	}
	return id, state, nil
}

func decideUpload(ctx context.Context, tx pgx.Tx, who access.Actor, id int64, to UploadState, now time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE import_upload SET state = $2, decided_by = $3, decided_at = $4, done = 0, total = 0,
			content = CASE WHEN $2 = 'applying' THEN content END
		WHERE id = $1`, id, string(to), who.AccountID, now)
	if err != nil {
		return fmt.Errorf("decide on upload %d: %w", id, err)
	}
	return nil
}

// uploadSQL reads uploads without their content.
const uploadSQL = `
	SELECT u.id, u.ref, u.kind, u.source, u.file_name, u.bytes, u.as_of, a.name AS uploaded_by, u.uploaded_at, u.state, u.done, u.total,
	       u.report AS kept, u.problem, coalesce(u.import_id, 0) AS import_id, coalesce(d.name, '') AS decided_by, u.decided_at,
	       u.kind = 'releases' AND NOT EXISTS (SELECT 1 FROM import_upload x WHERE x.kind = 'releases' AND x.state = 'applied'
	            AND NOT EXISTS (SELECT 1 FROM import i WHERE i.id = x.import_id AND i.undone_at IS NOT NULL)) AS review
	FROM import_upload u JOIN account a ON a.id = u.uploaded_by LEFT JOIN account d ON d.id = u.decided_by`

type uploadRow struct {
	Upload
	Kept []byte
}

func readUpload(ctx context.Context, tx pgx.Tx, ref string) (Upload, error) {
	list, err := readUploads(ctx, tx, uploadSQL+` WHERE u.ref = $1`, ref)
	if err == nil && len(list) == 0 {
		return Upload{}, fault.NotFound("The file")
	}
	if err != nil {
		return Upload{}, err
	}
	return list[0], nil
}

func openUploads(ctx context.Context, tx pgx.Tx) ([]Upload, error) {
	return readUploads(ctx, tx, uploadSQL+` WHERE u.state IN ('waiting', 'ready', 'applying') ORDER BY u.id DESC LIMIT 50`)
}

func readUploads(ctx context.Context, tx pgx.Tx, sql string, args ...any) ([]Upload, error) {
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("read uploads: %w", err)
	}
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r uploadRow, err error) {
		u := &r.Upload
		err = row.Scan(&u.ID, &u.Ref, &u.Kind, &u.Source, &u.FileName, &u.Bytes, &u.AsOf, &u.UploadedBy, &u.UploadedAt, &u.State, &u.Done,
			&u.Total, &r.Kept, &u.Problem, &u.ImportID, &u.DecidedBy, &u.DecidedAt, &u.Review)
		return r, err
	})
	if err != nil {
		return nil, fmt.Errorf("read uploads: %w", err)
	}
	list := make([]Upload, len(found))
	for i, r := range found {
		list[i] = r.Upload
		if len(r.Kept) == 0 {
			continue
		}
		if err := json.Unmarshal(r.Kept, &list[i].Report); err != nil {
			return nil, fmt.Errorf("read the report of upload %d: %w", r.ID, err)
		}
	}
	return list, nil
}

func expireUploads(ctx context.Context, tx pgx.Tx, before time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE import_upload SET state = 'expired', content = NULL
		WHERE content IS NOT NULL AND uploaded_at < $1 AND state IN ('waiting', 'ready')`, before)
	if err != nil {
		return fmt.Errorf("delete files that nobody applied: %w", err)
	}
	return nil
}
