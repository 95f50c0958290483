package web

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
)

// yourSignInView is the page about one's own sign-in.
type yourSignInView struct {
	Page     Page
	Sessions []sessionLine
	Others   int
	FactorOf wording.Text // since when there is a second factor; empty: there is none
	Left     wording.Text // how many recovery codes are left
	Few      bool
	Tokens   []tokenLine
}

type sessionLine struct {
	Browser     wording.Text
	Began, Seen wording.Text
	This        bool
}

// fewCodes is when somebody is told to make new recovery codes.
const fewCodes = 3

func (s *server) showYourSignIn(c *gin.Context) {
	ctx, who := c.Request.Context(), actorOf(c)
	list, err := s.store.List(ctx, who, s.sessions.Token(ctx))
	if err != nil {
		s.fail(c, err)
		return
	}
	factor, err := s.door.FactorState(ctx, who)
	if err != nil {
		s.fail(c, err)
		return
	}
	tokens, err := access.OwnTokens(ctx, s.cfg.Pool, who)
	if err != nil {
		s.fail(c, err)
		return
	}
	view := yourSignInView{Page: s.page(c, "Your sign-in"), Tokens: tokenLines(tokens, s.cfg.Now())}
	for _, row := range list {
		line := sessionLine{Browser: wording.Data(row.Agent), Began: instantWords(row.BeganAt), Seen: instantWords(row.SeenAt), This: row.This}
		if line.Browser == "" {
			line.Browser = "A browser that does not say which"
		}
		if !row.This {
			view.Others++
		}
		view.Sessions = append(view.Sessions, line)
	}
	if !factor.SetAt.IsZero() {
		view.FactorOf, view.Few = instantWords(factor.SetAt), factor.Left < fewCodes
		view.Left = wording.N(factor.Left, "{1} recovery code", "{1} recovery codes")
	}
	s.look.Render(c, http.StatusOK, "your-sign-in", view)
}

func (s *server) endOthers(c *gin.Context) {
	ctx := c.Request.Context()
	if err := s.store.EndOthers(ctx, actorOf(c), s.sessions.Token(ctx)); err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/your-sign-in?done=others-ended")
}

func (s *server) renewRecoveryCodes(c *gin.Context) {
	codes, err := s.door.RenewRecoveryCodes(c.Request.Context(), actorOf(c))
	if err != nil {
		s.fail(c, err)
		return
	}
	s.look.Render(c, http.StatusOK, "recovery-codes", recoveryView{Page: s.page(c, "Keep your recovery codes"), Codes: codes, Next: "/your-sign-in"})
}

func (s *server) replaceSecondFactor(c *gin.Context) {
	in, err := s.door.ReplaceFactor(c.Request.Context(), actorOf(c))
	if err != nil {
		s.fail(c, err)
		return
	}
	s.leadToSecondFactor(c, in.Half, "/your-sign-in")
}

func (s *server) showNewPassphrase(c *gin.Context) { s.renderNewPassphrase(c, http.StatusOK, nil) }

func (s *server) renderNewPassphrase(c *gin.Context, status int, problems []fieldError) {
	who, err := s.door.Prover(c.Request.Context(), actorOf(c))
	if err != nil {
		s.fail(c, err)
		return
	}
	s.look.Render(c, status, "choose-passphrase", chooseView{Page: s.page(c, "Choose another passphrase"), Errors: problems,
		Email: who.Email, Least: access.PassphraseLeast, Change: true})
}

func (s *server) changePassphrase(c *gin.Context) {
	in, err := s.door.ChangePassphrase(c.Request.Context(), actorOf(c), c.PostForm("passphrase"))
	if fault.Is(err, fault.KindInvalid) || errors.Is(err, access.ErrBusy) {
		status, text := s.notLetIn(c, err)
		s.renderNewPassphrase(c, status, []fieldError{{"passphrase", text}})
		return
	}
	if err == nil {
		err = s.beginSession(c, in)
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/your-sign-in?done=passphrase")
}
