package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// storedPerson is what is stored of a person and their current release, as far
// as what is told now is compared with it.
type storedPerson struct {
	PersonID     int64
	ReleaseID    int64
	TextOK       string
	TextAgreedOn calendar.Date
	AgreedNumber string
	FirstStored  calendar.Date
	HomeArea     string
	POM, POMGone Officer

	OpenedAt   *time.Time
	Prison     string
	Status     CustodyStatus
	ReceivedOn calendar.Date
	OutOfArea  OutOfArea
	Miles      *int
	Watched    bool

	LegalStatus LegalStatus
	State       State
	Place       Place
	LeftOn      calendar.Date
	SetAside    bool // a date that passed while they were held decides nothing any more
	Deciding    DateType
	Statutory   calendar.Date
	WorkingDay  calendar.Date
	SchemeDay   calendar.Date
	PlannedDay  calendar.Date
	ReleasedOn  calendar.Date
	ReceivedDay calendar.Date
	JudgedOn    calendar.Date
	Explanation string
	Supervised  bool
	Presumed    bool
	Scheme      SchemeDecision
	SchemeFor   calendar.Date
	RequestsAt  time.Time
	Withheld    bool
}

// storedColumns are read by lockPeople, of person p and release r.
const storedColumns = `p.id, r.id, p.text_ok, p.text_agreed_on, p.text_agreed_number, p.first_stored_on, p.home_area, p.pom_name, p.pom_email,
	p.pom_gone_name, p.pom_gone_email, r.opened_at, r.prison, r.custody_status,
	r.received_on, r.out_of_area, r.miles, r.watched, r.legal_status, r.state, r.place, r.left_on, 'stale_date' = ANY(r.reasons), r.deciding_type, r.statutory_date,
	r.working_day, r.friday_scheme_day, r.planned_day, r.released_on, r.received_day, r.judged_on, r.explanation,
	r.supervised, r.presumed, r.scheme, r.scheme_for, r.requests_at, r.withheld`

// fields are where storedColumns go.
func (s *storedPerson) fields(requestsAt **time.Time) []any {
	return []any{&s.PersonID, &s.ReleaseID, &s.TextOK, &s.TextAgreedOn, &s.AgreedNumber, &s.FirstStored, &s.HomeArea, &s.POM.Name,
		&s.POM.Email, &s.POMGone.Name, &s.POMGone.Email, &s.OpenedAt, &s.Prison, &s.Status, &s.ReceivedOn,
		&s.OutOfArea, &s.Miles, &s.Watched, &s.LegalStatus, &s.State, &s.Place, &s.LeftOn, &s.SetAside, &s.Deciding, &s.Statutory, &s.WorkingDay,
		&s.SchemeDay, &s.PlannedDay, &s.ReleasedOn, &s.ReceivedDay, &s.JudgedOn, &s.Explanation, &s.Supervised,
		&s.Presumed, &s.Scheme, &s.SchemeFor, requestsAt, &s.Withheld}
}

// lockPeople locks the current releases of these people, by id, and reads what
// is stored, by person.
func lockPeople(ctx context.Context, tx pgx.Tx, ids []int64) (map[int64]*storedPerson, error) {
	rows, err := tx.Query(ctx, `SELECT `+storedColumns+`
		FROM person p JOIN release r ON r.person_id = p.id AND r.is_current
		WHERE p.id = ANY($1) ORDER BY r.id FOR NO KEY UPDATE OF r`, ids)
	if err != nil {
		return nil, fmt.Errorf("lock people: %w", err)
	}
	out := make(map[int64]*storedPerson, len(ids))
	var requestsAt *time.Time
	for rows.Next() {
		s := &storedPerson{}
		if err := rows.Scan(s.fields(&requestsAt)...); err != nil {
			rows.Close()
			return nil, fmt.Errorf("lock people: %w", err)
		}
		if requestsAt != nil {
			s.RequestsAt = *requestsAt
		}
		out[s.PersonID] = s
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("lock people: %w", err)
	}
	return out, nil
}

// differs tells whether what was judged is not what is stored.
func (o *observed) differs() bool {
	s, c, a := o.stored, o.present(), &o.answer
	if s == nil || o.opens {
		return true
	}
	sameMiles := s.Miles == nil && o.miles == nil || s.Miles != nil && o.miles != nil && *s.Miles == *o.miles
	return s.Prison != c.Prison || s.Status != o.status || s.ReceivedOn != o.receivedOn || s.OutOfArea != o.outOfArea || !sameMiles ||
		s.Watched != o.watched || s.LegalStatus != c.Legal || s.State != o.state || s.Place != c.Place || s.LeftOn != c.LeftOn ||
		s.Deciding != a.DecidingType || s.Statutory != a.Statutory || s.WorkingDay != a.WorkingDay || s.SchemeDay != a.FridaySchemeDay ||
		s.PlannedDay != a.PlannedDay || s.ReleasedOn != o.releasedOn || s.ReceivedDay != o.receivedDay || s.JudgedOn != o.judgedOn ||
		s.Explanation != a.Explanation || s.Supervised != a.Supervised || s.Presumed != a.Presumed || s.Scheme != o.scheme ||
		!s.RequestsAt.Equal(o.requestsAt) || s.Withheld != o.withheld || s.HomeArea != o.homeArea
}

// thought tells whether something that is shown as "what we thought" differs.
func (o *observed) thought() bool {
	s, c, a := o.stored, o.present(), &o.answer
	return s == nil || o.opens || s.Prison != c.Prison || s.Status != o.status || s.OutOfArea != o.outOfArea || s.LegalStatus != c.Legal ||
		s.State != o.state || s.Deciding != a.DecidingType || s.Statutory != a.Statutory || s.WorkingDay != a.WorkingDay ||
		s.SchemeDay != a.FridaySchemeDay || s.PlannedDay != a.PlannedDay || s.ReleasedOn != o.releasedOn || s.Explanation != a.Explanation
}

// prisonOfficer is the prison's officer and the one who went with the prison
// that was left: "no POM known" until another is told (domain rule 4).
func (o *observed) prisonOfficer() (now, gone Officer) {
	now = o.POM
	if o.stored == nil {
		return now, gone
	}
	gone = o.stored.POMGone
	if o.present().Prison != o.stored.Prison && now == o.stored.POM && now != (Officer{}) {
		gone = now
	}
	if gone != (Officer{}) && now == gone {
		return Officer{}, gone
	}
	if now != (Officer{}) {
		gone = Officer{} // another is told
	}
	return now, gone
}
