package email

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"syscall"

	"throughgate/internal/fault"
	"throughgate/notify"
)

// errNoMbox: the file does not begin as an mbox does.
var errNoMbox = fault.Invalid("THROUGHGATE_BOUNCE_MAILBOX is no mbox: it does not begin with a line From")

const (
	mostAtOnce = 200 // mails read under one lock
	tailLength = 512 // bytes before the mark that must be as they were
)

// lookMbox takes in the mails behind the mark. The file is never written to: it
// is the mail server's, and whoever empties it may. While it is read it is
// locked, and while somebody else has it locked it waits for the next look.
func (b *BounceBox) lookMbox(ctx context.Context) error {
	name := b.Machine + ":" + b.Path
	mark, err := b.Marks.Read(ctx, name)
	if err != nil {
		return err
	}
	for {
		mails, next, err := b.readMbox(mark)
		if err != nil || next.Size == mark.Size && bytes.Equal(next.Tail, mark.Tail) {
			return err
		}
		for _, raw := range mails {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err := b.take(ctx, raw); err != nil {
				return err
			}
		}
		if err := b.Marks.Keep(ctx, name, next); err != nil {
			return err
		}
		mark = next
	}
}

// readMbox reads some whole mails behind the mark and gives the mark behind
// them; with nothing to read, or the file locked, the same mark. A file that is
// shorter than the mark, or says something else before it, was emptied or
// changed for another: it is read from its beginning.
func (b *BounceBox) readMbox(mark notify.BounceMark) ([][]byte, notify.BounceMark, error) {
	f, err := os.Open(b.Path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, mark, nil
	}
	if err != nil {
		return nil, mark, fault.Refused("the mailbox of bounces cannot be opened: let this program's user read it")
	}
	defer f.Close() // lets go of the lock too
	if busy, err := lockedByOthers(f); err != nil || busy {
		if busy {
			b.Log.Info("the mailbox of bounces is locked by somebody: it is looked at again at the next look")
		}
		return nil, mark, err
	}
	about, err := f.Stat()
	if err != nil {
		return nil, mark, fault.Refused("the mailbox of bounces cannot be looked at")
	}
	size, from := about.Size(), mark.Size
	if from > size || !bytes.Equal(tailOf(f, from), mark.Tail) {
		from = 0
	}
	mails, read, err := splitMbox(io.NewSectionReader(f, from, size-from))
	if errors.Is(err, errNoMbox) && from > 0 {
		from = 0 // what was taken for the end of a mail was none
		mails, read, err = splitMbox(io.NewSectionReader(f, 0, size))
	}
	if err != nil {
		return nil, mark, err
	}
	return mails, notify.BounceMark{Size: from + read, Tail: tailOf(f, from+read)}, nil
}

// lockedByOthers tells whether somebody is writing, in either of the ways in
// which Postfix, Exim and procmail say so. Where nobody is, the file is ours to
// read until it is closed.
func lockedByOthers(f *os.File) (bool, error) {
	if _, err := os.Lstat(f.Name() + ".lock"); err == nil {
		return true, nil
	}
	err := syscall.FcntlFlock(f.Fd(), syscall.F_SETLK, &syscall.Flock_t{Type: syscall.F_RDLCK, Whence: io.SeekStart})
	switch {
	case errors.Is(err, syscall.EAGAIN), errors.Is(err, syscall.EACCES):
		return true, nil
	case err != nil:
		return false, fault.Refused("the mailbox of bounces cannot be locked: is it on a disk of this machine?")
	}
	return false, nil
}

// tailOf sums up what stands before a place. At the beginning that is nothing.
func tailOf(f *os.File, place int64) []byte {
	before := make([]byte, min(place, tailLength))
	if _, err := f.ReadAt(before, place-int64(len(before))); err != nil || place == 0 {
		return []byte{}
	}
	sum := sha256.Sum256(before)
	return sum[:]
}

// splitMbox cuts a file into mails, at most a batch of them, and tells how many
// bytes they take. A mail ends at an empty line before a line that begins with
// "From ", or at an empty line at the end of the file: one that does not is
// still being written, and is left for later. Of a long mail only the beginning
// is kept.
func splitMbox(in io.Reader) (mails [][]byte, read int64, err error) {
	lines := bufio.NewReaderSize(in, 64<<10)
	var mail []byte
	var place int64
	blank, begun, whole := true, false, true // the line before: empty; a mail has begun; the line was read to its end
	for {
		line, err := lines.ReadSlice('\n')
		if whole && blank && bytes.HasPrefix(line, []byte("From ")) {
			if begun {
				mails, read = append(mails, mail), place
				if len(mails) == mostAtOnce {
					return mails, read, nil
				}
			}
			mail, begun = nil, true
		} else if whole && place == 0 && len(line) > 0 {
			return nil, 0, errNoMbox
		}
		place += int64(len(line))
		if room := MaxBounce - len(mail); room > 0 {
			mail = append(mail, line[:min(len(line), room)]...)
		}
		switch {
		case err == nil:
			blank = whole && len(bytes.TrimRight(line, "\r\n")) == 0
			whole = true
		case errors.Is(err, bufio.ErrBufferFull):
			whole = false
		case errors.Is(err, io.EOF):
			if begun && blank && len(line) == 0 {
				mails, read = append(mails, mail), place
			}
			return mails, read, nil
		default:
			return nil, 0, fault.Refused("the mailbox of bounces cannot be read to its end")
		}
	}
}
