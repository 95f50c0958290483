package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/notify"
	"throughgate/pathways"
)

// AgreementsChanged follows a change of the sharing agreements, in the
// transaction of the change: the unit's people are planned again, so that what
// waits for an agreement waits, and what waited waits no more; what services hold
// under an agreement that has ended is marked, and the link officers are told.
// Nothing is handed off: that is the watch's.
func (s *Service) AgreementsChanged(ctx context.Context, tx pgx.Tx, who access.Actor) error {
	if err := waitForWatch(ctx, tx); err != nil {
		return err
	}
	if err := s.DirectoryChanged(ctx, tx, who); err != nil {
		return err
	}
	now := s.Now()
	today := calendar.DayOf(now)
	ref, err := pathways.LoadReference(ctx, tx, s.Unit.Contact(), s.Unit.AgreementsFirst)
	if err != nil {
		return err
	}
	if err := markLacking(ctx, tx, ref.Directory.Lacking(today)); err != nil {
		return err
	}
	list, err := s.agreementsEnded(ctx, tx, ref, today)
	if err != nil {
		return err
	}
	_, err = s.Outbox.Add(ctx, tx, now, list)
	return err
}

// markLacking puts on "nobody to send to" what is asked of services that may be
// told nothing now, and takes off what is asked of those that may.
func markLacking(ctx context.Context, tx pgx.Tx, lacking []int64) error {
	_, err := tx.Exec(ctx, `
		UPDATE task t SET nobody = NOT t.nobody FROM standard s
		WHERE s.code = t.standard AND s.found_by IN ('area', 'prison') AND t.service_id IS NOT NULL AND t.state IN `+askedStates+`
		  AND t.nobody <> (t.service_id = ANY ($1))`, lacking)
	if err != nil {
		return fmt.Errorf("mark requests without a sharing agreement: %w", err)
	}
	return nil
}

// agreementsTurn plans everybody again when an agreement has begun or ended since
// the last watch, and marks what services hold without one.
func (w *watch) agreementsTurn(ctx context.Context) error {
	if err := markLacking(ctx, w.tx, w.ref.Directory.Lacking(w.day)); err != nil {
		return err
	}
	since := calendar.Date{}
	if !w.last.watched.IsZero() {
		since = calendar.DayOf(w.last.watched)
	}
	turned := w.Unit.AgreementsFirst && since.IsZero()
	for _, a := range w.ref.Directory.Sharing.Agreements {
		for _, day := range []calendar.Date{a.StartsOn, a.LastDay().AddDays(1)} {
			turned = turned || day.After(since) && !day.After(w.day)
		}
	}
	if !turned {
		return nil
	}
	ids, err := w.releases(ctx, `
		SELECT r.id FROM release r JOIN person p ON p.id = r.person_id
		WHERE `+unitSQL+` AND r.is_current AND r.watched
		  AND EXISTS (SELECT 1 FROM task t WHERE t.release_id = r.id AND t.state = 'planned')
		ORDER BY r.id FOR NO KEY UPDATE OF r`)
	if err != nil {
		return err
	}
	return w.planThese(ctx, ids)
}

// agreementsEnd tells owners of agreements that end soon, and link officers of
// those that ended while their services hold requests: once each, also after days
// without a watch. An owner who is not there any more is the coordinators.
func (w *watch) agreementsEnd(ctx context.Context) error {
	list, err := w.agreementsEnding(ctx)
	if err != nil {
		return err
	}
	ended, err := w.agreementsEnded(ctx, w.tx, w.ref, w.day)
	if err != nil {
		return err
	}
	for i := range list {
		list[i].NotBefore = w.timing.digests
	}
	for i := range ended {
		ended[i].NotBefore = w.timing.digests
	}
	n, err := w.queue(ctx, append(list, ended...))
	w.done.Alerts += n
	return err
}

