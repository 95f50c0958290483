package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/migrations"
)

type tokenCmd struct {
	Create tokenCreateCmd `cmd:"" help:"Make a bearer token for the JSON API; it is printed once and kept nowhere."`
	List   tokenListCmd   `cmd:"" help:"List the tokens, without what is secret of them."`
	End    tokenEndCmd    `cmd:"" help:"End a token."`
}

type tokenCreateCmd struct {
	User string `required:"" help:"E-mail address of the account; whoever has the token sees and does what this account may." placeholder:"EMAIL"`
	Days int    `default:"90" help:"For how many days it is good, 365 at most."`
}

func (c *tokenCreateCmd) Run(ctx context.Context, set *settings, o out) error {
	if c.Days < 1 || c.Days > access.TokenDaysMost {
		return refused("--days %d: a token is good for 1 to %d days", c.Days, access.TokenDaysMost)
	}
	a, err := open(ctx, set, "token", migrations.WorkerRole, 2, needKeys)
	if err != nil {
		return err
	}
	defer a.close()
	keys, err := access.NewKeys(set.keys()...)
	if err != nil {
		return err
	}
	who := access.System("administration")
	var token string
	var row access.TokenRow
	err = pg.InTx(ctx, a.pool, who, func(tx pgx.Tx) error {
		token, row, err = access.CreateToken(ctx, tx, a.clock.Now(), keys, who, c.User, c.Days)
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(o.say, "Token %s, good until %s. It is not shown again: keep it like a passphrase. End it with: throughgate token end %s\n",
		row.Ref, instantIn(row.ExpiresAt), row.Ref)
	fmt.Fprintln(o.std, token)
	return nil
}

type tokenListCmd struct {
	User string `help:"Only of this account." placeholder:"EMAIL"`
}

func (c *tokenListCmd) Run(ctx context.Context, set *settings, o out) error {
	a, err := open(ctx, set, "token", migrations.WorkerRole, 2)
	if err != nil {
		return err
	}
	defer a.close()
	var list []access.TokenRow
	err = pg.ReadTx(ctx, a.pool, access.System("administration"), func(tx pgx.Tx) error {
		list, err = access.ListTokens(ctx, tx, c.User)
		return err
	})
	if err != nil {
		return err
	}
	if len(list) == 0 {
		fmt.Fprintln(o.std, "No tokens. Make one: throughgate token create --user EMAIL")
		return nil
	}
	w := tabwriter.NewWriter(o.std, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "TOKEN\tUSER\tSTATE\tMADE\tGOOD UNTIL\tLAST USED")
	for _, t := range list {
		used := "never"
		if t.UsedAt != nil {
			used = instantIn(*t.UsedAt)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", t.Ref, t.Email, t.State(a.clock.Now()), instantIn(t.CreatedAt), instantIn(t.ExpiresAt), used)
	}
	return w.Flush()
}

type tokenEndCmd struct {
	Token string `arg:"" help:"The token's reference, as token list names it; not the token itself."`
}

func (c *tokenEndCmd) Run(ctx context.Context, set *settings, o out) error {
	a, err := open(ctx, set, "token", migrations.WorkerRole, 2)
	if err != nil {
		return err
	}
	defer a.close()
	who := access.System("administration")
	err = pg.InTx(ctx, a.pool, who, func(tx pgx.Tx) error {
		return access.EndToken(ctx, tx, a.clock.Now(), who, c.Token)
	})
	if fault.Is(err, fault.KindNotFound) {
		return fmt.Errorf("there is no such token: throughgate token list names them")
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(o.std, "Ended. Nothing is answered to it any more.")
	return nil
}

// instantIn is an instant in London, as these lists say it.
func instantIn(at time.Time) string { return at.In(calendar.London).Format("2006-01-02 15:04") }
