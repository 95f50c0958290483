package web

import (
	"net/http"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/internal/pg"
	"throughgate/release"
)

// longestSearch is more than a name and a number are, in characters.
const longestSearch = 100

// searchBoard takes what somebody looks for. It is a form with POST, and the
// address that it leads to holds a reference: names and prison numbers would
// stay in histories and in the logs of proxies.
func (s *server) searchBoard(c *gin.Context) {
	words := tidyWords(c.PostForm("words"))
	if words == "" {
		c.Redirect(http.StatusSeeOther, boardFilter{List: release.Upcoming}.address())
		return
	}
	var ref string
	err := pg.InTx(c.Request.Context(), s.cfg.Pool, actorOf(c), func(tx pgx.Tx) (err error) {
		ref, err = release.KeepSearch(c.Request.Context(), tx, actorOf(c), s.cfg.Now(), words)
		return err
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, boardFilter{List: release.Everyone, Find: ref}.address())
}

// tidyWords makes white space single and takes out what nobody types.
func tidyWords(typed string) string {
	typed = strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError:
			return -1
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r): // zero-width characters come with what is copied
			return -1
		}
		return r
	}, typed)
	words := []rune(strings.Join(strings.Fields(typed), " "))
	return strings.TrimSpace(string(words[:min(len(words), longestSearch)]))
}

// keepView keeps the filters under a name of the reader's own.
func (s *server) keepView(c *gin.Context) {
	asked, err := url.ParseQuery(c.PostForm("query"))
	if err != nil {
		asked = url.Values{}
	}
	filter, name := readBoardFilter(asked), tidyWords(c.PostForm("name"))
	if name == "" {
		c.Redirect(http.StatusSeeOther, filter.address())
		return
	}
	err = pg.InTx(c.Request.Context(), s.cfg.Pool, actorOf(c), func(tx pgx.Tx) error {
		return release.KeepBoard(c.Request.Context(), tx, actorOf(c), s.cfg.Now(), release.BoardView{Name: name, Query: filter.query()})
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, filter.address()+"&done=view")
}

func (s *server) forgetView(c *gin.Context) {
	err := pg.InTx(c.Request.Context(), s.cfg.Pool, actorOf(c), func(tx pgx.Tx) error {
		return release.DropBoardView(c.Request.Context(), tx, actorOf(c), tidyWords(c.PostForm("name")))
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/")
}
