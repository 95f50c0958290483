package release_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/internal/testkit"
	"throughgate/internal/testkit/seed"
	"throughgate/migrations"
	"throughgate/release"
)

// Every table of ours is read for a person's file or says why it is not, and so
// does every column of those that are read: a new one fails this test.
func TestEveryColumnIsExportedOrSaysWhyItIsNot(t *testing.T) {
	t.Parallel()
	pool := testkit.DB(t)
	rows, _ := pool.Query(t.Context(), `select table_name::text, column_name::text from information_schema.columns
		where table_schema = 'public' and table_name <> 'goose_db_version' and table_name not like 'river\_%' order by 1, 2`)
	tables, left := release.SubjectColumns()
	stored := map[string]bool{}
	var table, column string
	if _, err := pgx.ForEachRow(rows, []any{&table, &column}, func() error {
		stored[table], stored[table+"."+column] = true, true
		switch why, known := tables[table][column]; {
		case left[table] != "" && tables[table] == nil:
		case tables[table] == nil:
			t.Errorf("%s is in no part of a person's file: add it to subjectGroups, or say in subjectLeft why it is not", table)
			left[table] = "said once"
		case !known:
			t.Errorf("%s.%s is neither exported nor left with a reason", table, column)
		case why != "" && len(why) < 8:
			t.Errorf("%s.%s: %q is no reason", table, column, why)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for table, columns := range tables {
		for column := range columns {
			if !stored[table+"."+column] {
				t.Errorf("%s.%s is declared, and there is no such column", table, column)
			}
		}
	}
	for table := range left {
		if !stored[table] {
			t.Errorf("%s is left out, and there is no such table", table)
		}
	}
	rows, _ = pool.Query(t.Context(), `select distinct c.conrelid::regclass::text from pg_constraint c where c.contype = 'f' and c.confrelid = 'person'::regclass`)
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if left[name] != "" && name != "import_before" {
			t.Errorf("%s is about a person, and is left out: %s", name, left[name])
		}
	}
}

func TestAMonthIsTheSameDayOfTheNext(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from   string
		months int
		want   string
	}{
		{"2026-09-03", 1, "2026-10-03"}, {"2027-01-31", 1, "2027-02-28"}, {"2028-01-31", 1, "2028-02-29"}, {"2026-12-31", 1, "2027-01-31"}, {"2026-03-31", 1, "2026-04-30"},
		{"2026-11-30", 3, "2027-02-28"}, {"2026-12-15", 3, "2027-03-15"}, {"2026-02-28", 1, "2026-03-28"}, // not to the end of March
	} {
		if got := release.SubjectDue(calendar.MustParse(c.from), c.months).String(); got != c.want {
			t.Errorf("%s and %d months: %s, want %s", c.from, c.months, got, c.want)
		}
	}
}

// subjects is a person about whom something stands in every table, an information
// lead, another, and a coordinator of each of two areas.
type subjects struct {
	t                  *testing.T
	s                  *release.Service
	all                func(sql string, args ...any)
	one                seed.Release
	lead, other        access.Actor
	near, far, officer access.Actor
	now                time.Time
}

// lived is a row of each table about a person.
const lived = `
	insert into life_event (person_id, at, event, reason, source, recorded_at, recorded_by) values (%[1]d, now(), 'court', 'EVENTWHY from third KAY and Housing_Options@services.example, Thirdcom@probation.example', 'by hand', now(), 'account:1');
	insert into note (ref, person_id, kind, body, at, actor, form_key) values ('n1', %[1]d, 'opinion', 'He told Ann Other about it', now(), 'account:1', 'k1'),
		('n2', %[1]d, 'own_words', 'OWNWORDS', now(), 'account:1', 'k2');
	insert into person_edit (person_id, field, old_value, new_value, at, actor) values (%[1]d, 'crn', 'OLDCRN', 'X1', now(), 'account:1'), (%[1]d, 'com_name', 'THIRDOLD', 'THIRDNEW', now(), 'account:1');
	insert into person_category (person_id, category, at, actor, form_key) values (%[1]d, 'convicted', now(), 'account:1', 'kc');
	insert into take_back (event_id, person_id, asked_by, asked_at, why) select max(id), %[1]d, 'account:1', now(), 'TAKEBACKWHY' from life_event;
	insert into opening (ref, person_id, release_id, account_id, reason, opened_at, closes_at) values ('o1', %[1]d, %[2]d, 1, 'OPENINGWHY', now(), now());
	insert into privacy_notice (person_id, given_on, given_by, language, recorded_at, actor, form_key) values (%[1]d, '2026-11-01', 'THIRDGIVER', 'Welsh', now(), 'account:1', 'kn');
	insert into extract_row (person_id, source, row_hash, cells, as_of) select %[1]d, 'EXTRACT', '', array(select case when i between 44 and 49 then 'THIRDCELL' else 'CELL' || i end from generate_series(1, 56) i), now();
	insert into consent (person_id, kind, recorded_at, source) values (%[1]d, 'consent_to_refer', now(), 'extract');
	insert into opt_out (number, reason, at) values ('+447700900555', 'stop', now());
	update person set mobile = '+447700900555', com_name = 'THIRDCOM', com_email = 'thirdcom@probation.example', pom_name = 'THIRDPOM', purpose = 'PURPOSE' where id = %[1]d;
	insert into release_change (release_id, at, source) values (%[2]d, now(), 'CHANGED');
	insert into release_date (release_id, type, kind, day, source, learnt_at) values (%[2]d, 'CRD', 'calculated', '2027-01-01', 'DATED', now());
	insert into release_history (release_id, at, prison, legal_status, custody_status, out_of_area, state, deciding_type, reasons, explanation)
		values (%[2]d, now(), 'LEI', 'SENTENCED', 'ACTIVE IN', 'yes', 'planned', 'CRD', '{}', 'EXPLAINED');
	insert into sheet_handover (release_id, handed_on, handed_by, recorded_by, recorded_at) values (%[2]d, '2026-11-01', 'THIRDHAND', 'account:1', now());
	insert into task_question (ref, task_id, question, asked_by, asked_at) select 'q1', %[3]d, 'QUESTION', id, now() from account where ref = 'kay';
	insert into task_event (task_id, state, at, actor, reason, sent_to) values (%[3]d, 'accepted', now(), 'account:1', 'STEPWHY', 'thirdsent@services.example');
	insert into appointment (ref, person_id, release_id, service, starts_at, place, state, created_at, updated_at) values ('a1', %[1]d, %[2]d, 'housing_options', now(), 'PLACE', 'booked', now(), now());
	insert into appointment_event (appointment_id, version, state, starts_at, place, moved, at, actor, reason) select id, 1, 'booked', now(), 'x', false, now(), 'account:1', 'VISITWHY' from appointment;
	insert into message_event (message_id, event, at, actor, note) values (%[4]d, 'arrived', now(), 'account:1', 'POSTNOTE');
	insert into message_words (message_id, text, written_at) values (%[4]d, 'THIRDMAIL', now()), (%[5]d, 'TEXTWORDS', now());
	insert into receipt (message_id, status, at) values (%[5]d, 'delivered', now());
	insert into inbound_text (provider_ref, number, person_id, body, meaning, at) values ('i1', '+447700900555', %[1]d, 'REPLY', 'not_understood', now());
	insert into attention (kind, about_key, role, person_id, opened_at, note) values ('reply', 'k1', 'link_officer', %[1]d, now(), 'LISTNOTE');
	insert into standard (code, position, pathway, title, mail_words, service, found_by, anchor, hand_off_offset, due_offset, due_day_kind, required,
		after_release, applies_when, needs_first, before_telling, evidence, release_id, added_by, form_key)
		select 'ONE-9', 99, pathway, 'BICYCLE', mail_words, service, found_by, anchor, hand_off_offset, due_offset, due_day_kind, required,
		after_release, applies_when, '{}', '{}', '{}', %[2]d, 'account:1', 'k9' from standard where code = 'BEN-JCP';
	insert into import (kind, source, file_name, sha256, as_of, started_at, actor) values ('releases', 'x', 'x.csv', 'x', now(), now(), 'account:1');
	insert into import_problem (import_id, kind, line, problem, cells) select max(i.id), 'held', 2, 'PROBLEM', array[n.prison_number, 'HELDCELL'] from import i, person_number n where n.person_id = %[1]d group by 5;
	with w as (insert into webhook_target (id, events, areas, services, listed, since) values ('hook', '{}', '{}', '{}', false, now()) returning id)
		insert into webhook_delivery (target, kind, release_id, at, state, said, settled_at) select id, 'date.changed', %[2]d, now(), 'delivered', 'HOOKSAID', now() from w;
	insert into retention_hold (person_id, reason, placed_at, placed_by) values (%[1]d, 'HOLDWHY', now(), 'account:1');
	insert into erasure_request (ref, person_id, ground, why, asked_by, asked_at, decision, decided_by, decided_at) values ('r1', %[1]d, 'dpa_s47', 'ERASEWHY', 'account:1', now(), 'refused', 'account:2', now());
	insert into audit (at, actor, action, object_kind, object_id, to_whom) values (now(), 'system:deliver', 'disclose', 'task', %[3]d, 'service:1'), (now(), 'account:1', 'consult', 'person', %[1]d, '')`

func newSubjects(t *testing.T) *subjects {
	t.Helper()
	all := testkit.DB(t)
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	sd := seed.New(t, all, now)
	for ref, role := range map[string]string{"officer": "link_officer"} {
		sd.Account(ref, "THIRD Olive", role, []string{seed.Haringey}, nil)
	}
	accounts := map[string]access.Actor{}
	for _, a := range []struct {
		ref, role, area string
		services        []string
	}{{"kay", "spoc", seed.Haringey, []string{"housing_options"}}, {"lead", "information_lead", seed.Haringey, nil}, {"other", "information_lead", seed.Haringey, nil},
		{"near", "coordinator", seed.Haringey, nil}, {"far", "coordinator", seed.Camden, nil}} {
		id := sd.Account(a.ref, "THIRD "+a.ref, a.role, []string{a.area}, a.services)
		accounts[a.ref] = access.Actor{AccountID: id, Role: access.Role(a.role), Areas: []string{a.area}, Name: a.ref}
	}
	one := sd.Person(seed.Person{Surname: "Subject", Forenames: "Sam", PlannedDay: calendar.MustParse("2026-12-18")})
	task := sd.Task(seed.Task{Release: one, Standard: "ACC-CASE", State: "handed_off", Service: sd.Service(seed.Haringey, "housing_options", "Haringey Housing")})
	mail := sd.Message("mail1", "email", "request", "thirdkay@services.example", "sent", "", one, task)
	text := sd.Message("text1", "text", "appointment_reminder", "+447700900555", "delivered", "", one)
	sd.Exec(`update message set person_id = $2 where id = $1`, text, one.PersonID)
	for _, statement := range strings.Split(fmt.Sprintf(lived, one.PersonID, one.ID, task, mail, text), ";\n") {
		sd.Exec(statement)
	}
	another := sd.Person(seed.Person{Surname: "Elsewhere", Forenames: "Eve", Area: seed.Camden, PlannedDay: calendar.MustParse("2026-12-18")})
	sd.Exec(`insert into note (ref, person_id, kind, body, at, actor, form_key) values ('n9', $1, 'fact', 'OTHERNOTE', now(), 'account:1', 'k9')`, another.PersonID)
	x := &subjects{t: t, all: sd.Exec, one: one, now: now, lead: accounts["lead"], other: accounts["other"], near: accounts["near"], far: accounts["far"]}
	x.officer = access.Actor{AccountID: 1, Role: access.LinkOfficer, Areas: []string{seed.Haringey}}
	x.s = &release.Service{Pool: testkit.As(t, all, migrations.WebRole), Now: func() time.Time { return x.now }}
	return x
}

func (x *subjects) read(ref string) (r release.SubjectRequest, file release.SubjectFile, marks []release.SubjectMark) {
	x.t.Helper()
	if err := pg.ReadTx(x.t.Context(), x.s.Pool, x.lead, func(tx pgx.Tx) (err error) {
		if err = access.Follow(x.t.Context(), tx, x.lead); err != nil {
			return err
		}
		if r, err = release.ReadSubject(x.t.Context(), tx, ref); err != nil {
			return err
		}
		if file, err = release.ReadSubjectDraft(x.t.Context(), tx, r.ID); err != nil {
			return err
		}
		marks, err = release.ReadSubjectMarks(x.t.Context(), tx, r.ID)
		return err
	}); err != nil {
		x.t.Fatal(err)
	}
	return r, file, marks
}

func (x *subjects) drafted() (ref string, file release.SubjectFile) {
	x.t.Helper()
	ref, err := x.s.StartSubject(x.t.Context(), x.lead, x.one.Ref, calendar.MustParse("2026-11-20"))
	if err != nil {
		x.t.Fatal(err)
	}
	if err := x.s.DraftSubject(x.t.Context(), x.lead, ref); err != nil {
		x.t.Fatal(err)
	}
	_, file, _ = x.read(ref)
	return ref, file
}

func partOf(t *testing.T, f release.SubjectFile, value string) release.SubjectLine {
	t.Helper()
	for _, s := range f.Sections {
		for _, r := range s.Records {
			for _, l := range r.Lines {
				if strings.Contains(l.Value, value) {
					return l
				}
			}
		}
	}
	t.Fatalf("%q is nowhere in the file", value)
	return release.SubjectLine{}
}

func TestAFileHoldsEverythingOfThePersonAndNobodyElse(t *testing.T) {
	t.Parallel()
	x := newSubjects(t)
	x.all(`insert into retention_rule (years, due, confirmed_at, confirmed_by) values (3, 0, now(), 'account:1')`)
	_, file := x.drafted()
	text, err := json.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"Subject", "Sam", "EVENTWHY", "Ann Other", "OWNWORDS", "OLDCRN", "TAKEBACKWHY", "OPENINGWHY", "Welsh", "CELL43", "CELL50", "+447700900555", "PURPOSE", "CHANGED", "DATED", "EXPLAINED",
		"QUESTION", "STEPWHY", "PLACE", "VISITWHY", "POSTNOTE", "TEXTWORDS", "REPLY", "LISTNOTE", "BICYCLE", "PROBLEM", "HELDCELL", "HOLDWHY", "ERASEWHY", "HOOKSAID", "Haringey Housing", "housing options, contact", "link officer"} {
		if !strings.Contains(string(text), word) {
			t.Errorf("%s is not in the file", word)
		}
	}
	if !slices.ContainsFunc(file.About, func(a release.SubjectAbout) bool { return strings.Contains(a.Text, "until 3 years after") }) {
		t.Errorf("how long it is kept is not told by the rule in force: %+v", file.About)
	}
	for _, word := range []string{"THIRD", "third", "Options@", "Thirdcom", "OTHERNOTE", "Elsewhere", "CELL44", "account:", "system:"} {
		if at := strings.Index(string(text), word); at >= 0 {
			t.Errorf("%q is in the file: %s", word, text[max(0, at-200):min(len(text), at+80)])
		}
	}
	if p := file.Person; p.Category != release.Convicted || p.From != "legal_status" || p.Surname != "Subject" {
		t.Errorf("the person is %+v", p)
	}
	for value, want := range map[string]release.SubjectStatement{"Ann Other": release.StatedOpinion, "OWNWORDS": release.StatedByThem, "STEPWHY": release.StatedNot, "REPLY": release.StatedByThem, "PLACE": ""} {
		if got := partOf(t, file, value).Statement; got != want {
			t.Errorf("%s is told as %q, want %q", value, got, want)
		}
	}
	kinds := map[string]bool{}
	for _, s := range file.Sections {
		for _, r := range s.Records {
			kinds[r.Kind] = true
		}
	}
	tables, _ := release.SubjectColumns()
	for table := range tables {
		if !kinds[table] {
			t.Errorf("nothing of %s is in the file: give this test a row in it", table)
		}
	}
}

