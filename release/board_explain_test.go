package release_test

import (
	"context"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/internal/testkit"
	"throughgate/internal/testkit/seed"
	"throughgate/release"
)

// heard keeps the queries that a pool runs.
type heard struct {
	sql  []string
	args [][]any
}

// TraceQueryStart keeps what reads.
func (h *heard) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	if first := strings.ToLower(strings.Join(strings.Fields(data.SQL)[:1], "")); first == "select" || first == "with" {
		h.sql, h.args = append(h.sql, data.SQL), append(h.args, data.Args)
	}
	return ctx
}

// TraceQueryEnd has nothing to do.
func (h *heard) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// listen is another pool on a test's database, and what hears its queries.
func listen(t *testing.T, pool *pgxpool.Pool) (*pgxpool.Pool, *heard) {
	t.Helper()
	listener := &heard{}
	config := pool.Config()
	config.ConnConfig.Tracer = listener
	listening, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(listening.Close)
	return listening, listener
}

// whole finds a table that grows with people being read from end to end.
var whole = regexp.MustCompile(`Seq Scan on (release|person|person_number|task|release_change|release_date|life_event|consent|attention|message|board_search|board_view)\b`)

// codesFirst finds tasks being looked up by a list of codes that was made before.
var codesFirst = regexp.MustCompile(`standard = ANY \(\$\d+\)`)

// No query of the board needs to read a table that grows from end to end: with
// such scans made dear, PostgreSQL finds an index for each.
func TestEveryQueryOfTheBoardHasAnIndex(t *testing.T) {
	t.Parallel()
	pool := testkit.DB(t)
	s := seed.New(t, pool, shown)
	s.Account("ada", "Ada", "offender_manager", []string{seed.Haringey}, nil)
	for i := range 200 {
		p := seed.Person{Surname: fmt.Sprintf("Name%d", i), PlannedDay: calendar.MustParse("2026-11-23").AddDays(i % 200)}
		if i%4 == 0 {
			p.Area = seed.Camden
		}
		r := s.Person(p)
		s.Task(seed.Task{Release: r, Standard: "ACC-DTR", HandOffOn: p.PlannedDay, DueOn: p.PlannedDay})
	}
	s.Exec(`analyze`)
	listening, listener := listen(t, pool)
	ada := access.Actor{AccountID: 1, Role: access.OffenderManager, Areas: []string{seed.Haringey}}
	own := release.Scope{All: true}.For(ada)
	run := func(what string, fn func(tx pgx.Tx) error) {
		t.Helper()
		listener.sql, listener.args = nil, nil
		if err := pg.InTx(t.Context(), listening, pg.As{Key: "system:test"}, fn); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		for i, sql := range listener.sql {
			if plan := explained(t, pool, sql, listener.args[i]); whole.MatchString(plan) {
				t.Errorf("%s reads a whole table:\n%s\n%s", what, whole.FindString(plan), sql)
			}
		}
	}
	covered := map[string]bool{}
	board := func(what string, q release.BoardQuery) {
		t.Helper()
		for i := range reflect.TypeFor[release.BoardQuery]().NumField() {
			if f := reflect.TypeFor[release.BoardQuery]().Field(i); f.IsExported() && !reflect.ValueOf(q).Field(i).IsZero() {
				covered[f.Name] = true
			}
		}
		q.Now, q.Page = shown, 1
		if q.List == "" {
			q.List = release.Upcoming
		}
		if q.Scope.Areas == nil && len(q.Scope.OwnOf) == 0 {
			q.Scope = ownArea
		}
		run(what, func(tx pgx.Tx) error { _, err := release.ReadBoard(t.Context(), tx, q); return err })
	}
	for _, list := range release.Lists {
		board(string(list), release.BoardQuery{List: list})
	}
	for _, sort := range release.BoardSorts {
		board("by "+string(sort), release.BoardQuery{Sort: sort})
	}
	for what, q := range map[string]release.BoardQuery{
		"own people": {Scope: own}, "search": {List: release.Everyone, Words: "O'Neill A1234BC"}, "area": {Area: seed.Camden}, "prison": {Prison: seed.Leeds},
		"officer": {Officer: "0123456789ab"}, "no officer": {Officer: release.NoOfficer}, "service": {Service: "jobcentre"}, "pathway": {Pathway: "accommodation"},
		"state": {Mark: release.MarkLate}, "all health": {Service: "drug_and_alcohol", AllHealth: true}, "health of a service": {Service: "drug_and_alcohol"}, "both": {Pathway: "accommodation", Mark: release.MarkNotYet}, "window": {Within: 14}, "out of area": {OutOfArea: true},
		"IOM": {IOM: true}, "moved": {Moved: true}, "late": {LateOnly: true}, "nobody": {NobodyOnly: true},
		"no address": {NoAddress: true}, "not answering": {NotAnswered: true},
	} {
		board(what, q)
		if q.Service+q.Pathway == "" {
			continue
		}
		// A plan that joins the tasks with the standards reads every task of a large unit.
		if plan := explained(t, pool, listener.sql[0], listener.args[0]); !codesFirst.MatchString(plan) {
			t.Errorf("%s does not begin with the codes:\n%s", what, plan)
		}
	}
	for _, mark := range release.Marks() {
		board("mark "+string(mark), release.BoardQuery{Mark: mark})
		board("accommodation, "+string(mark), release.BoardQuery{Pathway: "accommodation", Mark: mark})
	}
	for i := range reflect.TypeFor[release.BoardQuery]().NumField() {
		name := reflect.TypeFor[release.BoardQuery]().Field(i).Name
		if !covered[name] && !slices.Contains([]string{"Now", "Page", "narrowed"}, name) { // every query has those
			t.Errorf("no query was explained with the filter %s", name)
		}
	}
	run("choices", func(tx pgx.Tx) error { _, err := release.ReadBoardChoices(t.Context(), tx, ownArea); return err })
	run("prisons", func(tx pgx.Tx) error {
		_, err := release.ReadPrisons(t.Context(), tx, release.PrisonQuery{Scope: ownArea, Now: shown})
		return err
	})
	run("one prison", func(tx pgx.Tx) error {
		_, err := release.ReadPrison(t.Context(), tx, release.PrisonQuery{Scope: ownArea, Now: shown}, seed.Leeds)
		return err
	})
	run("held rows", func(tx pgx.Tx) error { _, err := release.CountHeldRows(t.Context(), tx, ownArea); return err })
	run("views", func(tx pgx.Tx) error {
		if _, err := release.LastBoard(t.Context(), tx, ada); err != nil {
			return err
		}
		_, err := release.BoardViews(t.Context(), tx, ada)
		return err
	})
	run("export", func(tx pgx.Tx) error {
		q := release.BoardQuery{Scope: ownArea, Now: shown, List: release.Upcoming}
		refs, err := release.ReadBoardRefs(t.Context(), tx, q)
		if err != nil {
			return err
		}
		rows, err := release.ReadBoardOf(t.Context(), tx, q, refs)
		if err == nil && (len(rows) != len(refs) || rows[0].Release.ID != refs[0]) {
			t.Errorf("%d rows of %d references", len(rows), len(refs))
		}
		return err
	})
}

// explained is the plan of a query where reading whole tables is dear.
func explained(t *testing.T, pool *pgxpool.Pool, sql string, args []any) string {
	t.Helper()
	var plan string
	err := pg.InTx(t.Context(), pool, pg.As{Key: "system:test"}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(t.Context(), `set local enable_seqscan = off`); err != nil {
			return err
		}
		plan = testkit.Plan(t, tx, sql, args...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}
