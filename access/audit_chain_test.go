package access_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/internal/pg"
	"throughgate/internal/testkit"
)

const (
	newKey = "a key of the audit, long enough to be one"
	oldKey = "the key before it, long enough to be one"
)

// printed holds a document to what a test found, between marks of that name.
func printed(t *testing.T, file, name, found string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(text), "<!-- "+name+": begin -->\n")
	stands, after, ok := strings.Cut(rest, "<!-- "+name+": end -->")
	switch {
	case !ok:
		t.Fatalf("%s has no marks %q", file, name)
	case *update:
		whole := before + "<!-- " + name + ": begin -->\n" + found + "<!-- " + name + ": end -->" + after
		if err := os.WriteFile(file, []byte(whole), 0o644); err != nil {
			t.Fatal(err)
		}
	case stands != found:
		t.Errorf("%s tells another story (-update writes it anew):\n%s", file, found)
	}
}

// trail is a database whose audit is written, sealed, tampered with, verified.
type trail struct {
	t    *testing.T
	pool *pgxpool.Pool
	keys access.AuditKeys
}

func newTrail(t *testing.T) *trail {
	t.Parallel()
	return &trail{t: t, pool: testkit.DB(t), keys: access.NewAuditKeys(newKey)}
}

func (tr *trail) sealer() *access.Sealer {
	return &access.Sealer{Pool: tr.pool, Now: func() time.Time { return monday }, Keys: tr.keys}
}

// write adds rows, of every shape, one transaction each.
func (tr *trail) write(n int) {
	tr.t.Helper()
	for i := range n {
		e := access.Entry{Action: access.Consult, ObjectKind: "release", ObjectID: int64(i + 1), Detail: fmt.Sprint("look ", i)}
		if i%2 == 0 {
			e = access.Entry{Action: access.Disclose, ObjectKind: "message", To: "service:3", AgreementID: 4}
		}
		if err := inTx(tr.t, tr.pool, func(tx pgx.Tx) error { return access.Record(tr.t.Context(), tx, monday, access.System("test"), e) }); err != nil {
			tr.t.Fatal(err)
		}
	}
}

func (tr *trail) seal(want int) {
	tr.t.Helper()
	if n, err := tr.sealer().Seal(tr.t.Context()); err != nil || n != want {
		tr.t.Fatalf("sealed %d rows, %v; want %d", n, err, want)
	}
}

// asOwner does what only the owner of the database can, its triggers off.
func (tr *trail) asOwner(sql string, args ...any) {
	tr.t.Helper()
	err := inTx(tr.t, tr.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(tr.t.Context(), `SET LOCAL session_replication_role = replica`); err != nil {
			return err
		}
		tag, err := tx.Exec(tr.t.Context(), sql, args...)
		if err == nil && tag.RowsAffected() == 0 {
			return fmt.Errorf("nothing was tampered with by %s", sql)
		}
		return err
	})
	if err != nil {
		tr.t.Fatal(err)
	}
}

func (tr *trail) verify(heads ...access.Link) access.Report {
	tr.t.Helper()
	r, err := access.Verifier{Pool: tr.pool, Keys: tr.keys}.Verify(tr.t.Context(), heads)
	if err != nil {
		tr.t.Fatal(err)
	}
	return r
}

func (tr *trail) head() access.Link {
	tr.t.Helper()
	heads, err := access.ParseHeads(tr.verify().Head)
	if err != nil {
		tr.t.Fatal(err)
	}
	return heads[0]
}

func TestAnUntouchedAuditProvesItself(t *testing.T) {
	tr := newTrail(t)
	if r := tr.verify(); !r.OK || r.Sealed != 0 || r.Head != "" {
		t.Errorf("an empty audit: %+v", r)
	}
	tr.write(5)
	if r := tr.verify(); !r.OK || r.Waiting != 5 {
		t.Errorf("before it is sealed: %+v", r)
	}
	tr.seal(5)
	tr.seal(0)
	first := tr.head()
	tr.write(2)
	tr.seal(2)
	if r := tr.verify(first, tr.head(), access.Link{Hash: first.Hash}); !r.OK || r.Sealed != 7 || r.Waiting != 0 {
		t.Errorf("with both heads that were sent: %+v", r)
	}
}

