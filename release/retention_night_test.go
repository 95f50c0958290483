package release_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/intake"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/pathways"
	"throughgate/release"
)

// night asks at an hour of a day, as a worker does every minute.
func (u *unitTest) night(day string, hour, minute int) (erased int) {
	u.Helper()
	before := one[int](u, `select count(*)::int from erasure`)
	u.at(day, hour, minute)
	for range 2 { // two workers
		u.must(u.releases.DueErasures(u.Context()))
	}
	return one[int](u, `select count(*)::int from erasure`) - before
}

// longGone are people whose time has been over since a day, with nothing open.
func longGone(t *testing.T, day string, rows ...who) *unitTest {
	t.Helper()
	u := newDesk(t)
	u.proving()
	u.tell(rows...)
	for _, id := range collect[int64](u, `select id from person`) {
		u.over(id, day)
	}
	return u
}

func (u *unitTest) page() release.RetentionPage {
	u.Helper()
	var p release.RetentionPage
	err := pg.InTx(u.Context(), u.pool, access.System("test"), func(tx pgx.Tx) (err error) {
		p, err = release.ReadRetentionPage(u.Context(), tx, release.RetentionQuery{Scope: release.Scope{All: true}, Now: u.clock()})
		return err
	})
	u.must(err)
	return p
}

func TestPeopleLeaveAtNightOnceTheRuleIsConfirmed(t *testing.T) {
	u := longGone(t, "2024-11-22", who{}, who{}, who{})
	u.exec(`update release set state = 'planned', released_on = null, left_on = null, place = 'held' where person_id = $1`, u.personOf("A0003BC"))
	if n := u.night("2026-11-24", 2, 30); n != 0 {
		t.Fatalf("%d were erased though nobody has confirmed the rule", n)
	}
	if p := u.page(); p.Rule.Confirmed || p.Rule.Years != 2 || p.DueNow != 2 || p.Waits != release.NightNotConfirmed || p.Last == nil || p.Last.Outcome != release.NightNotConfirmed || len(p.Leaving) != 2 {
		t.Errorf("the page before it is confirmed: %+v", p)
	}
	if _, err := u.releases.EraseByRule(t.Context(), access.System("retention")); !fault.Is(err, fault.KindRefused) {
		t.Errorf("by command, not confirmed: %v", err)
	}
	keyless := *u.releases
	keyless.AuditKeys = access.AuditKeys{}
	if _, err := keyless.EraseByRule(t.Context(), access.System("retention")); !fault.Is(err, fault.KindRefused) || !strings.Contains(fault.Text(err), "THROUGHGATE_AUDIT_KEY") {
		t.Errorf("without a key: %v", err)
	}
	u.at("2026-11-24", 9, 0)
	if err := u.releases.ConfirmRetention(t.Context(), u.lee(), 2, 2); !fault.Is(err, fault.KindRefused) {
		t.Errorf("confirmed by a link officer: %v", err)
	}
	if err := u.releases.ConfirmRetention(t.Context(), u.lead(), 2, 1); !fault.Is(err, fault.KindConflict) || !strings.Contains(fault.Text(err), "changed, to 2") {
		t.Errorf("confirmed with another number than is due: %v", err)
	}
	if err := u.releases.ConfirmRetention(t.Context(), u.lead(), 0, 2); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("no years: %v", err)
	}
	u.must(u.releases.ConfirmRetention(t.Context(), u.lead(), 2, 2))
	u.must(u.releases.PlaceHold(t.Context(), u.lee(), u.refOf("A0002BC"), "A complaint is being looked into", calendar.MustParse("2026-11-25")))
	for hour, want := range map[int]int{1: 0, 5: 0, 14: 0} {
		if n := u.night("2026-11-25", hour, 0); n != want {
			t.Errorf("at %d o'clock %d were erased", hour, n)
		}
	}
	if n := u.night("2026-11-25", 2, 0); n != 1 {
		t.Errorf("in the night %d were erased, want the one who is not held", n)
	}
	if n := u.night("2026-11-25", 3, 0); n != 0 {
		t.Errorf("a second time that night: %d", n)
	}
	if n := u.night("2026-11-26", 4, 59); n != 1 {
		t.Errorf("the night after the hold: %d", n)
	}
	p := u.page()
	if p.Total != 2 || len(p.Erased) != 2 || p.Erased[0].Cause != "rule" || p.DueNow != 0 || p.Last.Erased != 1 {
		t.Errorf("the page afterwards: %+v", p)
	}
	if n := one[int](u, `select count(*)::int from person`); n != 1 {
		t.Errorf("%d people are left, want the one in custody", n)
	}
}

