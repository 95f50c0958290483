package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
)

// SheetMaker makes the sheets of people in a scope.
type SheetMaker struct {
	Scope Scope
	// MayReadHealth tells whether who asks may see appointments about health of
	// somebody who has, or has not, agreed to share.
	MayReadHealth func(agreed bool) bool
	Reader        access.Actor      // who may have opened a restricted record, which only its own page shows
	Now           time.Time         //
	Ring          string            // the unit's number
	Discloses     func(string) bool // whether words may not be found in a pocket
}

// Of makes the sheet of one release, found by its reference. fault.NotFound also
// for people outside the scope, and for a stay that is over for good.
func (m SheetMaker) Of(ctx context.Context, tx pgx.Tx, ref string) (Sheet, error) {
	list, err := m.sheets(ctx, tx, `r.ref = $3`, ref, m.markOpen)
	if err != nil {
		return Sheet{}, err
	}
	if len(list) == 0 {
		return Sheet{}, fault.NotFound("Sheet")
	}
	return list[0], nil
}

// OfDay makes the sheets of everybody who leaves, or has left, on a London day,
// in order of name.
func (m SheetMaker) OfDay(ctx context.Context, tx pgx.Tx, day calendar.Date) ([]Sheet, error) {
	return m.sheets(ctx, tx, `coalesce(r.released_on, r.planned_day) = $3`, day, addNothing)
}

// sheetAdd adds to what sheets are made from.
type sheetAdd func(context.Context, pgx.Tx, []*sheetFacts) error

// addNothing: in a pile of sheets nobody's restricted record is open.
func addNothing(context.Context, pgx.Tx, []*sheetFacts) error { return nil }

// markOpen marks the restricted records that the reader has open.
func (m SheetMaker) markOpen(ctx context.Context, tx pgx.Tx, people []*sheetFacts) error {
	for _, f := range people {
		if !isRestricted(f.Flags) {
			continue
		}
		until, err := OpenUntil(ctx, tx, m.Reader, f.ID, m.Now)
		if err != nil {
			return err
		}
		f.open = !until.IsZero()
	}
	return nil
}

func (m SheetMaker) sheets(ctx context.Context, tx pgx.Tx, which string, arg any, open sheetAdd) ([]Sheet, error) {
	people, err := sheetPeople(ctx, tx, m.Scope, which, arg)
	if err != nil || len(people) == 0 {
		return nil, err
	}
	for _, add := range []sheetAdd{open, addSheetVisits, addSheetPlaces, addHandovers} {
		if err := add(ctx, tx, people); err != nil {
			return nil, err
		}
	}
	list := make([]Sheet, len(people))
	for i, f := range people {
		list[i] = f.sheet(m.MayReadHealth(f.HealthConsent), m.Ring, m.Discloses)
	}
	return list, nil
}

