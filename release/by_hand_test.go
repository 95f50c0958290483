package release_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/migrations"
	"throughgate/release"
)

// newDesk is a unit with a link officer who works on the pages.
func newDesk(t *testing.T) *unitTest {
	u := newUnit(t)
	u.officer(linkAddress)
	return u
}

// byHand records an event at an instant of the present day, as the page would.
func (u *unitTest) byHand(key string, e release.LifeEvent) error {
	u.Helper()
	if e.At.IsZero() {
		e.At = u.clock()
	}
	seen := one[int64](u, `SELECT coalesce(max(id), 0) FROM life_event`)
	return u.releases.RecordByHand(u.Context(), u.lee(), u.releaseRef(), release.ByHand{Key: key, Seen: seen, Event: e})
}

func (u *unitTest) correct(edits ...release.Edit) error {
	u.Helper()
	return u.releases.Correct(u.Context(), u.lee(), u.releaseRef(), release.Correction{Edits: edits})
}

func TestAnEventByHandDoesWhatAFileDoes(t *testing.T) {
	u := newDesk(t)
	u.tell(who{"crd": "2026-12-18"})
	u.at("2026-11-23", 8, 30)
	u.must(u.byHand("k1", release.LifeEvent{Word: release.Transferred, Prison: "PVI"}))
	if got := u.present("A0001BC"); !strings.Contains(got, "planned 2026-12-17 PVI") {
		t.Errorf("now: %s", got)
	}
	u.must(u.byHand("k2", release.LifeEvent{Word: release.RecordScheme, About: "refused", Reason: "no room"}))
	if got := u.present("A0001BC"); !strings.Contains(got, "2026-12-18") {
		t.Errorf("after the refusal: %s", got)
	}
	if n := one[int](u, `SELECT count(*) FROM audit WHERE action = 'alter' AND object_kind = 'person' AND detail LIKE 'event %' AND actor LIKE 'account:%'`); n != 2 {
		t.Errorf("%d rows in the audit, want 2", n)
	}
	// The day of the release: officers are told at once.
	u.at("2026-11-24", 9, 0)
	u.must(u.byHand("k3", release.LifeEvent{Word: release.WasReleased}))
	if got := u.present("A0001BC"); !strings.Contains(got, "released") || len(u.alerts(linkAddress)) == 0 && len(u.alerts(unitMailbox)) == 0 {
		t.Errorf("after the release: %s, alerts %v", got, u.alerts(unitMailbox))
	}
}

func TestAFormSentTwiceIsOneEvent(t *testing.T) {
	u := newDesk(t)
	u.tell(who{"crd": "2026-12-15"})
	h := release.ByHand{Key: "same", Event: release.LifeEvent{Word: release.Court, At: u.clock()}}
	for range 2 {
		u.must(u.releases.RecordByHand(t.Context(), u.lee(), u.releaseRef(), h))
	}
	if n := one[int](u, `SELECT count(*) FROM life_event WHERE event = 'court'`); n != 1 {
		t.Errorf("%d events", n)
	}
}

func TestWhoeverRecordsSecondSeesTheFirst(t *testing.T) {
	u := newDesk(t)
	u.tell(who{"crd": "2026-12-18"})
	decide := func(key, as string) error {
		return u.releases.RecordByHand(t.Context(), u.lee(), u.releaseRef(), release.ByHand{Key: key,
			Event: release.LifeEvent{Word: release.RecordScheme, About: as, At: u.clock()}})
	}
	u.must(decide("first", "applied"))
	if err := decide("second", "one_day_more"); !fault.Is(err, fault.KindConflict) || !strings.Contains(fault.Text(err), "Lee Staff recorded something about this") {
		t.Errorf("got %v", err)
	}
	// Something else is no conflict.
	u.must(u.releases.RecordByHand(t.Context(), u.lee(), u.releaseRef(), release.ByHand{Key: "third",
		Event: release.ConsentEvent("consent_to_refer", true, u.clock())}))
}

