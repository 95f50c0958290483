package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/internal/wording"
	"throughgate/pathways"
)

const actorKey = "throughgate.actor"

// actorOf is who uses the page; zero before knowActor.
func actorOf(c *gin.Context) access.Actor {
	who, _ := c.Get(actorKey)
	actor, _ := who.(access.Actor)
	return actor
}

// knowActor finds who uses the page by their session; whoever has none is led to
// sign in.
func (s *server) knowActor(c *gin.Context) {
	account, err := s.loadSession(c)
	if err != nil {
		s.fail(c, err)
		c.Abort()
		return
	}
	if account == 0 {
		s.leadToSignIn(c)
		return
	}
	who, err := s.readActor(c.Request.Context(), account)
	if fault.Is(err, fault.KindNotFound) { // disabled at this moment
		s.leadToSignIn(c)
		return
	}
	if err != nil {
		s.fail(c, err)
		c.Abort()
		return
	}
	c.Set(actorKey, who)
	if who.NoAgreement != "" && c.Request.URL.Path != "/sign-out" {
		s.refuseWithoutAgreement(c, who)
		c.Abort()
	}
}

// readActor is the actor of an account, with the absences and the sharing
// agreements of today. fault.NotFound where it is disabled.
func (s *server) readActor(ctx context.Context, account int64) (who access.Actor, err error) {
	err = pg.ReadTx(ctx, s.cfg.Pool, access.AtTheDoor, func(tx pgx.Tx) error {
		if who, err = access.ActorByID(ctx, tx, account); err != nil {
			return err
		}
		if who, err = access.WithCover(ctx, tx, who, s.today()); err != nil {
			return err
		}
		who, err = pathways.WithSharing(ctx, tx, who, s.cfg.AgreementsFirst, s.today())
		return err
	})
	return who, err
}

// refuseWithoutAgreement says why a service's people see nothing, and what to do.
func (s *server) refuseWithoutAgreement(c *gin.Context, who access.Actor) {
	page := s.page(c, "Your service cannot see requests now")
	page.Nav = nil
	ring := "Ring " + s.cfg.UnitName
	if s.cfg.UnitPhone != "" {
		ring += " on " + s.cfg.UnitPhone
	}
	s.look.Problem(c, http.StatusForbidden, page, "", wording.F("{1}. Until one is in force nothing can be shown here, and no e-mails about requests are sent.", wording.Capital(wording.Data(who.NoAgreement))),
		wording.F("{1}: the unit coordinator enters the agreement, and your requests are here again at once.", ring))
}

// leadToSignIn leads to the sign-in page, and from there back to the page that
// was asked for; after a form that came too late, to the page it stood on.
func (s *server) leadToSignIn(c *gin.Context) {
	query := url.Values{}
	next := c.Request.URL.RequestURI()
	if c.Request.Method != http.MethodGet {
		query.Set("why", "not-saved")
		next = pageBefore(c.Request)
	} else if _, err := c.Request.Cookie(s.sessions.Cookie.Name); err == nil {
		query.Set("why", "ended")
	}
	if next != "/" {
		query.Set("next", next)
	}
	address := "/sign-in"
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	c.Redirect(http.StatusSeeOther, address)
	c.Abort()
}

// pageBefore is the page of ours that a form was sent from; "/" where the
// browser does not tell.
func pageBefore(r *http.Request) string {
	before, err := url.Parse(r.Referer())
	if err != nil || before.Host != r.Host {
		return "/"
	}
	return localPath(before.RequestURI())
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
