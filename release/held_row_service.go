package release

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

// HeldRows are the rows of release extracts that wait for a person.
type HeldRows struct {
	Pool    *pgxpool.Pool
	Now     func() time.Time
	Columns []string // of an extract, in the order of stored cells
	// Enqueue writes the job that applies a row, in the transaction of its cause.
	Enqueue func(ctx context.Context, tx pgx.Tx, id int64) error
}

// healthColumns are seen by link officers alone (domain rule 9).
var healthColumns = []string{"needs"}

// List gives the rows that wait within a scope, oldest import first. Looking at
// them is recorded.
func (h *HeldRows) List(ctx context.Context, who access.Actor, scope Scope) ([]HeldRow, error) {
	hidden := healthColumns
	if who.Role == access.LinkOfficer {
		hidden = nil
	}
	var list []HeldRow
	err := pg.InTx(ctx, h.Pool, who, func(tx pgx.Tx) error {
		// Who is stored under a row's number may live elsewhere, or be restricted:
		// that has to be known before any of it is shown.
		if err := access.Follow(ctx, tx, who); err != nil {
			return err
		}
		rows, err := readHeldRows(ctx, tx, scope)
		if err != nil {
			return err
		}
		places, err := placeNames(ctx, tx, rows)
		if err != nil {
			return err
		}
		for _, r := range rows {
			row := r.HeldRow
			row.Columns = besides(h.Columns, r.Stored, r.Told, r.Restricted, hidden)
			for i, c := range row.Columns {
				if c.Name == "prison" || c.Name == "home_area" {
					row.Columns[i].Stored, row.Columns[i].Told = nameOr(places, c.Stored), nameOr(places, c.Told)
				}
			}
			if len(r.Told) > 0 && !r.Restricted {
				row.Number = r.Told[0]
			}
			list = append(list, row)
		}
		return access.Record(ctx, tx, h.Now(), who, access.Entry{Action: access.Consult, ObjectKind: "held rows"})
	})
	return list, err
}

// Decide takes a row or leaves it, with a reason. Of several rows of one person
// in a file the others are left when one is taken. Errors: fault.Invalid without
// a reason; fault.NotFound; fault.Conflict where somebody has decided before.
func (h *HeldRows) Decide(ctx context.Context, who access.Actor, scope Scope, id int64, as HeldDecision, reason string) error {
	reason = strings.TrimSpace(reason)
	switch {
	case as != TakeHeldRow && as != LeaveHeldRow:
		return fault.Invalid("Say whether it is the same person")
	case reason == "":
		return fault.Invalid("Say how you know")
	case utf8.RuneCountInString(reason) > 500:
		return fault.Invalid("Write at most 500 letters")
	}
	return pg.InTx(ctx, h.Pool, who, func(tx pgx.Tx) error {
		if err := access.Follow(ctx, tx, who); err != nil {
			return err
		}
		row, err := lockHeldRow(ctx, tx, scope, id)
		if err != nil {
			return err
		}
		if row.Decided {
			return fault.Conflict("Somebody has decided on this row already")
		}
		now := h.Now()
		if err := decideHeldRow(ctx, tx, who, now, row, as, reason); err != nil {
			return err
		}
		if err := access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "import_problem", ObjectID: id,
			Detail: string(as)}); err != nil {
			return err
		}
		if as == TakeHeldRow {
			return h.Enqueue(ctx, tx, id)
		}
		return unlistHeldRow(ctx, tx, who, now, row, reason)
	})
}
