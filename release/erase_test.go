package release_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/testkit"
	"throughgate/migrations"
)

// What tells that something of somebody is left: a word planted wherever the
// database takes words, and what it takes in their place.
const (
	marker       = "Zxqmarker"
	markedNumber = "Z9876QX"
	markedPhone  = "7700900987"
	markedBirth  = "1967-05-06"
)

// ofNobody are the tables that hold nothing of a person, each with its reason. A
// new table stands here, or below with its rows.
var ofNobody = map[string]string{
	"authority": "places", "prison": "places", "bank_holiday": "days", "local_prison": "places", "reference_file": "files of the program",
	"service": "the directory", "agreement": "sharing agreements", "agreement_partner": "as above",
	"unit_setting": "the unit's", "text_phrase": "the unit's words",
	"watch_day": "counts", "clock_mark": "an instant", "sending_switch": "the unit's", "sending_home": "the database", "sending_count": "counts",
	"account": "staff", "account_area": "staff", "account_service": "staff", "account_choice": "staff", "account_link": "staff", "account_passphrase": "staff",
	"account_recovery_code": "staff", "account_second_factor": "staff", "access_request": "staff", "absence": "staff", "list_confirmation": "staff",
	"api_token": "staff", "session": "staff: ten hours at most", "sign_in_failure": "staff", "sign_in_half": "staff", "sign_in_place": "staff",
	"audit": "ids and codes; nothing of it is ever changed", "audit_seal": "hashes", "audit_check": "counts",
	"never_text": "keyed hashes, of people who may be anybody", "bounce_mark": "how far a mailbox was read",
	"import": "a file's name and counts", "import_upload": "a file that waits, a day at most",
	"goose_db_version": "migrations", "river_migration": "migrations", "river_leader": "River's own", "river_job": "ids alone: TestMarkersNeverLeave", "river_queue": "names of queues", "river_notification": "River's own",
	"retention_rule": "the rule", "retention_night": "counts", "figure_kept": "counts by week",
	"list_confirmation_line": "staff", "queue_pause": "staff", "webhook_target": "other systems, as the settings name them",
	"erasure": "the proof: numbers and random references", "erased_number": "keyed hashes",
}

