package release_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/migrations"
	"throughgate/release"
)

// onThePhone is a unit whose prison, Leeds, has five people to be asked about,
// and the service as the pages have it: with no rights but theirs.
func onThePhone(t *testing.T) (*unitTest, *release.Service) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(
		who{"crd": "2026-12-04", "sed": "2028-02-15"},                                 // presumed: a Friday
		who{"crd": "2026-12-02", "sed": "2028-02-15", "flags": "immigration_hold"},    // papers
		who{"crd": "2026-11-19", "sed": "2028-02-15"},                                 // passed, still held
		who{"crd": "2026-11-18", "sed": "2028-02-15"},                                 // passed, and was released
		who{"crd": "2026-12-04", "sed": "2028-02-15", "flags": "restricted"},          // masked
		who{"crd": "2026-12-04", "sed": "2028-02-15", "prison": "PVI", "iom": "flex"}, // elsewhere
	)
	url := u.pool.Config().ConnString()
	if ok, err := migrations.EnsureRoles(t.Context(), url, ""); err != nil || !ok {
		t.Fatalf("make the roles: %v %v", ok, err)
	}
	least, err := pg.Open(t.Context(), url, pg.Options{Role: migrations.WebRole, MaxConns: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(least.Close)
	service := *u.releases
	service.Pool = least
	return u, &service
}

func (u *unitTest) ref(number string) string {
	u.Helper()
	return one[string](u, `SELECT r.ref FROM release r JOIN person_number n ON n.person_id = r.person_id WHERE r.is_current AND n.prison_number = $1`, number)
}

// prison reads Leeds as the link officer sees it.
func (u *unitTest) prison(scope release.Scope) release.Prison {
	u.Helper()
	p, err := read(u.T, u.pool, func(tx pgx.Tx) (release.Prison, error) {
		return release.ReadPrison(u.Context(), tx, release.PrisonQuery{Scope: scope, Now: u.clock()}, "LEI")
	})
	if err != nil {
		u.Fatal(err)
	}
	return p
}

func toAsk(p release.Prison) map[string][]release.Ask {
	list := map[string][]release.Ask{}
	for _, row := range p.Asked {
		list[row.Person.PrisonNumber] = row.Asks
	}
	return list
}

func TestTheAnswersOfOneCallAreRecordedInOneGo(t *testing.T) {
	u, service := onThePhone(t)
	want := map[string][]release.Ask{"A0001BC": {release.AskScheme}, "A0002BC": {release.AskPapers}, "A0003BC": {release.AskPassed}, "A0004BC": {release.AskPassed}}
	if diff := cmp.Diff(want, toAsk(u.prison(ownArea))); diff != "" {
		t.Fatalf("what to ask Leeds (-want +got):\n%s", diff)
	}
	call := release.Call{Prison: "LEI", Key: "k1", ToldBy: "Ms Ward", Answers: []release.CallAnswer{
		{Ref: u.ref("A0001BC"), Scheme: release.SchemeRefused, SchemeReason: "no room on Thursday"},
		{Ref: u.ref("A0002BC"), Papers: "not_served"},
		{Ref: u.ref("A0003BC"), Still: release.StillHeld, Reason: "added days"},
		{Ref: u.ref("A0004BC"), Still: release.StillReleased, Day: calendar.MustParse("2026-11-19")},
	}}
	for range 2 { // sent twice, it is recorded once
		problems, err := service.RecordCall(t.Context(), official, call)
		if err != nil || len(problems) > 0 {
			t.Fatalf("problems %v, %v", problems, err)
		}
	}
	if got := toAsk(u.prison(ownArea)); len(got) != 0 {
		t.Errorf("still to ask: %v", got)
	}
	got := collect[string](u, `SELECT n.prison_number || ' ' || e.event || ' ' || e.about || ' ' || e.reason || ' ' || e.recorded_by || ' ' || (e.at AT TIME ZONE 'Europe/London')::date
		FROM life_event e JOIN person_number n ON n.person_id = e.person_id WHERE e.source = 'call' ORDER BY 1`)
	recorded := []string{
		"A0001BC friday_scheme refused no room on Thursday (told by Ms Ward) account:1 2026-11-23",
		"A0002BC papers not_served (told by Ms Ward) account:1 2026-11-23",
		"A0003BC reason_written  added days (told by Ms Ward) account:1 2026-11-23",
		"A0004BC released  (told by Ms Ward) account:1 2026-11-19",
	}
	if diff := cmp.Diff(recorded, got); diff != "" {
		t.Errorf("recorded (-want +got):\n%s", diff)
	}
	if day := one[calendar.Date](u, `SELECT planned_day FROM release WHERE ref = $1`, u.ref("A0001BC")); day != calendar.MustParse("2026-12-04") {
		t.Errorf("the scheme is refused, the day is %s", day)
	}
	if state := u.state("A0004BC"); state != "released" {
		t.Errorf("the one who left is %s", state)
	}
	calls := u.prison(ownArea).Calls
	if len(calls) != 4 || calls[0].RecordedBy != "Lee Staff" || calls[0].RecordedAt != u.clock() {
		t.Errorf("answered lately: %+v", calls)
	}
	if n := one[int](u, `SELECT count(*)::int FROM audit WHERE action = 'alter' AND object_kind = 'person' AND actor = 'account:1'`); n != 4 {
		t.Errorf("%d lines of the audit, want one an answer", n)
	}
	// Another planned day is asked about again.
	u.at("2026-11-24", 8, 0)
	u.tell(who{"crd": "2026-12-04", "sed": "2028-02-15"}, who{"crd": "2026-12-03", "sed": "2028-02-15", "flags": "immigration_hold"})
	if got := toAsk(u.prison(ownArea))["A0002BC"]; !slices.Equal(got, []release.Ask{release.AskPapers}) {
		t.Errorf("papers for another day: %v", got)
	}
}

func TestACallWithAnAnswerThatCannotBeRecordedRecordsNothing(t *testing.T) {
	u, service := onThePhone(t)
	held := release.CallAnswer{Ref: u.ref("A0003BC"), Still: release.StillHeld, Reason: "added days"}
	for what, c := range map[string]struct {
		answer release.CallAnswer
		field  release.CallField
		text   string
	}{
		"refused without a reason":  {release.CallAnswer{Ref: u.ref("A0001BC"), Scheme: release.SchemeRefused}, release.CallScheme, "Say why the Friday scheme was refused"},
		"held without a reason":     {release.CallAnswer{Ref: u.ref("A0004BC"), Still: release.StillHeld}, release.CallReason, "Say why the person is still held"},
		"released without a day":    {release.CallAnswer{Ref: u.ref("A0004BC"), Still: release.StillReleased}, release.CallDay, "Give the day on which the person was released"},
		"released tomorrow":         {release.CallAnswer{Ref: u.ref("A0004BC"), Still: release.StillReleased, Day: calendar.MustParse("2026-11-24")}, release.CallDay, "Give a day that has come: today or before"},
		"no reason is waited for":   {release.CallAnswer{Ref: u.ref("A0001BC"), Still: release.StillHeld, Reason: "x"}, release.CallReason, "Nothing waits for a reason: no day has passed for this person without a release, and they have not left for a reason unknown"},
		"a restricted record":       {release.CallAnswer{Ref: u.ref("A0005BC"), Scheme: release.SchemeApplied}, release.CallStill, "Somebody has recorded something of this person meanwhile: look at the page again"},
		"somebody of another place": {release.CallAnswer{Ref: u.ref("A0006BC"), Scheme: release.SchemeApplied}, release.CallStill, "Somebody has recorded something of this person meanwhile: look at the page again"},
	} {
		problems, err := service.RecordCall(t.Context(), official, release.Call{Prison: "LEI", Key: "k2", Answers: []release.CallAnswer{held, c.answer}})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]release.CallProblem{{Ref: c.answer.Ref, Field: c.field, Text: c.text}}, problems); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	if n := one[int](u, `SELECT count(*)::int FROM life_event WHERE source = 'call'`); n != 0 {
		t.Errorf("%d answers were recorded, want none", n)
	}
}

