package pg

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// PrivateOptions say what kind of private server is wanted.
type PrivateOptions struct {
	// Durable keeps the data in Dir from one start to the next and writes them
	// safely to disk. Otherwise the server is a throw-away: fast, in a temporary
	// folder, and gone with the program.
	Durable bool
	// Dir is the folder of a durable server; it is made when it is missing. A
	// throw-away takes none.
	Dir string
	// InMemory keeps a throw-away's data in the machine's own file system in
	// memory, where there is one with room for several such servers: for data of
	// some hundred megabytes.
	InMemory bool
	// BinDirs are the folders to look for PostgreSQL's programs in; none means
	// the usual places of Debian, Ubuntu, Fedora and Homebrew, and PATH.
	BinDirs []string
	// Settings are further settings of PostgreSQL, by name.
	Settings map[string]string
}

// Private is a PostgreSQL server of our own. It listens on a socket in a
// folder that only its user can enter, never on the network.
type Private struct {
	opts     PrivateOptions
	binaries binaries
	user     serverUser
	place    *place
	cmd      *exec.Cmd
	watchdog *watchdog
	done     chan struct{}
	stop     sync.Once
	stopErr  error
}

// startLimit bounds one start, recovery after a crash included.
const startLimit = 2 * time.Minute

// Start finds PostgreSQL on this machine, makes a cluster where there is none
// yet and starts it. Run as root it starts the server as the user postgres (or
// nobody), because PostgreSQL refuses root. ErrNotInstalled, ErrInUse and
// ErrDir name what a person has to change. The server ends with Stop, and also
// when this process ends in any other way.
func Start(ctx context.Context, opts PrivateOptions) (*Private, error) {
	if opts.Durable == (opts.Dir == "") {
		return nil, errors.New("a durable private server needs a folder, and a throw-away takes none")
	}
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	sweep()
	place, err := takePlace(ctx, opts)
	if err != nil {
		return nil, err
	}
	p := &Private{opts: opts, place: place, user: place.user, done: make(chan struct{})}
	if err := p.start(ctx); err != nil {
		return nil, errors.Join(err, place.release())
	}
	return p, nil
}

func (p *Private) start(ctx context.Context) error {
	var err error
	if p.binaries, err = findBinaries(p.opts.BinDirs, p.place.major()); err != nil {
		return err
	}
	if err := p.initialise(ctx); err != nil {
		return err
	}
	if err := p.launch(); err != nil {
		return err
	}
	if err := p.awaitReady(ctx); err != nil {
		return errors.Join(err, p.halt(context.WithoutCancel(ctx)))
	}
	return nil
}

// URL is the address of a database on this server, for Open and for psql.
func (p *Private) URL(database string) string {
	options := url.Values{"host": {p.place.socketDir}, "port": {socketPort}, "sslmode": {"disable"}}
	address := url.URL{
		Scheme: "postgres",
		User:   url.User(superuser),
		Path:   "/" + database,
		// PostgreSQL's clients read + as itself, not as a space.
		RawQuery: strings.ReplaceAll(options.Encode(), "+", "%20"),
	}
	return address.String()
}

// Major is the server's major version, 15 for PostgreSQL 15.18.
func (p *Private) Major() int { return p.binaries.major }

// Program is the path of another program of the same PostgreSQL, such as
// pg_dump.
func (p *Private) Program(name string) string { return filepath.Join(p.binaries.dir, name) }

// Done is closed when the server has ended, wanted or not.
func (p *Private) Done() <-chan struct{} { return p.done }

// EnsureDatabase makes the database unless it is there already.
func (p *Private) EnsureDatabase(ctx context.Context, name string) error {
	conn, err := pgx.Connect(ctx, p.URL("postgres"))
	if err != nil {
		return fmt.Errorf("make database %s: %w", name, err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	var exists bool
	if err := conn.QueryRow(ctx, "select exists (select from pg_database where datname = $1)", name).Scan(&exists); err != nil {
		return fmt.Errorf("look for database %s: %w", name, err)
	}
	if exists {
		return nil
	}
	if _, err := conn.Exec(ctx, "create database "+pgx.Identifier{name}.Sanitize()); err != nil {
		return fmt.Errorf("make database %s: %w", name, err)
	}
	return nil
}
