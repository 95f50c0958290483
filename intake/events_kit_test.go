package intake_test

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/intake"
	"throughgate/release"
)

// Record stores the events as they come; a merge joins the two people.
func (b *border) Record(ctx context.Context, tx pgx.Tx, who access.Actor, src release.Source, list []release.LifeEvent) ([]release.Recorded, int, error) {
	out := make([]release.Recorded, len(list))
	queued := 0
	for i, e := range list {
		out[i] = release.Recorded{Line: e.Line, PersonID: e.PersonID, Problem: b.refuseIDs[e.ExternalID]}
		if out[i].Problem != "" {
			continue
		}
		if _, err := tx.Exec(ctx, `
			INSERT INTO life_event (external_id, person_id, at, event, prison, legal_status, area, about, reason, source, recorded_at, recorded_by)
			VALUES ($1, $2, $3, $4, nullif($5, ''), $6, nullif($7, ''), $8, $9, $10, $11, $12)`,
			e.ExternalID, e.PersonID, e.At, e.Word, e.Prison, e.Legal, e.Area, e.About, e.Reason, src.Name, src.AsOf, who.Key()); err != nil {
			return nil, 0, err
		}
		if e.Word == release.Merged {
			if _, err := tx.Exec(ctx, `
				WITH into_person AS (SELECT person_id FROM person_number WHERE prison_number = $2), gone AS (
					UPDATE person SET merged_into = (SELECT person_id FROM into_person) WHERE id = $1)
				UPDATE person_number SET person_id = (SELECT person_id FROM into_person), is_current = false WHERE person_id = $1`, e.PersonID, e.About); err != nil {
				return nil, 0, err
			}
		}
		b.recorded = append(b.recorded, e)
		queued += b.queues
	}
	return out, queued, nil
}

func (b *border) CalendarChanged(ctx context.Context, tx pgx.Tx, _ access.Actor, _ int64) (moved, queued int, err error) {
	b.calendars++
	return 7, 3, tx.QueryRow(ctx, `SELECT count(*) FROM bank_holiday`).Scan(&b.holidays)
}

func (b *border) LocalPrisonsChanged(_ context.Context, _ pgx.Tx, _ access.Actor, _ int64, areas []string) (changed, queued int, err error) {
	b.areas = append(b.areas, areas)
	return 5, 2, nil
}

// events imports an event file and moves the clock an hour on.
func (w *world) events(lines ...string) intake.Report {
	w.t.Helper()
	r, err := w.tryEvents(intake.FileOptions{FileName: "events.jsonl"}, lines...)
	if err != nil {
		w.t.Fatalf("import: %v", err)
	}
	return r
}

func (w *world) tryEvents(o intake.FileOptions, lines ...string) (intake.Report, error) {
	w.t.Helper()
	r, err := w.im.Events(w.t.Context(), importing, strings.NewReader(strings.Join(lines, "\n")+"\n"), o)
	w.clock = w.clock.Add(time.Hour)
	return r, err
}

// event is a line about a person, told by further members as they stand in JSON.
func event(id, number, word string, members ...string) string {
	line := `{"id":"` + id + `","at":"2026-11-20 09:30","prison_number":"` + number + `","event":"` + word + `"`
	for _, m := range members {
		line += "," + m
	}
	return line + "}"
}

// problems of a report, as people read them.
func problems(r intake.Report) []string {
	var out []string
	for _, p := range r.Rejected {
		out = append(out, p.String())
	}
	return out
}

// failing cannot work the days out again.
type failing struct{ *border }

func (failing) CalendarChanged(context.Context, pgx.Tx, access.Actor, int64) (moved, queued int, err error) {
	return 0, 0, errRefused
}
