package main

import (
	"slices"
	"testing"
)

func TestPeopleWithoutAPurposeAreRefusedInProductionUnlessSet(t *testing.T) {
	t.Parallel()
	const name = "THROUGHGATE_REFUSE_WITHOUT_PURPOSE"
	for _, c := range []struct {
		environ []string
		want    string
	}{
		{nil, "yes"}, // production is what nothing set means
		{[]string{"THROUGHGATE_ENV=test"}, "no"},
		{[]string{"THROUGHGATE_ENV=demo"}, "no"},
		{[]string{"THROUGHGATE_ENV=production", name + "=no"}, "no"},
		{[]string{"THROUGHGATE_ENV=test", name + "=yes"}, "yes"},
	} {
		set := readSettings(c.environ)
		if !slices.Contains(set.inForce(), [2]string{name, c.want}) {
			t.Errorf("%v: config does not show %s", c.environ, c.want)
		}
	}
	set := readSettings([]string{"THROUGHGATE_ENV=test", name + "=perhaps"})
	if want := name + ` is "perhaps": use yes or no`; !slices.Contains(set.check(), want) {
		t.Errorf("a wrong value: %v", set.check())
	}
}
