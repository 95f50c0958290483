package release_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/notify"
)

// anotherPerson has a number of their own.
var anotherPerson = merged(reachable, who{"prison_number": "A0002BC", "surname": "Invented", "forenames": "Alex", "mobile": "07700 900124"})

// Everything of the rule is asked when the text leaves, however the database came
// to be as it is: here it changes behind the planner's back.
func TestEachThingThatForbidsATextIsAskedWhenItLeaves(t *testing.T) {
	const gone = "the appointment was moved, cancelled or has passed"
	for name, test := range map[string]struct {
		sql    string
		state  string
		reason string
	}{
		"nothing":                      {`SELECT 1`, "sent", ""},
		"another version":              {`UPDATE appointment SET version = version + 1`, "not_sent", gone},
		"attended":                     {`UPDATE appointment SET state = 'attended'`, "not_sent", gone},
		"missed":                       {`UPDATE appointment SET state = 'missed'`, "not_sent", gone},
		"not needed":                   {`UPDATE appointment SET state = 'not_needed'`, "not_sent", gone},
		"cancelled":                    {`UPDATE appointment SET state = 'cancelled'`, "not_sent", gone},
		"begun":                        {`UPDATE appointment SET starts_at = '2026-11-27 09:59Z'`, "not_sent", gone},
		"its deadline is past":         {`UPDATE message SET deadline = '2026-11-27 09:59Z'`, "not_sent", "it could no longer be sent in time"},
		"not released after all":       {`UPDATE release SET state = 'planned', released_on = NULL`, "queued", "waiting: waits for the release to be recorded"},
		"released in error":            {`UPDATE release SET withheld = true`, "queued", "waiting: released in error: waits for the offender manager's word"},
		"back in custody":              {`UPDATE release SET received_on = released_on + 1`, "not_sent", "the person was received into custody again"},
		"a newer time in custody":      {`UPDATE release SET is_current = false`, "not_sent", "the person was received into custody again"},
		"dead":                         {`UPDATE release SET state = 'died'`, "not_sent", "nothing is sent to this person"},
		"at large":                     {`UPDATE release SET state = 'at_large'`, "not_sent", "nothing is sent to this person"},
		"opted out":                    {`INSERT INTO opt_out (number, reason, at) VALUES ('+447700900123', 'stop', now())`, "not_sent", "this number has asked for no texts"},
		"the wrong number":             {`INSERT INTO opt_out (number, reason, at) VALUES ('+447700900123', 'wrong_number', now())`, "not_sent", "this is the wrong number"},
		"agreed for another number":    {`UPDATE person SET text_agreed_number = '+447700900555'`, "not_sent", "unconfirmed: the agreement was for another number"},
		"agreed before this episode":   {`UPDATE person SET text_agreed_on = '2026-01-11'`, "not_sent", "unconfirmed: the agreement is older than this time in custody"},
		"agreement without a day":      {`UPDATE person SET text_agreed_on = NULL`, "not_sent", "unconfirmed: the agreement has no date"},
		"agreement taken back":         {`UPDATE person SET text_ok = 'no'`, "not_sent", "the person does not want texts"},
		"nobody asked about the phone": {`UPDATE person SET phone_shared = 'unknown'`, "not_sent", "unconfirmed: nobody has asked whether someone else sees this phone"},
		"another number":               {`UPDATE person SET mobile = '+447700900555', text_agreed_number = '+447700900555' WHERE forenames = 'Sam'`, "not_sent", "the person has another number now"},
		"held by somebody else too":    {`UPDATE person SET mobile = '+447700900123' WHERE forenames = 'Alex'`, "not_sent", "this number is recorded for more than one person"},
		"contact risk":                 {`UPDATE person SET flags = '{contact_risk}'`, "not_sent", "contact risk: a worker tells the person"},
		"under 18":                     {`UPDATE person SET date_of_birth = '2010-01-01'`, "not_sent", "under 18: the youth worker decides"},
		"another language":             {`UPDATE person SET language = 'pl'`, "not_sent", "texts are in English and Welsh only: a worker tells the person in their language (pl)"},
		"moved to another area":        {`UPDATE person SET home_area = 'E09000001'`, "not_sent", "the person is not in the unit's areas"},
	} {
		t.Run(name, func(t *testing.T) {
			u := newTexts(t, reachable)
			u.tell(anotherPerson)
			u.book("X1,A0001BC,2026-12-01 11:00,housing_options,Office,yes,")
			u.at("2026-11-25", 9, 0)
			u.tell(merged(reachable, released("2026-11-25")))
			u.at("2026-11-27", 10, 0)
			u.exec(test.sql)
			left := onlyTexts(u.deliver())
			if (len(left) == 1) != (test.state == "sent") {
				t.Fatalf("left: %+v", left)
			}
			got := u.messages(notify.AppointmentReminder)[0]
			if got.State != test.state || got.Reason != test.reason {
				t.Errorf("%s: %q, want %s: %q", got.State, got.Reason, test.state, test.reason)
			}
		})
	}
}

