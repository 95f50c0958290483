package release_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/internal/testkit"
	"throughgate/internal/testkit/seed"
	"throughgate/pathways"
	"throughgate/release"
)

// shown is the clock of these tests: Monday 23 November 2026, 08:00 in London.
var shown = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

// toldToday answers for planned tasks by task id.
type toldToday map[int64]pathways.Contact

func (c toldToday) Contacts(context.Context, pgx.Tx, int64) (map[int64]pathways.Contact, error) {
	return c, nil
}

var ownArea = release.Scope{Areas: []string{seed.Haringey}}

func read[T any](t *testing.T, pool *pgxpool.Pool, fn func(tx pgx.Tx) (T, error)) (T, error) {
	t.Helper()
	var got T
	err := pg.ReadTx(t.Context(), pool, access.System("show"), func(tx pgx.Tx) (err error) {
		got, err = fn(tx)
		return err
	})
	return got, err
}

func showByNumber(t *testing.T, pool *pgxpool.Pool, contacts release.Contacts, number string) (release.Story, error) {
	t.Helper()
	return read(t, pool, func(tx pgx.Tx) (release.Story, error) {
		return release.Show(t.Context(), tx, contacts, ownArea, release.Find{PrisonNumber: number}, calendar.DayOf(shown))
	})
}

