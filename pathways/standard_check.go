package pathways

import (
	"slices"
	"strings"
)

// EditRules are what an edit of the catalogue is held against.
type EditRules struct {
	Stored   []StoredStandard           // every standard, those retired too
	Services []string                   // that are asked or can be passed on to
	Blocked  func(text string) []string // the words that no e-mail may carry
}

func (r EditRules) find(code string) *StoredStandard {
	for i := range r.Stored {
		if r.Stored[i].Code == code {
			return &r.Stored[i]
		}
	}
	return nil
}

// inForce lists the standards in force but one.
func (r EditRules) inForce(but string) []Standard {
	var list []Standard
	for _, s := range r.Stored {
		if s.RetiredAt == nil && s.Code != but {
			list = append(list, s.Standard)
		}
	}
	return list
}

// The bounds of offsets, in days: as far as plans reach, and a year after.
const (
	earliestOffset = -Reach
	latestOffset   = 365
)

// Words that a standard may use.
var (
	needsKnown   = []string{"accommodation", "benefits", "mental_health", "drugs_and_alcohol", "finance", "family", "attitudes"}
	flagsKnown   = []string{"mappa1", "mappa2", "mappa3", "exclusion_zone", "no_contact", "victim_contact", "approved_premises", "children", "pregnant", "care_leaver", "immigration_hold", "contact_risk", "tenancy", "tag", "restricted"}
	tellingKnown = []string{"agreement", "consent_to_refer", "consent_to_share_contact", "consent_to_share_health", WaitCleared}
	countries    = []string{"England", "Wales"}
)

// Read makes a standard of an edit, or says all that is wrong with it.
func (r EditRules) Read(edit StandardEdit) (Standard, []EditProblem) {
	e := &editing{cells: edit.Cells}
	s := Standard{Code: strings.TrimSpace(edit.Code)}
	stored := r.find(s.Code)
	switch {
	case edit.New && !codeShape.MatchString(s.Code):
		e.wrong("code", "Write a code of capital letters and digits with a dash, as in ACC-NEED")
	case edit.New && isOneOff(s.Code):
		e.wrong("code", "Codes that begin with "+oneOffPrefix+" are those of single requests: choose another")
	case edit.New && stored != nil:
		e.wrong("code", "There is a standard of this code: change that one, or choose another code")
	}
	if stored != nil {
		s.Pathway, s.FoundBy, s.Anchor, s.Position = stored.Pathway, stored.FoundBy, stored.Anchor, stored.Position
	} else {
		s.Pathway = oneOf(e, "pathway", "Choose a pathway", Pathways...)
		s.FoundBy = oneOf(e, "found_by", "Choose how it is found who does it", ByArea, ByPrison, ByCOM, ByUnit)
		s.Anchor = oneOf(e, "anchor", "Choose the day that its days count from", OnPlanned, OnActual, OnReceived)
		for _, other := range r.Stored {
			s.Position = max(s.Position, other.Position+1)
		}
	}
	s.Title, s.Why = e.text("title", "what has to be ready", 200), e.text("why", "", 500)
	s.MailWords = r.mailWords(e)
	s.Service = r.service(e, edit.NewService)
	s.Required, s.AfterRelease = e.yes("required"), e.yes("after_release")
	s.days(e)
	r.lists(e, &s)
	return s, e.problems
}

// mailWords are all that an e-mail says of a task (domain rule 8).
func (r EditRules) mailWords(e *editing) string {
	words := e.text("mail_words", "the few neutral words that an e-mail may say", 60)
	if hits := r.Blocked(words); len(hits) > 0 {
		e.wrong("mail_words", "An e-mail may not say “%s”: find neutral words, as in “Appointment to book”", strings.Join(hits, "”, “"))
	}
	return words
}

func (r EditRules) service(e *editing, meant bool) string {
	code := e.text("service", "the code of a service", 60)
	switch {
	case code == "" || slices.Contains(r.Services, code):
	case !serviceShape.MatchString(code):
		e.wrong("service", "Write small letters with low dashes, as in housing_options")
	case !meant:
		e.wrong("service", "Nothing asks a service of this code yet. If it is not a slip, tick that it is new")
	}
	return code
}

