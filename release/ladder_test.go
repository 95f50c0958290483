package release_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/notify"
	"throughgate/pathways"
)

// reminded lists who was reminded, and of how many tasks, since the last look.
func (u *unitTest) since(kind notify.Kind, seen *int) []string {
	u.Helper()
	var out []string
	list := u.messages(kind)
	for _, m := range list[*seen:] {
		out = append(out, m.To+" "+strings.Join(m.Items, ","))
	}
	*seen = len(list)
	slices.Sort(out)
	return out
}

func TestTheLadderFromRequestToTheDueDay(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	// FIN-DEBT goes to the money adviser 56 days before and is due 28 days before.
	u.directory([]byte(directoryHead + "Haringey,money_advice,Advice,advice@services.example,Kay,deputy@services.example,manager@services.example\n"))
	u.exec(`UPDATE service SET first_watch_on = '2026-11-01'`)
	u.tell(who{"crd": "2027-01-18", "sed": "2028-02-15", "needs": "finance", "consents": "consent_to_share_contact"})
	u.sweep("2026-11-23")
	task := u.task("FIN-DEBT")
	if task.State != "handed_off" || !task.AnswerBy.Equal(day("2026-11-25").At(17, 0)) || task.DueOn != day("2026-12-21") {
		t.Fatalf("the second working day at 17:00, due 28 days before: %+v", task)
	}
	only := func(list []string) []string {
		return slices.DeleteFunc(list, func(s string) bool {
			return !strings.Contains(s, "services.example") || strings.Contains(s, "jobcentre")
		})
	}
	reminders, managers := 0, 0
	for _, step := range []struct {
		day                 string
		rung                int
		reminders, managers []string
	}{
		{"2026-11-24", 0, nil, nil},
		{"2026-11-25", 0, nil, nil},
		{"2026-11-26", 1, []string{"advice@services.example task FIN-DEBT", "deputy@services.example task FIN-DEBT"}, nil},
		{"2026-11-27", 2, nil, []string{"manager@services.example not_answering"}},
		{"2026-11-30", 2, nil, nil},
		{"2026-12-21", 2, nil, nil}, // the due day itself
		{"2026-12-22", 3, nil, nil},
		{"2026-12-23", 3, nil, nil},
	} {
		u.sweep(step.day)
		if got := u.task("FIN-DEBT").Rung; got != step.rung {
			t.Errorf("%s: rung %d, want %d", step.day, got, step.rung)
		}
		if diff := cmp.Diff(step.reminders, only(u.since(notify.Reminder, &reminders)), emptyIsNil); diff != "" {
			t.Errorf("%s: reminders (-want +got):\n%s", step.day, diff)
		}
		if diff := cmp.Diff(step.managers, only(u.since(notify.Escalation, &managers)), emptyIsNil); diff != "" {
			t.Errorf("%s: managers (-want +got):\n%s", step.day, diff)
		}
	}
	if to := u.toldOf(notify.Digest, "not_answering FIN-DEBT"); !slices.Equal(to, []string{linkAddress}) {
		t.Errorf("rung 2 in the digest of %v", to)
	}
	if to := u.toldOf(notify.Digest, "overdue FIN-DEBT"); !slices.Equal(to, []string{"com1@probation.example", linkAddress}) {
		t.Errorf("rung 3 in the digests of %v, want link officer and offender manager, once", to)
	}
	if n := one[int](u, `SELECT count FROM message_item i JOIN message m ON m.id = i.message_id WHERE m.kind = 'escalation' AND m.recipient = 'manager@services.example'`); n != 1 {
		t.Errorf("the manager is told of %d requests", n)
	}
	u.exec(`UPDATE task SET contact_note = 'general contact, not this prison' WHERE standard = 'FIN-DEBT'`)
	for _, m := range u.deliver() {
		if m.To == linkAddress && contains(m.Text, "You are the general contact") {
			t.Errorf("said to an officer who is not the contact:\n%s", m.Text)
		}
	}
}

var emptyIsNil = cmp.Transformer("empty", func(l []string) string { return strings.Join(l, "\n") })

