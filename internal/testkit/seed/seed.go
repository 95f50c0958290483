// Package seed puts rows into a test's database, so that what reads them can be
// tested without the imports and the watch that make them in earnest.
package seed

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/internal/calendar"
)

// Seed is a database to put rows into. The first problem ends the test.
type Seed struct {
	t    testing.TB
	pool *pgxpool.Pool
	at   time.Time // when everything was stored
	n    int
}

// The places every seeded database has.
const (
	Haringey = "E09000014"
	Camden   = "E09000007"
	Leeds    = "LEI" // out of area for both
	PentPrn  = "PVI" // local for both
)

// New starts with two areas, two prisons and the standards that the tests name,
// whether or not the reference data is there already.
func New(t testing.TB, pool *pgxpool.Pool, at time.Time) *Seed {
	t.Helper()
	s := &Seed{t: t, pool: pool, at: at}
	s.Exec(`insert into authority (gss_code, name, kind, is_current, region, country) values
		($1, 'Haringey', 'london_borough', true, 'London', 'England'),
		($2, 'Camden', 'london_borough', true, 'London', 'England'),
		('E10000002', 'Buckinghamshire', 'county_council', true, 'South East', 'England')
		on conflict do nothing`, Haringey, Camden)
	s.Exec(`insert into prison (code, name, bare_name, region) values
		($1, 'Leeds (HMP)', 'Leeds', 'Yorkshire and the Humber'), ($2, 'Pentonville (HMP)', 'Pentonville', 'London')
		on conflict do nothing`, Leeds, PentPrn)
	s.standard("ACC-DTR", 1, "accommodation", "Housing referral sent", "probation_unit", "com", "{}", "{consent_to_refer,authority_chosen}", "{}")
	s.standard("ACC-CASE", 2, "accommodation", "Housing authority has opened a case", "housing_options", "area", "{ACC-DTR}", "{case_reference}", "{consent_to_refer}")
	s.standard("BEN-JCP", 3, "benefits_and_work", "First Jobcentre appointment booked", "jobcentre", "area", "{}", "{appointment}", "{agreement}")
	s.standard("DA-REFER", 4, "drugs_and_alcohol", "Community treatment provider has accepted the referral", "drug_and_alcohol", "area", "{}", "{}", "{consent_to_share_health}")
	s.standard("GATE-PLAN", 5, "release_day", "Release-day itinerary agreed", "link_officer", "unit", "{ACC-DTR,DA-REFER}", "{}", "{}")
	return s
}

func (s *Seed) standard(code string, position int, pathway, title, service, foundBy, needs, evidence, before string) {
	s.t.Helper()
	s.Exec(`insert into standard (code, position, pathway, title, mail_words, service, found_by, anchor, hand_off_offset,
			due_offset, due_day_kind, required, after_release, applies_when, needs_first, before_telling, evidence, why)
		values ($1, $2, $3, $4, 'Something to do', $5, $6, 'planned', -28, -14, 'calendar', true, false, '{always}',
			$7::text[], $8::text[], $9::text[], 'because it matters')
		on conflict (code) do update set position = excluded.position, title = excluded.title, mail_words = excluded.mail_words,
			service = excluded.service, found_by = excluded.found_by, required = true, needs_first = excluded.needs_first,
			before_telling = excluded.before_telling, evidence = excluded.evidence, why = excluded.why`,
		code, position, pathway, title, service, foundBy, needs, before, evidence)
}

// Exec runs SQL.
func (s *Seed) Exec(sql string, args ...any) {
	s.t.Helper()
	if _, err := s.pool.Exec(context.Background(), sql, args...); err != nil {
		s.t.Fatalf("seed: %v\n%s", err, sql)
	}
}

func (s *Seed) id(sql string, args ...any) int64 {
	s.t.Helper()
	var id int64
	if err := s.pool.QueryRow(context.Background(), sql, args...).Scan(&id); err != nil {
		s.t.Fatalf("seed: %v\n%s", err, sql)
	}
	return id
}

func (s *Seed) next() int { s.n++; return s.n }

// Account adds an enabled account and gives its id; its reference is ref.
func (s *Seed) Account(ref, name, role string, areas, services []string) int64 {
	s.t.Helper()
	id := s.id(`insert into account (ref, email, name, role, created_at) values ($1, $1 || '@unit.example', $2, $3, $4) returning id`,
		ref, name, role, s.at)
	s.Exec(`insert into account_area select $1, unnest($2::text[])`, id, areas)
	s.Exec(`insert into account_service select $1, unnest($2::text[])`, id, services)
	return id
}

// Service adds a row of the directory and gives its id.
func (s *Seed) Service(area, service, name string) int64 {
	s.t.Helper()
	kind := "authority"
	switch {
	case area == "*":
		kind = "everywhere"
	case len(area) == 3:
		kind = "prison"
	}
	return s.id(`insert into service (ref, area, area_kind, service, name, spoc_email, phone, created_at, updated_at)
		values ('sv' || $1 || $2, $1, $3, $2, $4, $2 || '@services.example', '020 7946 0101', $5, $5) returning id`,
		area, service, kind, name, s.at)
}

// Person is somebody to be released. The zero value of a field means a plain
// case: Haringey, held in Leeds, planned.
type Person struct {
	Surname, Forenames string
	Number             string
	Area, Prison       string
	Local              bool // not out of area
	State              string
	PlannedDay         calendar.Date
	ReleasedOn         calendar.Date
	Flags              []string
	Needs              []string
	HealthConsent      bool
	ReferConsent       bool
	Explanation        string
	NoNotice           bool // no privacy notice is recorded as given
}

// Release is what Person made.
type Release struct {
	ID, PersonID int64
	Ref          string
	Number       string
}

