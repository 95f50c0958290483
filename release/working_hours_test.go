package release_test

import (
	"testing"

	"throughgate/access"
	"throughgate/notify"
	"throughgate/release"
)

// The hours in which services are told are the unit's to set.
func TestServicesAreToldInTheHoursThatTheUnitSet(t *testing.T) {
	u := asked(t, nil)
	u.exec(`INSERT INTO unit_setting (name, value) VALUES ('services_from', 570), ('services_to', 960)`) // 09:30 to 16:00
	u.at("2026-11-27", 15, 45)                                                                           // a Friday: half an hour later is past their day
	u.tell(with(who{"crd": "2027-01-21"}))
	told := u.messages(notify.Told)
	if len(told) == 0 {
		t.Fatal("nobody is told")
	}
	for _, m := range told {
		if got := m.NotBefore.Format("Mon 15:04"); got != "Mon 09:30" {
			t.Errorf("leaves %s", got)
		}
	}
	u.exec(`UPDATE unit_setting SET value = 660 WHERE name = 'services_from'`) // 11:00, set while they wait
	u.at("2026-11-30", 9, 31)
	u.deliver()
	if n := one[int](u, `SELECT count(*) FROM message WHERE kind = 'told' AND state = 'queued' AND not_before = $1`, day("2026-11-30").At(11, 0)); n != len(told) {
		t.Errorf("%d of %d wait until 11:00", n, len(told))
	}
}

// The watch of the morning writes to services when their hours begin.
func TestTheWatchWritesWhenTheHoursOfServicesBegin(t *testing.T) {
	u := newUnit(t)
	u.services()
	u.running()
	u.exec(`INSERT INTO unit_setting (name, value) VALUES ('services_from', 555)`) // 09:15
	u.tell(leaves84)
	u.at("2026-11-23", 5, 0)
	if _, err := u.releases.Sweep(t.Context(), access.System("watch"), release.SweepOrder{Day: day("2026-11-23")}); err != nil {
		t.Fatal(err)
	}
	requests := u.messages(notify.Request)
	if len(requests) == 0 {
		t.Fatal("nobody is asked")
	}
	for _, m := range requests {
		if !m.NotBefore.Equal(day("2026-11-23").At(9, 15)) {
			t.Errorf("a request leaves %s", m.NotBefore)
		}
	}
}
