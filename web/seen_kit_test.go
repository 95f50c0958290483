package web_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/testkit/seed"
	"throughgate/release"
	"throughgate/web"
)

// marked is a person of whom every field holds a word that stands nowhere else:
// whoever may not see the field must not come across it.
type marked struct {
	stem, initials, number, crn, phone, office string
	born, court                                calendar.Date
	flag                                       string
	release                                    seed.Release
}

var (
	plainMarks  = marked{stem: "Qvarn", initials: "ZQ", number: "Q7312ZX", crn: "X731299", phone: "07700 900731", office: "0113 496 0731", born: day("1971-02-03"), court: day("2026-12-25"), flag: "exclusion_zone"}
	hiddenMarks = marked{stem: "Wolbe", initials: "ZW", number: "W8421YK", crn: "X842188", phone: "07700 900842", office: "0113 496 0842", born: day("1972-03-04"), court: day("2026-12-24"), flag: "no_contact"}
)

// words are what to look for, by field. What the forms of the pages say by
// themselves (areas, the kinds of needs) is no mark; initials stand by
// themselves in what is read.
func (m marked) words() map[access.Field][]string {
	return map[access.Field][]string{
		access.FieldReference:  {m.release.Ref},
		access.FieldName:       {m.stem + "sur", m.stem + "fore"},
		access.FieldBirthDate:  {m.born.Long(), m.born.String()},
		access.FieldNumber:     {m.number, m.crn},
		access.FieldPrison:     {m.stem + "holm"},
		access.FieldReach:      {m.stem + "office", m.office},
		access.FieldCustody:    {m.stem + "why", m.stem + "passed"},
		access.FieldOfficers:   {m.stem + "pom", strings.ToLower(m.stem) + "pom@"},
		access.FieldOffence:    {m.court.Short(), m.court.Long(), strings.ToUpper(m.flag[:1]) + strings.ReplaceAll(m.flag[1:], "_", " ")},
		access.FieldConsents:   {m.phone},
		access.FieldNotes:      {m.stem + "note", m.stem + "own"},
		access.FieldHealth:     {m.stem + "clinic", m.stem + "health"},
		access.FieldAttendance: {m.stem + "missed"},
	}
}

// seenSite has a plain person and a restricted one, both with a word in every
// field, and an account of every role. Nothing in it is chance.
type seenSite struct {
	*site
	plain, hidden marked
}

func newSeenSite(t *testing.T) seenSite {
	t.Helper()
	s := seenSite{site: newSite(t, func(c *web.Config) {
		unit := release.Unit{Scope: c.Unit, Mailbox: "unit@unit.example"}
		c.Calls, c.Imports = &release.Service{Pool: c.Pool, Now: c.Now, Unit: unit}, &release.Service{Pool: c.Pool, Now: c.Now, Unit: unit}
		c.Uploads, c.HeldRows = &release.Uploads{Pool: c.Pool, Now: c.Now}, &release.HeldRows{Pool: c.Pool, Now: c.Now}
	})}
	for ref, spoc := range map[string]string{"drugs": "drug_and_alcohol", "jobs": "jobcentre"} {
		s.seed.Account(ref, "Sam "+ref, "spoc", []string{seed.Haringey}, []string{spoc})
	}
	s.seed.Account("coord", "Cora Coord", "coordinator", []string{seed.Haringey, seed.Camden}, nil)
	s.seed.Account("lead", "Ina Lead", "information_lead", []string{seed.Haringey, seed.Camden}, nil)
	s.seed.Account("admin", "Ada Admin", "administrator", []string{seed.Haringey, seed.Camden}, nil)
	s.plain, s.hidden = plainMarks, hiddenMarks
	s.plain.release, s.hidden.release = s.plant(plainMarks), s.plant(hiddenMarks, "restricted")
	return s
}