func (u *unitTest) refOf(number string) string {
	u.Helper()
	return one[string](u, `select r.ref from release r join person_number n using (person_id) where n.prison_number = $1 and r.is_current`, number)
}

func TestWhatIsOpenKeepsSomebody(t *testing.T) {
	u := longGone(t, "2024-11-01", who{})
	u.confirm(2)
	person := u.personOf("A0001BC")
	for name, sql := range map[string][2]string{
		"a request":              {`insert into task (ref, release_id, standard, state, planned_at, planned_by) select 'open', id, 'ACC-DTR', 'planned', now(), 'x' from release where person_id = $1`, `delete from task where ref = 'open' and $1 > 0`},
		"an appointment":         {`insert into appointment (ref, person_id, release_id, service, starts_at, place, state, created_at, updated_at) select 'open', $1, id, 'jobcentre', '2026-11-24', 'x', 'booked', now(), now() from release where person_id = $1`, `delete from appointment where person_id = $1`},
		"a message":              {`insert into message (ref, channel, kind, recipient, person_id, dedupe_key, state, queued_at, not_before) values ('open', 'email', 'alert', 'x', $1, 'open', 'unknown', now(), now())`, `delete from message where person_id = $1`},
		"something on a list":    {`insert into attention (kind, about_key, role, person_id, opened_at) values ('reply', 'x', 'link_officer', $1, now())`, `delete from attention where person_id = $1`},
		"words at a provider":    {`insert into inbound_text (provider_ref, number, person_id, body, meaning, at) values ('x', '+447700900001', $1, '', 'reply', '2026-11-01')`, `delete from inbound_text where person_id = $1`},
		"a file that lists them": {`update import set as_of = '2026-11-22' where $1::bigint > 0`, `update import set as_of = '2026-10-01' where $1::bigint > 0`},
		"their own request for what is held": {`with a as (insert into account (ref, email, name, role, created_at) values ('sar', 'sar@unit.example', 'x', 'information_lead', now()) returning id)
			insert into subject_request (ref, person_id, release_id, received_on, due_on, opened_at, opened_by) select 'open', r.person_id, r.id, '2026-11-20', '2026-12-20', now(), a.id from release r, a where r.person_id = $1`, `delete from subject_request where person_id = $1`},
		"a licence": {`insert into release_date (release_id, type, kind, day, source, learnt_at) select id, 'SLED', 'calculated', '2024-11-23', 'x', now() from release where person_id = $1`, `delete from release_date where type = 'SLED' and $1::bigint > 0`},
	} {
		u.exec(sql[0], person)
		u.at("2026-11-23", 9, 0)
		if done, err := u.releases.EraseByRule(t.Context(), access.System("retention")); err != nil || done.Erased != 0 {
			t.Fatalf("with %s: %+v, %v", name, done, err)
		}
		u.exec(sql[1], person)
	}
	if done, err := u.releases.EraseByRule(t.Context(), access.System("retention")); err != nil || done.Erased != 1 {
		t.Errorf("with nothing: %+v, %v", done, err)
	}
}

func TestMoreThanAnybodyHasForeseenWaits(t *testing.T) {
	u := longGone(t, "2024-11-22", cohort(52, who{})...)
	u.exec(`update release set released_on = '2026-01-01', left_on = '2026-01-01'`)
	u.confirm(2) // nobody is due
	u.exec(`update release set released_on = '2024-11-22', left_on = '2024-11-22'`)
	if n := u.night("2026-11-25", 2, 0); n != 0 {
		t.Errorf("%d were erased at once, and nobody had foreseen it", n)
	}
	if p := u.page(); p.Waits != release.NightTooMany || p.DueNow != 52 {
		t.Errorf("the page: %+v", p.Waits)
	}
	if _, err := u.releases.EraseByRule(t.Context(), access.System("retention")); !fault.Is(err, fault.KindRefused) || !strings.Contains(fault.Text(err), "52 people") {
		t.Errorf("by command: %v", err)
	}
	u.confirm(2)
	if n := u.night("2026-11-26", 2, 0); n != 52 {
		t.Errorf("confirmed: %d", n)
	}
}

