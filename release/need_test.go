package release_test

import (
	"slices"
	"strings"
	"testing"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/release"
)

// need is a form that changes one need alone.
func need(need string, was, now release.NeedState) release.Edit {
	return release.Edit{Field: release.NeedField(need), Was: string(was), Now: string(now)}
}

func (u *unitTest) needs() string {
	u.Helper()
	return one[string](u, `SELECT needs_assessed || ' ' || array_to_string(needs, ',') || ' ' || array_to_string(needs_unknown, ',') FROM person`)
}

func TestANeedIsRecordedAloneAndTheOthersStayAsTheyAre(t *testing.T) {
	u := newDesk(t)
	u.releases.Extracts = u.importer
	row := who{"confirmed_release": "2026-12-17", "sed": "2028-02-15", "needs": "unknown"}
	u.tell(row)
	if !slices.Contains(u.live("A0001BC"), "ACC-NEED") || slices.Contains(u.live("A0001BC"), "ACC-DTR") {
		t.Fatalf("nobody has asked: %v", u.live("A0001BC"))
	}
	u.must(u.correct(need("accommodation", release.NeedUnknown, release.NeedPresent)))
	if got := u.needs(); got != "true accommodation benefits,mental_health,drugs_and_alcohol,finance,family,attitudes" {
		t.Errorf("one need: %s", got)
	}
	// What finds out about the others goes on, and what services get does not begin.
	live := u.live("A0001BC")
	for code, wanted := range map[string]bool{"ACC-NEED": true, "ACC-DTR": true, "DA-ASK": true, "DA-REFER": false, "FIN-DEBT": false} {
		if slices.Contains(live, code) != wanted {
			t.Errorf("%s is planned: %v, of %v", code, !wanted, live)
		}
	}
	u.must(u.correct(need("drugs_and_alcohol", release.NeedUnknown, release.NeedAbsent)))
	if slices.Contains(u.live("A0001BC"), "DA-ASK") {
		t.Error("what is known to be absent is asked about")
	}
	u.must(u.correct(need("accommodation", release.NeedPresent, release.NeedUnknown))) // corrected
	if got := u.needs(); got != "true  accommodation,benefits,mental_health,finance,family,attitudes" {
		t.Errorf("corrected: %s", got)
	}
	u.must(u.correct(need("drugs_and_alcohol", release.NeedAbsent, release.NeedUnknown)))
	if got := u.needs(); got != "false  " {
		t.Errorf("every need unknown: %s", got)
	}
	history := one[string](u, `SELECT string_agg(field || ': ' || old_value || ' > ' || new_value, ', ' ORDER BY id) FROM person_edit WHERE actor LIKE 'account:%'`)
	if want := "need_accommodation: unknown > present, need_drugs_and_alcohol: unknown > absent, need_accommodation: present > unknown, need_drugs_and_alcohol: absent > unknown"; history != want {
		t.Errorf("history: %s", history)
	}
}

func TestAnExtractsLaterListOfNeedsWins(t *testing.T) {
	u := newDesk(t)
	u.releases.Extracts = u.importer
	row := who{"confirmed_release": "2026-12-17", "needs": "finance"}
	u.tell(row)
	u.must(u.correct(need("family", release.NeedAbsent, release.NeedUnknown), need("benefits", release.NeedAbsent, release.NeedPresent)))
	const recorded = "true benefits,finance family"
	u.at("2026-11-24", 8, 0)
	u.tell(row) // as ever
	if got := u.needs(); got != recorded {
		t.Errorf("after the same row: %s", got)
	}
	u.at("2026-11-25", 8, 0)
	row["needs"], row["confirmed_release"] = "", "2026-12-16" // not told
	u.tell(row)
	if got := u.needs(); got != recorded {
		t.Errorf("after a row that tells of none: %s", got)
	}
	u.at("2026-11-26", 8, 0)
	row["needs"] = "accommodation"
	u.tell(row)
	if got := u.needs(); got != "true accommodation " {
		t.Errorf("after another list: %s", got)
	}
}

func TestTwoWhoRecordOneNeedSeeEachOther(t *testing.T) {
	u := newDesk(t)
	u.tell(who{"confirmed_release": "2026-12-17", "needs": "unknown"})
	u.must(u.correct(need("family", release.NeedUnknown, release.NeedPresent)))
	u.must(u.correct(need("finance", release.NeedUnknown, release.NeedAbsent))) // another matter is no conflict
	u.must(u.correct(need("family", release.NeedUnknown, release.NeedPresent))) // the form sent twice
	if err := u.correct(need("family", release.NeedUnknown, release.NeedAbsent)); !fault.Is(err, fault.KindConflict) || !strings.Contains(fault.Text(err), "Lee Staff changed this") {
		t.Errorf("a stale form: %v", err)
	}
	if err := u.correct(need("attitudes", release.NeedUnknown, "perhaps")); err == nil {
		t.Error("a need that is neither is stored")
	}
	u.account(access.OffenderManager, "com1@probation.example")
	manager := access.Actor{AccountID: one[int64](u, `SELECT id FROM account WHERE email = 'com1@probation.example'`), Role: access.OffenderManager, Areas: []string{haringeyCode}}
	edit := release.Correction{Edits: []release.Edit{need("mental_health", release.NeedUnknown, release.NeedPresent)}}
	if err := u.releases.Correct(t.Context(), manager, u.releaseRef(), edit); !fault.Is(err, fault.KindRefused) {
		t.Errorf("without a basis: %v", err)
	}
}

func TestANeedThatIsStillUnknownIsAskedAfterFiftySixDaysBefore(t *testing.T) {
	u := newDesk(t)
	u.services()
	u.running()
	u.releases.Extracts = u.importer
	u.tell(who{"confirmed_release": "2026-12-17", "needs": "none"})
	u.must(u.correct(need("family", release.NeedAbsent, release.NeedUnknown)))
	u.sweep("2026-11-24")
	if n := one[int](u, `SELECT count(*) FROM message_item WHERE kind = 'need_unknown'`); n == 0 {
		t.Error("nobody is told")
	}
}
