package main

import (
	"maps"
	"time"

	"throughgate/internal/calendar"
)

// scene is one moment of the story: what came in, and what is then done.
type scene struct {
	At      string // London, "2026-11-23 09:00"
	Title   string
	Tells   string            // what the scene shows, in a sentence or two
	Cells   map[string]string // cells of the extract that are others than before
	Events  []string          // lines of an event file
	Answers bool              // the services say on their pages that they will do it
	Watch   bool              // the daily watch runs
}

const preface = `# One release, word for word

Made by ` + "`make walkthrough`" + ` from a real run of the program: each step is a command of the README on a database of its own, with the clock set to the moment named; e-mails went through a mail server, texts through a server that answers like Twilio. The person is invented. References are random.

Robin Example, prison number A0001AA, is held in Leeds, far from home in Haringey; needs housing and help with drugs, has agreed to be referred and to be texted. Services answer on their pages: that is said where it happens.

`

func firstRow() map[string]string {
	return map[string]string{"prison_number": "A0001AA", "surname": "Example", "forenames": "Robin", "date_of_birth": "1988-03-09",
		"prison": "LEI", "home_area": "Haringey", "legal_status": "SENTENCED", "status": "ACTIVE IN", "received_on": "2026-02-02",
		"sentence_start": "2026-02-02", "crd": "2027-02-12", "hdced": "2026-12-28", "sed": "2028-02-12", "mobile": "07700 900123",
		"text_ok": "yes", "text_agreed_on": "2026-10-05", "phone_shared": "no", "com_name": "Una Officer", "com_email": "com@probation.example",
		"pom_name": "Pat Inside", "pom_email": "pom@prison.example", "police_om_name": "Pol Officer", "police_om_email": "police@police.example",
		"needs": "accommodation;drugs_and_alcohol", "consents": "consent_to_refer=2026-10-05;consent_to_share_contact=2026-10-05;consent_to_share_health=2026-10-05",
		"flags": "none", "iom": "", "released_on": "", "movement_reason": ""}
}

const appointments = "id,prison_number,starts_at,service,place,place_safe_to_text,phone,minutes\n" +
	"V-1,A0001AA,2027-01-06 10:00,drug_and_alcohol,Seven Sisters hub,no,020 7946 0107,30\n"

var story = []scene{
	{At: "2026-11-23 08:00", Title: "The first extract, and the first watch", Watch: true,
		Tells: "The conditional release date is a Friday: under the Friday scheme Thursday is presumed, and both days are said until somebody decides. Everything whose day has come is asked for, one e-mail a service."},
	{At: "2026-11-23 15:00", Title: "The services answer", Answers: true, Tells: "Each says on its page that it will do what it was asked for. Nobody is written to."},
	{At: "2026-11-24 09:00", Title: "The date moves later", Cells: map[string]string{"crd": "2027-02-26"},
		Tells: "Fourteen days were added. Whoever holds something is told once, half an hour later."},
	{At: "2026-11-24 09:40", Title: "Half an hour later", Tells: "What was queued leaves."},
	{At: "2026-12-01 09:00", Title: "It moves again", Cells: map[string]string{"crd": "2027-02-24"}, Tells: "A first correction in the morning."},
	{At: "2026-12-01 09:20", Title: "And once more, twenty minutes later", Cells: map[string]string{"crd": "2027-02-17"},
		Tells: "The message about the day in between has not left: it is cancelled, and one goes from the day the services know to the day that holds now. It is earlier by more than three working days, so their answers are asked for again."},
	{At: "2026-12-01 09:55", Title: "The one message leaves", Tells: "One for each recipient."},
	{At: "2026-12-01 16:00", Title: "The services answer again", Answers: true, Tells: "On their pages."},
	{At: "2026-12-07 09:00", Title: "Curfew is approved", Cells: map[string]string{"hdcad": "2027-01-05"},
		Tells: "Home detention curfew brings the release forward by six weeks: notice is lost, and some standards can no longer be met."},
	{At: "2026-12-07 09:35", Title: "Half an hour later", Tells: "What was queued leaves."},
	{At: "2026-12-08 08:00", Title: "The next morning's watch", Watch: true, Tells: "What the new day makes due is asked for, as short notice where it is; officers read of the move in their digest."},
	{At: "2026-12-08 15:00", Title: "The services answer", Answers: true, Tells: "On their pages."},
	{At: "2027-01-04 08:00", Title: "The day before", Watch: true, Tells: "The watch of the day before; those of the weeks between were not run, and are caught up in one pass."},
	{At: "2027-01-05 11:00", Title: "Released on curfew", Cells: map[string]string{"status": "INACTIVE OUT", "released_on": "2027-01-05", "movement_reason": "released"},
		Tells: "As planned. What need not be done any more is withdrawn, the call about tonight goes at once, and now a text may go."},
	{At: "2027-01-05 12:00", Title: "An hour later", Tells: "What was queued leaves."},
	{At: "2027-01-06 08:00", Title: "The first morning outside", Watch: true, Tells: "What is due after release is asked for."},
	{At: "2027-01-12 10:00", Title: "Recalled", Events: []string{`{"id":"R-1","at":"2027-01-12 09:15","prison_number":"A0001AA","event":"recalled","prison":"HHI"}`},
		Tells: "Back in custody in another prison: a new stay. What was under way after the release stops, services are told, texts end."},
	{At: "2027-01-12 10:35", Title: "Half an hour later", Tells: "What was queued leaves."},
	{At: "2027-01-13 08:00", Title: "The next morning's watch", Watch: true, Tells: "The new stay has a plan of its own."},
	{At: "2027-01-21 09:00", Title: "To court", Events: []string{`{"id":"C-1","at":"2027-01-21 08:30","prison_number":"A0001AA","event":"court"}`},
		Tells: "Not a release. The board shows it; nobody is written to."},
	{At: "2027-01-21 15:30", Title: "Released from court", Events: []string{`{"id":"C-2","at":"2027-01-21 15:10","prison_number":"A0001AA","event":"released_from_court","reason":"recall rescinded"}`},
		Tells: "Nobody expected it: officers hear at once, the requests of an unexpected release go as short notice, tonight's address first."},
	{At: "2027-01-22 08:00", Title: "The next morning", Watch: true, Tells: "What else is due, and what was queued in the evening."},
}

// instant reads a scene's moment.
func instant(at string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", at)
	if err != nil {
		panic(err) // the story is ours
	}
	return calendar.MustParse(at[:len("2006-01-02")]).At(t.Hour(), t.Minute())
}

// change lays a scene's cells over the row.
func (s *stage) change(cells map[string]string) { maps.Copy(s.row, cells) }
