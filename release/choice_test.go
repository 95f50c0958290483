package release_test

import (
	"testing"

	"throughgate/access"
	"throughgate/notify"
	"throughgate/release"
)

// choose stores what the link officer of linkAddress wants to be told.
func (u *unitTest) choose(c notify.Choice) {
	u.Helper()
	id := one[int64](u, `SELECT id FROM account WHERE email = $1`, linkAddress)
	desk := notify.NewDesk(u.pool, u.clock, notify.NewOutbox(nil), release.Composer{}, notify.Settings{})
	if err := desk.Choose(u.Context(), access.Actor{AccountID: id, Role: access.LinkOfficer}, c); err != nil {
		u.Fatal(err)
	}
}

func TestTheDigestHoldsWhatItsReaderChose(t *testing.T) {
	leaves := who{"crd": "2026-11-26", "sed": "2028-02-15", "next_court_on": "2026-11-24"}
	for name, test := range map[string]struct {
		choice       notify.Choice
		holds, lacks []string
		none         bool
	}{
		"nothing chosen": {holds: []string{"hearing", "gate", "no_address ACC-NIGHT1", "red"}, choice: notify.Choice{Digest: true}},
		"some left out": {choice: notify.Choice{Digest: true, LeftOut: []notify.News{notify.NewsComings, notify.NewsNotReady}},
			holds: []string{"gate"}, lacks: []string{"hearing", "red", "no_address ACC-NIGHT1"}},
		"no morning list": {choice: notify.Choice{}, none: true},
	} {
		t.Run(name, func(t *testing.T) {
			u := newDigests(t, leaves)
			u.officer("other@haringey-unit.example")
			u.choose(test.choice)
			u.sweep("2026-11-23")
			mine, other := u.lastTo(notify.Digest, linkAddress), u.lastTo(notify.Digest, "other@haringey-unit.example")
			if test.none && mine.ID != 0 {
				t.Errorf("they chose no list and get %v", mine.Items)
			}
			for _, item := range test.holds {
				if !mine.has(item) {
					t.Errorf("%s is not in %v", item, mine.Items)
				}
			}
			for _, item := range test.lacks {
				if mine.has(item) {
					t.Errorf("%s is in %v", item, mine.Items)
				}
			}
			for _, item := range []string{"hearing", "gate", "red"} {
				if !other.has(item) {
					t.Errorf("somebody who chose nothing misses %s: %v", item, other.Items)
				}
			}
		})
	}
}

func TestNobodyChoosesNotToHearOfTheirOwnLateTasks(t *testing.T) {
	u := newDigests(t, who{"crd": "2026-12-18", "sed": "2028-02-15", "needs": "unknown", "received_on": "2026-11-20"})
	u.choose(notify.Choice{})
	u.sweep("2026-11-23")
	u.exec(`UPDATE task SET due_on = '2026-11-23', usual_due_on = '2026-11-23', next_rung_at = '2026-11-24T00:00Z' WHERE state = 'handed_off'`)
	late := collect[string](u, `SELECT 'overdue ' || t.standard FROM task t JOIN standard s ON s.code = t.standard
		WHERE t.state = 'handed_off' AND s.found_by = 'unit'`)
	others := collect[string](u, `SELECT 'overdue ' || t.standard FROM task t JOIN standard s ON s.code = t.standard
		WHERE t.state = 'handed_off' AND s.found_by NOT IN ('unit', 'com')`)
	if len(late) == 0 || len(others) == 0 {
		t.Fatalf("the test has %d late tasks of the officer and %d of services", len(late), len(others))
	}
	u.officer("other@haringey-unit.example")
	u.sweep("2026-11-24")
	for _, item := range others {
		if other := u.lastTo(notify.Digest, "other@haringey-unit.example"); !other.has(item) {
			t.Errorf("somebody who chose nothing misses %s: %v", item, other.Items)
		}
	}
	digest := u.lastTo(notify.Digest, linkAddress)
	for _, item := range late {
		if !digest.has(item) {
			t.Errorf("%s of their own is not in %v", item, digest.Items)
		}
	}
	for _, item := range others {
		if digest.has(item) {
			t.Errorf("%s is a service's: %v", item, digest.Items)
		}
	}
}

func TestWhatIsToldAtOnceCannotBeLeftOut(t *testing.T) {
	u := newDigests(t, leaver)
	u.choose(notify.Choice{LeftOut: notify.LeaveOut})
	u.at("2026-11-24", 12, 0)
	u.tell(merged(leaver, who{"status": "INACTIVE OUT"}))
	if !u.lastTo(notify.Alert, linkAddress).has("left_unknown") {
		t.Errorf("alerts: %v", u.messages(notify.Alert))
	}
}

func TestATransferIsInTheNextDigest(t *testing.T) {
	far := who{"crd": "2027-02-15", "sed": "2028-02-15", "iom": "fixed"}
	u := newDigests(t, far)
	u.sweep("2026-11-23")
	u.at("2026-11-23", 12, 0)
	u.tell(merged(far, who{"prison": "PVI"}))
	if n := len(u.messages(notify.Alert)); n != 0 {
		t.Errorf("%d alerts of a transfer months before release", n)
	}
	if got := u.named("transferred", "2026-11-24"); len(got) != 1 {
		t.Error("the next morning does not name it")
	}
	u.at("2026-11-24", 12, 0)
	u.tell(merged(far, who{"prison": "PVI", "crd": "2027-02-17"})) // another day, the same prison
	if got := u.named("transferred", "2026-11-25"); len(got) != 0 {
		t.Error("named once more")
	}
}
