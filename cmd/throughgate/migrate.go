package main

import (
	"context"
	"fmt"
	"net/url"
	"text/tabwriter"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/intake/reference"
	"throughgate/internal/pg"
	"throughgate/migrations"
	"throughgate/notify"
)

type migrateCmd struct {
	Status bool `help:"List the migrations and when each was applied; change nothing."`
}

func (c *migrateCmd) Run(ctx context.Context, set *settings, o out) error {
	list := set.check()
	address := set.DatabaseURL
	if set.MigrateURL != "" {
		address = set.MigrateURL
	}
	switch {
	case address == "":
		list = append(list, "THROUGHGATE_DATABASE_URL is empty: give the address of a PostgreSQL 15 or later")
	case set.production() && set.MigrateURL == "":
		list = append(list, "THROUGHGATE_MIGRATE_DATABASE_URL is empty: in production migrate takes a login of its own, which may create roles and owns the tables")
	}
	if len(list) > 0 {
		return badSettings{list}
	}
	if c.Status {
		return c.status(ctx, address, o)
	}
	return migrate(ctx, address, loginOf(set.DatabaseURL), set.Clock, func(line string) { fmt.Fprintln(o.std, line) })
}

// migrate brings a database to this program's schema, loads the reference data
// and makes the roles that the login may take. start is the instant at which a
// virtual clock starts, "" the machine's: what is written at the machine's time
// would have the clock start there.
func migrate(ctx context.Context, address, login, start string, say func(string)) error {
	if err := migrations.Up(ctx, address, say); err != nil {
		return err
	}
	pool, err := pg.Open(ctx, address, pg.Options{MaxConns: 2, ApplicationName: "throughgate migrate"})
	if err != nil {
		return err
	}
	defer pool.Close()
	clk := newClock()
	if at, err := time.Parse(time.RFC3339, start); start != "" && err == nil {
		if err := clk.startOn(ctx, pool, at); err != nil {
			return err
		}
	}
	who := access.System("migrate")
	if err := pg.InTx(ctx, pool, who, func(tx pgx.Tx) error {
		if err := notify.NoteHome(ctx, tx, clk.Now()); err != nil {
			return err
		}
		return reference.Load(ctx, tx, who, clk.Now())
	}); err != nil {
		return err
	}
	say("The reference data is loaded.")
	ok, err := migrations.EnsureRoles(ctx, address, login)
	if err != nil {
		return err
	}
	if !ok {
		say("This login may not create roles: the program will work as its own login, which production refuses.")
	}
	say("The database is ready.")
	return nil
}

func (c *migrateCmd) status(ctx context.Context, address string, o out) error {
	steps, err := migrations.Status(ctx, address)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(o.std, 0, 4, 2, ' ', 0)
	for _, s := range steps {
		when := "not applied"
		if !s.Pending() {
			when = s.AppliedAt.UTC().Format("2006-01-02 15:04:05 UTC")
		}
		fmt.Fprintf(w, "%s\t%s\n", s.Name, when)
	}
	return w.Flush()
}

// loginOf is the user name of a database address; "" where it names none.
func loginOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.User == nil {
		return ""
	}
	return u.User.Username()
}
