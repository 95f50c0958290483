package release

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
)

// RecordNotice records that the person of a release was given the privacy
// notice. Errors: fault.NotFound, fault.Invalid, fault.Refused.
func (s *Service) RecordNotice(ctx context.Context, who access.Actor, ref string, n NewNotice) error {
	if err := n.Check(calendar.DayOf(s.Now())); err != nil {
		return err
	}
	n.GivenBy, n.Language = strings.TrimSpace(n.GivenBy), strings.TrimSpace(n.Language)
	return s.withPerson(ctx, who, ref, "", func(tx pgx.Tx, now time.Time, head, _ headRow) error {
		if err := head.mayChange(); err != nil {
			return err
		}
		id, err := insertNotice(ctx, tx, who, now, head.PersonID, n)
		if err != nil || id == 0 {
			return err
		}
		return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "privacy notice", ObjectID: id})
	})
}