func (w *watch) agreementsEnding(ctx context.Context) ([]notify.Intent, error) {
	var out []notify.Intent
	for _, a := range w.ref.Directory.Sharing.Agreements {
		days := a.TellOwner(w.day)
		if days == 0 {
			continue
		}
		to, err := ownersOf(ctx, w.tx, a)
		if err != nil {
			return nil, err
		}
		letters := newLetters(notify.Alert)
		letters.add(to, notify.Item{Kind: notify.ItemAgreementEnding, AgreementID: a.ID, To: a.EndsOn, Count: a.EndsOn.Sub(w.day)})
		out = append(out, letters.intents(fmt.Sprintf("agreement:%d:%s:%d", a.ID, a.EndsOn, days), time.Time{})...)
	}
	return out, nil
}

// ownersOf is the owner of an agreement; whose account is disabled, the
// coordinators.
func ownersOf(ctx context.Context, tx pgx.Tx, a access.Agreement) ([]pathways.Contact, error) {
	rows, err := tx.Query(ctx, `
		WITH owner AS (SELECT id FROM account WHERE id = $1 AND disabled_at IS NULL)
		SELECT name, email FROM account
		WHERE disabled_at IS NULL AND (id IN (SELECT id FROM owner) OR role = 'coordinator' AND NOT EXISTS (SELECT FROM owner))
		ORDER BY id`, a.OwnerID)
	if err != nil {
		return nil, fmt.Errorf("find the owner of an agreement: %w", err)
	}
	to, err := pgx.CollectRows(rows, pgx.RowToStructByPos[pathways.Contact])
	if err != nil {
		return nil, fmt.Errorf("find the owner of an agreement: %w", err)
	}
	return to, nil
}

// agreementsEnded is one message to each link officer for each agreement that
// has ended and whose services, without another, hold requests of their people.
func (s *Service) agreementsEnded(ctx context.Context, tx pgx.Tx, ref *pathways.Reference, today calendar.Date) ([]notify.Intent, error) {
	services := map[int64][]int64{} // that lack one, by the agreement that ended last
	agreements := map[int64]access.Agreement{}
	for r := range ref.Directory.Rows() {
		standing := ref.Directory.Sharing.Of(r.Service, r.Area, today)
		if a := standing.Agreement; standing.Lacks && a != nil && today.After(a.LastDay()) {
			services[a.ID], agreements[a.ID] = append(services[a.ID], r.ID), *a
		}
	}
	var out []notify.Intent
	for _, a := range ref.Directory.Sharing.Agreements {
		if len(services[a.ID]) == 0 {
			continue
		}
		counts, err := s.heldUnder(ctx, tx, services[a.ID])
		if err != nil {
			return nil, err
		}
		letters := newLetters(notify.Alert)
		for _, c := range counts {
			letters.add(ref.Directory.TellLinkOfficers(c.Area), notify.Item{Kind: notify.ItemAgreementEnded, AgreementID: a.ID, To: a.LastDay(), Count: c.Requests})
		}
		out = append(out, letters.intents(fmt.Sprintf("agreement:%d:%s:ended", a.ID, a.LastDay()), s.Now())...)
	}
	return out, nil
}

// heldCount is how many requests services hold of the people of one area.
type heldCount struct {
	Area     string
	Requests int
}

func (s *Service) heldUnder(ctx context.Context, tx pgx.Tx, services []int64) ([]heldCount, error) {
	rows, err := tx.Query(ctx, `
		SELECT p.home_area, count(*)::integer FROM task t JOIN release r ON r.id = t.release_id JOIN person p ON p.id = r.person_id
		WHERE `+unitSQL+` AND r.is_current AND t.service_id = ANY ($3) AND t.state IN `+askedStates+` GROUP BY 1 ORDER BY 1`,
		s.Unit.All, s.Unit.Areas, services)
	if err != nil {
		return nil, fmt.Errorf("count what services hold: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[heldCount])
	if err != nil {
		return nil, fmt.Errorf("count what services hold: %w", err)
	}
	return list, nil
}
