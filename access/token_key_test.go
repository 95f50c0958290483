package access_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
)

// A key is changed while everybody works: what was made with the old one goes on
// as long as it is there, and ends with it.
func TestTheKeyOfSessionsAndTokensIsChangedWhileTheyGoOn(t *testing.T) {
	d := withPassphrase(t)
	ctx := t.Context()
	old, both, newest := keys(t, keyOne), keys(t, keyTwo, keyOne), keys(t, keyTwo)
	sessions := func(k access.Keys) access.Sessions {
		return access.Sessions{Pool: d.pool, Now: func() time.Time { return d.now }, Keys: k}
	}
	live := func(k access.Keys, token string) bool {
		_, found, err := sessions(k).FindCtx(ctx, token)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	begin := func(k access.Keys, token string) {
		if err := sessions(k).CommitCtx(ctx, token, []byte(`{"account":1,"epoch":1}`), time.Time{}); err != nil {
			t.Fatal(err)
		}
	}
	begin(old, "before")
	begin(both, "after")
	for name, c := range map[string]struct {
		keys          access.Keys
		before, after bool
	}{"the old key": {old, true, false}, "both": {both, true, true}, "the new one alone": {newest, false, true}, "none": {access.Keys{}, false, false}} {
		if before, after := live(c.keys, "before"), live(c.keys, "after"); before != c.before || after != c.after {
			t.Errorf("%s: the session of before is live: %v, that of after: %v", name, before, after)
		}
	}
	begin(both, "before") // it goes on, and is not another
	list, err := sessions(both).List(ctx, access.Actor{AccountID: 1}, "before")
	if err != nil || len(list) != 2 || !list[0].This || list[1].This {
		t.Errorf("listed: %+v, %v", list, err)
	}
	if err := sessions(both).EndOthers(ctx, access.Actor{AccountID: 1}, "before"); err != nil || live(both, "after") || !live(both, "before") {
		t.Errorf("the others ended: %v", err)
	}
	if at, err := sessions(both).ProvedAt(ctx, "before"); err != nil || !at.Equal(d.now) {
		t.Errorf("proved at %s, %v", at, err)
	}

	// A proof gives the session another token, under the first key.
	d.Door = access.NewDoor(d.pool, func() time.Time { return d.now }, access.DoorRules{Keys: both, Exempt: func(string) bool { return true }})
	renewed, err := d.Prove(ctx, access.Actor{AccountID: 1}, "before", passphrase, office)
	if err != nil || live(both, "before") || !live(newest, renewed) {
		t.Errorf("after a proof: %v, %v", err, live(newest, renewed))
	}
	if err := sessions(both).DeleteCtx(ctx, renewed); err != nil || live(both, renewed) {
		t.Errorf("signed out: %v", err)
	}

	// A bearer token is kept under the first key from its next use on.
	make := func() (token string) {
		d.run(func(tx pgx.Tx) (err error) {
			token, _, err = access.CreateToken(ctx, tx, d.now, old, access.System("test"), "kay@services.example", 365)
			return err
		})
		return token
	}
	bears := func(k access.Keys, token string) bool {
		b, found, err := access.FindBearer(ctx, d.pool, d.now, k, token)
		if err != nil || found != (b.AccountID == 1) {
			t.Fatal(b, found, err)
		}
		return found
	}
	used, unused := make(), make()
	if bears(newest, used) || !bears(old, used) || !bears(both, used) || !bears(newest, used) || bears(old, used) {
		t.Error("a token that was used while both keys were there goes on under the new one alone")
	}
	if bears(newest, unused) || !bears(both, unused) {
		t.Error("a token that was not used in the meantime ends with the old key, and comes back with it")
	}
}

// A sign-in that is half done goes on over a change of keys as well.
func TestHalfASignInGoesOnOverAChangeOfKeys(t *testing.T) {
	d, secret, _ := sealedDoor(t)
	half := d.half()
	d.use(keys(t, keyTwo))
	d.wantNot(d.give(half, d.code(secret, 0)), fault.KindNotFound, "without the key it was made with")
	d.use(keys(t, keyTwo, keyOne))
	if err := d.give(half, d.code(secret, 0)); err != nil {
		t.Errorf("with both keys: %v", err)
	}
}
