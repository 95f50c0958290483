package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/pathways"
	"throughgate/release"
)

// Observer is told what a source says of some people: the whole picture of
// each. It writes all that follows in the given transaction, tells of each
// observation what became of it, and counts the messages it queued.
//
// What an import causes waits until the import has ended: HoldImported keeps
// back, in the transaction that wrote them, what follows for these people, and
// CloseImport, in the last one, lets all of it go or, with the brake or for a
// review, does not. KeepForUndo, in the first, has kept what stands before it, so
// that it can be undone. SettleImports closes, under the lock of imports, those that
// died before.
type Observer interface {
	Observe(ctx context.Context, tx pgx.Tx, who access.Actor, src release.Source, batch []release.Observation) ([]release.Applied, int, error)
	HoldImported(ctx context.Context, tx pgx.Tx, importID int64, people []int64) error
	CloseImport(ctx context.Context, tx pgx.Tx, who access.Actor, c release.ImportClosing) (release.Closed, error)
	SettleImports(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time) error
	KeepForUndo(ctx context.Context, tx pgx.Tx, importID int64, now time.Time) error
}

// Appointments is told of bookings, none of them twice, and counts what became
// of them and the messages it queued.
type Appointments interface {
	Book(ctx context.Context, tx pgx.Tx, who access.Actor, bookings []pathways.Booking) (pathways.Booked, error)
}

// Directory is told, in the transaction of the change, that the directory of
// services has changed: what had nobody to send to may have somebody now.
type Directory interface {
	DirectoryChanged(ctx context.Context, tx pgx.Tx, who access.Actor) error
}

// Importer brings files into the database. One import runs at a time on one
// database. It needs two connections of the pool.
type Importer struct {
	Pool       *pgxpool.Pool
	Now        func() time.Time
	Unit       release.Scope // whose people are planned and told
	Observer   Observer      // for release extracts
	Booker     Appointments  // for appointments
	Directory  Directory     // for services; nil: nobody is told
	Reviewer   Reviewer      // for the answers of a go-live review
	Recorder   Recorder      // for event files
	Calendar   Calendar      // for bank holidays
	Places     Places        // for local prisons
	Forecaster Forecaster    // for forecasts

	// Erased are the keys under which the numbers of people who were erased are
	// known: an extract that is older than an erasure does not bring them back.
	Erased access.AuditKeys
	// RefuseWithoutPurpose rejects somebody new who has no IOM status and for whom
	// no purpose is stated: in production, unless a unit sets it otherwise.
	RefuseWithoutPurpose bool
}

// importLock is the key of the advisory lock that an import holds.
const importLock = release.ImportLock

// errUndo ends a dry run: everything was done and is rolled back.
var errUndo = errors.New("a dry run is rolled back")

// unitOfWork runs fn in a transaction of its own: what fn did is kept when it
// returns nil and undone when it fails.
type unitOfWork func(ctx context.Context, fn func(pgx.Tx) error) error

// works runs apply with units of work that commit; in a dry run all of them lie
// in one transaction that is rolled back.
func (im *Importer) works(ctx context.Context, who access.Actor, dryRun bool, apply func(unitOfWork) error) error {
	if !dryRun {
		return apply(func(ctx context.Context, fn func(pgx.Tx) error) error {
			return pg.InCachedTx(ctx, im.Pool, who, fn)
		})
	}
	var failed error
	err := pg.InCachedTx(ctx, im.Pool, who, func(tx pgx.Tx) error {
		failed = apply(func(ctx context.Context, fn func(pgx.Tx) error) error { return pgx.BeginFunc(ctx, tx, fn) })
		return errUndo
	})
	if failed != nil || errors.Is(err, errUndo) {
		return failed
	}
	return err
}

// alone runs fn in a transaction that holds the lock of imports and
// of which nothing is kept: it is where rows are staged.
func (im *Importer) alone(ctx context.Context, fn func(stage pgx.Tx) error) error {
	stage, err := im.Pool.Begin(ctx)
	if err != nil {
		return fmt.Errorf("begin staging: %w", err)
	}
	if err := pg.ActAs(ctx, stage, access.System("import")); err != nil {
		return errors.Join(err, stage.Rollback(ctx))
	}
	defer func() {
		undo, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_ = stage.Rollback(undo) // a failed rollback closes the connection, which rolls back as well
	}()
	var mine bool
	if err := stage.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock($1)`, importLock).Scan(&mine); err != nil {
		return fmt.Errorf("take the lock of imports: %w", err)
	}
	if !mine {
		return fault.Conflict("another import is running: wait until it has ended, then import again")
	}
	return fn(stage)
}

// hashed reads a file and takes its digest on the way.
type hashed struct {
	r   io.Reader
	sum hash.Hash
}

func newHashed(r io.Reader) *hashed { return &hashed{r: r, sum: sha256.New()} }

func (h *hashed) Read(p []byte) (int, error) {
	n, err := h.r.Read(p)
	h.sum.Write(p[:n])
	return n, err
}

func (h *hashed) digest() string { return hex.EncodeToString(h.sum.Sum(nil)) }
