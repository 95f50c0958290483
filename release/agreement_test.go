package release_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/notify"
	"throughgate/pathways"
	"throughgate/release"
)

const (
	coachLEI     = "work-coach.lei@prison.example"
	ownerAddress = "owner@haringey-unit.example"
)

// agreementsFirst is as in production.
func agreementsFirst(unit *release.Unit) { unit.AgreementsFirst = true }

// withSharing is a service contact as the pages know them.
func (u *unitTest) withSharing(who access.Actor) access.Actor {
	u.Helper()
	if err := pg.ReadTx(u.Context(), u.pool, who, func(tx pgx.Tx) (err error) {
		who.NoAgreement = ""
		who, err = pathways.WithSharing(u.Context(), tx, who, u.releases.Unit.AgreementsFirst, calendar.DayOf(u.clock()))
		return err
	}); err != nil {
		u.Fatal(err)
	}
	return who
}

func (u *unitTest) readTask(who access.Actor, ref string) (task release.TaskStory, err error) {
	u.Helper()
	err = pg.ReadTx(u.Context(), u.pool, who, func(tx pgx.Tx) error {
		task, err = release.ReadTask(u.Context(), tx, u.releases, u.releases.Unit.Scope, who, ref)
		return err
	})
	return task, err
}

func (u *unitTest) agreements() *pathways.AgreementService {
	return &pathways.AgreementService{Pool: u.pool, Now: u.clock, Follows: u.releases}
}

// coordinator is the owner of the test's agreements.
func (u *unitTest) coordinator() access.Actor {
	u.Helper()
	if len(collect[int64](u, `SELECT id FROM account WHERE email = $1`, ownerAddress)) == 0 {
		u.account(access.Coordinator, ownerAddress)
	}
	return u.actor(ownerAddress)
}

// agree enters an agreement with these partners and gives its reference.
func (u *unitTest) agree(from, to string, partners ...string) string {
	u.Helper()
	who := u.coordinator()
	ref, err := u.agreements().Save(u.Context(), who, pathways.AgreementEdit{Cells: map[string]string{
		"title": "Sharing with " + partners[0], "partners": strings.Join(partners, "\n"), "purpose": "Work after release", "gateways": "cda_1998_s115",
		"our_regime": "dpa_part3", "their_regime": "uk_gdpr", "categories": "identity\ncontact", "domains": "prison.example services.example",
		"owner": one[string](u, `SELECT ref FROM account WHERE id = $1`, who.AccountID), "starts_on": from, "review_on": from, "ends_on": to}})
	if err != nil {
		u.Fatal(err)
	}
	return ref
}

func (u *unitTest) endAgreement(ref string) {
	u.Helper()
	version := one[int](u, `SELECT version FROM agreement WHERE ref = $1`, ref)
	if err := u.agreements().End(u.Context(), u.coordinator(), ref, version, "the service has closed"); err != nil {
		u.Fatal(err)
	}
}

// waitsFor is what a task of the one person waits for.
func (u *unitTest) waitsFor(code string) []string {
	u.Helper()
	return one[[]string](u, `SELECT waiting_for FROM task WHERE standard = $1`, code)
}

func (u *unitTest) stateOf(code string) string {
	u.Helper()
	return one[string](u, `SELECT state FROM task WHERE standard = $1`, code)
}

