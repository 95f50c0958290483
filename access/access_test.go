package access_test

import (
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

var monday = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

func inTx(t *testing.T, pool *pgxpool.Pool, fn func(pgx.Tx) error) error {
	t.Helper()
	return pg.InTx(t.Context(), pool, pg.As{Key: "system:test"}, fn)
}

func newPool(t *testing.T) *pgxpool.Pool {
	t.Helper()
	t.Parallel()
	pool := testkit.DB(t)
	_, err := pool.Exec(t.Context(), `INSERT INTO authority (gss_code, name, kind, is_current) VALUES ('E09000014', 'Haringey', 'london_borough', true)`)
	if err != nil {
		t.Fatal(err)
	}
	return pool
}

func kay() access.NewAccount {
	return access.NewAccount{Email: "Kay@Services.example", Name: "Kay Housing", Role: access.SPOC, Areas: []string{"E09000014"}, Services: []string{"housing_options"}}
}

func TestAnAccountIsFoundByItsAddressInAnyCaseAndAddedOnce(t *testing.T) {
	pool := newPool(t)
	var token string
	add := func(tx pgx.Tx) (err error) {
		token, err = access.AddAccount(t.Context(), tx, monday, access.System("test"), kay())
		return err
	}
	if err := inTx(t, pool, add); err != nil || len(token) < 40 {
		t.Fatalf("token of %d characters, %v", len(token), err)
	}
	again := kay()
	again.Email = "kay@services.EXAMPLE"
	err := inTx(t, pool, func(tx pgx.Tx) error {
		_, err := access.AddAccount(t.Context(), tx, monday, access.System("test"), again)
		return err
	})
	if !fault.Is(err, fault.KindConflict) {
		t.Errorf("the same address again: %v", err)
	}
	err = inTx(t, pool, func(tx pgx.Tx) error {
		a, err := access.FindAccount(t.Context(), tx, " KAY@services.example ")
		if err == nil && (a.Actor().Services[0] != "housing_options" || a.AreaNames[0] != "Haringey") {
			t.Errorf("found %+v", a)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	var stored int
	if err := pool.QueryRow(t.Context(), `SELECT count(*) FROM account_link WHERE encode(token_hash, 'escape') LIKE '%' || $1 || '%'`, token).Scan(&stored); err != nil || stored != 0 {
		t.Errorf("the token itself is stored %d times, %v", stored, err)
	}
}

func TestADisabledAccountIsEnabledByAResetAndItsOldLinksEnd(t *testing.T) {
	pool := newPool(t)
	run := func(fn func(pgx.Tx) error) {
		t.Helper()
		if err := inTx(t, pool, fn); err != nil {
			t.Fatal(err)
		}
	}
	run(func(tx pgx.Tx) error {
		_, err := access.AddAccount(t.Context(), tx, monday, access.System("test"), kay())
		return err
	})
	run(func(tx pgx.Tx) error {
		return access.DisableAccount(t.Context(), tx, monday, access.System("test"), "kay@services.example")
	})
	if err := inTx(t, pool, func(tx pgx.Tx) error {
		return access.DisableAccount(t.Context(), tx, monday, access.System("test"), "kay@services.example")
	}); !fault.Is(err, fault.KindConflict) {
		t.Errorf("disabled twice: %v", err)
	}
	later := monday.Add(time.Hour)
	run(func(tx pgx.Tx) error {
		_, err := access.ResetAccount(t.Context(), tx, later, access.System("test"), "kay@services.example")
		return err
	})
	var enabled bool
	var live int
	err := pool.QueryRow(t.Context(), `
		SELECT (SELECT disabled_at IS NULL FROM account), (SELECT count(*) FROM account_link WHERE expires_at > $1)`, later).Scan(&enabled, &live)
	if err != nil || !enabled || live != 1 {
		t.Errorf("enabled %v, %d links that work, %v", enabled, live, err)
	}
	if err := inTx(t, pool, func(tx pgx.Tx) error {
		return access.DisableAccount(t.Context(), tx, later, access.System("test"), "nobody@services.example")
	}); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("an unknown address: %v", err)
	}
}

// architecture.md 2: an insert-only audit table.
func TestTheAuditCanOnlyGrow(t *testing.T) {
	pool := newPool(t)
	err := inTx(t, pool, func(tx pgx.Tx) error {
		return access.Record(t.Context(), tx, monday, access.Actor{AccountID: 12, Name: "Lee"}, access.Entry{Action: access.Alter, ObjectKind: "task", ObjectID: 7})
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{`UPDATE audit SET actor = 'somebody'`, `DELETE FROM audit`, `TRUNCATE audit`} {
		if _, err := pool.Exec(t.Context(), sql); err == nil || !strings.Contains(err.Error(), "insert-only") {
			t.Errorf("%s: %v", sql, err)
		}
	}
	var actor string
	if err := pool.QueryRow(t.Context(), `SELECT actor FROM audit`).Scan(&actor); err != nil || actor != "account:12" {
		t.Errorf("actor %q, %v", actor, err)
	}
}

// interface.md 2, THROUGHGATE_CLOCK: time never runs backwards on one database.
func TestTheNewestInstantNeverGoesBack(t *testing.T) {
	pool := newPool(t)
	if at, err := access.NewestInstant(t.Context(), pool); err != nil || !at.IsZero() {
		t.Errorf("of an empty database: %s, %v", at, err)
	}
	for _, at := range []time.Time{monday, monday.Add(time.Hour), monday.Add(-time.Hour)} {
		if err := access.MarkInstant(t.Context(), pool, at); err != nil {
			t.Fatal(err)
		}
	}
	if at, err := access.NewestInstant(t.Context(), pool); err != nil || !at.Equal(monday.Add(time.Hour)) {
		t.Errorf("newest %s, %v", at, err)
	}
}

func TestReferencesAreOpaqueAndDiffer(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		ref := access.NewRef()
		if len(ref) != 13 || strings.Trim(ref, "abcdefghjkmnpqrstvwxyz0123456789") != "" || seen[ref] {
			t.Fatalf("reference %q", ref)
		}
		seen[ref] = true
	}
}
