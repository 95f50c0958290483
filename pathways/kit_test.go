package pathways_test

import (
	"testing"

	"throughgate/intake/reference"
	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// day reads a day of a table: "2026-11-23", or "" for no day.
func day(s string) calendar.Date {
	if s == "" {
		return calendar.Date{}
	}
	return calendar.MustParse(s)
}

// workingDays is the published calendar of England and Wales.
func workingDays(t testing.TB) *calendar.Calendar {
	t.Helper()
	list, err := reference.Holidays()
	if err != nil {
		t.Fatal(err)
	}
	return calendar.New(list)
}

// defaultCatalogue is the one the program carries.
func defaultCatalogue(t testing.TB) *pathways.Catalogue {
	t.Helper()
	list, err := reference.Standards()
	if err != nil {
		t.Fatal(err)
	}
	out := make([]pathways.Standard, len(list))
	for i, s := range list {
		out[i] = pathways.Standard{Code: s.Code, Position: s.Position, Pathway: s.Pathway, Title: s.Title, MailWords: s.MailWords,
			Service: s.Service, FoundBy: pathways.FoundBy(s.FoundBy), Anchor: pathways.Anchor(s.Anchor),
			HandOffOffset: s.HandOffOffset, DueOffset: s.DueOffset, DueDayKind: pathways.DueDayKind(s.DueDayKind),
			LatestStart: s.LatestStart, Required: s.Required, AfterRelease: s.AfterRelease, AppliesWhen: s.AppliesWhen,
			NeedsFirst: s.NeedsFirst, BeforeTelling: s.BeforeTelling, Evidence: s.Evidence, Why: s.Why}
	}
	return pathways.NewCatalogue(out)
}

// standard is one of the default catalogue.
func standard(t testing.TB, code string) *pathways.Standard {
	t.Helper()
	s := defaultCatalogue(t).Get(code)
	if s == nil {
		t.Fatalf("the catalogue has no %s", code)
	}
	return s
}

// haringey is the home area of every person in these tests, leeds the prison.
const (
	haringey = "E09000014"
	camden   = "E09000007"
	leeds    = "LEI"
)

// adult is a plain case: watched, born in 1986, planned for that day, supervised,
// every need assessed and absent, every consent recorded, with a community
// officer.
func adult(planned string) *pathways.Case {
	return &pathways.Case{
		ReleaseID: 1, Watched: true, OutOfArea: true, PlannedDay: day(planned), Supervised: true,
		ReceivedDay: day("2026-01-05"), Received: day("2026-01-05"), FirstStored: day("2026-11-20"), BirthDate: day("1986-11-26"),
		HomeArea: haringey, Country: "England", Prison: leeds, NeedsAssessed: true,
		Consents: []string{"consent_to_refer", "consent_to_share_contact", "consent_to_share_health"},
		COM:      pathways.Contact{Name: "Kay Community", Email: "com@probation.example"},
	}
}

// released is a plain case whose release on a day was recorded that day.
func released(planned, actual string) *pathways.Case {
	c := adult(planned)
	c.ActualDay, c.LearntDay = day(actual), day(actual)
	return c
}

// nothingGiven: no authority, nothing cleared.
func nothingGiven(string) pathways.Given { return pathways.Given{} }

// allServices is a directory with a row everywhere for every service of the
// catalogue that has one, seen by an earlier watch, and one link officer.
func allServices(t testing.TB) *pathways.Directory {
	t.Helper()
	var rows []pathways.Row
	seen := map[string]bool{}
	for _, s := range defaultCatalogue(t).All() {
		if seen[s.Service] {
			continue
		}
		seen[s.Service] = true
		rows = append(rows, pathways.Row{ID: int64(len(rows) + 1), Area: pathways.Everywhere, Service: s.Service,
			Name: s.Service, SPOCEmail: s.Service + "@services.example", FirstWatchOn: day("2026-10-01")})
	}
	officers := map[string][]pathways.Contact{haringey: {{Name: "Lin Officer", Email: "lin@unit.example"}}}
	return pathways.NewDirectory(rows, officers, pathways.Contact{Name: "The unit", Email: "unit@unit.example"})
}

func wholeReference(t testing.TB) *pathways.Reference {
	t.Helper()
	return &pathways.Reference{Catalogue: defaultCatalogue(t), Calendar: workingDays(t), Directory: allServices(t)}
}
