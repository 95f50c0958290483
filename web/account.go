package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
	"throughgate/notify"
	"throughgate/pathways"
)

// accountView is one account, or the form for a new one.
type accountView struct {
	Page     Page
	Errors   []fieldError
	Action   string
	New      bool
	Own      bool
	Email    string
	Name     string
	Account  accountRow
	Made     wording.Text
	Factor   wording.Text
	Acts     []accountAct
	Roles    []option
	Areas    []option
	Services []option
}

// accountAct is one thing that can be done to an account.
type accountAct struct {
	Act         string
	Button, Why wording.Text
	Warn        bool
}

// accountForm is what a form about an account holds.
type accountForm struct {
	email, name string
	access.Position
}

func readAccountForm(c *gin.Context) accountForm {
	_ = c.Request.ParseForm() // what cannot be read is not there
	return accountForm{email: c.PostForm("email"), name: c.PostForm("name"),
		Position: access.Position{Role: access.Role(c.PostForm("role")), Areas: c.PostFormArray("area"), Services: c.PostFormArray("service")}}
}

func (s *server) showInvite(c *gin.Context) {
	s.renderAccount(c, http.StatusOK, "", &accountForm{}, nil)
}

func (s *server) invite(c *gin.Context) {
	form := readAccountForm(c)
	var problems []fieldError
	if check := notify.CheckAddress(form.email); !check.OK {
		problems = append(problems, fieldError{"email", "Enter an e-mail address, such as name@example.org"})
	} else {
		form.email = check.Normalised
	}
	if form.name == "" || len(form.name) > 200 {
		problems = append(problems, fieldError{"name", "Enter the full name"})
	}
	var err error
	if len(problems) == 0 {
		err = s.cfg.Accounts.Invite(c.Request.Context(), actorOf(c), access.NewAccount{Email: form.email, Name: form.name, Role: form.Role, Areas: form.Areas, Services: form.Services})
	}
	switch {
	case fault.Is(err, fault.KindConflict):
		problems = append(problems, fieldError{"email", "This e-mail address has an account already. Look for it in the list, and reset it there if its owner cannot sign in"})
	case fault.Is(err, fault.KindInvalid), fault.Is(err, fault.KindRefused):
		problems = append(problems, fieldError{fieldOfPosition(form.Position), faultWords(err)})
	case err != nil:
		s.fail(c, err)
		return
	}
	if len(problems) > 0 {
		s.renderAccount(c, http.StatusUnprocessableEntity, "", &form, problems)
		return
	}
	c.Redirect(http.StatusSeeOther, "/accounts?done=invited")
}

// fieldOfPosition is the first field of a position that is not answered.
func fieldOfPosition(p access.Position) string {
	switch {
	case p.Role.Known() && p.Role == access.SPOC && len(p.Services) == 0, p.Role != access.SPOC && len(p.Services) > 0:
		return "service"
	case p.Role.Known() && len(p.Areas) == 0:
		return "area"
	}
	return "role"
}

func (s *server) showAccount(c *gin.Context) {
	s.renderAccount(c, http.StatusOK, c.Param("ref"), nil, nil)
}

func (s *server) changeAccount(c *gin.Context) {
	form := readAccountForm(c)
	err := s.cfg.Accounts.Change(c.Request.Context(), actorOf(c), c.Param("ref"), form.Position)
	if fault.Is(err, fault.KindInvalid) || fault.Is(err, fault.KindRefused) || fault.Is(err, fault.KindConflict) {
		s.renderAccount(c, http.StatusUnprocessableEntity, c.Param("ref"), &form, []fieldError{{fieldOfPosition(form.Position), faultWords(err)}})
		return
	}
	s.backFrom(c, err, "position")
}

func (s *server) actOnAccount(c *gin.Context) {
	ctx, who, ref := c.Request.Context(), actorOf(c), c.Param("ref")
	var err error
	switch act := c.Param("act"); act {
	case "send-again":
		err = s.cfg.Accounts.SendAgain(ctx, who, ref)
	case "wake":
		err = s.cfg.Accounts.Wake(ctx, who, ref)
	case "disable":
		err = s.cfg.Accounts.Disable(ctx, who, ref)
	case "enable":
		err = s.cfg.Accounts.Enable(ctx, who, ref)
	case "reset":
		err = s.cfg.Accounts.Reset(ctx, who, ref)
	default:
		err = fault.NotFound("Page")
	}
	s.backFrom(c, err, c.Param("act"))
}

