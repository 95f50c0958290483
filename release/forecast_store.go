package release

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// forecastPeople are the people of the scope, as figures have them.
var forecastPeople = scopeSQL(`$1`, `$2`, `$3`)

// findListed finds whom the rows name, by either number of merged records, and
// by the reference of any release: the present one counts.
func findListed(ctx context.Context, tx pgx.Tx, scope Scope, rows []ForecastRow) ([]*forecastPerson, error) {
	var numbers, refs []string
	for _, r := range rows {
		if r.PrisonNumber != "" {
			numbers = append(numbers, r.PrisonNumber)
		} else {
			refs = append(refs, r.Reference)
		}
	}
	found, err := tx.Query(ctx, `
		SELECT r.id, r.ref, n.prison_number, n.reference, r.state, r.legal_status, p.date_of_birth, r.sentence_start, r.released_on, p.flags
		FROM (SELECT prison_number, '' AS reference, person_id FROM person_number WHERE prison_number = ANY ($4)
		      UNION SELECT '', ref, person_id FROM release WHERE ref = ANY ($5)) n
		JOIN person p ON p.id = n.person_id JOIN release r ON r.person_id = p.id AND r.is_current
		WHERE `+forecastPeople+` ORDER BY r.id`, scope.All, scope.Areas, scope.OwnOf, numbers, refs)
	if err != nil {
		return nil, fmt.Errorf("find the people of a list: %w", err)
	}
	list, err := pgx.CollectRows(found, pgx.RowToAddrOfStructByPos[forecastPerson])
	if err != nil {
		return nil, fmt.Errorf("find the people of a list: %w", err)
	}
	return list, nil
}

// readUsual reads what each service was asked in each of the whole weeks before
// this one, and what this week has asked it already. A first load is not usual.
func (t *tally) readUsual(ctx context.Context, tx pgx.Tx, scope Scope) error {
	t.Usual = UsualPeriod{From: t.From.AddDays(-7 * UsualWeeks), To: t.From.AddDays(-1)}
	rows, err := tx.Query(ctx, `
		SELECT s.service, s.found_by, coalesce(t.service_id, 0), date_trunc('week', t.handed_off_on)::date,
		       (count(*) FILTER (WHERE NOT t.first_load))::integer, count(*)::integer
		FROM task t JOIN release r ON r.id = t.release_id JOIN person p ON p.id = r.person_id JOIN standard s ON s.code = t.standard
		WHERE `+forecastPeople+` AND t.handed_off_on BETWEEN $4 AND $5 GROUP BY 1, 2, 3, 4`,
		scope.All, scope.Areas, scope.OwnOf, t.Usual.From, t.Today)
	if err != nil {
		return fmt.Errorf("read the usual load: %w", err)
	}
	var s pathways.Standard
	var row int64
	var monday, began calendar.Date
	var usual, all int
	if _, err := pgx.ForEachRow(rows, []any{&s.Service, &s.FoundBy, &row, &monday, &usual, &all}, func() error {
		k := holderOf(&s, t.rows[row])
		if monday == t.From {
			t.asks(k, before, monday, all, 0)
			t.asks(k, after, monday, all, 0)
			return nil
		}
		if t.usual[k] == nil {
			t.usual[k] = make([]int, UsualWeeks)
		}
		t.usual[k][monday.Sub(t.Usual.From)/7] += usual
		if usual > 0 && (began.IsZero() || monday.Before(began)) {
			began = monday
		}
		return nil
	}); err != nil {
		return fmt.Errorf("read the usual load: %w", err)
	}
	if !began.IsZero() {
		t.Usual.From, t.Usual.Weeks = began, t.From.Sub(began)/7
	}
	return nil
}

// readOpen reads what the people who are not on the list are asked of services
// anyway: the same on both sides.
func (t *tally) readOpen(ctx context.Context, tx pgx.Tx, scope Scope, listed []int64) error {
	rows, err := tx.Query(ctx, `
		SELECT s.service, s.found_by, coalesce(t.service_id, 0), date_trunc('week', t.due_on)::date, count(*)::integer
		FROM task t JOIN release r ON r.id = t.release_id JOIN person p ON p.id = r.person_id JOIN standard s ON s.code = t.standard
		WHERE `+forecastPeople+` AND t.state IN `+askedStates+` AND t.due_on BETWEEN $4 AND $5 AND r.is_current AND r.id <> ALL ($6)
		GROUP BY 1, 2, 3, 4`, scope.All, scope.Areas, scope.OwnOf, t.From, t.To, listed)
	if err != nil {
		return fmt.Errorf("read open requests: %w", err)
	}
	var s pathways.Standard
	var row int64
	var monday calendar.Date
	var n int
	if _, err := pgx.ForEachRow(rows, []any{&s.Service, &s.FoundBy, &row, &monday, &n}, func() error {
		k := holderOf(&s, t.rows[row])
		t.due(k, before, monday, n)
		t.due(k, after, monday, n)
		return nil
	}); err != nil {
		return fmt.Errorf("read open requests: %w", err)
	}
	return nil
}

// plannedRow is so many planned requests of one standard, place and week; those
// anchored on a release to come have its day.
type plannedRow struct {
	Standard  string
	Service   string
	FoundBy   pathways.FoundBy
	Area      string // home area, authority or prison: whose service it is
	HandOff   calendar.Date
	Due       calendar.Date
	LeavesOn  calendar.Date
	Requests  int
	Waiting   int
	AfterLeft bool
}

