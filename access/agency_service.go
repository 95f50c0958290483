package access

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

// FindAgency is the list of a domain that somebody may confirm. Errors:
// fault.NotFound.
func FindAgency(ctx context.Context, tx pgx.Tx, who Actor, domain string) (Agency, error) {
	list, err := ReadAgencies(ctx, tx)
	if err != nil {
		return Agency{}, err
	}
	i := slices.IndexFunc(list, func(a Agency) bool { return a.Domain == strings.ToLower(domain) })
	if i < 0 || !MayConfirm(who, list[i]) {
		return Agency{}, fault.NotFound("Agency")
	}
	return list[i], nil
}

// Confirm notes what somebody says of each account of an agency, by its
// reference, and disables at once those that have left. Errors: fault.NotFound;
// fault.Invalid: an account has no answer; fault.Conflict: the list is another
// now, or one of those who left is oneself or the last administrator. Then nothing
// is changed.
func (s *Accounts) Confirm(ctx context.Context, who Actor, domain string, answers map[string]ListAnswer) error {
	return pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		agency, err := FindAgency(ctx, tx, who, domain)
		if err != nil {
			return err
		}
		refs := map[string]bool{}
		for _, a := range agency.Accounts {
			refs[a.Ref] = true
			if answer, given := answers[a.Ref]; !given || !answer.Known() {
				return fault.Invalid("Say of each account whether it stays")
			}
		}
		for ref := range answers {
			if !refs[ref] {
				return fault.Conflict("The list has changed since you opened it. Look through it once more")
			}
		}
		if err := Follow(ctx, tx, who); err != nil {
			return err
		}
		left := 0
		for _, a := range agency.Accounts {
			if answers[a.Ref] != AccountLeft {
				continue
			}
			left++
			if err := s.end(ctx, tx, who, a); err != nil {
				return err
			}
		}
		if err := insertConfirmation(ctx, tx, s.Now(), who, agency, answers); err != nil {
			return err
		}
		return Record(ctx, tx, s.Now(), who, Entry{Action: Alter, ObjectKind: "accounts of an agency",
			Detail: fmt.Sprintf("confirmed: %d accounts, %d of them left", len(agency.Accounts), left)})
	})
}
