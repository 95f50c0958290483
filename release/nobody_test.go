package release_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/notify"
	"throughgate/pathways"
	"throughgate/release"
)

func TestWhyARequestHasNobody(t *testing.T) {
	row := func(by pathways.FoundBy) release.NobodyRow {
		return release.NobodyRow{FoundBy: string(by), Service: "jobcentre", AreaName: "Haringey", PrisonName: "Leeds", Supervised: true}
	}
	with := func(r release.NobodyRow, change func(*release.NobodyRow)) release.NobodyRow { change(&r); return r }
	for name, test := range map[string]struct {
		row            release.NobodyRow
		basis          bool
		why            release.NobodyWhy
		service, where string
	}{
		"of the area":    {row(pathways.ByArea), true, release.NobodyInDirectory, "jobcentre", "Haringey"},
		"of the prison":  {row(pathways.ByPrison), true, release.NobodyAtPrison, "jobcentre", "Leeds"},
		"of the unit":    {row(pathways.ByUnit), true, release.NobodyLinkOfficer, "", "Haringey"},
		"of the officer": {row(pathways.ByCOM), true, release.NobodyOfficer, "probation_unit", "Haringey"},
		"a chosen authority": {with(row(pathways.ByArea), func(r *release.NobodyRow) { r.AuthorityName = "Camden" }), true,
			release.NobodyInDirectory, "jobcentre", "Camden"},
		"no authority chosen": {with(row(pathways.ByArea), func(r *release.NobodyRow) { r.WaitsAuthority = true }), true, release.NobodyAuthority, "", ""},
		"a young person": {with(row(pathways.ByCOM), func(r *release.NobodyRow) { r.Under18, r.BadAddress = true, true }), true,
			release.NobodyInDirectory, "youth_justice", "Haringey"},
		"an address that cannot be used": {with(row(pathways.ByCOM), func(r *release.NobodyRow) { r.BadAddress = true }), true, release.NobodyBadAddress, "", ""},
		"not supervised":                 {with(row(pathways.ByCOM), func(r *release.NobodyRow) { r.Supervised = false }), true, release.NobodyLinkOfficer, "", "Haringey"},
		"bounced": {with(row(pathways.ByArea), func(r *release.NobodyRow) { r.Bounced, r.Holder = true, "Wood Green" }), true,
			release.NobodyBounced, "jobcentre", "Wood Green"},
		"a restricted record": {with(row(pathways.ByPrison), func(r *release.NobodyRow) { r.Restricted = true }), true, release.NobodyAtPrison, "jobcentre", ""},
		"health without a basis": {with(row(pathways.ByArea), func(r *release.NobodyRow) { r.Pathway, r.Service = "mental_health", "cmht" }), false,
			release.NobodyInDirectory, "", "Haringey"},
		"health that is agreed": {with(row(pathways.ByArea), func(r *release.NobodyRow) {
			r.Pathway, r.Service, r.HealthConsent = "mental_health", "cmht", true
		}), false, release.NobodyInDirectory, "cmht", "Haringey"},
		"a health service's address": {with(row(pathways.ByArea), func(r *release.NobodyRow) {
			r.Pathway, r.Service, r.Bounced, r.Holder = "mental_health", "cmht", true, "Recovery House"
		}), false, release.NobodyBounced, "", ""},
	} {
		got := test.row.Cause(test.basis)
		if got.Why != test.why || got.Service != test.service || got.Place != test.where {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// nobody reads the list of what has nobody to send it to.
func (u *unitTest) nobody(day string) release.NobodyList {
	u.Helper()
	var list release.NobodyList
	err := pg.InTx(u.Context(), u.pool, pg.As{Key: "system:test"}, func(tx pgx.Tx) (err error) {
		q := release.NobodyQuery{Scope: u.releases.Unit.Scope, Today: calendar.MustParse(day), Health: true}
		if list, err = release.ReadNobody(u.Context(), tx, q); err != nil {
			return err
		}
		n, err := release.CountNobody(u.Context(), tx, q.Scope, q.Today)
		if n != list.All {
			u.Errorf("the board counts %d, the list holds %d", n, list.All)
		}
		return err
	})
	if err != nil {
		u.Fatal(err)
	}
	return list
}

func (u *unitTest) causes(day string) map[release.NobodyWhy]int {
	u.Helper()
	out := map[release.NobodyWhy]int{}
	for _, c := range u.nobody(day).Causes {
		out[c.Why] += c.Requests
	}
	return out
}

func TestNobodyToSendToAsTheWatchFindsIt(t *testing.T) {
	u := newUnit(t)
	u.services()
	u.running()
	u.exec(`DELETE FROM service WHERE service IN ('jobcentre', 'link_officer', 'probation_unit')`)
	u.tell(who{"crd": "2026-12-18", "sed": "2028-02-15", "com_email": "not an address", "received_on": "2026-11-20",
		"needs": "accommodation", "consents": "consent_to_refer;consent_to_share_contact"})
	u.sweep("2026-11-23")
	got := u.causes("2026-11-23")
	for _, why := range []release.NobodyWhy{release.NobodyInDirectory, release.NobodyLinkOfficer, release.NobodyBadAddress, release.NobodyAuthority} {
		if got[why] == 0 {
			t.Errorf("%s is not among %v", why, got)
		}
	}
	// The officer's task is with the unit's mailbox meanwhile (domain 1).
	if digest := u.lastTo(notify.Digest, unitMailbox); !digest.has("task REC-FIRST") {
		t.Errorf("the mailbox: %v", digest.Items)
	}
	u.services()
	u.officer(linkAddress)
	u.tell(who{"crd": "2026-12-18", "sed": "2028-02-15", "received_on": "2026-11-20",
		"needs": "accommodation", "consents": "consent_to_refer;consent_to_share_contact"})
	u.sweep("2026-11-24")
	got = u.causes("2026-11-24")
	delete(got, release.NobodyAuthority) // until somebody records which they chose
	if len(got) != 0 {
		t.Errorf("mended, and still listed: %v", got)
	}
}
