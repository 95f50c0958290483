package simulation

import (
	"bytes"
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/intake"
	"throughgate/intake/reference"
	"throughgate/internal/pg"
	"throughgate/internal/testkit/people"
	"throughgate/migrations"
)

// template is the database that each run copies.
const template = "simulation_template"

// peoplePerArea of the unit.
const peoplePerArea = 400

// areasOf are the unit's home areas, and one more that is another unit's.
func areasOf(n int) (own []string, other string, err error) {
	list, err := people.Areas(n/peoplePerArea + 2)
	if err != nil {
		return nil, "", err
	}
	return list[:len(list)-1], list[len(list)-1], nil
}

// directoryOf is the file of services of these areas.
func directoryOf(areas []string) ([]byte, error) {
	var file bytes.Buffer
	if err := people.Services(&file, areas); err != nil {
		return nil, err
	}
	return file.Bytes(), nil
}

// makeTemplate makes a database with the schema, the reference data, the
// directory and the staff.
func makeTemplate(ctx context.Context, server *pg.Private, o Options, areas []string, directory []byte) error {
	if err := server.EnsureDatabase(ctx, template); err != nil {
		return err
	}
	url := server.URL(template)
	if err := migrations.Up(ctx, url, nil); err != nil {
		return err
	}
	pool, err := pg.Open(ctx, url, pg.Options{MaxConns: 4, ApplicationName: "simulate"})
	if err != nil {
		return err
	}
	defer pool.Close()
	begin := o.From.AddDays(-1).At(12, 0)
	who := access.System("simulate")
	if err := pg.InTx(ctx, pool, who, func(tx pgx.Tx) error {
		return reference.Load(ctx, tx, who, begin)
	}); err != nil {
		return err
	}
	if _, err := migrations.EnsureRoles(ctx, url, ""); err != nil {
		return err
	}
	h := &house{pool: pool, clock: &clock{}}
	h.clock.set(begin)
	if err := h.wire(ctx, areas); err != nil {
		return err
	}
	if _, err := h.importer.Services(ctx, who, bytes.NewReader(directory), intake.FileOptions{FileName: "services.csv"}); err != nil {
		return err
	}
	if err := pg.InTx(ctx, pool, who, func(tx pgx.Tx) error { return hireAll(ctx, tx, begin, who, h.unit) }); err != nil {
		return err
	}
	pool.Close()
	return alter(ctx, server, "ALTER DATABASE "+template+" IS_TEMPLATE true")
}

// alter runs a statement outside any database of ours.
func alter(ctx context.Context, server *pg.Private, statement string) error {
	conn, err := pgx.Connect(ctx, server.URL("postgres"))
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statement)
	return errors.Join(err, conn.Close(ctx))
}
