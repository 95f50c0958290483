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
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/migrations"
	"throughgate/notify"
	"throughgate/notify/email"
	"throughgate/notify/sms"
)

// reconcileCmd compares what the providers saw with what the tables know: after
// a restore they know less.
type reconcileCmd struct {
	Since   string `help:"From when on: an instant or a London day; default a day before the newest thing in the database." placeholder:"INSTANT"`
	MailLog string `help:"The mail server's log: our e-mails are found in it by their Message-IDs; - for standard input." placeholder:"FILE"`
	JSON    bool   `name:"json" help:"Print one JSON document."`
}

// reconciled is what the command prints; nil where nobody was asked.
type reconciled struct {
	Since    time.Time        `json:"since"`
	Restored bool             `json:"restored"`
	Texts    *notify.Compared `json:"texts"`
	Emails   *notify.Compared `json:"emails"`
}

// beforeNewest is how long before the newest instant of the tables the
// comparison begins.
const beforeNewest = 24 * time.Hour

func (c *reconcileCmd) Run(ctx context.Context, set *settings, o out) error {
	a, err := open(ctx, set, "reconcile", migrations.WorkerRole, 2, needMail)
	if err != nil {
		return err
	}
	defer a.close()
	if set.TwilioSID == "" && c.MailLog == "" {
		return refused("there is nobody to ask: texts are not set up, and no --mail-log is given")
	}
	report := reconciled{}
	if report.Since, err = c.since(ctx, a); err != nil {
		return err
	}
	state, err := a.switches.State(ctx)
	if err != nil {
		return err
	}
	report.Restored = state.RestoredAt != nil
	texts, mails, err := c.ask(ctx, a, report.Since)
	if err != nil {
		return err
	}
	err = pg.InTx(ctx, a.pool, switching(), func(tx pgx.Tx) error {
		if texts != nil {
			t, err := notify.CompareTexts(ctx, tx, *texts)
			if err != nil {
				return err
			}
			report.Texts = &t
		}
		if mails != nil {
			m, err := notify.CompareMails(ctx, tx, *mails)
			if err != nil {
				return err
			}
			report.Emails = &m
		}
		return access.Record(ctx, tx, a.clock.Now(), switching(), access.Entry{Action: access.Consult, ObjectKind: "sending", Detail: "compared with the providers"})
	})
	if err != nil {
		return err
	}
	if c.JSON {
		err = printJSON(o.std, report)
	} else {
		report.print(o.std)
	}
	if err == nil && report.notKnown() > 0 {
		return exit(exitPart)
	}
	return err
}

// since is the instant asked for, else a day before the newest in the tables.
func (c *reconcileCmd) since(ctx context.Context, a *app) (time.Time, error) {
	if c.Since == "" {
		newest, err := access.NewestInstant(ctx, a.pool)
		return newest.Add(-beforeNewest).UTC(), err
	}
	if at, err := time.Parse(time.RFC3339, c.Since); err == nil {
		return at.UTC(), nil
	}
	day, err := calendar.Parse(c.Since)
	if err != nil {
		return time.Time{}, refused("--since %q is no instant and no day: write 2026-11-23T06:00:00Z or 2026-11-23", c.Since)
	}
	return day.At(0, 0), nil
}

// ask asks the provider of texts and reads the log, outside any transaction;
// nil where there is none.
func (c *reconcileCmd) ask(ctx context.Context, a *app, since time.Time) (texts, mails *[]notify.Seen, err error) {
	if a.set.TwilioSID != "" {
		sender, err := sms.New(a.set.textConfig())
		if err != nil {
			return nil, nil, badSettings{[]string{err.Error()}}
		}
		list, err := sender.List(ctx, since)
		if err != nil {
			return nil, nil, fmt.Errorf("the provider of texts could not be asked; nothing was changed, try again: %w", err)
		}
		texts = &list
	}
	if c.MailLog == "" {
		return texts, nil, nil
	}
	log := io.Reader(os.Stdin)
	if c.MailLog != "-" {
		f, err := os.Open(c.MailLog)
		if err != nil {
			return nil, nil, refused("the log cannot be opened: %v", err)
		}
		defer f.Close()
		log = f
	}
	list, err := email.SeenIn(log, a.set.MailFrom)
	if err != nil {
		return nil, nil, refused("--mail-log: %v", err)
	}
	return texts, &list, nil
}

func (r reconciled) notKnown() (n int) {
	for _, c := range []*notify.Compared{r.Texts, r.Emails} {
		if c != nil {
			n += len(c.NotKnown)
		}
	}
	return n
}

func (r reconciled) print(w io.Writer) {
	fmt.Fprintf(w, "Since %s.\n", momentWords(r.Since))
	for _, part := range []struct {
		what string
		c    *notify.Compared
		not  string
	}{{"Texts that the provider took", r.Texts, "Texts: not asked, they are not set up."},
		{"E-mails in the mail server's log", r.Emails, "E-mails: not compared. Give the mail server's log: --mail-log FILE"}} {
		if part.c == nil {
			fmt.Fprintln(w, part.not)
			continue
		}
		fmt.Fprintf(w, "%s: %d, of them %d known here.\n", part.what, part.c.Seen, part.c.Known)
		for _, n := range part.c.NotKnown {
			fmt.Fprintln(w, "  "+notKnownWords(n))
		}
	}
	if r.notKnown() > 0 {
		fmt.Fprintln(w, "What is \"may be\" stands on the Messages page: settle it there as sent, so that nobody sends it again. What is \"not here\" was written after the backup: the people it went to know of it, the tables do not.")
	}
	if r.Restored {
		fmt.Fprintln(w, "Nothing leaves yet: this database was restored. To go on: throughgate resume-sending")
	}
}

// notKnownWords says what was seen, and which message it is or may be.
func notKnownWords(n notify.NotKnown) string {
	var b strings.Builder
	switch n.Channel {
	case notify.Text:
		fmt.Fprintf(&b, "text %s to %s, %s", n.ProviderRef, n.To, n.Status)
		if n.At != nil {
			b.WriteString(", " + momentWords(*n.At))
		}
	case notify.Email:
		fmt.Fprintf(&b, "e-mail on line %d", n.Line)
		if n.ProviderRef != "" {
			b.WriteString(", reference " + n.ProviderRef)
		}
	}
	if len(n.Messages) == 0 {
		return b.String() + ": not here"
	}
	b.WriteString(": may be")
	if n.Channel == notify.Email {
		b.Reset()
		fmt.Fprintf(&b, "e-mail on line %d: is", n.Line)
	}
	for i, m := range n.Messages {
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, " %s (%s here)", m.Ref, spaced(string(m.State)))
	}
	return b.String()
}
