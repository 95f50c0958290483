package release_test

import (
	"slices"
	"strings"
	"testing"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/notify"
	"throughgate/pathways"
)

var inDebt = who{"crd": "2027-01-18", "sed": "2028-02-15", "needs": "finance", "consents": "consent_to_share_contact"}

// inDebtAsked is a unit that has asked Haringey's money advice for FIN-DEBT; another
// advice service serves everywhere.
func inDebtAsked(t *testing.T) (*unitTest, taskRow) {
	t.Helper()
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.directory([]byte(directoryHead + "Haringey,money_advice,Advice,advice@services.example,Kay,,manager@services.example\n" +
		"*,money_advice,Debt Line,line@services.example,Dee,,\n"))
	u.running()
	u.tell(inDebt)
	u.sweep("2026-11-23")
	u.at("2026-11-23", 9, 0)
	u.deliver()
	return u, u.task("FIN-DEBT")
}

func (u *unitTest) otherFor(ref, name string) string {
	u.Helper()
	tx, err := u.pool.Begin(u.Context())
	if err != nil {
		u.Fatal(err)
	}
	defer func() { _ = tx.Rollback(u.Context()) }()
	list, err := pathways.OthersFor(u.Context(), tx, ref)
	if err != nil {
		u.Fatal(err)
	}
	i := slices.IndexFunc(list, func(o pathways.Other) bool { return o.Name == name })
	if i < 0 {
		u.Fatalf("%s is not among %+v", name, list)
	}
	return list[i].Ref
}

func (u *unitTest) steps(task int64) string {
	u.Helper()
	return strings.Join(collect[string](u, `SELECT state || CASE WHEN reason = '' THEN '' ELSE ' (' || reason || ')' END FROM task_event WHERE task_id = $1 ORDER BY id`, task), ", ")
}

func TestARequestPassedOnIsANewRequestAndTheOldHolderIsToldOnce(t *testing.T) {
	u, task := inDebtAsked(t)
	u.at("2026-11-25", 10, 0)
	if err := u.tasks.Acknowledge(u.Context(), official, task.Ref, task.Version); err != nil {
		t.Fatal(err)
	}
	to := u.otherFor(task.Ref, "Debt Line")
	if err := u.tasks.PassOn(u.Context(), official, task.Ref, task.Version+1, to, "We do not visit Leeds"); err != nil {
		t.Fatal(err)
	}
	after := u.task("FIN-DEBT")
	if after.ID != task.ID || after.State != "handed_off" || after.Contact != "line@services.example" || after.Rung != 0 {
		t.Errorf("after: %+v", after)
	}
	if want := day("2026-11-27").At(17, 0); after.AnswerBy == nil || !after.AnswerBy.Equal(want) {
		t.Errorf("a new clock: answer by %v, want %v", after.AnswerBy, want)
	}
	if got, want := u.steps(task.ID), "handed_off, acknowledged, passed_on (We do not visit Leeds), handed_off"; got != want {
		t.Errorf("history: %s, want %s", got, want)
	}
	if left := goneTo(u.deliver()); !slices.Equal(left, []string{"line@services.example"}) {
		t.Errorf("at once the new holder alone: %v", left)
	}
	u.at("2026-11-25", 10, 31)
	left := u.deliver()
	if !slices.Equal(goneTo(left), []string{"advice@services.example"}) || !contains(left[0].Text, "No longer needed") {
		t.Errorf("the old holder, once: %+v", left)
	}
	u.sweep("2026-11-26")
	u.at("2026-11-26", 9, 0)
	if left := goneTo(u.deliver()); slices.Contains(left, "advice@services.example") {
		t.Errorf("told again: %v", left)
	}
}

func goneTo(list []notify.Outgoing) []string {
	var out []string
	for _, m := range list {
		out = append(out, m.To)
	}
	slices.Sort(out)
	return out
}

