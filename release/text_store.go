package release

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"throughgate/notify"
)

// textRow is a release with the facts that decide about texts to its person.
type textRow struct {
	ReleaseID int64
	PersonID  int64
	FirstName string // forenames as stored
	HomeArea  string
	Licence   bool // addresses and places are checked against the licence
	Facts     TextFacts
}

// textFactsSQL counts as live everybody who has not died. That a number is not
// empty is said once more, or its index is not used.
const textFactsSQL = `
	SELECT r.id, p.id, p.forenames, p.home_area, r.state, r.released_on, p.date_of_birth, p.language, p.flags, p.mobile, p.text_ok,
	       p.text_agreed_on, p.text_agreed_number, r.received_on, r.received_day, p.phone_shared,
	       CASE WHEN p.mobile = '' THEN 0 ELSE (SELECT count(*) FROM person q JOIN release x ON x.person_id = q.id AND x.is_current
	             WHERE q.mobile = p.mobile AND q.mobile <> '' AND x.state <> 'died') END,
	       EXISTS (SELECT 1 FROM opt_out o WHERE o.number = p.mobile), NOT r.is_current, r.withheld, r.licence_checked_at IS NOT NULL,
	       (SELECT CASE WHEN e.reason <> 'withdrawn' THEN (e.at AT TIME ZONE 'Europe/London')::date END FROM life_event e
	         WHERE e.person_id = p.id AND e.event = 'checked' AND e.about = 'text_under_18' AND e.superseded_at IS NULL
	         ORDER BY e.at DESC, e.id DESC LIMIT 1)
	FROM release r JOIN person p ON p.id = r.person_id WHERE r.id = ANY($1)`

func loadTextFacts(ctx context.Context, tx pgx.Tx, releases []int64) (map[int64]textRow, error) {
	rows, err := tx.Query(ctx, textFactsSQL, releases)
	if err != nil {
		return nil, fmt.Errorf("read what decides about texts: %w", err)
	}
	out := map[int64]textRow{}
	var t textRow
	f := &t.Facts
	if _, err = pgx.ForEachRow(rows, []any{&t.ReleaseID, &t.PersonID, &t.FirstName, &t.HomeArea, &f.State, &f.ReleasedOn, &f.BirthDate,
		&f.Language, &f.Flags, &f.Mobile, &f.TextOK, &f.AgreedOn, &f.AgreedNumber, &f.ReceivedOn, &f.EpisodeFrom, &f.PhoneShared,
		&f.Holders, &f.OptedOut, &f.Returned, &f.Withheld, &t.Licence, &f.TickedOn}, func() error {
		out[t.ReleaseID] = t
		f.Flags = nil
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read what decides about texts: %w", err)
	}
	return out, nil
}

// askNeverText asks the never-text list about the numbers of these releases.
func askNeverText(ctx context.Context, tx pgx.Tx, keys notify.NeverTextKeys, facts map[int64]textRow) error {
	var numbers []string
	for _, f := range facts {
		if f.Facts.Mobile != "" {
			numbers = append(numbers, f.Facts.Mobile)
		}
	}
	if len(numbers) == 0 {
		return nil
	}
	never, err := notify.NeverTexted(ctx, tx, keys, numbers)
	if err != nil {
		return err
	}
	for id, f := range facts {
		if f.Facts.NeverText = never[f.Facts.Mobile]; f.Facts.NeverText {
			facts[id] = f
		}
	}
	return nil
}
