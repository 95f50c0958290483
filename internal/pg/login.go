package pg

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// loginPowers is what the login (not the role taken after it) could do.
type loginPowers struct {
	Login         string
	Superuser     bool
	BecomesSuper  bool
	MakesRoles    bool
	OwnedTable    string
	OwnableTable  string
	OwnableByRole string
}

// LoginProblem says in one sentence why the pool's login is too powerful to
// serve or work with: it is a superuser, it owns our tables, or it may become
// either. Empty means that all is well. Our tables are those in the schema that
// holds the migrations' own table. The caller decides whether to refuse
// (production) or to warn (elsewhere).
func LoginProblem(ctx context.Context, pool *pgxpool.Pool) (string, error) {
	// pg_has_role(..., 'MEMBER') is true of a superuser for every role, so the
	// first two questions come first. Up to PostgreSQL 15 CREATEROLE lets a
	// login make itself a member of any role that is no superuser; from 16 on
	// only of those it is a member of already.
	const query = `
		with login as (
			select oid, rolname, rolsuper, rolcreaterole
			  from pg_roles where rolname = session_user
		), ours as (
			select c.relname, c.relowner
			  from pg_class c
			 where c.relkind in ('r', 'p')
			   and c.relnamespace = (select relnamespace from pg_class
			                          where oid = to_regclass('goose_db_version'))
		)
		select login.rolname::text as login,
		       login.rolsuper as superuser,
		       exists (select from pg_roles s
		                where s.rolsuper and pg_has_role(login.oid, s.oid, 'MEMBER')) as becomes_super,
		       login.rolcreaterole and current_setting('server_version_num')::int < 160000 as makes_roles,
		       coalesce((select min(relname::text) from ours where relowner = login.oid), '') as owned_table,
		       coalesce(ownable.relname::text, '') as ownable_table,
		       coalesce(pg_get_userbyid(ownable.relowner)::text, '') as ownable_by_role
		  from login
		  left join lateral (
			select relname, relowner from ours
			 where pg_has_role(login.oid, relowner, 'MEMBER')
			 order by relname limit 1
		  ) ownable on true`
	rows, err := pool.Query(ctx, query)
	if err != nil {
		return "", fmt.Errorf("look at the database login: %w", err)
	}
	powers, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[loginPowers])
	if err != nil {
		return "", fmt.Errorf("look at the database login: %w", err)
	}
	return powers.problem(), nil
}

func (p loginPowers) problem() string {
	switch {
	case p.Superuser:
		return fmt.Sprintf("the database login %q is a superuser", p.Login)
	case p.BecomesSuper:
		return fmt.Sprintf("the database login %q may become a superuser by SET ROLE", p.Login)
	case p.OwnedTable != "":
		return fmt.Sprintf("the database login %q owns tables of this program (%s)", p.Login, p.OwnedTable)
	case p.OwnableTable != "":
		return fmt.Sprintf("the database login %q is a member of %q, which owns tables of this program (%s)", p.Login, p.OwnableByRole, p.OwnableTable)
	case p.MakesRoles:
		return fmt.Sprintf("the database login %q may create roles and so make itself the owner of this program's tables", p.Login)
	default:
		return ""
	}
}
