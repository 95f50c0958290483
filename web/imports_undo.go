package web

import (
	"fmt"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"throughgate/internal/fault"
	"throughgate/internal/wording"
	"throughgate/notify"
	"throughgate/release"
)

// undoView is what undoing an import would take back, or why it cannot be.
type undoView struct {
	Page     Page
	Errors   []fieldError
	ID       int64
	File     string
	At       wording.Text
	Lines    []undoLine
	Messages []heldLine
	WhyNot   []release.UndoWhyNot
}

// undoLine is one thing that an undo takes back.
type undoLine struct{ Key, Value wording.Text }

func (s *server) showUndo(c *gin.Context) { s.renderUndo(c, http.StatusOK, nil) }

func (s *server) renderUndo(c *gin.Context, status int, problems []fieldError) {
	id, err := importID(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	u, err := s.cfg.Imports.ForeseeUndo(c.Request.Context(), actorOf(c), id)
	if err != nil {
		s.fail(c, err)
		return
	}
	view := undoView{Page: s.page(c, wording.F("Undo import {1}", id)), Errors: problems, ID: id, File: u.File, At: instantWords(u.At), WhyNot: u.WhyNot}
	if u.Possible() {
		view.Lines = undoLines(u)
		for _, m := range u.Messages {
			view.Messages = append(view.Messages, heldLine{Kind: messageKindWords(notify.Kind(m.Kind)), Channel: channelWords(notify.Channel(m.Channel)),
				Count: wording.N(m.Count, "{1} message", "{1} messages"), To: wording.N(m.To, "{1} recipient", "{1} recipients")})
		}
	}
	s.look.Render(c, status, "import-undo", view)
}

// undoLines name what goes back; what is none is left out.
func undoLines(u release.ImportUndo) []undoLine {
	var lines []undoLine
	add := func(n int, key, value wording.Text) {
		if n > 0 {
			lines = append(lines, undoLine{key, value})
		}
	}
	people := func(n int) wording.Text { return wording.N(n, "{1} person", "{1} people") }
	requests := func(n int) wording.Text { return wording.N(n, "{1} request", "{1} requests") }
	add(u.PeopleNew, "New in the file", wording.F("{1}: they are not on the board any more", people(u.PeopleNew)))
	add(u.PeopleBack, "Known before", wording.F("{1}: they are as they were told before", people(u.PeopleBack)))
	add(u.DaysBack, "Planned days", wording.N(u.DaysBack, "{1} day goes back", "{1} days go back"))
	add(u.ReleasesBack, "Releases", wording.F("{1} had not left after all", people(u.ReleasesBack)))
	add(u.PrisonsBack, "Prisons", wording.F("{1} are held where they were held before", people(u.PrisonsBack)))
	add(u.TasksGone, "Planned for new people", wording.F("{1} are withdrawn; nobody was asked", requests(u.TasksGone)))
	add(u.TasksBack, "Asked before", wording.F("{1} keep the day and the answer that they had", requests(u.TasksBack)))
	if len(lines) == 0 {
		lines = append(lines, undoLine{"People", "It changed nobody. Undone, the file can be imported again"})
	}
	return lines
}

// undoImport undoes an import. Pressed twice it is undone once, and the second
// press sees who was first.
func (s *server) undoImport(c *gin.Context) {
	// A large file takes longer than a form may: everything goes back in one piece.
	_ = http.NewResponseController(c.Writer).SetWriteDeadline(time.Time{}) // a server of tests has none
	id, err := importID(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	_, err = s.cfg.Imports.UndoImport(c.Request.Context(), actorOf(c), id)
	switch {
	case err == nil:
		c.Redirect(http.StatusSeeOther, fmt.Sprintf("/imports/past/%d?done=import-undone", id))
	case fault.Is(err, fault.KindConflict):
		s.renderUndo(c, http.StatusConflict, []fieldError{{Field: "what", Text: wording.Capital(sentence(faultWords(err)))}})
	case fault.Is(err, fault.KindRefused):
		s.renderUndo(c, http.StatusUnprocessableEntity, []fieldError{{Field: "what", Text: "Nothing was undone: something has been done about these people since"}})
	default:
		s.fail(c, err)
	}
}
