package pathways_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/pathways"
)

// answered gives the answers of the review for tasks of one release.
func (o *office) answered(c *pathways.Case, now string, words map[string]pathways.ReviewWord) {
	o.t.Helper()
	var list []pathways.ReviewAnswer
	for code, word := range words {
		list = append(list, pathways.ReviewAnswer{TaskID: o.taskID(code), Answer: word})
	}
	o.in(func(tx pgx.Tx, ref *pathways.Reference) error {
		return ref.ReviewAnswered(o.t.Context(), tx, o.lin, day(now).At(9, 0), []*pathways.Case{c}, list)
	})
}

func (o *office) taskID(code string) int64 {
	o.t.Helper()
	return int64(o.count(`SELECT id::int FROM task WHERE release_id = $1 AND standard = $2`, o.release, code))
}

// inReview is a release of which everything whose day came before the start
// waits for the go-live review.
func inReview(t *testing.T, planned string) (*office, *pathways.Case) {
	t.Helper()
	o := open(t)
	o.service(leeds, "prison_healthcare")
	o.service(leeds, "prison_employment_lead")
	c := o.caseOf(o.release, planned)
	o.replan(day(monday), c)
	o.exec(`UPDATE task SET review = true WHERE hand_off_on < '2026-11-23'`)
	return o, c
}

// domain 6, go-live: nothing of it leaves before it is answered; then as said.
func TestTheGoLiveReview(t *testing.T) {
	t.Parallel()
	o, c := inReview(t, "2026-12-14") // before the start: ACC-NIGHT1, MH-MEDS, BEN-COACH, PRO-FIRST, ...
	if hand := o.handOff(day(monday), c); len(hand) != 0 {
		t.Fatalf("handed off before the review: %v", codesOf(hand))
	}
	if n := o.count(`SELECT count(*) FROM task WHERE review AND (state <> 'planned' OR waiting_since IS NOT NULL)`); n != 0 {
		t.Errorf("%d of them wait for something else", n)
	}
	words := map[string]pathways.ReviewWord{"MH-MEDS": pathways.ReviewInHand, "BEN-COACH": pathways.ReviewNotNeeded,
		"ACC-NIGHT1": pathways.ReviewSend}
	o.answered(c, "2026-11-24", words)
	at := day("2026-11-24").At(9, 0)
	// h 16 Nov, d 4 back from 14 Dec: Tue 8: 22 x 20 / 28 = 15: 9 December.
	want := row{State: pathways.Accepted, Version: 3, Reason: "already in hand", DueOn: day("2026-12-09"), HandOffOn: day("2026-11-16"),
		AcknowledgedAt: &at, AcceptedAt: &at, Waiting: []string{}, Evidence: []string{},
		ContactEmail: "prison_healthcare@services.example", ServiceID: o.row(o.ref(o.release, "MH-MEDS")).ServiceID}
	if diff := cmp.Diff(want, o.row(o.ref(o.release, "MH-MEDS")), sameDay, sameInstant); diff != "" || want.ServiceID == 0 {
		t.Errorf("in hand (-want +got):\n%s", diff)
	}
	if n := o.count(`SELECT count(*) FROM task WHERE standard = 'MH-MEDS' AND handed_off_at = $1 AND told_day = '2026-12-14'
		AND asked_where = 'LEI' AND acknowledge_by IS NULL AND NOT first_load AND NOT review`, at); n != 1 {
		t.Error("in hand: what a later move or transfer needs is not stored")
	}
	if got := o.row(o.ref(o.release, "BEN-COACH")); got.State != pathways.NotEligible || got.Reason != "not needed: go-live review" {
		t.Errorf("not needed: %+v", got)
	}
	for code, want := range map[string]step{
		"MH-MEDS":   {State: "accepted", Actor: o.lin.Key(), Reason: "already in hand", DueOn: day("2026-12-09"), At: at},
		"BEN-COACH": {State: "not_eligible", Actor: o.lin.Key(), Reason: "not needed: go-live review", At: at},
	} {
		if diff := cmp.Diff([]step{want}, o.history(o.ref(o.release, code)), sameDay, sameInstant); diff != "" {
			t.Errorf("%s: history (-want +got):\n%s", code, diff)
		}
	}
	if n := o.count(`SELECT count(*) FROM audit WHERE actor = $1 AND object_kind = 'task' AND detail IN ('accepted', 'not_eligible', 'send')`, o.lin.Key()); n != 3 {
		t.Errorf("%d lines of audit, want 3", n)
	}
	if diff := cmp.Diff([]string{"ACC-NIGHT1"}, codesOf(o.handOff(day("2026-11-24"), c))); diff != "" {
		t.Errorf("handed off after it (-want +got):\n%s", diff)
	}
	before := o.versions()
	o.answered(c, "2026-11-25", words) // the same file, read back twice
	if o.versions() != before || len(o.replanChanges(day("2026-11-25"), c)) != 0 {
		t.Error("answered twice, or planned after it, something changes")
	}
}

