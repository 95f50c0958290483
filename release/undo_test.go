package release_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/intake"
	"throughgate/internal/fault"
	"throughgate/release"
)

// undo undoes an import as the link officer.
func (u *unitTest) undo(importID int64) (release.UndoneImport, error) {
	return u.releases.UndoImport(u.Context(), official, importID)
}

func (u *unitTest) mustUndo(importID int64) release.UndoneImport {
	u.Helper()
	done, err := u.undo(importID)
	if err != nil {
		u.Fatal(err)
	}
	return done
}

func (u *unitTest) lastImport() int64 { u.Helper(); return one[int64](u, `SELECT max(id) FROM import`) }

// factsNow is everything that the extracts have told and what follows from it,
// in words: without ids, instants, versions and history.
func (u *unitTest) factsNow() []string {
	u.Helper()
	const current = ` FROM release r JOIN person p ON p.id = r.person_id JOIN person_number n ON n.person_id = p.id AND n.is_current `
	var all []string
	for _, sql := range []string{
		`SELECT 'person ' || n.prison_number || ' ' || (to_jsonb(p) - '{id,ref,created_at,updated_at}'::text[])::text
		   FROM person p JOIN person_number n ON n.person_id = p.id`,
		`SELECT 'release ' || n.prison_number || ' ' || (to_jsonb(r) - '{id,ref,person_id,decided_at,version}'::text[])::text` + current + `WHERE r.undone_by IS NULL`,
		`SELECT 'date ' || n.prison_number || ' ' || r.episode || ' ' || concat_ws(' ', d.type, d.kind, d.day, d.source)` + current + `
		   JOIN release_date d ON d.release_id = r.id WHERE d.superseded_at IS NULL AND r.undone_by IS NULL`,
		`SELECT 'consent ' || n.prison_number || ' ' || concat_ws(' ', c.kind, c.given_on, c.source) FROM consent c
		   JOIN person_number n ON n.person_id = c.person_id WHERE c.withdrawn_at IS NULL`,
		`SELECT 'event ' || n.prison_number || ' ' || concat_ws(' ', e.at, e.event, e.prison, e.source) FROM life_event e
		   JOIN person_number n ON n.person_id = e.person_id WHERE e.superseded_at IS NULL`,
		`SELECT 'told ' || n.prison_number || ' ' || concat_ws(' ', x.source, x.row_hash, x.as_of, x.import_id, x.cells) FROM extract_row x
		   JOIN person_number n ON n.person_id = x.person_id`,
		`SELECT 'task ' || n.prison_number || ' ' || (to_jsonb(t) - '{id,ref,release_id,planned_at,planned_by,version}'::text[])::text` + current + `
		   JOIN task t ON t.release_id = r.id WHERE r.undone_by IS NULL AND t.state NOT IN ('withdrawn', 'done')`,
		`SELECT 'waits ' || concat_ws(' ', m.channel, m.kind, m.recipient, n.prison_number, i.kind, t.standard, i.from_day, i.to_day)
		   FROM message m JOIN message_item i ON i.message_id = m.id AND NOT i.dropped LEFT JOIN task t ON t.id = i.task_id
		   LEFT JOIN release r ON r.id = coalesce(i.release_id, t.release_id) LEFT JOIN person_number n ON n.person_id = r.person_id
		  WHERE m.state IN ('queued', 'held')`,
		`SELECT 'list ' || concat_ws(' ', kind, about_key, role) FROM attention WHERE closed_at IS NULL`,
		`SELECT 'listed ' || array_to_string(l.person_ids, ',') FROM import_listing l`,
	} {
		all = append(all, collect[string](u, sql)...)
	}
	slices.Sort(all)
	return all
}

// sameFacts compares two pictures.
func (u *unitTest) sameFacts(why string, want []string) {
	u.Helper()
	if diff := cmp.Diff(want, u.factsNow()); diff != "" {
		u.Errorf("%s (-before +after):\n%s", why, diff)
	}
}

