package web

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// silentView lists the services that do not answer.
type silentView struct {
	Page  Page
	Lines []silentLine
}

// silentLine is one of them: what it holds, whom to ring, who was told.
type silentLine struct {
	Href, Name, Where, Since string
	Asked, PastTime          string
	Oldest                   string
	Contact, Phone           string
	Commissioner             string
	Told                     []string
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
	line := silentLine{Href: "/unit/services/" + v.Ref, Name: v.Name, Where: serviceWords(v.Service) + ", " + v.AreaName,
		Since: "since " + v.Since.Long() + ", " + agoWords(today.Sub(v.Since)),
		Asked: countWords(v.Asked, "request", "requests") + " without an answer", Contact: v.SPOCName, Phone: v.Phone, Commissioner: v.Commissioner}
	if v.PastTime > 0 {
		line.PastTime = countWords(v.PastTime, "is", "are") + " past the time to answer"
	}
	if !v.Oldest.IsZero() {
		line.Oldest = "the oldest was asked on " + v.Oldest.Long() + ", " + agoWords(today.Sub(v.Oldest))
	}
	switch {
	case v.ManagerEmail == "":
		line.Told = append(line.Told, "No manager is in the directory: nobody above the contact was told")
	case v.ManagerToldOn.IsZero():
		line.Told = append(line.Told, "The manager, "+v.ManagerEmail+", was not told yet")
	default:
		line.Told = append(line.Told, "The manager, "+v.ManagerEmail+", on "+v.ManagerToldOn.Long())
	}
	if v.CoordinatorTold {
		line.Told = append(line.Told, "The unit coordinator, in the digest")
	}
	return line
}

func agoWords(days int) string {
	if days == 0 {
		return "today"
	}
	return countWords(days, "day", "days") + " ago"
}
