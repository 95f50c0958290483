package release

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
)

// taskTables are what a list of tasks is read from.
const taskTables = `
	  from task t
	  join standard s on s.code = t.standard
	  join release r on r.id = t.release_id and r.is_current
	  join person p on p.id = r.person_id
	  left join service sv on sv.id = t.service_id`

// ReadTasks reads one page of tasks, the earliest due first.
func ReadTasks(ctx context.Context, tx pgx.Tx, q TaskQuery) (TaskList, error) {
	var list TaskList
	var err error
	if list.Services, err = readServiceCounts(ctx, tx, q); err != nil {
		return TaskList{}, err
	}
	where := q.conditions()
	if q.Actor.Role != access.SPOC && (q.Service != "" || q.Filter.tellsHowItStands()) {
		where.and(`not ` + q.hiddenHealth())
	}
	if q.Service != "" {
		where.and(`s.service = ` + where.arg(q.Service))
	}
	condition, order := filterSQL(q.Filter)
	where.and(condition)
	if err := tx.QueryRow(ctx, `select count(*)`+taskTables+`
		 where $1::date is not null and $2::timestamptz is not null and `+where.sql(), where.args...).Scan(&list.Total); err != nil {
		return TaskList{}, fmt.Errorf("count tasks: %w", err)
	}
	rows, _ := tx.Query(ctx, `
		select t.ref, t.version, s.found_by in ('com', 'unit') as officers_own, t.standard as code, s.pathway, s.title, s.service, t.state, t.hand_off_on, t.due_on,
		       t.handed_off_on, t.acknowledge_by, t.full_until, t.short_notice, t.contact_name, t.contact_email,
		       r.ref as release_ref, r.planned_day, r.released_on, p.surname, p.forenames, p.flags,
		       case when r.presumed and r.working_day <> r.planned_day then r.working_day end as or_day,
		       exists (select from consent c where c.person_id = p.id and c.kind = 'consent_to_share_health'
		                  and c.withdrawn_at is null) as health_consent`+taskTables+`
		 where $1::date is not null and $2::timestamptz is not null and `+where.sql()+`
		 order by `+order+`
		 limit `+strconv.Itoa(TaskPage)+` offset `+strconv.Itoa((max(q.Page, 1)-1)*TaskPage), where.args...)
	if list.Rows, err = collect[TaskRow](rows, "tasks"); err != nil {
		return TaskList{}, err
	}
	return list, nil
}

func (q TaskQuery) conditions() *conditions {
	c := newConditions(q.today(), q.Now)
	c.seenBy(q.Scope, q.Actor)
	return c
}

// hiddenHealth: a request about health of which an officer may know no more than
// agreed or not agreed. Which service it is with, and how it stands, must not be
// told by a filter either (domain rule 9).
func (q TaskQuery) hiddenHealth() string {
	hidden := `(` + maskedSQL + ` or not ` + healthAgreed + `)`
	if healthBasis(q.Actor, false) {
		hidden = maskedSQL
	}
	return `(s.pathway in ` + healthPathways + ` and ` + hidden + `)`
}

// seenBy limits tasks to what the actor may see: officers the people of their
// areas; a service contact what was asked of their services there. A prison's
// service is seen by home area, an authority's by its own, which need not be
// the home area (a housing request to a chosen authority).
func (c *conditions) seenBy(scope Scope, who access.Actor) {
	if who.Role != access.SPOC {
		c.scope(scope.For(who))
		return
	}
	areas, services := c.arg(who.Areas), c.arg(who.Services)
	c.and(`t.handed_off_at is not null`)
	c.and(`sv.service = any(` + services + `)`)
	if len(who.Barred) > 0 { // no sharing agreement in force
		c.and(`sv.id <> all(` + c.arg(who.Barred) + `)`)
	}
	c.and(`(sv.area = any(` + areas + `) or sv.area_kind <> 'authority' and p.home_area = any(` + areas + `))`)
}

// filterSQL is the condition of a filter and the order of its list. Closed
// tasks come newest first.
func filterSQL(f TaskFilter) (condition, order string) {
	const byDue = `t.due_on, t.id`
	switch f {
	case TasksNoAnswer:
		return noAnswerSQL, byDue
	case TasksLate:
		return lateSQL, byDue
	case TasksSaidNo:
		return `t.state in ('declined', 'no_capacity')`, byDue
	case TasksNotYet:
		return `t.state = 'planned'`, `t.hand_off_on, t.id`
	case TasksDone:
		return `t.state = 'done'`, `t.done_at desc, t.id desc`
	case TasksClosed:
		return `t.state in ('withdrawn', 'not_wanted', 'not_eligible', 'too_late')`, `t.id desc`
	case TasksAsked:
	}
	return `t.state in ` + askedStates, byDue
}

func readServiceCounts(ctx context.Context, tx pgx.Tx, q TaskQuery) ([]ServiceCount, error) {
	where := q.conditions()
	if q.Actor.Role != access.SPOC {
		where.and(`not ` + q.hiddenHealth())
	}
	rows, _ := tx.Query(ctx, `
		select s.service, count(*)::int as asked, (count(*) filter (where `+noAnswerSQL+`))::int as no_answer,
		       (count(*) filter (where t.due_on < $1::date))::int as late`+taskTables+`
		 where t.state in `+askedStates+` and `+where.sql()+`
		 group by s.service order by s.service`, where.args...)
	return collect[ServiceCount](rows, "services")
}