// A day that passed without news, and somebody gone from the file, are answered
// by why they are still held; with another day the prison is asked again.
func TestStillHeldAnswersForQuietDaysAndForTheFile(t *testing.T) {
	u, service := onThePhone(t)
	u.exec(`UPDATE release SET planned_day = '2026-11-20', presumed = false WHERE ref = $1`, u.ref("A0001BC"))
	u.exec(`UPDATE release SET missing_since = '2026-11-21', reasons = '{}' WHERE ref = $1`, u.ref("A0002BC"))
	if got := toAsk(u.prison(ownArea)); !slices.Equal(got["A0001BC"], []release.Ask{release.AskQuiet}) || !slices.Equal(got["A0002BC"], []release.Ask{release.AskGone}) {
		t.Fatalf("to ask: %v", got)
	}
	var answers []release.CallAnswer
	for _, number := range []string{"A0001BC", "A0002BC"} {
		answers = append(answers, release.CallAnswer{Ref: u.ref(number), Still: release.StillHeld, Reason: "seen on the wing"})
	}
	// Told as stored: what follows would judge the day by the dates again.
	u.exec(`UPDATE release_date SET day = '2026-11-20' WHERE release_id = (SELECT id FROM release WHERE ref = $1)`, u.ref("A0001BC"))
	problems, err := service.RecordCall(t.Context(), official, release.Call{Prison: "LEI", Key: "k3", Answers: answers})
	if err != nil || len(problems) > 0 {
		t.Fatalf("problems %v, %v", problems, err)
	}
	if got := toAsk(u.prison(ownArea)); got["A0002BC"] != nil {
		t.Errorf("gone from the file is asked again: %v", got)
	}
	if reason := one[string](u, `SELECT reason_written FROM release WHERE ref = $1`, u.ref("A0001BC")); reason != "seen on the wing" {
		t.Errorf("the reason is %q", reason)
	}
}

