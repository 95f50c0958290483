package intake

import (
	"context"

	"github.com/jackc/pgx/v5"

	"throughgate/release"
)

// open writes the import, after what an import that died has left open.
func (run *releaseRun) open(ctx context.Context, tx pgx.Tx) error {
	if err := run.im.Observer.SettleImports(ctx, tx, run.who, run.now); err != nil {
		return err
	}
	id, err := openImport(ctx, tx, run.who, run.options.Source, run.report, run.now)
	if err != nil {
		return err
	}
	run.id = id
	if err := run.im.Observer.KeepForUndo(ctx, tx, id, run.now); err != nil {
		return err
	}
	if run.options.Review != nil {
		return markReview(ctx, tx, id)
	}
	return nil
}

// close lets go, or holds, what the import caused, and writes its end. The
// review is written last: when that fails, the import is not closed.
func (run *releaseRun) close(ctx context.Context, tx pgx.Tx) error {
	o, r := run.options, &run.report
	done, err := run.im.Observer.CloseImport(ctx, tx, run.who,
		release.ImportClosing{ImportID: run.id, Confirm: o.ConfirmBulk, Review: o.Review != nil, Idle: !run.kept})
	if err != nil {
		return err
	}
	r.MessagesQueued += done.Queued
	r.MessagesHeld, r.Brake = done.Held, done.Brake
	if !o.DryRun && (r.Brake != "" || o.Review != nil) {
		r.Import = run.id
	}
	if err := closeImport(ctx, tx, run.who, run.id, *r, run.held, run.now); err != nil || o.Review == nil {
		return err
	}
	waiting := len(done.Review)
	r.ReviewTasks = &waiting
	if o.DryRun {
		return nil
	}
	return o.Review(done.Review)
}