// ofThem are the rows of a person in each other table: where they stand, and
// what makes one where the test's unit has none. %[1]d is the person.
var ofThem = map[string]struct{ where, insert string }{
	"person":             {`id = %[1]d`, ``},
	"person_number":      {`person_id = %[1]d`, ``},
	"consent":            {`person_id = %[1]d`, `insert into consent (person_id, kind, recorded_at, source) values (%[1]d, 'consent_to_refer', now(), 'x') on conflict do nothing`},
	"life_event":         {`person_id = %[1]d`, `insert into life_event (person_id, external_id, at, event, source, recorded_at, recorded_by) values (%[1]d, 'e%[1]d', now(), 'court', 'x', now(), 'x')`},
	"note":               {`person_id = %[1]d`, `insert into note (ref, person_id, kind, body, at, actor, form_key) values ('n%[1]d', %[1]d, 'fact', 'x', now(), 'x', 'k%[1]d')`},
	"person_edit":        {`person_id = %[1]d`, `insert into person_edit (person_id, field, old_value, new_value, at, actor) values (%[1]d, 'crn', '', 'x', now(), 'x')`},
	"take_back":          {`person_id = %[1]d`, `insert into take_back (event_id, person_id, asked_by, asked_at, why) select max(id), %[1]d, 'x', now(), 'x' from life_event where person_id = %[1]d`},
	"webhook_delivery":   {`release_id in (select id from release where person_id = %[1]d)`, `with t as (insert into webhook_target (id, events, areas, services, listed, since) values ('t', '{}', '{}', '{}', true, now()) on conflict do nothing) insert into webhook_delivery (target, kind, release_id, at, state, settled_at) select 't', 'date.changed', id, now(), 'delivered', now() from release where person_id = %[1]d`},
	"opening":            {`person_id = %[1]d`, `insert into opening (ref, person_id, release_id, account_id, reason, opened_at, closes_at, question, asked_at, asked_by, answer, answered_at, finding, reviewed_at, reviewed_by) select 'o%[1]d', %[1]d, id, 1, 'x', now(), now(), 'x', now(), 1, 'x', now(), 'in_order', now(), 1 from release where person_id = %[1]d`},
	"privacy_notice":     {`person_id = %[1]d`, `insert into privacy_notice (person_id, given_on, given_by, language, recorded_at, actor, form_key) values (%[1]d, '2026-11-01', 'x', 'en', now(), 'x', 'p%[1]d')`},
	"retention_hold":     {`person_id = %[1]d`, `insert into retention_hold (person_id, reason, placed_at, placed_by, ended_at, ended_by, ended_why) values (%[1]d, 'x', now(), 'x', now(), 'x', 'x')`},
	"erasure_request":    {`person_id = %[1]d`, `insert into erasure_request (ref, person_id, ground, why, asked_by, asked_at, decision, decided_by, decided_at) values ('r%[1]d', %[1]d, 'dpa_s47', 'x', 'x', now(), 'refused', 'y', now())`},
	"person_category":    {`person_id = %[1]d`, `insert into person_category (person_id, category, at, actor, form_key) values (%[1]d, 'convicted', now(), 'x', 'c%[1]d')`},
	"subject_request":    {`person_id = %[1]d`, `insert into subject_request (ref, person_id, release_id, received_on, due_on, opened_at, opened_by, extended_to, extended_why, extended_at, extended_by, draft, drafted_at, drafted_by, closed_at, closed_by, closed_why) select 'sr%[1]d', %[1]d, id, '2024-01-01', '2024-02-01', now(), 1, '2024-04-01', 'x', now(), 1, '{}', now(), 1, now(), 1, 'x' from release where person_id = %[1]d`},
	"subject_withheld":   {`request_id in (select id from subject_request where person_id = %[1]d)`, `insert into subject_withheld (ref, request_id, part, reason, why, may_tell, marked_at, marked_by) select 'sw%[1]d', id, 'x', 'crime', 'x', true, now(), 1 from subject_request where person_id = %[1]d`},
	"extract_row":        {`person_id = %[1]d`, ``},
	"release":            {`person_id = %[1]d`, ``},
	"release_change":     {`release_id in (select id from release where person_id = %[1]d)`, `insert into release_change (release_id, at, source) select id, now(), 'x' from release where person_id = %[1]d`},
	"release_date":       {`release_id in (select id from release where person_id = %[1]d)`, ``},
	"release_history":    {`release_id in (select id from release where person_id = %[1]d)`, ``},
	"sheet_handover":     {`release_id in (select id from release where person_id = %[1]d)`, `insert into sheet_handover (release_id, handed_on, handed_by, recorded_by, recorded_at) select id, '2026-11-01', 'x', 'x', now() from release where person_id = %[1]d`},
	"standard":           {`release_id in (select id from release where person_id = %[1]d)`, `insert into standard (code, position, pathway, title, mail_words, service, found_by, anchor, hand_off_offset, due_offset, due_day_kind, required, after_release, applies_when, needs_first, before_telling, evidence, release_id, added_by, form_key) select 'OWN-' || %[1]d, 900, 'family', 'x', 'x', 'x', 'unit', 'planned', 0, 0, 'calendar', false, false, '{}', '{}', '{}', '{}', id, 'x', 's%[1]d' from release where person_id = %[1]d`},
	"unit_change":        {`object in (select code from standard s join release r on r.id = s.release_id where r.person_id = %[1]d)`, `insert into unit_change (at, actor, kind, object, version, field, before, after) select now(), 'x', 'standard', code, 2, 'title', 'x', 'x' from standard where release_id in (select id from release where person_id = %[1]d)`},
	"task":               {`release_id in (select id from release where person_id = %[1]d)`, ``},
	"task_event":         {`task_id in (select t.id from task t join release r on r.id = t.release_id where r.person_id = %[1]d)`, ``},
	"task_question":      {`task_id in (select t.id from task t join release r on r.id = t.release_id where r.person_id = %[1]d)`, `insert into task_question (ref, task_id, question, asked_by, asked_at, answer, answered_by, answered_at) select 'q%[1]d', min(t.id), 'x', 1, now(), 'x', 1, now() from task t join release r on r.id = t.release_id where r.person_id = %[1]d`},
	"appointment":        {`person_id = %[1]d`, `insert into appointment (ref, external_id, person_id, release_id, service, starts_at, place, state, created_at, updated_at) select 'a%[1]d', 'x%[1]d', %[1]d, id, 'housing_options', '2024-11-01', 'x', 'attended', now(), now() from release where person_id = %[1]d`},
	"appointment_event":  {`appointment_id in (select id from appointment where person_id = %[1]d)`, `insert into appointment_event (appointment_id, version, state, starts_at, place, moved, at, actor) select id, 1, 'booked', now(), 'x', false, now(), 'x' from appointment where person_id = %[1]d`},
	"message":            {`person_id = %[1]d`, `insert into message (ref, channel, kind, recipient, person_id, dedupe_key, state, queued_at, not_before, settled_at, provider_ref, provider_blanked_at, sent_at) values ('m%[1]d', 'text', 'appointment_reminder', '+447700900987', %[1]d, 'd%[1]d', 'delivered', now(), now(), now(), 'x', now(), now())`},
	"message_area":       {`message_id in (select id from message where person_id = %[1]d)`, ``},
	"message_item":       {`message_id in (select id from message where person_id = %[1]d)`, `insert into message_item (message_id, position, kind, appointment_id) select m.id, 1, 'appointment', a.id from message m join appointment a on a.person_id = m.person_id where m.person_id = %[1]d`},
	"message_event":      {`message_id in (select id from message where person_id = %[1]d)`, `insert into message_event (message_id, event, at, actor, note) select id, 'arrived', now(), 'x', 'x' from message where person_id = %[1]d`},
	"message_words":      {`message_id in (select id from message where person_id = %[1]d)`, `insert into message_words (message_id, written_at) select id, now() from message where person_id = %[1]d`},
	"receipt":            {`message_id in (select id from message where person_id = %[1]d)`, `insert into receipt (message_id, status, at) select id, 'delivered', now() from message where person_id = %[1]d`},
	"inbound_text":       {`person_id = %[1]d`, `insert into inbound_text (provider_ref, number, person_id, body, meaning, at, provider_blanked_at) values ('i%[1]d', '+447700900987', %[1]d, 'x', 'reply', now(), now())`},
	"attention":          {`person_id = %[1]d`, `insert into attention (kind, about_key, role, person_id, opened_at, closed_at) values ('reply', 'x%[1]d', 'link_officer', %[1]d, now(), now())`},
	"import_before":      {`person_id = %[1]d`, ``},
	"import_before_task": {`task_id in (select t.id from task t join release r on r.id = t.release_id where r.person_id = %[1]d)`, `insert into import_before_task (import_id, task_id, task) select (select max(id) from import), min(t.id), '{}' from task t join release r on r.id = t.release_id where r.person_id = %[1]d`},
	"import_listing":     {``, ``}, // numbers alone, and looked at below
	"opt_out":            {`number = '+447700900987'`, `insert into opt_out (number, reason, at) values ('+447700900987', 'stop', now()) on conflict do nothing`},

	// Rows in which somebody's words stand among others': what goes are the words.
	"import_problem": {`line = %[1]d`, `insert into import_problem (import_id, kind, line, problem, cells, decided_at, decided_by, decision, reason) select max(id), 'held', %[1]d, 'x', '{` + markedNumber + `}', now(), 'x', 'leave', 'x' from import`},
	"board_search":   {`ref = 's%[1]d'`, `insert into board_search (ref, account_id, words, used_at) values ('s%[1]d', 1, 'x', now())`},
	"board_view":     {`account_id = 1`, `insert into board_view (account_id, name, query, saved_at) values (1, 'x', '', now()) on conflict do nothing`},
	"api_answer":     {``, ``}, // bytes, and looked at below
}