// TestTamperingIsFoundAndNamed is every kind of tampering by somebody who owns
// the database: on rows 1 to 8, of which all were sealed and the head was sent.
func TestTamperingIsFoundAndNamed(t *testing.T) {
	mine := access.NewAuditKeys("a key of the attacker's own, long enough")
	cases := []struct {
		name string
		do   func(*trail)
		bad  []access.BadRow // first of all
	}{
		{"a changed row", func(tr *trail) { tr.asOwner(`UPDATE audit SET detail = 'nothing' WHERE id = 4`) },
			[]access.BadRow{{Row: 4, Seq: 4, What: access.RowChanged}}},
		{"a changed actor", func(tr *trail) { tr.asOwner(`UPDATE audit SET actor = 'account:9' WHERE id = 1`) },
			[]access.BadRow{{Row: 1, Seq: 1, What: access.RowChanged}}},
		{"a changed time", func(tr *trail) { tr.asOwner(`UPDATE audit SET at = at + interval '1 microsecond' WHERE id = 8`) },
			[]access.BadRow{{Row: 8, Seq: 8, What: access.RowChanged}}},
		{"other people", func(tr *trail) { tr.asOwner(`UPDATE audit SET people = '{}' WHERE id = 2`) },
			[]access.BadRow{{Row: 2, Seq: 2, What: access.RowChanged}}},
		{"another agreement", func(tr *trail) { tr.asOwner(`UPDATE audit SET agreement_id = 5 WHERE id = 3`) },
			[]access.BadRow{{Row: 3, Seq: 3, What: access.RowChanged}}},
		{"a changed seal", func(tr *trail) { tr.asOwner(`UPDATE audit_seal SET hash = sha256('x') WHERE seq = 6`) },
			[]access.BadRow{{Row: 6, Seq: 6, What: access.RowChanged}, {Row: 7, Seq: 7, What: access.RowChanged}}},
		{"a deleted row", func(tr *trail) { tr.asOwner(`DELETE FROM audit WHERE id = 5`) },
			[]access.BadRow{{Row: 5, Seq: 5, What: access.RowDeleted}}},
		{"a row deleted with its seal", func(tr *trail) {
			tr.asOwner(`DELETE FROM audit WHERE id = 5`)
			tr.asOwner(`DELETE FROM audit_seal WHERE audit_id = 5`)
		}, []access.BadRow{{Row: 6, Seq: 6, What: access.RowsGone}}},
		{"the beginning cut off", func(tr *trail) {
			tr.asOwner(`DELETE FROM audit WHERE id <= 3`)
			tr.asOwner(`DELETE FROM audit_seal WHERE audit_id <= 3`)
		}, []access.BadRow{{Row: 4, Seq: 4, What: access.RowsGone}}},
		{"a deleted seal", func(tr *trail) { tr.asOwner(`DELETE FROM audit_seal WHERE seq = 5`) },
			[]access.BadRow{{Row: 5, What: access.RowSlippedIn}, {Row: 6, Seq: 6, What: access.RowsGone}}},
		{"two rows that changed places", func(tr *trail) {
			tr.asOwner(`UPDATE audit a SET action = b.action, object_kind = b.object_kind, object_id = b.object_id, detail = b.detail,
				to_whom = b.to_whom, agreement_id = b.agreement_id FROM audit b WHERE (a.id, b.id) IN ((3, 6), (6, 3))`)
		}, []access.BadRow{{Row: 3, Seq: 3, What: access.RowChanged}, {Row: 6, Seq: 6, What: access.RowChanged}}},
		{"two rows that changed places with their seals", func(tr *trail) {
			tr.asOwner(`UPDATE audit a SET action = b.action, object_kind = b.object_kind, object_id = b.object_id, detail = b.detail,
				to_whom = b.to_whom, agreement_id = b.agreement_id FROM audit b WHERE (a.id, b.id) IN ((3, 6), (6, 3))`)
			tr.asOwner(`UPDATE audit_seal SET audit_id = -1 WHERE seq = 3`)
			tr.asOwner(`UPDATE audit_seal SET audit_id = 3 WHERE seq = 6`)
			tr.asOwner(`UPDATE audit_seal SET audit_id = 6 WHERE seq = 3`)
		}, []access.BadRow{{Row: 3, Seq: 6, What: access.RowsGone}, {Row: 4, Seq: 4, What: access.RowsReordered}}},
		{"a row slipped in", func(tr *trail) {
			tr.asOwner(`DELETE FROM audit WHERE id = 4`)
			tr.asOwner(`UPDATE audit_seal SET audit_id = 400 WHERE seq = 4`)
			tr.asOwner(`INSERT INTO audit (id, at, actor, action, object_kind) OVERRIDING SYSTEM VALUE VALUES (4, now(), 'account:1', 'consult', 'x')`)
		}, []access.BadRow{{Row: 4, What: access.RowSlippedIn}}},
		{"the tail cut off", func(tr *trail) {
			tr.asOwner(`DELETE FROM audit WHERE id > 6`)
			tr.asOwner(`DELETE FROM audit_seal WHERE seq > 6`)
		}, []access.BadRow{{Row: 6, Seq: 8, What: access.ChainCut}}},
		{"everything deleted", func(tr *trail) {
			tr.asOwner(`DELETE FROM audit`)
			tr.asOwner(`DELETE FROM audit_seal`)
		}, []access.BadRow{{Seq: 8, What: access.ChainCut}}},
		{"the tail cut off and written on", func(tr *trail) {
			tr.asOwner(`DELETE FROM audit WHERE id > 6`)
			tr.asOwner(`DELETE FROM audit_seal WHERE seq > 6`)
			tr.write(3)
			tr.seal(3)
		}, []access.BadRow{{Row: 10, Seq: 8, What: access.Rewritten}}},
		{"wholly rewritten by somebody with the key", func(tr *trail) {
			tr.asOwner(`DELETE FROM audit_seal`)
			tr.asOwner(`UPDATE audit SET actor = 'account:9' WHERE id = 2`)
			tr.seal(8)
		}, []access.BadRow{{Row: 8, Seq: 8, What: access.Rewritten}}},
		{"wholly rewritten with another key", func(tr *trail) {
			tr.asOwner(`DELETE FROM audit_seal`)
			tr.asOwner(`UPDATE audit SET actor = 'account:9' WHERE id = 2`)
			forger := &access.Sealer{Pool: tr.pool, Now: func() time.Time { return monday }, Keys: mine}
			if n, err := forger.Seal(tr.t.Context()); n != 8 || err != nil {
				tr.t.Fatal(n, err)
			}
		}, []access.BadRow{{Row: 1, Seq: 1, What: access.KeyUnknown}}},
		{"wholly rewritten under the name of our key", func(tr *trail) {
			var id string
			if err := tr.pool.QueryRow(tr.t.Context(), `SELECT max(key_id) FROM audit_seal`).Scan(&id); err != nil {
				tr.t.Fatal(err)
			}
			tr.asOwner(`DELETE FROM audit_seal`)
			forger := &access.Sealer{Pool: tr.pool, Now: func() time.Time { return monday }, Keys: mine}
			if n, err := forger.Seal(tr.t.Context()); n != 8 || err != nil {
				tr.t.Fatal(n, err)
			}
			tr.asOwner(`UPDATE audit_seal SET key_id = $1`, id)
		}, []access.BadRow{{Row: 1, Seq: 1, What: access.RowChanged}}},
		{"a format of nobody's", func(tr *trail) { tr.asOwner(`UPDATE audit_seal SET format = 9 WHERE seq = 7`) },
			[]access.BadRow{{Row: 7, Seq: 7, What: access.FormatUnknown}}},
	}
	told := make([]string, len(cases))
	t.Run("each", func(t *testing.T) { // it ends when all of them have
		for i, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				tr := newTrail(t)
				tr.write(8)
				tr.seal(8)
				sent := tr.head()
				c.do(tr)
				r := tr.verify(sent)
				if r.OK || len(r.Bad) < len(c.bad) {
					t.Fatalf("it was not found: %+v", r)
				}
				if diff := cmp.Diff(c.bad, r.Bad[:len(c.bad)], cmpopts.IgnoreFields(access.BadRow{}, "Text")); diff != "" {
					t.Errorf("named (-want +got):\n%s", diff)
				}
				told[i] = fmt.Sprintf("| %s | `%s`: %s |\n", c.name, r.Bad[0].What, r.Bad[0].Text)
			})
		}
	})
	// Printed where people read it; go test ./access -run Tampering -update
	printed(t, "../docs/SECURITY.md", "audit verify", "| What somebody who owns the database does to eight sealed rows | What `audit verify` says first |\n|---|---|\n"+strings.Join(told, ""))
}

