package release_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/internal/testkit"
	"throughgate/internal/testkit/seed"
	"throughgate/release"
)

// ofAll finds the indexes that lists are made of; each has a column with the area
// that tells where to begin, or, like task_late, another of its kind has.
var ofAll = regexp.MustCompile(`\bScan (?:using|on) (task_unsettled|task_asked_due|task_late|person_restricted|person_mappa)\b`)

// What an officer of few areas is shown is found by their areas: none of the indexes
// that its lists are made of is read with everybody else's people in it.
func TestListsOfFewAreasAreReadByArea(t *testing.T) {
	t.Parallel()
	pool := testkit.DB(t)
	s := seed.New(t, pool, shown)
	s.Exec(`update standard set found_by = 'prison' where code = 'MH-MEDS'`)
	flags := [][]string{nil, {"restricted"}, {"mappa1"}, {"mappa2"}, {"mappa3"}}
	for i := range 300 {
		day := calendar.MustParse("2026-11-23").AddDays(i % 100)
		p := seed.Person{Surname: fmt.Sprintf("Name%d", i), PlannedDay: day, Flags: flags[i/10%len(flags)]}
		if i%10 > 0 {
			p.Area = seed.Camden
		}
		r := s.Person(p)
		for standard, state := range map[string]string{"ACC-NIGHT1": "planned", "MH-MEDS": "handed_off", "ACC-DTR": "handed_off", "DA-REFER": "handed_off"} {
			s.Task(seed.Task{Release: r, Standard: standard, State: state, HandOffOn: day, DueOn: day})
		}
	}
	s.Exec(`vacuum analyze`)
	listening, listener := listen(t, pool)
	mo := access.Actor{AccountID: 1, Role: access.LinkOfficer, Areas: []string{seed.Haringey}}
	board := func(q release.BoardQuery) func(pgx.Tx) error {
		q.Scope, q.Now, q.Page, q.List = ownArea, shown, 1, release.Upcoming
		return func(tx pgx.Tx) error { _, err := release.ReadBoard(t.Context(), tx, q); return err }
	}
	for _, one := range []struct {
		what  string
		read  func(pgx.Tx) error
		finds []string
	}{
		{"the board, worst first", board(release.BoardQuery{Sort: release.SortWorst, AllHealth: true}), []string{"task_unsettled", "person_restricted", "person_mappa"}},
		{"worst first of those without a bed", board(release.BoardQuery{Sort: release.SortWorst, NoAddress: true}), []string{"task_unsettled", "person_restricted", "person_mappa"}},
		{"the prisons", func(tx pgx.Tx) error {
			_, err := release.ReadPrisons(t.Context(), tx, release.PrisonQuery{Scope: ownArea, Now: shown})
			return err
		}, []string{"person_restricted"}},
		{"the choices of the board", func(tx pgx.Tx) error { _, err := release.ReadBoardChoices(t.Context(), tx, ownArea); return err }, []string{"person_restricted"}},
		{"tasks", func(tx pgx.Tx) error {
			_, err := release.ReadTasks(t.Context(), tx, release.TaskQuery{Scope: ownArea, Actor: mo, Now: shown})
			return err
		}, []string{"task_asked_due", "person_restricted"}},
	} {
		listener.sql, listener.args = nil, nil
		if err := pg.InTx(t.Context(), listening, pg.As{Key: "system:test"}, one.read); err != nil {
			t.Fatalf("%s: %v", one.what, err)
		}
		var plans strings.Builder
		for i, sql := range listener.sql {
			plan := explained(t, pool, sql, listener.args[i])
			plans.WriteString(plan)
			lines := strings.Split(plan, "\n")
			for n, line := range lines {
				if ofAll.MatchString(line) && (n+1 == len(lines) || !strings.Contains(lines[n+1], "home_area")) {
					t.Errorf("%s reads everybody's %s:\n%s", one.what, ofAll.FindString(line), plan)
				}
			}
		}
		for _, index := range one.finds {
			if !strings.Contains(plans.String(), index+" on") {
				t.Errorf("%s does not use %s:\n%s", one.what, index, plans.String())
			}
		}
	}
}
