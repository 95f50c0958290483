package release_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/notify"
)

const (
	com1       = "com1@probation.example"
	policeMail = "police1@met.example"
)

// Everything of domain rule 8's list for officers that an extract or an event
// brings; what time brings (the gate at three, no address, a text that cannot
// arrive) and what a service answers is proved beside its own rules.
func TestWhatCannotWaitIsToldAtOnceAndCopiedToTheUnit(t *testing.T) {
	both := []string{com1, linkAddress, unitMailbox}
	person := func(crd string) who {
		return who{"crd": crd, "sed": "2028-02-15", "police_om_name": "Pat Police", "police_om_email": policeMail}
	}
	for name, test := range map[string]struct {
		before who
		after  who    // an extract; or
		event  string // an event
		item   string
		want   []string
	}{
		"released unexpectedly":         {person("2027-02-15"), merged(person("2027-02-15"), released("2026-11-23")), "", "unexpected_release", both},
		"out, reason unknown":           {person("2027-02-15"), merged(person("2027-02-15"), who{"status": "INACTIVE OUT"}), "", "left_unknown", both},
		"released in error":             {person("2027-02-15"), nil, "e1 2026-11-23T09:30 A0001BC released_in_error", "released_in_error", both},
		"earlier inside ten":            {person("2026-12-16"), person("2026-12-07"), "", "new_date", both},
		"earlier outside ten":           {person("2026-12-16"), person("2026-12-08"), "", "new_date", nil},
		"later inside three":            {person("2026-11-26"), person("2026-12-16"), "", "new_date", both},
		"later outside three":           {person("2026-11-30"), person("2026-12-16"), "", "new_date", nil},
		"a move inside ten":             {person("2026-12-07"), nil, "e1 2026-11-23T09:30 A0001BC transferred \"prison\":\"HLI\"", "transferred", both},
		"a move outside ten":            {person("2026-12-08"), nil, "e1 2026-11-23T09:30 A0001BC transferred \"prison\":\"HLI\"", "transferred", nil},
		"escaped":                       {person("2027-02-15"), nil, "e1 2026-11-23T09:30 A0001BC escaped", "at_large", append(slices.Clone(both[:2]), policeMail, unitMailbox)},
		"absconded":                     {person("2027-02-15"), nil, "e1 2026-11-23T09:30 A0001BC absconded", "at_large", append(slices.Clone(both[:2]), policeMail, unitMailbox)},
		"failed to return":              {person("2027-02-15"), nil, "e1 2026-11-23T09:30 A0001BC failed_to_return", "at_large", append(slices.Clone(both[:2]), policeMail, unitMailbox)},
		"a death":                       {person("2027-02-15"), nil, "e1 2026-11-23T09:30 A0001BC died", "died", both},
		"a release on its day is usual": {person("2026-11-23"), merged(person("2026-11-23"), released("2026-11-23")), "", "unexpected_release", nil},
	} {
		t.Run(name, func(t *testing.T) {
			u := newUnit(t)
			u.officer(linkAddress)
			u.services()
			u.running()
			u.tell(test.before)
			u.at("2026-11-23", 10, 0)
			if test.event != "" {
				u.event(test.event)
			} else {
				u.tell(test.after)
			}
			to := u.toldOf(notify.Alert, test.item)
			slices.Sort(to)
			if len(to) == 0 {
				to = nil
			}
			if diff := cmp.Diff(test.want, to); diff != "" {
				t.Errorf("told of %s (-want +got):\n%s", test.item, diff)
			}
			for _, m := range u.messages(notify.Alert) {
				if !m.NotBefore.Equal(u.clock()) {
					t.Errorf("it waits until %v", m.NotBefore)
				}
			}
		})
	}
}

func TestAfterHoursAnAlertCarriesTheNumbersToRing(t *testing.T) {
	for name, test := range map[string]struct {
		day          string
		hour, minute int
		want         bool
	}{
		"just before four":       {"2026-11-24", 15, 59, false},
		"at four":                {"2026-11-24", 16, 0, true},
		"early in the morning":   {"2026-11-24", 6, 0, false},
		"before a weekend":       {"2026-11-27", 9, 0, true},
		"on a weekend":           {"2026-11-28", 9, 0, true},
		"the eve of Christmas":   {"2026-12-24", 9, 0, true},
		"after the bank holiday": {"2026-12-29", 9, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			u := newUnit(t)
			u.officer(linkAddress)
			u.directory([]byte("area,service,name,spoc_email,out_of_hours\n" +
				"Haringey,housing_options,Housing Options,housing@services.example,020 7946 0155\n" +
				"Camden,housing_options,Camden Housing,camden@services.example,020 7946 0166\n"))
			u.running()
			u.tell(who{"crd": "2027-02-15", "sed": "2028-02-15"})
			u.at(test.day, test.hour, test.minute)
			u.tell(who{"crd": "2027-02-15", "sed": "2028-02-15", "status": "INACTIVE OUT"})
			alerts := 0
			for _, m := range u.deliver() {
				if m.Subject != "News that cannot wait" {
					continue
				}
				alerts++
				if contains(m.Text, "020 7946 0155") != test.want {
					t.Errorf("the numbers of the area are in it: %v, want %v\n%s", !test.want, test.want, m.Text)
				}
				if contains(m.Text, "020 7946 0166") {
					t.Errorf("the number of another area is in it:\n%s", m.Text)
				}
			}
			if alerts == 0 {
				t.Error("no alert left")
			}
		})
	}
}
