package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

// actorCookie holds the opaque reference of the account somebody acts as. It
// tells nobody anything and is worth nothing outside these pages.
const (
	actorCookie = "throughgate-acts-as"
	actorKey    = "throughgate.actor"
)

// looking names the pages themselves while nobody is known yet.
const looking = "system:pages"

// actorOf is who uses the page; zero before knowActor.
func actorOf(c *gin.Context) access.Actor {
	who, _ := c.Get(actorKey)
	actor, _ := who.(access.Actor)
	return actor
}

// knowActor finds who uses the page; whoever has not picked an account yet is
// led to the list of them.
func (s *server) knowActor(c *gin.Context) {
	ref, err := c.Cookie(actorCookie)
	if err != nil || ref == "" {
		s.leadToChoice(c)
		return
	}
	var who access.Actor
	err = pg.ReadTx(c.Request.Context(), s.cfg.Pool, looking, func(tx pgx.Tx) error {
		who, err = access.ActorByRef(c.Request.Context(), tx, ref)
		return err
	})
	if fault.Is(err, fault.KindNotFound) { // disabled since, or not ours
		s.leadToChoice(c)
		return
	}
	if err != nil {
		s.fail(c, err)
		c.Abort()
		return
	}
	c.Set(actorKey, who)
}

func (s *server) leadToChoice(c *gin.Context) {
	next := ""
	if c.Request.Method == http.MethodGet && c.Request.URL.Path != "/" {
		next = "?next=" + url.QueryEscape(c.Request.URL.RequestURI())
	}
	c.Redirect(http.StatusSeeOther, "/act-as"+next)
	c.Abort()
}

// localPath is an address on this server, or "/" when it is anything else: a
// crafted link must not send anybody away from here.
func localPath(address string) string {
	parsed, err := url.Parse(address)
	if err != nil || parsed.IsAbs() || parsed.Host != "" || !strings.HasPrefix(address, "/") ||
		strings.HasPrefix(address, "//") || strings.ContainsAny(address, "\\\r\n\t") {
		return "/"
	}
	return address
}
