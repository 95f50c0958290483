package release

import (
	"strconv"
	"strings"

	"throughgate/pathways"
)

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

// unsettled is the condition of the index task_unsettled.
const unsettled = `t.state not in ('done', 'withdrawn', 'not_eligible')`

// noBedTask and noScriptTask: the first-night address is not confirmed;
// medicines or the bridging prescription are not arranged.
const (
	noBedTask    = `(t.standard = 'ACC-NIGHT1' and ` + unsettled + `)`
	noScriptTask = `(t.standard in ('MH-MEDS', 'DA-NALOX') and ` + unsettled + `)`
)

// nearSQL is the tenth working day after today: by then the prison must have
// been asked (domain rules 2 and 3). Thirty days always hold ten working ones.
const nearSQL = `(select w.day from (select $1::date + n as day from generate_series(1, 30) n) w
	where ` + workingSQL + ` order by w.day offset 9 limit 1)`

// insideSQL: in custody as far as anybody knows, or nobody knows.
const insideSQL = `r.state not in ('released', 'removed', 'died', 'moved_away')`

// papersSQL: immigration papers have to be asked about for this planned day.
const papersSQL = `('immigration_hold' = any(r.reasons) and r.papers_for is distinct from r.planned_day)`

// quietSQL: the day passed and no newer extract has come.
const quietSQL = `(r.state = 'planned' and r.planned_day < $1::date and not ` + writtenSQL + `)`

// askSQL: the prison has to be asked, for a reason of Asks. Who has left for
// good is not asked about. Each arm begins with what an index finds.
const askSQL = `(r.state in ('not_confirmed', 'left_unknown', 'at_large')
	or r.state = 'date_passed' and not ` + writtenSQL + `
	or ` + quietSQL + `
	or r.state = 'planned' and r.planned_day <= ` + nearSQL + ` and (r.presumed or ` + papersSQL + `)
	or ` + goneSQL + ` and not ` + writtenSQL + `)`

// goneSQL: missing from two later files of one source.
const goneSQL = `(r.missing_since is not null and ` + insideSQL + `)`

// writtenSQL: somebody has written why the day passed and the person is still
// in.
const writtenSQL = pathways.ReasonStandsSQL

// conditionOf says who stands in a list, for a query q whose arguments are
// gathered in c.
func (q BoardQuery) conditionOf(list List, c *conditions) string {
	switch list {
	case Gate:
		return `(r.state = 'planned' and (r.planned_day = $1::date or r.planned_day between $1::date - 14 and $1::date
			and r.presumed and r.working_day = $1::date) or r.state = 'released' and r.released_on = $1::date)`
	case Upcoming:
		days := BoardDays
		if q.Within > 0 {
			days = q.Within
		}
		return `(r.state = 'planned' and r.planned_day > $1::date and r.planned_day <= $1::date + ` + c.arg(days) + `::int)`
	case AnyDay:
		return `(r.state = 'could_leave_any_day')`
	case AskPrison:
		return askSQL
	case NoDay:
		return `(r.state in ('awaiting_parole', 'recalled_no_date', 'no_dates') or r.state = 'date_passed' and ` + writtenSQL + `
			or r.state = 'planned' and r.planned_day < $1::date and ` + writtenSQL + `)`
	case JustReleased:
		return `(r.state = 'released' and r.released_on > $1::date - 28)`
	case NewInCustody:
		// Whoever the unit's first file told of without a day of reception is not new.
		return `(r.received_day > $1::date - 7 and ` + insideSQL + ` and (r.received_on is not null or r.opened_at is not null
			or (select x.first_stored_on from person x where x.id = r.person_id) > (select min(day) from watch_day)))`
	case InCourt:
		return `(` + insideSQL + ` and p.next_court_on between $1::date and $1::date + 6)`
	case GoneFromFile:
		return goneSQL
	case ConsentWanted:
		return `(r.id in (select t.release_id from task t where ` + wantsConsent + c.theirs() + `))`
	case Everyone:
		return `(r.state <> 'moved_away')`
	}
	return `false`
}

// wantsConsent is the condition of the index task_wants_consent.
const wantsConsent = `t.state = 'planned' and t.waiting_since is not null
			and t.waiting_for && array['consent_to_refer', 'consent_to_share_contact', 'consent_to_share_health']`

