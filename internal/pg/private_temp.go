package pg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// temporaryDir makes and claims a folder in root, with a path short enough for a
// socket, which only the user can enter.
func temporaryDir(user serverUser, root string) (string, *os.File, error) {
	const attempts = 10
	for range attempts {
		dir, err := os.MkdirTemp(root, tempPrefix)
		if err != nil {
			return "", nil, fmt.Errorf("%w: %w", ErrDir, err)
		}
		claim, err := claimDir(dir)
		if err != nil {
			continue // another program took it for a dead one's between the two steps
		}
		if sameDir(dir, claim) {
			if err := user.own(dir); err != nil {
				return "", nil, errors.Join(fmt.Errorf("%w: %w", ErrDir, err), claim.Close(), os.RemoveAll(dir))
			}
			return dir, claim, nil
		}
		claim.Close()
	}
	return "", nil, fmt.Errorf("%w: no temporary folder could be made in %s", ErrDir, root)
}

// tempRoot is the machine's folder for temporary files, or /tmp when that is
// too long for a socket's path or closed to the user.
func tempRoot(user serverUser) string {
	const fallback = "/tmp"
	root := os.TempDir()
	random := "4294967295"
	if len(filepath.Join(root, tempPrefix+random, socketFile)) >= longestPath || user.canReach(root) != nil {
		return fallback
	}
	return root
}

const (
	// memoryRoot is Linux's file system in memory.
	memoryRoot = "/dev/shm"
	// memoryRoom is what has to be free there: containers often have 64 MB.
	memoryRoom = 4 << 30
)

// roomIn is the file system in memory at dir, or otherwise where the machine has
// none, where it is short of room, or where somebody has named another folder
// for temporary files.
func roomIn(dir, otherwise string) string {
	const inMemory = 0x0102_1994 // statfs(2), TMPFS_MAGIC
	var fs syscall.Statfs_t
	if os.TempDir() != "/tmp" || syscall.Statfs(dir, &fs) != nil || int64(fs.Type) != inMemory || fs.Bavail*uint64(fs.Bsize) < memoryRoom {
		return otherwise
	}
	return dir
}

// sweep removes what throw-away servers of dead programs left behind: usually
// nothing, as each server has a watchdog. What belongs to a living program is
// locked, what belongs to other people is closed to us; both are passed over.
func sweep() {
	roots := []string{memoryRoot, "/tmp"}
	if root := os.TempDir(); root != "/tmp" {
		roots = append(roots, root)
	}
	for _, root := range roots {
		dirs, err := filepath.Glob(filepath.Join(root, tempPrefix+"*"))
		if err != nil {
			continue
		}
		for _, dir := range dirs {
			sweepDir(dir)
		}
	}
}

func sweepDir(dir string) {
	info, err := os.Lstat(dir)
	if err != nil || !info.IsDir() {
		return
	}
	claim, err := claimDir(dir)
	if err != nil {
		return
	}
	defer claim.Close()
	if listening(filepath.Join(dir, socketFile)) && !endOrphan(dir, info.Sys().(*syscall.Stat_t)) {
		return
	}
	// What cannot be removed now is tried again at the next start.
	_ = os.RemoveAll(dir)
}

// endOrphan ends the server that still answers in a dead program's folder and
// says whether it is gone: usually its watchdog is ending it already. The
// signal is sent with the rights of the folder's owner, so that a folder made
// by somebody else cannot make root end a stranger's process.
func endOrphan(dir string, owner *syscall.Stat_t) bool {
	const patience = 10 * time.Second // PostgreSQL gives its own processes 5
	gone := func() bool { return !listening(filepath.Join(dir, socketFile)) }
	if owner.Uid == 0 {
		return false
	}
	pid, ok := readPidFile(filepath.Join(dir, "data"))
	user := serverUser{uid: owner.Uid, gid: owner.Gid, drop: os.Geteuid() == 0}
	if !ok || user.command(killCommand(syscall.SIGQUIT, pid.process)).Run() != nil {
		return gone()
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return poll(ctx, 20*time.Millisecond, gone)
}