func TestWhatCannotBeSoIsRefused(t *testing.T) {
	u := newDesk(t)
	u.tell(who{"crd": "2026-12-15"}, who{"crd": "2026-12-15", "flags": "restricted"})
	for name, e := range map[string]release.LifeEvent{
		"the future":            {Word: release.Court, At: u.clock().AddDate(0, 0, 1)},
		"a transfer to nowhere": {Word: release.Transferred},
		"a refusal with no why": {Word: release.RecordScheme, About: "refused"},
		"kin of the living":     {Word: release.RecordNextOfKin},
		"a reason for nothing":  {Word: release.RecordReason, Reason: "because"},
	} {
		if err := u.byHand(name, e); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := one[int](u, `SELECT count(*) FROM life_event WHERE external_id LIKE 'page:%'`); n != 0 {
		t.Errorf("%d were stored", n)
	}
	restricted := one[string](u, `SELECT r.ref FROM release r JOIN person_number n USING (person_id) WHERE n.prison_number = 'A0002BC'`)
	u.account(access.OffenderManager, "com1@probation.example") // whose people they are
	manager := access.Actor{AccountID: one[int64](u, `SELECT id FROM account WHERE email = 'com1@probation.example'`), Role: access.OffenderManager, Areas: []string{haringeyCode}}
	e := release.ByHand{Key: "x", Event: release.LifeEvent{Word: release.Court, At: u.clock()}}
	if err := u.releases.RecordByHand(t.Context(), manager, restricted, e); !fault.Is(err, fault.KindRefused) {
		t.Errorf("a restricted record: %v", err)
	}
	elsewhere := access.Actor{AccountID: 78, Role: access.LinkOfficer, Areas: []string{"E09000007"}}
	if err := u.releases.RecordByHand(t.Context(), elsewhere, restricted, e); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("another area's officer: %v", err)
	}
}

func TestTwoRecordsAreJoinedByHand(t *testing.T) {
	u := newDesk(t)
	u.tell(who{"crd": "2026-12-15"}, who{"crd": "2026-12-15", "surname": "Other"})
	u.must(u.releases.WriteNote(t.Context(), u.lee(), one[string](u, `SELECT r.ref FROM release r JOIN person_number n USING (person_id) WHERE n.prison_number = 'A0002BC'`),
		release.NewNote{Key: "n", Kind: release.Fact, Text: "Has a sister in Leeds"}))
	ref := one[string](u, `SELECT r.ref FROM release r JOIN person_number n USING (person_id) WHERE n.prison_number = 'A0001BC'`)
	join := release.ByHand{Key: "j", Other: "A0002BC", Event: release.LifeEvent{Word: release.Merged, At: u.clock()}}
	for range 2 { // sent twice it is one
		u.must(u.releases.RecordByHand(t.Context(), u.lee(), ref, join))
	}
	if n := one[int](u, `SELECT count(DISTINCT person_id) FROM person_number`); n != 1 {
		t.Errorf("%d people", n)
	}
	if n := one[int](u, `SELECT count(*) FROM note n JOIN release r USING (person_id) WHERE r.ref = $1`, ref); n != 1 {
		t.Error("the note did not come along")
	}
	join.Key = "again"
	if err := u.releases.RecordByHand(t.Context(), u.lee(), ref, join); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("joined already: %v", err)
	}
	join.Other = "A9999ZZ"
	if err := u.releases.RecordByHand(t.Context(), u.lee(), ref, join); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("unknown number: %v", err)
	}
}