// takesNoWords are columns of ofThem that hold no words of anybody's choosing,
// though the database would take them, each with its reason.
var takesNoWords = map[string]string{
	"import_problem.problem": "what the program says is wrong with a row", "import_problem.column_name": "the name of a column",
	"import_problem.outcome": "what the program says became of it", "import_problem.decided_by": "who",
	"board_search.ref": "random", "board_view.query": "filters: what was searched for has a row of its own",
	"opt_out.number": "the number, looked for by itself", "person.mobile_told": "the number as told, looked for by itself",
	"person_number.prison_number": "looked for by itself", "person.text_agreed_number": "as above", "extract_row.source": "which extract",
	"standard.code": "made by the program", "unit_change.object": "its code", "unit_change.actor": "who",
	"release.ref":       "random, and part of the proof",
	"message_area.area": "a place",
	"message.recipient": "the number, looked for by itself", "inbound_text.number": "as above",
}

// erasable has two people: the first, with rows in every table and the marker
// wherever there are words, is over for two years and a day; the second is not.
func erasable(t *testing.T) (u *unitTest, person, neighbour int64) {
	u = newDesk(t)
	u.proving()
	u.services()
	u.running()
	u.tell(who{"prison_number": markedNumber, "crd": "2026-12-11", "date_of_birth": markedBirth}, who{"prison_number": "A0002BC", "crd": "2026-12-11"})
	u.sweep("2026-11-23")
	u.deliver()
	person, neighbour = u.personOf(markedNumber), u.personOf("A0002BC")
	u.exec(`update person set mobile = '+447700900987', mobile_told = '0' || $2, text_agreed_number = '+447700900987' where id = $1`, person, markedPhone)
	for _, table := range slices.SortedFunc(maps.Keys(ofThem), parentsFirst) {
		if of := ofThem[table]; of.insert != "" {
			u.exec(about(of.insert, person))
		}
	}
	u.over(person, "2024-11-20")
	u.over(neighbour, "2024-11-23")
	return u, person, neighbour
}

