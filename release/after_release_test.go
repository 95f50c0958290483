package release_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/notify"
)

// merged puts one row over another.
func merged(rows ...who) who {
	out := who{}
	for _, r := range rows {
		for k, v := range r {
			out[k] = v
		}
	}
	return out
}

// leaver leaves on Wednesday 25 November 2026.
var leaver = who{"crd": "2026-11-25", "sed": "2028-02-15", "needs": "accommodation;benefits;drugs_and_alcohol",
	"consents": "consent_to_refer;consent_to_share_contact;consent_to_share_health"}

func released(on string) who { return who{"status": "INACTIVE OUT", "released_on": on} }

func TestAReleaseMakesTheDayActualAndAsksForTheCallAtOnce(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(leaver)
	u.sweep("2026-11-24")
	u.sweep("2026-11-25")
	if got := u.task("ACC-TONIGHT"); got.State != "planned" || !got.DueOn.IsZero() {
		t.Fatalf("before the release: %+v", got)
	}
	asked := len(u.messages(notify.Request))
	u.at("2026-11-25", 10, 30)
	u.tell(merged(leaver, released("2026-11-25")))

	if got := one[string](u, `SELECT state || ' ' || released_on || ' ' || planned_day FROM release`); got != "released 2026-11-25 2026-11-25" {
		t.Errorf("the day is actual: %s", got)
	}
	if got := u.task("ACC-TONIGHT"); got.State != "handed_off" || got.DueOn != day("2026-11-25") {
		t.Errorf("the call tonight: %+v", got)
	}
	if to := u.toldOf(notify.Alert, "task ACC-TONIGHT"); !slices.Equal(to, []string{linkAddress, unitMailbox}) {
		t.Errorf("at once, copied to the unit: %v", to)
	}
	if to := u.toldOf(notify.Alert, "unexpected_release"); len(to) != 0 {
		t.Errorf("it was expected, and told %v", to)
	}
	if n := len(u.messages(notify.Request)); n != asked {
		t.Errorf("%d requests at once: only the watch hands off", n-asked)
	}
	if got := u.task("BEN-COACH"); got.State != "withdrawn" && got.State != "too_late" {
		t.Errorf("a task that was for inside: %+v", got)
	}
	if got := u.task("GATE-PACK"); got.State != "withdrawn" || got.Reason != "released" {
		t.Errorf("anchored on the planned day: %+v", got)
	}
	if got := u.task("BEN-JCP"); got.State == "withdrawn" || got.DueOn != day("2026-11-27") {
		t.Errorf("stays after release, due in two working days: %+v", got)
	}
	if got := u.task("BEN-CLAIM"); got.State != "planned" || got.DueOn != day("2026-11-26") {
		t.Errorf("anchored on the actual day, dated, still planned: %+v", got)
	}
	if got := u.task("DA-START"); got.DueOn != day("2026-12-16") {
		t.Errorf("day 21: %+v", got)
	}
	u.sweep("2026-11-26")
	for _, code := range []string{"BEN-CLAIM", "DA-SEEN", "DA-START"} {
		if got := u.task(code); got.State != "handed_off" {
			t.Errorf("the next watch hands off %+v", got)
		}
	}
	if to := u.toldOf(notify.Digest, "released"); !slices.Equal(to, []string{"com1@probation.example", linkAddress}) {
		t.Errorf("the morning after: %v", to)
	}
}

func TestAnUnexpectedReleaseAsksEverybodyAtOnce(t *testing.T) {
	for name, row := range map[string]who{
		"no planned day":               {"legal_status": "REMAND", "needs": "accommodation;drugs_and_alcohol", "consents": "consent_to_refer;consent_to_share_health"},
		"two working days before it":   merged(leaver, who{"crd": "2026-11-26"}),
		"over a weekend, two before":   merged(leaver, who{"crd": "2026-11-26"}),
		"one working day before it":    merged(leaver, who{"crd": "2026-11-25"}),
		"learnt the day after leaving": {"legal_status": "REMAND", "needs": "drugs_and_alcohol", "consents": "consent_to_share_health"},
	} {
		t.Run(name, func(t *testing.T) {
			u := newUnit(t)
			u.officer(linkAddress)
			u.services()
			u.running()
			u.tell(row)
			u.sweep("2026-11-24")
			u.at("2026-11-24", 11, 0)
			if name == "learnt the day after leaving" {
				u.at("2026-11-25", 11, 0)
			}
			u.tell(merged(row, released("2026-11-24")))
			alerted := u.toldOf(notify.Alert, "unexpected_release")
			if name == "one working day before it" {
				if len(alerted) > 0 || u.task("DA-SEEN").State != "planned" {
					t.Errorf("expected, and told %v", alerted)
				}
				return
			}
			if !slices.Equal(alerted, []string{"com1@probation.example", linkAddress, unitMailbox}) {
				t.Errorf("told %v", alerted)
			}
			if got := u.task("DA-SEEN"); got.State != "handed_off" || !got.Short {
				t.Errorf("a request of an unexpected release is short notice: %+v", got)
			}
			if to := u.toldOf(notify.Request, "task DA-SEEN"); !slices.Equal(to, []string{"recovery@services.example"}) {
				t.Errorf("asked %v", to)
			}
			for _, m := range append(u.messages(notify.Alert), u.lastTo(notify.Request, "recovery@services.example")) {
				if !m.NotBefore.Equal(u.clock()) {
					t.Errorf("%s to %s waits until %s", m.Kind, m.To, m.NotBefore)
				}
			}
		})
	}
}

