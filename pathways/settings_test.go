package pathways_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/pathways"
)

// set is the defaults with one value changed.
func set(name pathways.SettingName, value int) pathways.Settings {
	s := pathways.DefaultSettings()
	s.Set(name, value)
	return s
}

func TestTheDefaultsAreThoseOfTheRules(t *testing.T) {
	t.Parallel()
	want := pathways.Settings{AnswerAt: 1020, AnswerDays: 2, AnswerDaysNear: 1, NearDays: 10, FirstLoadDays: 10, RungDays: 1,
		NotAnsweringCount: 5, NotAnsweringDays: 10, ServicesFrom: 480, ServicesTo: 1020}
	if diff := cmp.Diff(want, pathways.DefaultSettings()); diff != "" {
		t.Errorf("domain 6, ladder, and 8, timing (-want +got):\n%s", diff)
	}
	if problems := want.Check(); problems != nil {
		t.Errorf("the defaults are refused: %v", problems)
	}
}

func TestASettingOutOfItsBoundsIsNamed(t *testing.T) {
	t.Parallel()
	for _, rule := range pathways.SettingRules {
		for _, value := range []int{rule.Least - 1, rule.Most + 1} {
			problems := set(rule.Name, value).Check()
			want := "Write something from " + rule.Text(rule.Least) + " to " + rule.Text(rule.Most)
			if len(problems) != 1 || problems[0].Field != string(rule.Name) || problems[0].Text != want {
				t.Errorf("%s %d: %v", rule.Name, value, problems)
			}
		}
	}
	if problems := set(pathways.SetAnswerDaysNear, 3).Check(); len(problems) != 1 || problems[0].Field != "answer_days_near" {
		t.Errorf("more days near to release than usual: %v", problems)
	}
}

// Each time of the ladder that is set is the one that counts.
func TestTheLadderFollowsTheSettings(t *testing.T) {
	t.Parallel()
	cal, meds := workingDays(t), standard(t, "MH-MEDS")
	for _, tt := range []struct {
		set     pathways.Settings
		planned string
		first   bool
		want    time.Time
	}{
		{set(pathways.SetAnswerAt, 12*60+30), "2027-01-14", false, day("2026-11-25").At(12, 30)},
		{set(pathways.SetAnswerDays, 4), "2027-01-14", false, day("2026-11-27").At(17, 0)},
		{set(pathways.SetAnswerDaysNear, 2), "2026-12-03", false, day("2026-11-25").At(17, 0)},
		{set(pathways.SetNearDays, 9), "2026-12-03", false, day("2026-11-25").At(17, 0)},
		{set(pathways.SetFirstLoadDays, 5), "2027-01-14", true, day("2026-11-30").At(17, 0)},
	} {
		if got := meds.AnswerBy(cal, tt.set, adult(tt.planned), day(monday), day("2026-12-30"), tt.first); !got.Equal(tt.want) {
			t.Errorf("with %+v answers are awaited until %s, want %s", tt.set, got, tt.want)
		}
	}
	slow, c := set(pathways.SetRungDays, 3), climber(pathways.HandedOff, 1, "2026-11-27")
	if c.Climb(cal, slow, watchAt("2026-12-01")) != 1 || c.Climb(cal, slow, watchAt("2026-12-02")) != 2 {
		t.Error("rung 2 does not come three working days after rung 1")
	}
	if got := c.Next(cal, slow); !got.Equal(watchAt("2026-12-02")) {
		t.Errorf("the next rung is shown for %s", got)
	}
	if steps := pathways.LadderSteps(cal, slow, pathways.Climber{State: pathways.HandedOff, DueOn: day("2026-12-14")}, day("2026-11-25").At(17, 0)); len(steps) != 3 || !steps[1].At.Equal(watchAt("2026-12-01")) {
		t.Errorf("the steps shown: %+v", steps)
	}
}

