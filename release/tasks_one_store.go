package release

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
)

// TaskStory is one task with what its page needs.
type TaskStory struct {
	StoryTask
	TaskID        int64
	Version       int
	Why           string   // the standard's reason, for officers
	OneOff        bool     // in no standard: added to this release alone
	AddedBy       string   // of a one-off: the key of the actor
	TakenBack     bool     // of a one-off
	Current       bool     // of the present stay
	MailWords     string   // the neutral words
	Evidence      []string // what to have when it is done
	Ticked        []string // of it, what is recorded already
	Blockers      []Blocker
	OfficersOwn   bool   // an officer's own task: nobody else has to answer
	ServiceName   string // of the directory, where it went to a service
	ServicePhone  string
	ServiceID     int64 // of the directory; 0: an officer has it
	NotAnswering  bool
	Authority     string // name of the housing authority that is recorded
	ReleaseRef    string
	ReleaseID     int64
	ReleaseState  State
	Explanation   string
	PlannedDay    calendar.Date
	WorkingDay    calendar.Date
	FridayScheme  calendar.Date
	Presumed      bool // one of two days: both are told
	ReleasedOn    calendar.Date
	Surname       string
	Forenames     string
	BirthDate     calendar.Date
	PrisonNumber  string
	PrisonName    string
	HomeArea      string
	Restricted    bool
	HealthConsent bool
	Consented     bool // every consent that the standard asks for is in force
	OMU           Office
	OpenUntil     time.Time // of a restricted record, as in Story
}

// Office is how to reach a person in prison: the prison's offender management
// unit, as the directory has it.
type Office struct{ Name, Phone, Email string }

// OrDay is the other day where the planned one is presumed; no day where one
// day only is told (domain rule 3).
func (t TaskStory) OrDay() calendar.Date {
	return StoryRelease{PlannedDay: t.PlannedDay, WorkingDay: t.WorkingDay, Presumed: t.Presumed}.OrDay()
}

// Masked tells whether the person is restricted and their record not open.
func (t TaskStory) Masked() bool { return t.Restricted && t.OpenUntil.IsZero() }

// Initials of the person; empty for a restricted record.
func (t TaskStory) Initials() string {
	if t.Masked() {
		return ""
	}
	return initials(t.Forenames, t.Surname)
}

// Blocker is a task that comes first and is not done.
type Blocker struct{ Ref, Title, Pathway string }

// NeedsAuthority tells whether finishing records a housing authority.
func (t TaskStory) NeedsAuthority() bool { return slices.Contains(t.Evidence, "authority_chosen") }

// oneRow is a task with its release and person, as stored.
type oneRow struct {
	taskRow
	Version         int
	Why             string
	OneOff          bool
	AddedBy         string
	TakenBack       bool
	Current         bool
	MailWords       string
	Evidence        []string
	Ticked          []string
	FoundBy         string
	BeforeTelling   []string
	Consents        []string
	ServiceName     string
	ServicePhone    string
	ServiceID       int64
	NotAnswering    bool
	Authority       string
	ReleaseRef      string
	ReleaseID       int64
	ReleaseState    State
	Explanation     string
	PlannedDay      calendar.Date
	WorkingDay      calendar.Date
	FridaySchemeDay calendar.Date
	Presumed        bool
	ReleasedOn      calendar.Date
	Surname         string
	Forenames       string
	DateOfBirth     calendar.Date
	PrisonNumber    string
	PrisonName      string
	HomeArea        string
	Flags           []string
	OmuName         string
	OmuPhone        string
	OmuEmail        string
}

