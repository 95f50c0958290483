package release

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
)

// taskTables are what the rows of tasks t are read from, besides the tasks.
const taskTables = `
	  join standard s on s.code = t.standard
	  join release r on r.id = t.release_id and r.is_current
	  join person p on p.id = r.person_id
	  left join service sv on sv.id = t.service_id`

// ReadTasks reads one page of tasks, the earliest due first.
func ReadTasks(ctx context.Context, tx pgx.Tx, q TaskQuery) (TaskList, error) {
	var list TaskList
	var err error
	if list.Services, list.Total, err = readServiceCounts(ctx, tx, q); err != nil {
		return TaskList{}, err
	}
	where := q.conditions()
	if q.Actor.Role != access.SPOC && (q.Service != "" || q.Filter.tellsHowItStands()) {
		where.and(`not ` + q.hiddenHealth(where))
	}
	if q.Service != "" {
		where.and(`s.service = ` + where.arg(q.Service))
	}
	condition, order := filterSQL(q.Filter)
	where.and(condition)
	if q.Filter != TasksAsked { // the services' counts are of those that were asked
		if err := tx.QueryRow(ctx, `select count(*)`+q.countedTables()+` and `+where.sql(), where.args...).Scan(&list.Total); err != nil {
			return TaskList{}, fmt.Errorf("count tasks: %w", err)
		}
	}
	rows, _ := tx.Query(ctx, `
		select t.ref, t.version, s.found_by in ('com', 'unit') as officers_own, t.standard as code, s.pathway, s.title, s.service, t.state, t.hand_off_on, t.due_on,
		       t.handed_off_on, t.acknowledge_by, t.full_until, t.short_notice, t.contact_name, t.contact_email,
		       r.ref as release_ref, r.planned_day, r.released_on, p.surname, p.forenames, p.flags,
		       case when r.presumed and r.working_day <> r.planned_day then r.working_day end as or_day,
		       exists (select from consent c where c.person_id = p.id and c.kind = 'consent_to_share_health'
		                  and c.withdrawn_at is null) as health_consent
		  from (select t.id`+q.countedTables()+` and `+where.sql()+`
		         order by `+order+`
		         limit `+strconv.Itoa(TaskPage)+` offset `+strconv.Itoa((max(q.Page, 1)-1)*TaskPage)+`) chosen
		  join task t on t.id = chosen.id`+taskTables+`
		 order by `+order, where.args...)
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

// countedTables are what tasks are counted in: like taskTables, but that nobody's
// row is read, and no release's, for what an index of the tasks knows.
func (q TaskQuery) countedTables() string {
	tables := `
	  from task t
	  join standard s on s.code = t.standard`
	if q.Actor.Role == access.SPOC {
		tables += `
	  left join service sv on sv.id = t.service_id`
	}
	return tables + `
	 where $1::date is not null and $2::timestamptz is not null
	   and not exists (select from release o where o.id = t.release_id and not o.is_current)`
}

// hiddenHealth: a request about health of which an officer may know no more than
// agreed or not agreed. Which service it is with, and how it stands, must not be
// told by a filter either (domain rule 9).
func (q TaskQuery) hiddenHealth(c *conditions) string {
	hidden := restrictedTask(c)
	if !healthBasis(q.Actor, false) {
		hidden = `(` + hidden + ` or not exists (select from release o join consent c on c.person_id = o.person_id
			where o.id = t.release_id and c.kind = 'consent_to_share_health' and c.withdrawn_at is null` + c.theirsOf(`o`) + `))`
	}
	return `(s.pathway in ` + healthPathways + ` and ` + hidden + `)`
}

// restrictedTask: task t of a current release is about a restricted record. They
// are few, and found once.
func restrictedTask(c *conditions) string {
	return `t.release_id in (select o.id from release o where o.is_current and o.person_id in ` + c.restricted() + `)`
}

// seenBy limits tasks to what the actor may see: officers the people of their
// areas; a service contact what was asked of their services there. A prison's
// service is seen by home area, an authority's by its own, which need not be
// the home area (a housing request to a chosen authority).
func (c *conditions) seenBy(scope Scope, who access.Actor) {
	if who.Role != access.SPOC {
		c.taskScope(scope.For(who))
		return
	}
	areas, services := c.arg(who.Areas), c.arg(who.Services)
	c.and(`t.handed_off_at is not null`)
	c.and(`sv.service = any(` + services + `)`)
	if len(who.Barred) > 0 { // no sharing agreement in force
		c.and(`sv.id <> all(` + c.arg(who.Barred) + `)`)
	}
	c.and(`(sv.area = any(` + areas + `) or sv.area_kind <> 'authority' and t.home_area = any(` + areas + `))`)
}

// taskScope is scope for task t, which carries its person's area.
func (c *conditions) taskScope(s Scope) {
	c.within(s, `t`)
	if len(s.OwnOf) > 0 {
		c.and(`t.release_id in (select o.id from release o where o.person_id in ` + access.OwnPeopleSQL(c.arg(s.OwnOf)) + `)`)
	}
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

// readServiceCounts counts the open requests of each service, and those that the
// page of all of them, or of the query's service, goes through: what is hidden is
// in no service's count, but has its line among all.
func readServiceCounts(ctx context.Context, tx pgx.Tx, q TaskQuery) (counts []ServiceCount, total int, err error) {
	where := q.conditions()
	shown := `true`
	if q.Actor.Role != access.SPOC {
		shown = `not ` + q.hiddenHealth(where)
	}
	// What is shown is asked of each request once: offset 0 keeps the planner from
	// asking it again in each count.
	rows, err := tx.Query(ctx, `
		select x.service, count(*)::int, (count(*) filter (where x.shown))::int, (count(*) filter (where x.shown and x.no_answer))::int,
		       (count(*) filter (where x.shown and x.late))::int
		  from (select s.service, `+shown+` as shown, `+noAnswerSQL+` as no_answer, t.due_on < $1::date as late`+q.countedTables()+`
		           and t.state in `+askedStates+` and `+where.sql()+` offset 0) x
		 group by x.service order by x.service`, where.args...)
	if err != nil {
		return nil, 0, fmt.Errorf("count the requests of services: %w", err)
	}
	counts = []ServiceCount{}
	var of ServiceCount
	var all int
	_, err = pgx.ForEachRow(rows, []any{&of.Service, &all, &of.Asked, &of.NoAnswer, &of.Late}, func() error {
		if of.Asked > 0 {
			counts = append(counts, of)
		}
		switch q.Service {
		case "":
			total += all
		case of.Service:
			total = of.Asked
		}
		return nil
	})
	if err != nil {
		return nil, 0, fmt.Errorf("count the requests of services: %w", err)
	}
	return counts, total, nil
}
