package intake

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"throughgate/internal/fault"
)

// notOfOneRow tells of a failure that every row would meet: the context is
// over, the server is away or out of room, or the schema is not ours.
func notOfOneRow(ctx context.Context, err error) bool {
	if ctx.Err() != nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	var answer *pgconn.PgError
	if errors.As(err, &answer) {
		switch answer.Code[:2] {
		case "08", "25", "28", "42", "53", "54", "57", "58", "XX":
			return true
		}
		return false
	}
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || pgconn.SafeToRetry(err) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}

// notStored says, without a word of the row, why a person could not be stored.
func notStored(err error) string {
	const remedy = "nothing of this row was applied; "
	var known *fault.Error
	if errors.As(err, &known) {
		return remedy + known.Text
	}
	var answer *pgconn.PgError
	if errors.As(err, &answer) {
		where := strings.Join([]string{answer.Code, answer.TableName, answer.ColumnName, answer.ConstraintName}, " ")
		return remedy + "the database refused it (" + strings.Join(strings.Fields(where), " ") +
			"): tell whoever looks after this program"
	}
	return remedy + "the program failed on it: tell whoever looks after this program"
}
