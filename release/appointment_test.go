package release_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/notify"
	"throughgate/pathways"
	"throughgate/release"
)

// lee is the link officer of these tests, with an account of their own.
func (u *unitTest) lee() access.Actor {
	u.Helper()
	return access.Actor{AccountID: one[int64](u, `SELECT id FROM account WHERE email = $1`, linkAddress), Name: "Lee Staff",
		Role: access.LinkOfficer, Areas: []string{haringeyCode}}
}

// visitRow is a stored appointment.
type visitRow struct {
	Ref, State, Release string
	Version             int
}

func (u *unitTest) visit(service string) visitRow {
	u.Helper()
	var v visitRow
	err := u.pool.QueryRow(u.Context(), `SELECT a.ref, a.state, r.ref, a.version FROM appointment a JOIN release r ON r.id = a.release_id
		WHERE a.service = $1`, service).Scan(&v.Ref, &v.State, &v.Release, &v.Version)
	if err != nil {
		u.Fatal(err)
	}
	return v
}

func (u *unitTest) releaseRef() string {
	u.Helper()
	return one[string](u, `SELECT r.ref FROM release r JOIN person_number n ON n.person_id = r.person_id
		WHERE n.prison_number = 'A0001BC' AND r.is_current`)
}

// meets is an appointment at the housing office.
func meets(day_ string, hour, minute int) pathways.Visit {
	return pathways.Visit{Service: "housing_options", StartsAt: day(day_).At(hour, minute), Place: "Office", PlaceSafe: true, Minutes: 30}
}

func (u *unitTest) must(err error) {
	u.Helper()
	if err != nil {
		u.Fatal(err)
	}
}

// newOut is somebody out since Wednesday 25 November, who may be texted.
func newOut(t *testing.T) *unitTest {
	u := newTexts(t, reachable)
	u.at("2026-11-25", 9, 0)
	u.tell(merged(reachable, released("2026-11-25")))
	u.deliver()
	return u
}

func TestMadeRemindedMovedCorrectedCancelledSilent(t *testing.T) {
	u := newOut(t)
	lee := u.lee()
	u.must(u.releases.AddAppointment(u.Context(), lee, u.releaseRef(), meets("2026-12-01", 11, 0)))
	waiting := collect[string](u, `SELECT state || ' ' || to_char(not_before AT TIME ZONE 'Europe/London', 'MM-DD HH24:MI') FROM message
		WHERE kind = 'appointment_reminder' ORDER BY id`)
	if diff := cmp.Diff([]string{"queued 11-27 10:00", "queued 11-30 10:00"}, waiting); diff != "" {
		t.Fatalf("four days and one day before (-want +got):\n%s", diff)
	}
	u.at("2026-11-27", 10, 0)
	if left := onlyTexts(u.deliver()); len(left) != 1 || !contains(left[0].Text, "You have an appointment with Kay at 11am") {
		t.Fatalf("the reminder: %+v", left)
	}
	u.at("2026-11-27", 14, 0)
	v := u.visit("housing_options")
	u.must(u.releases.MoveAppointment(u.Context(), lee, v.Release, v.Ref, v.Version, meets("2026-12-02", 15, 30), "Kay is away"))
	left := onlyTexts(u.deliver())
	if want := "Your appointment with Kay has changed: it is now at 3:30pm, Wednesday 2 December, at Office."; len(left) != 1 || !contains(left[0].Text, want) {
		t.Fatalf("the correction: %+v", left)
	}
	v = u.visit("housing_options")
	u.must(u.releases.CancelAppointment(u.Context(), lee, v.Release, v.Ref, v.Version, "no longer wanted"))
	for _, at := range []string{"2026-11-28", "2026-11-30", "2026-12-01", "2026-12-02"} {
		u.at(at, 10, 0)
		if left := onlyTexts(u.deliver()); len(left) != 0 {
			t.Errorf("%s: silence, but %+v", at, left)
		}
	}
	steps := collect[string](u, `SELECT e.version || ' ' || e.state || ' ' || e.moved || ' ' || e.reason || ' ' || (e.actor = 'account:' || a.id) FROM appointment_event e, account a ORDER BY e.id`)
	if diff := cmp.Diff([]string{"1 booked false  true", "2 moved true Kay is away true", "3 cancelled false no longer wanted true"}, steps); diff != "" {
		t.Errorf("the history (-want +got):\n%s", diff)
	}
	if n := one[int](u, `SELECT count(*)::int FROM audit WHERE object_kind = 'appointment' AND action = 'alter' AND actor LIKE 'account:%'`); n != 3 {
		t.Errorf("%d rows in the audit, want 3", n)
	}
}

