package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/pg"
	"throughgate/migrations"
	"throughgate/notify"
)

type userCmd struct {
	Add      userAddCmd      `cmd:"" help:"Add a member of staff; prints a one-time link for choosing a passphrase."`
	Wake     userWakeCmd     `cmd:"" help:"Make an account work again that was suspended because nobody used it."`
	Disable  userDisableCmd  `cmd:"" help:"End an account and its sessions; its history stays."`
	Reset    userResetCmd    `cmd:"" help:"Give an account a new one-time link, and enable it again; its passphrase, second factor and sessions end."`
	Calendar userCalendarCmd `cmd:"" help:"Send an officer the appointments of their people as calendar files, or no longer."`
	List     userListCmd     `cmd:"" help:"List the staff."`
}

type userAddCmd struct {
	Email   string   `required:"" help:"E-mail address."`
	Name    string   `required:"" help:"Full name."`
	Role    string   `required:"" help:"link_officer, offender_manager, spoc, coordinator, information_lead or administrator."`
	Area    []string `sep:"none" help:"Area name or GSS code; may be given several times. Default: the areas of THROUGHGATE_UNIT."`
	Service []string `sep:"none" help:"Code of a service, for a spoc; may be given several times."`
	Invite  bool     `help:"Send the link to its owner by e-mail instead of printing it."`
}

func (c *userAddCmd) Run(ctx context.Context, set *settings, o out) error {
	needs := []need{}
	if len(c.Area) == 0 {
		needs = append(needs, needUnit)
	}
	a, err := open(ctx, set, "user", migrations.WorkerRole, 2, needs...)
	if err != nil {
		return err
	}
	defer a.close()
	account, err := c.account(ctx, a)
	if err != nil {
		return err
	}
	return a.staff(ctx, o, func(tx pgx.Tx, who access.Actor) (string, error) {
		if !c.Invite {
			return access.AddAccount(ctx, tx, a.clock.Now(), who, account)
		}
		if err := access.InsertAccount(ctx, tx, a.clock.Now(), who, account); err != nil {
			return "", err
		}
		fmt.Fprintln(o.std, "An e-mail with a one-time link goes to its owner as soon as a worker runs.")
		return "", a.outbox.Invite(ctx, tx, a.clock.Now(), account.Email, account.Name, "first")
	})
}

// account checks everything that was given and tells all problems at once.
func (c *userAddCmd) account(ctx context.Context, a *app) (access.NewAccount, error) {
	var problems []string
	n := access.NewAccount{Email: strings.TrimSpace(c.Email), Name: strings.TrimSpace(c.Name), Role: access.Role(c.Role), Services: c.Service}
	if check := notify.CheckAddress(c.Email); !check.OK {
		problems = append(problems, "--email: "+check.Reason)
	}
	if n.Name == "" {
		problems = append(problems, "--name is empty: give the full name")
	}
	if !n.Role.Known() {
		problems = append(problems, fmt.Sprintf("--role %q is not known: use link_officer, offender_manager, spoc, coordinator, information_lead or administrator", c.Role))
	}
	if n.Role == access.SPOC && (len(c.Service) == 0 || len(c.Area) == 0) {
		problems = append(problems, "a spoc needs --service and --area")
	}
	places, err := a.gazetteer(ctx)
	if err != nil {
		return n, err
	}
	for _, area := range c.Area {
		code, problem := places.Area(area)
		if problem != "" {
			problems = append(problems, fmt.Sprintf("--area %q: %s", area, problem))
			continue
		}
		n.Areas = append(n.Areas, code)
	}
	if len(c.Area) == 0 {
		if n.Areas, err = a.unitAreas(ctx); err != nil {
			return n, err
		}
	}
	known, err := a.serviceCodes(ctx)
	if err != nil {
		return n, err
	}
	for _, s := range c.Service {
		if !slices.Contains(known, s) {
			problems = append(problems, fmt.Sprintf("--service %q is not known: use one of %s", s, strings.Join(known, ", ")))
		}
	}
	if len(problems) > 0 {
		return n, refused("%s", strings.Join(problems, "\n  - "))
	}
	return n, nil
}

// unitAreas are the GSS codes of THROUGHGATE_UNIT; with ALL every current one.
func (a *app) unitAreas(ctx context.Context) ([]string, error) {
	if !a.unit.All {
		return a.unit.Areas, nil
	}
	return a.codes(ctx, "areas", `SELECT gss_code FROM authority WHERE is_current ORDER BY gss_code`)
}

func (a *app) serviceCodes(ctx context.Context) ([]string, error) {
	return a.codes(ctx, "services", `SELECT service FROM standard UNION SELECT 'prison_omu' ORDER BY 1`)
}