// Somebody is erased before their time by two people, and not while anything is
// open or somebody keeps them.
func TestErasedOnRequestByTwo(t *testing.T) {
	u := longGone(t, "2026-11-01", who{}, who{})
	u.account(access.Coordinator, "cora@haringey-unit.example")
	cora := access.Actor{AccountID: one[int64](u, `select id from account where email like 'cora@%'`), Name: "Cora", Role: access.Coordinator, Areas: []string{haringeyCode}}
	lead, ref := u.lead(), u.refOf("A0001BC")
	ask := func(as access.Actor, why string) error {
		return u.releases.AskErasure(t.Context(), as, ref, release.GroundGDPR, why)
	}
	answer := func(as access.Actor, what release.ErasureAnswer) error {
		return u.releases.AnswerErasure(t.Context(), as, one[string](u, `select ref from erasure_request order by id desc limit 1`), what)
	}
	if err := ask(u.lee(), "They have asked for it in writing"); !fault.Is(err, fault.KindRefused) {
		t.Errorf("asked by a link officer: %v", err)
	}
	if err := ask(lead, "please"); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("no reason: %v", err)
	}
	if err := u.releases.AskErasure(t.Context(), lead, ref, "whim", "They have asked for it in writing"); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("no ground: %v", err)
	}
	elsewhere := cora
	elsewhere.Areas = []string{"E09000007"}
	if err := ask(elsewhere, "They have asked for it in writing"); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("of another area: %v", err)
	}
	for range 2 { // a double click
		u.must(ask(lead, "They have asked for it in writing"))
	}
	if err := ask(cora, "They have asked for it in writing"); !fault.Is(err, fault.KindConflict) {
		t.Errorf("asked twice: %v", err)
	}
	if err := answer(lead, release.ErasureAgreed); !fault.Is(err, fault.KindRefused) {
		t.Errorf("by one person alone: %v", err)
	}
	if err := answer(cora, release.ErasureWithdrawn); !fault.Is(err, fault.KindRefused) {
		t.Errorf("withdrawn by another: %v", err)
	}
	u.must(answer(cora, release.ErasureRefused))
	if err := answer(cora, release.ErasureAgreed); !fault.Is(err, fault.KindConflict) {
		t.Errorf("after it was refused: %v", err)
	}
	u.must(ask(cora, "They have asked for it in writing"))
	u.must(answer(lead, release.ErasureAgreed))
	u.must(u.releases.PlaceHold(t.Context(), lead, ref, "A claim has been brought", calendar.Date{}))
	if n := u.night("2026-11-23", 10, 0); n != 0 {
		t.Error("erased though somebody keeps them")
	}
	if p := u.page(); len(p.Asked) != 1 || p.Asked[0].Stays != release.StaysHeld || len(p.Holds) != 1 || p.Holds[0].By != "Ina Lead" {
		t.Errorf("the page: %+v %+v", p.Asked, p.Holds)
	}
	u.must(u.releases.EndHold(t.Context(), lead, ref, "The claim is settled"))
	if n := u.night("2026-11-23", 10, 1); n != 1 {
		t.Errorf("%d erased within the minute, at any hour", n)
	}
	if n := one[int](u, `select count(*)::int from erasure where cause = 'request' and ground = 'uk_gdpr_art17' and asked_by = $1 and agreed_by = $2 and years is null`, cora.Key(), lead.Key()); n != 1 {
		t.Error("the proof does not name both")
	}
	if n := one[int](u, `select count(*)::int from person`); n != 1 {
		t.Errorf("%d people are left", n)
	}
}

// An extract that is older than the erasure brings nobody back; a newer one tells
// of somebody new, without memory of who was erased.
func TestAnOlderExtractBringsNobodyBack(t *testing.T) {
	u := longGone(t, "2024-11-22", who{}, who{"surname": "Other"})
	u.over(u.personOf("A0002BC"), "2026-11-01")
	person, ref := u.personOf("A0001BC"), u.refOf("A0001BC")
	u.must(u.releases.WriteNote(t.Context(), u.lee(), ref, release.NewNote{Key: "k", Kind: release.Fact, Text: "Has a sister in Leeds"}))
	u.confirm(2)
	if n := u.night("2026-11-24", 2, 0); n != 1 {
		t.Fatalf("%d erased", n)
	}
	u.at("2026-11-24", 9, 0)
	old := u.tellWith(intake.ReleasesOptions{AsOf: calendar.MustParse("2026-11-23").At(6, 0)}, who{}, who{"surname": "Other"})
	if len(old.Rejected) != 1 || old.New != 0 || !strings.Contains(old.Rejected[0].Problem, "erased after the file was made") {
		t.Errorf("an older file: %+v", old)
	}
	if n := one[int](u, `select count(*)::int from import_problem where cells <> '{}'`); n != 0 {
		t.Error("the row that was left out is kept")
	}
	again := u.tellWith(intake.ReleasesOptions{AsOf: calendar.MustParse("2026-11-24").At(6, 0)}, who{}, who{"surname": "Other"})
	if again.New != 1 || len(again.Rejected) != 0 {
		t.Errorf("a newer file: %+v", again)
	}
	if id := u.personOf("A0001BC"); id == person || u.refOf("A0001BC") == ref {
		t.Error("they are who they were")
	}
	if n := one[int](u, `select (select count(*) from note)::int + (select count(*) from release where person_id = $1 and episode > 1)::int`, u.personOf("A0001BC")); n != 0 {
		t.Error("something of the old record came along")
	}
	// The newest key hashes; what an older one has hashed is still known.
	u.importer.Erased = access.NewAuditKeys("another key, which came later than this", "a key of these tests, and of no others")
	u.exec(`update erased_number set erased_at = '2026-11-30'`)
	u.exec(`update person_number set prison_number = 'B0001BC' where prison_number = 'A0001BC'`)
	if r := u.tellWith(intake.ReleasesOptions{AsOf: calendar.MustParse("2026-11-24").At(8, 0)}, who{}); len(r.Rejected) != 1 {
		t.Errorf("hashed with a key that was changed: %+v", r)
	}
}