func TestShowTellsTheWholeStoryInTheAgreedShape(t *testing.T) {
	t.Parallel()
	pool := testkit.DB(t)
	s := seed.New(t, pool, shown)
	s.Account("olive", "Olive Officer", "link_officer", []string{seed.Haringey}, nil)
	r := s.Person(seed.Person{Surname: "O'Brien", Forenames: "Siôn Rhys", PlannedDay: calendar.MustParse("2026-12-18")})
	done := s.Task(seed.Task{Release: r, Standard: "ACC-DTR", State: "handed_off", HandOffOn: calendar.MustParse("2026-11-20"),
		DueOn: calendar.MustParse("2026-12-04"), AnswerBy: time.Date(2026, 11, 25, 17, 0, 0, 0, time.UTC)})
	s.Exec(`insert into task_event (task_id, state, at, actor, reason) select $1, 'acknowledged', $2, 'account:' || id, 'rang' from account`, done, shown.Add(time.Hour))
	planned := s.Task(seed.Task{Release: r, Standard: "ACC-CASE", HandOffOn: calendar.MustParse("2026-11-30"),
		DueOn: calendar.MustParse("2026-12-07"), Waiting: []string{"ACC-DTR"}})
	s.Task(seed.Task{Release: r, Standard: "DA-REFER", State: "withdrawn"})
	s.Task(seed.Task{Release: r, Standard: "GATE-PLAN", DueOn: calendar.MustParse("2026-12-15")})
	s.Exec(`insert into release_date (release_id, type, kind, day, source, learnt_at) values ($1, 'CRD', 'calculated', '2026-12-18', 'extract', $2)`, r.ID, shown)
	s.Exec(`insert into release_change (release_id, from_day, to_day, at, source) values ($1, null, '2026-12-18', $2, 'extract')`, r.ID, shown)
	s.Exec(`insert into appointment (ref, external_id, person_id, release_id, service, starts_at, place, state, created_at, updated_at)
		values ('app1', 'AP-0001', $1, $2, 'jobcentre', '2026-12-18 14:00+00', 'Wood Green', 'booked', $3, $3)`, r.PersonID, r.ID, shown)
	s.Message("msg1", "email", "request", "kay@services.example", "sent", "", seed.Release{}, done)

	story, err := showByNumber(t, pool, toldToday{planned: {Name: "Kay Housing", Email: "housing@services.example"}}, r.Number)
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(story)
	if err != nil {
		t.Fatal(err)
	}
	want := `{
	"person":{"prison_number":"A0001AA","initials":"SO","home_area":"Haringey","restricted":false},
	"custody":{"prison":"LEI","prison_name":"Leeds (HMP)","legal_status":"SENTENCED","status":"ACTIVE IN","out_of_area":true,"miles":170},
	"release":{"id":"rel1","episode":1,"planned_day":"2026-12-18","deciding_type":"CRD","statutory_date":"2026-12-18","working_day":"2026-12-18",
	  "friday_scheme_day":null,"reasons":[],"explanation":"The conditional release date.","state":"planned","released_on":null,"days_left":25,
	  "presumed":false,"scheme":"","place":"held","opened_by":""},
	"episodes":[{"id":"rel1","episode":1,"state":"planned","planned_day":"2026-12-18","released_on":null}],
	"dates":[{"type":"CRD","kind":"calculated","date":"2026-12-18","source":"extract","learnt_at":"2026-11-23T08:00:00Z","superseded_at":null}],
	"changes":[{"from":null,"to":"2026-12-18","at":"2026-11-23T08:00:00Z","source":"extract","notice_working_days":null,"unmet":[],"import":null}],
	"tasks":[
	 {"id":"rel1ACC-DTR","code":"ACC-DTR","pathway":"accommodation","title":"Housing referral sent","required":true,"state":"handed_off",
	  "hand_off_on":"2026-11-20","due_on":"2026-12-04","service":"probation_unit","contact":{"name":"Kay","email":"kay@services.example"},
	  "short_notice":false,"waiting_for":[],"handed_off_at":"2026-11-23T08:00:00Z","acknowledged_at":null,"acknowledge_by":"2026-11-25T17:00:00Z",
	  "done_at":null,"rung":0,"next_rung_at":null,"blocked_by":[],"done_before":null,"history":[
	   {"state":"planned","at":"2026-11-23T08:00:00Z","by":"import","reason":"","to":""},
	   {"state":"handed_off","at":"2026-11-23T08:00:00Z","by":"watch","reason":"","to":"k***@services.example"},
	   {"state":"acknowledged","at":"2026-11-23T09:00:00Z","by":"Olive Officer","reason":"rang","to":""}]},
	 {"id":"rel1ACC-CASE","code":"ACC-CASE","pathway":"accommodation","title":"Housing authority has opened a case","required":true,"state":"planned",
	  "hand_off_on":"2026-11-30","due_on":"2026-12-07","service":"housing_options","contact":{"name":"Kay Housing","email":"housing@services.example"},
	  "short_notice":false,"waiting_for":["ACC-DTR"],"handed_off_at":null,"acknowledged_at":null,"acknowledge_by":null,"done_at":null,"rung":0,
	  "next_rung_at":null,"blocked_by":["ACC-DTR"],"done_before":null,"history":[{"state":"planned","at":"2026-11-23T08:00:00Z","by":"import","reason":"","to":""}]},
	 {"id":"rel1DA-REFER","code":"DA-REFER","pathway":"drugs_and_alcohol","title":"Community treatment provider has accepted the referral","required":true,
	  "state":"withdrawn","hand_off_on":null,"due_on":null,"service":"drug_and_alcohol","contact":null,"short_notice":false,"waiting_for":[],
	  "handed_off_at":null,"acknowledged_at":null,"acknowledge_by":null,"done_at":null,"rung":0,"next_rung_at":null,"blocked_by":[],"done_before":null,
	  "history":[{"state":"planned","at":"2026-11-23T08:00:00Z","by":"import","reason":"","to":""}]},
	 {"id":"rel1GATE-PLAN","code":"GATE-PLAN","pathway":"release_day","title":"Release-day itinerary agreed","required":true,"state":"planned",
	  "hand_off_on":null,"due_on":"2026-12-15","service":"link_officer","contact":null,"short_notice":false,"waiting_for":[],"handed_off_at":null,
	  "acknowledged_at":null,"acknowledge_by":null,"done_at":null,"rung":0,"next_rung_at":null,"blocked_by":["ACC-DTR"],"done_before":null,
	  "history":[{"state":"planned","at":"2026-11-23T08:00:00Z","by":"import","reason":"","to":""}]}],
	"appointments":[{"id":"AP-0001","starts_at":"2026-12-18T14:00:00Z","service":"jobcentre","place":"Wood Green","state":"booked"}],
	"messages":[{"id":"msg1","channel":"email","kind":"request","to":"k***@services.example","about":{"kind":"task","reference":"rel1ACC-DTR"},
	  "state":"sent","reason":"","queued_at":"2026-11-23T08:00:00Z","not_before":"2026-11-23T08:00:00Z","sent_at":"2026-11-23T08:00:00Z",
	  "settled_at":null,"attempts":0,"provider_ref":""}],"events":[]}`
	if diff := cmp.Diff(plain(t, []byte(want)), plain(t, got)); diff != "" {
		t.Errorf("the story differs (-want +got):\n%s", diff)
	}
}

// plain is JSON as values, to compare whatever the white space.
func plain(t *testing.T, text []byte) any {
	t.Helper()
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return value
}

