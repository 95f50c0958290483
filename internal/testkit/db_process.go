package testkit

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/pg"
	"throughgate/migrations"
)

const templateName = "throughgate_template"

// Prepare puts into a migrated database what every test of a package wants to
// find there, such as the reference data.
type Prepare func(ctx context.Context, url string) error

// Main runs a package's tests with prepare done once, in the template; each
// test's database then holds its result. It also stops the server in good time.
// A package that needs neither may do without: the server then ends by itself
// when the test process does.
//
//	func TestMain(m *testing.M) { testkit.Main(m, reference.Load) }
func Main(m *testing.M, prepare ...Prepare) {
	process.prepare = prepare
	m.Run() // the exit code is taken over by the testing package
	if err := process.stop(); err != nil {
		fmt.Fprintln(os.Stderr, "stop the test database server:", err)
	}
}

// process is what the tests of one process share. A server belongs to the
// process as such: a test has no other place to find it.
var process shared

type shared struct {
	prepare []Prepare

	startOnce sync.Once
	server    *pg.Private
	startErr  error

	templateOnce sync.Once
	templateErr  error

	databases atomic.Int64

	dropOnce sync.Once
	dropped  chan string // databases of tests that have ended
	stopping atomic.Bool // what is left of them goes with the server
}

// running starts the server for the first test that asks.
func (s *shared) running() (*pg.Private, error) {
	s.startOnce.Do(func() {
		s.server, s.startErr = pg.Start(context.Background(), pg.PrivateOptions{InMemory: true, Settings: logging()})
	})
	return s.server, s.startErr
}

// logging has the server log every statement as JSON into the folder that
// THROUGHGATE_TEST_LOGS names, into which its user may write: what
// internal/testkit/released gathers. Usually there is none.
func logging() map[string]string {
	dir := os.Getenv("THROUGHGATE_TEST_LOGS")
	if dir == "" {
		return nil
	}
	return map[string]string{"logging_collector": "on", "log_destination": "jsonlog", "log_directory": dir,
		"log_filename": fmt.Sprintf("%d-%%s.log", os.Getpid()), "log_rotation_size": "0", "log_min_duration_statement": "0"}
}

// migrated makes the template for the first test that asks.
func (s *shared) migrated() (*pg.Private, error) {
	server, err := s.running()
	if err != nil {
		return nil, err
	}
	s.templateOnce.Do(func() { s.templateErr = s.makeTemplate(server) })
	return server, s.templateErr
}

func (s *shared) makeTemplate(server *pg.Private) error {
	ctx := context.Background()
	if err := server.EnsureDatabase(ctx, templateName); err != nil {
		return err
	}
	url := server.URL(templateName)
	if err := migrations.Up(ctx, url, nil); err != nil {
		return err
	}
	if ok, err := migrations.EnsureRoles(ctx, url, ""); err != nil || !ok {
		return fmt.Errorf("make the roles in the template database: %w", err)
	}
	for _, prepare := range s.prepare {
		if err := prepare(ctx, url); err != nil {
			return fmt.Errorf("prepare the template database: %w", err)
		}
	}
	// A database that takes no connections can be copied at any time.
	return run(server, "alter database "+templateName+" is_template true allow_connections false")
}

func (s *shared) nextName() string { return fmt.Sprintf("test_%d", s.databases.Add(1)) }

// drop removes the database of a test that has ended, beside the tests to come:
// PostgreSQL looks only ten times a second whether its last session has gone.
func (s *shared) drop(name string) {
	s.dropOnce.Do(func() {
		s.dropped = make(chan string, 32)
		go func() {
			for name := range s.dropped {
				if err := run(s.server, "drop database "+name+" with (force)"); err != nil && !s.stopping.Load() {
					fmt.Fprintln(os.Stderr, "drop the database of a test:", err)
				}
			}
		}()
	})
	s.dropped <- name
}

func (s *shared) stop() error {
	if s.server == nil {
		return nil
	}
	s.stopping.Store(true)
	ctx, cancel := context.WithTimeout(context.Background(), cleanupLimit)
	defer cancel()
	return s.server.Stop(ctx)
}

// run executes one statement outside any test database.
func run(server *pg.Private, statement string) (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), cleanupLimit)
	defer cancel()
	conn, err := pgx.Connect(ctx, server.URL("postgres"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	_, err = conn.Exec(ctx, statement)
	return err
}
