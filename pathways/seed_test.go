package pathways_test

import (
	"context"
	"fmt"
	"time"

	"throughgate/access"
	"throughgate/internal/calendar"
)

// exec runs SQL; the first problem ends the test.
func (o *office) exec(sql string, args ...any) {
	o.t.Helper()
	if _, err := o.pool.Exec(context.Background(), sql, args...); err != nil {
		o.t.Fatalf("seed: %v\n%s", err, sql)
	}
}

func (o *office) id(sql string, args ...any) int64 {
	o.t.Helper()
	var id int64
	if err := o.pool.QueryRow(context.Background(), sql, args...).Scan(&id); err != nil {
		o.t.Fatalf("seed: %v\n%s", err, sql)
	}
	return id
}

// service adds a row of the directory, seen by an earlier watch.
func (o *office) service(area, service string) int64 {
	o.t.Helper()
	kind := "authority"
	switch {
	case area == "*":
		kind = "everywhere"
	case len(area) == 3:
		kind = "prison"
	}
	return o.id(`
		INSERT INTO service (ref, area, area_kind, service, name, spoc_email, created_at, updated_at, first_watch_on)
		VALUES ('sv' || $1 || $2, $1, $3, $2, $2, $2 || '@services.example', $4, $4, '2026-10-01') RETURNING id`, area, service, kind, eight)
}

// newRelease adds a person of Haringey held in Leeds, with a community officer and
// a planned day, and gives the release's id.
func (o *office) newRelease(planned string) int64 {
	o.t.Helper()
	o.people++
	person := o.id(`
		INSERT INTO person (ref, surname, forenames, date_of_birth, home_area, needs_assessed, com_name, com_email,
		       first_stored_on, created_at, updated_at)
		VALUES ('per' || $1::int, 'Clarke', 'James', '1986-11-26', $2, true, 'Kay Community', 'com@probation.example',
		        '2026-11-20', $3, $3) RETURNING id`, o.people, haringey, eight)
	return o.id(`
		INSERT INTO release (ref, person_id, episode, prison, legal_status, custody_status, custody_as_of, received_day,
		       out_of_area, watched, state, planned_day, planned_for, supervised, decided_at, judged_on)
		VALUES ('rel' || $1::int, $2, 1, $3, 'SENTENCED', 'ACTIVE IN', $4, '2026-01-05', 'yes', true, 'planned', $5, $5, true, $4,
		        '2026-11-20') RETURNING id`, o.people, person, leeds, eight, day(planned))
}

// ask adds a task that was handed off this morning, to be answered by Wednesday
// 25 November 17:00 and due on Monday 14 December, and gives its reference.
func (o *office) ask(standard string, service int64) string {
	o.t.Helper()
	return o.askOn(o.release, standard, service, day("2026-11-23"))
}

func (o *office) askOn(release int64, standard string, service int64, handed calendar.Date) string {
	o.t.Helper()
	ref := fmt.Sprintf("r%d-%s", release, standard)
	at := handed.At(8, 0)
	task := o.id(`
		INSERT INTO task (ref, release_id, standard, state, hand_off_on, due_on, usual_due_on, service_id, contact_name,
		       contact_email, planned_at, planned_by, handed_off_at, handed_off_on, acknowledge_by, next_rung_at)
		VALUES ($1, $2, $3, 'handed_off', $4, '2026-12-14', '2026-12-14', nullif($5::bigint, 0), 'Kay', 'kay@services.example',
		        $6, 'system:import', $6, $4, CASE WHEN $5 > 0 THEN $7::timestamptz END, $7) RETURNING id`,
		ref, release, standard, handed, service, at, workingDays(o.t).Add(handed, 2).At(17, 0))
	o.id(`INSERT INTO task_event (task_id, state, at, actor, sent_to) VALUES ($1, 'handed_off', $2, 'system:watch', 'kay@services.example') RETURNING id`,
		task, at)
	return ref
}

// plan adds a task that is not handed off yet.
func (o *office) plan(standard string, handOff, due, latest string) string {
	o.t.Helper()
	ref := fmt.Sprintf("r%d-%s", o.release, standard)
	o.exec(`INSERT INTO task (ref, release_id, standard, state, hand_off_on, due_on, usual_due_on, latest_start_on, planned_at, planned_by)
		VALUES ($1, $2, $3, 'planned', $4, $5, $5, $6, $7, 'system:import')`,
		ref, o.release, standard, day(handOff), day(due), day(latest), eight.Add(-24*time.Hour))
	return ref
}

// actor adds an account and gives it as somebody who acts.
func (o *office) actor(name string, role access.Role, area, service string) access.Actor {
	o.t.Helper()
	o.people++
	a := access.Actor{Name: name, Role: role, Areas: []string{area}, Services: []string{}}
	a.AccountID = o.id(`INSERT INTO account (ref, email, name, role, created_at) VALUES ('acc' || $1::int, $1 || '@unit.example', $2, $3, $4) RETURNING id`,
		o.people, name, string(role), eight)
	o.exec(`INSERT INTO account_area (account_id, area) VALUES ($1, $2)`, a.AccountID, area)
	if service != "" {
		a.Services = []string{service}
		o.exec(`INSERT INTO account_service (account_id, service) VALUES ($1, $2)`, a.AccountID, service)
	}
	return a
}