// parentsFirst: rows that others hang on are made before them.
func parentsFirst(a, b string) int {
	order := []string{"standard", "life_event", "appointment", "message", "message_item", "subject_request"}
	at := func(table string) int {
		if i := slices.Index(order, table); i >= 0 {
			return i
		}
		return len(order)
	}
	if at(a) != at(b) {
		return at(a) - at(b)
	}
	return strings.Compare(a, b)
}

// over closes everything about somebody, who was released on a day.
func (u *unitTest) over(person int64, day string) {
	u.Helper()
	u.exec(`update task t set state = 'withdrawn', reason = 'x' from release r where r.id = t.release_id and r.person_id = $1 and t.state <> 'done'`, person)
	u.exec(`update release set state = 'released', place = 'released', released_on = $2, left_on = $2 where person_id = $1`, person, calendar.MustParse(day))
	u.exec(`update message set state = case when sent_at is null then 'cancelled' else 'delivered' end where state in ('queued', 'held', 'sending', 'unknown')`)
	u.exec(`update attention set closed_at = now() where closed_at is null`)
	u.exec(`update release_date set superseded_at = now() where superseded_at is null and release_id in (select id from release where person_id = $1)`, person)
	u.exec(`update import set as_of = as_of - interval '31 days'`)
}

// proving gives the unit a key, under which erasures can be proved.
func (u *unitTest) proving() {
	u.releases.AuditKeys = access.NewAuditKeys("a key of these tests, and of no others")
	u.importer.Erased = u.releases.AuditKeys
}

func (u *unitTest) personOf(number string) int64 {
	u.Helper()
	return one[int64](u, `select person_id from person_number where prison_number = $1`, number)
}

// confirm lets people leave by the rule, as the information lead does.
func (u *unitTest) confirm(years int) {
	u.Helper()
	due := one[int](u, `select 0`)
	for range 2 {
		err := u.releases.ConfirmRetention(u.Context(), u.lead(), years, due)
		if err == nil {
			return
		}
		if _, scanned := fmt.Sscanf(err.Error(), "How many people are due by this rule has changed, to %d", &due); scanned != nil {
			u.Fatal(err)
		}
	}
	u.Fatal("the rule is not confirmed")
}

func (u *unitTest) lead() access.Actor {
	u.Helper()
	u.exec(`insert into account (ref, email, name, role, created_at) values ('lead', 'ina@unit.example', 'Ina Lead', 'information_lead', now()) on conflict do nothing`)
	return access.Actor{AccountID: one[int64](u, `select id from account where ref = 'lead'`), Name: "Ina Lead", Role: access.InformationLead}
}

// wordColumns are the columns of the database in which words can stand.
func (u *unitTest) wordColumns() map[string][]string {
	u.Helper()
	tables := map[string][]string{}
	for _, name := range collect[string](u, `select table_name::text from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`) {
		tables[name] = nil
	}
	for _, c := range collect[string](u, `select table_name || '.' || column_name || ' ' || case when data_type = 'ARRAY' then udt_name else data_type end
		from information_schema.columns join information_schema.tables using (table_schema, table_name)
		where table_schema = 'public' and table_type = 'BASE TABLE' and is_generated = 'NEVER'
		  and (data_type in ('text', 'character varying', 'jsonb', 'json') or udt_name in ('_text', '_varchar', '_jsonb'))`) {
		name, kind, _ := strings.Cut(c, " ")
		table, column, _ := strings.Cut(name, ".")
		tables[table] = append(tables[table], column+" "+kind)
	}
	return tables
}