func TestAStoryWithNothingYetHasEmptyListsAndNulls(t *testing.T) {
	t.Parallel()
	pool := testkit.DB(t)
	r := seed.New(t, pool, shown).Person(seed.Person{State: "could_leave_any_day"})
	story, err := showByNumber(t, pool, toldToday{}, r.Number)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(story)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Dates, Changes, Tasks, Appointments, Messages, Events []json.RawMessage
	}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	for name, list := range map[string][]json.RawMessage{"dates": got.Dates, "changes": got.Changes, "tasks": got.Tasks,
		"appointments": got.Appointments, "messages": got.Messages, "events": got.Events} {
		if list == nil || len(list) != 0 {
			t.Errorf("%s = %v, want []", name, list)
		}
	}
	if story.Release.DecidingType != nil || story.Release.DaysLeft != nil || !story.Release.PlannedDay.IsZero() {
		t.Errorf("release = %+v, want nulls", story.Release)
	}
}

func TestARestrictedPersonHasNoInitials(t *testing.T) {
	t.Parallel()
	pool := testkit.DB(t)
	r := seed.New(t, pool, shown).Person(seed.Person{Flags: []string{"restricted"}})
	story, err := showByNumber(t, pool, toldToday{}, r.Number)
	if err != nil || !story.Person.Restricted || story.Person.Initials != "" {
		t.Errorf("person = %+v, %v", story.Person, err)
	}
}

func TestWhoIsOutsideTheUnitIsNotFound(t *testing.T) {
	t.Parallel()
	pool := testkit.DB(t)
	r := seed.New(t, pool, shown).Person(seed.Person{Area: seed.Camden})
	for _, number := range []string{r.Number, "Z9999ZZ"} {
		if _, err := showByNumber(t, pool, toldToday{}, number); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("%s: error = %v, want not found", number, err)
		}
	}
}

func TestEitherNumberOfAMergedPersonFindsThem(t *testing.T) {
	t.Parallel()
	pool := testkit.DB(t)
	s := seed.New(t, pool, shown)
	r := s.Person(seed.Person{})
	s.Exec(`insert into person_number (prison_number, person_id, is_current) values ('B1111BB', $1, false)`, r.PersonID)
	story, err := showByNumber(t, pool, toldToday{}, "B1111BB")
	if err != nil || story.Person.PrisonNumber != r.Number {
		t.Errorf("story of %q, %v; want the current number %q", story.Person.PrisonNumber, err, r.Number)
	}
}

// After a merge either number finds the one person who remains, also where the
// number stands with the record that was merged into theirs.
func TestANumberOfAMergedRecordFindsWhoRemains(t *testing.T) {
	t.Parallel()
	pool := testkit.DB(t)
	s := seed.New(t, pool, shown)
	r, gone := s.Person(seed.Person{}), s.Person(seed.Person{Number: "B1111BB"})
	s.Exec(`update person set merged_into = $1 where id = $2`, r.PersonID, gone.PersonID)
	story, err := showByNumber(t, pool, toldToday{}, "B1111BB")
	if err != nil || story.Person.PrisonNumber != r.Number {
		t.Errorf("story of %q, %v; want the one who remains, %q", story.Person.PrisonNumber, err, r.Number)
	}
}

// The members that came with moving days (interface.md 4: only ever added).
func TestAStoryTellsWhatMovedAndWhatHappened(t *testing.T) {
	t.Parallel()
	pool := testkit.DB(t)
	s := seed.New(t, pool, shown)
	s.Account("olive", "Olive Officer", "link_officer", []string{seed.Haringey}, nil)
	r := s.Person(seed.Person{PlannedDay: calendar.MustParse("2026-12-10")})
	s.Exec(`insert into import (kind, source, file_name, sha256, as_of, actor, started_at) values ('releases', 'extract', 'a.csv', 'x', $1, 'system:import', $1)`, shown)
	s.Exec(`update release set presumed = true, working_day = '2026-12-11', friday_scheme_day = '2026-12-10', place = 'court', opened_by = 'recalled' where id = $1`, r.ID)
	s.Exec(`insert into release_change (release_id, from_day, to_day, at, source, notice_working_days, import_id, unmet)
		select $1, '2026-12-18', '2026-12-10', $2, 'extract', -6, id, '{ACC-DTR,DA-REFER}' from import`, r.ID, shown)
	s.Exec(`update task set done_before = '2026-02-03' where id = $1`, s.Task(seed.Task{Release: r, Standard: "ACC-DTR"}))
	s.Exec(`insert into life_event (external_id, person_id, at, event, prison, reason, source, recorded_at, recorded_by, superseded_at) values
		('e2', $1, $2, 'court', null, '', 'events', $3, 'account:1', null), ('e1', $1, $4, 'transferred', 'LEI', 'nearer home', 'events', $3, 'system:events', null),
		(null, $1, $2, 'released', null, '', 'extract', $3, 'system:import', $3)`, r.PersonID, shown, shown.Add(time.Hour), shown.Add(-time.Hour))
	story, err := showByNumber(t, pool, toldToday{}, r.Number)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(struct {
		R release.StoryRelease
		C []release.StoryChange
		E []release.StoryEvent
	}{story.Release, story.Changes, story.Events})
	if err != nil {
		t.Fatal(err)
	}
	got, ok := plain(t, text).(map[string]any)
	if !ok {
		t.Fatal("no object")
	}
	want := `{"R":{"presumed":true,"scheme":"","place":"court","opened_by":"recalled"},
		"C":[{"from":"2026-12-18","to":"2026-12-10","at":"2026-11-23T08:00:00Z","source":"extract","notice_working_days":-6,"unmet":["ACC-DTR","DA-REFER"],"import":1}],
		"E":[{"at":"2026-11-23T07:00:00Z","event":"transferred","prison":"LEI","reason":"nearer home","recorded_at":"2026-11-23T09:00:00Z","by":"events"},
		     {"at":"2026-11-23T08:00:00Z","event":"court","prison":null,"reason":"","recorded_at":"2026-11-23T09:00:00Z","by":"Olive Officer"}]}`
	if told, ok := got["R"].(map[string]any); ok {
		for name := range told {
			if !slices.Contains([]string{"presumed", "scheme", "place", "opened_by"}, name) {
				delete(told, name)
			}
		}
	}
	if diff := cmp.Diff(plain(t, []byte(want)), any(got)); diff != "" {
		t.Errorf("what moved and what happened (-want +got):\n%s", diff)
	}
	if got := story.Tasks[0].DoneBefore.String(); got != "2026-02-03" {
		t.Errorf("done before on %q", got)
	}
}

