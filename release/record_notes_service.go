package release

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/notify"
	"throughgate/pathways"
)

// note writes what a record says beside the event itself. Of two records about
// one thing the later instant holds, whichever came first. It gives why a
// record cannot be applied, in words with the remedy; of a merge, who remains.
func (r *recording) note(ctx context.Context, e LifeEvent) (kept int64, problem string, err error) {
	if e.Word == Merged {
		return r.merge(ctx, e)
	}
	problem, err = r.noteRecord(ctx, e)
	return 0, problem, err
}

func (r *recording) noteRecord(ctx context.Context, e LifeEvent) (problem string, err error) {
	switch e.Word {
	case RecordScheme:
		return r.decideScheme(ctx, e)
	case RecordConsent:
		return "", r.consent(ctx, e)
	case RecordChecked:
		if e.About == CheckedText {
			return "", nil // the event says it all: texts ask for the newest
		}
		return r.tick(ctx, e, `om_cleared_at`, "checked")
	case RecordTellThem:
		return r.tellThem(ctx, e)
	case RecordLicence:
		return "", r.exec(ctx, "note the check against the licence",
			`UPDATE release SET licence_checked_at = greatest(licence_checked_at, $2) WHERE person_id = $1 AND is_current`, e.PersonID, e.At)
	case RecordNextOfKin:
		return r.nextOfKin(ctx, e)
	case RecordReason:
		return r.writeReason(ctx, e)
	case RecordPapers:
		return r.papers(ctx, e)
	case Received, Transferred, Court, TemporaryAbsence, Hospital, WasReleased, ReleasedFromCourt, ReleasedInError, WasRemoved,
		Extradited, ImmigrationCentre, OtherJurisdiction, Escaped, Absconded, FailedToReturn, OutUnknown, Recalled, HasDied, Merged,
		MovedArea:
	}
	return "", nil
}

func (r *recording) exec(ctx context.Context, doing, sql string, args ...any) error {
	if _, err := r.tx.Exec(ctx, sql, args...); err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}

// changed runs an UPDATE and tells whether it met anything.
func (r *recording) changed(ctx context.Context, doing, sql string, args ...any) (bool, error) {
	tag, err := r.tx.Exec(ctx, sql, args...)
	if err != nil {
		return false, fmt.Errorf("%s: %w", doing, err)
	}
	return tag.RowsAffected() > 0, nil
}

// decideScheme records the decision on the Friday scheme for the date that
// decides now; it falls with that date (domain rule 3).
func (r *recording) decideScheme(ctx context.Context, e LifeEvent) (string, error) {
	ok, err := r.changed(ctx, "record the decision on the Friday scheme", `
		UPDATE release SET scheme = $2, scheme_for = statutory_date, scheme_reason = $3, scheme_at = $4, scheme_by = $5, judged_on = $6
		WHERE person_id = $1 AND is_current AND statutory_date IS NOT NULL AND (opened_at IS NULL OR opened_at <= $4)
		  AND (scheme_at IS NULL OR scheme_at <= $4 OR scheme_for IS DISTINCT FROM statutory_date)`,
		e.PersonID, e.About, e.Reason, e.At, r.who.Key(), r.today())
	if err != nil || ok {
		return "", err
	}
	var none bool
	err = r.tx.QueryRow(ctx, `SELECT statutory_date IS NULL FROM release WHERE person_id = $1 AND is_current`, e.PersonID).Scan(&none)
	if err != nil {
		return "", fmt.Errorf("read the deciding date: %w", err)
	}
	if none {
		return "no date decides for this person: record the decision once there is one", nil
	}
	return "", nil // a later decision stands
}

// consent gives or withdraws one; the newest instant of that consent holds. The
// day on which one in force had been given before stays in the history.
func (r *recording) consent(ctx context.Context, e LifeEvent) error {
	newer, err := r.newerEvent(ctx, e)
	if err != nil || newer {
		return err
	}
	if e.Reason == consentWithdrawn {
		return r.exec(ctx, "withdraw a consent", `UPDATE consent SET withdrawn_at = $3, withdrawn_on = $4, withdrawn_by = $5 WHERE person_id = $1 AND kind = $2 AND withdrawn_at IS NULL`,
			e.PersonID, e.About, r.now, calendar.DayOf(e.At), r.who.Key())
	}
	return r.exec(ctx, "record a consent", `
		WITH kept AS (INSERT INTO person_edit (person_id, field, old_value, new_value, at, actor)
		    SELECT person_id, kind, coalesce(given_on::text, ''), $3::date::text, $4, $6 FROM consent
		    WHERE person_id = $1 AND kind = $2 AND withdrawn_at IS NULL AND given_on IS DISTINCT FROM $3::date)
		INSERT INTO consent (person_id, kind, given_on, recorded_at, source, recorded_by) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (person_id, kind) WHERE withdrawn_at IS NULL DO UPDATE SET given_on = excluded.given_on`,
		e.PersonID, e.About, calendar.DayOf(e.At), r.now, r.Name, r.who.Key())
}

