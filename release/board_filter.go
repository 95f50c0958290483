package release

import (
	"slices"

	"throughgate/access"
)

// healthAgreed: the consent of release r's person to share health is in force.
var healthAgreed = healthAgreedOf(`r.person_id`)

// healthAgreedOf is healthAgreed for another column with the person's id.
func healthAgreedOf(person string) string {
	return `exists (select from consent c where c.person_id = ` + person + ` and c.kind = 'consent_to_share_health'
	and c.withdrawn_at is null)`
}

// healthPathways are those of IsHealth, as SQL.
const healthPathways = `('mental_health', 'drugs_and_alcohol')`

// scopeSQL narrows person p to a scope. all, areas and own are the places of its
// three parts.
func scopeSQL(all, areas, own string) string {
	return `(` + all + ` or p.home_area = any (` + areas + `)) and (coalesce(cardinality(` + own + `::bigint[]), 0) = 0 or p.id in ` + access.OwnPeopleSQL(own) + `)`
}

// fewNarrowed is how many people a filter may leave for each to be looked up.
const fewNarrowed = 1000

// where is the query's filters but for its list.
func (q BoardQuery) where() *conditions {
	c := newConditions(q.today(), q.Now)
	c.and(`r.is_current`)
	if q.narrowed != nil {
		among := `r.id in (select unnest(` + c.arg(q.narrowed) + `::bigint[]))`
		if len(q.narrowed) > fewNarrowed {
			among = `(` + among + `) is true` // no join: a list is read in its order, and held against them
			c.scope(Scope{All: q.Scope.All, Areas: q.Scope.Areas})
		}
		c.limitTo(q.Scope)
		c.and(among)
		return c
	}
	c.scope(q.Scope)
	if q.Words != "" {
		c.and(searchSQL(c.arg(q.Words)))
	}
	if q.Area != "" {
		c.and(`r.home_area = ` + c.arg(q.Area))
	}
	if q.asksWhatIsMasked() {
		c.and(`r.person_id not in ` + c.restricted())
	}
	if q.Prison != "" {
		c.and(`r.prison = ` + c.arg(q.Prison))
	}
	q.officer(c)
	if q.Within > 0 {
		c.and(`(r.planned_day <= $1::date + ` + c.arg(min(q.Within, MostDays)) + `::int or r.state = 'could_leave_any_day')`)
	}
	theirs := c.theirs()
	for _, tick := range []struct {
		on   bool
		part string
	}{
		{q.OutOfArea, `r.out_of_area <> 'no'`},
		{q.IOM, `p.iom <> ''`},
		{q.Moved, `r.id in (select x.release_id from release_change x where x.from_day is not null and not x.undone and x.at > $2::timestamptz - interval '7 days')`},
		{q.LateOnly, `r.id in (` + lateReleases(theirs) + `)`},
		{q.NobodyOnly, `r.id in (select t.release_id from task t where ` + nobodySQL + theirs + `)`},
		{q.NoAddress, `r.id in (select t.release_id from task t where ` + noBedTask + theirs + `)`},
		{q.NotAnswered, `r.id in (select t.release_id from task t where t.state in ` + askedStates + theirs + `
			and t.service_id in (select v.id from service v where v.not_answering_since is not null))`},
	} {
		if tick.on {
			c.and(tick.part)
		}
	}
	q.requests(c)
	return c
}

// narrows tells whether anything but the scope's areas, which every index of the
// board holds, leaves somebody out.
func (q BoardQuery) narrows() bool {
	areas := BoardQuery{Scope: Scope{All: q.Scope.All, Areas: q.Scope.Areas}, Now: q.Now}
	return len(q.where().parts) > len(areas.where().parts)
}

// asksWhatIsMasked: of a restricted record a list shows the reference and the day
// (access.OfficerMasked). A filter by anything else must not tell more.
func (q BoardQuery) asksWhatIsMasked() bool {
	return q.Prison != "" || q.Officer != "" || q.Service != "" || q.Pathway != "" || q.Mark != "" || q.OutOfArea || q.IOM ||
		q.LateOnly || q.NobodyOnly || q.NoAddress || q.NotAnswered
}

