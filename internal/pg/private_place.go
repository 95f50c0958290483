package pg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// ErrDir says that a folder cannot hold a private server as it is.
var ErrDir = errors.New("the folder cannot be used for a private PostgreSQL")

// ErrInUse says that another program runs a private server in the folder.
var ErrInUse = errors.New("the folder is in use")

const (
	superuser   = "postgres"
	socketPort  = "5432"
	socketFile  = ".s.PGSQL." + socketPort
	longestPath = 100 // the kernel allows 104 bytes (macOS) or 108 (Linux)
	tempPrefix  = "tg-pg-"
)

// place is the folder of a private server and our claim on it: a lock on the
// folder itself, which the kernel lets go when this process ends in any way.
type place struct {
	dir       string
	socketDir string
	user      serverUser
	claims    []*os.File
	temporary string // removed in the end: the throw-away itself, or the socket's own folder
}

func (p *place) dataDir() string { return filepath.Join(p.dir, "data") }
func (p *place) logPath() string { return filepath.Join(p.dir, "server.log") }

// major is the version that made the data; 0 when there are none yet.
func (p *place) major() int {
	text, err := os.ReadFile(filepath.Join(p.dataDir(), "PG_VERSION"))
	if err != nil {
		return 0
	}
	major, _ := majorOf(strings.TrimSpace(string(text)))
	return major
}

func takePlace(ctx context.Context, opts PrivateOptions) (*place, error) {
	if opts.Durable {
		return takeDurable(ctx, opts.Dir)
	}
	return takeThrowAway(opts.InMemory)
}

func takeThrowAway(inMemory bool) (*place, error) {
	user, err := chooseUser("")
	if err != nil {
		return nil, err
	}
	root := tempRoot(user)
	if inMemory {
		root = roomIn(memoryRoot, root)
	}
	dir, claim, err := temporaryDir(user, root)
	if err != nil {
		return nil, err
	}
	return &place{dir: dir, socketDir: dir, user: user, claims: []*os.File{claim}, temporary: dir}, nil
}

func takeDurable(ctx context.Context, dir string) (*place, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDir, err)
	}
	if err := makeOpen(dir); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDir, err)
	}
	claim, err := claimDir(dir)
	if err != nil {
		return nil, err
	}
	p := &place{dir: dir, claims: []*os.File{claim}}
	if err := p.settle(ctx); err != nil {
		return nil, errors.Join(err, p.release())
	}
	return p, nil
}

func (p *place) settle(ctx context.Context) error {
	var err error
	if p.user, err = chooseUser(p.dataDir()); err != nil {
		return err
	}
	if err := p.user.canReach(p.dir); err != nil {
		return fmt.Errorf("%w: %w; choose another one, or let that user in", ErrDir, err)
	}
	if err := p.settleOldServer(ctx); err != nil {
		return err
	}
	return p.chooseSocketDir()
}

// chooseSocketDir takes a folder beside the data, or a temporary one when the
// path would be longer than a socket's may be.
func (p *place) chooseSocketDir() error {
	p.socketDir = filepath.Join(p.dir, "run")
	if len(filepath.Join(p.socketDir, socketFile)) >= longestPath {
		dir, claim, err := temporaryDir(p.user, tempRoot(p.user))
		if err != nil {
			return err
		}
		p.socketDir, p.temporary, p.claims = dir, dir, append(p.claims, claim)
		return nil
	}
	return makeOwned(p.socketDir, p.user)
}

// release removes what is temporary and gives the claims up, in this order, so
// that nobody sweeps what we are removing.
func (p *place) release() error {
	var err error
	if p.temporary != "" {
		err = os.RemoveAll(p.temporary)
	}
	for _, claim := range p.claims {
		err = errors.Join(err, claim.Close())
	}
	return err
}
