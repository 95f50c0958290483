// Command schemadump prints the schema that the migrations make, ours and
// River's, so that it can be read and reviewed in one file:
//
//	go run ./internal/testkit/schemadump > migrations/schema.sql
//	go run ./internal/testkit/schemadump -check migrations/schema.sql
//
// It starts a private server, migrates it and normalises what pg_dump says. The
// dump differs a little between versions of PostgreSQL, so the committed one is
// made on version 15 and -check compares on that version only.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"

	"throughgate/internal/pg"
	"throughgate/migrations"
)

// comparableMajor is the version of PostgreSQL the committed dump is made on.
const comparableMajor = 15

// errDiffers says that the committed dump is not what the migrations make.
var errDiffers = errors.New("the committed schema is not what the migrations make; run `make schema`")

func main() {
	check := flag.String("check", "", "compare with this `file` instead of printing")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "schemadump: takes no arguments, only -check FILE\n")
		os.Exit(2)
	}
	if err := run(context.Background(), *check, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "schemadump:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, check string, out io.Writer) (err error) {
	server, err := pg.Start(ctx, pg.PrivateOptions{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Stop(context.WithoutCancel(ctx))) }()

	if server.Major() != comparableMajor {
		warning := fmt.Sprintf("this is PostgreSQL %d; the committed schema is made on PostgreSQL %d", server.Major(), comparableMajor)
		if check != "" {
			fmt.Fprintf(out, "%s: not compared\n", warning)
			return nil
		}
		return errors.New(warning)
	}
	schema, err := dump(ctx, server)
	if err != nil {
		return err
	}
	if check == "" {
		_, err := io.WriteString(out, schema)
		return err
	}
	return compare(check, schema)
}

func dump(ctx context.Context, server *pg.Private) (string, error) {
	const database = "throughgate"
	if err := server.EnsureDatabase(ctx, database); err != nil {
		return "", err
	}
	if err := migrations.Up(ctx, server.URL(database), nil); err != nil {
		return "", err
	}
	if _, err := migrations.EnsureRoles(ctx, server.URL(database), ""); err != nil { // with the policies of their rows
		return "", err
	}
	var complaint bytes.Buffer
	cmd := exec.CommandContext(ctx, server.Program("pg_dump"), "--schema-only", "--no-owner", "--no-privileges", server.URL(database))
	cmd.Stderr = &complaint
	text, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("pg_dump: %w: %s", err, strings.TrimSpace(complaint.String()))
	}
	return normalise(string(text)), nil
}

func compare(file, schema string) error {
	committed, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read the committed schema: %w; make it with `make schema`", err)
	}
	if string(committed) == schema {
		return nil
	}
	return fmt.Errorf("%w\n%s", errDiffers, difference(string(committed), schema))
}
