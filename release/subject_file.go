package release

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// SubjectSchema names the form of SubjectFile; docs/subject-access.md describes it.
// Members are only ever added.
const SubjectSchema = "throughgate-subject-access/1"

// SubjectFile is what is held about a person, as it is given to them (Data
// Protection Act 2018, section 45; UK GDPR, article 15). Days are London's as
// YYYY-MM-DD, instants UTC as RFC 3339. Its order is that of the sections, of the
// tables within, and of when a thing was stored.
type SubjectFile struct {
	Schema      string           `json:"schema"`
	Reference   string           `json:"reference"`
	TogetherAt  time.Time        `json:"put_together_at"`
	Person      SubjectPerson    `json:"person"`
	About       []SubjectAbout   `json:"about"`
	Sections    []SubjectSection `json:"sections"`
	Withheld    int              `json:"withheld"` // parts of which it may be told
	WithheldWhy []string         `json:"withheld_why"`
}

// SubjectPerson is whom the file is about, and of which category (section 38(3)).
type SubjectPerson struct {
	Surname   string   `json:"surname"`
	Forenames string   `json:"forenames"`
	Born      string   `json:"date_of_birth"`
	Category  Category `json:"category"`      // "" where it is not said
	From      string   `json:"category_from"` // "legal_status", "recorded" or ""
}

// SubjectAbout is one thing that has to be told beside the data: why it is held,
// how long, who gets it, what the person can do.
type SubjectAbout struct {
	Heading string `json:"heading"`
	Text    string `json:"text"`
}

// SubjectSection is the data of one category.
type SubjectSection struct {
	Code    string          `json:"code"`
	Title   string          `json:"title"`
	Source  string          `json:"source"` // from whom we have it
	Records []SubjectRecord `json:"records"`
}

// SubjectRecord is one thing that is held.
type SubjectRecord struct {
	Kind  string        `json:"kind"`
	Title string        `json:"title"`
	Lines []SubjectLine `json:"lines"`
}

// SubjectLine is one fact of it. Empty ones are left out.
type SubjectLine struct {
	Part      string           `json:"part,omitempty"` // table/row/column; only in a draft
	Name      string           `json:"name"`
	Label     string           `json:"label"`
	Form      SubjectForm      `json:"form"`
	Value     string           `json:"value"`
	Statement SubjectStatement `json:"statement,omitempty"` // of a free text
	TakenOut  bool             `json:"taken_out,omitempty"` // it names another person
	Withheld  bool             `json:"withheld,omitempty"`
}

// SubjectForm is how a value is written.
type SubjectForm string

// The forms.
const (
	SubjectText    SubjectForm = "text"
	SubjectDay     SubjectForm = "day"
	SubjectInstant SubjectForm = "instant"
	SubjectCode    SubjectForm = "code" // one of a closed list
	SubjectYesNo   SubjectForm = "yes_no"
	SubjectStaff   SubjectForm = "role" // of whoever of the staff it was
	SubjectFree    SubjectForm = "free_text"
)

// SubjectStatement tells whether a free text is based on facts or on a personal
// assessment (section 38(2)).
type SubjectStatement string

// The statements. Where whoever wrote it was not asked, it is not said.
const (
	StatedFact    SubjectStatement = "fact"
	StatedOpinion SubjectStatement = "opinion"
	StatedByThem  SubjectStatement = "own_words"
	StatedNot     SubjectStatement = "not_said"
)

// anotherPerson stands where a line names somebody else.
const anotherPerson = "[another person, taken out]"

// someWords stand where words were withheld.
const someWords = "[taken out]"

// Line finds a part of a draft.
func (f SubjectFile) Line(part string) (SubjectLine, bool) {
	for _, s := range f.Sections {
		for _, r := range s.Records {
			if i := slices.IndexFunc(r.Lines, func(l SubjectLine) bool { return l.Part == part }); i >= 0 {
				return r.Lines[i], true
			}
		}
	}
	return SubjectLine{}, false
}

// Given is the file as it goes out: with what a second reader agreed to withhold
// taken out, and without the parts' own names. What may not even be told of is
// left out without a trace.
func (f SubjectFile) Given(marks []SubjectMark) SubjectFile {
	out := f
	out.Sections, out.Withheld, out.WithheldWhy = nil, 0, []string{}
	for _, s := range f.Sections {
		kept := s
		kept.Records = nil
		for _, r := range s.Records {
			if r.Lines = out.give(r.Lines, marks); len(r.Lines) > 0 {
				kept.Records = append(kept.Records, r)
			}
		}
		if kept.Records == nil {
			kept.Records = []SubjectRecord{}
		}
		out.Sections = append(out.Sections, kept)
	}
	slices.Sort(out.WithheldWhy)
	out.WithheldWhy = slices.Compact(out.WithheldWhy)
	return out
}

func (f *SubjectFile) give(lines []SubjectLine, marks []SubjectMark) []SubjectLine {
	var out []SubjectLine
	for _, l := range lines {
		left := false
		for _, m := range marks {
			if m.Part != l.Part || m.State() != PartAgreed {
				continue
			}
			if !m.MayTell {
				left = true
				continue
			}
			f.Withheld++
			f.WithheldWhy = append(f.WithheldWhy, m.Reason.Words())
			l.Withheld = true
			if m.Words == "" {
				l.Value = ""
			} else {
				l.Value = strings.ReplaceAll(l.Value, m.Words, someWords)
			}
		}
		if !left {
			l.Part = ""
			out = append(out, l)
		}
	}
	return out
}

// withoutOthers takes names and addresses of others out of what is held, however
// they are written, the longest first.
func withoutOthers(records []SubjectRecord, others []string) []SubjectRecord {
	if len(others) == 0 {
		return records
	}
	parts := make([]string, len(others))
	for i, o := range others {
		parts[i] = regexp.QuoteMeta(strings.TrimSpace(o))
	}
	slices.SortFunc(parts, func(a, b string) int { return len(b) - len(a) })
	named := regexp.MustCompile(`(?i)` + strings.Join(parts, "|"))
	for _, r := range records {
		for i, l := range r.Lines {
			if out := named.ReplaceAllLiteralString(l.Value, anotherPerson); out != l.Value {
				r.Lines[i].Value, r.Lines[i].TakenOut = out, true
			}
		}
	}
	return records
}