func (s *server) backFrom(c *gin.Context, err error, done string) {
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/accounts/of/"+url.PathEscape(c.Param("ref"))+"?done="+url.QueryEscape(done))
}

func (s *server) backToAccount(c *gin.Context) {
	c.Redirect(http.StatusSeeOther, "/accounts/of/"+url.PathEscape(c.Param("ref")))
}

// renderAccount shows the account of a reference where the reader looks after it,
// without one the form that invites somebody. form is what was asked for, nil for
// the account as it stands.
func (s *server) renderAccount(c *gin.Context, status int, ref string, form *accountForm, problems []fieldError) {
	who := actorOf(c)
	view := accountView{Page: s.page(c, "Invite somebody"), Errors: problems, Action: c.Request.URL.Path, New: ref == ""}
	err := s.reading(c, func(tx pgx.Tx) (access.Entry, error) {
		ctx, entry := c.Request.Context(), access.Entry{Action: access.Consult, ObjectKind: "account"}
		if !view.New {
			a, err := readAccount(ctx, tx, who, ref)
			if err != nil {
				return entry, err
			}
			if entry.ObjectID = a.ID; form == nil {
				form = &accountForm{Position: access.Position{Role: a.Role, Areas: a.Areas, Services: a.Services}}
			}
			view.show(a, who)
		}
		view.Email, view.Name = form.email, form.name
		return entry, s.positionChoices(ctx, tx, who, &view, form.Position)
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	s.look.Render(c, status, "account", view)
}

// readAccount reads an account that the reader looks after.
func readAccount(ctx context.Context, tx pgx.Tx, who access.Actor, ref string) (access.Account, error) {
	if err := access.Follow(ctx, tx, who); err != nil { // whether somebody can sign in stands behind the door
		return access.Account{}, err
	}
	a, err := access.ReadAccount(ctx, tx, ref)
	if err == nil && !access.MayManage(who, a.Role, a.Areas) {
		err = fault.NotFound("Account")
	}
	return a, err
}

// show puts an account on its page.
func (v *accountView) show(a access.Account, reader access.Actor) {
	v.Page.Title, v.Account, v.Made = "Account", newAccountRow(a), instantWords(a.CreatedAt)
	v.Own = a.ID == reader.AccountID
	v.Factor = "none yet"
	if a.SecondFactor {
		v.Factor = "set up"
	}
	v.Acts = accountActs(a)
}

// positionChoices are the roles, areas and services that the reader may give.
func (s *server) positionChoices(ctx context.Context, tx pgx.Tx, who access.Actor, view *accountView, p access.Position) error {
	view.Roles = []option{{Text: "Choose"}}
	for _, role := range access.Roles {
		if access.MayManage(who, role, who.Areas) || role == p.Role {
			view.Roles = append(view.Roles, option{Value: string(role), Text: role.Words(), Selected: role == p.Role})
		}
	}
	areas, err := pathways.ReadHomeAreas(ctx, tx)
	if err != nil {
		return err
	}
	for _, area := range areas {
		has := slices.Contains(p.Areas, area.Code)
		if has || s.isHomeArea(area.Code) && (who.Role == access.Administrator || slices.Contains(who.Areas, area.Code)) {
			view.Areas = append(view.Areas, option{Value: area.Code, Text: wording.Data(area.Name), Selected: has})
		}
	}
	codes, err := pathways.ReadServiceCodes(ctx, tx)
	if err != nil {
		return err
	}
	for _, code := range codes {
		view.Services = append(view.Services, option{Value: code, Text: serviceWords(code), Selected: slices.Contains(p.Services, code)})
	}
	return nil
}

// accountActs are what can be done to an account as it stands.
func accountActs(a access.Account) []accountAct {
	disable := accountAct{"disable", "Disable", "Its owner is signed out at once and cannot sign in. The history stays.", true}
	reset := accountAct{"reset", "Reset", "Its passphrase, its second factor and its sessions end, and its owner gets an e-mail with a new link.", false}
	switch a.State() {
	case access.AccountSuspended:
		return []accountAct{{"wake", "Wake", "Nobody had used it. Ask its owner whether they still need it.", false}, disable}
	case access.AccountDisabled:
		return []accountAct{{"enable", "Enable", "It works again as it was, with the same passphrase.", false}, reset}
	case access.AccountInvited, access.AccountInUse:
	}
	if !a.HasPassphrase {
		return []accountAct{{"send-again", "Send the link again", "The link of the e-mail works once and for 7 days. A new one ends those before it.", false}, disable}
	}
	return []accountAct{reset, disable}
}
