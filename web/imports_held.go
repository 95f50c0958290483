package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"throughgate/internal/fault"
	"throughgate/internal/wording"
	"throughgate/release"
)

// heldRowsView are the rows that wait for a person to match.
type heldRowsView struct {
	Page   Page
	Errors []fieldError
	Rows   []heldRowView
	Busy   bool // a row is being applied
}

// heldRowView is a row beside the person that is stored under its number.
type heldRowView struct {
	release.HeldRow
	Field   string // id of the form's first field
	Heading wording.Text
	Why     wording.Text
	Since   wording.Text
	Chosen  release.HeldDecision
	Reason  string
	Known   bool // somebody is stored under the number
}

func (s *server) showHeldRows(c *gin.Context) { s.renderHeldRows(c, http.StatusOK, 0, "", "", nil) }

func (s *server) renderHeldRows(c *gin.Context, status int, id int64, chosen release.HeldDecision, reason string, problems []fieldError) {
	list, err := s.cfg.HeldRows.List(c.Request.Context(), actorOf(c), s.scope(c))
	if err != nil {
		s.fail(c, err)
		return
	}
	view := heldRowsView{Page: s.page(c, "Rows that wait for you"), Errors: problems}
	for _, row := range list {
		v := heldRowView{HeldRow: row, Field: heldField(row.ID), Since: instantWords(row.At), Known: row.ReleaseRef != "", Heading: wording.Data(row.Number), Why: wording.Capital(wording.Data(row.Problem))}
		if row.Restricted {
			v.Heading = "Restricted record"
		}
		for i := range v.Columns {
			v.Columns[i].Name = columnWords(v.Columns[i].Name).String()
		}
		if row.ID == id {
			v.Chosen, v.Reason = chosen, reason
		}
		view.Busy = view.Busy || row.Deciding
		view.Rows = append(view.Rows, v)
	}
	if view.Busy {
		c.Header("Refresh", lookAgain)
	}
	s.look.Render(c, status, "import-held", view)
}

func heldField(id int64) string { return fmt.Sprintf("row-%d", id) }

func (s *server) decideHeldRow(c *gin.Context) {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		s.noSuchPage(c)
		return
	}
	chosen, reason := release.HeldDecision(c.PostForm("decision")), strings.TrimSpace(c.PostForm("reason"))
	err = s.cfg.HeldRows.Decide(c.Request.Context(), actorOf(c), s.scope(c), id, chosen, reason)
	switch {
	case err == nil:
		c.Redirect(http.StatusSeeOther, "/imports/held?done=row-"+string(chosen))
	case fault.Is(err, fault.KindInvalid):
		field := heldField(id)
		if chosen != "" {
			field += "-reason"
		}
		s.renderHeldRows(c, http.StatusUnprocessableEntity, id, chosen, reason, []fieldError{{Field: field, Text: faultWords(err)}})
	case fault.Is(err, fault.KindConflict):
		s.renderHeldRows(c, http.StatusConflict, id, chosen, reason, []fieldError{{Field: "rows", Text: wording.F("Nothing was saved. {1}", sentence(faultWords(err)))}})
	default:
		s.fail(c, err)
	}
}