func TestAnAppointmentThatStandsAgainIsNoCorrection(t *testing.T) {
	u := newOut(t)
	lee := u.lee()
	u.must(u.releases.AddAppointment(u.Context(), lee, u.releaseRef(), meets("2026-12-01", 11, 0)))
	u.at("2026-11-27", 10, 0)
	u.deliver()
	v := u.visit("housing_options")
	u.must(u.releases.MoveAppointment(u.Context(), lee, v.Release, v.Ref, 1, meets("2026-12-01", 12, 0), ""))
	if left := onlyTexts(u.deliver()); len(left) != 1 {
		t.Fatalf("the correction: %+v", left)
	}
	u.must(u.releases.CancelAppointment(u.Context(), lee, v.Release, v.Ref, 2, ""))
	u.must(u.releases.RecordOutcome(u.Context(), lee, v.Release, v.Ref, 3, pathways.VisitBooked, "cancelled by mistake"))
	if got := u.visit("housing_options").State; got != "moved" {
		t.Errorf("it stands again as %s", got)
	}
	if left := onlyTexts(u.deliver()); len(left) != 0 {
		t.Errorf("nothing has changed for the person, but %+v", left)
	}
	u.at("2026-11-30", 10, 0)
	left := onlyTexts(u.deliver())
	if len(left) != 1 || !contains(left[0].Text, "You have an appointment with Kay at 12pm") {
		t.Errorf("the day before: %+v", left)
	}
}

func TestAnAppointmentInThePastIsStoredAndNothingIsSent(t *testing.T) {
	u := newOut(t)
	u.must(u.releases.AddAppointment(u.Context(), u.lee(), u.releaseRef(), meets("2026-11-20", 11, 0)))
	if n := len(u.messages(notify.AppointmentReminder)); n != 0 || u.visit("housing_options").State != "booked" {
		t.Errorf("%d texts", n)
	}
}

func TestWhatAnAppointmentWasThenIsTold(t *testing.T) {
	u := newOut(t)
	lee := u.lee()
	u.must(u.releases.AddAppointment(u.Context(), lee, u.releaseRef(), meets("2026-12-01", 11, 0)))
	v := u.visit("housing_options")
	u.at("2026-11-26", 14, 0)
	to := meets("2026-12-02", 9, 0)
	to.Place = "Annexe"
	u.must(u.releases.MoveAppointment(u.Context(), lee, v.Release, v.Ref, 1, to, ""))
	u.at("2026-11-27", 9, 0)
	u.must(u.releases.CancelAppointment(u.Context(), lee, v.Release, v.Ref, 2, ""))
	then := func(at time.Time) (out []string) {
		u.must(pg.ReadTx(u.Context(), u.pool, pg.As{Key: "system:test"}, func(tx pgx.Tx) error {
			s, err := release.ShowThen(u.Context(), tx, u.releases, u.releases.Unit.Scope, release.Find{Ref: v.Release}, at)
			for _, a := range s.Appointments {
				out = append(out, a.State+" "+a.StartsAt.UTC().Format("01-02 15:04")+" "+a.Place)
			}
			return err
		}))
		return out
	}
	for at, want := range map[time.Time][]string{
		day("2026-11-25").At(8, 59):  nil,
		day("2026-11-25").At(12, 0):  {"booked 12-01 11:00 Office"},
		day("2026-11-26").At(14, 1):  {"moved 12-02 09:00 Annexe"},
		day("2026-11-27").At(10, 30): {"cancelled 12-02 09:00 Annexe"},
	} {
		if diff := cmp.Diff(want, then(at), emptyIsNil); diff != "" {
			t.Errorf("at %s (-want +got):\n%s", at, diff)
		}
	}
}