// The figures count the same people before and after.
func TestFiguresOutliveWhoTheyCount(t *testing.T) {
	u := newDesk(t)
	u.proving()
	u.services()
	u.running()
	u.tell(cohort(6, who{"crd": "2026-12-11", "needs": "drugs_and_alcohol", "consents": "consent_to_refer"})...)
	u.sweep("2026-11-23")
	u.deliver()
	u.exec(`update task set state = 'done', done_at = '2024-11-01', acknowledged_at = handed_off_at + interval '3 hours' * (id % 7) where state in ('handed_off', 'acknowledged') and id % 3 <> 0`)
	u.exec(`insert into release_change (release_id, from_day, to_day, at, source, notice_working_days) select id, '2024-11-10', '2024-11-19', '2024-11-05', 'x', -3 from release`)
	u.exec(`insert into message (ref, channel, kind, recipient, person_id, dedupe_key, state, queued_at, not_before, settled_at, sent_at)
		select 'f' || id, 'text', 'appointment_reminder', '+447700900987', id, 'f' || id, 'delivered', now(), now(), '2024-11-20', '2024-11-20' from person`)
	for i, id := range collect[int64](u, `select id from person order by id`) {
		u.over(id, calendar.MustParse("2024-11-15").AddDays(i).String())
	}
	u.exec(`update release_history h set planned_day = r.released_on, at = '2024-11-01' from release r where r.id = h.release_id`)
	read := func() (out []release.Figures) {
		for _, from := range []string{"2024-10-28", "2026-11-16"} {
			err := pg.ReadTx(t.Context(), u.pool, access.System("test"), func(tx pgx.Tx) error {
				cal, _, err := loadTimes(t, tx)
				if err != nil {
					return err
				}
				f, err := release.ReadFigures(t.Context(), tx, cal, release.FiguresAsked{Scope: release.Scope{Areas: []string{haringeyCode}},
					From: calendar.MustParse(from), To: calendar.MustParse(from).AddDays(34), Today: calendar.MustParse("2026-11-24")})
				out = append(out, f)
				return err
			})
			u.must(err)
		}
		return out
	}
	before := read()
	if w := before[0].Whole; w.Released != 6 || w.Moved != 6 || w.Texts.Number != 6 || w.Required.Of == 0 || w.Notice.Value == 0 || len(before[1].Services) == 0 {
		t.Fatalf("there is nothing to count: %+v %+v", w, before[1].Services)
	}
	u.exec(`update message set settled_at = '2024-12-01' where settled_at is null`)
	u.confirm(2)
	if done, err := u.releases.EraseByRule(t.Context(), access.System("retention")); err != nil || done.Erased != 6 {
		t.Fatalf("%+v, %v", done, err)
	}
	sameFigures(t, before, read())
	if cols := collect[string](u, `select column_name::text from information_schema.columns where table_name = 'figure_kept' order by 1`); !slices.Equal(cols, []string{"home_area", "monday", "number", "of", "service", "value", "what"}) {
		t.Errorf("what is kept of them: %q", cols)
	}
}

func loadTimes(t *testing.T, tx pgx.Tx) (*calendar.Calendar, pathways.Settings, error) {
	return pathways.LoadTimes(t.Context(), tx)
}

func sameFigures(t *testing.T, before, after []release.Figures) {
	t.Helper()
	if diff := cmp.Diff(before, after, cmpopts.EquateApprox(0, 0.011), cmpopts.EquateComparable(calendar.Date{})); diff != "" {
		t.Errorf("the figures have changed (-before +after):\n%s", diff)
	}
}