// Person adds a person with their current release.
func (s *Seed) Person(p Person) Release {
	s.t.Helper()
	n := s.next()
	def := func(value *string, otherwise string) {
		if *value == "" {
			*value = otherwise
		}
	}
	def(&p.Surname, "Clarke")
	def(&p.Forenames, "James")
	def(&p.Area, Haringey)
	def(&p.Prison, Leeds)
	def(&p.State, "planned")
	def(&p.Explanation, "The conditional release date.")
	def(&p.Number, fmt.Sprintf("A%04d%c%c", n%10000, 'A'+rune(n/10000%26), 'A'+rune(n/260000%26)))
	outOfArea := "yes"
	if p.Local {
		outOfArea = "no"
	}
	r := Release{Number: p.Number, Ref: fmt.Sprintf("rel%d", n)}
	r.PersonID = s.id(`insert into person (ref, surname, forenames, date_of_birth, home_area, flags, needs, needs_assessed,
			com_name, com_email, first_stored_on, created_at, updated_at)
		values ($1, $2, $3, '1986-11-26', $4, coalesce($5::text[], '{}'), coalesce($6::text[], '{}'), $6 is not null,
			'Kay Community', 'com@probation.example', '2026-11-01', $7, $7) returning id`,
		fmt.Sprintf("per%d", n), p.Surname, p.Forenames, p.Area, p.Flags, p.Needs, s.at)
	s.Exec(`insert into person_number (prison_number, person_id) values ($1, $2)`, p.Number, r.PersonID)
	r.ID = s.id(`insert into release (ref, person_id, episode, prison, legal_status, custody_status, custody_as_of,
			received_day, out_of_area, miles, watched, state, deciding_type, statutory_date, working_day, planned_day,
			released_on, supervised, explanation, decided_at, judged_on)
		values ($1, $2, 1, $3, 'SENTENCED', 'ACTIVE IN', $4, '2026-01-05', $5, 170, true, $6,
			case when $7::date is null then '' else 'CRD' end, $7, $7, $7, $8, true, $9, $4, '2026-11-01') returning id`,
		r.Ref, r.PersonID, p.Prison, s.at, outOfArea, p.State, p.PlannedDay, p.ReleasedOn, p.Explanation)
	for kind, given := range map[string]bool{"consent_to_share_health": p.HealthConsent, "consent_to_refer": p.ReferConsent} {
		if given {
			s.Exec(`insert into consent (person_id, kind, recorded_at, source) values ($1, $2, $3, 'extract')`, r.PersonID, kind, s.at)
		}
	}
	if !p.NoNotice {
		s.Exec(`insert into privacy_notice (person_id, given_on, given_by, language, recorded_at, actor, form_key)
			values ($1, '2026-11-02', 'Mo Manager', 'English', $2, 'system:test', 'notice' || $3)`, r.PersonID, s.at, r.Ref)
	}
	return r
}

// Task is one task of a release. The zero value of State is planned.
type Task struct {
	Release   Release
	Standard  string
	State     string
	HandOffOn calendar.Date
	DueOn     calendar.Date
	AnswerBy  time.Time
	Service   int64
	Nobody    bool
	Waiting   []string
	FullUntil calendar.Date
}

// Task adds a task and gives its id; its reference is the release's and the
// standard's code together.
func (s *Seed) Task(task Task) int64 {
	s.t.Helper()
	if task.State == "" {
		task.State = "planned"
	}
	var handed, answer *time.Time
	if task.State != "planned" && task.State != "withdrawn" {
		handed = &s.at
	}
	if !task.AnswerBy.IsZero() {
		answer = &task.AnswerBy
	}
	id := s.id(`insert into task (ref, release_id, standard, state, hand_off_on, due_on, usual_due_on, waiting_for, nobody,
			service_id, contact_name, contact_email, planned_at, planned_by, handed_off_at, handed_off_on, acknowledge_by,
			full_until, done_at)
		values ($1, $2, $3, $4, $5, $6, $6, coalesce($7::text[], '{}'), $8, nullif($9::bigint, 0),
			case when $10::timestamptz is null then '' else 'Kay' end, case when $10 is null then '' else 'kay@services.example' end,
			$11, 'system:import', $10, ($10 at time zone 'Europe/London')::date, $12, $13,
			case when $4 = 'done' then $11::timestamptz end) returning id`,
		task.Release.Ref+task.Standard, task.Release.ID, task.Standard, task.State, task.HandOffOn, task.DueOn, task.Waiting,
		task.Nobody, task.Service, handed, s.at, answer, task.FullUntil)
	if handed != nil {
		s.Exec(`insert into task_event (task_id, state, at, actor, sent_to) values ($1, $2, $3, 'system:watch', 'kay@services.example')`,
			id, task.State, s.at)
	}
	return id
}

// Message adds a message about tasks and gives its id; its reference is ref.
func (s *Seed) Message(ref, channel, kind, to, state, reason string, release Release, tasks ...int64) int64 {
	s.t.Helper()
	var sent *time.Time
	if state == "sent" || state == "delivered" {
		sent = &s.at
	}
	var person *int64
	if channel == "text" {
		person = &release.PersonID
	}
	id := s.id(`insert into message (ref, channel, kind, recipient, recipient_name, person_id, release_id, dedupe_key, state, reason,
			queued_at, not_before, sent_at)
		values ($1, $2, $3, $4, 'Kay', $5, nullif($6::bigint, 0), $1, $7, $8, $9, $9, $10) returning id`,
		ref, channel, kind, to, person, release.ID, state, reason, s.at, sent)
	for i, task := range tasks {
		s.Exec(`insert into message_item (message_id, position, kind, task_id) values ($1, $2, 'task', $3)`, id, i+1, task)
	}
	return id
}
