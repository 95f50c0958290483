package intake_test

import (
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"throughgate/intake"
	"throughgate/internal/calendar"
	"throughgate/release"
)

// Whoever writes the feed copies from docs/events.md: each of its lines must
// read, and each event must have one.
func TestTheExamplesOfTheDocumentationAreRead(t *testing.T) {
	page, err := os.ReadFile("../docs/events.md")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(string(page)) {
		if strings.HasPrefix(line, "{") {
			lines = append(lines, line)
		}
	}
	places, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	r, err := intake.NewEventReader(strings.NewReader(strings.Join(lines, "")), places, standards, calendar.MustParse("2026-11-24"))
	if err != nil {
		t.Fatal(err)
	}
	var shown []release.Word
	ids := map[string]bool{}
	for {
		e, problem, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || problem != nil {
			t.Fatalf("%v %v", problem, err)
		}
		if ids[e.ExternalID] {
			t.Errorf("the id %s stands twice", e.ExternalID)
		}
		ids[e.ExternalID] = true
		shown = append(shown, e.Word)
	}
	for _, word := range append(slices.Clone(release.Movements), release.Records...) {
		if !slices.Contains(shown, word) {
			t.Errorf("no example of %s", word)
		}
	}
	if ignored := r.IgnoredMembers(); len(ignored) > 0 {
		t.Errorf("members that are ignored: %v", ignored)
	}
}