func (o *office) replanChanges(today calendar.Date, c *pathways.Case) []pathways.Taken {
	got := o.replan(today, c)
	if n := got.Added + got.Updated + got.Moved + got.Withdrawn; n > 0 {
		return make([]pathways.Taken, n)
	}
	return got.Taken
}

// Judged too late while the review waited, and in hand all the while.
func TestWhatWasInHandIsNotTooLate(t *testing.T) {
	t.Parallel()
	o, c := inReview(t, "2026-12-14")
	o.in(func(tx pgx.Tx, _ *pathways.Reference) error {
		_, err := pathways.JudgeTooLate(t.Context(), tx, access.System("watch"), eight, day(monday))
		return err
	})
	if got := o.row(o.ref(o.release, "BEN-ID")); got.State != pathways.TooLate {
		t.Fatalf("BEN-ID is %s", got.State)
	}
	o.answered(c, monday, map[string]pathways.ReviewWord{"BEN-ID": pathways.ReviewInHand})
	if got := o.row(o.ref(o.release, "BEN-ID")); got.State != pathways.Accepted || got.DueOn != day("2026-12-01") || got.ContactEmail == "" {
		t.Errorf("in hand: %+v", got) // h 21 Sep, d 26 Oct: 35 x 21 / 84 = 8.75: 8: Tue 1 Dec
	}
}

// Nobody in the directory has it in hand all the same; an answer that is not
// known, or to a task of nobody here, changes nothing.
func TestBadAnswersOfTheReview(t *testing.T) {
	t.Parallel()
	o, c := inReview(t, "2026-12-14")
	o.exec(`DELETE FROM service WHERE service = 'prison_healthcare'`)
	o.answered(c, monday, map[string]pathways.ReviewWord{"MH-MEDS": pathways.ReviewInHand})
	if got := o.row(o.ref(o.release, "MH-MEDS")); got.State != pathways.Accepted || got.ServiceID != 0 || got.Nobody {
		t.Errorf("in hand with nobody known: %+v", got)
	}
	for _, tt := range []struct {
		answer pathways.ReviewAnswer
		want   fault.Kind
	}{{pathways.ReviewAnswer{TaskID: o.taskID("BEN-COACH"), Answer: "yes"}, fault.KindInvalid},
		{pathways.ReviewAnswer{TaskID: 99999, Answer: pathways.ReviewSend}, fault.KindNotFound}} {
		o.in(func(tx pgx.Tx, ref *pathways.Reference) error {
			err := ref.ReviewAnswered(t.Context(), tx, o.lin, eight, []*pathways.Case{c}, []pathways.ReviewAnswer{tt.answer})
			if !fault.Is(err, tt.want) {
				t.Errorf("%+v: %v", tt.answer, err)
			}
			return nil
		})
	}
	if n := o.count(`SELECT count(*) FROM task WHERE standard = 'BEN-COACH' AND review`); n != 1 {
		t.Error("a bad answer was stored")
	}
}
