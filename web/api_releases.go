package web

import (
	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/pg"
	"throughgate/release"
)

// apiReleases is one page of one list of the board.
type apiReleases struct {
	Releases []release.BoardRow `json:"releases"`
	apiPage
}

// apiBoard lists the board, by the same filters as the page's address. Names and
// numbers never stand in an address, so it does not search.
func (s *server) apiBoard(c *gin.Context) {
	f, err := apiFilter(c)
	if err != nil {
		s.failAPI(c, err)
		return
	}
	ctx, who := c.Request.Context(), actorOf(c)
	query := f.asks(s.scope(c), who)
	query.Now, query.Page = s.cfg.Now(), pageNumber(c)
	var board release.Board
	err = pg.InTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) (err error) {
		if board, err = release.ReadBoard(ctx, tx, query); err != nil {
			return err
		}
		board.Gate = nil // a list of its own here
		return access.Record(ctx, tx, query.Now, who, byAPI(boardSeen(f, board)))
	})
	document := apiReleases{Releases: []release.BoardRow{}, apiPage: newAPIPage(c, query.Page, release.BoardPage, board.Total(f.List))}
	for _, row := range board.Rows {
		document.Releases = append(document.Releases, shownRow(who, row))
	}
	s.show(c, document, err)
}

func apiFilter(c *gin.Context) (boardFilter, error) {
	query := c.Request.URL.Query()
	f := readBoardFilter(query)
	known := []asks{{"list", texts(release.Lists)}, {"sort", texts(release.BoardSorts)}, {"area", nil}, {"prison", nil}, {"officer", nil},
		{"service", nil}, {"pathway", release.PathwayOrder}, {"state", texts(release.Marks())}, {"days", nil}}
	for _, tick := range f.ticks() {
		known = append(known, asks{tick.Name, []string{"yes", "no"}})
	}
	if err := readAsked(query, known...); err != nil {
		return f, err
	}
	if _, wrong := f.within(); wrong != "" {
		return f, badField("days", wrong.String())
	}
	return f, nil
}

// apiRelease tells one release, as `show release --json` does (interface.md 4). A
// restricted record is masked here, whoever has opened it on its page.
func (s *server) apiRelease(c *gin.Context) {
	story, err := s.apiStory(c, "")
	s.show(c, shownStory(actorOf(c), story), err)
}

// apiStory reads a release for whoever asks and records that they saw it, or a
// part of it ("": all).
func (s *server) apiStory(c *gin.Context, part string) (story release.Story, err error) {
	if err := readAsked(c.Request.URL.Query()); err != nil {
		return story, err
	}
	ctx, who := c.Request.Context(), actorOf(c)
	err = pg.InTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) (err error) {
		if story, err = release.Show(ctx, tx, s.cfg.Contacts, s.scope(c), release.Find{Ref: c.Param("ref")}, s.today()); err != nil {
			return err
		}
		detail := part
		if story.Masked() {
			detail = "masked"
		}
		return access.Record(ctx, tx, s.cfg.Now(), who, byAPI(access.Entry{Action: access.Consult, ObjectKind: "release",
			ObjectID: story.Who.ReleaseID, Detail: detail, Releases: []string{story.Release.ID}}))
	})
	return story, err
}
