package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/internal/testkit/signedin"
	"throughgate/internal/testkit/smtpd"
)

// mostOfSQL is what the queries of a page may take, as a multiple of their SQL
// alone, and the page with them.
const mostOfSQL = 1.5

// pages opens every page of a real process as every role, twice. The first time
// it is timed, beside what PostgreSQL spends on its statements; the second time
// reading a table from end to end is made dear, so that whatever still does has
// no index to use. It is not forbidden: a statement that must read a small table
// would cost as much as a number can say, all plans for it would look alike, and
// the planner would take one that runs for minutes.
func (b *bench) pages(ctx context.Context) error {
	binary, done, err := buildProgram(ctx)
	if err != nil {
		return err
	}
	defer done()
	name, err := b.copyOf(ctx, watchedDB)
	if err != nil {
		return err
	}
	if err := b.on(ctx, name, 1, b.fillTasks); err != nil {
		return err
	}
	if err := b.settle(ctx, name); err != nil {
		return err
	}
	set := "ALTER DATABASE " + name + " SET "
	if err := b.exec(ctx, "postgres", set+"log_duration = on"); err != nil {
		return err
	}
	took, err := b.eachPage(ctx, binary, name)
	if err != nil {
		return err
	}
	b.timesOfPages(took)
	if err := b.exec(ctx, "postgres", set+"log_duration = off", set+"seq_page_cost = 100", set+"session_preload_libraries = 'auto_explain'",
		set+"auto_explain.log_min_duration = 0", set+"auto_explain.log_nested_statements = on"); err != nil {
		return err
	}
	plans, err := b.eachPage(ctx, binary, name)
	if err != nil {
		return err
	}
	return b.on(ctx, name, 1, func(pool *pgxpool.Pool) error {
		empty, err := column(ctx, pool, `SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relpages = 0 ORDER BY 1 LIMIT $1`, 1000)
		if err == nil {
			b.wholeTables(plans, empty)
		}
		return err
	})
}

// pageRoles are the roles that pages are opened as: those with most to see, unless
// all are asked for.
func pageRoles() []access.Role {
	if allPages() {
		return access.Roles
	}
	return []access.Role{access.LinkOfficer, access.OffenderManager, access.SPOC}
}

func allPages() bool { return os.Getenv("BENCH_PAGES") == "all" }

// opened is one page that was opened, and what the server wrote meanwhile.
type opened struct {
	role, page string
	took       time.Duration
	log        string
}

// eachPage starts the program on a database and opens every page as every role.
func (b *bench) eachPage(ctx context.Context, binary, database string) (all []opened, err error) {
	sink, err := smtpd.Listen(smtpd.Config{Now: time.Now, KeepMails: 1})
	if err != nil {
		return nil, err
	}
	defer sink.Close()
	p, err := b.startProgram(ctx, binary, database, sink, "serve")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, p.end()) }()
	err = b.on(ctx, database, 2, func(pool *pgxpool.Pool) error {
		log, err := b.serverLog(ctx)
		if err != nil {
			return err
		}
		defer log.close()
		keys, err := access.NewKeys(access.PretendKey) // the program's own, outside production
		if err != nil {
			return err
		}
		for _, role := range pageRoles() {
			ref, err := b.accountOf(ctx, pool, role)
			if err != nil {
				return err
			}
			cookies, err := signedin.Under(ctx, pool, keys, b.watched.At(8, 30), ref)
			if err != nil {
				return err
			}
			c := crawler{address: p.address, cookies: cookies, seen: map[string]int{}}
			err = c.walk(ctx, func(page string, took time.Duration) error {
				said, err := log.since(ctx)
				all = append(all, opened{string(role), page, took, said})
				return err
			})
			if err != nil {
				return fmt.Errorf("as %s: %w: %s", role, err, p.said.String())
			}
		}
		return nil
	})
	return all, err
}

// accountOf adds an account of a role: a unit's own has every area, an offender
// manager people, a service's contact requests.
func (b *bench) accountOf(ctx context.Context, pool *pgxpool.Pool, role access.Role) (ref string, err error) {
	account := access.NewAccount{Email: string(role) + "@pages.example", Name: "Pages " + role.Words().String(), Role: role}
	switch role {
	case access.OffenderManager:
		err = pool.QueryRow(ctx, `SELECT com_email FROM person WHERE com_email <> '' GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1`).Scan(&account.Email)
	case access.SPOC:
		account.Areas, account.Services = make([]string, 1), make([]string, 1)
		err = pool.QueryRow(ctx, `SELECT s.area, s.service FROM service s JOIN authority a ON a.gss_code = s.area ORDER BY (SELECT count(*) FROM task t WHERE t.service_id = s.id) DESC, s.id LIMIT 1`).
			Scan(&account.Areas[0], &account.Services[0])
	}
	if err != nil {
		return "", err
	}
	err = pg.InTx(ctx, pool, importing, func(tx pgx.Tx) error {
		_, err := access.AddAccount(ctx, tx, b.watched.At(8, 30), importing, account)
		return err
	})
	if err == nil || fault.Is(err, fault.KindConflict) { // it is there from the first time
		err = pool.QueryRow(ctx, `SELECT ref FROM account WHERE lower(email) = lower($1)`, account.Email).Scan(&ref)
	}
	return ref, err
}

// timesOfPages adds the slowest pages, each with the middle of its openings.
func (b *bench) timesOfPages(all []opened) {
	type opening struct{ page, sql []time.Duration }
	of := map[string]*opening{}
	for _, o := range all {
		key := o.page + " (" + o.role + ")"
		if of[key] == nil {
			of[key] = &opening{}
		}
		of[key].page, of[key].sql = append(of[key].page, o.took), append(of[key].sql, durationsIn(o.log))
	}
	names := slices.Collect(maps.Keys(of))
	slices.SortFunc(names, func(x, y string) int { return int(middle(of[y].page) - middle(of[x].page)) })
	if len(names) == 0 {
		return
	}
	b.timed("pages.slowest", fmt.Sprintf("%s; %d pages of %d kinds and roles", names[0], len(all), len(names)), of[names[0]].page, of[names[0]].sql)
	for _, name := range names[:min(10, len(names))] {
		page, sql := middle(of[name].page), middle(of[name].sql)
		b.Notes["pages"] = append(b.Notes["pages"], fmt.Sprintf("%s: %s, its statements %s (%s)", name, show(page), show(sql), times(float64(page)/float64(sql))))
	}
}

// wholeTables adds the statements that read a table that grows with people from
// end to end, each with the first page that runs it. A table that is empty costs
// nothing to read, however it is read.
func (b *bench) wholeTables(all []opened, empty []string) {
	found := map[string]string{}
	statements := 0
	for _, o := range all {
		plans := plansIn(o.log)
		statements += len(plans)
		for _, plan := range plans {
			tables := slices.DeleteFunc(readWhole(plan), func(table string) bool { return slices.Contains(empty, table) })
			key := strings.Join(tables, ", ") + " in " + queryIn(plan)
			if _, known := found[key]; !known && len(tables) > 0 {
				found[key] = o.page + " (" + o.role + ")"
			}
		}
	}
	b.number("pages.unindexed", fmt.Sprintf("of %s explained", thousands(float64(statements))), float64(len(found)))
	for _, key := range slices.Sorted(maps.Keys(found)) {
		b.Notes["pages"] = append(b.Notes["pages"], "no index: "+found[key]+": "+key)
	}
}
