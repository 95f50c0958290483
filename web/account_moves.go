package web

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/wording"
)

// movesFor is how far back joiners and leavers are shown.
const movesFor = 92 * 24 * time.Hour

// movesView lists joiners and leavers.
type movesView struct {
	Page Page
	Rows []moveRow
}

type moveRow struct {
	At         wording.Text
	Href, Name string
	Role       wording.Text
	What       wording.Text
	By         wording.Text
}

func (s *server) showMoves(c *gin.Context) {
	var list []access.AccountEvent
	err := s.consult(c, "joiners and leavers", func(ctx context.Context, tx pgx.Tx) (err error) {
		if err := access.Follow(ctx, tx, actorOf(c)); err != nil { // the audit of accounts alone
			return err
		}
		list, err = access.ReadJoinersAndLeavers(ctx, tx, s.cfg.Now().Add(-movesFor))
		return err
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	view := movesView{Page: s.page(c, "Joiners and leavers")}
	for _, e := range list {
		row := moveRow{At: instantWords(e.At), Href: "/accounts/of/" + e.Ref, Name: e.Name, Role: e.Role.Words(), What: moveWords(e), By: wording.Data(e.By)}
		if row.By == "" {
			row.By = "the service, or a command"
		}
		view.Rows = append(view.Rows, row)
	}
	s.look.Render(c, http.StatusOK, "account-moves", view)
}

func moveWords(e access.AccountEvent) wording.Text {
	switch {
	case e.Made:
		return "joined"
	case e.Detail == "disabled":
		return "left: disabled"
	case e.Detail == "enabled", e.Detail == "woken":
		return wording.F("back: {1}", e.Detail)
	case e.Detail == "reset":
		return "reset"
	case e.Detail == "suspended: not used":
		return "suspended: not used"
	}
	return "another role or area"
}
