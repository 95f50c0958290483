package web

import (
	"context"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/pathways"
	"throughgate/release"
)

// unitView leads to what is the unit's own.
type unitView struct {
	Page   Page
	Silent int
	Edits  bool
	Asked  int // who wait for an answer about access
	ToRead int // requests for what is held that wait for a second reader
}

func (s *server) showUnit(c *gin.Context) {
	view := unitView{Page: s.page(c, "Unit"), Edits: editsUnit(c)}
	err := s.consult(c, "unit", func(ctx context.Context, tx pgx.Tx) error {
		list, err := pathways.ListSilent(ctx, tx, s.cfg.Now())
		if err != nil {
			return err
		}
		if view.Silent = len(list); !view.Edits {
			return nil
		}
		asked, err := access.ReadAsked(ctx, tx, actorOf(c))
		view.Asked = len(asked)
		if err != nil {
			return err
		}
		requests, err := release.ReadSubjects(ctx, tx, false)
		for _, r := range requests {
			if r.State() == release.SubjectReading {
				view.ToRead++
			}
		}
		return err
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	s.look.Render(c, http.StatusOK, "unit", view)
}

// editsUnit tells whether the reader may change what is the unit's own.
func editsUnit(c *gin.Context) bool { return slices.Contains(unitEditors, actorOf(c).Role) }
