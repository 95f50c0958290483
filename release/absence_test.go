package release_test

import (
	"slices"
	"strings"
	"testing"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/notify"

	"github.com/jackc/pgx/v5"
)

const deputyAddress = "dee@haringey-unit.example"

// absent sets an absence in the name of whoever is away.
func (u *unitTest) absent(email, deputy, from, to string) error {
	u.Helper()
	var who access.Account
	var ref string
	if err := pg.InTx(u.Context(), u.pool, pg.As{Key: "system:test"}, func(tx pgx.Tx) (err error) {
		if who, err = access.FindAccount(u.Context(), tx, email); err != nil {
			return err
		}
		d, err := access.FindAccount(u.Context(), tx, deputy)
		ref = d.Ref
		return err
	}); err != nil {
		u.Fatal(err)
	}
	return (&access.Absences{Pool: u.pool, Now: u.clock}).Set(u.Context(), who.Actor(),
		access.AbsenceOrder{From: calendar.MustParse(from), To: calendar.MustParse(to), Deputy: ref})
}

func (u *unitTest) mustBeAbsent(email, deputy, from, to string) {
	u.Helper()
	if err := u.absent(email, deputy, from, to); err != nil {
		u.Fatal(err)
	}
}

// awayUnit has a link officer, a coordinator who stands in, and somebody who
// leaves in January.
func awayUnit(t *testing.T) *unitTest {
	u := newUnit(t)
	u.services()
	u.officer(linkAddress)
	u.account(access.Coordinator, deputyAddress)
	u.running()
	return u
}

