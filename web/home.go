package web

import (
	"context"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
)

// accountsView is the administrator's first page.
type accountsView struct {
	Page     Page
	Accounts []accountRow
}

type accountRow struct{ Name, Email, Role, Areas, Services, State, Class string }

func (s *server) showAccounts(c *gin.Context) {
	var list []access.Account
	err := s.consult(c, "accounts", func(ctx context.Context, tx pgx.Tx) (err error) {
		list, err = access.ListAccounts(ctx, tx)
		return err
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	view := accountsView{Page: s.page(c, "Accounts")}
	for _, a := range list {
		row := accountRow{Name: a.Name, Email: a.Email, Role: a.Role.Words(), Areas: strings.Join(a.AreaNames, ", ")}
		if len(a.AreaNames) > 3 {
			row.Areas = countWords(len(a.AreaNames), "area", "areas")
		}
		for _, service := range a.Services {
			row.Services += ", " + serviceWords(service)
		}
		row.Services = strings.TrimPrefix(row.Services, ", ")
		row.State, row.Class = accountStateWords(a)
		view.Accounts = append(view.Accounts, row)
	}
	s.look.Render(c, http.StatusOK, "accounts", view)
}

// accountStateWords is whether somebody can sign in, and the class of the mark
// that says so.
func accountStateWords(a access.Account) (words, class string) {
	switch {
	case a.DisabledAt != nil:
		return "disabled", "none"
	case !a.CanSignIn:
		return "no passphrase chosen yet", "asked"
	}
	return "can sign in", "done"
}

// actionWords is what was done, as the audit records it.
func actionWords(action access.Action) string {
	switch action {
	case access.Collect:
		return "Records collected"
	case access.Alter:
		return "Records altered"
	case access.Consult:
		return "Records looked at"
	case access.Disclose:
		return "Disclosures"
	case access.Combine:
		return "Records combined"
	case access.Erase:
		return "Records erased"
	case access.SignIn:
		return "Sign-ins"
	case access.SignInFailed:
		return "Sign-ins that failed"
	case access.SignOut:
		return "Sign-outs"
	}
	return spelled(string(action))
}
