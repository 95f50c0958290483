package pg

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// claimDir locks the folder. ErrInUse when another process holds it.
func claimDir(dir string) (*os.File, error) {
	folder, err := os.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDir, err)
	}
	if err := syscall.Flock(int(folder.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		folder.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("%w: a private PostgreSQL already runs in %s for another program; stop that one first, or choose another folder", ErrInUse, dir)
		}
		return nil, fmt.Errorf("%w: lock %s: %w", ErrDir, dir, err)
	}
	return folder, nil
}

// sameDir says whether the path still leads to the folder we hold.
func sameDir(dir string, held *os.File) bool {
	there, err := os.Stat(dir)
	if err != nil {
		return false
	}
	ours, err := held.Stat()
	return err == nil && os.SameFile(there, ours)
}

// makeOpen makes a folder that the server's user can pass through; the data
// inside are closed to everybody else.
func makeOpen(dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.Chmod(dir, 0o755) // whatever the umask
}

// makeOwned makes a folder that only the user can enter.
func makeOwned(dir string, user serverUser) error {
	if err := os.Mkdir(dir, 0o700); err != nil && !os.IsExist(err) {
		return fmt.Errorf("%w: %w", ErrDir, err)
	}
	if err := user.own(dir); err != nil {
		return fmt.Errorf("%w: %w", ErrDir, err)
	}
	return nil
}