// plant stores one person with all that is known of somebody.
func (s seenSite) plant(m marked, flags ...string) seed.Release {
	s.t.Helper()
	code := strings.ToUpper(m.stem[:3])
	s.seed.Exec(`insert into prison (code, name, bare_name, region) values ($1, $2 || ' (HMP)', $2, 'Yorkshire and the Humber')`, code, m.stem+"holm")
	s.seed.Service(code, "prison_omu", m.stem+"office")
	s.seed.Exec(`update service set phone = $2 where name = $1`, m.stem+"office", m.office)
	r := s.seed.Person(seed.Person{Surname: m.stem + "sur", Forenames: "Z" + m.stem + "fore", Number: m.number, Prison: code, PlannedDay: day("2026-11-27"),
		Flags: append(flags, m.flag), Needs: []string{"drugs_and_alcohol", "finance"}, ReferConsent: true, Explanation: m.stem + "why decides."})
	s.seed.Exec(`update person set date_of_birth = $2, crn = $3, pom_name = $4 || 'pom', pom_email = lower($4) || 'pom@prison.example',
		next_court_on = $5, mobile_told = $6, mobile = '+447700' || right($6, 6), text_ok = 'yes', text_agreed_on = '2026-11-01' where id = $1`,
		r.PersonID, m.born, m.crn, m.stem, m.court, m.phone)
	for kind, text := range map[string]string{"fact": "note", "own_words": "own"} {
		s.seed.Exec(`insert into note (ref, person_id, kind, body, at, actor, form_key) values ($1, $2, $3, $4, $5, 'account:1', $1)`, r.Ref+kind, r.PersonID, kind, m.stem+text, monday)
	}
	s.seed.Exec(`insert into life_event (person_id, at, event, source, reason, recorded_at, recorded_by)
		values ($1, $2, 'reason_written', 'page', $3, $2, 'account:1')`, r.PersonID, monday, m.stem+"passed")
	housing, drugs, jobs := s.directory("housing_options"), s.directory("drug_and_alcohol"), s.directory("jobcentre")
	due := day("2026-11-26")
	asked := []int64{
		s.seed.Task(seed.Task{Release: r, Standard: "ACC-CASE", State: "handed_off", DueOn: due, Service: housing}),
		s.seed.Task(seed.Task{Release: r, Standard: "BEN-JCP", State: "accepted", DueOn: due, Service: jobs}),
		s.seed.Task(seed.Task{Release: r, Standard: "DA-REFER", State: "accepted", DueOn: due, Service: drugs}),
	}
	s.seed.Task(seed.Task{Release: r, Standard: "ACC-DTR", DueOn: due, HandOffOn: day("2026-11-20"), Nobody: true})
	s.seed.Exec(`insert into task_event (task_id, state, at, actor, reason, sent_to) values ($1, 'accepted', $2, 'account:1', $3, '')`, asked[2], monday, m.stem+"health")
	s.seed.Exec(`insert into appointment (ref, person_id, release_id, service, starts_at, place, state, created_at, updated_at, version)
		values ($1, $2, $3, 'drug_and_alcohol', '2026-11-20 10:00+00', $5, 'missed', $4, $4, 2)`, r.Ref+"visit", r.PersonID, r.ID, monday, m.stem+"clinic")
	for i, state := range []string{"booked", "missed"} {
		s.seed.Exec(`insert into appointment_event (appointment_id, version, state, starts_at, place, moved, at, actor, reason)
			select id, $2, $3, starts_at, place, false, $4, 'account:1', $5 from appointment where ref = $1`, r.Ref+"visit", i+1, state, monday, m.stem+"missed")
	}
	for i, task := range asked {
		s.seed.Message(r.Ref+"mail"+string(rune('a'+i)), "email", "request", "kay@services.example", "delivered", "", r, task)
	}
	return r
}

// directory is the id of the row of a service in Haringey.
func (s seenSite) directory(service string) int64 {
	s.t.Helper()
	if s.count(`select count(*) from service where service = $1`, service) == 0 {
		s.seed.Service(seed.Haringey, service, "Haringey "+service)
	}
	return int64(s.count(`select id from service where service = $1`, service))
}

// readable is what is read on a page, a line for each row, item or paragraph.
func readable(page reply) string {
	if !strings.HasPrefix(page.header.Get("Content-Type"), "text/html") {
		return page.body
	}
	var main *html.Node
	for n := range page.doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == "main" {
			main = n
		}
	}
	if main == nil {
		return textOf(page.doc)
	}
	var out strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch {
			case c.Type == html.TextNode:
				out.WriteString(strings.Join(strings.Fields(c.Data), " ") + " ")
			case c.Type != html.ElementNode || c.Data == "script" || c.Data == "option" || c.Data == "select":
			default:
				switch c.Data {
				case "tr", "li", "p", "h1", "h2", "h3", "h4", "caption", "dt", "summary", "label", "legend", "button":
					out.WriteString("\n")
				case "td", "th", "dd":
					out.WriteString("| ")
				}
				walk(c)
			}
		}
	}
	walk(main)
	var lines []string
	for line := range strings.SplitSeq(out.String(), "\n") {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// saysWord tells whether a word stands by itself in what is read.
func saysWord(text, word string) bool {
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' && r < 'A' || r > 'Z' && r < 'a' || r > 'z' }) {
		if w == word {
			return true
		}
	}
	return false
}
