package release_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/internal/calendar"
	"throughgate/internal/testkit"
	"throughgate/internal/testkit/seed"
	"throughgate/release"
)

// boardList is one list of the board, by surname, with why the prison is asked.
func boardList(t *testing.T, pool *pgxpool.Pool, list release.List) (release.Board, map[string][]release.Ask) {
	t.Helper()
	board, err := read(t, pool, func(tx pgx.Tx) (release.Board, error) {
		return release.ReadBoard(t.Context(), tx, release.BoardQuery{Scope: ownArea, Now: shown, List: list})
	})
	if err != nil {
		t.Fatal(err)
	}
	why := map[string][]release.Ask{}
	for _, row := range board.Rows {
		why[row.Surname] = row.Asks
	}
	return board, why
}

// Whoever the prison has to be asked about stands in the list, with why, and
// nobody else does (domain rules 2, 3, 4). Ten working days from Monday 23
// November 2026 end on Monday 7 December.
func TestWhomThePrisonHasToBeAskedAbout(t *testing.T) {
	t.Parallel()
	pool := testkit.DB(t)
	s := seed.New(t, pool, shown)
	add := func(name, state, day, change string) {
		p := seed.Person{Surname: name, State: state, PlannedDay: calendar.MustParse(day)}
		if state == "released" {
			p.ReleasedOn = p.PlannedDay
		}
		r := s.Person(p)
		if change != "" {
			s.Exec(`update release set `+change+` where id = $1`, r.ID)
		}
	}
	add("presumed", "planned", "2026-12-07", "presumed = true")
	add("presumed later", "planned", "2026-12-08", "presumed = true")
	add("decided", "planned", "2026-12-07", "scheme = 'applied'")
	add("immigration", "planned", "2026-12-07", "reasons = '{immigration_hold}'")
	add("immigration later", "planned", "2026-12-08", "reasons = '{immigration_hold}'")
	add("both", "planned", "2026-12-01", "presumed = true, reasons = '{immigration_hold}'")
	add("passed", "date_passed", "2026-11-20", "")
	add("passed, written", "date_passed", "2026-11-20", "reason_written = 'added days', reason_for = '2026-11-20'")
	add("passed, written of another day", "date_passed", "2026-11-20", "reason_written = 'added days', reason_for = '2026-11-19'")
	add("not confirmed", "not_confirmed", "2026-11-20", "")
	add("left", "left_unknown", "2026-11-20", "")
	add("at large", "at_large", "2026-12-20", "")
	add("quiet", "planned", "2026-11-20", "")
	add("gone", "planned", "2027-01-20", "missing_since = '2026-11-21'")
	add("released and gone", "released", "2026-11-20", "missing_since = '2026-11-21'")
	add("plain", "planned", "2026-11-30", "")
	board, why := boardList(t, pool, release.AskPrison)
	want := map[string][]release.Ask{
		"presumed": {release.AskScheme}, "immigration": {release.AskPapers}, "both": {release.AskScheme, release.AskPapers},
		"passed": {release.AskPassed}, "passed, written of another day": {release.AskPassed}, "not confirmed": {release.AskNotConfirmed},
		"left": {release.AskLeft}, "at large": {release.AskAtLarge}, "quiet": {release.AskQuiet}, "gone": {release.AskGone},
	}
	if diff := cmp.Diff(want, why); diff != "" {
		t.Errorf("ask the prison (-want +got):\n%s", diff)
	}
	if board.Total(release.AskPrison) != len(want) {
		t.Errorf("the list counts %d, want %d", board.Total(release.AskPrison), len(want))
	}
	for _, list := range release.Lists {
		if list == release.Everyone { // counted only where it is shown
			continue
		}
		_, rows := boardList(t, pool, list)
		if got := board.Total(list); got != len(rows) {
			t.Errorf("%s counts %d and shows %d", list, got, len(rows))
		}
		for name, asks := range rows {
			if diff := cmp.Diff(want[name], asks); diff != "" {
				t.Errorf("%s on %s (-want +got):\n%s", name, list, diff)
			}
		}
	}
	// Whoever is asked about stands in the list of their day too; whose day passed,
	// and somebody wrote why, waits for a new one.
	if _, rows := boardList(t, pool, release.Upcoming); len(rows) != 8 || rows["both"] == nil || rows["gone"] == nil {
		t.Errorf("upcoming: %v", rows)
	}
	if _, rows := boardList(t, pool, release.NoDay); len(rows) != 1 {
		t.Errorf("no day yet: %v, want the one whose day passed with a written reason", rows)
	}
	all, err := read(t, pool, func(tx pgx.Tx) ([]release.BoardRow, error) {
		return release.ListBoard(t.Context(), tx, release.BoardQuery{Scope: ownArea, Now: shown}, release.Period{})
	})
	var names []string
	for _, row := range all {
		names = append(names, row.Surname)
	}
	slices.Sort(names)
	if err != nil || len(names) != 16 || len(slices.Compact(names)) != 16 {
		t.Errorf("the whole board lists %q, %v; want each person once", names, err)
	}
}

// How often the day moved, and the notice lost over all moves; the first day of
// all is no move.
func TestTheBoardTellsNoticeLost(t *testing.T) {
	t.Parallel()
	pool := testkit.DB(t)
	s := seed.New(t, pool, shown)
	for name, moves := range map[string]string{
		"lost":   `($1, null, '2026-12-10', $2, 'x', null), ($1, '2026-12-10', '2026-12-02', $2, 'x', -6), ($1, '2026-12-02', '2026-12-07', $2, 'x', 3)`,
		"gained": `($1, '2026-12-02', '2026-12-07', $2, 'x', 3)`,
		"still":  `($1, null, '2026-12-10', $2, 'x', null)`,
	} {
		r := s.Person(seed.Person{Surname: name, PlannedDay: calendar.MustParse("2026-12-07")})
		s.Exec(`insert into release_change (release_id, from_day, to_day, at, source, notice_working_days) values `+moves, r.ID, shown)
	}
	board, _ := boardList(t, pool, release.Upcoming)
	got := map[string][2]int{}
	for _, row := range board.Rows {
		got[row.Surname] = [2]int{row.Moves, row.NoticeLost}
	}
	if diff := cmp.Diff(map[string][2]int{"lost": {2, 3}, "gained": {1, 0}, "still": {0, 0}}, got); diff != "" {
		t.Errorf("moves and days of notice lost (-want +got):\n%s", diff)
	}
}