// contacts makes accounts of people who answer for supported accommodation.
func (u *unitTest) contacts(emails ...string) {
	u.Helper()
	err := pg.InTx(u.Context(), u.pool, pg.As{Key: "system:test"}, func(tx pgx.Tx) error {
		for _, email := range emails {
			if _, err := access.AddAccount(u.Context(), tx, u.clock(), access.System("test"), access.NewAccount{Email: email, Name: "Kay Staff",
				Role: access.SPOC, Areas: []string{haringeyCode}, Services: []string{"crs_accommodation"}}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		u.Fatal(err)
	}
}

func (u *unitTest) digestsTo(day string) []string {
	u.Helper()
	return collect[string](u, `SELECT recipient FROM message WHERE kind = 'digest' AND (queued_at AT TIME ZONE 'Europe/London')::date = $1::date ORDER BY 1`, day)
}

func TestTheDeputyIsToldFromTheFirstDayToTheLast(t *testing.T) {
	u := awayUnit(t)
	u.mustBeAbsent(linkAddress, deputyAddress, "2026-11-24", "2026-11-25")
	tell := func(n string) {
		u.tell(who{"prison_number": n, "crd": "2026-12-18", "needs": "unknown"})
	}
	tell("A0001BC")
	for _, test := range []struct{ number, day, want string }{
		{"A0002BC", "2026-11-23", linkAddress}, {"A0003BC", "2026-11-24", deputyAddress},
		{"A0004BC", "2026-11-25", deputyAddress}, {"A0005BC", "2026-11-26", linkAddress},
	} {
		u.at(test.day, 7, 0)
		tell(test.number)
		u.sweep(test.day)
		if got := u.digestsTo(test.day); slices.Contains(got, linkAddress) != (test.want == linkAddress) || !slices.Contains(got, test.want) {
			t.Errorf("%s: the digest goes to %v", test.day, got)
		}
		sent := u.deliver()
		i := slices.IndexFunc(sent, func(m notify.Outgoing) bool { return m.To == test.want && u.kindOf(m) == notify.Digest })
		if i < 0 {
			t.Fatalf("%s: nothing left for %s", test.day, test.want)
		}
		if marked := strings.Contains(sent[i].Text, "For Lee Staff, away until Wednesday 25 November 2026") ||
			strings.Contains(sent[i].Text, "in place of Lee Staff, away until Wednesday 25 November 2026"); marked != (test.want == deputyAddress) {
			t.Errorf("%s: marked %v:\n%s", test.day, marked, sent[i].Text)
		}
	}
	if n := one[int](u, `SELECT count(*) FROM task WHERE lower(contact_email) = $1`, deputyAddress); n != 0 {
		t.Errorf("%d tasks were moved to the deputy", n)
	}
}

func (u *unitTest) kindOf(m notify.Outgoing) notify.Kind {
	u.Helper()
	return notify.Kind(one[string](u, `SELECT kind FROM message WHERE ref = $1`, m.Ref))
}

func TestADeputyWhoIsAwayTooIsStoodInFor(t *testing.T) {
	u := awayUnit(t)
	const third = "third@haringey-unit.example"
	u.account(access.LinkOfficer, third)
	u.mustBeAbsent(linkAddress, deputyAddress, "2026-11-24", "2026-11-27")
	if err := u.absent(deputyAddress, linkAddress, "2026-11-25", "2026-11-25"); !fault.Is(err, fault.KindInvalid) {
		t.Fatalf("a circle: %v", err)
	}
	u.mustBeAbsent(deputyAddress, third, "2026-11-25", "2026-11-25")
	u.tell(who{"crd": "2026-12-18", "needs": "unknown"})
	u.sweep("2026-11-25")
	// The third has their own digest: one, with nothing twice.
	if got := u.digestsTo("2026-11-25"); !slices.Equal(got, []string{"com1@probation.example", third}) {
		t.Errorf("digests go to %v", got)
	}
	distinct := slices.Compact(slices.Sorted(slices.Values(u.lastTo(notify.Digest, third).Items)))
	sent := u.deliver()
	i := slices.IndexFunc(sent, func(m notify.Outgoing) bool { return m.To == third && u.kindOf(m) == notify.Digest })
	if i < 0 || len(distinct) == 0 || strings.Count(sent[i].Text, "/releases/") != len(distinct) {
		t.Errorf("%v are said otherwise than once: %+v", distinct, sent)
	}
	// The deputy of somebody who cannot sign in any more is no deputy.
	u.exec(`UPDATE account SET disabled_at = $1 WHERE email IN ($2, $3)`, u.clock(), deputyAddress, third)
	u.at("2026-11-26", 7, 0)
	u.tell(who{"crd": "2026-12-18", "needs": "unknown"}, who{"prison_number": "A0002BC", "crd": "2026-12-09", "needs": "unknown"})
	u.sweep("2026-11-26")
	if got := u.digestsTo("2026-11-26"); slices.Contains(got, linkAddress) || !slices.Contains(got, unitMailbox) {
		t.Errorf("with nobody left digests go to %v", got)
	}
	u.exec(`DELETE FROM service WHERE service = 'link_officer'`)
	u.sweep("2026-11-27")
	if n := one[int](u, `SELECT count(*) FROM task WHERE nobody AND lower(contact_email) = $1 AND state = 'handed_off'`, linkAddress); n == 0 {
		t.Error("what nobody is told of is not on the list of nobody to send to")
	}
	u.sweep("2026-11-30")
	if n := one[int](u, `SELECT count(*) FROM task WHERE nobody AND lower(contact_email) = $1`, linkAddress); n != 0 {
		t.Errorf("after the return %d tasks have nobody", n)
	}
}

func TestAServicesRequestsGoToTheDeputyAndMayBeAnsweredByTheirLink(t *testing.T) {
	u := awayUnit(t)
	spoc := one[string](u, `SELECT spoc_email FROM service WHERE area = $1 AND service = 'crs_accommodation'`, haringeyCode)
	u.contacts(spoc, "second@services.example")
	u.mustBeAbsent(spoc, "second@services.example", "2026-11-23", "2026-11-24")
	u.tell(who{"crd": "2026-12-18", "needs": "accommodation", "consents": "consent_to_refer;consent_to_share_contact"})
	u.sweep("2026-11-23")
	sent := u.deliver()
	i := slices.IndexFunc(sent, func(m notify.Outgoing) bool {
		return u.kindOf(m) == notify.Request && m.To == "second@services.example"
	})
	if i < 0 || slices.ContainsFunc(sent, func(m notify.Outgoing) bool { return m.To == spoc }) {
		t.Fatalf("requests: %+v", u.messages(notify.Request))
	}
	if !strings.Contains(sent[i].Text, "in place of Kay Staff, away until Tuesday 24 November 2026") {
		t.Errorf("not marked:\n%s", sent[i].Text)
	}
	token := one[string](u, `SELECT token FROM message WHERE kind = 'request' AND recipient = 'second@services.example'`)
	if n, err := u.tasks.SayHaveIt(u.Context(), token); err != nil || n == 0 {
		t.Errorf("the deputy's link: %d, %v", n, err)
	}
	// Told while the deputy stood in; what is withdrawn after the return goes to
	// the contact again, who has it now.
	u.at("2026-11-26", 9, 0)
	u.tell(who{"crd": "2027-01-15", "needs": "accommodation", "consents": "consent_to_refer;consent_to_share_contact"})
	u.at("2026-11-26", 10, 0)
	if !slices.ContainsFunc(u.deliver(), func(m notify.Outgoing) bool { return u.kindOf(m) == notify.Told && m.To == spoc }) {
		t.Errorf("after the return: %+v", u.messages(notify.Told))
	}
}

// What was written for somebody before they went away, and leaves after, is for
// whoever stands in as much as what is written later.
func TestWhatWaitsToLeaveGoesToTheDeputyOfWhoIsIllToday(t *testing.T) {
	u := awayUnit(t)
	u.tell(who{"crd": "2026-12-18", "needs": "unknown"})
	u.sweep("2026-11-24")
	if got := u.digestsTo("2026-11-24"); !slices.Contains(got, linkAddress) {
		t.Fatalf("digests are for %v", got)
	}
	u.mustBeAbsent(linkAddress, deputyAddress, "2026-11-24", "2026-11-25")
	sent := u.deliver()
	i := slices.IndexFunc(sent, func(m notify.Outgoing) bool { return m.To == deputyAddress && u.kindOf(m) == notify.Digest })
	if i < 0 || slices.ContainsFunc(sent, func(m notify.Outgoing) bool { return m.To == linkAddress }) {
		t.Fatalf("digests went to %v", u.digestsTo("2026-11-24"))
	}
	if !strings.Contains(sent[i].Text, "Lee Staff, away until Wednesday 25 November 2026") {
		t.Errorf("not marked:\n%s", sent[i].Text)
	}
}

// What a deputy would get, who is told before somebody is back and not after, goes
// to whoever is back: of a change on a Saturday, services hear on the Monday.
func TestWhatWaitsToLeaveGoesToWhoIsBack(t *testing.T) {
	u := awayUnit(t)
	spoc := one[string](u, `SELECT spoc_email FROM service WHERE area = $1 AND service = 'crs_accommodation'`, haringeyCode)
	u.contacts(spoc, "second@services.example")
	u.mustBeAbsent(spoc, "second@services.example", "2026-11-24", "2026-11-28")
	u.tell(who{"crd": "2026-12-18", "needs": "accommodation", "consents": "consent_to_refer;consent_to_share_contact"})
	u.sweep("2026-11-24")
	u.deliver()
	u.at("2026-11-28", 9, 0) // a Saturday
	u.tell(who{"crd": "2027-01-15", "needs": "accommodation", "consents": "consent_to_refer;consent_to_share_contact"})
	u.at("2026-11-30", 8, 30)
	sent := append(u.deliver(), u.deliver()...)
	told := func(to string) bool {
		return slices.ContainsFunc(sent, func(m notify.Outgoing) bool { return u.kindOf(m) == notify.Told && m.To == to })
	}
	if !told(spoc) || told("second@services.example") {
		t.Errorf("told: %+v", u.messages(notify.Told))
	}
}

// One who stands in for two is told once what both are to be told; when one of the
// two is back before it leaves, each of them hears of it.
func TestWhoStandsInForTwoIsToldForBoth(t *testing.T) {
	const second, news = "second@haringey-unit.example", 2 // new in custody; at court tomorrow
	digests := func(u *unitTest) map[string]int {
		said := map[string]int{}
		for _, m := range append(u.deliver(), u.deliver()...) {
			if u.kindOf(m) == notify.Digest {
				said[m.To] += strings.Count(m.Text, "/releases/")
			}
		}
		return said
	}
	setup := func(t *testing.T) *unitTest {
		u := awayUnit(t)
		u.account(access.LinkOfficer, second)
		u.mustBeAbsent(linkAddress, deputyAddress, "2026-11-24", "2026-11-27")
		u.mustBeAbsent(second, deputyAddress, "2026-11-24", "2026-11-27")
		u.tell(who{"crd": "2027-06-18", "next_court_on": "2026-11-25"})
		u.sweep("2026-11-24")
		return u
	}
	t.Run("both are away", func(t *testing.T) {
		u := setup(t)
		if said := digests(u); said[deputyAddress] != news || said[linkAddress]+said[second] != 0 {
			t.Errorf("lines of digests: %v", said)
		}
	})
	t.Run("the first is back", func(t *testing.T) {
		u := setup(t)
		u.exec(`UPDATE absence x SET ended_at = $1, ended_by = 'account:1' FROM account a WHERE a.id = x.account_id AND a.email = $2`, u.clock(), linkAddress)
		if said := digests(u); said[deputyAddress] != news || said[linkAddress] != news || said[second] != 0 {
			t.Errorf("lines of digests: %v", said)
		}
	})
}

// A reminder for a service's contact who is away is whoever stands in's, who may
// be somebody else than the deputy in the directory; so is the one for that
// deputy, who may be away as well.
func TestRemindersGoToWhoeverStandsIn(t *testing.T) {
	u := awayUnit(t)
	u.exec(`UPDATE service SET deputy_email = 'dep@services.example' WHERE service = 'crs_accommodation'`)
	spoc := one[string](u, `SELECT spoc_email FROM service WHERE area = $1 AND service = 'crs_accommodation'`, haringeyCode)
	u.contacts(spoc, "dep@services.example", "second@services.example", "third@services.example")
	u.mustBeAbsent(spoc, "second@services.example", "2026-11-24", "2026-11-30")
	u.mustBeAbsent("dep@services.example", "third@services.example", "2026-11-24", "2026-11-30")
	u.tell(who{"crd": "2026-12-18", "needs": "accommodation", "consents": "consent_to_refer;consent_to_share_contact"})
	var reminded []string
	for _, day := range []string{"2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"} {
		u.at(day, 8, 0)
		u.sweep(day)
		for _, m := range u.deliver() {
			if u.kindOf(m) == notify.Reminder {
				reminded = append(reminded, m.To)
			}
		}
	}
	for _, want := range []string{"second@services.example", "third@services.example"} {
		if !slices.Contains(reminded, want) {
			t.Errorf("reminders went to %v, none to %s", reminded, want)
		}
	}
	if slices.Contains(reminded, spoc) || slices.Contains(reminded, "dep@services.example") {
		t.Errorf("who is away was reminded: %v", reminded)
	}
}
