package web

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
)

// movesFor is how far back joiners and leavers are shown.
const movesFor = 92 * 24 * time.Hour

// movesView lists joiners and leavers.
type movesView struct {
	Page Page
	Rows []moveRow
}

type moveRow struct{ At, Href, Name, Role, What, By string }

func (s *server) showMoves(c *gin.Context) {
	var list []access.AccountEvent
	err := s.consult(c, "joiners and leavers", func(ctx context.Context, tx pgx.Tx) (err error) {
		if err := access.Follow(ctx, tx, actorOf(c)); err != nil { // the audit of accounts alone
			return err
		}
		list, err = access.ReadJoinersAndLeavers(ctx, tx, s.cfg.Now().Add(-movesFor))
		return err
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	view := movesView{Page: s.page(c, "Joiners and leavers")}
	for _, e := range list {
		row := moveRow{At: instantWords(e.At), Href: "/accounts/of/" + e.Ref, Name: e.Name, Role: e.Role.Words(), What: moveWords(e), By: e.By}
		if row.By == "" {
			row.By = "the service, or a command"
		}
		view.Rows = append(view.Rows, row)
	}
	s.look.Render(c, http.StatusOK, "account-moves", view)
}

func moveWords(e access.AccountEvent) string {
	switch {
	case e.Made:
		return "joined"
	case e.Detail == "disabled":
		return "left: disabled"
	case e.Detail == "enabled", e.Detail == "woken":
		return "back: " + e.Detail
	case e.Detail == "reset":
		return "reset"
	case e.Detail == "suspended: not used":
		return "suspended: not used"
	}
	return "another role or area"
}

// listsView shows the accounts by agency, for somebody to confirm each list.
type listsView struct {
	Page Page
	List []agencyView
}

type agencyView struct {
	Domain, Confirmed, Due string
	Overdue, Mine          bool
	Count                  int
	Accounts               []accountRow
}

func (s *server) showLists(c *gin.Context) {
	who, now := actorOf(c), s.cfg.Now()
	var list []access.Agency
	err := s.consult(c, "accounts", func(ctx context.Context, tx pgx.Tx) (err error) {
		list, err = access.ReadAgencies(ctx, tx)
		return err
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	view := listsView{Page: s.page(c, "Lists of agencies")}
	for _, agency := range list {
		one := agencyView{Domain: agency.Domain, Due: calendar.DayOf(agency.DueAt).Long(), Overdue: agency.Overdue(now), Mine: access.MayConfirm(who, agency), Count: len(agency.Accounts)}
		if !agency.ConfirmedAt.IsZero() {
			one.Confirmed = agency.ConfirmedBy + ", " + instantWords(agency.ConfirmedAt)
		}
		for _, a := range agency.Accounts {
			if access.MayManage(who, a.Role, a.Areas) {
				one.Accounts = append(one.Accounts, newAccountRow(a))
			}
		}
		if len(one.Accounts) > 0 {
			view.List = append(view.List, one)
		}
	}
	s.look.Render(c, http.StatusOK, "account-lists", view)
}

func (s *server) confirmList(c *gin.Context) {
	shown, err := strconv.Atoi(c.PostForm("shown"))
	if err != nil {
		s.fail(c, fault.Invalid("The form is not complete: go back to the lists and send it again"))
		return
	}
	if err := s.cfg.Accounts.Confirm(c.Request.Context(), actorOf(c), c.PostForm("domain"), shown); err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/accounts/lists?done=confirmed")
}
