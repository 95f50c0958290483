package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// readEvents reads what happened to a person and what was recorded of them, in
// the order in which it happened. until leaves out what was recorded later, and
// keeps what was taken back later; nil is now.
func readEvents(ctx context.Context, tx pgx.Tx, personID int64, until *time.Time) ([]StoryEvent, error) {
	rows, _ := tx.Query(ctx, `
		select e.at, e.event, e.prison, e.reason, e.recorded_at, e.recorded_by as by, coalesce(pr.name, '') as prison_name, e.about,
		       e.event = 'received' and e.external_id is null and e.legal_status = '' as back, e.source = 'by hand' as by_hand,
		       case when e.source = 'by hand' then coalesce(substr(e.external_id, 6), '') else '' end as key
		  from life_event e left join prison pr on pr.code = e.prison
		 where e.person_id = $1
		   and case when $2::timestamptz is null then e.superseded_at is null
		            else e.recorded_at <= $2 and (e.superseded_at is null or e.superseded_at > $2) end
		 order by e.at, e.id`, personID, until)
	events, err := collect[StoryEvent](rows, "events")
	if err != nil {
		return nil, err
	}
	keys := make([]string, len(events))
	for i, e := range events {
		keys[i] = e.By
	}
	names, err := readActorNames(ctx, tx, keys)
	if err != nil {
		return nil, err
	}
	for i := range events {
		events[i].By = actorWords(events[i].By, names)
	}
	return events, nil
}

// readStanding reads what pages say beside the story, as it is now.
func readStanding(ctx context.Context, tx pgx.Tx, releaseID int64) (Standing, error) {
	var s Standing
	err := tx.QueryRow(ctx, `
		select r.scheme_reason, r.scheme_at, r.scheme_by, r.left_on, r.left_by, r.requests_at, r.withheld,
		       case when r.reason_for = r.planned_day then r.reason_written else '' end, r.licence_checked_at, r.missing_since,
		       array(select r.held_by where r.held_by is not null
		              union
		             select m.import_id from message m join import i on i.id = m.import_id and i.brake <> '' and i.sent_at is null and i.undone_at is null
		              where m.state = 'held'
		                and (m.release_id = r.id
		                     or m.id in (select mi.message_id from message_item mi where mi.release_id = r.id)
		                     or m.id in (select mi.message_id from task t join message_item mi on mi.task_id = t.id
		                                  where t.release_id = r.id))
		              order by 1)
		  from release r where r.id = $1`, releaseID).
		Scan(&s.SchemeReason, &s.SchemeAt, &s.SchemeBy, &s.LeftOn, &s.LeftBy, &s.RequestsAt, &s.Withheld,
			&s.Written, &s.LicenceAt, &s.MissingSince, &s.WaitingImport)
	if err != nil {
		return Standing{}, fmt.Errorf("read how the release stands: %w", err)
	}
	names, err := readActorNames(ctx, tx, []string{s.SchemeBy})
	if err != nil {
		return Standing{}, err
	}
	s.SchemeBy = actorWords(s.SchemeBy, names)
	return s, nil
}

// readTitles finds what the standards are called that can no longer be met.
func readTitles(ctx context.Context, tx pgx.Tx, changes []StoryChange) (map[string]StandardTitle, error) {
	var codes []string
	for _, c := range changes {
		codes = append(codes, c.Unmet...)
	}
	titles := map[string]StandardTitle{}
	if len(codes) == 0 {
		return titles, nil
	}
	rows, err := tx.Query(ctx, `select code, title, pathway from standard where code = any($1)`, codes)
	if err != nil {
		return nil, fmt.Errorf("read titles of standards: %w", err)
	}
	var code, title, pathway string
	if _, err := pgx.ForEachRow(rows, []any{&code, &title, &pathway}, func() error {
		titles[code] = StandardTitle{Title: title, Health: IsHealth(pathway)}
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read titles of standards: %w", err)
	}
	return titles, nil
}
