package intake

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/fault"
	"throughgate/release"
)

// uploaded is a file of the page with its content.
type uploaded struct {
	ID       int64
	Kind     release.UploadKind
	Source   string
	FileName string
	AsOf     time.Time
	Content  []byte
	State    release.UploadState
	By       int64 // the account: who brought it, or who said apply
	Review   bool  // the page's first extract: nothing leaves before a review (domain rule 6, go-live)
}

func readUploaded(ctx context.Context, tx pgx.Tx, id int64) (uploaded, error) {
	var u uploaded
	err := tx.QueryRow(ctx, `
		SELECT u.id, u.kind, u.source, u.file_name, u.as_of, u.content, u.state, coalesce(u.decided_by, u.uploaded_by),
		       u.kind = 'releases' AND NOT EXISTS (SELECT 1 FROM import_upload x WHERE x.kind = 'releases' AND x.state = 'applied')
		FROM import_upload u WHERE u.id = $1`, id).
		Scan(&u.ID, &u.Kind, &u.Source, &u.FileName, &u.AsOf, &u.Content, &u.State, &u.By, &u.Review)
	if errors.Is(err, pgx.ErrNoRows) {
		return u, fault.NotFound("The file")
	}
	if err != nil {
		return u, fmt.Errorf("read upload %d: %w", id, err)
	}
	return u, nil
}

func noteProgress(ctx context.Context, tx pgx.Tx, id int64, done, total int) error {
	_, err := tx.Exec(ctx, `UPDATE import_upload SET done = $2, total = $3 WHERE id = $1`, id, done, total)
	return err
}

// uploadReady keeps what would become of a file, unless somebody has thrown it
// away or it has become too old meanwhile.
func uploadReady(ctx context.Context, tx pgx.Tx, id int64, report []byte) error {
	_, err := tx.Exec(ctx, `UPDATE import_upload SET state = 'ready', report = $2 WHERE id = $1 AND state = 'waiting'`, id, report)
	if err != nil {
		return fmt.Errorf("end the look at upload %d: %w", id, err)
	}
	return nil
}

// uploadApplied ties an upload to the import that it became and deletes the
// file. One import runs at a time, and this one has just ended: of its digest
// and actor it is the newest.
func uploadApplied(ctx context.Context, tx pgx.Tx, u uploaded, r Report, report []byte) error {
	_, err := tx.Exec(ctx, `
		UPDATE import_upload SET state = 'applied', report = $2, content = NULL,
			import_id = (SELECT max(id) FROM import WHERE kind = $3 AND sha256 = $4 AND actor = 'account:' || $5)
		WHERE id = $1`, u.ID, report, string(u.Kind), r.SHA256, fmt.Sprint(u.By))
	if err != nil {
		return fmt.Errorf("end upload %d: %w", u.ID, err)
	}
	return nil
}

func uploadStopped(ctx context.Context, tx pgx.Tx, u uploaded, as release.UploadState, why string, report []byte) error {
	_, err := tx.Exec(ctx, `
		UPDATE import_upload SET state = $2, problem = $3, report = $4, content = NULL
		WHERE id = $1 AND state IN ('waiting', 'applying')`, u.ID, string(as), why, report)
	if err != nil {
		return fmt.Errorf("end upload %d: %w", u.ID, err)
	}
	return nil
}
