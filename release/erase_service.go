package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/pathways"
)

// errNoErasedKey: what is left of a number has to be under a key, and the proof
// has to be sealed.
var errNoErasedKey = fault.Refused("THROUGHGATE_AUDIT_KEY is empty: without it an erasure could not be proved, and nobody is erased")

// eraseCause is why people are erased: by the rule, or because somebody asked
// and somebody else agreed.
type eraseCause struct {
	rule    *Retention
	request *agreedErasure
}

// leaves tells whether somebody is erased on that ground.
func (c eraseCause) leaves(l Leaver, today calendar.Date) bool {
	if c.rule != nil {
		return c.rule.Stays(l, today) == Leaves
	}
	return l.mayGo() == Leaves
}

// erasePeople erases those of some people who may still go, in the transaction:
// everything about them, with what the figures count of them kept as numbers, the
// proof, and a row of the audit for each. Imports and the watch are kept out
// meanwhile. It gives how many were erased. Errors: fault.Conflict while an import
// is running; fault.Refused without a key.
func (s *Service) erasePeople(ctx context.Context, tx pgx.Tx, who access.Actor, people []int64, why eraseCause) (int, error) {
	if s.AuditKeys.None() {
		return 0, errNoErasedKey
	}
	now := s.Now()
	today := calendar.DayOf(now)
	if err := takeImportLock(ctx, tx); err != nil {
		return 0, err
	}
	if err := lockForWatch(ctx, tx); err != nil {
		return 0, err
	}
	if _, err := tx.Exec(ctx, `SELECT r.id FROM release r WHERE r.person_id = ANY($1) ORDER BY r.id FOR UPDATE`, people); err != nil {
		return 0, fmt.Errorf("lock releases: %w", err)
	}
	list, err := readLeavers(ctx, tx, leaversAsked{now: now, day: today, before: endOfTime, people: people, scope: Scope{All: true}})
	if err != nil {
		return 0, err
	}
	var going []leaverRow
	var ids []int64
	for _, l := range list {
		if why.leaves(l.Leaver, today) {
			going, ids = append(going, l), append(ids, l.PersonID)
		}
	}
	if len(going) == 0 {
		return 0, nil
	}
	set, err := findErasing(ctx, tx, ids)
	if err != nil {
		return 0, err
	}
	proofs, err := s.readProofs(ctx, tx, going, why)
	if err != nil {
		return 0, err
	}
	cal, err := pathways.LoadCalendar(ctx, tx)
	if err != nil {
		return 0, err
	}
	if err := keepFigures(ctx, tx, cal, today, set.people); err != nil {
		return 0, err
	}
	rows, err := set.erase(ctx, tx, who, now)
	if err != nil {
		return 0, err
	}
	if err := s.storeProofs(ctx, tx, who, now, proofs, rows); err != nil {
		return 0, err
	}
	return len(going), access.Record(ctx, tx, now, who, erasureEntries(proofs)...)
}

// erasureEntries are the audit of an erasure: numbers alone.
func erasureEntries(proofs []erasureProof) []access.Entry {
	list := make([]access.Entry, len(proofs))
	for i, p := range proofs {
		list[i] = access.Entry{Action: access.Erase, ObjectKind: "person", ObjectID: p.personID, Detail: "erased: " + p.detail()}
	}
	return list
}

// erasureProof is what stays of somebody who is erased.
type erasureProof struct {
	personID int64
	people   []int64
	refs     []string
	numbers  []string // to be hashed; not stored
	area     string
	last     calendar.Date
	why      eraseCause
}

func (p erasureProof) detail() string {
	if p.why.rule != nil {
		return fmt.Sprintf("by the rule of %d years", p.why.rule.Years)
	}
	return "on request, " + string(p.why.request.Ground)
}

// ErasedNight is what one night, or one run by hand, came to.
type ErasedNight struct {
	Day     calendar.Date `json:"day"`
	Due     int           `json:"due"`
	Erased  int           `json:"erased"`
	Outcome NightOutcome  `json:"outcome"`
	At      time.Time     `json:"at"`
}

// NightOutcome is how a night ended.
type NightOutcome string

// The outcomes.
const (
	NightDone         NightOutcome = "done"
	NightNotConfirmed NightOutcome = "not_confirmed" // nobody has confirmed the rule: nobody leaves
	NightTooMany      NightOutcome = "too_many"      // more than anybody has foreseen: somebody has to look first
)