func TestInProductionAServiceWithoutAnAgreementIsAskedForNothing(t *testing.T) {
	u := newUnit(t, agreementsFirst)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(leaves84)
	u.sweep("2026-11-23")
	for _, m := range u.messages(notify.Request) {
		t.Errorf("asked without an agreement: %s", m.To)
	}
	if got := u.waitsFor("BEN-COACH"); !slices.Equal(got, []string{"agreement"}) {
		t.Errorf("BEN-COACH waits for %v", got)
	}
	if got := u.causes("2026-11-23"); got[release.NobodyAgreement] == 0 {
		t.Errorf("it is not on the list: %v", got)
	}
	if n := one[int](u, `SELECT count(*) FROM task t JOIN standard s ON s.code = t.standard WHERE s.found_by IN ('com', 'unit') AND t.state = 'handed_off'`); n == 0 {
		t.Error("officers do not have their own tasks")
	}

	u.at("2026-11-23", 9, 0)
	u.agree("2026-01-01", "2027-12-31", "prison_work_coach")
	if got := u.waitsFor("BEN-COACH"); len(got) != 0 {
		t.Errorf("with an agreement BEN-COACH waits for %v", got)
	}
	u.sweep("2026-11-24")
	if mails := to(u.deliver(), coachLEI); len(mails) != 1 {
		t.Fatalf("asked %d times", len(mails))
	}
	if n := one[int](u, `SELECT count(*) FROM audit a JOIN message m ON m.id = a.object_id JOIN agreement g ON g.id = a.agreement_id AND a.detail = 'email sent'
		WHERE a.action = 'disclose' AND a.object_kind = 'message' AND m.recipient = $1 AND m.agreements = ARRAY[g.id]`, coachLEI); n != 1 {
		t.Errorf("%d disclosures name the agreement", n)
	}
	if got := u.causes("2026-11-24"); got[release.NobodyAgreement] != 0 && u.stateOf("BEN-COACH") != "handed_off" {
		t.Errorf("still on the list: %v", got)
	}
}

func TestOutsideProductionAServiceIsCoveredUntilItsFirstAgreement(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(leaves84, merged(leaves84, who{"forenames": "Zed", "crd": "2027-02-16"}))
	u.sweep("2026-11-23")
	if mails := to(u.deliver(), coachLEI); len(mails) != 1 {
		t.Fatalf("without any agreement: %d", len(mails))
	}
	// One that has ended is an agreement: from now on the rule is that of production.
	u.agree("2025-01-01", "2026-01-31", "prison_work_coach LEI")
	u.tell(leaves84, merged(leaves84, who{"forenames": "Zed", "crd": "2027-02-16"}), merged(leaves84, who{"forenames": "Third"}))
	u.sweep("2026-11-24")
	if mails := to(u.deliver(), coachLEI); len(mails) != 0 {
		t.Errorf("asked after an agreement that had ended: %d", len(mails))
	}
	if got := collect[string](u, `SELECT unnest(waiting_for) FROM task t JOIN release r ON r.id = t.release_id JOIN person p ON p.id = r.person_id
		WHERE t.standard = 'BEN-COACH' AND p.forenames = 'Third'`); !slices.Equal(got, []string{"agreement"}) {
		t.Errorf("the new one waits for %v", got)
	}
	if got := u.causes("2026-11-24"); got[release.NobodyAgreement] != 3 {
		t.Errorf("on the list: %v", got)
	}
}

func TestAnAgreementThatEndsBeforeAQueuedRequestLeaves(t *testing.T) {
	u := newUnit(t)
	u.at("2026-11-22", 12, 0)
	u.officer(linkAddress)
	u.services()
	u.running()
	ref := u.agree("2026-01-01", "2027-12-31", "prison_work_coach LEI")
	u.tell(leaves84)
	u.at("2026-11-23", 5, 0)
	if err := u.releases.DueWatch(u.Context()); err != nil {
		t.Fatal(err)
	}
	u.at("2026-11-23", 7, 0)
	u.endAgreement(ref)
	u.at("2026-11-23", 8, 0)
	if mails := to(u.deliver(), coachLEI); len(mails) != 0 {
		t.Errorf("it left: %+v", mails)
	}
	if m := u.lastTo(notify.Request, coachLEI); m.State != "not_sent" || m.Reason != "the sharing agreement with the service ended on Sunday 22 November 2026" {
		t.Errorf("%s: %q", m.State, m.Reason)
	}
	if got := u.alerts(linkAddress); !slices.Equal(got, []string{"agreement_ended"}) {
		t.Errorf("the link officer: %v", got)
	}
	if got := u.causes("2026-11-23"); got[release.NobodyAgreement] != 1 {
		t.Errorf("on the list: %v", got)
	}
	// Nothing climbs, and nothing is told twice.
	for _, day := range []string{"2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"} {
		u.sweep(day)
		u.deliver()
	}
	for _, kind := range []notify.Kind{notify.Reminder, notify.Escalation, notify.Told} {
		if m := u.lastTo(kind, coachLEI); m.ID != 0 {
			t.Errorf("%s: %+v", kind, m)
		}
	}
	if got := u.alerts(linkAddress); len(got) != 1 {
		t.Errorf("the link officer hears of it again: %v", got)
	}
	// Reinstated, the request stands with the service again.
	version := one[int](u, `SELECT version FROM agreement WHERE ref = $1`, ref)
	if err := u.agreements().Reinstate(u.Context(), u.coordinator(), ref, version); err != nil {
		t.Fatal(err)
	}
	if got := u.causes("2026-11-27"); got[release.NobodyAgreement] != 0 {
		t.Errorf("still on the list: %v", got)
	}
}

