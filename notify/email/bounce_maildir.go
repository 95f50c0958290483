package email

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"throughgate/internal/fault"
)

// lookMaildir takes in each mail of new and then moves it to cur, as a reader
// does that has seen it. Delivery into a Maildir needs no lock: a file stands in
// new whole or not at all.
func (b *BounceBox) lookMaildir(ctx context.Context) error {
	list, err := os.ReadDir(filepath.Join(b.Path, "new"))
	if err != nil {
		return fault.Refused("the mailbox of bounces cannot be listed: let this program's user read its folder new")
	}
	var problems []error
	for _, entry := range list {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if strings.HasPrefix(entry.Name(), ".") || !entry.Type().IsRegular() {
			continue
		}
		raw, err := readStart(filepath.Join(b.Path, "new", entry.Name()))
		if errors.Is(err, fs.ErrNotExist) {
			continue // another worker was first
		}
		if err != nil {
			problems = append(problems, fault.Refused("a mail in the mailbox of bounces cannot be read: let this program's user read it"))
			continue
		}
		if err := b.take(ctx, raw); err != nil {
			return err
		}
		if err := b.moveOn(entry.Name()); err != nil {
			return err
		}
	}
	if len(problems) > 0 {
		return fmt.Errorf("%w (%d such)", problems[0], len(problems))
	}
	return nil
}

// moveOn marks a mail as seen. One that cannot be moved would be read every
// minute, to no effect.
func (b *BounceBox) moveOn(name string) error {
	base, _, _ := strings.Cut(name, ":")
	err := os.Rename(filepath.Join(b.Path, "new", name), filepath.Join(b.Path, "cur", base+":2,S"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fault.Refused("a bounce was taken in and cannot be moved from new to cur: let this program's user write there")
	}
	return nil
}

// readStart reads as much of a mail as is looked at.
func readStart(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, MaxBounce))
}
