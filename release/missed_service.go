package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/notify"
	"throughgate/pathways"
)

// tellMissed tells officers at once. That somebody did not come to a treatment
// is for officers with a recorded basis (domain rule 9): without the person's
// consent the offender manager is not told of it.
func (s *Service) tellMissed(ctx context.Context, tx pgx.Tx, now time.Time, stay visitsOf, v *pathways.LockedVisit) error {
	ref, err := pathways.LoadReference(ctx, tx, s.Unit.Contact(), s.Unit.AgreementsFirst)
	if err != nil {
		return err
	}
	officers, err := s.officersOf(ctx, tx, ref, []int64{stay.ReleaseID})
	if err != nil {
		return err
	}
	to := officers[stay.ReleaseID]
	if IsHealthService(v.Service) && !stay.HealthConsent {
		to.manager = nil
	}
	alerts := newLetters(notify.Alert)
	alerts.add(to.both(s.Unit.Contact()), notify.Item{Kind: notify.ItemMissed, ReleaseID: stay.ReleaseID, AppointmentID: v.ID,
		To: calendar.DayOf(v.StartsAt)})
	_, err = s.Outbox.Add(ctx, tx, now, alerts.intents(fmt.Sprintf("missed:%d:%d", v.ID, v.Version), now))
	return err
}