func TestTheEndOfAnAgreementComesByItself(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.agree("2026-01-01", "2026-11-23", "prison_work_coach LEI")
	u.tell(leaves84)
	u.sweep("2026-11-23")
	if mails := to(u.deliver(), coachLEI); len(mails) != 1 {
		t.Fatalf("on its last day: %d", len(mails))
	}
	u.tell(leaves84, merged(leaves84, who{"forenames": "Zed"}))
	u.sweep("2026-11-24")
	if mails := to(u.deliver(), coachLEI); len(mails) != 0 {
		t.Errorf("the day after: %+v", mails)
	}
	if got := u.alerts(linkAddress); !slices.Equal(got, []string{"agreement_ended"}) {
		t.Errorf("the link officer: %v", got)
	}
	if got := u.causes("2026-11-24"); got[release.NobodyAgreement] != 2 {
		t.Errorf("on the list: %v", got)
	}
}

func TestOwnersAreToldOnceAtEachOfThreeDays(t *testing.T) {
	u := newUnit(t)
	u.at("2026-09-01", 8, 0)
	u.services()
	u.running()
	u.agree("2026-01-01", "2026-12-31", "jobcentre")
	for _, c := range []struct {
		day  string
		told int // so far
	}{
		{"2026-10-30", 0}, // 62 days
		{"2026-11-02", 1}, // 59: the watch of the Sunday before was missed
		{"2026-11-03", 1},
		{"2026-12-01", 2}, // 30
		{"2026-12-02", 2},
		// No watch for 28 days: the word of 7 days comes late, and once.
		{"2026-12-30", 3},
		{"2026-12-31", 3},
	} {
		u.exec(`UPDATE account SET woken_at = $1`, calendar.MustParse(c.day).At(7, 0)) // in use: an owner whose account is suspended is not told
		u.sweep(c.day)
		u.deliver()
		if got := u.alerts(ownerAddress); len(got) != c.told {
			t.Errorf("by %s the owner was told %d times, want %d: %v", c.day, len(got), c.told, got)
		}
	}
	last := u.lastTo(notify.Alert, ownerAddress)
	if text := one[string](u, `SELECT w.text FROM message_words w JOIN message m ON m.id = w.message_id WHERE m.kind = 'alert' AND m.recipient = $1 ORDER BY m.id DESC LIMIT 1`, ownerAddress); !contains(text, "It ends on Thursday 31 December 2026, in 1 day") {
		t.Errorf("%s: %s", last.State, text)
	}
}

func TestARenewedAgreementIsNoNewsToItsOwner(t *testing.T) {
	u := newUnit(t)
	u.services()
	u.running()
	ref := u.agree("2026-01-01", "2026-12-31", "jobcentre")
	u.at("2026-11-23", 5, 0)
	if err := u.releases.DueWatch(u.Context()); err != nil {
		t.Fatal(err)
	}
	u.exec(`UPDATE agreement SET ends_on = '2027-12-31' WHERE ref = $1`, ref)
	u.at("2026-11-23", 8, 0)
	if mails := to(u.deliver(), ownerAddress); len(mails) != 0 {
		t.Errorf("told of an end that is past: %+v", mails)
	}
}