// With no offender manager, and no supervision, what they would do is the link
// officers': each of them hears of it, at once as in a digest.
func TestWhatFallsToTheLinkOfficersIsToldToEachOfThem(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.officer("second@unit.example")
	u.services()
	u.running()
	row := who{"legal_status": "REMAND", "needs": "accommodation", "consents": "consent_to_refer;consent_to_share_contact", "com_name": "", "com_email": ""}
	u.tell(row)
	u.sweep("2026-11-24")
	u.at("2026-11-24", 11, 0)
	u.tell(merged(row, released("2026-11-24")))
	for _, code := range []string{"ACC-TONIGHT", "ACC-DTR"} {
		if to := u.toldOf(notify.Alert, "task "+code); !slices.Equal(to, []string{linkAddress, "second@unit.example", unitMailbox}) {
			t.Errorf("of %s are told %v", code, to)
		}
	}
}

func TestAReleaseLongAgoAlarmsNobody(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(merged(leaver, released("2026-10-20")))
	if n := one[int](u, `SELECT count(*)::int FROM message`); n != 0 {
		t.Errorf("%d messages for somebody who left five weeks ago", n)
	}
	u.sweep("2026-11-23")
	if got := u.lastTo(notify.Digest, linkAddress); got.has("released") {
		t.Errorf("news: %v", got.Items)
	}
}

func TestAReleaseInTheFutureIsNotYetOne(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(leaver)
	u.tell(merged(leaver, who{"released_on": "2026-11-25"}))
	if got := one[string](u, `SELECT state FROM release WHERE released_on IS NULL`); got != "planned" {
		t.Errorf("two days before: %s", got)
	}
	if got := u.task("ACC-TONIGHT"); got.State != "planned" {
		t.Errorf("asked already: %+v", got)
	}
	if n := one[int](u, `SELECT count(*)::int FROM person WHERE 'released_on' = ANY(told_notes)`); n != 1 {
		t.Errorf("it surprises and is not noted")
	}
}

func TestWhatADayWasPlannedForStaysOnceThePersonIsOut(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(leaver)
	u.at("2026-11-25", 10, 0)
	u.tell(merged(leaver, released("2026-11-25")))
	before := len(u.messages(notify.Alert))
	u.at("2026-11-25", 12, 0)
	u.tell(merged(leaver, released("2026-11-25"), who{"crd": "2027-03-01"}))
	if got := one[string](u, `SELECT planned_day::text FROM release`); got != "2026-11-25" {
		t.Errorf("planned day %s", got)
	}
	if n := len(u.messages(notify.Alert)); n != before {
		t.Errorf("%d more alerts", n-before)
	}
}

func TestNoAddressForTonightIsToldOnTheEveAndOnTheDay(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(who{"crd": "2026-11-30", "sed": "2028-02-15"}) // a Monday
	alertsOf := func(d string, hour int) []string {
		u.at(d, hour, 0)
		before := len(u.messages(notify.Alert))
		if err := u.releases.DueWatch(u.Context()); err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, m := range u.messages(notify.Alert)[before:] {
			out = append(out, m.To+" "+m.Items[0]+" "+m.NotBefore.Format("15:04"))
		}
		return out
	}
	if got := alertsOf("2026-11-26", 5); len(got) != 0 {
		t.Errorf("two working days before: %v", got)
	}
	noon := []string{"com1@probation.example no_address ACC-NIGHT1 12:00", linkAddress + " no_address ACC-NIGHT1 12:00", unitMailbox + " no_address ACC-NIGHT1 12:00"}
	if diff := cmp.Diff(noon, alertsOf("2026-11-27", 5)); diff != "" {
		t.Errorf("noon of the working day before (-want +got):\n%s", diff)
	}
	if got := alertsOf("2026-11-28", 5); len(got) != 0 {
		t.Errorf("on Saturday: %v", got)
	}
	atOnce := []string{"com1@probation.example no_address ACC-NIGHT1 05:00", linkAddress + " no_address ACC-NIGHT1 05:00", unitMailbox + " no_address ACC-NIGHT1 05:00"}
	if diff := cmp.Diff(atOnce, alertsOf("2026-11-30", 5)); diff != "" {
		t.Errorf("on the day (-want +got):\n%s", diff)
	}
}

func TestAnAddressFoundInTimeStopsTheAlert(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(who{"crd": "2026-11-30", "sed": "2028-02-15"})
	u.at("2026-11-27", 5, 0)
	if err := u.releases.DueWatch(u.Context()); err != nil {
		t.Fatal(err)
	}
	u.at("2026-11-27", 11, 0)
	task := u.task("ACC-NIGHT1")
	if err := u.tasks.Finish(u.Context(), official, task.Ref, task.Version, evidence("address", "om_checked")); err != nil {
		t.Fatal(err)
	}
	u.at("2026-11-27", 12, 0)
	for _, m := range u.deliver() {
		if m.Subject == "News that cannot wait" {
			t.Errorf("alerted all the same: %s", m.Text)
		}
	}
	for _, m := range u.messages(notify.Alert) {
		if m.State != "not_sent" || m.Reason != "it has been dealt with" {
			t.Errorf("the alert is %s: %q", m.State, m.Reason)
		}
	}
}

// Whoever a file tells of for the first time may have left on that day: what a
// release asks for at once does not wait until the import has been judged.
func TestSomebodyNewWhoHasLeftIsCalledOnTheSameDay(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.at("2026-11-25", 10, 30)
	u.tell(merged(leaver, released("2026-11-25")))
	if got := u.task("ACC-TONIGHT"); got.State != "handed_off" || got.DueOn != day("2026-11-25") {
		t.Errorf("the call tonight: %+v", got)
	}
	if to := u.toldOf(notify.Alert, "task ACC-TONIGHT"); !slices.Equal(to, []string{linkAddress, unitMailbox}) {
		t.Errorf("at once, copied to the unit: %v", to)
	}
}
