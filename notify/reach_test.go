package notify_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/internal/pg"
	"throughgate/internal/testkit"
	"throughgate/migrations"
	"throughgate/notify"
)

const (
	crowdPeople   = 16
	crowdOfficers = 4
	crowdMessages = 160
)

var crowdAreas = []string{"E09000014", "E09000007", "E09000010"}

// crowd fills the office with people of several officers and areas, and messages
// about none, one or a few of them in every way that a message can be.
func (o *office) crowd(random *rand.Rand) {
	o.Helper()
	rows := &pgx.Batch{}
	add := func(sql string, args ...any) { rows.Queue(sql, args...) }
	pick := func(n int) int { return 1 + random.IntN(n) }
	maybe := func(part float64, value any) any {
		if random.Float64() < part {
			return value
		}
		return nil
	}
	address := func(n int) string { // as files write it
		return []string{"om", "OM"}[random.IntN(2)] + fmt.Sprint(n) + "@unit.example"
	}
	add(`INSERT INTO authority (gss_code, name, kind, is_current) SELECT code, code, 'london_borough', true FROM unnest($1::text[]) code`, crowdAreas[1:])
	for n := range crowdOfficers {
		add(`INSERT INTO account (ref, email, name, role, created_at) VALUES ($1, $2, 'Officer', 'offender_manager', $3)`,
			fmt.Sprint("acc", n+1), fmt.Sprintf("Om%d@unit.example", n+1), monday)
	}
	add(`DELETE FROM person`)
	for n := range crowdPeople {
		add(`INSERT INTO person (id, ref, surname, forenames, date_of_birth, home_area, com_email, pom_email, first_stored_on, created_at, updated_at)
		        OVERRIDING SYSTEM VALUE VALUES ($1, $2, 'Fictional', 'Sam', '1990-01-01', $3, $4, $5, '2026-11-01', $6, $6)`,
			n+1, fmt.Sprint("person", n+1), crowdAreas[random.IntN(len(crowdAreas))], or(maybe(0.7, address(pick(crowdOfficers)))), or(maybe(0.4, address(pick(crowdOfficers)))), monday)
	}
	const releases = 2 * crowdPeople
	add(`INSERT INTO prison (code, name, bare_name) VALUES ('LEI', 'Leeds (HMP)', 'Leeds')`)
	add(`INSERT INTO release (is_current, ref, person_id, episode, prison, legal_status, custody_status, custody_as_of, received_day, out_of_area, watched, state, decided_at, judged_on)
	        SELECT n <= $2, 'rel' || n, 1 + (n - 1) % $2, 1 + (n - 1) / $2, 'LEI', 'SENTENCED', 'ACTIVE IN', $1, '2026-11-01', 'yes', true, 'planned', $1, '2026-11-23'
	          FROM generate_series(1, $3::int) n`, monday, crowdPeople, releases)
	add(`INSERT INTO standard (code, position, pathway, title, mail_words, service, found_by, anchor, hand_off_offset, due_offset, due_day_kind,
	               required, after_release, applies_when, needs_first, before_telling, evidence)
	        VALUES ('ACC-CAS3', 1, 'accommodation', 'Ask', 'Request to answer', 'housing', 'area', 'planned', -20, -10, 'working', true, false, '{}', '{}', '{}', '{}')`)
	add(`INSERT INTO task (ref, release_id, standard, state, planned_at, planned_by) SELECT 't' || n, n, 'ACC-CAS3', 'planned', $1, 'system:test' FROM generate_series(1, $2::int) n`, monday, releases)
	add(`INSERT INTO appointment (ref, person_id, release_id, service, starts_at, place, state, created_at, updated_at)
	        SELECT 'a' || n, 1 + (n - 1) % $2, n, 'x', $1::timestamptz + n * interval '1 day', 'here', 'booked', $1, $1 FROM generate_series(1, $3::int) n`, monday, crowdPeople, releases)
	for n := range crowdMessages {
		id, to := n+1, mailbox
		if random.Float64() < 0.3 {
			to = address(pick(crowdOfficers))
		}
		add(`INSERT INTO message (id, ref, channel, kind, recipient, dedupe_key, state, person_id, release_id, queued_at, not_before)
		        OVERRIDING SYSTEM VALUE VALUES ($1, 'm' || $1::bigint, 'email', $2, $3, $1::bigint, $4, $5, $6, $7, $7)`,
			id, notify.Kinds[random.IntN(2)], to, []notify.State{notify.Queued, notify.Failed}[random.IntN(2)],
			maybe(0.15, pick(crowdPeople)), maybe(0.15, pick(releases)), monday)
		about := 0
		for position := range random.IntN(3) {
			if about == 0 || random.Float64() < 0.3 { // mostly of one person
				about = pick(releases)
			}
			item := [3]any{}
			item[random.IntN(3)] = about
			add(`INSERT INTO message_item (message_id, position, kind, task_id, release_id, appointment_id, dropped) VALUES ($1, $2, 'task', $3, $4, $5, $6)`,
				id, position, item[0], item[1], item[2], random.Float64() < 0.3)
		}
	}
	if err := o.pool.SendBatch(o.Context(), rows).Close(); err != nil {
		o.Fatal(err)
	}
}

func or(value any) any {
	if value == nil {
		return ""
	}
	return value
}

