package release_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/release"
)

func TestTheWatchSuspendsUnusedAccountsAndWarnsServices(t *testing.T) {
	u := newUnit(t)
	ctx := t.Context()
	made := u.clock()
	add := func(email string, role access.Role, services ...string) {
		t.Helper()
		err := pg.InTx(ctx, u.pool, access.System("test"), func(tx pgx.Tx) error {
			return access.InsertAccount(ctx, tx, made, access.System("test"), access.NewAccount{Email: email, Name: email, Role: role, Areas: []string{haringeyCode}, Services: services})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	add("officer@unit.example", access.LinkOfficer)
	add("used@unit.example", access.LinkOfficer)
	add("spoc@services.example", access.SPOC, "housing_options")
	on := func(days int) { // the watch of so many days later, at 08:00
		t.Helper()
		day := calendar.DayOf(made).AddDays(days)
		u.mu.Lock()
		u.now = day.At(8, 0)
		u.mu.Unlock()
		if _, err := u.releases.Sweep(ctx, access.System("watch"), release.SweepOrder{Day: day}); err != nil {
			t.Fatal(err)
		}
	}
	want := func(email string, state access.AccountState, warned int) {
		t.Helper()
		err := pg.ReadTx(ctx, u.pool, access.System("test"), func(tx pgx.Tx) error {
			a, err := access.FindAccount(ctx, tx, email)
			if err == nil && a.State() != state {
				t.Errorf("%s is %s, want %s", email, a.State(), state)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		var n int
		if err := u.pool.QueryRow(ctx, `SELECT count(*) FROM message WHERE kind = 'unused_account' AND recipient = $1`, email).Scan(&n); err != nil || n != warned {
			t.Errorf("%s was warned %d times, want %d (%v)", email, n, warned, err)
		}
	}
	on(44)
	want("officer@unit.example", access.AccountInvited, 0)
	if _, err := u.pool.Exec(ctx, `UPDATE account SET signed_in_at = $1 WHERE email = 'used@unit.example'`, u.clock()); err != nil {
		t.Fatal(err)
	}
	on(45)
	want("officer@unit.example", access.AccountSuspended, 0)
	want("used@unit.example", access.AccountInUse, 0)
	want("spoc@services.example", access.AccountInvited, 0)
	on(149)
	want("spoc@services.example", access.AccountInvited, 0)
	on(150)
	want("spoc@services.example", access.AccountInvited, 1)
	on(151)
	want("spoc@services.example", access.AccountInvited, 1)
	on(180)
	want("spoc@services.example", access.AccountSuspended, 1)
	err := pg.InTx(ctx, u.pool, access.System("test"), func(tx pgx.Tx) error {
		return access.WakeAccount(ctx, tx, u.clock(), access.System("test"), "spoc@services.example")
	})
	if err != nil {
		t.Fatal(err)
	}
	on(181)
	want("spoc@services.example", access.AccountInvited, 1)
	if at := u.clock(); at.Sub(made) < 180*24*time.Hour {
		t.Errorf("the clock stands at %s", at)
	}
}
