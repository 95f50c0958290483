package release

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/internal/fault"
)

// Find says which release: the current one of a prison number, or the one of a
// reference. One of the two is set.
type Find struct {
	PrisonNumber string
	Ref          string
}

// Show reads the whole story of one release, as it is in tx. fault.NotFound
// also for people outside the scope.
func Show(ctx context.Context, tx pgx.Tx, contacts Contacts, scope Scope, find Find, today calendar.Date) (Story, error) {
	head, err := readHead(ctx, tx, scope, find)
	if err != nil {
		return Story{}, err
	}
	story := head.story(today)
	if story.Episodes, err = readEpisodes(ctx, tx, head.PersonID); err != nil {
		return Story{}, err
	}
	if story.Tasks, err = readTasks(ctx, tx, contacts, head.ID); err != nil {
		return Story{}, err
	}
	if story.Appointments, err = readAppointments(ctx, tx, head.ID, nil); err != nil {
		return Story{}, err
	}
	if story.Messages, err = readMessages(ctx, tx, head.ID, story.Release.ID); err != nil {
		return Story{}, err
	}
	if err := readKept(ctx, tx, head, nil, &story); err != nil {
		return Story{}, err
	}
	if story.Now, err = readStanding(ctx, tx, head.ID); err != nil {
		return Story{}, err
	}
	story.Now.Titles, err = readTitles(ctx, tx, story.Changes)
	return story, err
}

// readKept reads what is kept with the time at which it was learnt: until leaves
// out what was learnt later; nil is now.
func readKept(ctx context.Context, tx pgx.Tx, head headRow, until *time.Time, story *Story) (err error) {
	if story.Dates, err = readDates(ctx, tx, head.ID, until); err != nil {
		return err
	}
	if story.Changes, err = readChanges(ctx, tx, head.ID, until); err != nil {
		return err
	}
	story.Events, err = readEvents(ctx, tx, head.PersonID, until)
	return err
}

// headRow is the release with its person, prison and area.
type headRow struct {
	ID, PersonID       int64
	Ref                string
	Episode            int
	IsCurrent          bool
	Watched            bool
	Prison, PrisonName string
	LegalStatus        LegalStatus
	CustodyStatus      CustodyStatus
	OutOfArea          string
	Miles              *int
	State              State
	DecidingType       DateType
	StatutoryDate      calendar.Date
	WorkingDay         calendar.Date
	FridaySchemeDay    calendar.Date
	PlannedDay         calendar.Date
	Reasons            []string
	Explanation        string
	ReleasedOn         calendar.Date
	DecidedAt          time.Time
	PrisonNumber       string
	Surname, Forenames string
	DateOfBirth        calendar.Date
	CRN                string `db:"crn"`
	HomeArea           string
	Flags, Needs       []string
	NeedsAssessed      bool
	NeedsUnknown       []string
	IOM                string `db:"iom"`
	NextCourtOn        calendar.Date
	ComName, ComEmail  string
	PomName, PomEmail  string
	HealthConsent      bool
	Presumed           bool
	Scheme             SchemeDecision
	Place              Place
	OpenedBy           string
}

// headColumns are those of headRow; they need release r, person p, its current
// number n, its area a and the prison pr.
const headColumns = `
	       r.id, r.person_id, r.ref, r.episode, r.is_current, r.watched, r.prison, pr.name as prison_name,
	       r.legal_status, r.custody_status, r.out_of_area, r.miles, r.state, r.deciding_type,
	       r.statutory_date, r.working_day, r.friday_scheme_day, r.planned_day, r.reasons, r.explanation,
	       r.released_on, r.decided_at, n.prison_number, p.surname, p.forenames, p.date_of_birth, p.crn,
	       a.name as home_area, p.flags, p.needs, p.needs_assessed, p.needs_unknown, p.iom, p.next_court_on,
	       p.com_name, p.com_email, p.pom_name, p.pom_email,
	       exists (select from consent c where c.person_id = p.id and c.kind = 'consent_to_share_health'
	                  and c.withdrawn_at is null) as health_consent,
	       r.presumed, r.scheme, r.place, r.opened_by`

var headSQL = `select ` + headColumns + `
	  from release r
	  join person p on p.id = r.person_id
	  join person_number n on n.person_id = p.id and n.is_current
	  join authority a on a.gss_code = p.home_area
	  join prison pr on pr.code = r.prison
	 where ` + scopeSQL(`$1`, `$2`, `$4`) + ` and `

