package web

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/pg"
	"throughgate/internal/wording"
	"throughgate/release"
)

// prisonsView lists the prisons that hold our people.
type prisonsView struct {
	Page  Page
	Lines []prisonLine
}

type prisonLine struct {
	Href, Name, Phone  string
	NextGate           wording.Text
	People, Asks, Open int
}

func (s *server) listPrisons(c *gin.Context) {
	ctx, who := c.Request.Context(), actorOf(c)
	query := release.PrisonQuery{Scope: s.scope(c), Now: s.cfg.Now()}
	var prisons []release.PrisonLine
	err := pg.InTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) (err error) {
		if prisons, err = release.ReadPrisons(ctx, tx, query); err != nil {
			return err
		}
		return access.Record(ctx, tx, query.Now, who, access.Entry{Action: access.Consult, ObjectKind: "prisons"})
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	view := prisonsView{Page: s.page(c, "By prison")}
	for _, p := range prisons {
		view.Lines = append(view.Lines, prisonLine{Href: "/prisons/" + url.PathEscape(p.Code), Name: p.Name, Phone: p.Phone,
			People: p.People, Asks: p.Asks, Open: p.Open, NextGate: wording.DayShort(p.NextGate)})
	}
	s.look.Render(c, http.StatusOK, "prisons", view)
}
