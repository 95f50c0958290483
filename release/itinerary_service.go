package release

import (
	"context"

	"throughgate/notify"
)

// newsItinerary: the day of release of whoever has something booked on it, from
// the hand-off of GATE-PLAN on; said again when an appointment has changed or
// the day has moved.
var newsItinerary = newsQuery{kind: notify.ItemItinerary, days: plannedToo,
	where: tasks + `WHERE t.standard = 'GATE-PLAN' AND t.handed_off_at IS NOT NULL AND r.state = 'planned' AND r.planned_day >= $3::date
		AND EXISTS (SELECT 1 FROM appointment a WHERE a.release_id = r.id AND a.state IN ('booked', 'moved')
		            AND (a.starts_at AT TIME ZONE 'Europe/London')::date IN (r.planned_day, CASE WHEN r.presumed THEN r.working_day END))
		AND NOT EXISTS (SELECT 1 FROM message_item i JOIN message m ON m.id = i.message_id
			WHERE i.release_id = r.id AND NOT i.dropped AND m.kind = 'digest' AND ` + ofPlanned + `'itinerary'
			  AND m.queued_at >= (SELECT max(updated_at) FROM appointment b WHERE b.release_id = r.id))`}

// itineraries tells the link officers of the days of release, each with how many
// warnings it has (domain rule 6, GATE-PLAN).
func (w *watch) itineraries(ctx context.Context, digests *letters) error {
	found, told, err := w.news(ctx, newsItinerary)
	if err != nil || len(found[0]) == 0 {
		return err
	}
	list := found[0]
	ids := make([]int64, len(list))
	for i, n := range list {
		ids[i] = n.ReleaseID
	}
	plans, err := ReadItineraries(ctx, w.tx, w.Unit.Travel, ids, w.day)
	if err != nil {
		return err
	}
	for _, n := range list {
		item := n.item(notify.ItemItinerary)
		for _, plan := range plans[n.ReleaseID] {
			item.Count += plan.Warnings()
		}
		digests.add(told[n.ReleaseID].link, item)
	}
	return nil
}