func TestAnUndoneImportIsAsThoughItHadNeverBeen(t *testing.T) {
	for name, rows := range map[string][]who{
		"days that move":                    times(12, movedDay),
		"a day that moves a little earlier": {{"crd": "2027-01-26", "sed": "2028-02-15"}},
		"a day that is next week":           {{"crd": "2026-12-02", "sed": "2028-02-15"}},
		"another prison":                    times(7, who{"prison": "HPI", "pom_name": "Pat Prison", "pom_email": "pat@prison.example"}),
		"released today":                    times(6, who{"status": "INACTIVE OUT", "released_on": "2026-11-24"}),
		"gone, day unknown":                 times(6, who{"status": "INACTIVE OUT"}),
		"died":                              {{"legal_status": "DEAD"}},
		"removed":                           {{"status": "INACTIVE OUT", "released_on": "2026-11-20", "movement_reason": "removed"}},
		"recalled":                          {{"legal_status": "RECALL", "received_on": "2026-11-20", "prrd": "2027-03-15", "crd": "-"}},
		"needs, consents, flags": {{"needs": "mental_health; drugs_and_alcohol", "consents": "consent_to_refer=2026-11-20", "flags": "mappa2",
			"mobile": "07700 900111", "text_ok": "yes", "text_agreed_on": "2026-11-20", "phone_shared": "no"}},
		"a home area elsewhere": {{"home_area": "Camden"}},
	} {
		t.Run(name, func(t *testing.T) {
			u := withCohort(t, 20, leaveInJanuary)
			u.book("X1,A0001BC,2027-01-29 15:00,housing_options,Office,yes,")
			u.at("2026-11-24", 10, 10)
			before := u.factsNow()
			file := append(cohort(20, leaveInJanuary, rows...), cohort(2, leaveInJanuary)...) // two new ones
			r := u.tell(file...)
			if r.New != 2 || r.Changed+r.OutsideUnit != len(rows) {
				t.Fatalf("the import: %+v", r)
			}
			u.at("2026-11-24", 10, 20)
			done := u.mustUndo(0)
			if done.PeopleTaken != 2 || done.PeopleRestored != len(rows) {
				t.Errorf("undone: %+v", done)
			}
			u.sameFacts("after the undo", before)
			u.at("2026-11-24", 10, 30)
			again := u.tell(file...)
			if again.New != 2 || again.Changed != r.Changed || again.MessagesHeld != r.MessagesHeld || again.Brake != r.Brake {
				t.Errorf("the same file again: %+v, before %+v", again, r)
			}
			u.mustUndo(0)
			u.sameFacts("after the second undo", before)
		})
	}
}

