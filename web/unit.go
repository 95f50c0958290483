package web

import (
	"context"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/pg"
	"throughgate/pathways"
)

// unitView leads to what is the unit's own.
type unitView struct {
	Page   Page
	Silent int
	Edits  bool
	Asked  int // who wait for an answer about access
}

func (s *server) showUnit(c *gin.Context) {
	view := unitView{Page: s.page(c, "Unit"), Edits: editsUnit(c)}
	err := s.consult(c, "unit", func(ctx context.Context, tx pgx.Tx) error {
		list, err := pathways.ListSilent(ctx, tx, s.cfg.Now())
		if err != nil || !view.Edits {
			view.Silent = len(list)
			return err
		}
		view.Silent = len(list)
		asked, err := access.ReadAsked(ctx, tx, actorOf(c))
		view.Asked = len(asked)
		return err
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	s.look.Render(c, http.StatusOK, "unit", view)
}

// consult reads for a page, and writes down that it was looked at.
func (s *server) consult(c *gin.Context, what string, read func(ctx context.Context, tx pgx.Tx) error) error {
	ctx, who := c.Request.Context(), actorOf(c)
	return pg.InTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) error {
		if err := read(ctx, tx); err != nil {
			return err
		}
		return access.Record(ctx, tx, s.cfg.Now(), who, access.Entry{Action: access.Consult, ObjectKind: what})
	})
}

// editsUnit tells whether the reader may change what is the unit's own.
func editsUnit(c *gin.Context) bool { return slices.Contains(unitEditors, actorOf(c).Role) }
