package web

import (
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
	"throughgate/notify"
	"throughgate/release"
)

// importView is one import of the history.
type importView struct {
	Page     Page
	Errors   []fieldError
	Import   release.PastImport
	Line     pastLine
	Finished wording.Text
	AsOf     wording.Text
	Waits    bool // somebody has to press send
	Review   bool // the review's answers are wanted first
	Undo     bool // it is the last release extract, or waits: its page says whether it can be undone
	Problems []release.ImportProblem
	Messages []heldLine
}

// heldLine is how many messages of a kind wait.
type heldLine struct {
	Kind      wording.Text
	Channel   wording.Text
	Count, To wording.Text
}

func (s *server) showImport(c *gin.Context) { s.renderImport(c, http.StatusOK, nil) }

func (s *server) renderImport(c *gin.Context, status int, problems []fieldError) {
	id, err := importID(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	view := importView{Page: s.page(c, wording.F("Import {1}", id)), Errors: problems}
	var messages []release.HeldMessages
	err = s.reading(c, func(tx pgx.Tx) (entry access.Entry, err error) {
		entry = access.Entry{Action: access.Consult, ObjectKind: "import", ObjectID: id}
		if view.Import, view.Problems, messages, err = release.ReadImport(c.Request.Context(), tx, id); err != nil {
			return entry, err
		}
		last, err := release.LastUndoable(c.Request.Context(), tx)
		view.Undo = last == id || view.Import.Waits()
		return entry, err
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	p := view.Import
	view.Line, view.AsOf, view.Waits = newPastLine(p), instantWords(p.AsOf), p.Waits()
	view.Review = view.Waits && p.Brake == release.ByReview && p.WaitingTasks > 0
	if p.FinishedAt != nil {
		view.Finished = instantWords(*p.FinishedAt)
	}
	if view.Waits {
		for _, m := range messages {
			view.Messages = append(view.Messages, heldLine{Kind: messageKindWords(notify.Kind(m.Kind)), Channel: channelWords(notify.Channel(m.Channel)),
				Count: wording.N(m.Count, "{1} message", "{1} messages"), To: wording.N(m.To, "{1} recipient", "{1} recipients")})
		}
	}
	s.look.Render(c, status, "import", view)
}

// sendImport lets go what the brake holds of an import. Pressed twice it is sent
// once, and the second press sees who was first.
func (s *server) sendImport(c *gin.Context) {
	id, err := importID(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	_, err = s.cfg.Imports.SendHeld(c.Request.Context(), actorOf(c), id)
	switch {
	case err == nil:
		c.Redirect(http.StatusSeeOther, fmt.Sprintf("/imports/past/%d?done=import-sent", id))
	case fault.Is(err, fault.KindConflict):
		s.renderImport(c, http.StatusConflict, []fieldError{{Field: "state", Text: wording.Capital(sentence(faultWords(err)))}})
	case fault.Is(err, fault.KindRefused):
		s.renderImport(c, http.StatusUnprocessableEntity, []fieldError{{Field: "state", Text: "Answer the review first: its requests have no answer yet"}})
	default:
		s.fail(c, err)
	}
}
