package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"throughgate/internal/wording"
	"throughgate/pathways"
	"throughgate/release"
)

// previewView says what an edit of the catalogue would do, before it is
// confirmed.
type previewView struct {
	Page       Page
	Action     string
	Code       string
	Version    int
	Retire     bool
	NewService bool
	Fields     []formField // as typed, hidden in the form
	Effects    []wording.Text
	Nothing    bool
	Counted    wording.Text
	Concerns   wording.Text
}

func (s *server) showStandardPreview(c *gin.Context, edit pathways.StandardEdit, p release.PlanPreview) {
	view := previewView{Page: s.page(c, "What this change would do"), Action: c.Request.URL.Path, Code: edit.Code, Version: edit.Version,
		Retire: edit.Retire, NewService: edit.NewService, Effects: previewWords(p), Nothing: p.People == 0,
		Counted: wording.F("Counted for all {1} who are planned for.", wording.N(p.Watched, "{1} person", "{1} people"))}
	if p.Counted < p.Watched {
		view.Counted = wording.F("Counted for the {1} whose day comes first, of {2} who are planned for.", wording.N(p.Counted, "{1} person", "{1} people"), wording.N(p.Watched, "{1} person", "{1} people"))
	}
	view.Concerns = wording.F("It concerns {1}:", wording.N(p.People, "{1} person", "{1} people"))
	for _, name := range pathways.StandardFields {
		view.Fields = append(view.Fields, formField{Name: name, Value: edit.Cells[name]})
	}
	s.look.Render(c, http.StatusOK, "unit-standard-preview", view)
}

// previewWords says each thing that would happen; none for nothing.
func previewWords(p release.PlanPreview) []wording.Text {
	var lines []wording.Text
	add := func(n int, what wording.Text) {
		if n > 0 {
			lines = append(lines, wording.F("{1} {2}", wording.N(n, "{1} request", "{1} requests"), what))
		}
	}
	asked := func(n int, then wording.Text) wording.Text {
		if n == 0 {
			return ""
		}
		return wording.F(" ({1} asked already: {2})", n, then)
	}
	add(p.Added, "would be added")
	add(p.Moved, wording.F("would move to another day{1}", asked(p.AskedMoved, "the due day moves")))
	add(p.Withdrawn, wording.F("would be withdrawn{1}", asked(p.AskedWithdrawn, "whoever holds it is told once")))
	add(p.Changed, "would wait for something else, or have another latest start")
	return lines
}
