package release

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// itineraryRow is a release whose day is planned.
type itineraryRow struct {
	ID           int64
	Day, Or      calendar.Date // Or: the other day of a presumed one
	Checked      bool          // the places may stand on an itinerary
	Prison, Home *Spot
}

// ReadItineraries plans the release days of these releases: one each, or both
// days where the day is presumed. There is none before GATE-PLAN has been handed
// off, nor once the day is past.
func ReadItineraries(ctx context.Context, tx pgx.Tx, t Travel, releases []int64, today calendar.Date) (map[int64][]Itinerary, error) {
	list, err := itineraryRows(ctx, tx, releases, today)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	stops, err := stopsOf(ctx, tx, list)
	if err != nil {
		return nil, err
	}
	out := make(map[int64][]Itinerary, len(list))
	for _, r := range list {
		for _, day := range []calendar.Date{r.Day, r.Or} {
			if day.IsZero() {
				continue
			}
			booked := slices.DeleteFunc(slices.Clone(stops[r.ID]), func(s Stop) bool { return calendar.DayOf(s.StartsAt) != day })
			leftOut := 0
			if !r.Checked {
				leftOut, booked = len(booked), nil
			}
			plan := PlanDay(day, r.Prison, r.Home, booked, t)
			plan.Confirmed, plan.LeftOut = r.Or.IsZero(), leftOut
			out[r.ID] = append(out[r.ID], plan)
		}
	}
	return out, nil
}

func itineraryRows(ctx context.Context, tx pgx.Tx, releases []int64, today calendar.Date) ([]itineraryRow, error) {
	rows, err := tx.Query(ctx, `
		SELECT r.id, coalesce(r.released_on, r.planned_day),
		       CASE WHEN r.presumed AND r.released_on IS NULL AND r.working_day <> r.planned_day THEN r.working_day END,
		       r.licence_checked_at IS NOT NULL OR NOT p.flags && ARRAY['exclusion_zone', 'no_contact'],
		       f.name, f.lat, f.lon, h.name, h.lat, h.lon
		FROM release r JOIN person p ON p.id = r.person_id JOIN prison f ON f.code = r.prison JOIN authority h ON h.gss_code = p.home_area
		WHERE r.id = ANY($1) AND r.is_current AND r.state IN ('planned', 'released') AND coalesce(r.released_on, r.planned_day) >= $2
		  AND EXISTS (SELECT 1 FROM task t WHERE t.release_id = r.id AND t.standard = 'GATE-PLAN' AND t.handed_off_at IS NOT NULL)
		ORDER BY r.id`, releases, today)
	if err != nil {
		return nil, fmt.Errorf("read the days of release: %w", err)
	}
	var list []itineraryRow
	var r itineraryRow
	var prison, home string
	var plat, plon, hlat, hlon *float64
	if _, err = pgx.ForEachRow(rows, []any{&r.ID, &r.Day, &r.Or, &r.Checked, &prison, &plat, &plon, &home, &hlat, &hlon}, func() error {
		r.Prison, r.Home = spot(prison, plat, plon), spot(home, hlat, hlon)
		list = append(list, r)
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read the days of release: %w", err)
	}
	return list, nil
}

func spot(area string, lat, lon *float64) *Spot {
	if lat == nil || lon == nil {
		return nil
	}
	return &Spot{Point: Point{*lat, *lon}, Area: area}
}

// stopsOf reads what is booked on these days. The middle of the area in which
// the service is named stands for its place; a service that is everywhere has
// none.
func stopsOf(ctx context.Context, tx pgx.Tx, list []itineraryRow) (map[int64][]Stop, error) {
	ids := make([]int64, len(list))
	from, to := list[0].Day, list[0].Day
	for i, r := range list {
		ids[i] = r.ID
		for _, day := range []calendar.Date{r.Day, r.Or} {
			if !day.IsZero() && day.Before(from) {
				from = day
			}
			if day.After(to) {
				to = day
			}
		}
	}
	rows, err := tx.Query(ctx, `
		SELECT a.release_id, a.ref, a.starts_at, coalesce(a.minutes, 0), a.service, a.place, a.kind, coalesce(v.opens, ''), coalesce(v.closes, ''),
		       coalesce(h.name, f.name, ''), coalesce(h.lat, f.lat), coalesce(h.lon, f.lon)
		FROM appointment a JOIN release r ON r.id = a.release_id JOIN person p ON p.id = a.person_id
		LEFT JOIN LATERAL (SELECT s.area, s.opens, s.closes FROM service s
		                   WHERE s.service = a.service AND s.area IN (p.home_area, r.prison, '*')
		                   ORDER BY s.area = '*', s.area = r.prison LIMIT 1) v ON true
		LEFT JOIN authority h ON h.gss_code = v.area
		LEFT JOIN prison f ON f.code = v.area
		WHERE a.release_id = ANY($1) AND a.state IN ('booked', 'moved') AND a.starts_at >= $2 AND a.starts_at < $3
		ORDER BY a.release_id, a.starts_at, a.id`, ids, from.At(0, 0), to.AddDays(1).At(0, 0))
	if err != nil {
		return nil, fmt.Errorf("read the appointments of the days of release: %w", err)
	}
	out := map[int64][]Stop{}
	var release int64
	var s Stop
	var area string
	var lat, lon *float64
	var at time.Time
	if _, err = pgx.ForEachRow(rows, []any{&release, &s.Ref, &at, &s.Minutes, &s.Service, &s.Place, &s.Kind, &s.Opens, &s.Closes, &area, &lat, &lon}, func() error {
		s.StartsAt, s.Spot = at.UTC(), spot(area, lat, lon)
		out[release] = append(out[release], s)
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read the appointments of the days of release: %w", err)
	}
	return out, nil
}