func TestTheListedBoardIsInTheAgreedShape(t *testing.T) {
	t.Parallel()
	pool := testkit.DB(t)
	s := seed.New(t, pool, shown)
	near := s.Person(seed.Person{Surname: "Near", PlannedDay: calendar.MustParse("2026-11-30")})
	s.Person(seed.Person{Surname: "Far", PlannedDay: calendar.MustParse("2027-01-30")})
	s.Person(seed.Person{Surname: "Remand", State: "could_leave_any_day"})
	s.Person(seed.Person{Surname: "Camden", Area: seed.Camden, PlannedDay: calendar.MustParse("2026-11-30")})
	s.Task(seed.Task{Release: near, Standard: "ACC-DTR", State: "handed_off", DueOn: calendar.MustParse("2026-11-20")})
	s.Task(seed.Task{Release: near, Standard: "ACC-CASE", HandOffOn: calendar.MustParse("2026-11-24"), DueOn: calendar.MustParse("2026-11-28")})
	s.Task(seed.Task{Release: near, Standard: "BEN-JCP", State: "done", DueOn: calendar.MustParse("2026-11-20")})
	list := func(period release.Period) []release.BoardRow {
		rows, err := read(t, pool, func(tx pgx.Tx) ([]release.BoardRow, error) {
			return release.ListBoard(t.Context(), tx, release.BoardQuery{Scope: ownArea, Now: shown}, period)
		})
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	names := func(rows []release.BoardRow) (names []string) {
		for _, row := range rows {
			names = append(names, row.Surname)
		}
		return names
	}
	if diff := cmp.Diff([]string{"Near", "Far", "Remand"}, names(list(release.Period{}))); diff != "" {
		t.Errorf("the whole board (-want +got):\n%s", diff)
	}
	december := release.Period{From: calendar.MustParse("2026-12-01")}
	if diff := cmp.Diff([]string{"Far"}, names(list(december))); diff != "" {
		t.Errorf("from December on (-want +got):\n%s", diff)
	}
	text, err := json.Marshal(list(release.Period{To: calendar.MustParse("2026-12-01")}))
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"person":{"prison_number":"A0001AA","initials":"JN","home_area":"Haringey","restricted":false},
		"custody":{"prison":"LEI","prison_name":"Leeds (HMP)","legal_status":"SENTENCED","status":"ACTIVE IN","out_of_area":true,"miles":170},
		"release":{"id":"rel1","episode":1,"planned_day":"2026-11-30","deciding_type":"CRD","statutory_date":"2026-11-30","working_day":"2026-11-30",
		 "friday_scheme_day":null,"reasons":[],"explanation":"The conditional release date.","state":"planned","released_on":null,"days_left":7,
		 "presumed":false,"scheme":"","place":"held","opened_by":""},
		"open_tasks":2,"late_tasks":1}]`
	if diff := cmp.Diff(plain(t, []byte(want)), plain(t, text)); diff != "" {
		t.Errorf("a row differs (-want +got):\n%s", diff)
	}
}
