package jobs

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/jackc/pgx/v5/pgconn"

	"throughgate/internal/fault"
)

// Texts of errors that classOf knows again.
const (
	tooLong    = "it took too long"
	wasStopped = "it was stopped"
	notReached = "the database could not be reached"

	otherNotReached = "the other server could not be reached"
	notAllowed      = "the other server's address may not be called"
)

var errPanic = errors.New("the program made a mistake: see the log")

// scrub gives an error that may be stored with a job and shown: what kind it
// is, without the values that it is about.
func scrub(err error) error {
	var (
		ours     *fault.Error
		database *pgconn.PgError
		network  net.Error
	)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &ours):
		return errors.New(ours.Text)
	case errors.As(err, &database):
		return fmt.Errorf("the database said no (SQLSTATE %s)", database.Code)
	case errors.Is(err, context.DeadlineExceeded):
		return errors.New(tooLong)
	case errors.Is(err, context.Canceled):
		return errors.New(wasStopped)
	case errors.As(err, &network), pgconn.SafeToRetry(err):
		return errors.New(notReached)
	}
	return fmt.Errorf("an error of type %T", rootOf(err))
}

// rootOf is the first cause, whose type says most.
func rootOf(err error) error {
	for {
		switch wrapped := err.(type) {
		case interface{ Unwrap() error }:
			if inner := wrapped.Unwrap(); inner != nil {
				err = inner
				continue
			}
		case interface{ Unwrap() []error }:
			if inner := wrapped.Unwrap(); len(inner) > 0 {
				err = inner[0]
				continue
			}
		}
		return err
	}
}
