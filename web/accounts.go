package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/wording"
)

// accountsView lists the accounts that the reader looks after. It holds nothing of
// any case.
type accountsView struct {
	Page     Page
	Search   string
	States   []option
	Roles    []option
	Accounts []accountRow
	All      int
	Moves    bool // the administrator's page of joiners and leavers
	Asked    int
	Overdue  int // lists of agencies that had to be confirmed
}

type accountRow struct {
	Href, Name, Email string
	Role              wording.Text
	Areas             wording.Text
	Services          wording.Text
	Used              wording.Text
	State             wording.Text
	Class             string
}

// showAccounts lists accounts. Words to search by are names and addresses: they
// come in a form, and never stand in an address.
func (s *server) showAccounts(c *gin.Context) {
	who, now := actorOf(c), s.cfg.Now()
	view := accountsView{Page: s.page(c, "Accounts"), Search: strings.TrimSpace(c.PostForm("words")), Moves: who.Role == access.Administrator}
	given := func(name string) string {
		if c.Request.Method == http.MethodPost {
			return c.PostForm(name)
		}
		return c.Query(name)
	}
	state, role := access.AccountState(given("state")), access.Role(given("role"))
	var list []access.Account
	err := s.consult(c, "accounts", func(ctx context.Context, tx pgx.Tx) (err error) {
		if err := access.Follow(ctx, tx, who); err != nil { // whether somebody can sign in stands behind the door
			return err
		}
		if list, err = access.ListAccounts(ctx, tx); err != nil {
			return err
		}
		asked, err := access.ReadAsked(ctx, tx, who)
		if err != nil {
			return err
		}
		lists, err := access.ReadAgencies(ctx, tx)
		view.Asked = len(asked)
		for _, agency := range lists {
			if access.MayConfirm(who, agency) && agency.Overdue(now) {
				view.Overdue++
			}
		}
		return err
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	for _, a := range list {
		if !access.MayManage(who, a.Role, a.Areas) {
			continue
		}
		view.All++
		if state != "" && a.State() != state || role != "" && a.Role != role || !foundBy(a, view.Search) {
			continue
		}
		view.Accounts = append(view.Accounts, newAccountRow(a))
	}
	view.States = []option{{Text: "Any state"}}
	for _, one := range access.AccountStates {
		words, _ := accountStateWords(one)
		view.States = append(view.States, option{Value: string(one), Text: words, Selected: one == state})
	}
	view.Roles = []option{{Text: "Any role"}}
	for _, one := range access.Roles {
		view.Roles = append(view.Roles, option{Value: string(one), Text: one.Words(), Selected: one == role})
	}
	s.look.Render(c, http.StatusOK, "accounts", view)
}

// foundBy tells whether every word stands in the name, the address, an area or a
// service.
func foundBy(a access.Account, words string) bool {
	text := strings.ToLower(wording.F("{1} {2} {3} {4}", a.Name, a.Email, strings.Join(a.AreaNames, " "), servicesWords(a.Services)).String())
	return !slices.ContainsFunc(strings.Fields(strings.ToLower(words)), func(word string) bool { return !strings.Contains(text, word) })
}

func newAccountRow(a access.Account) accountRow {
	row := accountRow{Href: "/accounts/of/" + url.PathEscape(a.Ref), Name: a.Name, Email: a.Email, Role: a.Role.Words(),
		Areas: wording.Data(strings.Join(a.AreaNames, ", ")), Services: servicesWords(a.Services), Used: "never"}
	if len(a.AreaNames) > 3 {
		row.Areas = wording.N(len(a.AreaNames), "{1} area", "{1} areas")
	}
	if a.SignedInAt != nil {
		row.Used = wording.Day(calendar.DayOf(*a.SignedInAt))
	}
	row.State, row.Class = accountStateWords(a.State())
	return row
}

func servicesWords(codes []string) wording.Text {
	var words []wording.Text
	for _, code := range codes {
		words = append(words, serviceWords(code))
	}
	return wording.Join(", ", words...)
}

// accountStateWords is how an account stands, and the class of the mark that says
// so.
func accountStateWords(state access.AccountState) (words wording.Text, class string) {
	switch state {
	case access.AccountInUse:
		return "in use", "done"
	case access.AccountInvited:
		return "has not signed in yet", "asked"
	case access.AccountSuspended:
		return "suspended: not used", "late"
	case access.AccountDisabled:
		return "disabled", "none"
	}
	return wording.Data(string(state)), "none"
}