// sheetPeople reads whom sheets are for. Nobody gets one who is dead, at large,
// gone elsewhere, or back inside in a newer stay.
func sheetPeople(ctx context.Context, tx pgx.Tx, scope Scope, which string, arg any) ([]*sheetFacts, error) {
	rows, err := tx.Query(ctx, `
		SELECT r.id, r.ref, p.surname, p.forenames, p.flags, p.language, p.home_area, r.planned_day, r.released_on, `+orDay+` AS or_day,
		       r.licence_checked_at IS NOT NULL AS licence_checked,
		       EXISTS (SELECT 1 FROM consent c WHERE c.person_id = p.id AND c.kind = 'consent_to_share_health' AND c.withdrawn_at IS NULL) AS health_consent
		FROM release r JOIN person p ON p.id = r.person_id
		WHERE `+scopeSQL(`$1`, `$2`, `$4`)+` AND r.is_current
		  AND r.state NOT IN ('died', 'removed', 'at_large', 'moved_away') AND `+which+`
		ORDER BY `+nameOrder, scope.All, scope.Areas, arg, scope.OwnOf)
	if err != nil {
		return nil, fmt.Errorf("read whom sheets are for: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[sheetFacts])
	if err != nil {
		return nil, fmt.Errorf("read whom sheets are for: %w", err)
	}
	return list, nil
}

func sheetIDs(people []*sheetFacts) (ids []int64, by map[int64]*sheetFacts) {
	by = make(map[int64]*sheetFacts, len(people))
	for _, f := range people {
		ids, by[f.ID] = append(ids, f.ID), f
	}
	return ids, by
}

func addSheetVisits(ctx context.Context, tx pgx.Tx, people []*sheetFacts) error {
	ids, by := sheetIDs(people)
	rows, err := tx.Query(ctx, `
		SELECT a.release_id, a.service, a.starts_at, a.place, `+metAndRung+`
		FROM appointment a JOIN person p ON p.id = a.person_id
		`+metBy+`
		WHERE a.release_id = ANY($1) AND a.state IN ('booked', 'moved') ORDER BY a.starts_at, a.id`, ids)
	if err != nil {
		return fmt.Errorf("read appointments of sheets: %w", err)
	}
	var release int64
	var v sheetVisitFacts
	if _, err = pgx.ForEachRow(rows, []any{&release, &v.Service, &v.Visit.StartsAt, &v.Visit.Place, &v.Visit.With, &v.Visit.Ring}, func() error {
		v.Health = IsHealthService(v.Service)
		by[release].visits = append(by[release].visits, v)
		return nil
	}); err != nil {
		return fmt.Errorf("read appointments of sheets: %w", err)
	}
	return nil
}

// walkIn are the services that a person without an appointment can go to.
const walkIn = `('housing_options', 'jobcentre', 'mental_health', 'drug_and_alcohol')`

func addSheetPlaces(ctx context.Context, tx pgx.Tx, people []*sheetFacts) error {
	var areas []string
	for _, f := range people {
		areas = append(areas, f.HomeArea)
	}
	rows, err := tx.Query(ctx, `
		SELECT DISTINCT ON (u.area, s.service) u.area, s.service, s.name, s.place, s.phone, s.opens, s.closes
		FROM unnest($1::text[]) AS u(area) JOIN service s ON s.area IN (u.area, '*') AND s.service IN `+walkIn+`
		ORDER BY u.area, s.service, s.area = '*'`, areas)
	if err != nil {
		return fmt.Errorf("read places to walk in: %w", err)
	}
	of := map[string][]SheetPlace{}
	var area, service string
	var p SheetPlace
	if _, err = pgx.ForEachRow(rows, []any{&area, &service, &p.Name, &p.Place, &p.Ring, &p.Opens, &p.Closes}, func() error {
		p.Use, p.health = sheetUse(service), IsHealthService(service)
		of[area] = append(of[area], p)
		return nil
	}); err != nil {
		return fmt.Errorf("read places to walk in: %w", err)
	}
	for _, f := range people {
		f.places = of[f.HomeArea]
	}
	return nil
}

func addHandovers(ctx context.Context, tx pgx.Tx, people []*sheetFacts) error {
	ids, by := sheetIDs(people)
	rows, err := tx.Query(ctx, `
		SELECT h.release_id, h.handed_on, h.handed_by, h.recorded_by, h.recorded_at FROM sheet_handover h
		WHERE h.release_id = ANY($1) ORDER BY h.id DESC`, ids)
	if err != nil {
		return fmt.Errorf("read who handed sheets over: %w", err)
	}
	var release int64
	var h Handover
	if _, err = pgx.ForEachRow(rows, []any{&release, &h.On, &h.By, &h.RecordedBy, &h.RecordedAt}, func() error {
		by[release].handed = append(by[release].handed, h)
		return nil
	}); err != nil {
		return fmt.Errorf("read who handed sheets over: %w", err)
	}
	return nil
}

// HandOver notes that the sheet was handed to the person, by whom and on which
// London day; noted again it stands beside the first. fault.NotFound for people
// outside the scope, fault.Invalid for a day to come or a name that is missing.
func (m SheetMaker) HandOver(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, ref, by string, on calendar.Date) error {
	switch {
	case by == "":
		return fault.Invalid("Enter who handed the sheet over")
	case on.IsZero() || on.After(calendar.DayOf(now)):
		return fault.Invalid("Enter the day on which it was handed over, today or earlier")
	}
	people, err := sheetPeople(ctx, tx, m.Scope, `r.ref = $3`, ref)
	if err != nil {
		return err
	}
	if len(people) == 0 {
		return fault.NotFound("Sheet")
	}
	if err := m.markOpen(ctx, tx, people); err != nil {
		return err
	}
	if isRestricted(people[0].Flags) && !people[0].open {
		return fault.Refused("This is a restricted record: open it with a reason first")
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO sheet_handover (release_id, handed_on, handed_by, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5)`,
		people[0].ID, on, by, who.Name, now)
	if err != nil {
		return fmt.Errorf("note who handed a sheet over: %w", err)
	}
	return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "release", ObjectID: people[0].ID, Detail: "sheet handed over"})
}
