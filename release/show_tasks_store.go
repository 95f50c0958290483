package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/notify"
	"throughgate/pathways"
)

// taskRow is a task as it is stored, with its standard.
type taskRow struct {
	ID             int64
	Ref            string
	Code           string
	Pathway        string
	Title          string
	Required       bool
	State          pathways.State
	HandOffOn      calendar.Date
	DueOn          calendar.Date
	Service        string
	ContactName    string
	ContactEmail   string
	ContactNote    string
	Nobody         bool
	ShortNotice    bool
	WaitingFor     []string
	PlannedAt      time.Time
	PlannedBy      string
	HandedOffAt    *time.Time
	AcknowledgeBy  *time.Time
	AcknowledgedAt *time.Time
	DoneAt         *time.Time
	FullUntil      calendar.Date
	Reason         string
	Rung           int
	NextRungAt     *time.Time
	BlockedBy      []string
	DoneBefore     calendar.Date

	// To tell how it stood at an instant that is past.
	NeedsFirst      []string
	UsualDueOn      calendar.Date
	RungAt          *time.Time
	OmClearedAt     *time.Time
	OmReleasedAt    *time.Time
	ChosenAuthority string     // by the task that chooses the housing authority for this one
	ChosenAt        *time.Time // when that was done
}

// taskColumns needs task t and standard s. What comes first is a blocker as
// long as it applies and is not done (pathways.State.Blocks).
const taskColumns = `
	t.id, t.ref, t.standard as code, s.pathway, s.title, s.required, t.state, t.hand_off_on, t.due_on,
	s.service, t.contact_name, t.contact_email, t.contact_note, t.nobody, t.short_notice, t.waiting_for, t.planned_at,
	t.planned_by, t.handed_off_at, t.acknowledge_by, t.acknowledged_at, t.done_at, t.full_until, t.reason,
	t.rung, t.next_rung_at,
	case when t.state in ('planned', 'handed_off', 'acknowledged', 'accepted', 'declined', 'no_capacity', 'passed_on')
	          and s.needs_first <> '{}' then first_comes(t.release_id, s.needs_first)
	     else '{}' end as blocked_by, t.done_before,
	array(select bs.code from standard bs where bs.code = any(s.needs_first) order by bs.position) as needs_first,
	t.usual_due_on, t.rung_at, t.om_cleared_at, t.om_released_at,
	coalesce(chosen.housing_authority, '') as chosen_authority, chosen.done_at as chosen_at`

// taskChosen joins the task of the release in which a housing authority was
// chosen.
const taskChosen = `
	left join lateral (select c.housing_authority, c.done_at from task c
	                    where c.release_id = t.release_id and c.housing_authority is not null
	                    order by c.done_at desc limit 1) chosen on true`

func readTasks(ctx context.Context, tx pgx.Tx, contacts Contacts, releaseID int64) ([]StoryTask, error) {
	stored, told, steps, err := readTaskRows(ctx, tx, contacts, releaseID)
	if err != nil {
		return nil, err
	}
	tasks := make([]StoryTask, len(stored))
	for i, row := range stored {
		tasks[i] = row.story(told[row.ID], steps[row.ID])
	}
	return tasks, nil
}

// readTaskRows reads the tasks of a release, whom the planned ones would be
// sent to today, and their history.
func readTaskRows(ctx context.Context, tx pgx.Tx, contacts Contacts, releaseID int64) ([]taskRow, map[int64]pathways.Contact, map[int64][]StoryStep, error) {
	rows, _ := tx.Query(ctx, `select `+taskColumns+`
		  from task t join standard s on s.code = t.standard`+taskChosen+`
		 where t.release_id = $1 order by s.position`, releaseID)
	stored, err := collect[taskRow](rows, "tasks")
	if err != nil {
		return nil, nil, nil, err
	}
	told, err := contacts.Contacts(ctx, tx, releaseID)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("find whom the tasks go to: %w", err)
	}
	ids := make([]int64, len(stored))
	for i, row := range stored {
		ids[i] = row.ID
	}
	steps, err := readSteps(ctx, tx, ids)
	return stored, told, steps, err
}

