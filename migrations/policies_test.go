package migrations_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/internal/testkit"
	"throughgate/internal/testkit/seed"
	"throughgate/migrations"
)

// notOurs are the tables that need no policy, by name.
const notOurs = `c.relname <> 'goose_db_version' AND c.relname NOT LIKE 'river\_%'`

const tables = `SELECT c.relname::text FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND ` + notOurs

func names(t *testing.T, pool *pgxpool.Pool, query string) []string {
	t.Helper()
	rows, _ := pool.Query(t.Context(), query)
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// unguarded are the tables that the row-level security of policies.go leaves
// out, or does not bind their owner. person is read by its owner in a search.
func unguarded(t *testing.T, pool *pgxpool.Pool) []string {
	t.Helper()
	return names(t, pool, tables+` AND NOT (c.relrowsecurity AND (c.relforcerowsecurity OR c.relname = 'person')
		AND (SELECT array_agg(polcmd::text ORDER BY polcmd::text) FROM pg_policy WHERE polrelid = c.oid AND polname LIKE 'acting\_%') = '{*,*,a,d,r,w}')
		ORDER BY 1`)
}

func TestEveryTableHasItsPolicies(t *testing.T) {
	t.Parallel()
	pool := testkit.DB(t)
	if without := unguarded(t, pool); len(without) > 0 {
		t.Errorf("no row-level security: %s: give each table a row in migrations/policies.go", strings.Join(without, ", "))
	}
	execute(t, pool, `create table forgotten (id int); alter table task no force row level security`)
	if got := unguarded(t, pool); !slices.Equal(got, []string{"forgotten", "task"}) {
		t.Errorf("a table without policies and one that does not bind its owner: found %q", got)
	}
}

func TestTheLeastRolesOwnNothingAndCannotBypass(t *testing.T) {
	t.Parallel()
	pool := testkit.DB(t)
	if wrong := names(t, pool, `SELECT rolname::text FROM pg_roles WHERE rolname LIKE 'throughgate\_%' AND (rolbypassrls OR rolsuper OR rolcanlogin
		OR EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid))`); len(wrong) > 0 {
		t.Errorf("%q may do too much", wrong)
	}
}

func ensure(t *testing.T, pool *pgxpool.Pool) error {
	t.Helper()
	ok, err := migrations.EnsureRoles(t.Context(), pool.Config().ConnString(), "")
	if !ok {
		t.Error("the roles were not made")
	}
	return err
}

func TestPoliciesThatStandAreNotMadeAgain(t *testing.T) {
	t.Parallel()
	pool := testkit.DB(t)
	const oids = `SELECT max(oid::bigint)::text FROM pg_policy`
	before := names(t, pool, oids)
	if err := ensure(t, pool); err != nil {
		t.Fatal(err)
	}
	if after := names(t, pool, oids); !slices.Equal(before, after) {
		t.Errorf("policies were made anew: %q, before %q", after, before)
	}
	execute(t, pool, `drop policy acting_read on note; alter table note disable row level security`)
	if err := ensure(t, pool); err != nil {
		t.Fatal(err)
	}
	if without := unguarded(t, pool); len(without) > 0 {
		t.Errorf("not mended: %q", without)
	}
}

var dawn = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

// ofOne is a row of each table about a person, with two of their tasks: one that
// was asked of housing and one that is planned.
const ofOne = `
	insert into life_event (person_id, at, event, source, recorded_at, recorded_by) values (%[1]d, now(), 'court', 'test', now(), 'x');
	insert into note (ref, person_id, kind, body, at, actor, form_key) values ('n%[1]d', %[1]d, 'fact', 'x', now(), 'x', 'k%[1]d');
	insert into person_edit (person_id, field, old_value, new_value, at, actor) values (%[1]d, 'crn', '', 'x', now(), 'x');
	insert into extract_row (person_id, source, row_hash, cells, as_of) values (%[1]d, 'test', '', '{}', now());
	insert into consent (person_id, kind, recorded_at, source) values (%[1]d, 'consent_to_refer', now(), 'test');
	insert into release_change (release_id, at, source) values (%[2]d, now(), 'test');
	insert into release_date (release_id, type, kind, day, source, learnt_at) values (%[2]d, 'CRD', 'calculated', '2027-01-01', 'test', now());
	insert into release_history (release_id, at, prison, legal_status, custody_status, out_of_area, state, deciding_type, reasons, explanation)
		values (%[2]d, now(), 'LEI', 'SENTENCED', 'ACTIVE IN', 'yes', 'planned', 'CRD', '{}', '');
	insert into sheet_handover (release_id, handed_on, handed_by, recorded_by, recorded_at) values (%[2]d, '2026-11-01', 'x', 'x', now());
	insert into task_question (ref, task_id, question, asked_by, asked_at) values ('q%[3]d', %[3]d, 'x', 1, now());
	insert into appointment (ref, person_id, release_id, service, starts_at, place, state, created_at, updated_at)
		values ('a%[1]d', %[1]d, %[2]d, 'housing_options', now(), 'x', 'booked', now(), now());
	insert into appointment_event (appointment_id, version, state, starts_at, place, moved, at, actor)
		select id, 1, 'booked', now(), 'x', false, now(), 'x' from appointment where ref = 'a%[1]d';
	insert into message_event (message_id, event, at, actor) values (%[4]d, 'arrived', now(), 'x');
	insert into message_words (message_id, written_at) values (%[4]d, now());
	insert into receipt (message_id, status, at) values (%[4]d, 'sent', now());
	insert into inbound_text (provider_ref, number, person_id, body, meaning, at) values ('i%[1]d', '+447700900001', %[1]d, 'x', 'not_understood', now());
	insert into attention (kind, about_key, role, person_id, opened_at) values ('reply', 'k%[1]d', 'link_officer', %[1]d, now())`

// cases are the tables of ofOne and those that the seed fills; each holds as
// much about the person of Haringey as about the one of Camden.
var cases = []string{"appointment", "appointment_event", "attention", "consent", "extract_row", "inbound_text", "life_event", "message",
	"message_event", "message_item", "message_words", "note", "person", "person_edit", "person_number", "receipt", "release",
	"release_change", "release_date", "release_history", "sheet_handover", "task", "task_event", "task_question"}

// stage is two people of two areas, with accounts, and the pages' own pool.
func stage(t *testing.T) (all, web *pgxpool.Pool) {
	t.Helper()
	all = testkit.DB(t)
	s := seed.New(t, all, dawn)
	officer := s.Account("officer", "Olive Officer", "link_officer", []string{seed.Haringey}, nil)
	for _, area := range []string{seed.Haringey, seed.Camden} {
		r := s.Person(seed.Person{Area: area, PlannedDay: calendar.MustParse("2026-12-18")})
		asked := s.Task(seed.Task{Release: r, Standard: "ACC-CASE", State: "handed_off", Service: s.Service(area, "housing_options", "Housing")})
		s.Task(seed.Task{Release: r, Standard: "ACC-DTR"})
		m := s.Message("m"+area, "email", "request", "kay@services.example", "sent", "", r, asked)
		execute(t, all, fmt.Sprintf(ofOne, r.PersonID, r.ID, asked, m))
	}
	execute(t, all, fmt.Sprintf(`insert into session (token_hash, account_id, epoch, data, began_at, seen_at) values ('x', %d, 0, '{}', now(), now());
		insert into audit (at, actor, action, object_kind) values (now(), 'system:x', 'alter', 'x')`, officer))
	return all, testkit.As(t, all, migrations.WebRole)
}

// counts reads every table of ours as somebody, in plain SQL.
func counts(t *testing.T, pool *pgxpool.Pool, who pg.As, tables []string) map[string]int {
	t.Helper()
	got := map[string]int{}
	read := func(tx pgx.Tx) error {
		for _, table := range tables {
			var n int
			if err := tx.QueryRow(t.Context(), "select count(*) from "+table).Scan(&n); err != nil {
				return fmt.Errorf("%s: %w", table, err)
			}
			if n > 0 {
				got[table] = n
			}
		}
		return nil
	}
	run := func() error { return pg.ReadTx(t.Context(), pool, who, read) }
	if who.Key == "" {
		run = func() error { return pgx.BeginFunc(t.Context(), pool, read) }
	}
	if err := run(); err != nil {
		t.Fatal(err)
	}
	return got
}

func person(role string, services ...string) pg.As {
	return pg.As{Key: "account:1", Role: role, Areas: []string{seed.Haringey}, Services: services}
}

func TestNobodySeesMoreInTheDatabaseThanTheirRoleMay(t *testing.T) {
	t.Parallel()
	all, web := stage(t)
	every := names(t, all, tables)
	whole := counts(t, all, pg.As{Key: "system:test"}, every)
	for _, table := range cases {
		if whole[table] < 2 || whole[table]%2 != 0 {
			t.Fatalf("%s holds %d rows: the stage is not set", table, whole[table])
		}
	}
	half, none := map[string]int{}, map[string]int{}
	for _, table := range cases {
		half[table] = whole[table] / 2
	}
	asked := map[string]int{"person": 1, "person_number": 1, "consent": 1, "release": 1, "task": 1, "task_event": 1, "task_question": 1,
		"message": 1, "message_item": 1}
	elsewhere := person("link_officer")
	elsewhere.Areas = []string{"E06000001"}
	everywhere := person("coordinator")
	everywhere.Areas = []string{"*"}
	for name, c := range map[string]struct {
		who  pg.As
		want map[string]int
	}{
		"a link officer of one area":            {person("link_officer"), half},
		"an offender manager of one area":       {person("offender_manager"), half},
		"the coordinator of one area":           {person("coordinator"), half},
		"an officer of a third area":            {elsewhere, none},
		"a coordinator of the unit":             {everywhere, only(whole, cases)},
		"a service's contact":                   {person("spoc", "housing_options"), asked},
		"another service's contact":             {person("spoc", "jobcentre"), none},
		"the information lead":                  {person("information_lead"), none},
		"the administrator":                     {person("administrator"), none},
		"somebody without a role":               {pg.As{Key: "account:1"}, none},
		"somebody who invents a role":           {pg.As{Key: "account:1", Role: "owner", Areas: []string{"*", seed.Haringey}}, none},
		"a service's contact who asks for all":  {pg.As{Key: "account:1", Role: "spoc", Areas: []string{"*"}, Services: []string{"*"}}, none},
		"the sign-in":                           {pg.As{Key: "system:sign-in"}, none},
		"what follows from a person's decision": {pg.As{Key: "system:follow for account:1"}, only(whole, cases)},
	} {
		if diff := cmp.Diff(c.want, counts(t, web, c.who, cases)); diff != "" {
			t.Errorf("%s (-want +seen):\n%s", name, diff)
		}
	}
	worker := testkit.As(t, all, migrations.WorkerRole)
	for name, pool := range map[string]*pgxpool.Pool{"the pages": web, "the worker": worker} {
		if got := counts(t, pool, pg.As{}, every); len(got) != 0 {
			t.Errorf("%s without an actor see %v", name, got)
		}
		if diff := cmp.Diff(whole, counts(t, pool, pg.As{Key: "system:watch"}, every)); diff != "" {
			t.Errorf("%s as the system (-want +seen):\n%s", name, diff)
		}
	}
	if diff := cmp.Diff(whole, counts(t, worker, person("spoc"), every)); diff != "" {
		t.Errorf("the worker, for a person (-want +seen):\n%s", diff)
	}
	for role, sees := range map[string]int{"link_officer": 0, "spoc": 0, "administrator": 0, "information_lead": 1} {
		got := counts(t, web, person(role), []string{"session", "account_passphrase", "audit"})
		if got["session"] != 0 || got["audit"] != sees {
			t.Errorf("a %s sees %v of sessions and the audit", role, got)
		}
	}
	if got := counts(t, web, pg.As{Key: "system:sign-in"}, []string{"session", "account"}); got["session"] != 1 || got["account"] != 1 {
		t.Errorf("the sign-in sees %v", got)
	}
}

func only(all map[string]int, tables []string) map[string]int {
	some := map[string]int{}
	for _, table := range tables {
		some[table] = all[table]
	}
	return some
}

// What is written is judged as what is read: rows of others are not there, and
// none can be put there or pushed there.
func TestNobodyWritesWhereTheyDoNotSee(t *testing.T) {
	t.Parallel()
	all, web := stage(t)
	officer, kay := person("link_officer"), person("spoc", "housing_options")
	for _, c := range []struct {
		who  pg.As
		sql  string
		rows int64 // -1: refused by a policy
	}{
		{officer, `update person set surname = 'x'`, 1},
		{officer, `update task set reason = 'x'`, 2},
		{officer, `update person set surname = 'x' where home_area <> '` + seed.Haringey + `'`, 0},
		{officer, `delete from extract_row`, 1},
		{officer, `update person set home_area = '` + seed.Camden + `'`, -1},
		{officer, `insert into note (ref, person_id, kind, body, at, actor, form_key) select 'x', max(id) + 1, 'fact', 'x', now(), 'x', 'x' from person`, -1},
		{officer, `insert into audit (at, actor, action, object_kind) values (now(), 'account:2', 'alter', 'x')`, -1},
		{officer, `insert into audit (at, actor, action, object_kind) values (now(), 'account:1', 'alter', 'x')`, 1},
		{officer, `delete from session`, 0},
		{officer, `update account set role = 'administrator'`, 0},
		{kay, `update account set role = 'coordinator'`, 0},
		{kay, `update task set reason = 'x'`, 1},
		{kay, `update standard set title = 'x'`, 0},
		{kay, `insert into board_view (account_id, name, query, saved_at) values (2, 'x', 'x', now())`, -1},
		{pg.As{Key: "system:sign-in"}, `update task set reason = 'x'`, 0},
		{person("administrator"), `update person set surname = 'x'`, 0},
	} {
		undo := errors.New("undo")
		err := pg.InTx(t.Context(), web, c.who, func(tx pgx.Tx) error {
			tag, err := tx.Exec(t.Context(), c.sql)
			if err != nil {
				return err
			}
			if tag.RowsAffected() != c.rows {
				t.Errorf("%s: %s: %d rows, want %d", c.who.Role, c.sql, tag.RowsAffected(), c.rows)
			}
			return undo
		})
		var refused *pgconn.PgError
		if byPolicy := errors.As(err, &refused) && refused.Code == "42501"; byPolicy != (c.rows < 0) || !byPolicy && !errors.Is(err, undo) {
			t.Errorf("%s: %s: %v", c.who.Role, c.sql, err)
		}
	}
	if n := names(t, all, `select count(*)::text from person where surname = 'x'`); n[0] != "0" {
		t.Error("something was kept")
	}
}

// A name, or a number, of another area is not found, whether the pages ask or
// plain SQL does.
func TestASearchLooksPastThePoliciesForNobody(t *testing.T) {
	t.Parallel()
	all, web := stage(t)
	number := names(t, all, `select n.prison_number from person_number n join person p on p.id = n.person_id where p.home_area = '`+seed.Camden+`'`)[0]
	own := names(t, all, `select n.prison_number from person_number n join person p on p.id = n.person_id where p.home_area = '`+seed.Haringey+`'`)[0]
	for _, c := range []struct {
		who   pg.As
		words string
		want  int
	}{
		{person("link_officer"), number, 0}, {person("link_officer"), own, 1}, {person("spoc", "housing_options"), own, 0},
		{pg.As{Key: "system:follow for account:1"}, number, 1}, {pg.As{Key: "system:sign-in"}, own, 0}, {pg.As{Key: "account:1"}, own, 0},
	} {
		err := pg.ReadTx(t.Context(), web, c.who, func(tx pgx.Tx) error {
			var n int
			err := tx.QueryRow(t.Context(), `select count(*) from found_people($1)`, c.words).Scan(&n)
			if err == nil && n != c.want {
				t.Errorf("%+v finds %d, want %d", c.who, n, c.want)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// Where somebody lives is known on their releases and tasks, too.
func TestAMoveReachesReleasesAndTasks(t *testing.T) {
	t.Parallel()
	all, _ := stage(t)
	execute(t, all, `update person set home_area = '`+seed.Camden+`'`)
	const wrong = `select count(*)::text from person p join release r on r.person_id = p.id join task t on t.release_id = r.id
		where r.home_area <> p.home_area or t.home_area <> p.home_area`
	if n := names(t, all, wrong); n[0] != "0" {
		t.Errorf("%s tasks were left behind", n[0])
	}
}