func (q BoardQuery) officer(c *conditions) {
	switch q.Officer {
	case "":
	case NoOfficer:
		c.and(`p.com_email = '' and p.pom_email = ''`)
	default:
		key := c.arg(q.Officer)
		c.and(`r.person_id not in ` + c.restricted()) // who manages a restricted record is masked, too
		c.and(`r.person_id in (select x.id from person x where x.com_email <> '' and x.com_key = ` + key + `
			union all select x.id from person x where x.pom_email <> '' and x.pom_key = ` + key + `)`)
	}
}

// requests filters by service, and by how a pathway stands. What is about health
// is found only of those whose health the reader may know of.
func (q BoardQuery) requests(c *conditions) {
	theirs := c.theirs()
	if q.Service != "" {
		c.and(`r.id in (select t.release_id from task t where t.standard = ` + codesOf(`s.service = `+c.arg(q.Service)) + ` and ` +
			unsettled + ` and t.state in ` + openStates + theirs + `)`)
		if !q.AllHealth {
			c.and(`(not exists (select from standard s where s.service = ` + c.arg(q.Service) + ` and s.pathway in ` + healthPathways + `) or ` + healthAgreed + `)`)
		}
	}
	rank := ``
	if q.Mark != "" {
		rank = c.arg(rankOfMark(q.Mark))
	}
	switch {
	case q.Pathway != "":
		codes := `t.standard = ` + codesOf(`s.pathway = `+c.arg(q.Pathway))
		part := `r.id in (select t.release_id from task t where ` + codes + ` and ` + unsettled + ` and t.state in ` + openStates + theirs + `)`
		if rank != `` { // one that stands like this, and none that is worse
			// Found first, and only then looked at: the planner takes them for most people.
			part = `r.id in (select f.id from (select distinct t.release_id as id from task t where ` + codes + ` and ` + standsSQL(q.Mark) + theirs + ` offset 0) f
				where not exists (select from task t where t.release_id = f.id and ` + codes + ` and ` + rankSQL + ` > ` + rank + `::int))`
		}
		c.and(part)
		if !q.AllHealth && slices.Contains([]string{"mental_health", "drugs_and_alcohol"}, q.Pathway) {
			c.and(healthAgreed)
		}
	case rank != ``:
		c.and(`r.id in (select t.release_id from task t where ` + standsSQL(q.Mark) + ` and ` + rankSQL + ` = ` + rank + `::int` + theirs + `)`)
		if !q.AllHealth {
			c.and(`(` + healthAgreed + ` or exists (select from task t join standard s on s.code = t.standard
				where t.release_id = r.id and ` + rankSQL + ` = ` + rank + `::int and s.pathway not in ` + healthPathways + `))`)
		}
	}
}

// codesOf are the codes of some standards s as one list, made once: an index
// finds their tasks. Joined to the tasks instead they hide how few they are, and
// every task is read.
func codesOf(which string) string {
	return `any(array(select s.code from standard s where ` + which + `))`
}

// standsSQL: task t may stand like this; what an index finds of rankSQL.
func standsSQL(m Mark) string {
	switch m {
	case MarkNobody:
		return nobodySQL
	case MarkLate:
		return lateSQL
	case MarkDeclined:
		return `t.state = 'declined'`
	case MarkFull:
		return `t.state = 'no_capacity'`
	case MarkNoAnswer:
		return noAnswerSQL
	case MarkAsked:
		return `t.state in ('handed_off', 'passed_on')`
	case MarkReceived:
		return `t.state = 'acknowledged'`
	case MarkAgreed:
		return `t.state = 'accepted'`
	case MarkNotYet:
		return `t.state = 'planned'`
	case MarkTooLate:
		return `t.state = 'too_late'`
	case MarkDone:
		return `t.state = 'done'`
	case MarkNone:
	}
	return `true`
}

// searchSQL finds person p by names and numbers, in any order, and by either
// prison number after a merge. A restricted record is never found by a name.
func searchSQL(words string) string { return `p.id in (select found_people(` + words + `))` }

// lateReleases finds the releases with a late task by two short index scans rather
// than by looking at every task; theirs is a further condition on task t.
func lateReleases(theirs string) string {
	return `select t.release_id from task t where t.state in ` + askedStates + ` and t.due_on < $1::date` + theirs + `
	union all
	select t.release_id from task t where t.state = 'planned' and t.hand_off_on <= $1::date and t.due_on < $1::date` + theirs
}
