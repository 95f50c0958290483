package email

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"throughgate/internal/fault"
	"throughgate/notify"
)

// BounceBox is the mailbox into which the machine's own mail server delivers
// what comes to the bounce address: a Maildir folder or an mbox file.
type BounceBox struct {
	Path     string
	Machine  string // whose file it is: every machine has one of that name
	Bounces  *Bounces
	Receipts interface {
		Bounced(ctx context.Context, b notify.Bounce) error
	}
	Marks interface {
		Read(ctx context.Context, name string) (notify.BounceMark, error)
		Keep(ctx context.Context, name string, mark notify.BounceMark) error
	}
	Log *slog.Logger // references only
}

// Look takes in what has come since it last looked. It may be called by many at
// once, and be broken off anywhere: the same report again changes nothing. A
// mailbox that is not there yet is empty.
func (b *BounceBox) Look(ctx context.Context) error {
	about, err := os.Stat(b.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fault.Refused("the mailbox of bounces cannot be looked at: let this program's user read it")
	case about.IsDir():
		return b.lookMaildir(ctx)
	}
	return b.lookMbox(ctx)
}

// take passes one mail on. What is no report on a message of ours is passed
// over; an error means that it is to be read again.
func (b *BounceBox) take(ctx context.Context, raw []byte) error {
	report, ok := b.Bounces.Read(raw, "")
	if !ok {
		b.Log.Info("a mail in the mailbox of bounces is no report on a message of ours")
		return nil
	}
	err := b.Receipts.Bounced(ctx, report)
	if fault.Is(err, fault.KindNotFound) || fault.Is(err, fault.KindInvalid) {
		b.Log.Warn("a bounce is about no message we know", "message", report.Ref)
		return nil
	}
	if err != nil {
		return fmt.Errorf("a bounce waits in the mailbox: %w", err)
	}
	b.Log.Info("a bounce was taken in", "message", report.Ref, "action", string(report.Action), "code", report.Code)
	return nil
}

// CheckBounceBox says what is wrong with the setting of a mailbox; "" for
// nothing. One that is not there yet is in order: it is made by the first mail.
func CheckBounceBox(path string) string {
	if !filepath.IsAbs(path) {
		return "THROUGHGATE_BOUNCE_MAILBOX must be a whole path, such as /var/mail/throughgate or /var/mail/throughgate/ for a Maildir"
	}
	about, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Stat(filepath.Dir(filepath.Clean(path))); err != nil {
			return "THROUGHGATE_BOUNCE_MAILBOX: the folder it lies in is not there, or may not be entered"
		}
		return ""
	case err != nil:
		return "THROUGHGATE_BOUNCE_MAILBOX cannot be looked at: let this program's user read it"
	case about.IsDir():
		for _, part := range []string{"new", "cur"} {
			if inside, err := os.Stat(filepath.Join(path, part)); err != nil || !inside.IsDir() {
				return "THROUGHGATE_BOUNCE_MAILBOX is a folder and no Maildir: new and cur are missing"
			}
		}
		return ""
	case !about.Mode().IsRegular():
		return "THROUGHGATE_BOUNCE_MAILBOX is neither a file nor a folder"
	}
	f, err := os.Open(path)
	if err != nil {
		return "THROUGHGATE_BOUNCE_MAILBOX cannot be opened: let this program's user read it"
	}
	_ = f.Close() // it was only opened
	return ""
}