func TestOneReminderARecipientADayAndManagersOnceAWeek(t *testing.T) {
	u := newUnit(t)
	u.services()
	u.directory([]byte(directoryHead + "Haringey,money_advice,Advice,advice@services.example,Kay,deputy@services.example,manager@services.example\n"))
	u.running()
	person := func(crd string) who {
		return who{"crd": crd, "sed": "2028-02-15", "needs": "finance", "consents": "consent_to_share_contact"}
	}
	// FIN-DEBT of three people goes on Monday, of a fourth on Thursday.
	u.tell(person("2027-01-18"), person("2027-01-18"), person("2027-01-18"), person("2027-01-21"))
	for d := day("2026-11-23"); d.Before(day("2026-12-05")); d = d.AddDays(1) {
		u.sweep(d.String())
	}
	var reminders, managers []string
	for _, m := range u.messages(notify.Reminder) {
		if m.To == "advice@services.example" || m.To == "deputy@services.example" {
			reminders = append(reminders, m.NotBefore.Format("2006-01-02 ")+m.To+strings.Repeat(" x", len(m.Items)))
		}
	}
	for _, m := range u.messages(notify.Escalation) {
		if m.To == "manager@services.example" {
			managers = append(managers, m.NotBefore.Format("2006-01-02")+" "+strings.Join(m.Items, ","))
		}
	}
	want := []string{"2026-11-26 advice@services.example x x x", "2026-11-26 deputy@services.example x x x",
		"2026-12-01 advice@services.example x", "2026-12-01 deputy@services.example x"}
	if diff := cmp.Diff(want, reminders); diff != "" {
		t.Errorf("reminders (-want +got):\n%s", diff)
	}
	// The fourth climbs to rung 2 on 2 December, within the week: it waits.
	if diff := cmp.Diff([]string{"2026-11-27 not_answering", "2026-12-04 not_answering"}, managers); diff != "" {
		t.Errorf("managers (-want +got):\n%s", diff)
	}
	got := collect[string](u, `SELECT i.count || ' since ' || i.from_day FROM message_item i JOIN message m ON m.id = i.message_id
		WHERE m.kind = 'escalation' AND m.recipient = 'manager@services.example' ORDER BY m.id`)
	if diff := cmp.Diff([]string{"3 since 2026-11-23", "4 since 2026-11-23"}, got); diff != "" {
		t.Errorf("how many and the oldest (-want +got):\n%s", diff)
	}
}

func TestAcknowledgingStopsTheLadderUntilHalfWay(t *testing.T) {
	u := newUnit(t)
	u.services()
	u.directory([]byte(directoryHead + "Haringey,money_advice,Advice,advice@services.example,Kay,,manager@services.example\n"))
	u.running()
	u.tell(who{"crd": "2027-01-18", "sed": "2028-02-15", "needs": "finance", "consents": "consent_to_share_contact"})
	u.sweep("2026-11-23")
	u.sweep("2026-11-26")
	task := u.task("FIN-DEBT")
	if task.Rung != 1 {
		t.Fatalf("no answer by Thursday: %+v", task)
	}
	if err := u.tasks.Acknowledge(u.Context(), official, task.Ref, task.Version); err != nil {
		t.Fatal(err)
	}
	for _, d := range []string{"2026-11-27", "2026-11-30", "2026-12-04", "2026-12-07"} { // half-way: 7 December
		u.sweep(d)
		if got := u.task("FIN-DEBT"); got.Rung != 0 {
			t.Errorf("%s: rung %d after it was acknowledged", d, got.Rung)
		}
	}
	u.sweep("2026-12-08")
	if got := u.task("FIN-DEBT"); got.Rung != 1 {
		t.Errorf("nothing by half-way is back on rung 1: %+v", got)
	}
	task = u.task("FIN-DEBT")
	if err := u.tasks.Finish(u.Context(), official, task.Ref, task.Version, pathways.Finish{}); err != nil {
		t.Fatal(err)
	}
	u.sweep("2026-12-28")
	if got := u.task("FIN-DEBT"); got.Rung != 0 || got.State != "done" {
		t.Errorf("done stops everything: %+v", got)
	}
}

func TestOfficersOwnTasksHaveRungThreeOnly(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(who{"crd": "2027-06-30", "received_on": "2026-11-20"}) // REC-FIRST, due 27 November
	u.sweep("2026-11-23")
	if got := u.task("REC-FIRST"); got.State != "handed_off" || got.AnswerBy != nil || got.DueOn != day("2026-11-27") {
		t.Fatalf("needs no answer: %+v", got)
	}
	for _, d := range []string{"2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"} {
		u.sweep(d)
		if got := u.task("REC-FIRST"); got.Rung != 0 {
			t.Errorf("%s: rung %d", d, got.Rung)
		}
	}
	u.sweep("2026-11-30")
	if got := u.task("REC-FIRST"); got.Rung != 3 {
		t.Errorf("past its due day: %+v", got)
	}
	if list := u.messages(notify.Reminder); len(list) != 0 {
		t.Errorf("reminded: %+v", list)
	}
}

func TestARefusalIsToldAtOnceAndCopiedToTheUnit(t *testing.T) {
	for name, answer := range map[string]func(u *unitTest, task taskRow) error{
		"declined BEN-COACH": func(u *unitTest, task taskRow) error {
			return u.tasks.Decline(u.Context(), official, task.Ref, task.Version, "No interviews here in January")
		},
		"no_capacity BEN-COACH": func(u *unitTest, task taskRow) error {
			return u.tasks.NoCapacity(u.Context(), official, task.Ref, task.Version, day("2027-01-10"), "")
		},
	} {
		t.Run(name, func(t *testing.T) {
			u := newUnit(t)
			u.officer(linkAddress)
			u.officer("second@haringey-unit.example")
			u.services()
			u.running()
			u.tell(leaves84)
			u.sweep("2026-11-23")
			u.at("2026-11-23", 12, 0)
			if err := answer(u, u.task("BEN-COACH")); err != nil {
				t.Fatal(err)
			}
			if to := u.toldOf(notify.Alert, name); !slices.Equal(to, []string{linkAddress, "second@haringey-unit.example", unitMailbox}) {
				t.Errorf("told %v", to)
			}
			for _, m := range u.messages(notify.Alert) {
				if !m.NotBefore.Equal(u.clock()) {
					t.Errorf("not at once: %s", m.NotBefore)
				}
			}
		})
	}
}
