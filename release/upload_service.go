package release

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

// Uploads are the files that come in by the page: kept in the database, looked
// at by a worker, applied or thrown away by a person.
type Uploads struct {
	Pool *pgxpool.Pool
	Now  func() time.Time
	// Enqueue writes the job of an upload in the transaction of its cause.
	Enqueue func(ctx context.Context, tx pgx.Tx, id int64) error
}

// Take keeps a file and has it looked at. The same form sent twice is one
// upload. Errors: fault.Invalid for what can be said before it is read.
func (u *Uploads) Take(ctx context.Context, who access.Actor, file NewUpload) error {
	now := u.Now()
	if err := file.check(now); err != nil {
		return err
	}
	return pg.InTx(ctx, u.Pool, who, func(tx pgx.Tx) error {
		id, err := insertUpload(ctx, tx, who, file, now)
		if err != nil || id == 0 { // kept already
			return err
		}
		if err := access.Record(ctx, tx, now, who, access.Entry{Action: access.Collect, ObjectKind: "import_upload", ObjectID: id,
			Detail: string(file.Kind)}); err != nil {
			return err
		}
		return u.Enqueue(ctx, tx, id)
	})
}

// Apply has a file applied that somebody has looked at; pressed twice it is
// applied once. Errors: fault.NotFound; fault.Conflict where it is not there to
// be applied any more.
func (u *Uploads) Apply(ctx context.Context, who access.Actor, ref string) error {
	return u.decide(ctx, who, ref, UploadApplying, func(tx pgx.Tx, id int64) error { return u.Enqueue(ctx, tx, id) })
}

// ThrowAway forgets a file. Errors as of Apply.
func (u *Uploads) ThrowAway(ctx context.Context, who access.Actor, ref string) error {
	return u.decide(ctx, who, ref, UploadThrownAway, func(pgx.Tx, int64) error { return nil })
}

func (u *Uploads) decide(ctx context.Context, who access.Actor, ref string, to UploadState, then func(pgx.Tx, int64) error) error {
	return pg.InTx(ctx, u.Pool, who, func(tx pgx.Tx) error {
		id, state, err := lockUpload(ctx, tx, ref)
		if err != nil {
			return err
		}
		if state == to || to == UploadApplying && state == UploadApplied {
			return nil // pressed twice
		}
		if state != UploadReady {
			return fault.Conflict("The file is not there any more: it was %s", uploadStateWords(state))
		}
		now := u.Now()
		if err := decideUpload(ctx, tx, who, id, to, now); err != nil {
			return err
		}
		if err := access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "import_upload", ObjectID: id,
			Detail: string(to)}); err != nil {
			return err
		}
		return then(tx, id)
	})
}

func uploadStateWords(s UploadState) string {
	switch s {
	case UploadWaiting:
		return "not looked at yet"
	case UploadReady:
		return "not applied yet"
	case UploadApplying, UploadApplied:
		return "applied"
	case UploadRefused:
		return "refused"
	case UploadFailed:
		return "not to be used"
	case UploadThrownAway:
		return "thrown away"
	case UploadExpired:
		return "deleted after a day in which nobody applied it"
	}
	return string(s)
}

// Read gives one upload. Error: fault.NotFound.
func (u *Uploads) Read(ctx context.Context, who access.Actor, ref string) (Upload, error) {
	var upload Upload
	err := pg.ReadTx(ctx, u.Pool, who, func(tx pgx.Tx) (err error) {
		upload, err = readUpload(ctx, tx, ref)
		return err
	})
	return upload, err
}

// Open lists the uploads that wait for a worker or for a person, newest first.
func (u *Uploads) Open(ctx context.Context, who access.Actor) ([]Upload, error) {
	var list []Upload
	err := pg.ReadTx(ctx, u.Pool, who, func(tx pgx.Tx) (err error) {
		list, err = openUploads(ctx, tx)
		return err
	})
	return list, err
}

// Expire deletes the files that nobody applied within a day. It is for the tick
// of every minute.
func (u *Uploads) Expire(ctx context.Context) error {
	who := access.System("watch")
	return pg.InTx(ctx, u.Pool, who, func(tx pgx.Tx) error { return expireUploads(ctx, tx, u.Now().Add(-uploadKept)) })
}
