package web

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

// actAsView is the page on which one picks the account one acts as. It stands
// in for signing in, which is why the server listens on this machine alone.
type actAsView struct {
	Page     Page
	Errors   []fieldError
	Accounts []accountChoice
	Next     string
}

type accountChoice struct {
	Ref, Name, Role string
	Chosen          bool
}

func (s *server) chooseActor(c *gin.Context) {
	s.renderActAs(c, http.StatusOK, localPath(c.Query("next")), nil)
}

func (s *server) renderActAs(c *gin.Context, status int, next string, errors []fieldError) {
	var accounts []access.Listed
	err := pg.ReadTx(c.Request.Context(), s.cfg.Pool, looking, func(tx pgx.Tx) (err error) {
		accounts, err = access.EnabledAccounts(c.Request.Context(), tx)
		return err
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	current, _ := c.Cookie(actorCookie)
	view := actAsView{Page: s.page(c, "Who are you acting as?"), Next: next, Errors: errors}
	view.Page.Nav = nil
	for _, a := range accounts {
		view.Accounts = append(view.Accounts, accountChoice{Ref: a.Ref, Name: a.Name, Role: a.Role.Words(), Chosen: a.Ref == current})
	}
	s.look.Render(c, status, "act-as", view)
}

func (s *server) takeActor(c *gin.Context) {
	ref, next := c.PostForm("account"), localPath(c.PostForm("next"))
	err := pg.ReadTx(c.Request.Context(), s.cfg.Pool, looking, func(tx pgx.Tx) error {
		_, err := access.ActorByRef(c.Request.Context(), tx, ref)
		return err
	})
	if fault.Is(err, fault.KindNotFound) {
		s.renderActAs(c, http.StatusUnprocessableEntity, next,
			[]fieldError{{Field: "account-1", Text: "Choose the account you act as"}})
		return
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	http.SetCookie(c.Writer, &http.Cookie{Name: actorCookie, Value: ref, Path: "/", HttpOnly: true,
		Secure: s.secure, SameSite: http.SameSiteStrictMode})
	c.Redirect(http.StatusSeeOther, next)
}