func TestACorrectionHoldsUntilAnExtractSaysSomethingElse(t *testing.T) {
	u := newDesk(t)
	u.releases.Extracts = u.importer
	row := who{"crd": "2026-12-15", "com_name": "Una Officer", "com_email": "com1@probation.example", "needs": "unknown"}
	u.tell(row)
	u.must(u.correct(release.Edit{Field: release.FieldCOMEmail, Was: "com1@probation.example", Now: "com2@probation.example"},
		release.Edit{Field: release.FieldNeeds, Was: "unknown", Now: "accommodation"}))
	if got := one[string](u, `SELECT com_email || ' ' || array_to_string(needs, ',') || ' ' || needs_assessed FROM person`); got != "com2@probation.example accommodation true" {
		t.Errorf("stored: %s", got)
	}
	if got := one[string](u, `SELECT string_agg(field || ': ' || old_value || ' > ' || new_value, ', ' ORDER BY id) FROM person_edit`); got !=
		"com_email: com1@probation.example > com2@probation.example, needs: unknown > accommodation" {
		t.Errorf("history: %s", got)
	}
	if !slices.Contains(u.live("A0001BC"), "ACC-DTR") {
		t.Errorf("a need that was found plans nothing: %v", u.live("A0001BC"))
	}
	u.at("2026-11-24", 8, 0)
	u.tell(row) // as ever
	email := func() string { return one[string](u, `SELECT com_email FROM person`) }
	if email() != "com2@probation.example" {
		t.Errorf("the same row again took the correction back: %s", email())
	}
	u.at("2026-11-25", 8, 0)
	row["com_email"], row["crd"] = "", "2026-12-16"
	u.tell(row) // another day, and nothing told of the address
	if email() != "com2@probation.example" {
		t.Errorf("a row that tells no address: %s", email())
	}
	u.at("2026-11-26", 8, 0)
	row["com_email"] = "com3@probation.example"
	u.tell(row)
	if email() != "com3@probation.example" {
		t.Errorf("a newer extract: %s", email())
	}
}

func TestACorrectionUndoesNoEvent(t *testing.T) {
	u := newDesk(t)
	u.tell(who{"crd": "2026-12-15"})
	u.at("2026-11-24", 9, 0)
	u.must(u.byHand("k", release.LifeEvent{Word: release.Transferred, Prison: "PVI"}))
	before := u.present("A0001BC")
	u.at("2026-11-25", 9, 0)
	u.must(u.correct(release.Edit{Field: release.FieldSurname, Was: "Fictional", Now: "Fictionale"}))
	if got := u.present("A0001BC"); got != before {
		t.Errorf("before %s, after %s", before, got)
	}
}

func TestACorrectionThatCannotBeUsedNamesItsField(t *testing.T) {
	u := newDesk(t)
	u.tell(who{"crd": "2026-12-15"})
	for _, c := range []release.Edit{
		{Field: release.FieldSurname, Was: "Fictional", Now: "77"},
		{Field: release.FieldBorn, Was: "1990-01-01", Now: "1990-02-31"},
		{Field: release.FieldCOMEmail, Was: "com1@probation.example", Now: "Una <com1@probation.example>"},
		{Field: release.FieldMobile, Now: "020 7946 0101"},
		{Field: release.FieldTextOK, Was: "unknown", Now: "yes"},
		{Field: release.FieldTextAgreedOn, Now: "2026-12-24"},
		{Field: release.FieldArea, Was: haringeyCode, Now: "E09000007"},
	} {
		var wrong release.FieldProblems
		if err := u.correct(c); !errors.As(err, &wrong) || c.Field != release.FieldTextOK && wrong[0].Field != c.Field {
			t.Errorf("%s: %v", c.Field, err)
		}
	}
	if n := one[int](u, `SELECT count(*) FROM person_edit`); n != 0 {
		t.Errorf("%d corrections were kept", n)
	}
	u.must(u.correct(release.Edit{Field: release.FieldSurname, Was: "Fictional", Now: "First"}))
	if err := u.correct(release.Edit{Field: release.FieldSurname, Was: "Fictional", Now: "Second"}); !fault.Is(err, fault.KindConflict) ||
		!strings.Contains(fault.Text(err), "Lee Staff changed this") {
		t.Errorf("whoever corrects second: %v", err)
	}
}

func TestAnAgreementByHandLetsRemindersGo(t *testing.T) {
	u := newDesk(t)
	u.tell(who{"crd": "2026-11-24"})
	u.at("2026-11-24", 9, 30)
	u.must(u.byHand("out", release.LifeEvent{Word: release.WasReleased}))
	u.book("B1,A0001BC,2026-12-10 11:00,jobcentre,Wood Green,yes,")
	waiting := func() int {
		return one[int](u, `SELECT count(*) FROM message WHERE channel = 'text' AND state = 'queued'`)
	}
	if n := waiting(); n != 0 {
		t.Fatalf("%d texts wait before anybody agreed", n)
	}
	u.must(u.correct(release.Edit{Field: release.FieldMobile, Now: "07700 900123"}, release.Edit{Field: release.FieldTextOK, Was: "unknown", Now: "yes"},
		release.Edit{Field: release.FieldTextAgreedOn, Now: "2026-11-24"}, release.Edit{Field: release.FieldPhoneShared, Was: "unknown", Now: "no"}))
	if n := waiting(); n == 0 {
		t.Error("nothing waits after the agreement")
	}
	// Another number on the same day is another agreement.
	u.must(u.correct(release.Edit{Field: release.FieldMobile, Was: "07700 900123", Now: "07700 900124"}))
	if got := one[string](u, `SELECT text_agreed_number FROM person`); got != "+447700900124" {
		t.Errorf("the agreement names %s", got)
	}
}

