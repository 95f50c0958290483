package release

import "throughgate/pathways"

// SQL that the board and the lists of tasks share. $1 is the London day, $2 the
// instant. Aliases: task t, standard s, release r, person p.

// openStates are those of pathways.State.Open; askedStates leave out planned
// and are written as in the index task_late, so that it can be used.
const (
	openStates  = `('planned', 'handed_off', 'acknowledged', 'accepted', 'declined', 'no_capacity', 'passed_on')`
	askedStates = `('handed_off', 'acknowledged', 'accepted', 'declined', 'no_capacity', 'passed_on')`
)

// nobodySQL: nobody is found to send it to, as the plan or the watch has marked.
const nobodySQL = `(t.nobody and t.state in ` + openStates + `)`

// lateSQL: open after its due day. A planned task's hand-off day is never after
// its due day; saying so lets both indexes of open tasks be used.
const lateSQL = `(t.state in ` + askedStates + ` and t.due_on < $1::date
	or t.state = 'planned' and t.hand_off_on <= $1::date and t.due_on < $1::date)`

// noAnswerSQL: asked, and the time to answer has passed.
const noAnswerSQL = `(t.state in ('handed_off', 'passed_on') and t.acknowledge_by < $2)`

// rankSQL numbers how bad a task's state is: the place of its Mark in ranked.
const rankSQL = `case
	when t.state in ('withdrawn', 'not_wanted', 'not_eligible') then 0
	when t.state = 'done' then 1
	when t.state = 'too_late' then 2
	when ` + nobodySQL + ` then 11
	when t.due_on < $1::date then 10
	when t.state = 'declined' then 9
	when t.state = 'no_capacity' then 8
	when ` + noAnswerSQL + ` then 7
	when t.state in ('handed_off', 'passed_on') then 6
	when t.state = 'acknowledged' then 5
	when t.state = 'accepted' then 4
	else 3 end`

// lateReleasesSQL finds the releases with a late task by two short index scans
// rather than by looking at every task.
const lateReleasesSQL = `select t.release_id from task t where t.state in ` + askedStates + ` and t.due_on < $1::date
	union all
	select t.release_id from task t where t.state = 'planned' and t.hand_off_on <= $1::date and t.due_on < $1::date`

// nobodyReleasesSQL finds the releases with a task that nobody gets.
const nobodyReleasesSQL = `select t.release_id from task t where ` + nobodySQL

// nearSQL is the tenth working day after today: by then the prison must have
// been asked (domain rules 2 and 3). Thirty days always hold ten working ones.
const nearSQL = `(select w.day from (select $1::date + n as day from generate_series(1, 30) n) w
	where ` + workingSQL + ` order by w.day offset 9 limit 1)`

// askSQL: the prison has to be asked, for a reason of Asks. Who has left for
// good is not asked about.
const askSQL = `(r.state in ('not_confirmed', 'left_unknown', 'at_large')
	or r.state = 'date_passed' and not ` + writtenSQL + `
	or r.state = 'planned' and (r.planned_day < $1::date
	   or r.planned_day <= ` + nearSQL + ` and (r.presumed or 'immigration_hold' = any(r.reasons)))
	or r.missing_since is not null and r.state not in ('released', 'removed', 'died', 'moved_away'))`

// writtenSQL: somebody has written why the day passed and the person is still
// in.
const writtenSQL = pathways.ReasonStandsSQL

// listSQL names the list a release stands in beside AskPrison; null for none.
const listSQL = `case
	when r.state = 'planned' and r.planned_day between $1::date and $1::date + 168 then 'upcoming'
	when r.state = 'could_leave_any_day' then 'any_day'
	when r.state in ('awaiting_parole', 'recalled_no_date', 'no_dates')
	  or r.state = 'date_passed' and ` + writtenSQL + ` then 'no_day'
	when r.state = 'released' and r.released_on > $1::date - 28 then 'released' end`

// listConditions are the same conditions one by one, for the indexes.
var listConditions = map[List]string{
	Upcoming:  `r.state = 'planned' and r.planned_day between $1::date and $1::date + 168`,
	AnyDay:    `r.state = 'could_leave_any_day'`,
	AskPrison: askSQL,
	NoDay: `(r.state in ('awaiting_parole', 'recalled_no_date', 'no_dates')
		or r.state = 'date_passed' and ` + writtenSQL + `)`,
	JustReleased: `r.state = 'released' and r.released_on > $1::date - 28`,
}

// listOrders keep equal days in the order of names, restricted records first
// so that their place does not tell a name.
var listOrders = map[List]string{
	Upcoming:     `r.planned_day, ` + nameOrder,
	AnyDay:       nameOrder,
	AskPrison:    `r.planned_day, ` + nameOrder,
	NoDay:        nameOrder,
	JustReleased: `r.released_on desc, ` + nameOrder,
}

const nameOrder = `case when 'restricted' = any(p.flags) then '' else p.surname end,
	case when 'restricted' = any(p.flags) then '' else p.forenames end, r.id`