// domain 6, brake: held until somebody presses send or undoes the import, though
// a watch has come between.
func TestWhatTheBrakeHoldsCanBeUndoneADayLater(t *testing.T) {
	u := withCohort(t, 20, leaveInJanuary)
	before := u.factsNow()
	r := u.tell(append(cohort(20, leaveInJanuary, times(12, movedDay)...), leaveInJanuary)...)
	if r.Brake == "" || r.MessagesHeld == 0 {
		t.Fatalf("the import: %+v", r)
	}
	if s := u.sweep("2026-11-25"); s.HandedOff != 0 {
		t.Fatalf("the watch hands off what is held: %+v", s)
	}
	u.deliver()
	u.at("2026-11-25", 10, 0)
	would, err := u.releases.ForeseeUndo(t.Context(), official, r.Import)
	if err != nil || !would.Possible() || would.PeopleNew != 1 || would.PeopleBack != 12 || would.DaysBack != 12 || would.MessagesDropped() != r.MessagesHeld || would.TasksGone == 0 || would.TasksBack == 0 {
		t.Errorf("what it would take back: %+v, %v", would, err)
	}
	done := u.mustUndo(r.Import)
	if done.MessagesCancelled != r.MessagesHeld || done.MessagesQueued != 0 || done.DaysBack != 12 {
		t.Errorf("undone: %+v", done)
	}
	if n := one[int](u, `SELECT count(*)::int FROM message WHERE import_id = $1 AND state = 'cancelled' AND reason = 'the import was undone'`, r.Import); n != r.MessagesHeld {
		t.Errorf("%d messages say why they were cancelled, want %d", n, r.MessagesHeld)
	}
	u.sameFacts("after the undo", before)
	if n := len(u.heldImports()); n != 0 {
		t.Errorf("%d imports are held", n)
	}
	u.at("2026-11-25", 14, 0)
	if left := u.deliver(); len(left) != 0 {
		t.Errorf("%d messages left", len(left))
	}
	// It stands in the history, and in the audit.
	moves := collect[string](u, `SELECT concat_ws(' ', from_day, to_day, source, undone) FROM release_change WHERE release_id = 1 ORDER BY id`)
	if want := "2027-01-20 2027-01-27 import undone by Lee Link t"; moves[len(moves)-1] != want {
		t.Errorf("moves %q, want %q", moves, want)
	}
	if n := one[int](u, `SELECT count(*)::int FROM audit WHERE object_kind = 'import' AND object_id = $1 AND action = 'erase' AND actor = 'account:1'`, r.Import); n != 1 {
		t.Errorf("%d rows in the audit", n)
	}
	if n := one[int](u, `SELECT count(*)::int FROM import_before WHERE import_id = $1`, r.Import); n != 0 {
		t.Errorf("%d people are kept twice", n)
	}
	if n := one[int](u, `SELECT count(*)::int FROM person WHERE id = 21 AND surname <> 'import undone'`); n != 0 {
		t.Error("somebody new in the file is still named")
	}
	if s := u.sweep("2026-11-26"); s.HandedOff != 0 {
		t.Errorf("the next watch: %+v", s)
	}
}

func TestAnImportThatDiedOrWaitsForItsReviewCanBeUndone(t *testing.T) {
	u := withCohort(t, 20, leaveInJanuary)
	before := u.factsNow()
	dead := u.die(intake.ReleasesOptions{}, cohort(20, leaveInJanuary, times(3, movedDay)...)...)
	if _, err := u.undo(dead); !fault.Is(err, fault.KindRefused) || !strings.Contains(fault.Text(err), "has not ended yet") {
		t.Errorf("one that may still run: %v", err)
	}
	if err := u.releases.SettleDeadImports(t.Context(), official); err != nil {
		t.Fatal(err)
	}
	u.at("2026-11-24", 10, 1)
	u.mustUndo(dead)
	u.sameFacts("after one that died", before)

	u.at("2026-11-24", 10, 2)
	late := who{"crd": "2026-12-09", "sed": "2028-02-15"}
	r := u.tellWith(intake.ReleasesOptions{Review: func([]release.ReviewTask) error { return nil }}, cohort(21, leaveInJanuary, times(3, late)...)...)
	if r.ReviewTasks == nil || *r.ReviewTasks == 0 {
		t.Fatalf("the review: %+v", r)
	}
	u.at("2026-11-24", 10, 3)
	u.mustUndo(0)
	u.sameFacts("after a review", before)
}