func readHead(ctx context.Context, tx pgx.Tx, scope Scope, find Find) (headRow, error) {
	query, key, what := headSQL+"r.ref = $3", find.Ref, "release"
	if find.PrisonNumber != "" {
		query = headSQL + `r.is_current and p.id = (select coalesce(m.merged_into, m.id)
			from person_number x join person m on m.id = x.person_id where x.prison_number = $3)`
		key, what = find.PrisonNumber, "person"
	}
	rows, err := tx.Query(ctx, query, scope.All, scope.Areas, key, scope.OwnOf)
	if err != nil {
		return headRow{}, fmt.Errorf("read release: %w", err)
	}
	head, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[headRow])
	if errors.Is(err, pgx.ErrNoRows) {
		return headRow{}, fault.NotFound(what)
	}
	if err != nil {
		return headRow{}, fmt.Errorf("read release: %w", err)
	}
	return head, nil
}

func (h headRow) story(today calendar.Date) Story {
	restricted := isRestricted(h.Flags)
	story := Story{
		Person: StoryPerson{PrisonNumber: h.PrisonNumber, HomeArea: h.HomeArea, Restricted: restricted},
		Custody: StoryCustody{Prison: h.Prison, PrisonName: h.PrisonName, Legal: h.LegalStatus,
			Status: h.CustodyStatus, OutOfArea: h.OutOfArea != "no", Miles: h.Miles,
			RegionKnown: h.OutOfArea != "not_known"},
		Release: StoryRelease{ID: h.Ref, Episode: h.Episode, PlannedDay: h.PlannedDay,
			Statutory: h.StatutoryDate, WorkingDay: h.WorkingDay, FridayScheme: h.FridaySchemeDay,
			Reasons: h.Reasons, Explanation: h.Explanation, State: h.State, ReleasedOn: h.ReleasedOn,
			DaysLeft: daysLeft(h.State, h.PlannedDay, today), Presumed: h.Presumed, Scheme: h.Scheme,
			Place: h.Place, OpenedBy: h.OpenedBy},
		Who: Identity{ReleaseID: h.ID, IsCurrent: h.IsCurrent, Watched: h.Watched, Surname: h.Surname,
			Forenames: h.Forenames, BirthDate: h.DateOfBirth, CRN: h.CRN,
			COM: Officer{Name: h.ComName, Email: h.ComEmail}, POM: Officer{Name: h.PomName, Email: h.PomEmail},
			Flags: h.Flags, Needs: h.Needs, NeedsAssessed: h.NeedsAssessed, NeedsUnknown: h.NeedsUnknown, IOM: h.IOM,
			NextCourtOn: h.NextCourtOn, HealthConsent: h.HealthConsent, DecidedAt: h.DecidedAt},
	}
	if h.DecidingType != "" {
		story.Release.DecidingType = &h.DecidingType
	}
	if !restricted {
		story.Person.Initials = initials(h.Forenames, h.Surname)
	}
	return story
}

func isRestricted(flags []string) bool {
	for _, flag := range flags {
		if flag == "restricted" {
			return true
		}
	}
	return false
}

func readEpisodes(ctx context.Context, tx pgx.Tx, personID int64) ([]StoryEpisode, error) {
	rows, _ := tx.Query(ctx, `
		select ref as id, episode, state, planned_day, released_on
		  from release where person_id = $1 and undone_by is null order by episode`, personID)
	return collect[StoryEpisode](rows, "episodes")
}

func readDates(ctx context.Context, tx pgx.Tx, releaseID int64, until *time.Time) ([]StoryDate, error) {
	rows, _ := tx.Query(ctx, `
		select type, kind, day as date, source, learnt_at,
		       case when $2::timestamptz is null or superseded_at <= $2 then superseded_at end as superseded_at
		  from release_date
		 where release_id = $1 and ($2::timestamptz is null or learnt_at <= $2) order by learnt_at, id`, releaseID, until)
	return collect[StoryDate](rows, "dates")
}

func readChanges(ctx context.Context, tx pgx.Tx, releaseID int64, until *time.Time) ([]StoryChange, error) {
	rows, _ := tx.Query(ctx, `
		select from_day as from, to_day as to, at, source, notice_working_days as notice, unmet, import_id as import
		  from release_change
		 where release_id = $1 and ($2::timestamptz is null or at <= $2) order by at, id`, releaseID, until)
	return collect[StoryChange](rows, "changes")
}

// collect gathers rows into structs; the list is never nil, so that it is [] in
// JSON. An error of the query itself comes again from the rows.
func collect[T any](rows pgx.Rows, what string) ([]T, error) {
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", what, err)
	}
	if list == nil {
		list = []T{}
	}
	return list, nil
}