func TestNotesAreCorrectedAndKept(t *testing.T) {
	u := newDesk(t)
	u.tell(who{"crd": "2026-12-15"})
	write := func(n release.NewNote) error { return u.releases.WriteNote(t.Context(), u.lee(), u.releaseRef(), n) }
	for range 2 {
		u.must(write(release.NewNote{Key: "a", Kind: release.Fact, Text: " Has a dog "}))
	}
	first := one[string](u, `SELECT ref FROM note`)
	u.must(write(release.NewNote{Key: "b", Kind: release.Opinion, Text: "May have a dog", Replaces: first}))
	if err := write(release.NewNote{Key: "c", Kind: release.Fact, Text: "No dog", Replaces: first}); !fault.Is(err, fault.KindConflict) {
		t.Errorf("whoever corrects second: %v", err)
	}
	if err := write(release.NewNote{Key: "d", Text: "no kind"}); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("a note without a kind: %v", err)
	}
	if got := strings.Join(collect[string](u, `SELECT kind || ': ' || body FROM note ORDER BY id`), "; "); got != "fact: Has a dog; opinion: May have a dog" {
		t.Errorf("stored: %s", got)
	}
}

// In production the pages work in the least role: what is recorded by hand, it
// must be able to write.
func TestRecordsByHandAreKeptInTheLeastRoleOfThePages(t *testing.T) {
	u := newDesk(t)
	u.tell(who{"crd": "2026-12-18"}, who{"crd": "2026-12-18", "surname": "Other"})
	url := u.pool.Config().ConnString()
	if made, err := migrations.EnsureRoles(t.Context(), url, ""); err != nil || !made {
		t.Fatalf("make the roles: %v %v", made, err)
	}
	pool, err := pg.Open(t.Context(), url, pg.Options{MaxConns: 2, Role: migrations.WebRole})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	least := *u.releases
	least.Pool, least.Extracts = pool, u.importer
	ref := one[string](u, `SELECT r.ref FROM release r JOIN person_number n USING (person_id) WHERE n.prison_number = 'A0001BC'`)
	record := func(key string, e release.LifeEvent) {
		t.Helper()
		u.mu.Lock()
		u.now = u.now.Add(60e9)
		u.mu.Unlock()
		e.At = u.clock()
		seen := one[int64](u, `SELECT coalesce(max(id), 0) FROM life_event`)
		u.must(least.RecordByHand(t.Context(), u.lee(), ref, release.ByHand{Key: key, Seen: seen, Event: e}))
	}
	u.must(least.WriteNote(t.Context(), u.lee(), ref, release.NewNote{Key: "a", Kind: release.Fact, Text: "Has a dog"}))
	u.must(least.Correct(t.Context(), u.lee(), ref, release.Correction{Edits: []release.Edit{{Field: release.FieldNeeds, Was: "none", Now: "accommodation"}}}))
	record("scheme", release.LifeEvent{Word: release.RecordScheme, About: "applied"})
	record("consent", release.ConsentEvent("consent_to_refer", true, u.clock()))
	record("back", release.ConsentEvent("consent_to_refer", false, u.clock()))
	record("licence", release.LifeEvent{Word: release.RecordLicence})
	u.must(least.RecordByHand(t.Context(), u.lee(), ref, release.ByHand{Key: "j", Other: "A0002BC", Event: release.LifeEvent{Word: release.Merged, At: u.clock()}}))
	record("out", release.LifeEvent{Word: release.WasReleased})
	record("back in", release.LifeEvent{Word: release.Recalled, Prison: "PVI"})
	ref = one[string](u, `SELECT ref FROM release WHERE is_current`)
	adding := *u.importer
	adding.Pool, adding.Observer = pool, &least
	if _, err := adding.AddPerson(t.Context(), u.lee(), map[release.Field]string{"prison_number": "B1234BC", "surname": "New", "forenames": "Kim",
		"date_of_birth": "1991-01-01", "prison": "LEI", "home_area": "Haringey", "crd": "2026-12-15", "status": "ACTIVE IN", "legal_status": "SENTENCED"}); err != nil {
		t.Error(err)
	}
	record("escaped", release.LifeEvent{Word: release.Escaped})
	u.must(least.TakeBack(t.Context(), u.lee(), ref, "escaped", "found in the library"))
	record("died", release.LifeEvent{Word: release.HasDied})
	record("kin", release.LifeEvent{Word: release.RecordNextOfKin})
	for _, sql := range []string{`DELETE FROM note`, `DELETE FROM life_event`, `DELETE FROM person_edit`} {
		if _, err := pool.Exec(t.Context(), sql); err == nil {
			t.Errorf("the pages could: %s", sql)
		}
	}
}

