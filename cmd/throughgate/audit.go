package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/pg"
	"throughgate/migrations"
)

type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"Re-compute the audit's chain and name the first bad row; exit 1 where there is one."`
	Seal   auditSealCmd   `cmd:"" help:"Seal now what a worker seals every minute."`
}

// auditPatience is how long these commands wait for others who are writing.
const auditPatience = 2 * time.Second

func (a *app) newSealer() *access.Sealer {
	return &access.Sealer{Pool: a.pool, Now: a.clock.Now, Keys: a.set.auditKeys()}
}

func (a *app) auditChecker() access.AuditChecker {
	return access.AuditChecker{Verifier: access.Verifier{Pool: a.pool, Keys: a.set.auditKeys()}, Now: a.clock.Now}
}

// sealAtEnd seals what a command has written, as far as nobody else is writing:
// a worker seals the rest.
func (a *app) sealAtEnd() {
	if a.sealer == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if _, err := a.sealer.Seal(ctx); err != nil {
		a.log.Warn("the audit could not be sealed: a worker does it later", "error", "the database did not answer")
	}
}

// noAuditKey is what a command says that cannot work without one.
const noAuditKey = "THROUGHGATE_AUDIT_KEY is empty: give a secret of 32 characters or more (openssl rand -hex 32), the same on every machine"

type auditSealCmd struct{}

func (c *auditSealCmd) Run(ctx context.Context, set *settings, o out) error {
	a, err := open(ctx, set, "audit", migrations.WorkerRole, 2)
	if err != nil {
		return err
	}
	defer a.close()
	if a.sealer.Keys.None() {
		return refused(noAuditKey)
	}
	a.sealer.Patience = auditPatience
	n, err := a.sealer.Seal(ctx)
	if err != nil {
		return err
	}
	chain, err := a.chain(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(o.std, "%s sealed.\n", many(n, "row"))
	if chain.Waiting > 0 {
		fmt.Fprintf(o.say, "%s still to seal: somebody is writing at this moment. A worker seals them within minutes.\n", many(chain.Waiting, "row"))
	}
	return nil
}

func (a *app) chain(ctx context.Context) (chain access.ChainState, err error) {
	err = pg.ReadTx(ctx, a.pool, access.System("verify"), func(tx pgx.Tx) error {
		chain, err = access.ReadChain(ctx, tx)
		return err
	})
	return chain, err
}

type auditVerifyCmd struct {
	Head  []string `sep:"none" placeholder:"HEAD" help:"A check number that was e-mailed: the chain must hold it, or it was cut or rewritten. May be given several times."`
	Heads string   `placeholder:"FILE" help:"A file that holds check numbers, such as the e-mails put together; - reads standard input."`
	JSON  bool     `name:"json" help:"Print what was found as one JSON document."`
}

func (c *auditVerifyCmd) Help() string {
	return `Each row of the audit has a seal: a keyed hash over the row and the seal before it. This command
seals what waits, then re-computes all seals and names what does not prove itself: rows changed,
deleted, reordered, slipped in, sealed with a foreign key.

Whoever owns the database can still cut off the newest rows with their seals, and whoever has the
key too can write a whole chain anew. Both show against the check number that the daily watch
e-mails to two people: give it with --head, or all that were kept with --heads.

A worker verifies the chain once a day by itself, and ` + "`throughgate health`" + ` tells what came of it; without check
numbers this command takes the place of that.

Exit codes: 0 all is as it was written; 1 something is not; 2 the key or a head is missing.`
}

func (c *auditVerifyCmd) heads() ([]access.Link, error) {
	text := strings.Join(c.Head, "\n")
	if c.Heads != "" {
		content, err := readAll(c.Heads)
		if err != nil {
			return nil, refused("--heads: the file cannot be read: give one that this user may read")
		}
		text += "\n" + string(content)
	} else if len(c.Head) == 0 {
		return nil, nil
	}
	return access.ParseHeads(text)
}

func readAll(file string) ([]byte, error) {
	if file == "-" {
		return io.ReadAll(os.Stdin)
	}
	return os.ReadFile(file)
}

func (c *auditVerifyCmd) Run(ctx context.Context, set *settings, o out) error {
	heads, err := c.heads()
	if err != nil {
		return err
	}
	a, err := open(ctx, set, "audit", migrations.WorkerRole, 2)
	if err != nil {
		return err
	}
	defer a.close()
	keys := set.auditKeys()
	if keys.None() {
		return refused(noAuditKey)
	}
	a.sealer.Patience = auditPatience
	if _, err := a.sealer.Seal(ctx); err != nil {
		return err
	}
	checker := a.auditChecker()
	report, err := checker.Verify(ctx, heads)
	if err != nil {
		return err
	}
	if len(heads) == 0 { // a number that was mistyped says nothing of the chain
		err = checker.Keep(ctx, report)
	}
	if err != nil {
		return err
	}
	if c.JSON {
		err = printJSON(o.std, report)
	} else {
		err = tellReport(o.std, report, len(heads), set.AuditKey == "")
	}
	if err == nil && !report.OK {
		return exit(exitFailed)
	}
	return err
}

// tellReport says what a verification came to, in words.
func tellReport(w io.Writer, r access.Report, heads int, pretend bool) error {
	say := func(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }
	for _, bad := range r.Bad {
		say("BAD: %s", bad.Text)
	}
	if more := r.BadTotal - len(r.Bad); more > 0 {
		say("and %d more", more)
	}
	switch {
	case !r.OK:
		say("The audit is not what was written: %s bad, %d prove themselves.", many(r.BadTotal, "row"), r.Sealed)
	case r.Head == "":
		say("Nothing of the audit is sealed yet.")
	default:
		say("The audit is as it was written: all %d sealed rows prove themselves.", r.Sealed)
	}
	if r.Waiting > 0 {
		say("%s not sealed yet: a worker seals them every minute.", many(int(r.Waiting), "row"))
	}
	if r.Head != "" {
		say("Check number now: %s", r.Head)
	}
	if r.OK && heads > 0 {
		say("It holds %s that you gave.", many(heads, "check number"))
	} else if heads == 0 {
		say("Rows cut off at the end, or a chain written wholly anew, show only against a check number of the daily e-mail: --head.")
	}
	if pretend {
		say("The key is the pretend one of trying things out: set THROUGHGATE_AUDIT_KEY before this proves anything.")
	}
	return nil
}
