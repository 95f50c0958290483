package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
)

// Kept is what the pages show and ask beside the story of a release: what was
// written by hand, and what the forms know of.
type Kept struct {
	Notes    []StoryNote
	Edits    []StoredEdit
	Consents []StoredConsent
	Notice   Notice           // the privacy notice, as it was last given
	Category StoredCategory   // where the legal status does not tell it
	Purpose  string           // why the unit holds the person's data; empty: not stated
	Fields   map[Field]string // as they are known now
	KinTold  *time.Time       // when the next of kin were told of a death
	Newest   int64            // the newest event of the person
	Back     []TakenBack      // events that were taken back, newest first
	Holds    []Hold           // who kept the record beyond its time, newest first
	NotDied  NotDied          // somebody says that the death was recorded by mistake
}

// Held is who keeps the record on a day.
func (k Kept) Held(day calendar.Date) (Hold, bool) { return heldOn(k.Holds, day) }

// ReadByHand reads Kept of a release. The caller has looked whether the reader
// may see the person, and locks nothing.
func ReadByHand(ctx context.Context, tx pgx.Tx, releaseID int64) (Kept, error) {
	var k Kept
	var personID int64
	var o Observation
	var agreed, born calendar.Date
	err := tx.QueryRow(ctx, `
		SELECT p.id, p.surname, p.forenames, p.date_of_birth, p.home_area, p.language, p.com_name, p.com_email, p.pom_name, p.pom_email,
		       p.police_om_name, p.police_om_email, p.flags, p.iom, p.needs_assessed, p.needs, p.needs_unknown, p.mobile_told, p.text_ok, p.text_agreed_on,
		       p.phone_shared, p.next_of_kin_told_at, p.purpose
		FROM release r JOIN person p ON p.id = r.person_id WHERE r.id = $1`, releaseID).
		Scan(&personID, &o.Surname, &o.Forenames, &born, &o.HomeArea, &o.Language, &o.COM.Name, &o.COM.Email, &o.POM.Name, &o.POM.Email,
			&o.PoliceOM.Name, &o.PoliceOM.Email, &o.Flags, &o.IOM, &o.NeedsAssessed, &o.Needs, &o.NeedsUnknown, &o.MobileTold, &o.TextOK, &agreed,
			&o.PhoneShared, &k.KinTold, &k.Purpose)
	if err != nil {
		return Kept{}, fmt.Errorf("read what is known of the person: %w", err)
	}
	o.BirthDate, o.TextAgreedOn = born, agreed
	k.Fields = map[Field]string{}
	for _, f := range Fields {
		k.Fields[f] = o.value(f)
	}
	for _, need := range Needs {
		k.Fields[NeedField(need)] = string(o.need(need))
	}
	if k.Notes, err = ReadNotes(ctx, tx, releaseID); err != nil {
		return Kept{}, err
	}
	if k.Edits, err = readEdits(ctx, tx, personID); err != nil {
		return Kept{}, err
	}
	if k.Newest, err = readNewestEvent(ctx, tx, personID); err != nil {
		return Kept{}, err
	}
	if k.Back, err = readTakenBack(ctx, tx, personID); err != nil {
		return Kept{}, err
	}
	if k.Holds, err = readHolds(ctx, tx, personID); err != nil {
		return Kept{}, err
	}
	if k.NotDied, _, err = readNotDied(ctx, tx, personID); err != nil {
		return Kept{}, err
	}
	if k.Consents, err = readConsents(ctx, tx, personID); err != nil {
		return Kept{}, err
	}
	if k.Category, err = readCategory(ctx, tx, personID); err != nil {
		return Kept{}, err
	}
	k.Notice, err = readNotice(ctx, tx, personID)
	return k, err
}

// TakenBack is a movement that was recorded by mistake. By is words, as in
// StoryStep; StoryEvent.By is who recorded it.
type TakenBack struct {
	StoryEvent
	At      time.Time
	By, Why string
}

func readTakenBack(ctx context.Context, tx pgx.Tx, personID int64) ([]TakenBack, error) {
	rows, err := tx.Query(ctx, `
		SELECT e.event, e.at, coalesce(p.name, ''), e.superseded_at, coalesce(a.name, e.taken_back_by) || coalesce(' and ' || d.name, ''), e.taken_back_why
		FROM life_event e LEFT JOIN prison p ON p.code = e.prison LEFT JOIN account a ON e.taken_back_by = 'account:' || a.id
		LEFT JOIN take_back b ON b.person_id = e.person_id AND b.event_id = e.id AND b.decision = 'agreed' LEFT JOIN account d ON b.decided_by = 'account:' || d.id
		WHERE e.person_id = $1 AND e.taken_back_by <> '' ORDER BY e.superseded_at DESC, e.id DESC`, personID)
	if err != nil {
		return nil, fmt.Errorf("read what was taken back: %w", err)
	}
	var list []TakenBack
	var b TakenBack
	if _, err = pgx.ForEachRow(rows, []any{&b.Event, &b.StoryEvent.At, &b.PrisonName, &b.At, &b.By, &b.Why}, func() error {
		list = append(list, b)
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read what was taken back: %w", err)
	}
	return list, nil
}

// HandChoices are what a form by hand can choose from: every prison in use, the
// areas of the scope, and all areas that somebody could move to.
type HandChoices struct{ Prisons, Own, Areas []Choice }

// ReadHandChoices reads what forms by hand choose from.
func ReadHandChoices(ctx context.Context, tx pgx.Tx, scope Scope) (c HandChoices, err error) {
	rows, err := tx.Query(ctx, `SELECT code, name FROM prison ORDER BY name`)
	if err != nil {
		return c, fmt.Errorf("read prisons: %w", err)
	}
	if c.Prisons, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Choice]); err != nil {
		return c, fmt.Errorf("read prisons: %w", err)
	}
	if c.Areas, err = ReadHousingAuthorities(ctx, tx); err != nil {
		return c, err
	}
	for _, a := range c.Areas {
		if scope.Covers(Scope{Areas: []string{a.Code}}) {
			c.Own = append(c.Own, a)
		}
	}
	return c, nil
}