func TestASPOCWithoutAnAgreementSeesAndAnswersNothing(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(reconnect(who{"consents": "consent_to_share_health"}))
	u.sweep("2026-11-23")
	mails := to(u.deliver(), "reconnect@services.example")
	if len(mails) != 1 {
		t.Fatal("nothing was asked")
	}
	task := one[string](u, `SELECT ref FROM task WHERE standard = 'MH-RECONNECT' AND state = 'handed_off'`)
	version := one[int](u, `SELECT version FROM task WHERE ref = $1`, task)
	service := one[string](u, `SELECT service FROM standard WHERE code = 'MH-RECONNECT'`)
	u.agree("2025-01-01", "2026-01-31", service)
	who := u.withSharing(u.spoc("kay@services.example", service))
	if who.NoAgreement != "the sharing agreement with the service ended on Saturday 31 January 2026" {
		t.Errorf("why: %q", who.NoAgreement)
	}
	if err := u.tasks.Acknowledge(u.Context(), who, task, version); !fault.Is(err, fault.KindRefused) {
		t.Errorf("answered: %v", err)
	}
	if _, err := u.readTask(who, task); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("read: %v", err)
	}
	// The link in the e-mail says no more either.
	token := one[string](u, `SELECT token FROM message WHERE recipient = 'reconnect@services.example'`)
	if _, err := u.tasks.ReadHaveIt(u.Context(), token); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("the link: %v", err)
	}
	u.agree("2026-02-01", "2027-01-31", service)
	who = u.withSharing(who)
	if who.NoAgreement != "" || len(who.Barred) != 0 || len(who.Under) == 0 {
		t.Errorf("with a new agreement: %+v", who)
	}
	if err := u.tasks.Acknowledge(u.Context(), who, task, version); err != nil {
		t.Errorf("answered: %v", err)
	}
}

func TestAgreementsAreCheckedAndKeptWithTheirHistory(t *testing.T) {
	u := newUnit(t)
	u.services()
	who := u.coordinator()
	_, err := u.agreements().Save(u.Context(), who, pathways.AgreementEdit{Cells: map[string]string{"gateways": "other", "partners": "no_such_service",
		"domains": "not a domain", "starts_on": "2026-02-30", "our_regime": "none"}})
	var bad *pathways.BadEdit
	if !errors.As(err, &bad) {
		t.Fatalf("got %v", err)
	}
	var fields []string
	for _, p := range bad.Problems {
		fields = append(fields, p.Field)
	}
	slices.Sort(fields)
	if want := []string{"categories", "domains", "ends_on", "gateway_words", "our_regime", "owner", "partners", "purpose", "review_on", "starts_on", "their_regime", "title"}; !slices.Equal(fields, want) {
		t.Errorf("problems of %v, want %v", fields, want)
	}
	ref := u.agree("2026-01-01", "2026-12-31", "jobcentre E09000014")
	for _, c := range []struct {
		what string
		err  error
		kind fault.Kind
	}{
		{"an old form", u.agreements().End(u.Context(), who, ref, 9, "why"), fault.KindConflict},
		{"a link officer", u.agreements().End(u.Context(), access.Actor{AccountID: 1, Role: access.LinkOfficer}, ref, 1, "why"), fault.KindRefused},
		{"one that is not there", u.agreements().End(u.Context(), who, "none", 1, "why"), fault.KindNotFound},
	} {
		if !fault.Is(c.err, c.kind) {
			t.Errorf("%s: %v", c.what, c.err)
		}
	}
	u.endAgreement(ref)
	got := collect[string](u, `SELECT version || ' ' || field || ': ' || before || ' > ' || after FROM unit_change WHERE kind = 'agreement' AND version > 1 ORDER BY id`)
	if want := []string{"2 ended_on:  > 2026-11-23", "2 ended_why:  > the service has closed"}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("history %q, want %q", got, want)
	}
}
