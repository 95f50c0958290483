package access

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/internal/wording"
)

// Absences are the use cases of who is away and who stands in.
type Absences struct {
	Pool *pgxpool.Pool
	Now  func() time.Time // UTC
}

// AbsenceOrder is an absence to be set: accounts and rows by their references.
type AbsenceOrder struct {
	Away     string // "" for who sets it
	From, To calendar.Date
	Deputy   string
}

// Deputy is somebody who may be chosen to stand in.
type Deputy struct {
	Ref, Name string
	What      wording.Text
}

// Away is what the page of absences shows.
type Away struct {
	Account  Account   // whose absence is set
	Others   []Account // whose absence this actor may set besides their own
	Deputies []Deputy  // of the account
	List     []Absence // not over: one's own, those of the others, and those in which one stands in
}

// Read gives what the page of absences shows of an account; ref "" is the
// actor's own. Errors: fault.NotFound; fault.Refused for an account of others.
func (s *Absences) Read(ctx context.Context, who Actor, ref string) (Away, error) {
	var out Away
	err := pg.ReadTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		all, away, err := s.accounts(ctx, tx, who, ref)
		if err != nil {
			return err
		}
		out.Account = away
		for _, a := range all {
			if a.ID != who.AccountID && a.DisabledAt == nil && MaySetAbsence(who, a) {
				out.Others = append(out.Others, a)
			}
			if MayStandIn(away, a) {
				out.Deputies = append(out.Deputies, Deputy{a.Ref, a.Name, a.Role.Words()})
			}
		}
		rows, err := readDirectoryDeputies(ctx, tx, away)
		if err != nil {
			return err
		}
		for _, r := range rows {
			out.Deputies = append(out.Deputies, Deputy{r.Ref, r.Name, "deputy in the directory, by e-mail only"})
		}
		list, err := ReadAbsences(ctx, tx, calendar.DayOf(s.Now()))
		if err != nil {
			return err
		}
		for _, x := range list {
			if x.AccountID == who.AccountID || x.DeputyID == who.AccountID ||
				slices.ContainsFunc(out.Others, func(a Account) bool { return a.ID == x.AccountID }) {
				out.List = append(out.List, x)
			}
		}
		return nil
	})
	return out, err
}

// accounts are everybody's, and the one that ref names and who may decide about.
func (s *Absences) accounts(ctx context.Context, tx pgx.Tx, who Actor, ref string) ([]Account, Account, error) {
	all, err := ListAccounts(ctx, tx)
	if err != nil {
		return nil, Account{}, err
	}
	i := slices.IndexFunc(all, func(a Account) bool { return ref == "" && a.ID == who.AccountID || ref != "" && a.Ref == ref })
	if i < 0 || all[i].DisabledAt != nil {
		return nil, Account{}, fault.NotFound("Account")
	}
	if !MaySetAbsence(who, all[i]) {
		return nil, Account{}, fault.Refused("Only the unit's coordinator sets the absence of somebody else")
	}
	return all, all[i], nil
}

// Set notes that somebody is away: from the first day on the deputy is told
// instead of them. Errors: fault.Invalid, fault.NotFound, fault.Refused.
func (s *Absences) Set(ctx context.Context, who Actor, o AbsenceOrder) error {
	now := s.Now()
	return pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		_, away, err := s.accounts(ctx, tx, who, o.Away)
		if err != nil {
			return err
		}
		n := Absence{AccountID: away.ID, From: o.From, To: o.To}
		service, err := n.chooseDeputy(ctx, tx, away, o.Deputy)
		if err != nil {
			return err
		}
		if err := lockAbsences(ctx, tx); err != nil {
			return err
		}
		others, err := ReadAbsences(ctx, tx, calendar.DayOf(now))
		if err != nil {
			return err
		}
		if err := CheckAbsence(n, others, calendar.DayOf(now)); err != nil {
			return err
		}
		id, err := storeAbsence(ctx, tx, now, who, n, service)
		if err != nil {
			return err
		}
		return Record(ctx, tx, now, who, Entry{Action: Alter, ObjectKind: "absence", ObjectID: id, Detail: "set"})
	})
}

// chooseDeputy finds who is to stand in; service is the directory's row where it
// is the deputy of one.
func (n *Absence) chooseDeputy(ctx context.Context, tx pgx.Tx, away Account, ref string) (service int64, err error) {
	rows, err := readDirectoryDeputies(ctx, tx, away)
	if err != nil {
		return 0, err
	}
	for _, r := range rows {
		if r.Ref == ref {
			n.DeputyEmail = r.Email
			return r.ServiceID, nil
		}
	}
	deputy, err := accountByRef(ctx, tx, ref)
	if fault.Is(err, fault.KindNotFound) || err == nil && !MayStandIn(away, deputy) {
		return 0, fault.Invalid("Choose who stands in from the list")
	}
	n.DeputyID, n.DeputyEmail = deputy.ID, deputy.Email
	return 0, err
}

// End ends an absence before its last day, or one that has not begun: from this
// moment the person is told again themselves. Errors: fault.NotFound, also for
// one that is over; fault.Refused.
func (s *Absences) End(ctx context.Context, who Actor, ref string) error {
	now := s.Now()
	return pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		if err := lockAbsences(ctx, tx); err != nil {
			return err
		}
		list, err := ReadAbsences(ctx, tx, calendar.DayOf(now))
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(a Absence) bool { return a.Ref == ref })
		if i < 0 {
			return fault.NotFound("Absence")
		}
		away, err := FindAccount(ctx, tx, list[i].Email)
		if err != nil {
			return err
		}
		if !MaySetAbsence(who, away) {
			return fault.Refused("Only the person themselves or the unit's coordinator ends this absence")
		}
		if err := endAbsence(ctx, tx, now, who, list[i].ID); err != nil {
			return err
		}
		return Record(ctx, tx, now, who, Entry{Action: Alter, ObjectKind: "absence", ObjectID: list[i].ID, Detail: "ended"})
	})
}