// plant puts the marker into every column with words of the person's rows; what
// the database itself refuses (a closed list, a key of another table) takes none.
func (u *unitTest) plant(person int64) (planted int) {
	u.Helper()
	for table, columns := range u.wordColumns() {
		of, theirs := ofThem[table]
		if _, nobody := ofNobody[table]; nobody == theirs {
			u.Errorf("table %s: say in ofThem where somebody's rows stand in it and how they are erased (erase_steps_store.go), or in ofNobody why it holds nothing of a person", table)
			continue
		}
		if !theirs || of.where == "" {
			continue
		}
		where := about(of.where, person)
		if one[int](u, `select count(*)::int from `+table+` where `+where) == 0 {
			u.Errorf("table %s: the person has no row in it: the test proves nothing of it", table)
		}
		for _, c := range columns {
			column, kind, _ := strings.Cut(c, " ")
			if takesNoWords[table+"."+column] != "" {
				continue
			}
			value := map[string]string{"jsonb": `'{"x": "` + marker + `"}'`, "_text": `array_append(` + column + `, '` + marker + `')`}[kind]
			if value == "" {
				value = `'` + marker + `' || ctid::text`
			}
			_, err := u.pool.Exec(u.Context(), `update `+table+` set `+column+` = `+value+` where `+where)
			var refused *pgconn.PgError
			switch {
			case err == nil:
				planted++
			case asPg(err, &refused) && slices.Contains([]string{"23514", "23503"}, refused.Code):
			default:
				u.Errorf("plant in %s.%s: %v", table, column, err)
			}
		}
	}
	u.exec(`update person set surname = $2, forenames = $2 where id = $1`, person, marker)
	u.exec(`update board_search set words = lower($1)`, marker)
	u.exec(`update board_view set name = $1 || ' again'`, marker)
	return planted
}

// about puts a person into a condition or a statement.
func about(sql string, person int64) string {
	return strings.ReplaceAll(sql, "%[1]d", fmt.Sprint(person))
}

// dump is every row of every table as text.
func (u *unitTest) dump() map[string][]string {
	u.Helper()
	out := map[string][]string{}
	for table := range u.wordColumns() {
		out[table] = collect[string](u, `select t::text from `+table+` t`)
	}
	return out
}