// An offender manager's list is found from their people: it holds what judging
// every message would leave, in the same order.
func TestAListOfOwnPeopleIsWhatJudgingEveryMessageLeaves(t *testing.T) {
	o := newOffice(t)
	o.crowd(rand.New(rand.NewPCG(7, 36)))
	web := testkit.As(t, o.pool, migrations.WebRole)
	queries := []notify.ListQuery{{}, {State: notify.Failed}, {Channel: notify.Email, Kind: notify.Request}, {Reference: "rel7"}}
	listed := map[string]bool{}
	for own := range int64(crowdOfficers) {
		for i, areas := range [][]string{crowdAreas, crowdAreas[:2], crowdAreas[2:]} {
			who := access.Actor{AccountID: own + 1, Role: access.OffenderManager, Areas: areas}
			for j, reach := range []notify.Reach{{OwnOf: []int64{own + 1}}, {OwnOf: []int64{own + 1, 1 + (own+1)%crowdOfficers}, Areas: areas}} {
				for _, q := range []notify.ListQuery{queries[0], queries[1+(i+j+int(own))%3]} {
					q.Reach = reach
					for _, ref := range sameList(t, web, who, q) {
						listed[ref] = true
					}
				}
			}
		}
	}
	if len(listed) < crowdMessages/4 || len(listed) == crowdMessages {
		t.Errorf("%d of %d messages are on somebody's list: the lists show nothing", len(listed), crowdMessages)
	}
}

// The same of a list that is found by the areas of whom its messages are about,
// also after people have moved, were joined and were erased.
func TestAListOfAreasIsWhatJudgingEveryMessageLeaves(t *testing.T) {
	o := newOffice(t)
	o.crowd(rand.New(rand.NewPCG(7, 57)))
	web := testkit.As(t, o.pool, migrations.WebRole)
	queries := []notify.ListQuery{{}, {State: notify.Failed}, {Channel: notify.Email, Kind: notify.Request}, {Reference: "rel7"}}
	for _, happens := range []string{
		``,
		`UPDATE person SET home_area = '` + crowdAreas[1] + `' WHERE id % 3 = 0`,
		`UPDATE message_item SET release_id = 1 + release_id * 7 % 16 WHERE message_id % 4 = 1 AND release_id IS NOT NULL`,
		`DELETE FROM message_item WHERE message_id % 5 = 0 AND position = 0`,
		`UPDATE message SET person_id = NULL, release_id = NULL WHERE id % 7 = 0`,
		`UPDATE appointment a SET release_id = r.id, person_id = r.person_id FROM release r WHERE r.id = 1 AND a.id % 4 = 0`,
		`DELETE FROM message_item WHERE message_id % 11 = 0; DELETE FROM message WHERE id % 11 = 0`,
	} {
		o.exec(happens)
		listed := map[string]bool{}
		for _, areas := range [][]string{crowdAreas[:1], crowdAreas[:2], crowdAreas[1:], {}} {
			who := access.Actor{AccountID: 1, Role: access.LinkOfficer, Areas: areas}
			for _, q := range queries {
				q.Reach = notify.Reach{Areas: areas}
				for _, ref := range sameList(t, web, who, q) {
					listed[ref] = true
				}
			}
		}
		if len(listed) < crowdMessages/4 || len(listed) == crowdMessages {
			t.Errorf("%d of %d messages are on somebody's list: the lists show nothing", len(listed), crowdMessages)
		}
		if wrong := o.list(`SELECT message_id || area FROM message_area EXCEPT SELECT message_id || area FROM message_areas(ARRAY(SELECT id FROM message))
			UNION ALL (SELECT message_id || area FROM message_areas(ARRAY(SELECT id FROM message)) EXCEPT SELECT message_id || area FROM message_area)`); len(wrong) > 0 {
			t.Errorf("after %q the areas kept of %d messages are wrong", happens, len(wrong))
		}
	}
}

// A list of areas looks at what is about nobody one by one: most messages are not.
func TestAMessageSaysWhetherItIsAboutPeople(t *testing.T) {
	o := newOffice(t)
	o.crowd(rand.New(rand.NewPCG(7, 58)))
	o.exec(`SELECT setval(pg_get_serial_sequence('message', 'id'), 1000)`)
	some := mail("some")
	some.Items = []notify.Item{{Kind: notify.ItemTask}, {Kind: notify.ItemTask, TaskID: 3}}
	o.add(some, mail("nobody"))
	if got := o.list(`SELECT dedupe_key FROM message WHERE of_people`); !slices.Equal(got, []string{"some"}) {
		t.Errorf("about people: %v", got)
	}
}

// sameList reads a list page by page and one judged message after another.
func sameList(t *testing.T, web *pgxpool.Pool, who access.Actor, q notify.ListQuery) (got []string) {
	t.Helper()
	err := pg.InPlannedTx(t.Context(), web, who, func(tx pgx.Tx) error {
		want, err := notify.RefsJudgedOneByOne(t.Context(), tx, q)
		if err != nil {
			return err
		}
		for q.Page = 1; ; q.Page++ {
			list, err := notify.ReadList(t.Context(), tx, q)
			if err != nil {
				return err
			}
			for _, m := range list.Rows {
				got = append(got, m.Ref)
			}
			if list.Total != len(want) {
				t.Errorf("%+v of account %d in %v: %d are counted of %d", q, who.AccountID, who.Areas, list.Total, len(want))
			}
			if len(list.Rows) < notify.ListPage {
				break
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%+v of account %d in %v\n got %v\nwant %v", q, who.AccountID, who.Areas, got, want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}