func TestAKeyIsChangedWithoutLosingWhatWasSealedBefore(t *testing.T) {
	tr := newTrail(t)
	tr.keys = access.NewAuditKeys(oldKey)
	tr.write(3)
	tr.seal(3)
	tr.keys = access.NewAuditKeys(newKey, oldKey)
	tr.write(3)
	tr.seal(3)
	if r := tr.verify(); !r.OK || r.Sealed != 6 {
		t.Errorf("with both keys: %+v", r)
	}
	tr.keys = access.NewAuditKeys(newKey)
	if r := tr.verify(); r.OK || r.Bad[0].What != access.KeyUnknown || r.Bad[0].Row != 1 || r.BadTotal != 3 {
		t.Errorf("without the old one: %+v", r)
	}
}

// TestWhoCommitsLateLeavesNoHole: an id is given before its row is committed.
func TestWhoCommitsLateLeavesNoHole(t *testing.T) {
	tr := newTrail(t)
	ctx := t.Context()
	entry := access.Entry{Action: access.Alter, ObjectKind: "task"}
	begin := func() pgx.Tx {
		tx, err := tr.pool.Begin(ctx)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = tx.Rollback(context.Background()) }) // whatever fails, the pool can close
		if err := access.Record(ctx, tx, monday, access.System("late"), entry); err != nil {
			t.Fatal(err)
		}
		return tx
	}
	end := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	sealer := tr.sealer()
	pass := func(want int) {
		t.Helper()
		if n, err := sealer.Seal(ctx); err != nil || n != want {
			t.Fatalf("sealed %d, %v; want %d", n, err, want)
		}
	}
	late, never := begin(), begin() // rows 1 and 2
	tr.write(2)                     // 3 and 4
	pass(0)
	end(never.Rollback(ctx))
	pass(0)
	third := begin() // row 5, after the fence: whoever comes later does not keep it waiting
	end(late.Commit(ctx))
	pass(3) // 1, 3 and 4
	pass(0)
	end(third.Commit(ctx))
	pass(1)
	if r := tr.verify(); !r.OK || r.Sealed != 4 {
		t.Errorf("%+v", r)
	}
}

