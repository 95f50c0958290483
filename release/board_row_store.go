package release

import (
	"slices"
	"strings"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// boardRow is a row as the query gives it.
type boardRow struct {
	headRow
	Moves     int
	Notice    int
	Missing   calendar.Date
	Written   bool
	LeftBy    Word
	Near      calendar.Date
	Withheld  bool
	Pathways  []string
	Ranks     []int
	FullUntil []calendar.Date
	OpenTasks int
	LateTasks int
	Nobody    bool
	NoBed     bool
	NoScript  bool
	Consents  []string
	Papers    bool
	Received  calendar.Date

	NextRef, NextTitle, NextPathway, NextService string
	NextState                                    pathways.State
	NextAskOn, NextDueOn                         calendar.Date
	NextContact, NextWhere                       string
	NextWaits                                    bool
	NoticeGiven                                  bool
}

// boardRowSQL reads the rows of the releases that chosen names.
const boardRowSQL = `
		select ` + headColumns + `,
		       moved.moves, moved.notice, r.missing_since as missing, ` + writtenSQL + ` as written, r.left_by, r.withheld,
		       ` + nearSQL + ` as near, ` + papersSQL + ` as papers, r.received_day as received,
		       coalesce(plan.pathways, '{}') as pathways, coalesce(plan.ranks, '{}') as ranks,
		       coalesce(plan.full_until, '{}') as full_until, coalesce(plan.open_tasks, 0) as open_tasks,
		       coalesce(plan.late_tasks, 0) as late_tasks, coalesce(plan.nobody, false) as nobody,
		       coalesce(plan.no_bed, false) as no_bed, coalesce(plan.no_script, false) as no_script,
		       array(select distinct w from task t cross join unnest(t.waiting_for) w where t.release_id = r.id and t.state = 'planned'
		                and t.waiting_since is not null and w like 'consent%' order by w) as consents,
		       coalesce(step.ref, '') as next_ref, coalesce(step.title, '') as next_title, coalesce(step.pathway, '') as next_pathway,
		       coalesce(step.service, '') as next_service, coalesce(step.state, '') as next_state, step.hand_off_on as next_ask_on,
		       step.due_on as next_due_on, coalesce(step.contact_name, '') as next_contact, coalesce(step.place, '') as next_where,
		       coalesce(step.waits, false) as next_waits,
		       exists (select from privacy_notice v where v.person_id = p.id) as notice_given
		  from chosen
		  join release r on r.id = chosen.id
		  join person p on p.id = r.person_id
		  join person_number n on n.person_id = p.id and n.is_current
		  join authority a on a.gss_code = p.home_area
		  join prison pr on pr.code = r.prison
		  cross join lateral (
			select count(*)::int as moves, coalesce(sum(x.notice_working_days), 0)::int as notice
			  from release_change x where x.release_id = r.id and x.from_day is not null and not x.undone) moved
		  left join lateral (
			select array_agg(pathway) as pathways, array_agg(rank) as ranks, array_agg(full_until) as full_until,
			       sum(open_tasks)::int as open_tasks, sum(late_tasks)::int as late_tasks, bool_or(rank = 11) as nobody,
			       bool_or(no_bed) as no_bed, bool_or(no_script) as no_script
			  from (select s.pathway, max(` + rankSQL + `) as rank,
			               max(t.full_until) filter (where t.state = 'no_capacity') as full_until,
			               count(*) filter (where t.state in ` + openStates + `) as open_tasks,
			               count(*) filter (where ` + lateSQL + `) as late_tasks,
			               bool_or(` + noBedTask + `) as no_bed, bool_or(` + noScriptTask + `) as no_script
			          from task t join standard s on s.code = t.standard
			         where t.release_id = r.id
			         group by s.pathway) pathway
		  ) plan on true
		  left join lateral (
			select t.ref, s.title, s.pathway, s.service, t.state, t.hand_off_on, t.due_on, t.contact_name, v.name as place,
			       t.state = 'planned' and t.waiting_for <> '{}' as waits
			  from task t join standard s on s.code = t.standard left join service v on v.id = t.service_id
			 where t.release_id = r.id and t.state in ` + openStates + `
			 order by t.state = 'planned' and t.waiting_for <> '{}', case when t.state = 'planned' then t.hand_off_on else t.due_on end, s.position limit 1) step on true`

func (r boardRow) board(today calendar.Date) BoardRow {
	story := r.story(today)
	row := BoardRow{Person: story.Person, Custody: story.Custody, Release: story.Release,
		OpenTasks: r.OpenTasks, LateTasks: r.LateTasks, Surname: r.Surname, Forenames: r.Forenames,
		Watched: r.Watched, NoNotice: WantsNotice(r.State, r.NoticeGiven), IOM: r.IOM != "", HealthConsent: r.HealthConsent, Nobody: r.Nobody, Moves: r.Moves,
		NoticeLost: max(-r.Notice, 0), LeftBy: r.LeftBy, Withheld: r.Withheld, Week: mondayOf(r.PlannedDay),
		NoBed: r.NoBed, NoScript: r.NoScript, Consents: r.Consents, NextCourtOn: r.NextCourtOn, ReceivedDay: r.Received,
		MissingSince: r.Missing, Asks: asks(story.Release, askedOf{r.Missing, r.Written, r.Papers}, today, r.Near)}
	if !row.Person.Restricted {
		row.MAPPA = mappaOf(r.Flags)
	}
	if r.NextRef != "" {
		row.Next = &NextStep{Ref: r.NextRef, Title: r.NextTitle, Pathway: r.NextPathway, Service: r.NextService, State: r.NextState,
			AskOn: r.NextAskOn, DueOn: r.NextDueOn, Contact: r.NextContact, Where: r.NextWhere, Waits: r.NextWaits}
	}
	for _, pathway := range PathwayOrder {
		if i := slices.Index(r.Pathways, pathway); i >= 0 {
			row.Marks = append(row.Marks, PathwayMark{Pathway: pathway, Mark: markOf(r.Ranks[i]), FullUntil: r.FullUntil[i]})
		}
	}
	return row
}

// mappaOf is the highest MAPPA flag of a person.
func mappaOf(flags []string) string {
	highest := ""
	for _, flag := range flags {
		if strings.HasPrefix(flag, "mappa") {
			highest = max(highest, flag)
		}
	}
	return highest
}

// mondayOf is the Monday of the day's week.
func mondayOf(day calendar.Date) calendar.Date {
	if day.IsZero() {
		return day
	}
	return day.AddDays(-(int(day.Weekday()) + 6) % 7)
}