func TestAMovementRecordedByMistakeIsTakenBack(t *testing.T) {
	for name, word := range map[string]release.Word{"a release": release.WasReleased, "a transfer": release.Transferred, "an escape": release.Escaped,
		"left for a reason unknown": release.OutUnknown} {
		t.Run(name, func(t *testing.T) {
			u := newDesk(t)
			u.tell(who{"crd": "2026-12-15"})
			before, plan := u.present("A0001BC"), u.live("A0001BC")
			u.at("2026-11-23", 9, 0)
			u.must(u.byHand("wrong", release.LifeEvent{Word: word, Prison: "PVI"}))
			if u.present("A0001BC") == before {
				t.Fatal("the event did nothing")
			}
			u.at("2026-11-23", 9, 30)
			for range 2 { // a double click
				u.must(u.releases.TakeBack(t.Context(), u.lee(), u.releaseRef(), "wrong", "another person of that name"))
			}
			if got := u.present("A0001BC"); got != before {
				t.Errorf("before %s, after %s", before, got)
			}
			if got := u.live("A0001BC"); !slices.Equal(got, plan) {
				t.Errorf("the plan was %v and is %v", plan, got)
			}
		})
	}
}

func TestAStayOpenedByMistakeIsTakenBack(t *testing.T) {
	u := newDesk(t)
	u.tell(who{"crd": "2026-12-15"})
	u.at("2026-11-23", 9, 0)
	u.must(u.byHand("out", release.LifeEvent{Word: release.WasReleased}))
	before := u.present("A0001BC")
	u.at("2026-11-24", 9, 0)
	u.must(u.byHand("back", release.LifeEvent{Word: release.Recalled, Prison: "PVI"}))
	if got := u.present("A0001BC"); !strings.HasPrefix(got, "episode 2") {
		t.Fatalf("after the recall: %s", got)
	}
	u.at("2026-11-24", 10, 0)
	u.must(u.releases.TakeBack(t.Context(), u.lee(), u.releaseRef(), "back", "not recalled"))
	if got := u.present("A0001BC"); got != before {
		t.Errorf("before %s, after %s", before, got)
	}
}

func TestADeathIsNotTakenBackByOne(t *testing.T) {
	u := newDesk(t)
	u.tell(who{"crd": "2026-12-15"})
	u.at("2026-11-23", 9, 0)
	u.must(u.byHand("died", release.LifeEvent{Word: release.HasDied}))
	if err := u.releases.TakeBack(t.Context(), u.lee(), u.releaseRef(), "died", "it was somebody else"); !fault.Is(err, fault.KindRefused) {
		t.Errorf("got %v", err)
	}
	if err := u.releases.TakeBack(t.Context(), u.lee(), u.releaseRef(), "nothing", "why"); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("an event that is none: %v", err)
	}
	if err := u.releases.TakeBack(t.Context(), u.lee(), u.releaseRef(), "died", " "); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("no reason: %v", err)
	}
}