func TestWhatCannotBePassedOn(t *testing.T) {
	u, task := inDebtAsked(t)
	other := u.otherFor(task.Ref, "Debt Line")
	housing := one[string](u, `SELECT ref FROM service WHERE service = 'housing_options' LIMIT 1`)
	spoc := access.Actor{AccountID: 9, Name: "Kay", Role: access.SPOC, Areas: []string{haringeyCode}, Services: []string{"jobcentre"}}
	for name, c := range map[string]struct {
		who        access.Actor
		version    int
		to, reason string
		want       fault.Kind
	}{
		"to another pathway's service": {official, task.Version, housing, "no", fault.KindInvalid},
		"without a reason":             {official, task.Version, other, "", fault.KindInvalid},
		"seen as it was":               {official, task.Version - 1, other, "no", fault.KindConflict},
		"by another service":           {spoc, task.Version, other, "no", fault.KindRefused},
	} {
		if err := u.tasks.PassOn(u.Context(), c.who, task.Ref, c.version, c.to, c.reason); !fault.Is(err, c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	// The consent was withdrawn meanwhile: nobody else may be told.
	u.exec(`UPDATE consent SET withdrawn_at = $1`, u.clock())
	if err := u.tasks.PassOn(u.Context(), official, task.Ref, task.Version, other, "no"); !fault.Is(err, fault.KindConflict) {
		t.Errorf("without consent: %v", err)
	}
	if got := u.task("FIN-DEBT"); got.Contact != "advice@services.example" || got.Version != task.Version {
		t.Errorf("something changed: %+v", got)
	}
}

func TestNotWantedStopsAndIsAskedOnceMoreFourteenDaysBefore(t *testing.T) {
	u, task := inDebtAsked(t)
	if err := u.tasks.NotWanted(u.Context(), official, task.Ref, task.Version, "", "no debts"); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("nobody heard it: %v", err)
	}
	if err := u.tasks.NotWanted(u.Context(), official, task.Ref, task.Version, "Una Officer", "no debts"); err != nil {
		t.Fatal(err)
	}
	if got := u.task("FIN-DEBT"); got.State != "not_wanted" || got.Reason != "heard by Una Officer: no debts" {
		t.Errorf("%+v", got)
	}
	u.at("2026-11-23", 10, 0)
	if left := goneTo(u.deliver()); !slices.Equal(left, []string{"advice@services.example"}) {
		t.Errorf("an officer recorded it: the service is told that it is no longer asked: %v", left)
	}
	u.sweep("2026-11-30") // its answer is overdue: nobody is reminded
	if got := u.lastTo(notify.Reminder, "advice@services.example"); got.ID != 0 {
		t.Errorf("reminded: %+v", got)
	}
	u.sweep("2026-12-31") // 15 January is the planned day: 15 days before, on a working day
	if got := u.task("FIN-DEBT"); got.State != "not_wanted" {
		t.Fatalf("15 days before: %+v", got)
	}
	u.sweep("2027-01-04")
	if got := u.task("FIN-DEBT"); got.State != "handed_off" {
		t.Errorf("14 days before, at the next working day's watch: %+v", got)
	}
	if err := u.tasks.NotWanted(u.Context(), official, task.Ref, u.task("FIN-DEBT").Version, "Una Officer", ""); err != nil {
		t.Fatal(err)
	}
	u.sweep("2027-01-05")
	if got := u.task("FIN-DEBT"); got.State != "not_wanted" {
		t.Errorf("asked once more only: %+v", got)
	}
	if got, want := u.steps(task.ID), "handed_off, not_wanted (heard by Una Officer: no debts), planned (asked once more), handed_off, not_wanted (heard by Una Officer)"; got != want {
		t.Errorf("history: %s", got)
	}
}

func TestANoThatIsHeardInTheLastFourteenDaysStands(t *testing.T) {
	u, task := inDebtAsked(t)
	u.sweep("2027-01-04") // 11 days before
	if err := u.tasks.NotWanted(u.Context(), official, task.Ref, u.task("FIN-DEBT").Version, "Una Officer", ""); err != nil {
		t.Fatal(err)
	}
	u.sweep("2027-01-05")
	if got := u.task("FIN-DEBT"); got.State != "not_wanted" {
		t.Errorf("asked again a day after they said no: %+v", got)
	}
}

func TestNotWantedIsAskedOnceMoreByTheDayThatHolds(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.directory([]byte(directoryHead + "*,prison_work_coach,Coach,coach@services.example,Kay,,\n"))
	u.running()
	u.tell(inDebt)
	u.sweep("2026-11-23")
	u.at("2026-11-24", 9, 0)
	task := u.task("BEN-COACH") // to be begun at least five days before
	if err := u.tasks.NotWanted(u.Context(), official, task.Ref, task.Version, "Una Officer", ""); err != nil {
		t.Fatal(err)
	}
	u.at("2026-11-25", 9, 0)
	u.tell(who{"crd": "2027-02-24", "sed": "2028-02-15", "needs": "finance", "consents": "consent_to_share_contact"})
	u.sweep("2027-02-09")
	if got := u.task("BEN-COACH"); got.State != "not_wanted" {
		t.Errorf("15 days before: %+v", got)
	}
	u.sweep("2027-02-10")
	if got := u.task("BEN-COACH"); got.State != "handed_off" {
		t.Errorf("14 days before the day to which it moved: %+v", got)
	}
}

func TestATaskEndedByMistakeIsOpenedAgain(t *testing.T) {
	u, task := inDebtAsked(t)
	if err := u.tasks.Finish(u.Context(), official, task.Ref, task.Version, pathways.Finish{}); err != nil {
		t.Fatal(err)
	}
	u.at("2026-11-24", 9, 0)
	spoc := access.Actor{AccountID: 9, Name: "Kay", Role: access.SPOC, Areas: []string{haringeyCode}, Services: []string{"money_advice"}}
	if err := u.tasks.Reopen(u.Context(), spoc, task.Ref, task.Version+1, "mistake"); !fault.Is(err, fault.KindRefused) {
		t.Errorf("by a service: %v", err)
	}
	if err := u.tasks.Reopen(u.Context(), official, task.Ref, task.Version+1, "It was another person"); err != nil {
		t.Fatal(err)
	}
	if got := u.task("FIN-DEBT"); got.State != "handed_off" || got.Contact != "advice@services.example" {
		t.Errorf("%+v", got)
	}
	if n := one[int](u, `SELECT count(*) FROM task WHERE id = $1 AND done_at IS NULL AND evidence = '{}'`, task.ID); n != 1 {
		t.Error("it still says that it is done")
	}
	if left := goneTo(u.deliver()); !slices.Equal(left, []string{"advice@services.example"}) {
		t.Errorf("asked anew: %v", left)
	}
	if got, want := u.steps(task.ID), "handed_off, done, planned (opened again: It was another person), handed_off"; got != want {
		t.Errorf("history: %s", got)
	}
}

// Whoever is asked between two watches is told both days of the Friday scheme as
// well, and it is noted: when somebody decides they hear what changed for them.
func TestWhoIsAskedBetweenWatchesIsToldBothDays(t *testing.T) {
	const presume = `UPDATE release SET presumed = true, working_day = planned_day + 1`
	const both = `SELECT count(*) FROM task t JOIN release r ON r.id = t.release_id WHERE t.standard = $1 AND t.told_or = r.working_day AND t.told_day = r.planned_day`
	t.Run("passed on", func(t *testing.T) {
		u, task := inDebtAsked(t)
		u.exec(presume)
		u.must(u.tasks.PassOn(u.Context(), official, task.Ref, task.Version, u.otherFor(task.Ref, "Debt Line"), "We do not visit Leeds"))
		if one[int](u, both, "FIN-DEBT") != 1 {
			t.Error("the other day is not noted")
		}
	})
	t.Run("a one-off request", func(t *testing.T) {
		u := oneOffUnit(t, nil)
		u.exec(presume)
		u.must(u.addOneOff(bicycle))
		if one[int](u, both, "ONE-1") != 1 {
			t.Error("the other day is not noted")
		}
	})
}
