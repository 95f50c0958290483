package intake

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
)

// reading is a file that has been read: apply writes it and the import, in one
// transaction, and completes the report.
type reading func(tx pgx.Tx, r Report) (Report, error)

// wholeFile imports a file that is applied in one transaction, or refused: all
// kinds but release extracts, which go in batches. read reads the file into the
// report; what it asks of the database stands in a transaction of which nothing
// is kept.
func (im *Importer) wholeFile(ctx context.Context, who access.Actor, kind Kind, file io.Reader, o FileOptions,
	read func(stage pgx.Tx, in io.Reader, r *Report, now time.Time) (reading, error)) (Report, error) {
	now := im.Now()
	report := newReport(kind, o.FileName, now)
	err := im.alone(ctx, func(stage pgx.Tx) error {
		in := newHashed(file)
		apply, err := read(stage, in, &report, now)
		if err != nil {
			return err
		}
		report.SHA256 = in.digest()
		return im.works(ctx, who, o.DryRun, func(work unitOfWork) error {
			return work(ctx, func(tx pgx.Tx) error {
				r, err := apply(tx, report)
				if err == nil {
					report = r
				}
				return err
			})
		})
	})
	if err != nil {
		return Report{}, fmt.Errorf("import %s: %w", strings.ReplaceAll(string(kind), "_", " "), err)
	}
	return report, nil
}

// counted puts what a sheet tells of itself into the report.
func (r *Report) counted(s *sheet) { r.Rows, r.IgnoredColumns = s.rows, s.header.ignored }
