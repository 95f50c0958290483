package pg_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/internal/pg"
	"throughgate/internal/testkit"
)

// makeRole makes a role of the whole server, which other tests share: each test
// has its own names, and the role goes with the test.
func makeRole(t *testing.T, pool *pgxpool.Pool, quoted, options string) {
	t.Helper()
	execute(t, pool, "create role "+quoted+" "+options)
	address := pool.Config().ConnString()
	t.Cleanup(func() { dropLater(t, address, "drop owned by "+quoted+"; drop role "+quoted) })
}

// dropLater runs a statement after the test's own context has ended.
func dropLater(t *testing.T, address, statement string) {
	conn, err := pgx.Connect(context.Background(), address)
	if err != nil {
		t.Error(err)
		return
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(context.Background(), statement); err != nil {
		t.Errorf("%s: %v", statement, err)
	}
}

func TestLoginProblem(t *testing.T) {
	t.Parallel()
	admin := testkit.DB(t)
	address := admin.Config().ConnString()
	major := 0
	if _, err := fmt.Sscan(read(t, admin, "show server_version_num"), &major); err != nil {
		t.Fatal(err)
	}
	makeRole(t, admin, "lp_owner", "nologin")
	makeRole(t, admin, "lp_between", "nologin in role lp_owner")
	makeRole(t, admin, "lp_super", "nologin superuser")
	makeRole(t, admin, "lp_plain", "nologin")
	execute(t, admin, "create table ours (n int); alter table ours owner to lp_owner")

	makesRoles := "may create roles"
	if major >= 160000 {
		makesRoles = ""
	}
	for name, c := range map[string]struct{ options, says string }{
		"lp_least":      {"login in role lp_plain", ""},
		"lp_is_super":   {"login superuser", "is a superuser"},
		"lp_gets_super": {"login noinherit in role lp_super", "may become a superuser"},
		"lp_member":     {"login noinherit in role lp_between", `is a member of "lp_owner", which owns tables of this program (ours)`},
		"lp_createrole": {"login createrole", makesRoles},
	} {
		makeRole(t, admin, name, c.options)
		t.Run(name, func(t *testing.T) {
			as := changed(t, address, func(u *url.URL, _ url.Values) { u.User = url.User(name) })
			problem, err := pg.LoginProblem(t.Context(), open(t, as, pg.Options{}))
			if err != nil {
				t.Fatal(err)
			}
			if (c.says == "") != (problem == "") || !strings.Contains(problem, c.says) {
				t.Fatalf("got %q, want %q", problem, c.says)
			}
		})
	}
}

func TestLoginProblemLooksAtTheLoginAndNotAtItsRole(t *testing.T) {
	t.Parallel()
	admin := testkit.DB(t)
	makeRole(t, admin, "lp_modest", "nologin")
	makeRole(t, admin, "lp_mighty", "login in role lp_modest")
	execute(t, admin, "create table own_table (n int); alter table own_table owner to lp_mighty")
	as := changed(t, admin.Config().ConnString(), func(u *url.URL, _ url.Values) { u.User = url.User("lp_mighty") })
	problem, err := pg.LoginProblem(t.Context(), open(t, as, pg.Options{Role: "lp_modest"}))
	if err != nil {
		t.Fatal(err)
	}
	if want := "owns tables of this program (own_table)"; !strings.Contains(problem, want) {
		t.Fatalf("got %q, want %q", problem, want)
	}
}