// newerEvent tells whether a later event of the same word about the same thing
// is recorded.
func (r *recording) newerEvent(ctx context.Context, e LifeEvent) (newer bool, err error) {
	err = r.tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT 1 FROM life_event WHERE person_id = $1 AND event = $2 AND about = $3 AND at > $4 AND superseded_at IS NULL)`,
		e.PersonID, string(e.Word), e.About, e.At).Scan(&newer)
	if err != nil {
		return false, fmt.Errorf("look for a later event: %w", err)
	}
	return newer, nil
}

// tick notes the offender manager's word on one task of the present stay.
func (r *recording) tick(ctx context.Context, e LifeEvent, column, word string) (string, error) {
	ok, err := r.changed(ctx, "note the offender manager's word", `
		UPDATE task t SET `+column+` = $3, version = t.version + 1 FROM release r
		WHERE r.id = t.release_id AND r.person_id = $1 AND r.is_current AND t.standard = $2 AND t.state <> 'withdrawn'`,
		e.PersonID, e.About, e.At)
	if err != nil || ok {
		return "", err
	}
	return fmt.Sprintf("nothing with this code is planned for the person: there is nothing to be %s", word), nil
}

// tellThem is the offender manager's "yes, tell them": of one task, or of all
// that are open. After a release in error the event itself frees the release
// (observed.wait).
func (r *recording) tellThem(ctx context.Context, e LifeEvent) (string, error) {
	if e.About != "" {
		return r.tick(ctx, e, `om_released_at`, "told")
	}
	return "", r.exec(ctx, "note the offender manager's word", `
		UPDATE task t SET om_released_at = $2, version = t.version + 1 FROM release r
		WHERE r.id = t.release_id AND r.person_id = $1 AND r.is_current AND t.state IN `+openStates+` AND t.om_released_at IS NULL`, e.PersonID, e.At)
}

// nextOfKin lets the other officers be told of a death, recorded before or
// after.
func (r *recording) nextOfKin(ctx context.Context, e LifeEvent) (string, error) {
	ok, err := r.changed(ctx, "note that the next of kin have been told",
		`UPDATE person SET next_of_kin_told_at = $2 WHERE id = $1 AND next_of_kin_told_at IS NULL`, e.PersonID, e.At)
	if ok {
		r.died = append(r.died, e.PersonID)
	}
	return "", err
}

// writeReason says why the day passed and the person is still in: what waited
// goes on (domain rule 2).
func (r *recording) writeReason(ctx context.Context, e LifeEvent) (string, error) {
	if newer, err := r.newerEvent(ctx, e); err != nil || newer {
		return "", err
	}
	ok, err := r.changed(ctx, "write the reason", `
		UPDATE release SET reason_written = $2, reason_for = planned_day
		WHERE person_id = $1 AND is_current AND (state IN ('date_passed', 'not_confirmed', 'left_unknown')
		      OR state = 'planned' AND planned_day < $3
		      OR missing_since IS NOT NULL AND state NOT IN ('at_large', 'released', 'removed', 'died', 'moved_away'))`,
		e.PersonID, e.Reason, r.today())
	if err != nil || ok {
		return "", err
	}
	return "nothing waits for a reason: no day has passed for this person without a release, and they have not left for a reason unknown", nil
}

// papers notes whether immigration papers were served, for the planned day.
func (r *recording) papers(ctx context.Context, e LifeEvent) (string, error) {
	if newer, err := r.newerRecord(ctx, e); err != nil || newer {
		return "", err
	}
	ok, err := r.changed(ctx, "note whether papers were served", `
		UPDATE release SET papers = $2, papers_for = planned_day
		WHERE person_id = $1 AND is_current AND state = 'planned' AND 'immigration_hold' = ANY(reasons)`, e.PersonID, e.About)
	if err != nil || ok {
		return "", err
	}
	return "no immigration hold stands for this person before a planned day: there are no papers to be served", nil
}

// newerRecord tells whether a later record of the same word stands, whatever it
// says.
func (r *recording) newerRecord(ctx context.Context, e LifeEvent) (newer bool, err error) {
	err = r.tx.QueryRow(ctx, `
		SELECT EXISTS (SELECT 1 FROM life_event WHERE person_id = $1 AND event = $2 AND at > $3 AND superseded_at IS NULL)`,
		e.PersonID, string(e.Word), e.At).Scan(&newer)
	if err != nil {
		return false, fmt.Errorf("look for a later record: %w", err)
	}
	return newer, nil
}

// tellDeath tells the prison's officer and the police officer of a death, once
// the next of kin have been told: until then only the link officer, the
// community officer and the unit know (domain rule 4).
func (r *recording) tellDeath(ctx context.Context) (int, error) {
	if len(r.died) == 0 {
		return 0, nil
	}
	rows, err := r.tx.Query(ctx, `
		SELECT r.id, p.pom_name, p.pom_email, p.police_om_name, p.police_om_email
		FROM person p JOIN release r ON r.person_id = p.id AND r.is_current
		WHERE p.id = ANY($3) AND r.state = 'died' AND `+unitSQL+` ORDER BY r.id`, r.Unit.All, r.Unit.Areas, r.died)
	if err != nil {
		return 0, fmt.Errorf("find who is told of a death: %w", err)
	}
	alerts := newLetters(notify.Alert)
	item := notify.Item{Kind: notify.ItemDied}
	var pom, police pathways.Contact
	if _, err = pgx.ForEachRow(rows, []any{&item.ReleaseID, &pom.Name, &pom.Email, &police.Name, &police.Email}, func() error {
		alerts.add([]pathways.Contact{pom, police}, item)
		return nil
	}); err != nil {
		return 0, fmt.Errorf("find who is told of a death: %w", err)
	}
	queued, err := r.holdingBack(r.cause).Outbox.Add(ctx, r.tx, r.now, alerts.intents(r.occasionAt()+":kin", r.now))
	return len(queued), err
}