// What is saved holds from the next hand-off on; what was asked before keeps the
// time it was told, but is looked at by the new step between rungs.
func TestSavedSettingsHoldFromThenOn(t *testing.T) {
	t.Parallel()
	o := open(t)
	settings := &pathways.SettingsService{Pool: o.pool, Now: func() time.Time { return o.now }}
	boss := o.actor("Bo Boss", access.Coordinator, haringey, "")
	before := o.caseOf(o.release, "2026-12-07")
	o.replan(day(monday), before)
	o.handOff(day(monday), before)
	asked := o.ref(o.release, "BEN-JCP")
	o.exec(`UPDATE task SET rung = 1, rung_at = $1, next_rung_at = $2 WHERE ref = $3`, day("2026-11-26").At(5, 0), day("2026-11-27").At(5, 0), asked)
	by := o.count(`SELECT extract(epoch FROM acknowledge_by)::int FROM task WHERE ref = $1`, asked)

	wanted := set(pathways.SetRungDays, 3)
	wanted.Set(pathways.SetAnswerDays, 5)
	if err := settings.Save(t.Context(), o.lin, 0, wanted); !fault.Is(err, fault.KindRefused) {
		t.Errorf("a link officer: %v", err)
	}
	var bad *pathways.BadEdit
	if err := settings.Save(t.Context(), boss, 0, set(pathways.SetRungDays, 0)); !errors.As(err, &bad) || bad.Problems[0].Field != "rung_days" {
		t.Errorf("no days between rungs: %v", err)
	}
	if err := settings.Save(t.Context(), boss, 0, wanted); err != nil {
		t.Fatal(err)
	}
	if err := settings.Save(t.Context(), boss, 0, pathways.DefaultSettings()); !fault.Is(err, fault.KindConflict) {
		t.Errorf("a form opened before: %v", err)
	}
	if got := o.row(asked); got.NextRungAt == nil || !got.NextRungAt.Equal(watchAt("2026-12-01")) {
		t.Errorf("looked at next %v, want three working days after rung 1", got.NextRungAt)
	}
	if o.count(`SELECT extract(epoch FROM acknowledge_by)::int FROM task WHERE ref = $1`, asked) != by {
		t.Error("the time that a service was told has moved")
	}
	later := o.caseOf(o.newRelease("2026-12-07"), "2026-12-07")
	o.replan(day(monday), later)
	o.handOff(day(monday), later)
	if n := o.count(`SELECT count(*) FROM task WHERE ref = $1 AND acknowledge_by = $2`, o.ref(later.ReleaseID, "BEN-JCP"), day("2026-11-30").At(17, 0)); n != 1 {
		t.Error("a request of now does not have five working days")
	}
	o.in(func(tx pgx.Tx, _ *pathways.Reference) error {
		list, err := pathways.ReadChanges(t.Context(), tx, pathways.SettingsChange, "")
		want := []pathways.UnitChange{
			{At: eight, By: "Bo Boss", Version: 1, FieldChange: pathways.FieldChange{Field: "answer_days", Before: "2", After: "5"}},
			{At: eight, By: "Bo Boss", Version: 1, FieldChange: pathways.FieldChange{Field: "rung_days", Before: "1", After: "3"}}}
		for i := range list {
			list[i].At = list[i].At.UTC()
		}
		if diff := cmp.Diff(want, list); diff != "" {
			t.Errorf("history (-want +got):\n%s", diff)
		}
		return err
	})
	if n := o.count(`SELECT count(*) FROM audit WHERE object_kind = 'settings' AND actor = $1`, boss.Key()); n != 1 {
		t.Errorf("%d audit rows", n)
	}
}

// How many requests without an answer mark a service is the unit's to say.
func TestNotAnsweringFollowsTheSettings(t *testing.T) {
	t.Parallel()
	for count, want := range map[int]int{2: 1, 3: 0} {
		o := open(t)
		for range 2 {
			c := o.caseOf(o.newRelease("2026-12-07"), "2026-12-07")
			o.replan(day(monday), c)
			o.handOff(day(monday), c)
		}
		o.exec(`UPDATE task SET acknowledge_by = $1, first_load = false WHERE state = 'handed_off' AND service_id = $2`, eight, o.jobs)
		o.exec(`UPDATE task SET acknowledge_by = NULL WHERE service_id IS DISTINCT FROM $1`, o.jobs)
		o.exec(`INSERT INTO unit_setting (name, value) VALUES ('not_answering_count', $1)`, count)
		o.in(func(tx pgx.Tx, ref *pathways.Reference) error {
			marked, err := ref.JudgeAnswering(t.Context(), tx, eight.Add(24*time.Hour))
			if len(marked) != want {
				t.Errorf("with %d as the mark: %d services marked, want %d", count, len(marked), want)
			}
			return err
		})
	}
}
