package release_test

import (
	"testing"

	"throughgate/internal/calendar"
	"throughgate/release"
)

func TestFiguresAreOfWholeWeeks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ from, to, monday, sunday string }{
		{"2026-11-18", "2026-11-18", "2026-11-16", "2026-11-22"},
		{"2026-11-16", "2026-11-22", "2026-11-16", "2026-11-22"},
		{"2026-11-22", "2026-11-23", "2026-11-16", "2026-11-29"},
		{"2020-01-01", "2026-11-22", "2025-11-17", "2026-11-22"}, // at most 53 weeks, the last ones
	} {
		monday, sunday := release.WholeWeeks(calendar.MustParse(c.from), calendar.MustParse(c.to))
		if monday.String() != c.monday || sunday.String() != c.sunday {
			t.Errorf("%s to %s: %s to %s, want %s to %s", c.from, c.to, monday, sunday, c.monday, c.sunday)
		}
	}
}

func TestAShareThatCouldPointAtAPersonIsNotShown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		share release.Share
		shown bool
	}{
		{release.Share{Of: 4, Number: 0}, false}, {release.Share{Of: 5, Number: 0}, true}, {release.Share{Of: 5, Number: 5}, true},
		{release.Share{Of: 100, Number: 4}, false}, {release.Share{Of: 100, Number: 5}, true}, {release.Share{}, false},
	} {
		if got := c.share.Shown(); got != c.shown {
			t.Errorf("%+v: shown = %v", c.share, got)
		}
	}
	if got := (release.Share{Of: 8, Number: 1}).Percent(); got != 13 {
		t.Errorf("1 of 8 = %d%%, want 13", got)
	}
	if (release.Middle{Of: 4}).Shown() || !(release.Middle{Of: 5}).Shown() {
		t.Error("a median is shown from five on")
	}
}
