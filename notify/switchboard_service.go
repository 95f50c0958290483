package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
)

// Switchboard decides whether messages may leave at all: by channel, and not
// from a database that was restored before somebody has looked.
type Switchboard struct {
	Pool   *pgxpool.Pool
	Clock  func() time.Time // UTC
	Outbox *Outbox
	// AfterRestore, where it is given, does in the same transaction what else a
	// restore asks for beyond messages.
	AfterRestore func(ctx context.Context, tx pgx.Tx, now time.Time) error
}

// Pause turns a channel off: from the next message on nothing leaves on it. A
// reason is shown to staff on a page.
func (s *Switchboard) Pause(ctx context.Context, who access.Actor, channel Channel, reason string) error {
	return pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		now := s.Clock()
		if _, err := writePause(ctx, tx, now, channel, PausedByPerson, who.Key(), reason); err != nil {
			return err
		}
		return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "sending", Detail: string(channel) + " paused"})
	})
}

// Resume turns a channel on and lets go what waited for it. It gives how many
// messages that were. The alarms of receipts that had turned it off are closed.
func (s *Switchboard) Resume(ctx context.Context, who access.Actor, channel Channel) (woken int, err error) {
	err = pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		now := s.Clock()
		if _, err := writeResume(ctx, tx, channel); err != nil {
			return err
		}
		if channel == Text {
			if err := closeCodeAlarms(ctx, tx, now, who.Key()); err != nil {
				return err
			}
		}
		if woken, err = s.wake(ctx, tx, now); err != nil {
			return err
		}
		return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "sending", Detail: string(channel) + " resumed"})
	})
	return woken, err
}

// Wake lets go what waits for a switch that is on. A message that looked at the
// switch in the moment in which it was turned on is found by it.
func (s *Switchboard) Wake(ctx context.Context) error {
	return pg.InTx(ctx, s.Pool, delivering(), func(tx pgx.Tx) error {
		_, err := s.wake(ctx, tx, s.Clock())
		return err
	})
}

func (s *Switchboard) wake(ctx context.Context, tx pgx.Tx, now time.Time) (int, error) {
	list, err := takeWaiting(ctx, tx, now)
	if err != nil {
		return 0, err
	}
	return len(list), s.Outbox.ask(ctx, tx, list)
}

// State reads what may leave at the moment.
func (s *Switchboard) State(ctx context.Context) (state SendingState, err error) {
	err = pg.ReadTx(ctx, s.Pool, delivering(), func(tx pgx.Tx) error {
		state, err = ReadSending(ctx, tx, s.Clock())
		return err
	})
	return state, err
}

// CheckHome finds out whether this database was restored from a backup. If so
// nothing leaves until ResumeRestored, and what was due becomes unknown: the
// database that the backup was taken from may have sent it. It gives in which
// way the database is another, "" where it is not or was found out before. The
// first call on a new database notes where it lives. A copy of the whole disk is
// not recognised.
func (s *Switchboard) CheckHome(ctx context.Context) (moved string, err error) {
	var was, is home
	var noted bool
	err = pg.ReadTx(ctx, s.Pool, delivering(), func(tx pgx.Tx) (err error) {
		was, is, noted, err = readHome(ctx, tx)
		return err
	})
	if err != nil {
		return "", err
	}
	moved = was.moved(is)
	if noted && moved == "" {
		return "", nil
	}
	err = pg.InTx(ctx, s.Pool, delivering(), func(tx pgx.Tx) error {
		now := s.Clock()
		if !noted {
			moved = ""
			return noteHome(ctx, tx, now, is)
		}
		mine, err := noteRestored(ctx, tx, now, is)
		if err != nil || !mine {
			return err
		}
		return s.doubt(ctx, tx, now, moved)
	})
	return moved, err
}

// Restored is somebody's word that this database was restored, where CheckHome
// cannot know: from a copy of the whole disk, or from a backup that is older than
// what CheckHome goes by. On one that is known to be it does nothing.
func (s *Switchboard) Restored(ctx context.Context, who access.Actor) error {
	return pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		now := s.Clock()
		if err := NoteHome(ctx, tx, now); err != nil {
			return err
		}
		mine, err := noteRestoredByWord(ctx, tx, now)
		if err != nil || !mine {
			return err
		}
		return s.doubt(ctx, tx, now, "by "+who.Key())
	})
}

func (s *Switchboard) doubt(ctx context.Context, tx pgx.Tx, now time.Time, moved string) error {
	messages, err := doubtDue(ctx, tx, now)
	if err != nil {
		return err
	}
	entries := []access.Entry{{Action: access.Alter, ObjectKind: "sending", Detail: "paused: the database was restored (" + moved + ")"}}
	today := calendar.DayOf(now)
	for _, m := range messages {
		a := attention{Kind: attentionUnknownOutcome, AboutKey: aboutMessage(m.ID), Role: access.LinkOfficer, PersonID: m.PersonID,
			ReleaseID: m.ReleaseID, ServiceID: m.ServiceID, MessageID: m.ID, Note: reasonRestored, DueOn: today}
		if err := openAttention(ctx, tx, now, a); err != nil {
			return err
		}
	}
	if err := recordDisclosed(ctx, tx, now, delivering(), Unsettled, messages); err != nil {
		return err
	}
	if s.AfterRestore != nil {
		if err := s.AfterRestore(ctx, tx, now); err != nil {
			return err
		}
	}
	return access.Record(ctx, tx, now, delivering(), entries...)
}

// ResumeRestored lets a restored database send: somebody has seen what waits.
// It gives how many messages go on their way. Channels that are paused stay so.
func (s *Switchboard) ResumeRestored(ctx context.Context, who access.Actor) (woken int, err error) {
	err = pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		now := s.Clock()
		_, is, _, err := readHome(ctx, tx)
		if err != nil {
			return err
		}
		if err := noteHome(ctx, tx, now, is); err != nil {
			return err
		}
		if woken, err = s.wake(ctx, tx, now); err != nil {
			return err
		}
		return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "sending", Detail: "resumed after a restore"})
	})
	if err != nil {
		return 0, fmt.Errorf("resume sending: %w", err)
	}
	return woken, nil
}