// TestManyWritersAndSealersAtOnceLeaveNoHole: rows are committed in another
// order than their ids, some never, while two sealers go on all the time.
func TestManyWritersAndSealersAtOnceLeaveNoHole(t *testing.T) {
	tr := newTrail(t)
	ctx := t.Context()
	writers, sealers := sync.WaitGroup{}, sync.WaitGroup{}
	done := make(chan struct{})
	for range 2 {
		sealers.Go(func() {
			sealer := tr.sealer()
			for {
				if _, err := sealer.Seal(ctx); err != nil {
					t.Error(err)
					return
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	for w := range 6 {
		writers.Go(func() {
			for i := range 25 {
				err := pg.InTx(ctx, tr.pool, access.System("test"), func(tx pgx.Tx) error {
					for range 1 + (w+i)%3 {
						if err := access.Record(ctx, tx, monday, access.System("test"), access.Entry{Action: access.Alter, ObjectKind: "task"}); err != nil {
							return err
						}
					}
					if (w*i)%5 == 4 {
						return context.Canceled // rolled back
					}
					return nil
				})
				if err != nil && err != context.Canceled {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	close(done)
	sealers.Wait()
	if _, err := tr.sealer().Seal(ctx); err != nil { // nobody writes any more
		t.Fatal(err)
	}
	var rows, seals int64
	if err := tr.pool.QueryRow(ctx, `SELECT (SELECT count(*) FROM audit), (SELECT count(*) FROM audit_seal)`).Scan(&rows, &seals); err != nil {
		t.Fatal(err)
	}
	if r := tr.verify(); !r.OK || r.Sealed != rows || seals != rows || r.Waiting != 0 || rows < 100 {
		t.Errorf("%d rows, %d seals, %+v", rows, seals, r)
	}
}

func TestVerifyingGoesOnFromAMark(t *testing.T) {
	tr := newTrail(t)
	ctx, verifier := t.Context(), access.Verifier{Pool: tr.pool, Keys: tr.keys}
	tr.write(4)
	tr.seal(4)
	r, err := verifier.From(ctx, access.Mark{}, nil)
	if err != nil || !r.OK || r.Through.Row != 4 {
		t.Fatalf("%+v %v", r, err)
	}
	tr.write(3)
	tr.seal(3)
	next, err := verifier.From(ctx, r.Through, nil)
	if err != nil || !next.OK || next.Sealed != 3 || next.Through.Row != 7 {
		t.Errorf("from the mark: %+v %v", next, err)
	}
	tr.asOwner(`UPDATE audit SET detail = 'x' WHERE id = 6`)
	if again, err := verifier.From(ctx, r.Through, nil); err != nil || again.OK || again.Bad[0].Row != 6 || again.Through != (access.Mark{}) {
		t.Errorf("a row after the mark was changed: %+v %v", again, err)
	}
	tr.asOwner(`DELETE FROM audit_seal WHERE seq >= 7`)
	if again, err := verifier.From(ctx, next.Through, nil); err != nil || again.OK || again.Bad[0].What != access.RowsGone {
		t.Errorf("the seal of the mark is gone: %+v %v", again, err)
	}
}

func TestHeadsAreReadAsTheEMailSaysThem(t *testing.T) {
	tr := newTrail(t)
	tr.write(2)
	tr.seal(2)
	head := tr.head()
	heads, err := access.ParseHeads("Entry 2, as sent on Monday:\n> " + head.String() + "\nand without its number " + head.String()[2:] + ".")
	if err != nil || len(heads) != 2 || heads[0] != head || heads[1] != (access.Link{Hash: head.Hash}) {
		t.Errorf("%v %v", heads, err)
	}
	if _, err := access.ParseHeads("nothing of the kind 1234-abcdef"); err == nil {
		t.Error("taken for a head")
	}
}

func TestOnlyRowsCanBeAddedToTheSeals(t *testing.T) {
	tr := newTrail(t)
	tr.write(1)
	tr.seal(1)
	for _, sql := range []string{`UPDATE audit_seal SET key_id = 'x'`, `DELETE FROM audit_seal`, `TRUNCATE audit_seal`, `DELETE FROM audit`} {
		if _, err := tr.pool.Exec(t.Context(), sql); err == nil {
			t.Errorf("%s was done", sql)
		}
	}
}

func TestHowFarTheChainHasComeIsKnown(t *testing.T) {
	tr := newTrail(t)
	tr.write(2)
	tr.seal(2)
	tr.write(1)
	var c access.ChainState
	if err := inTx(t, tr.pool, func(tx pgx.Tx) (err error) { c, err = access.ReadChain(t.Context(), tx); return err }); err != nil {
		t.Fatal(err)
	}
	if c.Waiting != 1 || c.Head.Seq != 2 || c.HeadRow != 2 || c.SealedAt == nil {
		t.Errorf("%+v", c)
	}
	if c.Behind(monday.Add(5*time.Minute), 10*time.Minute) || !c.Behind(monday.Add(11*time.Minute), 10*time.Minute) {
		t.Error("behind is after ten minutes")
	}
}
