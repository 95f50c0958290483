package web

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

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
	Effects    []string
	Nothing    bool
	Counted    string
	Concerns   string
}

func (s *server) showStandardPreview(c *gin.Context, edit pathways.StandardEdit, p release.PlanPreview) {
	view := previewView{Page: s.page(c, "What this change would do"), Action: c.Request.URL.Path, Code: edit.Code, Version: edit.Version,
		Retire: edit.Retire, NewService: edit.NewService, Effects: previewWords(p), Nothing: p.People == 0,
		Counted: "Counted for all " + countWords(p.Watched, "person", "people") + " who are planned for."}
	if p.Counted < p.Watched {
		view.Counted = "Counted for the " + countWords(p.Counted, "person", "people") + " whose day comes first, of " + countWords(p.Watched, "person", "people") + " who are planned for."
	}
	view.Concerns = "It concerns " + countWords(p.People, "person", "people") + ":"
	for _, name := range pathways.StandardFields {
		view.Fields = append(view.Fields, formField{Name: name, Value: edit.Cells[name]})
	}
	s.look.Render(c, http.StatusOK, "unit-standard-preview", view)
}

// previewWords says each thing that would happen; none for nothing.
func previewWords(p release.PlanPreview) []string {
	var lines []string
	add := func(n int, what string) {
		if n > 0 {
			lines = append(lines, countWords(n, "request", "requests")+" "+what)
		}
	}
	asked := func(n int, then string) string {
		if n == 0 {
			return ""
		}
		return " (" + strconv.Itoa(n) + " asked already: " + then + ")"
	}
	add(p.Added, "would be added")
	add(p.Moved, "would move to another day"+asked(p.AskedMoved, "the due day moves"))
	add(p.Withdrawn, "would be withdrawn"+asked(p.AskedWithdrawn, "whoever holds it is told once"))
	add(p.Changed, "would wait for something else, or have another latest start")
	return lines
}