// listOrder is what a list is sorted by: equal days in the order of names,
// restricted records first so that their place does not tell a name.
func listOrder(list List) string {
	switch keys := dayKeys[list]; {
	case list == InCourt:
		return `p.next_court_on, ` + nameOrder
	case keys != nil:
		return orderOf(keys) + `, ` + nameOrder
	}
	return nameOrder
}

// dayKeys are what comes before the names, where it is known of a release alone.
var dayKeys = map[List][]sortKey{
	Upcoming:      {{`r.planned_day`, ``}},
	AskPrison:     {{`r.planned_day`, ``}},
	JustReleased:  {{`r.released_on`, ` desc`}},
	NewInCustody:  {{`r.received_day`, ` desc`}},
	GoneFromFile:  {{`r.missing_since`, ``}},
	ConsentWanted: {{`r.planned_day`, ``}},
	Everyone:      {{`case when ` + insideSQL + ` then 0 else 1 end`, ``}, {`r.planned_day`, ``}},
}

const maskedSQL = `'restricted' = any(p.flags)`

const nameOrder = `case when ` + maskedSQL + ` then '' else p.surname end,
	case when ` + maskedSQL + ` then '' else p.forenames end, r.id`

// order is what the query's list is sorted by. What is masked on a page does
// not sort either, nor what is about health where the reader has no basis.
func (q BoardQuery) order(c *conditions) string {
	switch q.Sort {
	case SortName:
		return nameOrder
	case SortPrison:
		return `case when ` + maskedSQL + ` then '' else (select x.name from prison x where x.code = r.prison) end, r.planned_day, ` + nameOrder
	case SortWorst:
		return orderOf(q.worstKeys(c)) + `, r.planned_day, ` + nameOrder
	case SortDay:
	}
	return listOrder(q.List)
}

// sortKey is something to order releases r by: an expression, and which way.
type sortKey struct{ sql, way string }

func orderOf(keys []sortKey) string {
	parts := make([]string, len(keys))
	for i, k := range keys {
		parts[i] = k.sql + k.way
	}
	return strings.Join(parts, ",\n\t\t")
}

// worstKeys are what comes before the day where the worst are first: no bed, MAPPA,
// no medicines or prescription, far from home. Each is known of a release by short
// lists of their areas that are made once; nobody is looked up.
func (q BoardQuery) worstKeys(c *conditions) []sortKey {
	shown := `r.person_id not in ` + c.restricted()
	has := func(task string) string {
		return `r.id in (select t.release_id from task t where ` + task + c.theirs() + `)`
	}
	if q.List == Gate { // so few that each is sooner looked up
		has = func(task string) string {
			return `exists (select from task t where t.release_id = r.id and ` + task + `)`
		}
	}
	script := has(noScriptTask)
	if !q.AllHealth {
		script += ` and ` + healthAgreedOf(`r.person_id`)
	}
	level := func(flag string) string {
		return `r.person_id in (select m.id from person m where '` + flag + `' = any(m.flags)` + c.theirsOf(`m`) + `)`
	}
	return []sortKey{
		{`(` + shown + ` and ` + has(noBedTask) + `)`, ` desc`},
		{`case when not (` + shown + `) then 0 when ` + level("mappa3") + ` then 3 when ` + level("mappa2") + ` then 2 when ` + level("mappa1") + ` then 1 else 0 end`, ` desc`},
		{`(` + shown + ` and ` + script + `)`, ` desc`},
		{`case when ` + shown + ` then r.miles end`, ` desc nulls last`},
	}
}

// firstBy chooses one page in the order of these keys and then of names: names are
// looked up of those alone who may stand on it, with all that stand equal to the
// last.
func firstBy(keys []sortKey, where, limit string, most int) string {
	columns, inside, again := make([]string, len(keys)), make([]sortKey, len(keys)), make([]sortKey, len(keys))
	for i, k := range keys {
		name := `key` + strconv.Itoa(i+1)
		columns[i], inside[i], again[i] = k.sql+` as `+name, sortKey{name, k.way}, sortKey{`r.` + name, k.way}
	}
	return `select r.id
	  from (select r.id, r.person_id, ` + strings.Join(columns, ",\n\t\t") + `
	          from release r where ` + where + `
	         order by ` + orderOf(inside) + `
	         fetch first ` + strconv.Itoa(most) + ` rows with ties) r join person p on p.id = r.person_id
	 order by ` + orderOf(again) + `, ` + nameOrder + limit
}
