package release_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/access"
	"throughgate/notify"
)

const directoryHead = "area,service,name,spoc_email,spoc_name,deputy_email,manager_email\n"

func TestEachRecipientGetsOneRequestMessage(t *testing.T) {
	u := newUnit(t)
	u.services()
	u.running()
	u.tell(leaves84, leaves84, leaves84)
	u.sweep("2026-11-23")
	seen := map[string]int{}
	for _, m := range u.messages(notify.Request) {
		seen[m.To]++
		for _, item := range m.Items {
			if item == "task ACC-NEED" || item == "task REC-FIRST" || item == "task PRO-COM" {
				t.Errorf("an officer's task travelled as a task e-mail to %s", m.To)
			}
		}
	}
	want := map[string]int{"work-coach.lei@prison.example": 1, "employment.lei@prison.example": 1}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("messages per recipient (-want +got):\n%s", diff)
	}
	if got := u.lastTo(notify.Request, "work-coach.lei@prison.example"); len(got.Items) != 3 {
		t.Errorf("all three people in one message: %v", got.Items)
	}
}

func TestALinkOfficersTasksGoToEachOfTheArea(t *testing.T) {
	newcomer := who{"crd": "2027-02-15", "received_on": "2026-11-20"} // REC-FIRST is due
	digestsWith := func(u *unitTest) []string {
		var to []string
		for _, m := range u.messages(notify.Digest) {
			if m.has("task REC-FIRST") {
				to = append(to, m.To)
			}
		}
		return to
	}
	t.Run("each enabled account", func(t *testing.T) {
		u := newUnit(t)
		u.services()
		u.running()
		u.officer("first@haringey-unit.example")
		u.officer("second@haringey-unit.example")
		u.officer("third@haringey-unit.example")
		u.exec(`UPDATE account SET disabled_at = now() WHERE email LIKE 'third%'`)
		u.tell(newcomer)
		u.sweep("2026-11-23")
		if diff := cmp.Diff([]string{"first@haringey-unit.example", "second@haringey-unit.example"}, digestsWith(u)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("else the directory's row", func(t *testing.T) {
		u := newUnit(t)
		u.services()
		u.running()
		u.tell(newcomer)
		u.sweep("2026-11-23")
		if diff := cmp.Diff([]string{"link-officer@services.example"}, digestsWith(u)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("else the unit's mailbox, and the person is listed", func(t *testing.T) {
		u := newUnit(t)
		u.running()
		u.tell(newcomer)
		u.sweep("2026-11-23")
		if diff := cmp.Diff([]string{unitMailbox}, digestsWith(u)); diff != "" {
			t.Error(diff)
		}
		if got := u.task("REC-FIRST"); !got.Nobody {
			t.Errorf("on the list of nobody to send to: %+v", got)
		}
	})
}

func TestACommunityOfficersTasksTravelInTheirDigest(t *testing.T) {
	need := func(row who) who { // PRO-COM is due, 168 days before
		out := who{"crd": "2027-02-15", "sed": "2028-02-15", "needs": "unknown"}
		for k, v := range row {
			out[k] = v
		}
		return out
	}
	for name, test := range map[string]struct {
		row  who
		to   string
		note string
	}{
		"the COM":                              {need(who{}), "com1@probation.example", ""},
		"no address: the probation unit":       {need(who{"com_email": ""}), "probation-unit@services.example", "no officer named"},
		"not supervised: the link officer":     {need(who{"com_email": "", "crd": "", "ard": "2027-02-15"}), linkAddress, ""},
		"under 18: youth justice has the case": {need(who{"date_of_birth": "2010-01-01"}), "youth-justice@services.example", ""},
	} {
		t.Run(name, func(t *testing.T) {
			u := newUnit(t)
			u.officer(linkAddress)
			u.services()
			u.running()
			u.tell(test.row)
			u.sweep("2026-11-23")
			if got := u.task("ACC-NEED"); got.State != "handed_off" || got.Contact != test.to {
				t.Errorf("held by %s (%s), want %s", got.Contact, got.State, test.to)
			}
			if got := u.lastTo(notify.Digest, test.to); !got.has("task ACC-NEED") {
				t.Errorf("the digest to %s: %v", test.to, got.Items)
			}
			if got := one[string](u, `SELECT contact_note FROM task WHERE standard = 'ACC-NEED'`); got != test.note {
				t.Errorf("note %q, want %q", got, test.note)
			}
		})
	}
}

func TestTheOffenderManagerIsTheCOMElseThePOMElseTheLinkOfficer(t *testing.T) {
	for name, test := range map[string]struct {
		com, pom, to string
	}{
		"COM":          {"com1@probation.example", "pom1@prison.example", "com1@probation.example"},
		"POM":          {"", "pom1@prison.example", "pom1@prison.example"},
		"link officer": {"", "", linkAddress},
	} {
		t.Run(name, func(t *testing.T) {
			u := newUnit(t)
			u.officer(linkAddress)
			u.services()
			u.running()
			// FAM-CHILD waits for the offender manager's check.
			u.tell(who{"crd": "2027-02-15", "sed": "2028-02-15", "flags": "children", "com_email": test.com, "pom_email": test.pom})
			u.sweep("2026-11-23")
			for _, m := range u.messages(notify.Digest) {
				if m.has("to_clear FAM-CHILD") != (m.To == test.to) {
					t.Errorf("to %s: %v", m.To, m.Items)
				}
			}
			if got := u.lastTo(notify.Digest, test.to); !got.has("to_clear FAM-CHILD") {
				t.Errorf("nobody told %s", test.to)
			}
		})
	}
}

func TestWithNothingToSayThereIsNoDigest(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(who{"crd": "2028-02-15", "received_on": "2026-01-12"})
	u.sweep("2026-11-24")
	if diff := cmp.Diff([]string{"new_in_custody"}, u.lastTo(notify.Digest, linkAddress).Items); diff != "" {
		t.Errorf("the day after the person is new: %s", diff)
	}
	if s := u.sweep("2026-11-25"); s.Digests != 0 || s.MessagesQueued != 0 {
		t.Errorf("nothing happened, and: %+v, %v", s, u.lastTo(notify.Digest, linkAddress).Items)
	}
}

func TestNobodyToSendToKeepsTheTaskPlannedAndIsListed(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.directory([]byte(directoryHead + "LEI,prison_work_coach,Coach,coach@prison.example,,,\n"))
	u.running()
	u.tell(leaves84)
	u.sweep("2026-11-23")
	if got := u.task("BEN-ID"); got.State != "planned" || !got.Nobody {
		t.Errorf("no employment lead in the directory: %+v", got)
	}
	if got := u.lastTo(notify.Digest, linkAddress); !got.has("nobody_to_send_to BEN-ID") {
		t.Errorf("digest: %v", got.Items)
	}
	u.directory([]byte(directoryHead + "*,prison_employment_lead,Lead,lead@prison.example,,,\n"))
	if got := u.task("BEN-ID"); got.State != "planned" || got.Nobody {
		t.Errorf("the directory has somebody now, and no watch has run: %+v", got)
	}
	u.sweep("2026-11-24")
	if got := u.task("BEN-ID"); got.State != "handed_off" || got.Contact != "lead@prison.example" || got.Nobody {
		t.Errorf("found the day after: %+v", got)
	}
	if got := one[string](u, `SELECT contact_note FROM task WHERE standard = 'BEN-ID'`); got != "general contact, not this prison" {
		t.Errorf("note: %q", got)
	}
	const sentence = "You are the general contact for this."
	if mails := to(u.deliver(), "lead@prison.example"); len(mails) != 1 || !contains(mails[0].Text, sentence) {
		t.Errorf("the contact is told so: %+v", mails)
	}
}

func TestATaskStartedTooLateIsNotChased(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(who{"crd": "2026-12-31", "sed": "2028-02-15"}) // 38 days: BEN-ID needs 42
	u.sweep("2026-11-23")
	if got := u.task("BEN-ID"); got.State != "too_late" || len(got.Waiting) > 0 {
		t.Errorf("38 days before: %+v", got)
	}
	for _, m := range u.messages(notify.Request) {
		if m.has("task BEN-ID") {
			t.Errorf("asked all the same: %+v", m)
		}
	}
	u.at("2026-11-23", 12, 0)
	u.tell(who{"crd": "2027-02-15", "sed": "2028-02-15"}) // later again: planned again
	if got := u.task("BEN-ID"); got.State != "planned" {
		t.Errorf("with a later day: %+v", got)
	}
	u.sweep("2026-11-24")
	if got := u.task("BEN-ID"); got.State != "handed_off" {
		t.Errorf("with a later day, after the watch: %+v", got)
	}
}

func TestTheFirstLoadHasTenWorkingDaysNearestDayFirst(t *testing.T) {
	u := newUnit(t)
	u.services()
	u.tell(who{"crd": "2027-02-15", "sed": "2028-02-15", "needs": "mental_health"},
		who{"crd": "2027-02-12", "sed": "2028-02-15", "needs": "drugs_and_alcohol"}, who{"crd": "2026-11-30", "sed": "2028-02-15"})
	u.sweep("2026-11-23")
	if got := u.task("BEN-COACH"); !got.First || got.AnswerBy == nil || !got.AnswerBy.Equal(day("2026-12-07").At(17, 0)) {
		t.Errorf("ten working days, at 17:00: %+v", got)
	}
	near := u.task("MH-MEDS", "A0003BC") // a week before release: the usual time, one working day
	if !near.First || near.AnswerBy == nil || !near.AnswerBy.Equal(day("2026-11-24").At(17, 0)) {
		t.Errorf("ten or fewer calendar days left: %+v", near)
	}
	order := collect[string](u, `SELECT n.prison_number FROM message m JOIN message_item i ON i.message_id = m.id JOIN task t ON t.id = i.task_id
		JOIN release r ON r.id = t.release_id JOIN person_number n ON n.person_id = r.person_id
		WHERE m.recipient = 'work-coach.lei@prison.example' ORDER BY i.position`)
	if diff := cmp.Diff([]string{"A0003BC", "A0002BC", "A0001BC"}, order); diff != "" {
		t.Errorf("nearest planned day first (-want +got):\n%s", diff)
	}
	// The nearer planned day comes first though its due day is later.
	order = collect[string](u, `SELECT t.standard FROM message m JOIN message_item i ON i.message_id = m.id JOIN task t ON t.id = i.task_id
		WHERE m.recipient = 'healthcare.lei@prison.example' AND t.standard IN ('MH-BASE', 'DA-ASK') ORDER BY i.position`)
	if diff := cmp.Diff([]string{"DA-ASK", "MH-BASE"}, order); diff != "" {
		t.Errorf("nearest planned day first (-want +got):\n%s", diff)
	}
	u.at("2026-11-23", 12, 0)
	u.tell(who{}, who{}, who{}, who{"crd": "2027-02-16", "sed": "2028-02-15", "needs": "none"})
	u.sweep("2026-11-24")
	if got := u.task("BEN-COACH", "A0004BC"); got.First || !got.AnswerBy.Equal(day("2026-11-26").At(17, 0)) {
		t.Errorf("the second watch is no first load: %+v", got)
	}
}

func TestAServiceNewInTheDirectoryHasAFirstLoadOfItsOwn(t *testing.T) {
	u := newUnit(t)
	u.directory([]byte(directoryHead + "LEI,prison_work_coach,Coach,coach@prison.example,,,\n"))
	u.tell(leaves84)
	u.sweep("2026-11-23")
	u.at("2026-11-23", 12, 0)
	u.directory([]byte(directoryHead + "LEI,prison_employment_lead,Lead,lead@prison.example,,,\n"))
	u.sweep("2026-11-24")
	if got := u.task("BEN-ID"); !got.First || got.State != "handed_off" {
		t.Errorf("the new service's first list: %+v", got)
	}
}

func TestANeedStillUnknownIsToldOnceFrom56DaysBefore(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(who{"crd": "2027-01-20", "sed": "2028-02-15", "needs": "unknown"}) // 57 days after 24 November
	for _, test := range []struct {
		day  string
		told bool
	}{{"2026-11-24", false}, {"2026-11-25", true}, {"2026-11-26", false}} {
		before := len(u.messages(notify.Digest))
		u.sweep(test.day)
		told := false
		for _, m := range u.messages(notify.Digest)[before:] {
			told = told || m.has("need_unknown")
			if m.has("need_unknown") && m.To != linkAddress {
				t.Errorf("told %s", m.To)
			}
		}
		if told != test.told {
			t.Errorf("%s: told %v, want %v", test.day, told, test.told)
		}
	}
}

func TestACoordinatorHearsOnceOfAServiceThatDoesNotAnswer(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.account(access.Coordinator, "coordinator@haringey-unit.example")
	u.services()
	u.directory([]byte(directoryHead + "LEI,prison_work_coach,Coach,work-coach.lei@prison.example,,,manager@prison.example\n"))
	u.running()
	u.tell(leaves84, leaves84, leaves84, leaves84, leaves84)
	for _, d := range []string{"2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-30"} {
		u.sweep(d)
	}
	var told []string
	for _, m := range u.messages(notify.Digest) {
		if m.To == "coordinator@haringey-unit.example" {
			told = append(told, m.Items...)
		}
	}
	if diff := cmp.Diff([]string{"not_answering", "not_answering"}, told); diff != "" { // the coach, the employment lead
		t.Errorf("to the coordinator (-want +got):\n%s", diff)
	}
	if list := u.messages(notify.Escalation); len(list) != 0 {
		t.Errorf("managers of silent services are not told: %+v", list)
	}
}