// Records that were joined, one into the next, are one person's.
func TestAFileHoldsWhatIsHeldInJoinedRecords(t *testing.T) {
	t.Parallel()
	x := newSubjects(t)
	x.all(`with a as (insert into person (ref, surname, forenames, date_of_birth, home_area, first_stored_on, created_at, updated_at, merged_into)
			select 'pa', 'Joined', 'A', date_of_birth, home_area, first_stored_on, now(), now(), id from person where id = $1 returning id, date_of_birth, home_area, first_stored_on),
		b as (insert into person (ref, surname, forenames, date_of_birth, home_area, first_stored_on, created_at, updated_at, merged_into)
			select 'pb', 'Joinedfirst', 'B', date_of_birth, home_area, first_stored_on, now(), now(), id from a)
		insert into note (ref, person_id, kind, body, at, actor, form_key) select 'nj', id, 'fact', 'JOINEDNOTE', now(), 'account:1', 'kj' from a`, x.one.PersonID)
	ref, file := x.drafted()
	partOf(t, file, "JOINEDNOTE")
	partOf(t, file, "Joinedfirst")
	x.all(`update subject_request set person_id = (select id from person where ref = 'pb')`)
	if err := x.s.DraftSubject(t.Context(), x.lead, ref); err != nil {
		t.Fatal(err)
	}
	if _, again, _ := x.read(ref); again.Person.Surname != "Subject" || partOf(t, again, "JOINEDNOTE").Value == "" {
		t.Errorf("from a record that was joined it is %+v", again.Person)
	}
}

