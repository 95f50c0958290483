package notify

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

// NeverText keeps the list of numbers that are never texted. What it gives back
// and what it writes down names no number.
type NeverText struct {
	Pool     *pgxpool.Pool
	Now      func() time.Time
	Calendar *calendar.Calendar
	Keys     NeverTextKeys
}

// NumberProblem is a line of a list of numbers that holds none.
type NumberProblem struct {
	Line    int    `json:"line"`
	Problem string `json:"problem"`
}

// numbersOf reads numbers as somebody wrote them, each once, of any country and
// kind; lines count from 1. An empty line is passed over.
func numbersOf(written []string) (numbers []string, bad []NumberProblem) {
	for i, w := range written {
		n := CheckNumber(w, true)
		switch {
		case n.E164 != "" && !slices.Contains(numbers, n.E164):
			numbers = append(numbers, n.E164)
		case n.E164 == "" && n.Reason != "empty":
			bad = append(bad, NumberProblem{Line: i + 1, Problem: n.Reason})
		}
	}
	return numbers, bad
}

// Add puts numbers on the list; texts that wait for one of them are not sent,
// and each is put on the link officer's list. It gives how many numbers were not
// on the list before. It fails with refused where there is no key.
func (s NeverText) Add(ctx context.Context, who access.Actor, written []string) (added int, bad []NumberProblem, err error) {
	numbers, bad := numbersOf(written)
	if len(s.Keys.keys) == 0 {
		return 0, bad, fault.Refused("THROUGHGATE_NEVER_TEXT_KEY is empty: give a secret of %d characters or more, and keep it", ShortestNeverTextKey)
	}
	err = pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		now := s.Now()
		if added, err = neverTextAdd(ctx, tx, s.Keys, calendar.DayOf(now), numbers); err != nil {
			return err
		}
		if err := s.withdraw(ctx, tx, now, numbers); err != nil || added == 0 {
			return err
		}
		return access.Record(ctx, tx, now, who, access.Entry{Action: access.Collect, ObjectKind: "never_text", Detail: fmt.Sprintf("%d added", added)})
	})
	return added, bad, err
}

// withdraw settles the texts that wait for these numbers; what a person was to
// be told, a worker tells.
func (s NeverText) withdraw(ctx context.Context, tx pgx.Tx, now time.Time, numbers []string) error {
	waiting, err := waitingTexts(ctx, tx, numbers)
	if err != nil {
		return err
	}
	for _, m := range waiting {
		if err := writeNotSent(ctx, tx, now, m.ID, ReasonNeverText); err != nil {
			return err
		}
		if m.Kind == AutoReply {
			continue
		}
		err := openAttention(ctx, tx, now, attention{Kind: attentionUndelivered, AboutKey: aboutMessage(m.ID), Role: access.LinkOfficer,
			PersonID: m.PersonID, ReleaseID: m.ReleaseID, MessageID: m.ID, Note: "not sent: " + ReasonNeverText,
			DueOn: s.Calendar.Add(calendar.DayOf(now), 1)})
		if err != nil {
			return err
		}
	}
	return nil
}

// Remove takes numbers off the list, under whichever key they stand there. It
// gives how many were on it.
func (s NeverText) Remove(ctx context.Context, who access.Actor, written []string) (removed int, bad []NumberProblem, err error) {
	numbers, bad := numbersOf(written)
	err = pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		if err := CheckNeverText(ctx, tx, s.Keys); err != nil {
			return err
		}
		if removed, err = neverTextRemove(ctx, tx, s.Keys, numbers); err != nil || removed == 0 {
			return err
		}
		return access.Record(ctx, tx, s.Now(), who, access.Entry{Action: access.Erase, ObjectKind: "never_text", Detail: fmt.Sprintf("%d removed", removed)})
	})
	return removed, bad, err
}

// Listed tells for each line whether its number is on the list; a line that
// holds no number is not, and is among the bad ones.
func (s NeverText) Listed(ctx context.Context, who access.Actor, written []string) (listed []bool, bad []NumberProblem, err error) {
	numbers, bad := numbersOf(written)
	err = pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		on, err := NeverTexted(ctx, tx, s.Keys, numbers)
		if err != nil {
			return err
		}
		listed = make([]bool, len(written))
		for i, w := range written {
			listed[i] = on[CheckNumber(w, true).E164]
		}
		return access.Record(ctx, tx, s.Now(), who, access.Entry{Action: access.Consult, ObjectKind: "never_text", Detail: fmt.Sprintf("%d asked", len(numbers))})
	})
	return listed, bad, err
}

// CheckNeverText fails with refused where the list holds numbers under a key
// that is not given.
func CheckNeverText(ctx context.Context, tx pgx.Tx, keys NeverTextKeys) error {
	_, err := NeverTexted(ctx, tx, keys, nil)
	return err
}