// ReadTask reads one task for an actor. fault.NotFound also for tasks the actor
// may not see.
func ReadTask(ctx context.Context, tx pgx.Tx, contacts Contacts, scope Scope, who access.Actor, ref string) (TaskStory, error) {
	c := &conditions{}
	c.and(`t.ref = ` + c.arg(ref))
	c.seenBy(scope, who)
	// A fact that is stored ticks its item: a community officer with an address
	// is named (domain rule 6).
	rows, _ := tx.Query(ctx, `select `+taskColumns+`,
		       t.version, s.why, s.release_id is not null as one_off, s.added_by, s.release_id is not null and s.retired_at is not null as taken_back,
		       r.is_current as current, s.mail_words, s.evidence, s.found_by, s.before_telling,
		       case when p.com_email <> '' and 'com_named' <> all(t.evidence)
		            then t.evidence || 'com_named'::text else t.evidence end as ticked,
		       array(select k.kind from consent k where k.person_id = p.id and k.withdrawn_at is null) as consents,
		       coalesce(sv.name, '') as service_name, coalesce(sv.phone, '') as service_phone, coalesce(sv.id, 0) as service_id,
		       sv.not_answering_since is not null as not_answering,
		       coalesce(ha.name, '') as authority, r.ref as release_ref, r.id as release_id,
		       r.state as release_state, r.explanation, r.planned_day, r.working_day, r.friday_scheme_day,
		       r.released_on, r.presumed, p.surname, p.forenames, p.date_of_birth, n.prison_number,
		       pr.name as prison_name, a.name as home_area, p.flags,
		       coalesce(omu.name, '') as omu_name, coalesce(omu.phone, '') as omu_phone,
		       coalesce(omu.spoc_email, '') as omu_email
		  from task t
		  join standard s on s.code = t.standard
		  join release r on r.id = t.release_id
		  join person p on p.id = r.person_id
		  join person_number n on n.person_id = p.id and n.is_current
		  join prison pr on pr.code = r.prison
		  join authority a on a.gss_code = p.home_area
		  left join service sv on sv.id = t.service_id
		  left join service omu on omu.service = 'prison_omu' and omu.area = r.prison
		  left join authority ha on ha.gss_code = t.housing_authority`+taskChosen+`
		 where `+c.sql(), c.args...)
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[oneRow])
	if errors.Is(err, pgx.ErrNoRows) {
		return TaskStory{}, fault.NotFound("task")
	}
	if err != nil {
		return TaskStory{}, fmt.Errorf("read task: %w", err)
	}
	steps, err := readSteps(ctx, tx, []int64{row.ID})
	if err != nil {
		return TaskStory{}, err
	}
	told, err := contacts.Contacts(ctx, tx, row.ReleaseID)
	if err != nil {
		return TaskStory{}, fmt.Errorf("find whom the task goes to: %w", err)
	}
	story := row.task()
	story.StoryTask = row.taskRow.story(told[row.ID], steps[row.ID])
	if story.Blockers, err = readBlockers(ctx, tx, row.ReleaseID, row.BlockedBy); err != nil {
		return TaskStory{}, err
	}
	return story, nil
}

func (r oneRow) task() TaskStory {
	return TaskStory{TaskID: r.ID, Version: r.Version, Why: r.Why, OneOff: r.OneOff, AddedBy: r.AddedBy, TakenBack: r.TakenBack, Current: r.Current, MailWords: r.MailWords, Evidence: r.Evidence,
		Ticked: r.Ticked, OfficersOwn: r.FoundBy == "com" || r.FoundBy == "unit", ServiceName: r.ServiceName,
		ServicePhone: r.ServicePhone, ServiceID: r.ServiceID, NotAnswering: r.NotAnswering, Authority: r.Authority, ReleaseRef: r.ReleaseRef,
		ReleaseID: r.ReleaseID, ReleaseState: r.ReleaseState, Explanation: r.Explanation, PlannedDay: r.PlannedDay,
		WorkingDay: r.WorkingDay, FridayScheme: r.FridaySchemeDay, Presumed: r.Presumed, ReleasedOn: r.ReleasedOn, Surname: r.Surname,
		Forenames: r.Forenames, BirthDate: r.DateOfBirth, PrisonNumber: r.PrisonNumber, PrisonName: r.PrisonName,
		HomeArea: r.HomeArea, Restricted: isRestricted(r.Flags),
		HealthConsent: slices.Contains(r.Consents, "consent_to_share_health"), Consented: r.consented(),
		OMU: Office{Name: r.OmuName, Phone: r.OmuPhone, Email: r.OmuEmail}}
}

// consented tells whether every consent that the standard names is in force.
func (r oneRow) consented() bool {
	for _, needed := range r.BeforeTelling {
		if strings.HasPrefix(needed, "consent_") && !slices.Contains(r.Consents, needed) {
			return false
		}
	}
	return true
}

func readBlockers(ctx context.Context, tx pgx.Tx, releaseID int64, codes []string) ([]Blocker, error) {
	rows, _ := tx.Query(ctx, `
		select coalesce(t.ref, '') as ref, s.title, s.pathway from standard s left join task t on t.release_id = $1 and t.standard = s.code
		 where s.code = any($2) order by s.position`, releaseID, codes)
	return collect[Blocker](rows, "blockers")
}

// ReadHousingAuthorities lists the authorities that decide on homelessness:
// districts, boroughs and unitary councils that exist today, by name.
func ReadHousingAuthorities(ctx context.Context, tx pgx.Tx) ([]Choice, error) {
	rows, _ := tx.Query(ctx, `
		select gss_code as code, name from authority
		 where is_current and kind not in ('county_council', 'combined_authority') order by name`)
	return collect[Choice](rows, "housing authorities")
}
