package pg

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// serverUser is whom the server runs as.
type serverUser struct {
	name     string
	uid, gid uint32
	// drop is true when we are root and must become that user first.
	drop bool
}

// chooseUser is ourselves, or for root the owner of the data that are there,
// else the user postgres, else nobody.
func chooseUser(dataDir string) (serverUser, error) {
	self := uint32(os.Geteuid())
	info, err := os.Stat(dataDir)
	switch {
	case err == nil:
		owner := info.Sys().(*syscall.Stat_t)
		if self == 0 && owner.Uid != 0 {
			return serverUser{name: nameOf(owner.Uid), uid: owner.Uid, gid: owner.Gid, drop: true}, nil
		}
		if self != owner.Uid {
			return serverUser{}, fmt.Errorf("%w: %s belongs to the user %s, who made it, and you are %s; run this as that user or as root, or choose another folder",
				ErrDir, dataDir, nameOf(owner.Uid), nameOf(self))
		}
	case !os.IsNotExist(err):
		return serverUser{}, fmt.Errorf("%w: %w", ErrDir, err)
	}
	if self != 0 {
		return serverUser{name: nameOf(self), uid: self, gid: uint32(os.Getegid())}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, ok := lookUp(name); ok {
			return u, nil
		}
	}
	return serverUser{}, fmt.Errorf("PostgreSQL does not run as root, and this machine has neither a user postgres nor a user nobody to run it as")
}

func lookUp(name string) (serverUser, bool) {
	found, err := user.Lookup(name)
	if err != nil {
		return serverUser{}, false
	}
	uid, errU := strconv.ParseUint(found.Uid, 10, 32)
	gid, errG := strconv.ParseUint(found.Gid, 10, 32)
	if errU != nil || errG != nil || uid == 0 {
		return serverUser{}, false
	}
	return serverUser{name: name, uid: uint32(uid), gid: uint32(gid), drop: true}, true
}

func nameOf(uid uint32) string {
	id := strconv.FormatUint(uint64(uid), 10)
	if found, err := user.LookupId(id); err == nil {
		return found.Username
	}
	return "number " + id
}

// own gives path to the user.
func (u serverUser) own(path string) error {
	if !u.drop {
		return nil
	}
	return os.Chown(path, int(u.uid), int(u.gid))
}

// canReach says whether the user can enter dir and every folder above it.
func (u serverUser) canReach(dir string) error {
	if !u.drop {
		return nil
	}
	for ; ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err != nil {
			return err
		}
		owner := info.Sys().(*syscall.Stat_t)
		enter := os.FileMode(0o001)
		switch {
		case owner.Uid == u.uid:
			enter = 0o100
		case owner.Gid == u.gid:
			enter = 0o010
		}
		if info.Mode()&enter == 0 {
			return fmt.Errorf("the user %s, whom the server runs as because you are root, may not enter %s", u.name, dir)
		}
		if dir == filepath.Dir(dir) {
			return nil
		}
	}
}

// command prepares a program that runs as the user, in a process group of its
// own: Ctrl-C in the terminal must not reach it before we stop it. Its
// environment is fixed, so that no PGDATA or LANG of ours changes what it does.
func (u serverUser) command(cmd *exec.Cmd) *exec.Cmd {
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=/usr/bin:/bin:/usr/local/bin", "LC_ALL=C", "TZ=UTC"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if u.drop {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: u.uid, Gid: u.gid}
	}
	return cmd
}