func TestAPartIsWithheldOnlyWithAReasonAndASecondReader(t *testing.T) {
	t.Parallel()
	x := newSubjects(t)
	ref, file := x.drafted()
	ctx, note, step := t.Context(), partOf(t, file, "Ann Other").Part, partOf(t, file, "STEPWHY").Part
	mark := func(who access.Actor, m release.NewMark) error { return x.s.MarkSubject(ctx, who, ref, m) }
	good := release.NewMark{Part: note, Words: "Ann Other", Reason: release.WithholdOthers, Why: "She asked not to be named", MayTell: true}
	for name, m := range map[string]release.NewMark{"no reason": {Part: note, Why: good.Why}, "a made-up reason": {Part: note, Reason: "because", Why: good.Why}, "no why": {Part: note, Reason: good.Reason, Why: "so"},
		"other words": {Part: note, Words: "Bo", Reason: good.Reason, Why: good.Why}, "no part": {Part: "note/99/body", Reason: good.Reason, Why: good.Why}} {
		if mark(x.lead, m) == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if err := mark(x.near, good); !fault.Is(err, fault.KindRefused) {
		t.Errorf("a coordinator marks: %v", err)
	}
	silent := release.NewMark{Part: step, Reason: release.WithholdInquiry, Why: "An inquiry is going on", MayTell: false}
	for _, m := range []release.NewMark{good, silent, {Part: partOf(t, file, "OWNWORDS").Part, Reason: release.WithholdCrime, Why: "It would tell too much", MayTell: true}} {
		if err := mark(x.lead, m); err != nil {
			t.Fatal(err)
		}
	}
	r, _, marks := x.read(ref)
	if len(marks) != 3 || r.State() != release.SubjectReading {
		t.Fatalf("%d marks, %s", len(marks), r.State())
	}
	if err := x.s.GiveSubject(ctx, x.lead, ref, r.Version); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("given before the second reader: %v", err)
	}
	second := func(who access.Actor, i int, agree bool) error {
		return x.s.ReadMark(ctx, who, ref, marks[i].Ref, agree)
	}
	if err := second(x.lead, 0, true); !fault.Is(err, fault.KindRefused) {
		t.Errorf("who marked agrees to it: %v", err)
	}
	if err := second(x.far, 0, true); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("a coordinator elsewhere: %v", err)
	}
	if err := second(x.officer, 0, true); err == nil {
		t.Error("an officer agreed")
	}
	x.all(`update person set flags = '{restricted}' where id = $1`, x.one.PersonID)
	if err := second(x.near, 0, true); !fault.Is(err, fault.KindRefused) {
		t.Errorf("a coordinator, of a restricted record: %v", err)
	}
	x.all(`update person set flags = '{}' where id = $1`, x.one.PersonID)
	for i, who := range []access.Actor{x.near, x.other, x.other} {
		if err := second(who, i, i != 2); err != nil {
			t.Fatal(err)
		}
	}
	if err := second(x.other, 0, false); !fault.Is(err, fault.KindConflict) {
		t.Errorf("read twice: %v", err)
	}
	if err := x.s.GiveSubject(ctx, x.lead, ref, r.Version); !fault.Is(err, fault.KindConflict) {
		t.Errorf("an answer that changed meanwhile was given: %v", err)
	}
	r, file, marks = x.read(ref)
	if err := x.s.GiveSubject(ctx, x.lead, ref, r.Version); err != nil {
		t.Fatal(err)
	}
	given := file.Given(marks)
	text, _ := json.Marshal(given)
	for word, in := range map[string]bool{"Ann Other": false, "He told [taken out] about it": true, "STEPWHY": false, "OWNWORDS": true, "An inquiry": false, "obstructing an inquiry": false, `"part"`: false} {
		if strings.Contains(string(text), word) != in {
			t.Errorf("%q in what is given: %v", word, !in)
		}
	}
	if given.Withheld != 1 || !slices.Equal(given.WithheldWhy, []string{release.WithholdOthers.Words()}) {
		t.Errorf("%d parts are told of, %q", given.Withheld, given.WithheldWhy)
	}
	for name, err := range map[string]error{"a mark": mark(x.lead, good), "a draft": x.s.DraftSubject(ctx, x.lead, ref), "an end": x.s.CloseSubject(ctx, x.lead, ref, "it was a mistake")} {
		if !fault.Is(err, fault.KindConflict) {
			t.Errorf("%s after it was given: %v", name, err)
		}
	}
	if diff := cmp.Diff(file.Given(marks), given); diff != "" {
		t.Errorf("what is given is not the same twice:\n%s", diff)
	}
}

