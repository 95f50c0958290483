package web

import (
	"slices"

	"throughgate/internal/wording"
)

// Page is the part that every view shares with the layout. A view is a struct
// with a field Page of this type; its template defines "content" and, when the
// title is more than Page.Title, "title".
type Page struct {
	// Title is the page's own title without the service's name. It may hold
	// initials and a reference, never a name: titles stay in browser histories.
	Title wording.Text
	// Path is the request's path, to mark where in the navigation we are.
	Path string
	// UnitName is the unit's plain name, as in THROUGHGATE_UNIT_NAME.
	UnitName string
	// Actor and ActorRole say who is using the page, in words; both are empty
	// while nobody is known.
	Actor     string
	ActorRole wording.Text
	// ActorHref leads to where another can sign in instead, in the demo; empty
	// shows no link. Whoever is signed in can sign out beside it.
	ActorHref string
	// Nav is the main navigation; empty shows none.
	Nav []NavItem
	// Demo shows the demo's own line: invented people, the clock, the mailbox
	// and the handset.
	Demo bool
	// ClockText is the time the demo believes it is, in words and London time;
	// only shown in the demo.
	ClockText wording.Text
	// Notice is one sentence about what has just been done; empty shows none.
	Notice wording.Text
	// Paused says which queues of jobs are paused; for the administrator.
	Paused []wording.Text
	// StandsFor says for whom the reader stands in, a sentence each.
	StandsFor []wording.Text
	// Languages are those that the page can be read in instead; empty offers none.
	Languages []LanguageChoice
	// Nonce allows this page's own script: Nonce(c) of the request.
	Nonce string
}

// NavItem is one entry of the main navigation.
type NavItem struct {
	Text wording.Text
	Href string
	// Current marks the part of the service the page is in.
	Current bool
}

// MainNav is the main navigation as seen from a path.
func MainNav(path string) []NavItem {
	items := []NavItem{
		{Text: "Releases", Href: "/"},
		{Text: "Requests", Href: "/tasks"},
		{Text: "Your list", Href: "/your-list"},
		{Text: "Messages", Href: "/messages"},
		{Text: "Figures", Href: "/figures"},
		{Text: "Imports", Href: "/imports"},
		{Text: "Unit", Href: "/unit"},
	}
	for i := range items {
		items[i].Current = isWithin(path, items[i].Href) || items[i].Href == "/figures" && hasSegment(path, "/forecast")
	}
	return items
}

// isWithin tells whether path is the part of the service that starts at home.
// The board's part holds the single releases, the prisons and held rows too.
func isWithin(path, home string) bool {
	if home == "/" {
		return path == "/" || slices.ContainsFunc([]string{"/releases", "/prisons", "/board"}, func(start string) bool {
			return hasSegment(path, start)
		})
	}
	return hasSegment(path, home)
}

func hasSegment(path, start string) bool {
	return path == start || len(path) > len(start) && path[:len(start)] == start && path[len(start)] == '/'
}
