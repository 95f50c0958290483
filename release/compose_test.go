package release_test

import (
	"bytes"
	"encoding/csv"
	"regexp"
	"slices"
	"strings"
	"testing"

	"throughgate/intake/sample"
	"throughgate/notify"
)

// queuedAtFive does the automatic watch of 23 November and leaves the clock
// before the hour at which services are written to.
func queuedAtFive(t *testing.T, rows ...who) *unitTest {
	u := newUnit(t)
	u.at("2026-11-22", 12, 0)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(rows...)
	u.at("2026-11-23", 5, 0)
	if err := u.releases.DueWatch(u.Context()); err != nil {
		t.Fatal(err)
	}
	u.at("2026-11-23", 7, 0)
	return u
}

func to(list []notify.Outgoing, address string) []notify.Outgoing {
	return slices.DeleteFunc(slices.Clone(list), func(m notify.Outgoing) bool { return m.To != address })
}

func TestATaskThatIsWithdrawnDropsOutOfAQueuedRequest(t *testing.T) {
	second := merged(leaves84, who{"forenames": "Zed"})
	u := queuedAtFive(t, leaves84, second)
	u.tell(leaves84, merged(second, who{"prison": "PVI"})) // no longer watched
	u.at("2026-11-23", 8, 0)
	mails := to(u.deliver(), "work-coach.lei@prison.example")
	if len(mails) != 1 || !contains(mails[0].Text, "SF") || contains(mails[0].Text, "ZF") {
		t.Errorf("the one that is left, in full: %+v", mails)
	}
	if mails[0].Subject != "A request for you" {
		t.Errorf("subject %q", mails[0].Subject)
	}
}

func TestARequestWithNothingLeftIsNotSent(t *testing.T) {
	u := queuedAtFive(t, leaves84)
	u.tell(merged(leaves84, who{"prison": "PVI"}))
	u.at("2026-11-23", 8, 0)
	if mails := to(u.deliver(), "work-coach.lei@prison.example"); len(mails) != 0 {
		t.Errorf("sent: %+v", mails)
	}
	if m := u.lastTo(notify.Request, "work-coach.lei@prison.example"); m.State != "not_sent" || m.Reason != "the request is withdrawn" {
		t.Errorf("%s: %q", m.State, m.Reason)
	}
}

func TestConsentWithdrawnAfterQueueingIsRespectedWhenItLeaves(t *testing.T) {
	row := reconnect(who{"consents": "consent_to_share_health"})
	u := queuedAtFive(t, row)
	u.tell(reconnect(who{"consents": "none"}))
	u.at("2026-11-23", 8, 0)
	if mails := to(u.deliver(), "reconnect@services.example"); len(mails) != 0 {
		t.Errorf("disclosed without consent: %+v", mails)
	}
	if m := u.lastTo(notify.Request, "reconnect@services.example"); m.State != "not_sent" || m.Reason != "it waits for consent to share health details" {
		t.Errorf("%s: %q", m.State, m.Reason)
	}
}

func TestAFlagThatComesAfterQueueingHoldsTheRequestBack(t *testing.T) {
	row := reconnect(who{"consents": "consent_to_share_health"})
	u := queuedAtFive(t, row)
	u.tell(merged(row, who{"flags": "mappa3"}))
	u.at("2026-11-23", 8, 0)
	mails := u.deliver()
	if out := to(mails, "reconnect@services.example"); len(out) != 0 {
		t.Errorf("told outside: %+v", out)
	}
	if in := to(mails, "healthcare.lei@prison.example"); len(in) != 1 {
		t.Errorf("inside it goes: %+v", in)
	}
	if m := u.lastTo(notify.Request, "reconnect@services.example"); m.Reason != "it waits for the offender manager's word that it may go" {
		t.Errorf("%s: %q", m.State, m.Reason)
	}
}

func TestSomebodyWhoMovedOutOfTheUnitIsToldOfToNobody(t *testing.T) {
	u := queuedAtFive(t, leaves84)
	u.tell(merged(leaves84, who{"home_area": "Camden"}))
	u.at("2026-11-23", 8, 0)
	if left := u.deliver(); len(left) != 0 {
		t.Errorf("%d messages left: %+v", len(left), left)
	}
}

