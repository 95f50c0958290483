package pathways_test

import (
	"testing"

	"throughgate/pathways"
)

// domain 6, conditions.
func TestEveryConditionMustHold(t *testing.T) {
	t.Parallel()
	with := func(change func(*pathways.Case)) *pathways.Case {
		c := adult("2027-01-14")
		change(c)
		return c
	}
	plain := adult("2027-01-14")
	unknown := with(func(c *pathways.Case) { c.NeedsAssessed = false })
	housing := with(func(c *pathways.Case) { c.Needs = []string{"accommodation"} })
	born := func(d string) *pathways.Case { return with(func(c *pathways.Case) { c.BirthDate = day(d) }) }
	flagged := with(func(c *pathways.Case) { c.Flags = []string{"children"} })
	for _, tt := range []struct {
		cond  []string
		rule  string
		c     *pathways.Case
		holds bool
	}{
		{[]string{"always"}, "always", plain, true},
		{[]string{"need:accommodation"}, "need:X: known", housing, true},
		{[]string{"need:accommodation"}, "need:X: unknown", unknown, true},
		{[]string{"need:accommodation"}, "need:X: assessed and absent", plain, false},
		{[]string{"need:finance"}, "need:X: another need is known", housing, false},
		{[]string{"known:accommodation"}, "known:X: recorded as present", housing, true},
		{[]string{"known:accommodation"}, "known:X: unknown is not known", unknown, false},
		{[]string{"known:accommodation"}, "known:X: an assessment that was taken back", with(func(c *pathways.Case) {
			c.NeedsAssessed, c.Needs = false, []string{"accommodation"}
		}), false},
		{[]string{"known:accommodation"}, "known:X: absent", plain, false},
		{[]string{"supervised"}, "supervised", plain, true},
		{[]string{"supervised"}, "not supervised", with(func(c *pathways.Case) { c.Supervised = false }), false},
		{[]string{"age_from:18"}, "age_from: 18 on the planned day", born("2009-01-14"), true},
		{[]string{"age_from:18"}, "age_from: 18 a day later", born("2009-01-15"), false},
		{[]string{"age_under:19"}, "age_under: 18 on the planned day", born("2009-01-14"), true},
		{[]string{"age_under:19"}, "age_under: 19 on the planned day", born("2008-01-14"), false},
		{[]string{"flag:children"}, "flag", flagged, true},
		{[]string{"flag:children"}, "flag not set", plain, false},
		{[]string{"no_flag:children"}, "no_flag", plain, true},
		{[]string{"no_flag:children"}, "no_flag, set", flagged, false},
		{[]string{"no_planned_day"}, "no planned day", adult(""), true},
		{[]string{"no_planned_day"}, "a planned day", plain, false},
		{[]string{"no_planned_day"}, "released is not without a day", unexpected("2026-11-20"), false},
		{[]string{"out_of_area"}, "out of area", plain, true},
		{[]string{"out_of_area"}, "local", with(func(c *pathways.Case) { c.OutOfArea = false }), false},
		{[]string{"country:England"}, "country", plain, true},
		{[]string{"country:Wales"}, "another country", plain, false},
		{[]string{"known:accommodation", "supervised"}, "all must hold: both", housing, true},
		{[]string{"known:accommodation", "supervised"}, "all must hold: one does not", plain, false},
	} {
		s := pathways.Standard{Code: "OWN-ROW", AppliesWhen: tt.cond}
		if got := s.Applies(tt.c); got != tt.holds {
			t.Errorf("domain 6, conditions: %s: %v applies %v, want %v", tt.rule, tt.cond, got, tt.holds)
		}
	}
}

func TestAConditionNobodyKnowsIsRefusedWithTheRemedy(t *testing.T) {
	t.Parallel()
	for cond, ok := range map[string]bool{
		"always": true, "supervised": true, "no_planned_day": true, "out_of_area": true, "need:finance": true,
		"known:finance": true, "flag:tag": true, "no_flag:tag": true, "country:Wales": true, "age_from:18": true, "age_under:19": true,
		"": false, "sometimes": false, "always:yes": false, "need": false, "need:": false, "flag:": false, "age_from:": false,
		"age_from:old": false, "age_under:-1": false, "country": false,
	} {
		if err := pathways.CheckConditions([]string{"always", cond}); (err == nil) != ok {
			t.Errorf("%q: %v, want accepted %v", cond, err, ok)
		}
	}
	for _, s := range defaultCatalogue(t).All() {
		if err := pathways.CheckConditions(s.AppliesWhen); err != nil {
			t.Errorf("the default catalogue's %s: %v", s.Code, err)
		}
	}
}
