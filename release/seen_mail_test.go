package release_test

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/access"
	"throughgate/notify"
)

var update = flag.Bool("update", false, "write the golden files anew")

// seenRow is somebody of whom every field holds a word of its own.
func seenRow(stem, flags string, more who) who {
	return merged(leaves14, who{"surname": stem + "sur", "forenames": "Z" + stem + "fore", "date_of_birth": "1971-02-03", "crn": "X731299",
		"pom_name": stem + "pom", "pom_email": "pom@prison.example", "mobile": "07700900731", "text_ok": "yes", "text_agreed_on": "2026-11-02", "phone_shared": "no",
		"needs": "accommodation;drugs_and_alcohol;finance", "flags": flags, "next_court_on": "2026-11-24", "iom": "fixed",
		"consents": "consent_to_refer;consent_to_share_contact;consent_to_share_health"}, more)
}

// What leaves by e-mail or as a calendar file, to services and to officers: of a
// name the initials, of a restricted record not even those.
func TestMailsAndCalendarsTellWhatIsDeclared(t *testing.T) {
	u := newUnit(t)
	u.at("2026-11-20", 9, 0)
	u.officer(linkAddress)
	u.account(access.OffenderManager, "com1@probation.example")
	u.account(access.InformationLead, "lead@haringey-unit.example")
	u.services()
	u.wants("jobcentre", jobcentre, "yes")
	u.running()
	rows := []who{seenRow("Qvarn", "exclusion_zone;mappa2", nil), seenRow("Wolbe", "restricted;exclusion_zone", who{"prison_number": "A8421YK"})}
	u.tell(rows...)
	for number, ref := range map[string]string{"A0001BC": "k3m9plain0000", "A8421YK": "k7m9hidden000"} { // requests of one mail stand in their order
		u.exec(`update release set ref = $2 where person_id = (select person_id from person_number where prison_number = $1)`, number, ref)
	}
	ref := func(number string) string {
		return one[string](u, `select r.ref from release r join person_number n on n.person_id = r.person_id where n.prison_number = $1`, number)
	}
	u.exec(`update task set om_released_at = $1, om_cleared_at = $1`, u.clock()) // "yes, tell them"
	for _, address := range []string{linkAddress, "com1@probation.example"} {
		u.wantCalendar(address, true)
	}
	u.sweep("2026-11-23")
	mails := u.deliver()
	u.book(atTwo, strings.ReplaceAll(strings.Replace(atTwo, "V1", "V2", 1), "A0001BC", "A8421YK"))
	u.at("2026-11-23", 9, 0)
	mails = append(mails, u.deliver()...)
	lee := access.Actor{AccountID: one[int64](u, `select id from account where lower(email) = $1`, linkAddress), Role: access.LinkOfficer, Areas: []string{haringeyCode}}
	if err := u.releases.OpenRestricted(t.Context(), lee, ref("A8421YK"), "The first-night address is to be arranged"); err != nil {
		t.Fatal(err)
	}
	mails = append(mails, u.deliver()...)
	if n := len(to(mails, "lead@haringey-unit.example")); n != 1 {
		t.Errorf("the information lead has %d mails", n)
	}
	calendars := 0
	plain, hidden := ref("A0001BC"), ref("A8421YK")
	for _, m := range mails {
		all := m.Subject + m.Text + m.HTML + m.Calendar
		if m.Calendar != "" {
			calendars++
		}
		see := access.OfficerPost
		if !slices.Contains([]string{linkAddress, unitMailbox, "com1@probation.example", "lead@haringey-unit.example"}, m.To) {
			see = access.ServiceList
		}
		for field, words := range map[access.Field][]string{
			access.FieldName:      {"Qvarn", "Wolbe"},
			access.FieldBirthDate: {"1971"},
			access.FieldNumber:    {"A0001BC", "A8421YK", "X731299"},
			access.FieldPrison:    {"Leeds"},
			access.FieldOffence:   {"MAPPA", "xclusion"},
			access.FieldConsents:  {"07700"},
			access.FieldHealth:    {"rug", "lcohol", "ental health"},
		} {
			for _, word := range words {
				if !see.Sees(field) && strings.Contains(all, word) {
					t.Errorf("to %s: %q (%s)\n%s", m.To, word, field, m.Text)
				}
			}
		}
		if strings.Contains(all, "ZW") {
			t.Errorf("to %s: initials of a restricted record\n%s", m.To, m.Text)
		}
		if strings.Contains(m.Subject, "ZQ") || strings.Contains(m.Subject, plain) {
			t.Errorf("the subject to %s is personal: %s", m.To, m.Subject)
		}
	}
	if calendars < 4 || !slices.ContainsFunc(mails, func(m notify.Outgoing) bool { return strings.Contains(m.Text, "ZQ") }) {
		t.Errorf("%d calendar files; and initials stand somewhere", calendars)
	}
	wantMails(t, mails, strings.NewReplacer(plain, "PLAIN", hidden, "HIDDEN"))
}

// chance is what is drawn by lot in a mail.
var chance = regexp.MustCompile(`(/tasks/|/messages/|/have-it/|UID:|DTSTAMP:)[^\s?)@]+`)

func wantMails(t *testing.T, mails []notify.Outgoing, names *strings.Replacer) {
	t.Helper()
	var list []string
	for _, m := range mails {
		text := names.Replace(m.Text)
		if m.Calendar != "" {
			text += "\n" + names.Replace(strings.ReplaceAll(m.Calendar, "\r\n", "\n"))
		}
		list = append(list, fmt.Sprintf("==== to %s: %s\n%s\n", m.To, m.Subject, strings.TrimSpace(chance.ReplaceAllString(text, "${1}REF"))))
	}
	slices.Sort(list)
	const file = "testdata/seen_mails.golden"
	got := strings.Join(list, "")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("what is told by e-mail has changed: look at it, and run the test with -update if that is meant (-want +got):\n%s", diff)
	}
}
