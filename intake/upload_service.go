package intake

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/release"
)

// WorkUpload does the work on a file of the page that its state asks for: a dry
// run when it has come in, the import when somebody has said apply. Done again
// after a crash it does no harm: a dry run changes nothing, and the same file
// with the same as-of again changes nothing either. Error: fault.Conflict while
// another import is running; then nothing was done.
func (im *Importer) WorkUpload(ctx context.Context, id int64) error {
	var up uploaded
	who := access.System("import")
	err := pg.ReadTx(ctx, im.Pool, who, func(tx pgx.Tx) (err error) {
		up, err = readUploaded(ctx, tx, id)
		return err
	})
	if err != nil || !up.State.Busy() {
		return err
	}
	who = access.Actor{AccountID: up.By}
	report, err := im.runUpload(ctx, who, up)
	var refused *RefusedFile
	switch {
	case err == nil:
		return im.endUpload(ctx, who, up, report)
	case errors.As(err, &refused):
		report = Report{Rejected: refused.Problems, Held: []HeldRow{}, IgnoredColumns: []string{}}
		return im.stopUpload(ctx, who, up, release.UploadRefused, refused.Text, report)
	case fault.Is(err, fault.KindConflict):
		return err
	case fault.Is(err, fault.KindInvalid), fault.Is(err, fault.KindRefused):
		return im.stopUpload(ctx, who, up, release.UploadRefused, fault.Text(err), report)
	}
	return err
}

// FailUpload ends the work on a file on which the program failed to the last.
func (im *Importer) FailUpload(ctx context.Context, id int64) error {
	who := access.System("import")
	var up uploaded
	err := pg.ReadTx(ctx, im.Pool, who, func(tx pgx.Tx) (err error) {
		up, err = readUploaded(ctx, tx, id)
		return err
	})
	if err != nil || !up.State.Busy() {
		return err
	}
	return im.stopUpload(ctx, who, up, release.UploadFailed, "The program failed on this file: tell whoever looks after it", Report{})
}

func (im *Importer) runUpload(ctx context.Context, who access.Actor, up uploaded) (Report, error) {
	file, preview := bytes.NewReader(up.Content), up.State == release.UploadWaiting
	o := FileOptions{FileName: up.FileName, DryRun: preview}
	switch up.Kind {
	case release.UploadReleases:
		r := ReleasesOptions{FileName: up.FileName, Source: up.Source, AsOf: up.AsOf, DryRun: preview, Progress: im.progressOf(ctx, who, up.ID)}
		if up.Review {
			// The tasks wait in the database, where the page shows them.
			r.Review = func([]release.ReviewTask) error { return nil }
		}
		return im.Releases(ctx, who, file, r)
	case release.UploadAppointments:
		return im.Appointments(ctx, who, file, o)
	case release.UploadServices:
		return im.Services(ctx, who, file, o)
	case release.UploadHolidays:
		return im.Holidays(ctx, who, file, o)
	case release.UploadLocalPrisons:
		return im.LocalPrisons(ctx, who, file, o)
	}
	return Report{}, fmt.Errorf("upload %d is of an unknown kind", up.ID)
}

// progressOf writes now and then how far the work is, beside the work's own
// transactions. A sign of life that cannot be written stops nothing.
func (im *Importer) progressOf(ctx context.Context, who access.Actor, id int64) func(done, total int) {
	return func(done, total int) {
		_ = pg.InTx(ctx, im.Pool, who, func(tx pgx.Tx) error { return noteProgress(ctx, tx, id, done, total) })
	}
}

func (im *Importer) endUpload(ctx context.Context, who access.Actor, up uploaded, r Report) error {
	kept, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("write the report of upload %d: %w", up.ID, err)
	}
	return pg.InTx(ctx, im.Pool, who, func(tx pgx.Tx) error {
		if up.State == release.UploadWaiting {
			return uploadReady(ctx, tx, up.ID, kept)
		}
		return uploadApplied(ctx, tx, up, r, kept)
	})
}

func (im *Importer) stopUpload(ctx context.Context, who access.Actor, up uploaded, as release.UploadState, why string, r Report) error {
	kept, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("write the report of upload %d: %w", up.ID, err)
	}
	return pg.InTx(ctx, im.Pool, who, func(tx pgx.Tx) error { return uploadStopped(ctx, tx, up, as, why, kept) })
}