func TestWhoChangesAnAppointmentAndWhichVersion(t *testing.T) {
	u := newOut(t)
	lee := u.lee()
	ref := u.releaseRef()
	u.must(u.releases.AddAppointment(u.Context(), lee, ref, meets("2026-12-01", 11, 0)))
	v := u.visit("housing_options")
	other := access.Actor{AccountID: 99, Role: access.LinkOfficer, Areas: []string{"E09000007"}}
	spoc := access.Actor{AccountID: 98, Role: access.SPOC, Areas: []string{haringeyCode}, Services: []string{"housing_options"}}
	in := meets("2026-12-01", 11, 0)
	in.Service = "nosuch"
	for name, test := range map[string]struct {
		do   func() error
		want fault.Kind
	}{
		"another area":        {func() error { return u.releases.CancelAppointment(u.Context(), other, ref, v.Ref, 1, "") }, fault.KindNotFound},
		"a service":           {func() error { return u.releases.CancelAppointment(u.Context(), spoc, ref, v.Ref, 1, "") }, fault.KindRefused},
		"a stale form":        {func() error { return u.releases.CancelAppointment(u.Context(), lee, ref, v.Ref, 0, "") }, fault.KindConflict},
		"another release":     {func() error { return u.releases.CancelAppointment(u.Context(), lee, "nosuch", v.Ref, 1, "") }, fault.KindNotFound},
		"no such appointment": {func() error { return u.releases.CancelAppointment(u.Context(), lee, ref, "nosuch", 1, "") }, fault.KindNotFound},
		"the same again":      {func() error { return u.releases.AddAppointment(u.Context(), lee, ref, meets("2026-12-01", 11, 0)) }, fault.KindInvalid},
		"no such service":     {func() error { return u.releases.AddAppointment(u.Context(), lee, ref, in) }, fault.KindInvalid},
		"attended before it began": {func() error {
			return u.releases.RecordOutcome(u.Context(), lee, ref, v.Ref, 1, pathways.VisitAttended, "")
		}, fault.KindInvalid},
	} {
		if err := test.do(); !fault.Is(err, test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := u.visit("housing_options"); got.Version != 1 || got.State != "booked" {
		t.Errorf("nothing may change: %+v", got)
	}
	u.exec(`UPDATE release SET state = 'died'`)
	if err := u.releases.AddAppointment(u.Context(), lee, ref, meets("2026-12-03", 11, 0)); !fault.Is(err, fault.KindInvalid) || !contains(fault.Text(err), "make no contact") {
		t.Errorf("after a death: %v", err)
	}
}

func TestACancelledAppointmentMadeAgainIsTheSameOne(t *testing.T) {
	u := newOut(t)
	lee := u.lee()
	u.must(u.releases.AddAppointment(u.Context(), lee, u.releaseRef(), meets("2026-12-01", 11, 0)))
	v := u.visit("housing_options")
	u.must(u.releases.CancelAppointment(u.Context(), lee, v.Release, v.Ref, 1, ""))
	u.must(u.releases.AddAppointment(u.Context(), lee, v.Release, meets("2026-12-01", 11, 0)))
	if got := u.visit("housing_options"); got.Ref != v.Ref || got.State != "booked" || got.Version != 3 {
		t.Errorf("%+v", got)
	}
	u.must(u.releases.AddAppointment(u.Context(), lee, v.Release, meets("2026-12-02", 11, 0)))
	if err := u.releases.MoveAppointment(u.Context(), lee, v.Release, v.Ref, 3, meets("2026-12-02", 11, 0), ""); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("moved onto another: %v", err)
	}
}

func TestMadeAgainAtAnotherPlaceIsACorrection(t *testing.T) {
	u := newOut(t)
	lee := u.lee()
	u.must(u.releases.AddAppointment(u.Context(), lee, u.releaseRef(), meets("2026-12-01", 11, 0)))
	u.at("2026-11-27", 10, 0)
	u.deliver()
	v := u.visit("housing_options")
	u.must(u.releases.CancelAppointment(u.Context(), lee, v.Release, v.Ref, 1, ""))
	again := meets("2026-12-01", 11, 0)
	again.Place = "Annexe"
	u.must(u.releases.AddAppointment(u.Context(), lee, v.Release, again))
	if left := onlyTexts(u.deliver()); len(left) != 1 || !contains(left[0].Text, "has changed: it is now at 11am, Tuesday 1 December, at Annexe") {
		t.Errorf("the correction: %+v", left)
	}
}

func TestAFileToldBeforeDoesNotUndoWhatAPersonDid(t *testing.T) {
	for name, row := range map[string]string{
		"by its id":              "X1,A0001BC,2026-12-01 11:00,housing_options,Office,yes,",
		"by person and its time": ",A0001BC,2026-12-01 11:00,housing_options,Office,yes,",
	} {
		t.Run(name, func(t *testing.T) {
			u := newOut(t)
			lee := u.lee()
			u.book(row)
			v := u.visit("housing_options")
			u.must(u.releases.MoveAppointment(u.Context(), lee, v.Release, v.Ref, 1, meets("2026-12-03", 9, 0), ""))
			if r := u.book(row); r.New+r.Changed != 0 || r.Unchanged != 1 {
				t.Errorf("the same file again: %+v", r)
			}
			u.at("2026-12-03", 10, 0)
			u.must(u.releases.RecordOutcome(u.Context(), lee, v.Release, v.Ref, 2, pathways.VisitAttended, ""))
			if r := u.book(row); r.New+r.Changed != 0 {
				t.Errorf("after the outcome: %+v", r)
			}
			if got := u.visit("housing_options"); got.State != "attended" {
				t.Errorf("it is %s", got.State)
			}
			if r := u.book(row[:len(row)-len("Office,yes,")] + "Annexe,yes,"); r.Changed != 1 {
				t.Errorf("a row that says something new: %+v", r)
			}
		})
	}
}

func TestAnOutcomeIsCorrectedAndBothAreKept(t *testing.T) {
	u := newOut(t)
	lee := u.lee()
	u.must(u.releases.AddAppointment(u.Context(), lee, u.releaseRef(), meets("2026-12-01", 11, 0)))
	v := u.visit("housing_options")
	u.at("2026-12-02", 9, 0)
	for i, to := range []pathways.VisitState{pathways.VisitMissed, pathways.VisitAttended, pathways.VisitNotNeeded, pathways.VisitBooked} {
		u.must(u.releases.RecordOutcome(u.Context(), lee, v.Release, v.Ref, 1+i, to, ""))
	}
	if diff := cmp.Diff([]string{"booked", "missed", "attended", "not_needed", "booked"},
		collect[string](u, `SELECT state FROM appointment_event ORDER BY id`)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMissedTodayIsToldAtOnce(t *testing.T) {
	everybody := []string{"com1@probation.example", linkAddress, unitMailbox}
	for name, test := range map[string]struct {
		service string
		consent bool
		at      time.Time
		want    []string
	}{
		"on the day":                     {"housing_options", false, day("2026-12-01").At(11, 30), everybody},
		"late in the evening":            {"housing_options", false, day("2026-12-01").At(23, 30), everybody},
		"the day after":                  {"housing_options", false, day("2026-12-02").At(0, 30), nil},
		"treatment, without consent":     {"drug_and_alcohol", false, day("2026-12-01").At(11, 30), []string{linkAddress, unitMailbox}},
		"treatment, with consent to say": {"drug_and_alcohol", true, day("2026-12-01").At(11, 30), everybody},
	} {
		t.Run(name, func(t *testing.T) {
			u := newOut(t)
			if !test.consent {
				u.exec(`UPDATE consent SET withdrawn_at = $1 WHERE kind = 'consent_to_share_health'`, u.clock())
			}
			visit := meets("2026-12-01", 11, 0)
			visit.Service = test.service
			u.must(u.releases.AddAppointment(u.Context(), u.lee(), u.releaseRef(), visit))
			v := u.visit(test.service)
			u.now = test.at
			u.must(u.releases.RecordOutcome(u.Context(), u.lee(), v.Release, v.Ref, 1, pathways.VisitMissed, ""))
			if to := u.toldOf(notify.Alert, "missed"); !slices.Equal(to, test.want) {
				t.Errorf("told %v, want %v", to, test.want)
			}
			for _, m := range u.deliver() {
				if contains(m.Subject, "cannot wait") && (!contains(m.Text, "Appointments missed") || !contains(m.Text, "begin at 11am") || contains(m.Text, "housing")) {
					t.Errorf("the alert: %s", m.Text)
				}
			}
		})
	}
}

func TestMissedAndPutRightBeforeTheAlertLeaves(t *testing.T) {
	u := newOut(t)
	u.must(u.releases.AddAppointment(u.Context(), u.lee(), u.releaseRef(), meets("2026-11-25", 9, 30)))
	u.deliver()
	v := u.visit("housing_options")
	u.at("2026-11-25", 9, 45)
	u.must(u.releases.RecordOutcome(u.Context(), u.lee(), v.Release, v.Ref, 1, pathways.VisitMissed, ""))
	u.must(u.releases.RecordOutcome(u.Context(), u.lee(), v.Release, v.Ref, 2, pathways.VisitAttended, "came late"))
	if left := u.deliver(); len(left) != 0 {
		t.Errorf("it has been dealt with, but %+v", left)
	}
}

func TestMissedAndLearntLaterIsInTheDigestOnce(t *testing.T) {
	u := newOut(t)
	u.sweep("2026-11-25")
	u.must(u.releases.AddAppointment(u.Context(), u.lee(), u.releaseRef(), meets("2026-11-26", 9, 30)))
	v := u.visit("housing_options")
	u.at("2026-11-27", 9, 0)
	u.must(u.releases.RecordOutcome(u.Context(), u.lee(), v.Release, v.Ref, 1, pathways.VisitMissed, ""))
	if diff := cmp.Diff([]string{"2026-11-30"}, u.named("missed", "2026-11-30", "2026-12-01", "2026-12-02")); diff != "" {
		t.Errorf("named on (-want +got):\n%s", diff)
	}
	if to := u.toldOf(notify.Digest, "missed"); !slices.Contains(to, "com1@probation.example") {
		t.Errorf("the offender manager is not among %v", to)
	}
}