func (a *app) codes(ctx context.Context, of, query string) (codes []string, err error) {
	err = pg.ReadTx(ctx, a.pool, access.System("administration"), func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, query)
		codes, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the %s: %w", of, err)
	}
	return codes, nil
}

// staff runs one change of an account and prints its one-time link, if it made one.
func (a *app) staff(ctx context.Context, o out, change func(pgx.Tx, access.Actor) (string, error)) error {
	who := access.System("administration")
	var token string
	err := pg.InTx(ctx, a.pool, who, func(tx pgx.Tx) error {
		var err error
		token, err = change(tx, who)
		return err
	})
	if err != nil {
		return err
	}
	if token != "" {
		base := a.set.PublicURL
		if base == "" {
			base = "http://" + a.set.Listen
		}
		fmt.Fprintf(o.std, "One-time link for choosing a passphrase; it works once, for 7 days. Send it to its owner alone:\n%s/sign-in/%s\n", base, token)
	}
	return nil
}

type userWakeCmd struct {
	Email string `required:"" help:"E-mail address of the account."`
}

func (c *userWakeCmd) Run(ctx context.Context, set *settings, o out) error {
	a, err := open(ctx, set, "user", migrations.WorkerRole, 2)
	if err != nil {
		return err
	}
	defer a.close()
	return a.staff(ctx, o, func(tx pgx.Tx, who access.Actor) (string, error) {
		return "", access.WakeAccount(ctx, tx, a.clock.Now(), who, c.Email)
	})
}

type userDisableCmd struct {
	Email string `required:"" help:"E-mail address of the account."`
}

func (c *userDisableCmd) Run(ctx context.Context, set *settings, o out) error {
	a, err := open(ctx, set, "user", migrations.WorkerRole, 2)
	if err != nil {
		return err
	}
	defer a.close()
	return a.staff(ctx, o, func(tx pgx.Tx, who access.Actor) (string, error) {
		return "", access.DisableAccount(ctx, tx, a.clock.Now(), who, c.Email)
	})
}

type userResetCmd struct {
	Email string `required:"" help:"E-mail address of the account."`
}

func (c *userResetCmd) Run(ctx context.Context, set *settings, o out) error {
	a, err := open(ctx, set, "user", migrations.WorkerRole, 2)
	if err != nil {
		return err
	}
	defer a.close()
	return a.staff(ctx, o, func(tx pgx.Tx, who access.Actor) (string, error) {
		return access.ResetAccount(ctx, tx, a.clock.Now(), who, c.Email)
	})
}

type userCalendarCmd struct {
	Email string `required:"" help:"E-mail address of the account."`
	Off   bool   `help:"No longer; what was sent is taken out again."`
}

func (c *userCalendarCmd) Run(ctx context.Context, set *settings, o out) error {
	a, err := open(ctx, set, "user", migrations.WorkerRole, 2, needUnit)
	if err != nil {
		return err
	}
	defer a.close()
	return a.staff(ctx, o, func(tx pgx.Tx, who access.Actor) (string, error) {
		if err := access.ChooseCalendar(ctx, tx, a.clock.Now(), who, c.Email, !c.Off); err != nil {
			return "", err
		}
		return "", a.releases.CalendarsChanged(ctx, tx)
	})
}

type userListCmd struct{}

func (c *userListCmd) Run(ctx context.Context, set *settings, o out) error {
	a, err := open(ctx, set, "user", migrations.WorkerRole, 2)
	if err != nil {
		return err
	}
	defer a.close()
	var list []access.Account
	err = pg.ReadTx(ctx, a.pool, access.System("administration"), func(tx pgx.Tx) error {
		list, err = access.ListAccounts(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	if len(list) == 0 {
		fmt.Fprintln(o.std, "Nobody yet. Add the first: throughgate user add --email ... --name ... --role link_officer")
		return nil
	}
	w := tabwriter.NewWriter(o.std, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "NAME\tE-MAIL\tROLE\tAREAS\tSERVICES\tSTATE")
	for _, x := range list {
		state := "enabled"
		switch {
		case x.SuspendedAt != nil:
			state = "suspended: not used"
		case x.DisabledAt != nil:
			state = "disabled"
		case !x.CanSignIn:
			state = "enabled, no passphrase chosen yet"
		}
		areas := strings.Join(x.AreaNames, ", ")
		if len(x.AreaNames) > 3 {
			areas = fmt.Sprintf("%d areas", len(x.AreaNames))
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", x.Name, x.Email, x.Role, areas, strings.Join(x.Services, ", "), state)
	}
	return w.Flush()
}
