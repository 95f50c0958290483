package release

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

// ImportLock is the key of the advisory lock that an import holds as long as it
// runs: one at a time on one database.
const ImportLock = 7_470_1001

// ImportClosing says how an import of releases ends.
type ImportClosing struct {
	ImportID int64
	Confirm  bool // somebody has confirmed a bulk change: no brake
	Review   bool // go-live: nothing leaves until its tasks have been answered
	Idle     bool // nothing of the file was stored: it did nothing that a brake could weigh
}

// Closed is what became of what an import caused.
type Closed struct {
	Queued, Held int          // messages
	Brake        string       // why they are held, in plain words; "": they are not, or the review holds them
	Review       []ReviewTask // of a go-live review, in the order of its file
}

// HoldImported keeps back, in the transaction that wrote these people, whatever
// follows from an import that is still open: the watch hands nothing off for
// their releases until CloseImport has judged the import.
func (s *Service) HoldImported(ctx context.Context, tx pgx.Tx, importID int64, people []int64) error {
	return s.holdThese(ctx, tx, importID, people)
}

// CloseImport ends an import of releases, in its last transaction: its messages
// are let go, or, where the brake goes on (domain rule 6), stay held with every
// release that it created or changed until somebody presses send. A go-live
// review keeps them until its tasks are answered.
func (s *Service) CloseImport(ctx context.Context, tx pgx.Tx, who access.Actor, c ImportClosing) (Closed, error) {
	if err := waitForWatch(ctx, tx); err != nil {
		return Closed{}, err
	}
	now := s.Now()
	var done Closed
	if !c.Review && !c.Confirm && !c.Idle {
		did, err := s.deedsOf(ctx, tx, c.ImportID)
		if err != nil {
			return Closed{}, err
		}
		done.Brake = did.Brake()
	}
	if !c.Review && done.Brake == "" {
		var err error
		_, done.Queued, err = s.letGo(ctx, tx, now, c.ImportID)
		return done, err
	}
	if err := s.holdAll(ctx, tx, c.ImportID); err != nil {
		return Closed{}, err
	}
	why := done.Brake
	if c.Review {
		why = ByReview
		var err error
		if done.Review, err = s.askForReview(ctx, tx, now, c.ImportID); err != nil {
			return Closed{}, err
		}
	}
	var err error
	if done.Held, err = countHeld(ctx, tx, c.ImportID); err != nil {
		return Closed{}, err
	}
	return done, noteHeld(ctx, tx, who, now, c.ImportID, why)
}

// HeldImport is an import that waits for somebody, in the shape of
// `held list --json`.
type HeldImport struct {
	Import   int64     `json:"import"`
	At       time.Time `json:"at"`
	File     string    `json:"file"`
	Why      string    `json:"why"` // the brake's words, or "review"
	Messages int       `json:"messages"`
	Releases int       `json:"releases"`
}

// HeldImports lists the imports whose messages wait for somebody to press send
// or to answer the review, oldest first.
func (s *Service) HeldImports(ctx context.Context, who access.Actor) ([]HeldImport, error) {
	var list []HeldImport
	err := pg.ReadTx(ctx, s.Pool, who, func(tx pgx.Tx) (err error) {
		list, err = readHeld(ctx, tx)
		return err
	})
	return list, err
}

// SentImport is what pressing send did, in the shape of `held send --json`.
type SentImport struct {
	Import         int64 `json:"import"`
	Releases       int   `json:"releases"`
	MessagesQueued int   `json:"messages_queued"`
}

// SendHeld lets what the brake holds of an import go: its messages, each looked
// at again before it leaves, and the releases, for the next watch. Errors:
// fault.NotFound for an unknown import, fault.Conflict for one that holds
// nothing or was sent already, fault.Refused for a review whose tasks still
// wait for their answers.
func (s *Service) SendHeld(ctx context.Context, who access.Actor, importID int64) (SentImport, error) {
	sent := SentImport{Import: importID}
	err := pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		if err := waitForWatch(ctx, tx); err != nil {
			return err
		}
		h, err := lockHeldImport(ctx, tx, importID)
		if err != nil {
			return err
		}
		if err := h.mayBeSent(importID); err != nil {
			return err
		}
		if err := access.Follow(ctx, tx, who); err != nil {
			return err
		}
		now := s.Now()
		if sent.Releases, sent.MessagesQueued, err = s.letGo(ctx, tx, now, importID); err != nil {
			return err
		}
		return noteSent(ctx, tx, who, now, importID)
	})
	return sent, err
}

func (h heldRow) mayBeSent(importID int64) error {
	switch {
	case h.UndoneAt != nil:
		return fault.Conflict("import %d was undone: nothing of it waits", importID)
	case h.SentAt != nil:
		return fault.Conflict("import %d was sent already: nothing of it waits", importID)
	case !h.Finished:
		return fault.Conflict("import %d has not ended yet: wait until it is on the list", importID)
	case h.Brake == "":
		return fault.Conflict("import %d holds nothing: its messages went when it ended", importID)
	case h.Brake == ByReview && h.Waiting > 0:
		return fault.Refused("import %d waits for its review: answer the review (%d tasks have no answer) and read it with throughgate review FILE",
			importID, h.Waiting)
	}
	return nil
}
