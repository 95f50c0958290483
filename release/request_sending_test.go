package release_test

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/pg"
	"throughgate/notify"
	"throughgate/release"
)

// errUndo ends a transaction that was only to look.
var errUndo = errors.New("undo")

// verdictAfter is what is said of a message at the moment of sending, had this
// happened since it was queued.
func (u *unitTest) verdictAfter(m notify.Message, since string) (verdict notify.Verdict, lines int) {
	u.Helper()
	err := pg.InTx(u.Context(), u.pool, pg.As{Key: "system:test"}, func(tx pgx.Tx) error {
		if since != "" {
			if _, err := tx.Exec(u.Context(), since); err != nil {
				return err
			}
		}
		letter, v, err := release.Composer{Unit: u.releases.Unit}.Compose(context.WithoutCancel(u.Context()), tx, u.clock(), m, nil)
		if err != nil {
			return err
		}
		verdict, lines = v, len(letter.Lines)
		return errUndo
	})
	if !errors.Is(err, errUndo) {
		u.Fatal(err)
	}
	return verdict, lines
}

// Everything that could forbid a request or a reminder is asked again when it
// leaves (domain rules 6 and 9).
func TestWhatForbidsARequestIsAskedAgainWhenItLeaves(t *testing.T) {
	u := queuedAtFive(t, reconnect(who{"consents": "consent_to_share_health"}))
	u.at("2026-11-23", 8, 0)
	const (
		to    = "reconnect@services.example"
		task  = `UPDATE task SET `
		where = ` WHERE standard = 'MH-RECONNECT'`
		rung  = `UPDATE task SET rung = 1` + where
	)
	m := notify.Message{ID: u.lastTo(notify.Request, to).ID, Channel: notify.Email, Recipient: to}
	const asksNothing = "the request is "
	for name, c := range map[string]struct {
		kind  notify.Kind
		since string
		why   string // "": it goes
	}{
		"as it was":                          {notify.Request, ``, ""},
		"the contact in other letters":       {notify.Request, task + `contact_email = 'RECONNECT@services.example'` + where, ""},
		"acknowledged already":               {notify.Request, task + `state = 'acknowledged'` + where, ""},
		"somebody else holds it":             {notify.Request, task + `contact_email = 'other@services.example'` + where, "somebody else holds the request now"},
		"they have said no":                  {notify.Request, task + `state = 'declined'` + where, "it has been answered"},
		"they are full":                      {notify.Request, task + `state = 'no_capacity'` + where, "it has been answered"},
		"done":                               {notify.Request, task + `state = 'done'` + where, asksNothing + "done"},
		"withdrawn":                          {notify.Request, task + `state = 'withdrawn'` + where, asksNothing + "withdrawn"},
		"not wanted":                         {notify.Request, task + `state = 'not_wanted'` + where, asksNothing + "not wanted"},
		"a consent was withdrawn":            {notify.Request, `UPDATE consent SET withdrawn_at = now()`, "it waits for consent to share health details"},
		"another consent is none":            {notify.Request, `UPDATE consent SET kind = 'consent_to_refer'`, "it waits for consent to share health details"},
		"a check is wanted":                  {notify.Request, `UPDATE standard SET before_telling = before_telling || '{om_cleared}' WHERE code = 'MH-RECONNECT'`, "it waits for the offender manager's check"},
		"a flag came":                        {notify.Request, `UPDATE person SET flags = '{mappa2}'`, "it waits for the offender manager's word that it may go"},
		"a flag came, and the word":          {notify.Request, `UPDATE person SET flags = '{mappa2}'; UPDATE task SET om_released_at = now()`, ""},
		"restricted":                         {notify.Request, `UPDATE person SET flags = '{restricted}'`, "it waits for the offender manager's word that it may go"},
		"an immigration hold":                {notify.Request, `UPDATE release SET legal_status = 'IMMIGRATION_DETAINEE'`, "it waits for the offender manager's word that it may go"},
		"released in error":                  {notify.Request, `UPDATE release SET withheld = true`, "released in error: the offender manager has not said yet that services may be told"},
		"at large":                           {notify.Request, `UPDATE release SET state = 'at_large'`, "everything has stopped for this person"},
		"died":                               {notify.Request, `UPDATE release SET state = 'died'`, "nothing more is sent about this person"},
		"removed from the country":           {notify.Request, `UPDATE release SET state = 'removed'`, "nothing more is sent about this person"},
		"another unit's":                     {notify.Request, `UPDATE person SET home_area = 'E09000007'`, "the person is not in the unit's areas"},
		"a reminder of what has no answer":   {notify.Reminder, rung, ""},
		"a reminder, somebody else holds it": {notify.Reminder, rung + `; ` + task + `contact_email = 'other@services.example'` + where, "somebody else holds the request now"},
		"a reminder to their deputy":         {notify.Reminder, rung + `; ` + task + `contact_email = 'other@services.example'` + where + `; UPDATE service SET deputy_email = '` + to + `' WHERE service = 'reconnect'`, ""},
		"a reminder of what was answered":    {notify.Reminder, ``, "it has been answered"},
		"a reminder after a consent went":    {notify.Reminder, rung + `; UPDATE consent SET withdrawn_at = now()`, "it waits for consent to share health details"},
		"a reminder about who is at large":   {notify.Reminder, rung + `; UPDATE release SET state = 'at_large'`, "everything has stopped for this person"},
		"a reminder of what was withdrawn":   {notify.Reminder, rung + `; ` + task + `state = 'withdrawn'` + where, asksNothing + "withdrawn"},
		"a reminder about another unit's":    {notify.Reminder, rung + `; UPDATE person SET home_area = 'E09000007'`, "the person is not in the unit's areas"},
		"a reminder about a death":           {notify.Reminder, rung + `; UPDATE release SET state = 'died'`, "nothing more is sent about this person"},
		"a reminder once a flag has come":    {notify.Reminder, rung + `; UPDATE person SET flags = '{mappa3}'`, "it waits for the offender manager's word that it may go"},
		"a reminder after a release mistake": {notify.Reminder, rung + `; UPDATE release SET withheld = true`, "released in error: the offender manager has not said yet that services may be told"},
	} {
		m.Kind = c.kind
		verdict, lines := u.verdictAfter(m, c.since)
		if verdict.Send != (c.why == "") || verdict.Reason != c.why || verdict.Wait || lines != map[bool]int{true: 1}[verdict.Send] {
			t.Errorf("%s: %+v with %d lines, want %q", name, verdict, lines, c.why)
		}
	}
}