func (s *Standard) days(e *editing) {
	s.DueDayKind = oneOf(e, "due_day_kind", "Choose working or calendar days", CalendarDays, WorkingDays)
	least, most := earliestOffset, latestOffset
	switch s.Anchor {
	case OnPlanned:
		most = 0
	case OnActual, OnReceived:
		least = 0
	}
	before := len(e.problems)
	s.HandOffOffset, s.DueOffset = e.number("hand_off_offset", least, most), e.number("due_offset", least, most)
	if len(e.problems) == before && s.DueOffset < s.HandOffOffset {
		e.wrong("due_offset", "It would be due before it is asked")
	}
	if strings.TrimSpace(e.cells["latest_start"]) == "" {
		return
	}
	if s.Anchor != OnPlanned {
		e.wrong("latest_start", "Only what counts from the planned day has a latest start: leave this empty")
		return
	}
	latest := e.number("latest_start", 0, Reach)
	s.LatestStart = &latest
	if len(e.problems) == before && latest > -s.HandOffOffset {
		e.wrong("latest_start", "The latest start is before the day on which it is asked")
	}
}

func (r EditRules) lists(e *editing, s *Standard) {
	s.AppliesWhen, s.NeedsFirst = e.list("applies_when"), e.list("needs_first")
	s.BeforeTelling, s.Evidence = e.list("before_telling"), e.list("evidence")
	if len(s.AppliesWhen) == 0 {
		s.AppliesWhen = []string{"always"}
	}
	if err := CheckConditions(s.AppliesWhen); err != nil {
		e.wrong("applies_when", "%s", strings.ToUpper(err.Error()[:1])+err.Error()[1:])
	} else {
		checkValues(e, s.AppliesWhen)
	}
	for _, word := range s.BeforeTelling {
		if !slices.Contains(tellingKnown, word) {
			e.wrong("before_telling", "“%s” is not known: use %s", word, strings.Join(tellingKnown, ", "))
		}
	}
	for _, item := range s.Evidence {
		if !serviceShape.MatchString(item) {
			e.wrong("evidence", "“%s”: write small letters with low dashes, as in case_reference", item)
		}
	}
	r.checkFirst(e, s)
}

// checkValues refuses a need, flag or country that nobody can have: the task
// would be asked for nobody, and nobody would notice.
func checkValues(e *editing, conditions []string) {
	for _, condition := range conditions {
		name, value, _ := strings.Cut(condition, ":")
		var known []string
		switch name {
		case "need", "known":
			known = needsKnown
		case "flag", "no_flag":
			known = flagsKnown
		case "country":
			known = countries
		default:
			continue
		}
		if !slices.ContainsFunc(known, func(k string) bool { return strings.EqualFold(k, value) }) {
			e.wrong("applies_when", "“%s”: nobody has this; after %s: comes one of %s", condition, name, strings.Join(known, ", "))
		}
	}
}

// checkFirst refuses what comes first but is not there, and a circle of
// standards that wait for one another.
func (r EditRules) checkFirst(e *editing, s *Standard) {
	others := r.inForce(s.Code)
	for _, code := range s.NeedsFirst {
		if code == s.Code {
			e.wrong("needs_first", "It cannot need itself first")
		} else if !slices.ContainsFunc(others, func(o Standard) bool { return o.Code == code }) {
			e.wrong("needs_first", "There is no standard “%s” in force", code)
		}
	}
	if round := circle(append(others, *s), s.Code); len(round) > 2 {
		e.wrong("needs_first", "These would wait for one another: %s", strings.Join(round, ", then "))
	}
}

// circle is a way from a standard through what it needs first back to itself;
// nil where there is none.
func circle(list []Standard, from string) []string {
	first := map[string][]string{}
	for _, s := range list {
		first[s.Code] = s.NeedsFirst
	}
	seen := map[string]bool{}
	var walk func(code string) []string
	walk = func(code string) []string {
		for _, next := range first[code] {
			if next == from {
				return []string{code, from}
			}
			if seen[next] {
				continue
			}
			seen[next] = true
			if way := walk(next); way != nil {
				return append([]string{code}, way...)
			}
		}
		return nil
	}
	return walk(from)
}

// MayRetire refuses to retire what another standard in force needs first.
func (r EditRules) MayRetire(code string) []EditProblem {
	var needers []string
	for _, s := range r.inForce(code) {
		if slices.Contains(s.NeedsFirst, code) {
			needers = append(needers, s.Code)
		}
	}
	if len(needers) == 0 {
		return nil
	}
	return []EditProblem{{"retire", strings.Join(needers, ", ") + " need it first: change them before you retire it"}}
}
