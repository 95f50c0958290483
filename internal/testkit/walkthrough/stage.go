package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/internal/pg"
	"throughgate/internal/testkit/smtpd"
	"throughgate/internal/testkit/twiliod"
	"throughgate/pathways"
	"throughgate/release"
)

// stage is a machine with a database, a mail server and a Twilio of its own.
type stage struct {
	program string
	dir     string
	server  *pg.Private
	pool    *pgxpool.Pool
	mail    *smtpd.Server
	texts   *twiliod.Listening
	clock   time.Time
	mails   int // shown so far
	sent    int
	row     map[string]string // the person's row of the extract, as it is now
}

const account, token = "AC00000000000000000000000000000001", "walkthrough"

func openStage(ctx context.Context, program string) (*stage, error) {
	dir, err := os.MkdirTemp("", "walkthrough")
	if err != nil {
		return nil, err
	}
	s := &stage{program: program, dir: dir, row: firstRow()}
	if s.server, err = pg.Start(ctx, pg.PrivateOptions{}); err != nil {
		return nil, err
	}
	if err := s.server.EnsureDatabase(ctx, "unit"); err != nil {
		return nil, err
	}
	now := func() time.Time { return s.clock }
	if s.mail, err = smtpd.Listen(smtpd.Config{Now: now}); err != nil {
		return nil, err
	}
	if s.texts, err = twiliod.Listen("127.0.0.1:0", twiliod.Config{AccountSID: account, AuthToken: token, Now: now}); err != nil {
		return nil, err
	}
	s.clock = instant(story[0].At)
	for _, args := range [][]string{{"migrate"}, {"user", "add", "--email", "link@unit.example", "--name", "Lee Link", "--role", "link_officer"}} {
		if _, err := s.command(ctx, args...); err != nil {
			return nil, err
		}
	}
	s.pool, err = pgxpool.New(ctx, s.server.URL("unit"))
	return s, err
}

func (s *stage) close() {
	if s.pool != nil {
		s.pool.Close()
	}
	_ = s.mail.Close()
	s.texts.Close()
	_ = s.server.Stop(context.Background())
	_ = os.RemoveAll(s.dir)
}

// command runs the program with the clock of the scene and gives what it said.
func (s *stage) command(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, s.program, args...)
	cmd.Env = append(os.Environ(), "THROUGHGATE_ENV=test", "THROUGHGATE_CLOCK="+s.clock.UTC().Format(time.RFC3339),
		"THROUGHGATE_DATABASE_URL="+s.server.URL("unit"), "THROUGHGATE_UNIT=Haringey", "THROUGHGATE_UNIT_NAME=Haringey Support Unit",
		"THROUGHGATE_UNIT_PHONE=020 7946 0100", "THROUGHGATE_UNIT_MAILBOX=unit@unit.example", "THROUGHGATE_SMTP_URL="+s.mail.URL(),
		"THROUGHGATE_MAIL_FROM=unit@unit.example", "THROUGHGATE_ALLOW_RECIPIENTS=*", "THROUGHGATE_PUBLIC_URL=https://board.unit.example",
		"THROUGHGATE_TWILIO_ACCOUNT_SID="+account, "THROUGHGATE_TWILIO_AUTH_TOKEN="+token, "THROUGHGATE_TWILIO_FROM=+447700900999",
		"THROUGHGATE_TWILIO_API_URL="+s.texts.URL)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("throughgate %s: %w: %s", strings.Join(args, " "), err, said.String())
	}
	return out.String(), nil
}

// answers lets every service that was asked and has not answered say that it
// will do it, as on its page.
func (s *stage) answers(ctx context.Context) (int, error) {
	now := func() time.Time { return s.clock }
	who := access.Actor{AccountID: 1, Name: "Lee Link", Role: access.LinkOfficer, Areas: []string{"E09000014"}}
	tasks := &pathways.TaskService{Pool: s.pool, Now: now, Releases: &release.Service{Pool: s.pool, Now: now}}
	rows, err := s.pool.Query(ctx, `SELECT ref, version FROM task WHERE state IN ('handed_off', 'passed_on') AND service_id IS NOT NULL ORDER BY id`)
	if err != nil {
		return 0, err
	}
	type one struct {
		Ref     string
		Version int
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[one])
	if err != nil {
		return 0, err
	}
	for _, t := range list {
		if err := tasks.Accept(ctx, who, t.Ref, t.Version); err != nil {
			return 0, err
		}
	}
	return len(list), nil
}
