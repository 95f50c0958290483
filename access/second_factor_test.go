package access_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/pquerna/otp/totp"

	"throughgate/access"
	"throughgate/internal/fault"
)

func keys(t *testing.T, secrets ...string) access.Keys {
	t.Helper()
	k, err := access.NewKeys(secrets...)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

const (
	keyOne = "one one one one one one one one one one"
	keyTwo = "two two two two two two two two two two"
)

// sealed is a door that asks for a second factor, with Kay's passphrase chosen
// and her app set up, half a minute ago.
func sealedDoor(t *testing.T) (d *door, secret string, recovery []string) {
	t.Helper()
	d = newDoor(t)
	d.use(keys(t, keyOne))
	in, err := d.Choose(t.Context(), d.link, passphrase, office)
	if err != nil || in.Stage != access.StageSetUp {
		t.Fatalf("%+v, %v", in, err)
	}
	stage, set, err := d.Stage(t.Context(), in.Half)
	if err != nil || stage != access.StageSetUp || set.Pretend != "" || !strings.Contains(set.Address, "secret="+set.Secret) {
		t.Fatalf("%s %+v %v", stage, set, err)
	}
	for _, wrong := range []string{"000000", ""} {
		if _, _, err := d.FinishSetUp(t.Context(), in.Half, wrong, office); !fault.Is(err, fault.KindRefused) {
			t.Fatalf("set up with %q: %v", wrong, err)
		}
	}
	done, codes, err := d.FinishSetUp(t.Context(), in.Half, d.code(set.Secret, 0), office)
	if err != nil || done.Stage != access.StageIn || done.Account == 0 || len(codes) != access.RecoveryCodes {
		t.Fatalf("%+v %d codes %v", done, len(codes), err)
	}
	d.now = d.now.Add(30 * time.Second)
	return d, set.Secret, codes
}

func (d *door) use(k access.Keys) {
	d.Door = access.NewDoor(d.pool, func() time.Time { return d.now }, access.DoorRules{Keys: k})
}

// code is what the app shows so long after now.
func (d *door) code(secret string, after time.Duration) string {
	d.Helper()
	code, err := totp.GenerateCode(secret, d.now.Add(after))
	if err != nil {
		d.Fatal(err)
	}
	return code
}

// half signs Kay in as far as the second factor.
func (d *door) half() string {
	d.Helper()
	in, err := d.SignIn(d.Context(), "kay@services.example", passphrase, office)
	if err != nil || in.Stage != access.StageCode || in.Half == "" {
		d.Fatalf("%+v, %v", in, err)
	}
	return in.Half
}

func (d *door) give(half, code string) error {
	_, err := d.GiveCode(d.Context(), half, code, office)
	return err
}

func (d *door) wantNot(err error, kind fault.Kind, what string) {
	d.Helper()
	if !fault.Is(err, kind) {
		d.Errorf("%s: %v, want %s", what, err, kind)
	}
}

func TestACodeCountsOnceAndOneStepEitherWay(t *testing.T) {
	d, secret, _ := sealedDoor(t)
	d.wantNot(d.give(d.half(), d.code(secret, -30*time.Second)), fault.KindRefused, "the code of the set-up again")
	now := d.code(secret, 0)
	half := d.half()
	if err := d.give(half, now[:3]+" "+now[3:]); err != nil { // as apps show it
		t.Fatal(err)
	}
	d.wantNot(d.give(half, d.code(secret, 30*time.Second)), fault.KindNotFound, "the same half sign-in again")
	d.wantNot(d.give(d.half(), now), fault.KindRefused, "the same code again")
	if err := d.give(d.half(), d.code(secret, 30*time.Second)); err != nil { // the phone's clock is fast
		t.Fatalf("the next code: %v", err)
	}
	d.wantNot(d.give(d.half(), d.code(secret, 0)), fault.KindRefused, "an earlier one after it")
	d.now = d.now.Add(2 * time.Minute)
	d.wantNot(d.give(d.half(), d.code(secret, 60*time.Second)), fault.KindRefused, "two steps ahead")
	d.wantNot(d.give(d.half(), d.code(secret, -60*time.Second)), fault.KindRefused, "two steps behind")
	if err := d.give(d.half(), d.code(secret, -30*time.Second)); err != nil { // it is slow
		t.Fatalf("the code before: %v", err)
	}
}

func TestOfTwoWhoGiveTheSameCodeOneIsIn(t *testing.T) {
	d, secret, _ := sealedDoor(t)
	halves := []string{d.half(), d.half(), d.half(), d.half()}
	other := *d // another process
	other.use(keys(t, keyOne))
	errs := make([]error, len(halves))
	code := d.code(secret, 0)
	var all sync.WaitGroup
	for i, half := range halves {
		at := d
		if i%2 == 1 {
			at = &other
		}
		all.Go(func() { _, errs[i] = at.GiveCode(t.Context(), half, code, office) })
	}
	all.Wait()
	in := 0
	for _, err := range errs {
		if err == nil {
			in++
		}
	}
	if in != 1 {
		t.Errorf("%d are in with one code: %v", in, errs)
	}
}

func TestARecoveryCodeWorksOnceAndNoneOfTheOnesBefore(t *testing.T) {
	d, _, codes := sealedDoor(t)
	if err := d.give(d.half(), " "+strings.ToUpper(codes[3])+" "); err != nil {
		t.Fatal(err)
	}
	d.wantNot(d.give(d.half(), codes[3]), fault.KindRefused, "a used recovery code")
	var kay access.Actor
	d.run(func(tx pgx.Tx) error {
		a, err := access.FindAccount(t.Context(), tx, "kay@services.example")
		kay = a.Actor()
		state, stateErr := access.ReadFactorState(t.Context(), tx, a.ID)
		if state.Left != access.RecoveryCodes-1 {
			t.Errorf("%d are left", state.Left)
		}
		return errors.Join(err, stateErr)
	})
	renewed, err := d.RenewRecoveryCodes(t.Context(), kay)
	if err != nil || len(renewed) != access.RecoveryCodes {
		t.Fatalf("%d codes, %v", len(renewed), err)
	}
	d.wantNot(d.give(d.half(), codes[4]), fault.KindRefused, "a recovery code from before")
	if err := d.give(d.half(), renewed[0]); err != nil {
		t.Fatal(err)
	}
	if n := d.count(`SELECT count(*) FROM account_recovery_code WHERE encode(hash, 'escape') LIKE $1`, "%"+codes[0]+"%"); n != 0 {
		t.Error("a recovery code is kept as it is")
	}
}

func (d *door) count(sql string, args ...any) (n int) {
	d.Helper()
	if err := d.pool.QueryRow(d.Context(), sql, args...).Scan(&n); err != nil {
		d.Fatal(err)
	}
	return n
}

func TestGuessingAtCodesIsSlowedAndThePassphraseDoesNotForget(t *testing.T) {
	d, secret, _ := sealedDoor(t)
	half := d.half()
	for range 5 {
		d.wantNot(d.give(half, "000000"), fault.KindRefused, "a wrong code")
	}
	var soon *access.TooSoon
	if err := d.give(half, d.code(secret, 0)); !errors.As(err, &soon) {
		t.Fatalf("the sixth try: %v", err)
	}
	d.wantWait(5*time.Minute, "kay@services.example", passphrase, office)
	d.now = d.now.Add(5 * time.Minute)
	half = d.half() // the right passphrase forgets none of it
	d.wantNot(d.give(half, "000000"), fault.KindRefused, "a wrong code")
	if err := d.give(half, d.code(secret, 0)); !errors.As(err, &soon) {
		t.Fatalf("one more after a right passphrase: %v", err)
	}
}

func TestHalfASignInIsShortAndEndsWithItsAccount(t *testing.T) {
	d, secret, _ := sealedDoor(t)
	late := d.half()
	d.now = d.now.Add(access.HalfLife)
	d.wantNot(d.give(late, d.code(secret, 0)), fault.KindNotFound, "after a quarter of an hour")
	half := d.half()
	if _, _, err := d.FinishSetUp(t.Context(), half, d.code(secret, 0), office); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("a set-up by whoever is asked for a code: %v", err)
	}
	if _, found, err := (access.Sessions{Pool: d.pool, Now: func() time.Time { return d.now }}).FindCtx(t.Context(), half); err != nil || found {
		t.Errorf("half a sign-in is a session: %v %v", found, err)
	}
	d.run(func(tx pgx.Tx) error {
		return access.DisableAccount(t.Context(), tx, d.now, access.System("test"), "kay@services.example")
	})
	d.wantNot(d.give(half, d.code(secret, 0)), fault.KindNotFound, "of a disabled account")
}

