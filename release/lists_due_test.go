package release_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/notify"
)

func TestWhoeverConfirmsListsOfAccountsIsReminded(t *testing.T) {
	u := newUnit(t)
	ctx, made := t.Context(), calendar.DayOf(u.clock())
	add := func(email string, role access.Role, area string, services ...string) {
		t.Helper()
		u.must(pg.InTx(ctx, u.pool, access.System("test"), func(tx pgx.Tx) error {
			return access.InsertAccount(ctx, tx, u.clock(), access.System("test"), access.NewAccount{Email: email, Name: email, Role: role, Areas: []string{area}, Services: services})
		}))
	}
	add("coord@unit.example", access.Coordinator, haringeyCode)
	add("admin@unit.example", access.Administrator, haringeyCode)
	add("spoc@services.example", access.SPOC, haringeyCode, "housing_options") // the coordinator's
	on := func(days int) (told []string) {
		t.Helper()
		day := made.AddDays(days)
		u.at(day.String(), 8, 0)
		u.exec(`UPDATE account SET signed_in_at = $1`, u.clock()) // nobody is suspended here
		u.sweep(day.String())
		for _, m := range u.deliver() {
			if u.kindOf(m) == notify.ListsDue {
				told = append(told, m.To+" "+m.Text)
			}
		}
		slices.Sort(told)
		return told
	}
	confirm := func() {
		t.Helper()
		var who access.Actor
		u.must(pg.ReadTx(ctx, u.pool, access.System("test"), func(tx pgx.Tx) error {
			a, err := access.FindAccount(ctx, tx, "coord@unit.example")
			who = access.Actor{AccountID: a.ID, Role: a.Role, Areas: a.Areas}
			return err
		}))
		ref := one[string](u, `SELECT ref FROM account WHERE email = 'spoc@services.example'`)
		s := &access.Accounts{Pool: u.pool, Now: u.clock}
		u.must(s.Confirm(ctx, who, "services.example", map[string]access.ListAnswer{ref: access.AccountStays}))
	}
	want := func(when string, told []string, addresses ...string) {
		t.Helper()
		if len(told) != len(addresses) {
			t.Fatalf("%s: %d were told, want %q\n%s", when, len(told), addresses, told)
		}
		for i, to := range addresses {
			if !strings.HasPrefix(told[i], to+" ") || !strings.Contains(told[i], "The first by Tuesday 23 February 2027") || !strings.Contains(told[i], "A list of accounts waits") {
				t.Errorf("%s: %s", when, told[i])
			}
		}
	}
	want("77 days after", on(77))
	// unit.example has an administrator, whom no coordinator looks after
	want("78 days after", on(78), "admin@unit.example", "coord@unit.example")
	want("the day after that", on(79))
	confirm()
	want("on the day, one list confirmed", on(93), "admin@unit.example") // the 92nd day had no watch
	want("the day after that", on(94))
	u.at(made.AddDays(106).String(), 7, 0)
	u.sweep(made.AddDays(106).String())
	u.exec(`INSERT INTO list_confirmation (domain, confirmed_by, confirmed_at, accounts) SELECT 'unit.example', id, $1, 2 FROM account WHERE role = 'administrator'`, u.clock())
	u.at(made.AddDays(106).String(), 8, 0)
	if sent := u.deliver(); slices.ContainsFunc(sent, func(m notify.Outgoing) bool { return u.kindOf(m) == notify.ListsDue }) {
		t.Error("a reminder left of a list that was confirmed meanwhile")
	}
	if got := one[string](u, `SELECT reason FROM message WHERE kind = 'lists_due' AND state = 'not_sent'`); got != "the lists were confirmed meanwhile" {
		t.Errorf("it was not sent because %q", got)
	}
}
