package web

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/release"
)

// heldRowsView are the rows of imports that wait for somebody to decide.
type heldRowsView struct {
	Page  Page
	Lines []heldRowLine
	Pager pager
}

type heldRowLine struct{ Number, Note, Since string }

func (s *server) listHeldRows(c *gin.Context) {
	ctx, who, page := c.Request.Context(), actorOf(c), pageNumber(c)
	var rows []release.HeldRow
	var total int
	err := pg.InTx(ctx, s.cfg.Pool, who.Key(), func(tx pgx.Tx) (err error) {
		if rows, total, err = release.ReadHeldRows(ctx, tx, s.scope(c), page); err != nil {
			return err
		}
		return access.Record(ctx, tx, s.cfg.Now(), who, access.Entry{Action: access.Consult, ObjectKind: "held rows",
			Detail: countWords(len(rows), "row", "rows")})
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	view := heldRowsView{Page: s.page(c, "Rows held of an import"), Pager: newPager(c, page, release.HeldRowPage, len(rows), total)}
	for _, row := range rows {
		number := row.Number
		if number == "" {
			number = "No prison number to show"
		}
		view.Lines = append(view.Lines, heldRowLine{number, capital(row.Note), calendar.DayOf(row.OpenedAt).Short()})
	}
	s.look.Render(c, http.StatusOK, "held-rows", view)
}