func TestARestrictedPersonHasNoInitialsInAnyMail(t *testing.T) {
	u := queuedAtFive(t, merged(leaves84, who{"flags": "restricted", "forenames": "Quentin", "surname": "Xavier", "needs": "mental_health"}))
	u.at("2026-11-23", 8, 0)
	mails := u.deliver()
	if len(mails) < 3 {
		t.Fatalf("%d mails", len(mails))
	}
	for _, m := range mails {
		if contains(m.Text+m.HTML+m.Subject, "QX") {
			t.Errorf("to %s: %s", m.To, m.Text)
		}
		if !contains(m.Text, "reference ") {
			t.Errorf("no reference in: %s", m.Text)
		}
	}
}

func TestAnEscalationCountsAgainWhenItLeaves(t *testing.T) {
	u := newUnit(t)
	u.services()
	u.directory([]byte(directoryHead + "Haringey,money_advice,Advice,advice@services.example,Kay,,manager@services.example\n"))
	u.running()
	row := who{"crd": "2027-01-18", "sed": "2028-02-15", "needs": "finance", "consents": "consent_to_share_contact"}
	u.tell(row, row)
	u.sweep("2026-11-23")
	u.sweep("2026-11-26")
	u.at("2026-11-27", 5, 0)
	if err := u.releases.DueWatch(u.Context()); err != nil {
		t.Fatal(err)
	}
	acknowledge := func(number string) {
		task := u.task("FIN-DEBT", number)
		if err := u.tasks.Acknowledge(u.Context(), official, task.Ref, task.Version); err != nil {
			t.Fatal(err)
		}
	}
	u.at("2026-11-27", 7, 0)
	acknowledge("A0001BC")
	u.at("2026-11-27", 8, 0)
	mails := to(u.deliver(), "manager@services.example")
	if len(mails) != 1 || !contains(mails[0].Text, "no answer to 1 request") {
		t.Errorf("two were unanswered, one is left: %+v", mails)
	}
}

// TestNoMailOfTheSampleNamesAnybody scans all words of the sample's first watch
// and of the day after for surnames, forenames, prison numbers, CRNs, birth
// dates and the names of prisons.
func TestNoMailOfTheSampleNamesAnybody(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.extract(sample.Releases)
	u.appointments(sample.Appointments)
	u.sweep("2026-11-23")
	mails := u.deliver()
	u.at("2026-11-24", 6, 0)
	u.extract(sample.ReleasesNextDay)
	u.sweep("2026-11-24")
	mails = append(mails, u.deliver()...)
	if len(mails) < 50 {
		t.Fatalf("only %d messages", len(mails))
	}
	secret, said := secrets(u), map[string]bool{}
	word := regexp.MustCompile(`[\p{L}\p{N}'’/-]+`)
	for _, m := range mails {
		if m.Subject == "" { // a text: its own rules
			continue
		}
		plain := regexp.MustCompile(`<[^>]*>|https?://\S+`).ReplaceAllString(m.Subject+" "+m.Text+" "+m.HTML, " ")
		for _, w := range word.FindAllString(plain, -1) {
			what := secret[strings.ToLower(w)]
			if what == "" { // a prison counts with a capital: Send is one, send is not
				what = secret["prison "+w]
			}
			if what != "" && !said[w] {
				said[w] = true
				t.Errorf("the mail %q to a %s says a %s: %q", m.Subject, strings.Split(m.To, "@")[1], what, w)
			}
		}
		if m.ReplyTo != unitMailbox {
			t.Errorf("Reply-To is %q", m.ReplyTo)
		}
	}
}

// secrets are the words that no e-mail may say, in small letters. Names that
// are words of our own templates are left out.
func secrets(u *unitTest) map[string]string {
	ours := map[string]bool{"may": true, "day": true, "page": true, "long": true, "young": true, "mark": true, "will": true, "a": true, "i": true}
	out := map[string]string{}
	rows, err := csv.NewReader(bytes.NewReader(sample.Releases)).ReadAll()
	if err != nil {
		u.Fatal(err)
	}
	for _, column := range []string{"prison_number", "surname", "forenames", "date_of_birth", "crn", "pnc_id", "mobile"} {
		at := slices.Index(rows[0], column)
		for _, row := range rows[1:] {
			for _, w := range strings.Fields(row[at]) {
				if w = strings.ToLower(w); !ours[w] && !(column == "mobile") {
					out[w] = column
				}
			}
		}
	}
	for _, name := range collect[string](u, `SELECT DISTINCT bare_name FROM prison WHERE bare_name NOT LIKE '% %'`) {
		out["prison "+name] = "prison"
	}
	for _, w := range []string{"prison", "custody", "release", "released", "offence", "mappa", "drugs", "alcohol", "mental", "detained", "sentence", "licence"} {
		out[w] = "word of risk, health or prison"
	}
	return out
}