func TestNothingOfSomebodyErasedIsLeft(t *testing.T) {
	u, person, neighbour := erasable(t)
	if n := u.plant(person); n < 100 {
		t.Errorf("the marker stands in %d columns alone", n)
	}
	ref := one[string](u, `select ref from release where person_id = $1`, person)
	u.exec(`insert into api_token (ref, token_hash, account_id, epoch, created_at, expires_at) values ('t', 'x', 1, 0, now(), now() + interval '1 day')`)
	u.exec(`insert into api_answer (token_id, account_id, key_hash, request_hash, at, status, kind, body) select id, 1, 'x', 'x', now(), 200, 'x', convert_to('{"release":"' || $1::text || '"}', 'UTF8') from api_token`, ref)
	u.confirm(2)
	shared := collect[int64](u, `select m.id from message m where exists (select from message_item i join release r on r.id = i.release_id where i.message_id = m.id and r.person_id = $1)
		and exists (select from message_item i join release r on r.id = i.release_id where i.message_id = m.id and r.person_id = $2)`, person, neighbour)
	if len(shared) == 0 {
		t.Fatal("no e-mail is about both: the test proves nothing of what they share")
	}
	u.exec(`insert into message_event (message_id, event, at, actor, note) select id, 'told_another_way', now(), 'x', $2 from unnest($1::bigint[]) id`, shared, marker)
	u.exec(`insert into attention (kind, about_key, role, message_id, opened_at, note, close_note, closed_at) select 'undelivered', id::text, 'link_officer', id, now(), $2, $2, now() from unnest($1::bigint[]) id`, shared, marker)
	before := u.dump()
	if !slices.ContainsFunc(before["message_words"], func(row string) bool { return strings.Contains(row, ref) }) {
		t.Fatal("no e-mail names their reference: the test proves nothing of words")
	}

	worker := *u.releases // in the worker's role: what it may do is enough
	worker.Pool = testkit.As(t, u.pool, migrations.WorkerRole)
	done, err := worker.EraseByRule(t.Context(), access.System("retention"))
	if err != nil || done.Erased != 1 {
		t.Fatalf("erased %+v: %v", done, err)
	}

	after := u.dump()
	for table, rows := range after {
		for _, row := range rows {
			for _, mark := range []string{marker, strings.ToLower(marker), markedNumber, markedPhone, markedBirth, ref} {
				if strings.Contains(row, mark) && (mark != ref || table != "erasure") {
					t.Errorf("%s is left in %s: %s", mark, table, row)
				}
			}
		}
	}
	if n := one[int](u, `select count(*)::int from import_listing where $1 = any(person_ids)`, person); n != 0 {
		t.Error("files still list them")
	}
	if n := len(after["api_answer"]); n != 0 {
		t.Errorf("%d answers to repeated requests name their release", n)
	}
	u.onlyTheirs(before, after)
	for table, of := range ofThem {
		if strings.Contains(of.where, "%[1]d") && table != "import_problem" && table != "board_search" && table != "take_back" {
			where := about(of.where, neighbour)
			theirs := collect[string](u, `select x::text from `+table+` x where `+where)
			for _, row := range theirs {
				if !slices.Contains(before[table], row) {
					t.Errorf("a row of somebody else has changed in %s: %s", table, row)
				}
			}
		}
	}
	if n := one[int](u, `select count(*)::int from message where id = any($1)`, shared); n != len(shared) {
		t.Errorf("%d of %d e-mails that are about others too are left", n, len(shared))
	}
	u.provesItself(person, ref)
}

// wordless are tables whose rows hold no words: that only the person's went is
// seen by their number.
var wordless = []string{"message_area", "message_item", "import_before_task", "import_listing", "api_answer", "task", "person_number", "opt_out", "receipt"}

// blanked are tables in which rows stay, without words.
var blanked = []string{"message_words", "import_problem", "import_listing"}

// onlyTheirs checks that what went or changed bore the marker, and that what came
// is the proof.
func (u *unitTest) onlyTheirs(before, after map[string][]string) {
	u.Helper()
	proof := []string{"erasure", "erased_number", "audit", "figure_kept", "retention_night"}
	for table, rows := range before {
		left := map[string]bool{}
		for _, row := range after[table] {
			left[row] = true
		}
		for _, row := range rows {
			if !left[row] && !strings.Contains(strings.ToLower(row), strings.ToLower(marker)) && !slices.Contains(wordless, table) && !slices.Contains(blanked, table) {
				u.Errorf("this row of %s is gone or changed, and bore no marker: %s", table, row)
			}
		}
		if n := len(after[table]) - len(rows); n > 0 && !slices.Contains(proof, table) {
			u.Errorf("%s has %d rows more", table, n)
		}
	}
}

// provesItself checks the proof, the audit and its chain.
func (u *unitTest) provesItself(person int64, ref string) {
	u.Helper()
	if n := one[int](u, `select count(*)::int from erasure where person_id = $1 and refs = array[$2] and cause = 'rule' and years = 2 and last_day = '2024-11-20'
		and 'person' = any(tables) and cardinality(tables) > 20 and erased_by = 'system:retention'`, person, ref); n != 1 {
		u.Error("the proof is not there")
	}
	if n := one[int](u, `select count(*)::int from audit where action = 'erase' and object_kind = 'person' and object_id = $1 and detail = 'erased: by the rule of 2 years'`, person); n != 1 {
		u.Error("the audit has no row of it")
	}
	sealer := &access.Sealer{Pool: u.pool, Now: u.clock, Keys: u.releases.AuditKeys}
	if _, err := sealer.Seal(u.Context()); err != nil {
		u.Fatal(err)
	}
	report, err := access.Verifier{Pool: u.pool, Keys: u.releases.AuditKeys}.Verify(u.Context(), nil)
	if err != nil || !report.OK {
		u.Errorf("the chain does not prove itself: %+v, %v", report, err)
	}
}

func asPg(err error, to **pgconn.PgError) bool {
	e, ok := err.(*pgconn.PgError)
	*to = e
	return ok
}