func TestATextIsAnsweredUnlessItComesFromThePhoneOfSomebodyWhoDied(t *testing.T) {
	for name, died := range map[string]bool{"alive": false, "died": true} {
		t.Run(name, func(t *testing.T) {
			u := newTexts(t, reachable)
			if died {
				u.exec(`UPDATE release SET state = 'died'`)
			}
			u.at("2026-11-28", 12, 0) // a Saturday
			inbound := notify.NewInbound(u.pool, u.clock, calendar.New(nil), u.releases.Outbox.(*notify.Outbox))
			for ref, body := range map[string]string{"SM1": "who is this please", "SM2": "HELP"} {
				if err := inbound.Receive(t.Context(), notify.InboundText{ProviderRef: ref, From: "+447700900123", Body: body}); err != nil {
					t.Fatal(err)
				}
			}
			if left := onlyTexts(u.deliver()); (len(left) == 2) == died || len(left) == 1 {
				t.Errorf("left: %+v", left)
			}
			if got := collect[string](u, `SELECT DISTINCT state || ': ' || reason FROM message WHERE kind = 'auto_reply'`); died && (len(got) != 1 || got[0] != "not_sent: nothing is sent to this person") {
				t.Errorf("the reason: %v", got)
			}
			if n := one[int](u, `SELECT count(*) FROM attention WHERE kind = 'reply' AND closed_at IS NULL`); n != 1 {
				t.Errorf("%d replies wait to be read, want the one", n)
			}
		})
	}
}

func TestATextNamesANumberToRingAndNoSentence(t *testing.T) {
	u := newTexts(t, reachable)
	u.book("X1,A0001BC,2026-12-01 11:00,housing_options,Office,yes,")
	u.exec(`UPDATE appointment SET phone = 'ask at the desk for Jo'`)
	u.at("2026-11-25", 9, 0)
	u.tell(merged(reachable, released("2026-11-25")))
	u.at("2026-11-27", 10, 0)
	left := onlyTexts(u.deliver())
	if len(left) != 1 || contains(left[0].Text, "desk") || !contains(left[0].Text, "ring 020 7946 0113.") {
		t.Errorf("the unit's number stands in for it: %+v", left)
	}
}

func TestANumberThatIsNeverTextedIsAskedForWhenRemindersArePlanned(t *testing.T) {
	u := newTexts(t, reachable)
	u.releases.NeverText = notify.NewNeverTextKeys("a pretend key, long enough to be one")
	never := notify.NeverText{Pool: u.pool, Now: u.clock, Calendar: calendar.New(nil), Keys: u.releases.NeverText}
	if _, _, err := never.Add(t.Context(), access.System("never-text"), []string{"07700 900123"}); err != nil {
		t.Fatal(err)
	}
	u.book("X1,A0001BC,2026-12-01 11:00,housing_options,Office,yes,")
	for _, m := range u.messages(notify.AppointmentReminder) {
		if m.State != "not_sent" || m.Reason != "no texts go to this number" {
			t.Errorf("%s: %q", m.State, m.Reason)
		}
	}
	if got := collect[string](u, `SELECT note FROM attention WHERE closed_at IS NULL`); len(got) != 1 || got[0] != "no text can remind of an appointment: no texts go to this number" {
		t.Errorf("a worker has it: %v", got)
	}
}