func TestARequestHasAMonthAndTwoMoreAndOneAtATime(t *testing.T) {
	t.Parallel()
	x := newSubjects(t)
	ctx, day := t.Context(), calendar.MustParse
	for _, received := range []calendar.Date{{}, day("2026-11-24"), day("2025-01-01")} {
		if _, err := x.s.StartSubject(ctx, x.lead, x.one.Ref, received); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("received on %s: %v", received, err)
		}
	}
	if _, err := x.s.StartSubject(ctx, x.near, x.one.Ref, day("2026-11-20")); !fault.Is(err, fault.KindRefused) {
		t.Errorf("a coordinator starts: %v", err)
	}
	ref, file := x.drafted()
	if _, err := x.s.StartSubject(ctx, x.lead, x.one.Ref, day("2026-11-20")); !fault.Is(err, fault.KindConflict) {
		t.Errorf("a second one is open: %v", err)
	}
	if err := x.s.MarkSubject(ctx, x.lead, ref, release.NewMark{Part: partOf(t, file, "Ann Other").Part, Reason: release.WithholdOthers, Why: "She asked not to be named"}); err != nil {
		t.Fatal(err)
	}
	x.all(`update note set body = 'Something else' where ref = 'n1'`)
	if err := x.s.DraftSubject(ctx, x.lead, ref); err != nil {
		t.Fatal(err)
	}
	if _, _, marks := x.read(ref); marks[0].State() != release.PartEnded {
		t.Errorf("the part has changed, and its mark is %s", marks[0].State())
	}
	if err := x.s.ExtendSubject(ctx, x.lead, ref, "the record is long"); err != nil {
		t.Fatal(err)
	}
	r, _, _ := x.read(ref)
	if r.DueOn != day("2026-12-20") || r.AnswerBy() != day("2027-02-20") {
		t.Errorf("due %s, answer by %s", r.DueOn, r.AnswerBy())
	}
	if err := x.s.ExtendSubject(ctx, x.lead, ref, "and once more"); !fault.Is(err, fault.KindConflict) {
		t.Errorf("put off twice: %v", err)
	}
	if err := x.s.CloseSubject(ctx, x.lead, ref, "they took it back"); err != nil {
		t.Fatal(err)
	}
	if r, file, _ := x.read(ref); r.State() != release.SubjectClosed || file.Schema != "" {
		t.Errorf("it is %s, and the draft is kept", r.State())
	}
	ref, err := x.s.StartSubject(ctx, x.lead, x.one.Ref, day("2026-11-20"))
	if err != nil {
		t.Fatal(err)
	}
	x.now = time.Date(2026, 12, 21, 8, 0, 0, 0, time.UTC)
	if err := x.s.ExtendSubject(ctx, x.lead, ref, "too late for that"); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("put off after the month: %v", err)
	}
}
