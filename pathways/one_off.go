package pathways

import (
	"slices"
	"strconv"
	"strings"

	"throughgate/access"
	"throughgate/internal/calendar"
)

// OneOff is a request that stands in no standard of the catalogue: an officer
// adds it to one release. It is stored as a standard that this release alone
// has, and travels like any other request ([adr/0020]).
//
// [adr/0020]: docs/adr/0020-a-one-off-request-is-a-standard-of-one-release.md
type OneOff struct {
	Title        string        // in plain words; on pages alone, never in an e-mail
	Ask          string        // what is asked, in more words: whoever is asked reads it on the page
	Pathway      string        // one of [Pathways]
	Who          string        // who does it: the code of a service, AskManager or AskLinkOfficer
	AskOn        calendar.Date // zero: now
	DueOn        calendar.Date
	AfterRelease bool // still to be done once the person has left
}

// Who does a one-off request, where it is no service of the directory.
const (
	AskManager     = "offender_manager"
	AskLinkOfficer = "link_officer"
)

const (
	oneOffPrefix = "ONE-"
	// oneOffWords are all that an e-mail says of a one-off request, beside its
	// code: a title in free words may say too much (domain rule 8).
	oneOffWords = "Request to read"
	// thisRelease is the condition of a one-off request.
	thisRelease = "this_release"
	// oneOffPosition puts one-off requests behind the catalogue's.
	oneOffPosition = 1_000_000
)

// The most characters of a title and of what is asked.
const (
	LongestTitle = 100
	LongestAsk   = 500
)

func oneOffCode(number int) string { return oneOffPrefix + strconv.Itoa(number) }

// isOneOff tells whether a code is a one-off request's.
func isOneOff(code string) bool { return strings.HasPrefix(code, oneOffPrefix) }

// MayChangeOneOff tells whether an actor may change or take back a one-off
// request: who added it, and the unit's own officers, so that nothing hangs on
// somebody who is away. Which people an actor may see is asked elsewhere.
func MayChangeOneOff(who access.Actor, addedBy string) bool {
	return who.Key() == addedBy || who.Role == access.LinkOfficer || who.Role == access.Coordinator
}

// healthPathways are those of which only people with a recorded basis may know
// (domain rule 9).
var healthPathways = []string{"mental_health", "drugs_and_alcohol"}

// pathwaysOf are the pathways of what the catalogue asks of a service.
func (c *Catalogue) pathwaysOf(service string) []string {
	var out []string
	for _, s := range c.list {
		if s.Service == service && !s.OfficersOwn() && !slices.Contains(out, s.Pathway) {
			out = append(out, s.Pathway)
		}
	}
	return out
}

// firstFor is what has to be recorded before this service is told anything of
// a person: all that the catalogue wants for any request of it. Of a service
// outside prison and probation that the catalogue asks nothing of: the
// agreement, and that the person may be referred and how they are reached told.
func (c *Catalogue) firstFor(s *Standard) []string {
	var wanted []string
	known := false
	for _, other := range c.list {
		if other.Service == s.Service && !other.OfficersOwn() {
			known, wanted = true, append(wanted, other.BeforeTelling...)
		}
	}
	if !known && !s.Inside() {
		wanted = []string{"agreement", "consent_to_refer", "consent_to_share_contact"}
	}
	first := []string{} // stored as an empty list and not as null
	for _, word := range tellingKnown {
		if slices.Contains(wanted, word) {
			first = append(first, word)
		}
	}
	return first
}

// read makes the standard of a one-off request for a case, or says all that is
// wrong with it. asked is the day on which it was asked; zero: it has not been.
// keep is the standard whose days stay; nil: the days are those that were typed.
func (o OneOff) read(r *Reference, c *Case, keep *Standard, asked, today calendar.Date) (Standard, []EditProblem) {
	e := &editing{cells: map[string]string{"title": o.Title, "ask": o.Ask, "pathway": o.Pathway}}
	s := Standard{Title: e.text("title", "what is to be done", LongestTitle), Why: e.text("ask", "", LongestAsk), MailWords: oneOffWords,
		Pathway: oneOf(e, "pathway", "Choose the part of the plan that it belongs to", Pathways...), AfterRelease: o.AfterRelease,
		AppliesWhen: []string{thisRelease}, NeedsFirst: []string{}, BeforeTelling: []string{}, Evidence: []string{}, ReleaseID: c.ReleaseID}
	o.holder(e, r, c, &s)
	if keep == nil {
		o.days(e, r.Calendar, c, &s, asked, today)
	} else {
		s.Anchor, s.HandOffOffset, s.DueOffset, s.DueDayKind = keep.Anchor, keep.HandOffOffset, keep.DueOffset, keep.DueDayKind
	}
	return s, e.problems
}

// holder says who does it, and keeps health to those who are asked about it.
func (o OneOff) holder(e *editing, r *Reference, c *Case, s *Standard) {
	switch {
	case o.Who == AskManager:
		s.Service, s.FoundBy = "probation_unit", ByCOM
		return
	case o.Who == AskLinkOfficer:
		s.Service, s.FoundBy = "link_officer", ByUnit
		return
	case !slices.ContainsFunc(r.OneOffServices(c), func(row *Row) bool { return row.Service == o.Who }):
		e.wrong("who", "Choose who does it, from the list")
		return
	}
	s.Service, s.FoundBy = o.Who, foundFor(o.Who)
	s.BeforeTelling = r.Catalogue.firstFor(s)
	mine, health := r.Catalogue.pathwaysOf(s.Service), slices.Contains(healthPathways, s.Pathway)
	all := len(mine) > 0 && !slices.ContainsFunc(mine, func(p string) bool { return !slices.Contains(healthPathways, p) })
	switch {
	case health && !slices.Contains(mine, s.Pathway):
		e.wrong("pathway", "This service is not asked about health: choose another part of the plan, or another service")
	case all && !health && s.Pathway != "":
		e.wrong("pathway", "Who is asked tells of health: choose a health part of the plan, so that only those who may know see it")
	}
}

// foundFor: a prison's service is found by the prison, any other by the area.
func foundFor(service string) FoundBy {
	if strings.HasPrefix(service, "prison_") {
		return ByPrison
	}
	return ByArea
}

// OneOffServices are the rows of the directory that a one-off request of a case
// can go to, by name: services of the prison, and of the home area.
func (r *Reference) OneOffServices(c *Case) []*Row {
	seen := map[string]bool{AskLinkOfficer: true}
	var out []*Row
	for row := range r.Directory.Rows() {
		if seen[row.Service] {
			continue
		}
		where := c.HomeArea
		if foundFor(row.Service) == ByPrison {
			where = c.Prison
		}
		if found := r.Directory.Find(where, row.Service); found != nil {
			out = append(out, found)
		}
		seen[row.Service] = true
	}
	slices.SortFunc(out, func(a, b *Row) int { return strings.Compare(a.Name+a.Service, b.Name+b.Service) })
	return out
}
