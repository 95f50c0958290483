package access_test

import (
	"slices"
	"testing"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
)

func away(id int64, from, to, deputy string) access.Absence {
	return access.Absence{ID: id, AccountID: id, Name: mail(id), Email: mail(id) + "@unit.example",
		From: calendar.MustParse(from), To: calendar.MustParse(to), DeputyID: 9, DeputyName: deputy, DeputyEmail: deputy}
}

func mail(id int64) string { return string(rune('A' + id - 1)) }

func TestWhoStandsIn(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		list []access.Absence
		want string // for a@unit.example
	}{
		"the deputy":              {[]access.Absence{away(1, "2026-11-23", "2026-11-27", "B@unit.example")}, "B@unit.example"},
		"the deputy's deputy":     {[]access.Absence{away(1, "2026-11-23", "2026-11-27", "b@unit.example"), away(2, "2026-11-23", "2026-11-24", "c@unit.example")}, "c@unit.example"},
		"a circle":                {[]access.Absence{away(1, "2026-11-23", "2026-11-27", "b@unit.example"), away(2, "2026-11-23", "2026-11-24", "a@unit.example")}, ""},
		"a circle further on":     {[]access.Absence{away(1, "2026-11-23", "2026-11-27", "b@unit.example"), away(2, "2026-11-23", "2026-11-24", "c@unit.example"), away(3, "2026-11-23", "2026-11-24", "b@unit.example")}, ""},
		"a deputy who is no more": {[]access.Absence{away(1, "2026-11-23", "2026-11-27", "")}, ""},
	} {
		in, ok := access.StandIns(test.list)["a@unit.example"]
		if !ok || in.Email != test.want || in.AbsenceID != 1 || in.Until != calendar.MustParse("2026-11-27") {
			t.Errorf("%s: %+v", name, in)
		}
	}
}

func TestAnAbsenceThatCannotBe(t *testing.T) {
	t.Parallel()
	today := calendar.MustParse("2026-11-23")
	others := []access.Absence{away(2, "2026-12-01", "2026-12-04", "c@unit.example"), away(1, "2026-12-14", "2026-12-18", "c@unit.example")}
	for name, test := range map[string]struct {
		from, to, deputy string
		ok               bool
	}{
		"a week":                             {"2026-11-23", "2026-11-30", "b@unit.example", true},
		"one day":                            {"2026-12-05", "2026-12-05", "b@unit.example", true},
		"from yesterday":                     {"2026-11-22", "2026-11-30", "b@unit.example", false},
		"backwards":                          {"2026-11-30", "2026-11-29", "b@unit.example", false},
		"for more than a year":               {"2026-11-23", "2027-11-23", "c@unit.example", false},
		"the deputy is away on the last day": {"2026-11-23", "2026-12-01", "B@unit.example", false},
		"away already":                       {"2026-12-18", "2026-12-20", "c@unit.example", false},
	} {
		n := away(1, test.from, test.to, test.deputy)
		if err := access.CheckAbsence(n, others, today); (err == nil) != test.ok || err != nil && !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestADeputyGetsNoPowersOfAnotherRole(t *testing.T) {
	t.Parallel()
	account := func(id int64, role access.Role, areas ...string) access.Account {
		return access.Account{ID: id, Role: role, Areas: areas, Services: []string{"housing_options"}}
	}
	for _, test := range []struct {
		away, deputy access.Account
		may          bool
	}{
		{account(1, access.LinkOfficer, "x"), account(2, access.LinkOfficer, "x", "y"), true},
		{account(1, access.LinkOfficer, "x"), account(2, access.LinkOfficer, "y"), false},
		{account(1, access.LinkOfficer, "x"), account(1, access.LinkOfficer, "x"), false},
		{account(1, access.LinkOfficer, "x"), account(2, access.OffenderManager, "x"), false},
		{account(1, access.OffenderManager, "x"), account(2, access.LinkOfficer, "x"), true},
		{account(1, access.Coordinator, "x"), account(2, access.LinkOfficer, "x"), true},
		{account(1, access.SPOC, "x"), account(2, access.SPOC, "x"), true},
		{account(1, access.SPOC, "x"), account(2, access.LinkOfficer, "x"), false},
		{account(1, access.LinkOfficer, "x"), account(2, access.SPOC, "x"), false},
		{account(1, access.Administrator, "x"), account(2, access.Coordinator, "x"), false},
	} {
		if got := access.MayStandIn(test.away, test.deputy); got != test.may {
			t.Errorf("%s for %s: %v", test.deputy.Role, test.away.Role, got)
		}
	}
	other := account(2, access.SPOC, "x")
	other.Services = []string{"jobcentre"}
	if access.MayStandIn(account(1, access.SPOC, "x"), other) {
		t.Error("another service's contact")
	}
}

func TestADeputySeesWhatTheySeeToday(t *testing.T) {
	t.Parallel()
	a := away(1, "2026-11-23", "2026-11-27", "d@unit.example")
	who := access.Actor{AccountID: 9, Role: access.LinkOfficer, Areas: []string{"x"}}
	who = who.Covering(access.StandIns([]access.Absence{a}), map[int64][]string{1: {"x", "y"}}, map[int64][]string{1: {"s"}})
	if !slices.Equal(who.Areas, []string{"x", "y"}) || len(who.Services) != 0 || len(who.For) != 1 {
		t.Errorf("%+v", who)
	}
	if in, ok := who.CoversFor("a@UNIT.example"); !ok || in.Away != "A" {
		t.Errorf("%+v", in)
	}
}