// Each thing that was done since stands in the way, and is named with what to do.
func TestWhatWasActedOnIsNotUndone(t *testing.T) {
	soon := who{"crd": "2026-12-09", "sed": "2028-02-15"}
	for name, test := range map[string]struct {
		row  who
		do   func(u *unitTest)
		want []string
	}{
		"a message has gone out": {soon, func(u *unitTest) { u.at("2026-11-24", 12, 0); u.deliver() }, []string{"gone out since", "whoever was told is told anew"}},
		"a request was answered": {movedDay, func(u *unitTest) {
			ref := one[string](u, `SELECT t.ref FROM task t WHERE t.release_id = 1 AND t.state = 'handed_off' AND t.service_id IS NOT NULL ORDER BY t.id LIMIT 1`)
			u.must(u.tasks.Acknowledge(u.Context(), official, ref, one[int](u, `SELECT version FROM task WHERE ref = $1`, ref)))
		}, []string{"A request of these people was answered", "the answers stay"}},
		"the watch has handed off": {soon, func(u *unitTest) { u.sweep("2026-11-25") }, []string{"The watch has handed off"}},
		"something was recorded": {movedDay, func(u *unitTest) {
			u.must(u.byHand("k", release.LifeEvent{Word: release.Court}))
		}, []string{"Somebody recorded something of a person in it", "correct the people by hand"}},
		"a person was corrected": {movedDay, func(u *unitTest) {
			u.must(u.correct(release.Edit{Field: release.FieldSurname, Was: "Fictional", Now: "Invented"}))
		},
			[]string{"Somebody recorded something of a person in it"}},
		"an appointment was booked": {movedDay, func(u *unitTest) { u.book("X9,A0001BC,2027-01-22 15:00,housing_options,Office,yes,") },
			[]string{"Somebody recorded something of a person in it"}},
		"a newer extract": {movedDay, func(u *unitTest) { u.tell(cohort(20, leaveInJanuary, movedDay)...) }, []string{"A newer extract was imported after it", "first, or bring"}},
		"a week has passed": {movedDay, func(u *unitTest) {
			u.at("2026-12-02", 10, 0)
			id := u.lastImport()
			u.tell(cohort(20, leaveInJanuary, movedDay)...)
			u.mustUndo(u.lastImport())
			if n := one[int](u, `SELECT count(*)::int FROM import_before WHERE import_id = $1`, id); n != 0 {
				u.Errorf("what stood before is kept for %d people after a week", n)
			}
		}, []string{"not kept any more"}},
	} {
		t.Run(name, func(t *testing.T) {
			u := withCohort(t, 20, leaveInJanuary)
			u.tell(cohort(20, leaveInJanuary, test.row)...)
			id := u.lastImport()
			u.at("2026-11-24", 11, 0)
			test.do(u)
			before := u.factsNow()
			_, err := u.undo(id)
			if !fault.Is(err, fault.KindRefused) {
				t.Fatalf("undone: %v", err)
			}
			for _, want := range test.want {
				if !strings.Contains(fault.Text(err), want) {
					t.Errorf("%q does not say %q", fault.Text(err), want)
				}
			}
			u.sameFacts("refused", before)
		})
	}
}

func TestNothingIsUndoneWhileAnImportRuns(t *testing.T) {
	u := withCohort(t, 3, leaveInJanuary)
	tx, err := u.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), `SELECT pg_advisory_xact_lock($1)`, int64(release.ImportLock)); err != nil {
		t.Fatal(err)
	}
	if _, err := u.undo(0); !fault.Is(err, fault.KindConflict) {
		t.Errorf("beside an import: %v", err)
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := u.undo(999); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("an import nobody knows: %v", err)
	}
}

// A request that waited for a consent is handed off by a file that brings it, with
// an unexpected release. The file undone, it waits again, and its holder of an hour
// has been told of no day.
func TestARequestThatWaitedWaitsAgain(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	row := who{"crd": "2027-01-26", "sed": "2028-02-15", "needs": "mental_health", "consents": "consent_to_refer"}
	u.file("2026-11-23", row, other)
	u.sweep("2026-11-24")
	const waits = `SELECT count(*)::int FROM task WHERE standard = 'MH-RECONNECT' AND state = 'planned' AND waiting_since IS NOT NULL`
	if one[int](u, waits) != 1 {
		t.Fatal("the request does not wait for the consent")
	}
	u.at("2026-11-24", 10, 10)
	before := u.factsNow()
	row["consents"], row["status"], row["released_on"] = "consent_to_refer;consent_to_share_health", "INACTIVE OUT", "2026-11-24"
	u.tell(row, other)
	if one[int](u, `SELECT count(*)::int FROM task WHERE standard = 'MH-RECONNECT' AND state = 'handed_off' AND told_day IS NOT NULL`) != 1 {
		t.Fatal("the file does not hand it off")
	}
	u.at("2026-11-24", 10, 20)
	u.mustUndo(0)
	u.sameFacts("after the undo", before)
}