func TestASecondSetUpNeverReplacesTheFirst(t *testing.T) {
	d := newDoor(t)
	d.use(keys(t, keyOne))
	if _, err := d.Choose(t.Context(), d.link, passphrase, office); err != nil {
		t.Fatal(err)
	}
	secrets, halves := [2]string{}, [2]string{}
	for i := range halves { // two who know the passphrase
		in, err := d.SignIn(t.Context(), "kay@services.example", passphrase, office)
		if err != nil {
			t.Fatal(err)
		}
		_, set, err := d.Stage(t.Context(), in.Half)
		if err != nil {
			t.Fatal(err)
		}
		secrets[i], halves[i] = set.Secret, in.Half
	}
	if _, _, err := d.FinishSetUp(t.Context(), halves[0], d.code(secrets[0], 0), office); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.FinishSetUp(t.Context(), halves[1], d.code(secrets[1], 0), office); !fault.Is(err, fault.KindConflict) {
		t.Errorf("the second set-up: %v", err)
	}
	d.now = d.now.Add(time.Minute)
	if err := d.give(d.half(), d.code(secrets[0], 0)); err != nil {
		t.Errorf("the first one's code: %v", err)
	}
}

func TestTheSecretIsSealedAndItsKeyCanBeChanged(t *testing.T) {
	d, secret, _ := sealedDoor(t)
	if n := d.count(`SELECT count(*) FROM account_second_factor WHERE encode(secret, 'escape') LIKE $1 OR octet_length(secret) < 40`, "%"+secret+"%"); n != 0 {
		t.Error("the secret is kept as it is")
	}
	d.use(keys(t, keyTwo))
	if err := d.give(d.half(), d.code(secret, 0)); !errors.Is(err, access.ErrNoKey) {
		t.Fatalf("without its key: %v", err)
	}
	d.use(keys(t, keyTwo, keyOne))
	if err := d.give(d.half(), d.code(secret, 0)); err != nil {
		t.Fatalf("with both keys: %v", err)
	}
	d.now = d.now.Add(time.Minute)
	d.use(keys(t, keyTwo))
	if err := d.give(d.half(), d.code(secret, 0)); err != nil {
		t.Fatalf("with the new key alone, after a sign-in: %v", err)
	}
	n := kay()
	n.Email = "jo@services.example"
	d.run(func(tx pgx.Tx) error {
		_, err := access.AddAccount(t.Context(), tx, d.now, access.System("test"), n)
		return err
	})
	d.run(func(tx pgx.Tx) error { // a row moved to another's account opens nothing
		_, err := tx.Exec(t.Context(), `UPDATE account_second_factor SET account_id = (SELECT id FROM account WHERE email = 'jo@services.example')`)
		if err != nil {
			return err
		}
		a, err := access.FindAccount(t.Context(), tx, "jo@services.example")
		if err != nil {
			return err
		}
		return access.SetPassphrase(t.Context(), tx, d.now, access.System("test"), a, passphrase)
	})
	in, err := d.SignIn(t.Context(), "jo@services.example", passphrase, office)
	if err != nil {
		t.Fatal(err)
	}
	d.now = d.now.Add(time.Minute)
	if err := d.give(in.Half, d.code(secret, 0)); err == nil || fault.Is(err, fault.KindRefused) {
		t.Errorf("a secret of another account: %v", err)
	}
}

func TestAResetTakesTheSecondFactorAway(t *testing.T) {
	d, secret, codes := sealedDoor(t)
	half := d.half()
	var link string
	d.run(func(tx pgx.Tx) (err error) {
		link, err = access.ResetAccount(t.Context(), tx, d.now, access.System("test"), "kay@services.example")
		return err
	})
	d.wantNot(d.give(half, d.code(secret, 0)), fault.KindNotFound, "half a sign-in from before")
	if n := d.count(`SELECT (SELECT count(*) FROM account_second_factor) + (SELECT count(*) FROM account_recovery_code)`); n != 0 {
		t.Errorf("%d rows of the second factor are left", n)
	}
	in, err := d.Choose(t.Context(), link, "another kettle on the roof", office)
	if err != nil || in.Stage != access.StageSetUp {
		t.Fatalf("%+v, %v", in, err)
	}
	d.wantNot(d.give(in.Half, codes[0]), fault.KindNotFound, "a recovery code at a set-up")
}