func TestUnder18OnlyWithTheYouthWorkersTick(t *testing.T) {
	young := merged(reachable, who{"date_of_birth": "2010-01-01"})
	tick := func(id, at, given string) string {
		return id + " " + at + ` A0001BC checked "task":"text_under_18"` + given
	}
	u := newTexts(t, young)
	u.book("X1,A0001BC,2026-12-01 11:00,housing_options,Office,yes,")
	u.wantTexts("without the tick", "not_sent 2026-11-27 10:00: X1", "not_sent 2026-11-30 10:00: X1")
	u.at("2026-11-23", 9, 0)
	u.event(tick("t1", "2026-11-23T08:30", ""))
	u.at("2026-11-25", 9, 0)
	u.tell(merged(young, released("2026-11-25")))
	u.at("2026-11-27", 10, 0)
	if left := onlyTexts(u.deliver()); len(left) != 1 {
		t.Fatalf("with the tick: %+v", left)
	}
	u.event(tick("t2", "2026-11-27T09:00", `,"given":false`), tick("t1b", "2026-11-26T09:00", ""))
	u.at("2026-11-30", 10, 0)
	if left := onlyTexts(u.deliver()); len(left) != 0 {
		t.Errorf("the tick was taken back, and one given before that comes late: %+v", left)
	}
	u.at("2026-12-03", 9, 0)
	u.tell(merged(young, who{"received_on": "2026-12-02", "text_agreed_on": "2026-12-02"}))
	u.event(tick("t3", "2026-12-01T08:00", ""))
	u.book("X2,A0001BC,2026-12-10 11:00,housing_options,Office,yes,")
	reason := func() string { m := u.messages(notify.AppointmentReminder); return m[len(m)-1].Reason }
	if got := reason(); got != "under 18: the youth worker decides" {
		t.Errorf("a new time in custody needs a new tick: %q", got)
	}
	u.event(tick("t4", "2026-12-02T08:00", ""))
	if got := reason(); got != "" {
		t.Errorf("with a new tick: %q", got)
	}
}

func TestAnOptOutOutlivesANewAgreement(t *testing.T) {
	u := newTexts(t, reachable)
	u.exec(`INSERT INTO opt_out (number, reason, at) VALUES ('+447700900123', 'stop', '2026-11-10 10:00Z')`)
	u.tell(merged(reachable, who{"text_agreed_on": "2026-11-20"}))
	u.book("X1,A0001BC,2026-12-01 11:00,housing_options,Office,yes,")
	u.wantTexts("who sent STOP sends START", "not_sent 2026-11-27 10:00: X1", "not_sent 2026-11-30 10:00: X1")
}

func TestABlockedPlaceIsLeftOutAndShownUntilItsNameIsCleared(t *testing.T) {
	u := newTexts(t, reachable)
	u.book("X1,A0001BC,2026-12-01 11:00,housing_options,Earls Court Library,yes,", "X2,A0001BC,2026-12-02 11:00,mental_health,Crown Court,no,",
		"X3,A0001BC,2026-12-02 15:00,drug_and_alcohol,HMP Leeds Gate Hub,yes,")
	open := func() []string {
		return collect[string](u, `SELECT about_key || ' ' || due_on FROM attention WHERE kind = 'place_blocked' AND closed_at IS NULL ORDER BY about_key`)
	}
	want := []string{"place:earls court library 2026-11-27", "place:hmp leeds gate hub 2026-11-27"}
	if diff := cmp.Diff(want, open()); diff != "" {
		t.Errorf("places marked safe that texts cannot name (-want +got):\n%s", diff)
	}
	u.sweep("2026-11-23")
	if got := u.lastTo(notify.Digest, linkAddress); !got.has("place_blocked") {
		t.Errorf("the digest: %v", got.Items)
	}
	phrases := notify.TextPhrases{Pool: u.pool, Now: u.clock}
	lee := access.Actor{AccountID: one[int64](u, `SELECT id FROM account WHERE email = $1`, linkAddress), Role: access.LinkOfficer}
	_, waiting, err := phrases.Venues(t.Context(), lee)
	if err != nil || len(waiting) != 2 || waiting[0].Place != "Earls Court Library" || waiting[0].Holds[0] != "Court" {
		t.Errorf("the list of venues: %+v, %v", waiting, err)
	}
	if err := phrases.ClearVenue(t.Context(), lee, "Earls Court"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want[1:], open()); diff != "" {
		t.Errorf("once it is cleared (-want +got):\n%s", diff)
	}
	u.at("2026-11-25", 9, 0)
	u.tell(merged(reachable, released("2026-11-25")))
	u.at("2026-11-27", 10, 0)
	left := onlyTexts(u.deliver())
	if len(left) != 1 || !contains(left[0].Text, "at Earls Court Library") {
		t.Errorf("four days before: %+v", left)
	}
	u.at("2026-11-28", 10, 0)
	left = onlyTexts(u.deliver())
	if len(left) != 1 || contains(left[0].Text, "Leeds") || contains(left[0].Text, "Court") {
		t.Errorf("the text goes without the places: %+v", left)
	}
}
