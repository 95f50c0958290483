package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
)

// listsView shows the accounts by agency, for somebody to say of each whether it
// is still theirs. What is overdue comes first.
type listsView struct {
	Page    Page
	Errors  []fieldError
	List    []agencyView
	Overdue int
}

type agencyView struct {
	Domain         string
	Confirmed, Due wording.Text
	Overdue, Mine  bool
	Count          int
	Lines          []listLine
}

// listLine is one account of a list, and what was chosen for it.
type listLine struct {
	accountRow
	Field  string // of the form
	Own    bool
	Chosen access.ListAnswer
}

const listField = "account-"

func (s *server) showLists(c *gin.Context) { s.renderLists(c, http.StatusOK, "", nil, nil) }

// renderLists shows the lists; one of them with what was chosen in its form.
func (s *server) renderLists(c *gin.Context, status int, domain string, chosen map[string]access.ListAnswer, problems []fieldError) {
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
	view := listsView{Page: s.page(c, "Lists of agencies"), Errors: problems}
	for _, agency := range list {
		one := agencyView{Domain: agency.Domain, Due: wording.Day(calendar.DayOf(agency.DueAt)), Overdue: agency.Overdue(now), Mine: access.MayConfirm(who, agency), Count: len(agency.Accounts)}
		if !agency.ConfirmedAt.IsZero() {
			one.Confirmed = wording.F("{1}, {2}", agency.ConfirmedBy, instantWords(agency.ConfirmedAt))
			if agency.Left > 0 {
				one.Confirmed = wording.F("{1}: {2} had left", one.Confirmed, wording.N(agency.Left, "{1} account", "{1} accounts"))
			}
		}
		for _, a := range agency.Accounts {
			if access.MayManage(who, a.Role, a.Areas) || a.ID == who.AccountID {
				line := listLine{accountRow: newAccountRow(a), Field: listField + a.Ref, Own: a.ID == who.AccountID}
				if agency.Domain == domain {
					line.Chosen = chosen[a.Ref]
				}
				one.Lines = append(one.Lines, line)
			}
		}
		if len(one.Lines) == 0 {
			continue
		}
		if one.Overdue && one.Mine {
			view.Overdue++
		}
		view.List = append(view.List, one)
	}
	slices.SortStableFunc(view.List, func(a, b agencyView) int { return cmp.Compare(rank(a), rank(b)) })
	s.look.Render(c, status, "account-lists", view)
}

// rank puts what the reader has to do first.
func rank(a agencyView) int {
	switch {
	case a.Overdue && a.Mine:
		return 0
	case a.Mine:
		return 1
	}
	return 2
}

func (s *server) confirmList(c *gin.Context) {
	ctx, who, domain := c.Request.Context(), actorOf(c), c.PostForm("domain")
	answers := map[string]access.ListAnswer{}
	for name, values := range c.Request.PostForm {
		if ref, ok := strings.CutPrefix(name, listField); ok {
			answers[ref] = access.ListAnswer(values[0])
		}
	}
	err := s.cfg.Accounts.Confirm(ctx, who, domain, answers)
	switch {
	case fault.Is(err, fault.KindInvalid):
		problems, err := s.unsaid(c, domain, answers)
		if err != nil {
			s.fail(c, err)
			return
		}
		s.renderLists(c, http.StatusUnprocessableEntity, strings.ToLower(domain), answers, problems)
	case err != nil:
		s.fail(c, err)
	default:
		c.Redirect(http.StatusSeeOther, "/accounts/lists?done=confirmed")
	}
}

// unsaid leads to the accounts of a list of which nothing was said.
func (s *server) unsaid(c *gin.Context, domain string, answers map[string]access.ListAnswer) (problems []fieldError, err error) {
	err = s.consult(c, "accounts", func(ctx context.Context, tx pgx.Tx) error {
		agency, err := access.FindAgency(ctx, tx, actorOf(c), domain)
		for _, a := range agency.Accounts {
			if !answers[a.Ref].Known() {
				problems = append(problems, fieldError{Field: listField + a.Ref, Text: wording.F("Say whether {1} stays", a.Name)})
			}
		}
		return err
	})
	return problems, err
}
