package pathways

import (
	"context"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

// AgreementFollower is told, in the transaction of the change, that services may
// have become ones that may be told, or ceased to be; the release package answers.
type AgreementFollower interface {
	AgreementsChanged(ctx context.Context, tx pgx.Tx, who access.Actor) error
}

// AgreementService changes the unit's sharing agreements.
type AgreementService struct {
	Pool    *pgxpool.Pool
	Now     func() time.Time
	Follows AgreementFollower
}

// AgreementEditors are the roles that change agreements.
var AgreementEditors = []access.Role{access.Coordinator, access.InformationLead}

// Save adds an agreement or changes one, and gives its reference. Errors:
// *BadEdit, fault.NotFound, fault.Conflict (somebody else changed it),
// fault.Refused.
func (s *AgreementService) Save(ctx context.Context, who access.Actor, edit AgreementEdit) (ref string, err error) {
	err = s.change(ctx, who, edit.Ref, edit.Version, func(tx pgx.Tx, now time.Time, a access.Agreement) (access.Agreement, error) {
		partners, err := readPartners(ctx, tx)
		if err != nil {
			return a, err
		}
		owners, err := access.ReadAgreementOwners(ctx, tx, a.OwnerID)
		if err != nil {
			return a, err
		}
		refs := map[string]int64{}
		for _, o := range owners {
			refs[o.Ref] = o.ID
		}
		read, problems := readAgreement(a, edit.Cells, partners, refs)
		if len(problems) > 0 {
			return a, &BadEdit{problems}
		}
		ref = read.Ref
		return read, nil
	})
	return ref, err
}

// End ends an agreement from today on, with the reason. Errors as of Save.
func (s *AgreementService) End(ctx context.Context, who access.Actor, ref string, version int, why string) error {
	return s.change(ctx, who, ref, version, func(_ pgx.Tx, now time.Time, a access.Agreement) (access.Agreement, error) {
		today := calendar.DayOf(now)
		if a.State(today) == access.AgreementEnded {
			return a, fault.Conflict("The agreement has ended already")
		}
		if strings.TrimSpace(why) == "" || len([]rune(why)) > longestWords {
			return a, &BadEdit{[]EditProblem{{Field: "ended_why", Text: "Write why it ends now, in 600 characters or fewer"}}}
		}
		a.EndedOn, a.EndedWhy = today, strings.TrimSpace(why)
		return a, nil
	})
}

// Reinstate takes back an end by hand: the agreement holds to its last day again.
func (s *AgreementService) Reinstate(ctx context.Context, who access.Actor, ref string, version int) error {
	return s.change(ctx, who, ref, version, func(_ pgx.Tx, _ time.Time, a access.Agreement) (access.Agreement, error) {
		if a.EndedOn.IsZero() {
			return a, fault.Conflict("Nobody has ended this agreement by hand")
		}
		a.EndedOn, a.EndedWhy = calendar.Date{}, ""
		return a, nil
	})
}

// NoteFile notes the signed file's name and SHA-256. The file itself is not kept.
func (s *AgreementService) NoteFile(ctx context.Context, who access.Actor, ref string, version int, name string, sum [32]byte) error {
	return s.change(ctx, who, ref, version, func(_ pgx.Tx, _ time.Time, a access.Agreement) (access.Agreement, error) {
		a.FileName, a.FileHash = name, hex.EncodeToString(sum[:])
		return a, nil
	})
}

// change is one transaction: the agreement is locked, a stale form refused, what
// differs written with its history, and whoever must follow told.
func (s *AgreementService) change(ctx context.Context, who access.Actor, ref string, version int, do func(pgx.Tx, time.Time, access.Agreement) (access.Agreement, error)) error {
	if !slices.Contains(AgreementEditors, who.Role) {
		return fault.Refused("Only the unit coordinator and the information lead change agreements")
	}
	return pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		now := s.Now()
		stored := access.Agreement{Ref: access.NewRef()}
		if ref != "" {
			var err error
			if stored, err = access.ReadAgreement(ctx, tx, ref, true); err != nil {
				return err
			}
			if stored.Version != version {
				return fault.Conflict("The agreement has been changed since you opened this page")
			}
		}
		changed, err := do(tx, now, stored)
		if err != nil {
			return err
		}
		return s.store(ctx, tx, who, now, stored, changed)
	})
}

func (s *AgreementService) store(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, stored, changed access.Agreement) error {
	owners, err := access.ReadAgreementOwners(ctx, tx, stored.OwnerID)
	if err != nil {
		return err
	}
	before, after := make([]string, len(agreementHistory)), make([]string, len(agreementHistory))
	was, is := AgreementCells(stored, ownerRef(owners, stored.OwnerID)), AgreementCells(changed, ownerRef(owners, changed.OwnerID))
	for i, field := range agreementHistory {
		before[i], after[i] = was[field], is[field]
	}
	fields := Differences(agreementHistory, before, after)
	if len(fields) == 0 {
		return nil
	}
	if stored.ID == 0 {
		if changed.ID, err = access.AddAgreement(ctx, tx, changed); err != nil {
			return err
		}
	} else if err := access.StoreAgreement(ctx, tx, changed); err != nil {
		return err
	}
	if err := RecordChange(ctx, tx, who, now, AgreementChange, changed.Ref, stored.Version+1, fields); err != nil {
		return err
	}
	if err := access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "agreement", ObjectID: changed.ID}); err != nil {
		return err
	}
	return s.Follows.AgreementsChanged(ctx, tx, who)
}

func ownerRef(owners []access.AgreementOwner, id int64) string {
	for _, o := range owners {
		if o.ID == id {
			return o.Ref
		}
	}
	return ""
}
