package web

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/internal/wording"
	"throughgate/pathways"
)

// silentView lists the services that do not answer.
type silentView struct {
	Page  Page
	Lines []silentLine
}

// silentLine is one of them: what it holds, whom to ring, who was told.
type silentLine struct {
	Href, Name      string
	Where           wording.Text
	Since           wording.Text
	Asked, PastTime wording.Text
	Oldest          wording.Text
	Contact, Phone  string
	Commissioner    string
	Told            []wording.Text
}

func (s *server) listSilent(c *gin.Context) {
	var list []pathways.SilentService
	err := s.consult(c, "services_not_answering", func(ctx context.Context, tx pgx.Tx) (err error) {
		list, err = pathways.ListSilent(ctx, tx, s.cfg.Now())
		return err
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	view := silentView{Page: s.page(c, "Services that do not answer")}
	for _, service := range list {
		view.Lines = append(view.Lines, newSilentLine(service, s.today()))
	}
	s.look.Render(c, http.StatusOK, "unit-silent", view)
}

func newSilentLine(v pathways.SilentService, today calendar.Date) silentLine {
	line := silentLine{Href: "/unit/services/" + v.Ref, Name: v.Name, Where: wording.F("{1}, {2}", serviceWords(v.Service), v.AreaName),
		Since: wording.F("since {1}, {2}", v.Since, agoWords(today.Sub(v.Since))),
		Asked: wording.F("{1} without an answer", wording.N(v.Asked, "{1} request", "{1} requests")), Contact: v.SPOCName, Phone: v.Phone, Commissioner: v.Commissioner}
	if v.PastTime > 0 {
		line.PastTime = wording.F("{1} past the time to answer", wording.N(v.PastTime, "{1} is", "{1} are"))
	}
	if !v.Oldest.IsZero() {
		line.Oldest = wording.F("the oldest was asked on {1}, {2}", v.Oldest, agoWords(today.Sub(v.Oldest)))
	}
	switch {
	case v.ManagerEmail == "":
		line.Told = append(line.Told, "No manager is in the directory: nobody above the contact was told")
	case v.ManagerToldOn.IsZero():
		line.Told = append(line.Told, wording.F("The manager, {1}, was not told yet", v.ManagerEmail))
	default:
		line.Told = append(line.Told, wording.F("The manager, {1}, on {2}", v.ManagerEmail, v.ManagerToldOn))
	}
	if v.CoordinatorTold {
		line.Told = append(line.Told, "The unit coordinator, in the digest")
	}
	return line
}

func agoWords(days int) wording.Text {
	if days == 0 {
		return "today"
	}
	return wording.F("{1} ago", wording.N(days, "{1} day", "{1} days"))
}