func TestWhoAndWhatIsAtAPrison(t *testing.T) {
	u, _ := onThePhone(t)
	p := u.prison(ownArea)
	if p.Name != "Leeds (HMP)" || p.Total != 4 || len(p.There) != 4 {
		t.Errorf("%s with %d people, %d shown; want the four who are not masked", p.Name, p.Total, len(p.There))
	}
	if p.OMU == nil || p.OMU.Phone == "" {
		t.Errorf("the prison's own number is missing: %+v", p.OMU)
	}
	list, err := read(t, u.pool, func(tx pgx.Tx) ([]release.PrisonLine, error) {
		return release.ReadPrisons(t.Context(), tx, release.PrisonQuery{Scope: ownArea, Now: u.clock()})
	})
	if err != nil || len(list) != 2 {
		t.Fatalf("prisons %+v, %v", list, err)
	}
	if first := list[0]; first.Code != "LEI" || first.People != 4 || first.Asks != 4 || first.NextGate != calendar.MustParse("2026-12-02") {
		t.Errorf("first to ring: %+v", first)
	}
	if empty := u.prison(release.Scope{Areas: []string{"E09000007"}}); empty.Total != 0 || len(empty.Asked) != 0 {
		t.Errorf("of another area: %+v", empty)
	}
	u.sweep("2026-11-24")
	open := one[int](u, `SELECT count(*)::int FROM task t JOIN release r ON r.id = t.release_id JOIN person p ON p.id = r.person_id JOIN standard s ON s.code = t.standard
		WHERE r.prison = 'LEI' AND s.found_by = 'prison' AND t.state = 'handed_off' AND 'restricted' <> ALL(p.flags)`)
	u.at("2026-11-24", 9, 0)
	list, err = read(t, u.pool, func(tx pgx.Tx) ([]release.PrisonLine, error) {
		return release.ReadPrisons(t.Context(), tx, release.PrisonQuery{Scope: ownArea, Now: u.clock()})
	})
	if err != nil || list[0].Open != open {
		t.Errorf("%d open requests at Leeds, want %d, %v", list[0].Open, open, err)
	}
}

// What somebody filtered by comes back, and what they searched for is kept under
// a reference that is theirs alone.
func TestWhatAReaderKeepsOfTheBoard(t *testing.T) {
	u, service := onThePhone(t)
	u.account(access.Coordinator, "co@haringey-unit.example")
	other := access.Actor{AccountID: 2, Role: access.Coordinator}
	do := func(fn func(tx pgx.Tx) error) {
		t.Helper()
		if err := pg.InTx(t.Context(), service.Pool, official, fn); err != nil {
			t.Fatal(err)
		}
	}
	do(func(tx pgx.Tx) error {
		for _, view := range []release.BoardView{{Query: "iom=yes"}, {Query: "late=yes"}, {Name: "Mine", Query: "moved=yes"}, {Name: "Old", Query: "list=ask"}} {
			if err := release.KeepBoard(t.Context(), tx, official, u.clock(), view); err != nil {
				return err
			}
		}
		return release.DropBoardView(t.Context(), tx, official, "Old")
	})
	do(func(tx pgx.Tx) error {
		last, err := release.LastBoard(t.Context(), tx, official)
		if err != nil || last != "late=yes" {
			t.Errorf("the last filters are %q, %v", last, err)
		}
		if last, err := release.LastBoard(t.Context(), tx, other); err != nil || last != "" {
			t.Errorf("somebody else's are %q, %v", last, err)
		}
		views, err := release.BoardViews(t.Context(), tx, official)
		if diff := cmp.Diff([]release.BoardView{{Name: "Mine", Query: "moved=yes"}}, views); diff != "" || err != nil {
			t.Errorf("views %s, %v", diff, err)
		}
		return nil
	})
	var first, again, later string
	do(func(tx pgx.Tx) (err error) {
		if first, err = release.KeepSearch(t.Context(), tx, official, u.clock(), "O'Neill"); err != nil {
			return err
		}
		if again, err = release.KeepSearch(t.Context(), tx, official, u.clock(), "O'Neill"); err != nil {
			return err
		}
		if words, err := release.SearchWords(t.Context(), tx, official, first); err != nil || words != "O'Neill" {
			t.Errorf("found %q, %v", words, err)
		}
		if _, err := release.SearchWords(t.Context(), tx, other, first); err == nil {
			t.Error("somebody else reads what was searched for")
		}
		later, err = release.KeepSearch(t.Context(), tx, official, u.clock().Add(29*24*time.Hour), "Smith")
		return err
	})
	if first != again || first == later {
		t.Errorf("references %s, %s, %s", first, again, later)
	}
	if n := one[int](u, `SELECT count(*)::int FROM board_search`); n != 1 {
		t.Errorf("%d searches are kept, want the newest alone", n)
	}
}
