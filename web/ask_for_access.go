package web

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/internal/wording"
	"throughgate/notify"
	"throughgate/pathways"
)

// askView is the page on which somebody without an account asks for one.
type askView struct {
	Page        Page
	Errors      []fieldError
	Email, Name string
	Services    []option
	Areas       []option
	Asked       bool
}

func (s *server) showAsk(c *gin.Context) { s.renderAsk(c, http.StatusOK, askView{}, "", "") }

func (s *server) renderAsk(c *gin.Context, status int, view askView, service, area string) {
	view.Page = s.page(c, "Ask for access")
	ctx := c.Request.Context()
	err := pg.ReadTx(ctx, s.cfg.Pool, access.System("sign-in"), func(tx pgx.Tx) error {
		areas, err := pathways.ReadHomeAreas(ctx, tx)
		if err != nil {
			return err
		}
		codes, err := pathways.ReadServiceCodes(ctx, tx)
		view.Services, view.Areas = []option{{Text: "Choose"}}, []option{{Text: "Choose"}}
		for _, code := range codes {
			view.Services = append(view.Services, option{Value: code, Text: serviceWords(code), Selected: code == service})
		}
		for _, a := range areas {
			if s.isHomeArea(a.Code) {
				view.Areas = append(view.Areas, option{Value: a.Code, Text: wording.Data(a.Name), Selected: a.Code == area})
			}
		}
		return err
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	s.look.Render(c, status, "ask-for-access", view)
}

func (s *server) ask(c *gin.Context) {
	view := askView{Email: strings.TrimSpace(c.PostForm("email")), Name: strings.TrimSpace(c.PostForm("name"))}
	service, area := c.PostForm("service"), c.PostForm("area")
	check := notify.CheckAddress(view.Email)
	if !check.OK {
		view.Errors = append(view.Errors, fieldError{"email", "Enter your e-mail address at work, such as name@example.org"})
	}
	if view.Name == "" || len(view.Name) > 200 {
		view.Errors = append(view.Errors, fieldError{"name", "Enter your full name"})
	}
	if service == "" || serviceWords(service) == "" || len(service) > 60 {
		view.Errors = append(view.Errors, fieldError{"service", "Choose the service that you work for"})
	}
	if !s.isHomeArea(area) || area == "" {
		view.Errors = append(view.Errors, fieldError{"area", "Choose the area that you work in"})
	}
	if len(view.Errors) > 0 {
		s.renderAsk(c, http.StatusUnprocessableEntity, view, service, area)
		return
	}
	err := s.asking().Ask(c.Request.Context(), access.Asked{Email: check.Normalised, Name: view.Name, Service: service, Area: area}, access.PlaceOf(c.ClientIP()))
	var soon *access.TooSoon
	if errors.As(err, &soon) {
		wait := soon.At.Sub(s.cfg.Now())
		c.Header("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
		view.Errors = []fieldError{{"email", wording.F("Too much was asked from here. Try again at {1}, or ring the unit", wording.Clock(soon.At))}}
		s.renderAsk(c, http.StatusTooManyRequests, view, service, area)
		return
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	s.look.Render(c, http.StatusOK, "ask-for-access", askView{Page: s.page(c, "We have what you sent"), Asked: true})
}

func (s *server) asking() *access.Asking {
	return &access.Asking{Pool: s.cfg.Pool, Now: s.cfg.Now, Accounts: s.cfg.Accounts, FromStart: s.cfg.AgreementsFirst}
}

// askedView lists who waits for an answer.
type askedView struct {
	Page Page
	Rows []askedRow
}

type askedRow struct {
	Ref, Name, Email string
	Service          wording.Text
	Area             string
	At               wording.Text
}

func (s *server) showAsked(c *gin.Context) {
	var list []access.Asked
	err := s.consult(c, "access requests", func(ctx context.Context, tx pgx.Tx) (err error) {
		list, err = access.ReadAsked(ctx, tx, actorOf(c))
		return err
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	view := askedView{Page: s.page(c, "Who asks for access")}
	for _, a := range list {
		view.Rows = append(view.Rows, askedRow{Ref: a.Ref, Name: a.Name, Email: a.Email, Service: serviceWords(a.Service), Area: a.AreaName, At: instantWords(a.AskedAt)})
	}
	s.look.Render(c, http.StatusOK, "accounts-asked", view)
}

func (s *server) decideAsked(c *gin.Context) {
	answer := c.PostForm("answer")
	if answer != "yes" && answer != "no" {
		s.fail(c, fault.Invalid("Say yes or no: go back to who asks for access"))
		return
	}
	approved := answer == "yes"
	if err := s.asking().Decide(c.Request.Context(), actorOf(c), c.Param("ref"), approved); err != nil {
		s.fail(c, err)
		return
	}
	done := "refused"
	if approved {
		done = "invited"
	}
	c.Redirect(http.StatusSeeOther, "/accounts/asked?done="+done)
}
