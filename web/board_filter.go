package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"throughgate/access"
	"throughgate/internal/wording"
	"throughgate/release"
)

// boardFilter is what the address says of the board: list, order, filters. Names
// and numbers never stand in an address: what was searched for is kept under a
// reference (find).
type boardFilter struct {
	List release.List
	Sort release.BoardSort
	Find string

	Area, Prison, Officer, Service, Pathway string
	Mark                                    release.Mark
	Days                                    string // as typed

	OutOfArea, IOM, Moved, Late, Nobody, NoAddress, Silent bool
}

// ticks are the filters that are on or off, by their names in the address and
// their words, which end "Show only people ...".
func (f *boardFilter) ticks() []boardTick {
	return []boardTick{
		{"out_of_area", "out of area", &f.OutOfArea},
		{"iom", "in the IOM cohort", &f.IOM},
		{"moved", "whose day moved in the last 7 days", &f.Moved},
		{"no_address", "with no address for the first night", &f.NoAddress},
		{"late", "with something late", &f.Late},
		{"nobody", "with nobody to send a request to", &f.Nobody},
		{"silent", "waiting for a service that does not answer", &f.Silent},
	}
}

type boardTick struct {
	Name  string
	Words wording.Text
	On    *bool
}

// readBoardFilter reads an address. What is no value of ours is left out.
func readBoardFilter(query url.Values) boardFilter {
	f := boardFilter{List: release.List(query.Get("list")), Sort: release.BoardSort(query.Get("sort")), Find: query.Get("find"),
		Area: query.Get("area"), Prison: query.Get("prison"), Officer: query.Get("officer"), Service: query.Get("service"),
		Pathway: query.Get("pathway"), Mark: release.Mark(query.Get("state")), Days: strings.TrimSpace(query.Get("days"))}
	for _, tick := range f.ticks() {
		*tick.On = query.Get(tick.Name) == "yes"
	}
	if !slices.Contains(release.Lists, f.List) {
		f.List = f.usualList()
	}
	if query.Get("any_day") == "yes" { // a list of its own
		f.List = release.AnyDay
	}
	if !slices.Contains(release.BoardSorts, f.Sort) {
		f.Sort = release.SortDay
	}
	if !slices.Contains(release.PathwayOrder, f.Pathway) {
		f.Pathway = ""
	}
	if !slices.Contains(release.Marks(), f.Mark) {
		f.Mark = ""
	}
	return f
}

// usualList is the list where the address names none: a search looks through
// everybody.
func (f boardFilter) usualList() release.List {
	if f.Find != "" {
		return release.Everyone
	}
	return release.Upcoming
}

// within is the window in days; 0 for none, and for what is no number of days.
func (f boardFilter) within() (days int, problem wording.Text) {
	if f.Days == "" {
		return 0, ""
	}
	days, err := strconv.Atoi(f.Days)
	if err != nil || days < 1 || days > release.MostDays {
		return 0, wording.F("Give the days as a whole number from 1 to {1}, such as 14", release.MostDays)
	}
	return days, ""
}

// query is the filter in its one way of writing; the page is left out.
func (f boardFilter) query() string {
	query := url.Values{}
	set := func(name, value string) {
		if value != "" {
			query.Set(name, value)
		}
	}
	set("sort", string(f.Sort))
	set("find", f.Find)
	set("area", f.Area)
	set("prison", f.Prison)
	set("officer", f.Officer)
	set("service", f.Service)
	set("pathway", f.Pathway)
	set("state", string(f.Mark))
	if _, problem := f.within(); problem == "" {
		set("days", f.Days)
	}
	for _, tick := range f.ticks() {
		if *tick.On {
			query.Set(tick.Name, "yes")
		}
	}
	// The bare address is "as I left it", so the plain board has a list.
	if f.List != f.usualList() || len(query) == 0 {
		query.Set("list", string(f.List))
	}
	return query.Encode()
}

// address is the board with this filter, at its first page.
func (f boardFilter) address() string { return "/?" + f.query() }

// cleared is the same list without filters and search; what was found goes back
// to the first list.
func (f boardFilter) cleared() boardFilter {
	if f.List == release.Everyone {
		return boardFilter{List: release.Upcoming}
	}
	return boardFilter{List: f.List}
}

// title is what a list is called with this filter.
func (f boardFilter) title(list release.List) wording.Text {
	if days, _ := f.within(); days > 0 && list == release.Upcoming {
		return wording.F("Next {1}", wording.N(days, "{1} day", "{1} days"))
	}
	return listTitle(list)
}

// narrows tells whether the filter shows less than its whole list.
func (f boardFilter) narrows() bool {
	f.List, f.Sort = "", release.SortDay
	return f != boardFilter{}
}

// asks is the filter as the domain takes it.
func (f boardFilter) asks(scope release.Scope, who access.Actor) release.BoardQuery {
	days, _ := f.within()
	return release.BoardQuery{Scope: scope, List: f.List, Sort: f.Sort, AllHealth: mayReadHealth(who, false),
		Area: f.Area, Prison: f.Prison, Officer: f.Officer, Service: f.Service, Pathway: f.Pathway, Mark: f.Mark, Within: days,
		OutOfArea: f.OutOfArea, IOM: f.IOM, Moved: f.Moved, LateOnly: f.Late, NobodyOnly: f.Nobody, NoAddress: f.NoAddress,
		NotAnswered: f.Silent}
}

// words say what the list was narrowed by, for paper and exports: "Leeds (HMP);
// out of area; within 14 days". What was searched for is said as typed.
func (f boardFilter) words(choices release.BoardChoices, searched string) wording.Text {
	var parts []wording.Text
	add := func(on bool, words wording.Text) {
		if on {
			parts = append(parts, words)
		}
	}
	add(searched != "", wording.F("searched for “{1}”", searched))
	for _, c := range []struct {
		list   []release.Choice
		chosen string
	}{{choices.Areas, f.Area}, {choices.Prisons, f.Prison}, {choices.Officers, f.Officer}} {
		add(c.chosen != "", choiceName(c.list, c.chosen))
	}
	add(f.Service != "", serviceWords(f.Service))
	switch {
	case f.Pathway != "" && f.Mark != "":
		add(true, wording.F("{1}: {2}", pathwayWords(f.Pathway), markFilterWords(f.Mark)))
	case f.Pathway != "":
		add(true, wording.F("{1} under way", pathwayWords(f.Pathway)))
	case f.Mark != "":
		add(true, wording.F("a request {1}", markFilterWords(f.Mark)))
	}
	if days, _ := f.within(); days > 0 {
		add(true, wording.F("within {1}", wording.N(days, "{1} day", "{1} days")))
	}
	for _, tick := range f.ticks() {
		add(*tick.On, tick.Words)
	}
	return wording.Join("; ", parts...)
}

// choiceName is the name of a code; one that is nobody's any more says so.
func choiceName(list []release.Choice, code string) wording.Text {
	for _, c := range list {
		if c.Code == code {
			return wording.Data(c.Name)
		}
	}
	if code == release.NoOfficer {
		return "no officer named"
	}
	return "something that is not here any more"
}
