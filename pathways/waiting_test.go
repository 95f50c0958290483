package pathways_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/pathways"
)

// domain 6, before_telling, and the order of interface 4. Today is 23 November.
func TestWhatATaskWaitsFor(t *testing.T) {
	t.Parallel()
	with := func(change func(*pathways.Case)) *pathways.Case {
		c := adult("2027-01-14")
		change(c)
		return c
	}
	flag := func(f string) *pathways.Case { return with(func(c *pathways.Case) { c.Flags = []string{f} }) }
	ersed := func(d string) *pathways.Case { return with(func(c *pathways.Case) { c.ERSED = day(d) }) }
	noConsent := with(func(c *pathways.Case) { c.Consents = nil })
	heldAndAsked := with(func(c *pathways.Case) { c.Consents, c.Flags = nil, []string{"mappa3"} })
	withheld := with(func(c *pathways.Case) { c.ActualDay, c.LearntDay, c.Withheld = day(monday), day(monday), true })
	plain := adult("2027-01-14")
	none := pathways.Given{}
	for _, tt := range []struct {
		rule, code string
		c          *pathways.Case
		given      pathways.Given
		want       []string
	}{
		{"nothing to wait for", "MH-RECONNECT", plain, none, []string{}},
		{"a consent must be recorded", "MH-RECONNECT", noConsent, none, []string{"consent_to_share_health"}},
		{"agreement: a service in the directory has one", "BEN-JCP", noConsent, none, []string{}},
		{"the task that records the authority, after the consents", "ACC-CASE", noConsent, none,
			[]string{"consent_to_refer", "consent_to_share_contact", "ACC-DTR"}},
		{"one consent of two", "ACC-CASE", with(func(c *pathways.Case) { c.Consents = []string{"consent_to_refer"} }), none,
			[]string{"consent_to_share_contact", "ACC-DTR"}},
		{"until an authority is recorded it waits for ACC-DTR", "ACC-CASE", plain, none, []string{"ACC-DTR"}},
		{"with one it does not", "ACC-CASE", plain, pathways.Given{Authority: camden}, []string{}},
		{"a bed that needs the referral does not go to the chosen authority", "ACC-CAS3", plain, none, []string{}},
		{"only ACC-CASE goes to the chosen authority", "ACC-MOVE", plain, none, []string{}},
		{"the officer has to tick checked, consents first", "FAM-CONTACT", noConsent, none,
			[]string{"consent_to_share_contact", "om_cleared"}},
		{"ticked", "FAM-CONTACT", plain, pathways.Given{OMCleared: true}, []string{}},
		{"om_release last", "FAM-CONTACT", heldAndAsked, none, []string{"consent_to_share_contact", "om_cleared", "om_release"}},
		{"consents, a task code, om_release", "ACC-CASE", heldAndAsked, none,
			[]string{"consent_to_refer", "consent_to_share_contact", "ACC-DTR", "om_release"}},
		{"MAPPA 2", "BEN-JCP", flag("mappa2"), none, []string{"om_release"}},
		{"MAPPA 3", "BEN-JCP", flag("mappa3"), none, []string{"om_release"}},
		{"MAPPA 1 is not held", "BEN-JCP", flag("mappa1"), none, []string{}},
		{"limited access", "BEN-JCP", flag("restricted"), none, []string{"om_release"}},
		{"immigration hold", "BEN-JCP", with(func(c *pathways.Case) { c.ImmigrationHold = true }), none, []string{"om_release"}},
		{"a removal day ahead", "BEN-JCP", ersed("2026-12-24"), none, []string{"om_release"}},
		{"a removal day today is not past", "BEN-JCP", ersed("2026-11-23"), none, []string{"om_release"}},
		{"a removal day that is past", "BEN-JCP", ersed("2026-11-22"), none, []string{}},
		{"released by the officer", "BEN-JCP", flag("mappa2"), pathways.Given{OMReleased: true}, []string{}},
		{"released in error: nobody outside", "BEN-JCP", withheld, none, []string{"om_release"}},
		{"released in error: nobody inside", "MH-MEDS", withheld, none, []string{"om_release"}},
		{"released in error: a yes to one task, given before, is none", "BEN-JCP", withheld, pathways.Given{OMReleased: true}, []string{"om_release"}},
		{"released in error: the offender manager's own", "ACC-NEED", withheld, none, []string{}},
		{"released in error: the unit's own", "ACC-TONIGHT", withheld, none, []string{}},
		{"inside: a prison's service", "MH-MEDS", flag("mappa2"), none, []string{}},
		{"inside: probation_unit", "ACC-NEED", flag("mappa2"), none, []string{}},
		{"inside: youth_justice", "YOU-TRANS", flag("mappa2"), none, []string{}},
		{"inside: link_officer", "GATE-PLAN", flag("mappa2"), none, []string{}},
	} {
		t.Run(tt.code+" "+tt.rule, func(t *testing.T) {
			t.Parallel()
			cat := defaultCatalogue(t)
			got := cat.Waiting(cat.Get(tt.code), tt.c, tt.given, day("2026-11-23"))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("domain 6, before_telling: %s (-want +got):\n%s", tt.rule, diff)
			}
		})
	}
}

// What forbids telling a service that was asked before: the authority is known
// by then and is not asked for again.
func TestARequestThatWasSentStillWaitsForWhatIsWithdrawn(t *testing.T) {
	t.Parallel()
	s, c := standard(t, "ACC-CASE"), adult("2027-01-14")
	if got := s.StillWaits(c, pathways.Given{}, day("2026-11-23")); len(got) != 0 {
		t.Errorf("waits for %v with every consent recorded", got)
	}
	c.Consents, c.Flags = []string{"consent_to_refer"}, []string{"mappa2"}
	want := []string{"consent_to_share_contact", "om_release"}
	if diff := cmp.Diff(want, s.StillWaits(c, pathways.Given{}, day("2026-11-23"))); diff != "" {
		t.Error(diff)
	}
}
