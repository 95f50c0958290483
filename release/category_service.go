package release

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
)

// RecordCategory records of which category the person of a release is, where the
// legal status does not tell it. Errors: fault.NotFound, fault.Invalid,
// fault.Refused.
func (s *Service) RecordCategory(ctx context.Context, who access.Actor, ref string, n NewCategory) error {
	if err := n.Check(); err != nil {
		return err
	}
	return s.withPerson(ctx, who, ref, "", func(tx pgx.Tx, now time.Time, head, _ headRow) error {
		if err := head.mayChange(); err != nil {
			return err
		}
		if _, told := CategoryOf(head.LegalStatus); told {
			return fault.Invalid("The legal status tells this already: correct that instead")
		}
		id, err := insertCategory(ctx, tx, who, now, head.PersonID, n)
		if err != nil || id == 0 {
			return err
		}
		return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "category", ObjectID: id, Detail: string(n.Category)})
	})
}