// story is the task as it is told. The contact of a task that was handed off is
// the one it went to; of a planned one whoever would be told today.
func (t taskRow) story(today pathways.Contact, steps []StoryStep) StoryTask {
	task := StoryTask{ID: t.Ref, Code: t.Code, Pathway: t.Pathway, Title: t.Title, Required: t.Required,
		State: t.State, HandOffOn: t.HandOffOn, DueOn: t.DueOn, Service: t.Service, ShortNotice: t.ShortNotice,
		WaitingFor: t.WaitingFor, HandedOffAt: t.HandedOffAt, AcknowledgedAt: t.AcknowledgedAt,
		AcknowledgeBy: t.AcknowledgeBy, DoneAt: t.DoneAt, Rung: t.Rung, NextRungAt: t.NextRungAt,
		BlockedBy: t.BlockedBy, DoneBefore: t.DoneBefore, Note: t.ContactNote, Nobody: t.Nobody && t.State.Open(), FullUntil: t.FullUntil, Reason: t.Reason,
		History: withoutMoves(steps)}
	switch {
	case t.ContactEmail != "":
		task.Contact = &StoryContact{Name: t.ContactName, Email: t.ContactEmail}
	case today.Email != "":
		task.Contact = &StoryContact{Name: today.Name, Email: today.Email}
	}
	return task
}

// withoutMoves leaves out of a task's history that its due day moved: no step
// where its state is the one it had.
func withoutMoves(steps []StoryStep) []StoryStep {
	out := make([]StoryStep, 0, len(steps))
	for _, s := range steps {
		if s.Reason == pathways.ReasonMoved && len(out) > 0 && out[len(out)-1].State == s.State {
			continue
		}
		out = append(out, s)
	}
	return out
}

// readSteps reads the history of tasks, oldest first: it begins with the
// planning, which stands in the task itself.
func readSteps(ctx context.Context, tx pgx.Tx, taskIDs []int64) (map[int64][]StoryStep, error) {
	type stepRow struct {
		TaskID int64
		State  pathways.State
		At     time.Time
		Actor  string
		Reason string
		SentTo string
		DueOn  calendar.Date
	}
	rows, _ := tx.Query(ctx, `
		select task_id, state, at, actor, reason, sent_to, due_on
		  from (select id as task_id, 0 as event, 'planned' as state, planned_at as at, planned_by as actor,
		               '' as reason, '' as sent_to, null::date as due_on
		          from task where id = any($1)
		         union all
		        select task_id, id, state, at, actor, reason, sent_to, due_on
		          from task_event where task_id = any($1)) step
		 order by task_id, event`, taskIDs)
	stored, err := collect[stepRow](rows, "history of tasks")
	if err != nil {
		return nil, err
	}
	keys := make([]string, len(stored))
	for i, row := range stored {
		keys[i] = row.Actor
	}
	names, err := readActorNames(ctx, tx, keys)
	if err != nil {
		return nil, err
	}
	steps := map[int64][]StoryStep{}
	for _, row := range stored {
		steps[row.TaskID] = append(steps[row.TaskID], StoryStep{State: row.State, At: row.At,
			By: actorWords(row.Actor, names), Reason: row.Reason, To: notify.Mask(row.SentTo), DueOn: row.DueOn})
	}
	return steps, nil
}

// readActorNames finds the names of the accounts among actors' keys
// ("account:12"), by key.
func readActorNames(ctx context.Context, tx pgx.Tx, keys []string) (map[string]string, error) {
	rows, err := tx.Query(ctx, `
		select 'account:' || id, name from account where id in (
			select substr(key, 9)::bigint from unnest($1::text[]) key where key ~ '^account:[0-9]{1,18}$')`, keys)
	if err != nil {
		return nil, fmt.Errorf("read names of accounts: %w", err)
	}
	names := map[string]string{}
	var key, name string
	if _, err := pgx.ForEachRow(rows, []any{&key, &name}, func() error {
		names[key] = name
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read names of accounts: %w", err)
	}
	return names, nil
}