// readPlanned reads what the people who are not on the list will be asked of
// services: the same on both sides. A request goes at the next watch where its
// day has come; whoever is paused, and what comes too late, is not asked.
func (t *tally) readPlanned(ctx context.Context, tx pgx.Tx, ref *pathways.Reference, scope Scope, listed []int64) error {
	rows, err := tx.Query(ctx, `
		SELECT t.standard, s.service, s.found_by,
		       CASE s.found_by WHEN 'prison' THEN r.prison WHEN 'area' THEN coalesce((
		            SELECT a.housing_authority FROM task a WHERE a.release_id = t.release_id AND a.standard = c.from_code), p.home_area) ELSE '' END,
		       CASE WHEN later.on THEN NULL ELSE date_trunc('week', greatest(t.hand_off_on, first.day))::date END,
		       CASE WHEN later.on THEN NULL ELSE date_trunc('week', greatest(t.due_on, first.day))::date END,
		       CASE WHEN later.on THEN r.planned_day END,
		       count(*)::integer, (count(*) FILTER (WHERE t.waiting_for <> '{}'))::integer, later.on
		FROM task t JOIN release r ON r.id = t.release_id JOIN person p ON p.id = r.person_id JOIN standard s ON s.code = t.standard
		LEFT JOIN unnest($7::text[], $8::text[]) AS c(code, from_code) ON c.code = t.standard
		CROSS JOIN LATERAL (SELECT t.hand_off_on IS NULL AND s.anchor = 'actual' AS on) later
		CROSS JOIN LATERAL (SELECT CASE WHEN s.found_by IN ('com', 'unit') THEN $4::date ELSE $5::date END AS day) first
		WHERE `+forecastPeople+` AND t.state = 'planned' AND NOT t.nobody AND r.is_current AND r.watched AND r.id <> ALL ($6)
		  AND (t.hand_off_on IS NOT NULL OR later.on AND r.planned_day IS NOT NULL)
		  AND (t.latest_start_on IS NULL OR t.latest_start_on >= greatest(t.hand_off_on, first.day))
		  AND (r.state IN ('planned', 'released', 'could_leave_any_day', 'awaiting_parole', 'recalled_no_date', 'no_dates')
		       OR r.state IN ('date_passed', 'not_confirmed', 'left_unknown') AND `+pathways.ReasonStandsSQL+`)
		GROUP BY 1, 2, 3, 4, 5, 6, 7, 10`,
		append([]any{scope.All, scope.Areas, scope.OwnOf, t.FirstWatch, ref.Calendar.OnOrAfter(t.FirstWatch), listed}, authorities(ref.Catalogue)...)...)
	if err != nil {
		return fmt.Errorf("read planned requests: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[plannedRow])
	if err != nil {
		return fmt.Errorf("read planned requests: %w", err)
	}
	for _, p := range list {
		s := pathways.Standard{Service: p.Service, FoundBy: p.FoundBy}
		if p.AfterLeft {
			std := ref.Catalogue.Get(p.Standard)
			if std == nil {
				continue // retired today: the next watch withdraws it
			}
			usual := std.UsualDays(ref.Calendar, p.LeavesOn)
			p.HandOff, p.Due = usual.HandOff, usual.Due
			if p.HandOff.Before(t.FirstWatch) {
				p.HandOff = t.FirstWatch
			}
		}
		k := holderOf(&s, ref.Directory.Find(p.Area, p.Service))
		for _, which := range []side{before, after} {
			t.asks(k, which, p.HandOff, p.Requests, p.Waiting)
			t.due(k, which, p.Due, p.Requests)
		}
	}
	return nil
}

// authorities are the codes of the standards whose holder is an authority, and
// of those that record it.
func authorities(cat *pathways.Catalogue) []any {
	code, from := []string{}, []string{}
	for _, s := range cat.All() {
		if f := cat.AuthorityFrom(s.Code); f != "" {
			code, from = append(code, s.Code), append(from, f)
		}
	}
	return []any{code, from}
}

// readLeaving reads who of the others leaves in which week, and who of them
// needs a bed.
func (t *tally) readLeaving(ctx context.Context, tx pgx.Tx, scope Scope, listed []int64) error {
	rows, err := tx.Query(ctx, `
		SELECT date_trunc('week', r.planned_day)::date, count(*)::integer, (count(*) FILTER (
		       WHERE (NOT p.needs_assessed OR 'accommodation' = ANY (p.needs) OR 'accommodation' = ANY (p.needs_unknown))
		         AND EXISTS (SELECT 1 FROM task t WHERE t.release_id = r.id AND `+noBedTask+`)))::integer
		FROM release r JOIN person p ON p.id = r.person_id
		WHERE `+forecastPeople+` AND r.is_current AND r.watched AND r.planned_day BETWEEN $4 AND $5 AND `+insideSQL+` AND r.id <> ALL ($6)
		GROUP BY 1`, scope.All, scope.Areas, scope.OwnOf, t.From, t.To, listed)
	if err != nil {
		return fmt.Errorf("read who leaves: %w", err)
	}
	var monday calendar.Date
	var people, beds int
	if _, err := pgx.ForEachRow(rows, []any{&monday, &people, &beds}, func() error {
		t.leaves(before, monday, people, beds)
		t.leaves(after, monday, people, beds)
		return nil
	}); err != nil {
		return fmt.Errorf("read who leaves: %w", err)
	}
	return nil
}
