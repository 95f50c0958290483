package main

import (
	"bytes"
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/intake"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/internal/testkit/people"
	"throughgate/migrations"
)

// officer is the account that looks at pages.
const officer = "link.officer@unit.example"

// prepare invents the files and makes the state that everything starts from.
func (b *bench) prepare(ctx context.Context) error {
	areas, err := people.Areas(b.size.areas)
	if err != nil {
		return err
	}
	b.Areas = len(areas)
	var extract, directory bytes.Buffer
	if err := people.Extract(&extract, people.Options{N: b.size.people, Seed: 1, AsOf: calendar.DayOf(start), Areas: areas}); err != nil {
		return err
	}
	if err := people.Services(&directory, areas); err != nil {
		return err
	}
	b.file = extract.Bytes()
	if err := b.server.EnsureDatabase(ctx, emptyDB); err != nil {
		return err
	}
	if err := migrations.Up(ctx, b.server.URL(emptyDB), nil); err != nil {
		return err
	}
	if _, err := migrations.EnsureRoles(ctx, b.server.URL(emptyDB), ""); err != nil {
		return err
	}
	if err := b.on(ctx, emptyDB, 4, func(pool *pgxpool.Pool) error { return fill(ctx, pool, &directory) }); err != nil {
		return err
	}
	return b.settle(ctx, emptyDB)
}

// fill loads what is there before anybody is imported.
func fill(ctx context.Context, pool *pgxpool.Pool, directory *bytes.Buffer) error {
	now := clockFrom(start)
	if err := intake.LoadReference(ctx, pool, now()); err != nil {
		return err
	}
	s, err := wire(pool, now)
	if err != nil {
		return err
	}
	report, err := s.importer.Services(ctx, importing, directory, intake.FileOptions{FileName: "services.csv"})
	if err != nil {
		return err
	}
	if report.New != report.Rows {
		return fmt.Errorf("of %d services %d were new", report.Rows, report.New)
	}
	return pg.InTx(ctx, pool, importing, func(tx pgx.Tx) error {
		_, err := access.AddAccount(ctx, tx, now(), importing, access.NewAccount{Email: officer, Name: "Link Officer", Role: access.LinkOfficer})
		return err
	})
}

var importing = access.System("import")
