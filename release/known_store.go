package release

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// knownRow is what the extracts have told so far of one person.
type knownRow struct {
	PersonID      int64
	Surname       string
	Forenames     string
	BirthDate     calendar.Date
	Sex           string
	PNC, CRN      string
	Prison        string
	HomeArea      string
	ReceivedOn    calendar.Date
	SentenceStart calendar.Date
	Legal         LegalStatus
	Status        CustodyStatus
	ReleasedOn    calendar.Date
	Movement      string
	MobileTold    string
	Mobile        string
	TextOK        string
	TextAgreedOn  calendar.Date
	PhoneShared   string
	Language      string
	COMName       string
	COMEmail      string
	POMName       string
	POMEmail      string
	PoliceName    string
	PoliceEmail   string
	NextCourtOn   calendar.Date
	NeedsAssessed bool
	Needs         []string
	NeedsUnknown  []string
	Flags         []string
	IOM           string
	Notes         []string
	SeenAt        time.Time
}

// loadKnown locks the current releases of these people and reads everything
// that is known of each, in order of release. A person is seen by the newest
// extract of each source that lists them, changed row or not. What the program
// before this one has written stands in the release alone.
func loadKnown(ctx context.Context, tx pgx.Tx, people []int64) ([]*observed, error) {
	stored, err := lockPeople(ctx, tx, people)
	if err != nil {
		return nil, err
	}
	events, err := eventsOf(ctx, tx, people)
	if err != nil {
		return nil, err
	}
	releases := make([]int64, 0, len(stored))
	for _, s := range stored {
		releases = append(releases, s.ReleaseID)
	}
	dates, err := datesInForceOf(ctx, tx, releases)
	if err != nil {
		return nil, err
	}
	earlier, err := datesOfEarlierStays(ctx, tx, slices.Collect(maps.Keys(events)))
	if err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, `
		WITH `+newestFilesOf+`
		SELECT p.id, p.surname, p.forenames, p.date_of_birth, p.sex, p.pnc_id, p.crn, CASE WHEN old.wrote THEN r.prison ELSE p.told_prison END,
		       CASE WHEN old.wrote THEN p.home_area ELSE p.told_home_area END,
		       CASE WHEN old.wrote THEN r.received_on ELSE p.told_received_on END, r.sentence_start,
		       CASE WHEN old.wrote THEN r.legal_status ELSE p.told_legal_status END,
		       CASE WHEN old.wrote THEN r.custody_status ELSE p.told_status END,
		       CASE WHEN old.wrote THEN r.released_on ELSE p.told_released_on END,
		       CASE WHEN old.wrote THEN r.movement_reason ELSE p.told_movement END,
		       p.mobile_told, p.mobile, p.text_ok, p.text_agreed_on, p.phone_shared, p.language, p.com_name, p.com_email, p.pom_name,
		       p.pom_email, p.police_om_name, p.police_om_email, p.next_court_on, p.needs_assessed, p.needs, p.needs_unknown, p.flags, p.iom,
		       p.told_notes, greatest(p.told_at, r.custody_as_of, l.as_of)
		FROM person p JOIN release r ON r.person_id = p.id AND r.is_current LEFT JOIN listed l ON l.person_id = p.id
		CROSS JOIN LATERAL (SELECT p.told_at IS NULL OR p.told_at < r.custody_as_of AS wrote) old
		WHERE p.id = ANY($1) ORDER BY r.id`, people)
	if err != nil {
		return nil, fmt.Errorf("read what is known of people: %w", err)
	}
	known, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByPos[knownRow])
	if err != nil {
		return nil, fmt.Errorf("read what is known of people: %w", err)
	}
	list := make([]*observed, len(known))
	for i, k := range known {
		s := stored[k.PersonID]
		o := &observed{Observation: k.observation(), stored: s, personID: k.PersonID, releaseID: s.ReleaseID, events: events[k.PersonID],
			before: dates[s.ReleaseID], seenAt: k.SeenAt.UTC()}
		o.Dates, o.inherited = slices.Clone(o.before), earlier[k.PersonID]
		list[i] = o
	}
	return list, nil
}

func (k *knownRow) observation() Observation {
	return Observation{
		PersonID: k.PersonID, Surname: k.Surname, Forenames: k.Forenames, BirthDate: k.BirthDate, Sex: k.Sex, PNC: k.PNC, CRN: k.CRN,
		Prison: k.Prison, HomeArea: k.HomeArea, ReceivedOn: k.ReceivedOn, SentenceStart: k.SentenceStart, LegalStatus: k.Legal,
		Status: k.Status, ReleasedOn: k.ReleasedOn, MovementReason: k.Movement, MobileTold: k.MobileTold, Mobile: k.Mobile,
		TextOK: k.TextOK, TextAgreedOn: k.TextAgreedOn, PhoneShared: k.PhoneShared, Language: k.Language,
		COM: Officer{k.COMName, k.COMEmail}, POM: Officer{k.POMName, k.POMEmail}, PoliceOM: Officer{k.PoliceName, k.PoliceEmail},
		NextCourtOn: k.NextCourtOn, NeedsAssessed: k.NeedsAssessed, Needs: k.Needs, NeedsUnknown: k.NeedsUnknown, Flags: k.Flags, IOM: k.IOM, Notes: k.Notes,
	}
}

// datesOfEarlierStays reads, of people who had an earlier stay, the dates that
// were in force in the newest one that had any: a recall, which is an event,
// goes by them.
func datesOfEarlierStays(ctx context.Context, tx pgx.Tx, people []int64) (map[int64][]TypedDate, error) {
	if len(people) == 0 {
		return nil, nil
	}
	rows, err := tx.Query(ctx, `
		SELECT r.person_id, d.type, d.kind, d.day
		FROM (SELECT DISTINCT ON (r.person_id) r.person_id, r.id FROM release r
		      WHERE r.person_id = ANY($1) AND r.person_id IN (SELECT person_id FROM release WHERE person_id = ANY($1) AND episode > 1)
		        AND EXISTS (SELECT 1 FROM release_date d WHERE d.release_id = r.id AND d.superseded_at IS NULL)
		      ORDER BY r.person_id, r.episode DESC) r
		JOIN release_date d ON d.release_id = r.id AND d.superseded_at IS NULL
		ORDER BY r.person_id, d.learnt_at, d.id`, people)
	if err != nil {
		return nil, fmt.Errorf("read dates of earlier stays: %w", err)
	}
	out, err := datesByID(rows)
	if err != nil {
		return nil, fmt.Errorf("read dates of earlier stays: %w", err)
	}
	return out, nil
}
