// Package reference holds what the product knows before anybody is in it:
// prisons, local authorities, bank holidays and the catalogue of standards, as
// files inside the program. They are public-sector facts; `throughgate
// migrate` loads them into the database.
package reference

import (
	"embed"
	"strings"

	"throughgate/internal/calendar"
)

//go:embed *.csv
var files embed.FS

// The embedded files.
const (
	PrisonsFile     = "prisons.csv"
	AuthoritiesFile = "authorities.csv"
	membersFile     = "authority_members.csv" // the districts of counties, the boroughs of combined authorities
	holidaysFile    = "bank_holidays.csv"
	StandardsFile   = "standards.csv"
)

// Prison is one prison of England and Wales. Lat and Lon are the point of its
// postcode district, good for distance bands; nil where unknown.
type Prison struct {
	Code, Name, BareName string // BareName is the name without its bracket
	Region, Country      string
	ProbationRegion      string
	Lat, Lon             *float64
	MaleFemale           string
	Open                 bool // an open prison
}

// AuthorityKind says what an authority is.
type AuthorityKind string

// The kinds that are no housing authority, so that nobody's home area is one.
const (
	CountyCouncil     AuthorityKind = "county_council"
	CombinedAuthority AuthorityKind = "combined_authority"
)

// Authority is one local authority of England and Wales, present or abolished.
type Authority struct {
	GSSCode, Name   string
	Kind            AuthorityKind
	Current         bool
	Note            string
	Region, Country string
	ProbationRegion string
	Lat, Lon        *float64
	Successors      []string // GSS codes; of an abolished authority only
}

// Standard is one row of the catalogue of standards (domain rule 6).
type Standard struct {
	Code                                             string
	Position                                         int
	Pathway, Title, MailWords, Service               string
	FoundBy, Anchor                                  string
	HandOffOffset, DueOffset                         int
	DueDayKind                                       string
	LatestStart                                      *int
	Required, AfterRelease                           bool
	AppliesWhen, NeedsFirst, BeforeTelling, Evidence []string
	Why                                              string
}

// Text is an embedded file as it stands, for whoever reads it in a way of their
// own.
func Text(name string) (string, error) {
	text, err := files.ReadFile(name)
	return string(text), err
}

// Prisons reads the embedded list.
func Prisons() ([]Prison, error) {
	return readAll(PrisonsFile, func(r row) Prison {
		return Prison{Code: r.text("code"), Name: r.text("name"), BareName: BareName(r.text("name")),
			Region: r.text("region"), Country: r.text("country"), ProbationRegion: r.text("probation_region"),
			Lat: r.point("lat"), Lon: r.point("lon"), MaleFemale: r.text("male_female"), Open: r.yes("open_conditions")}
	})
}

// Authorities reads the embedded list.
func Authorities() ([]Authority, error) {
	return readAll(AuthoritiesFile, func(r row) Authority {
		return Authority{GSSCode: r.text("gss_code"), Name: r.text("name"), Kind: AuthorityKind(r.text("kind")),
			Current: r.yes("current"), Note: r.text("note"), Region: r.text("region"), Country: r.text("country"),
			ProbationRegion: r.text("probation_region"), Lat: r.point("lat"), Lon: r.point("lon"),
			Successors: r.list("successor", "+")}
	})
}

// Members tells, by GSS code, which housing authorities lie in a county
// council or a combined authority: the ones to choose from.
func Members() (map[string][]string, error) {
	type members struct {
		code string
		list []string
	}
	rows, err := readAll(membersFile, func(r row) members { return members{r.text("gss_code"), r.list("members", "+")} })
	if err != nil {
		return nil, err
	}
	out := make(map[string][]string, len(rows))
	for _, m := range rows {
		out[m.code] = m.list
	}
	return out, nil
}

// Holidays reads the published bank holidays of England and Wales.
func Holidays() ([]calendar.Holiday, error) {
	return readAll(holidaysFile, func(r row) calendar.Holiday {
		return calendar.Holiday{Day: r.day("date"), Title: r.text("title")}
	})
}

// Standards reads the default catalogue, in its order.
func Standards() ([]Standard, error) {
	return readAll(StandardsFile, func(r row) Standard {
		return Standard{Code: r.text("code"), Position: r.position, Pathway: r.text("pathway"), Title: r.text("title"),
			MailWords: r.text("mail_words"), Service: r.text("service"), FoundBy: r.text("found_by"),
			Anchor: r.text("anchor"), HandOffOffset: r.number("hand_off_offset"), DueOffset: r.number("due_offset"),
			DueDayKind: r.text("due_day_kind"), LatestStart: r.optionalNumber("latest_start"),
			Required: r.yes("required"), AfterRelease: r.yes("after_release"),
			AppliesWhen: r.conditions("applies_when"), NeedsFirst: r.list("needs_first", "+"),
			BeforeTelling: r.list("before_telling", ";"), Evidence: r.list("evidence", ";"), Why: r.text("why")}
	})
}

// BareName is a prison's name without its bracket: "Leeds" of "Leeds (HMP)".
func BareName(name string) string {
	bare, _, _ := strings.Cut(name, "(")
	return strings.TrimSpace(bare)
}
