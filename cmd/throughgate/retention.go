package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/migrations"
	"throughgate/release"
)

// retentionCmd is for people whose time is over, where the pages are not at hand.
type retentionCmd struct {
	List retentionListCmd `cmd:"" help:"Say who leaves next, by reference, and what keeps whom; with --erased the proofs."`
	Run  retentionRunCmd  `cmd:"" help:"Erase whoever leaves by the rule, as a worker does at night. Without --apply it only says whom."`
}

type retentionListCmd struct {
	Erased bool `help:"List the proofs of those who were erased instead. Keep this list outside: it says whom a restored backup brings back."`
	JSON   bool `name:"json" help:"Print the list as one JSON document."`
}

func (*retentionListCmd) Help() string {
	return `A person leaves once more years than the rule has (usually 2) have passed since the
last thing known of custody or supervision: the day they left, the end of a licence
or of supervision, an appointment. Nobody leaves of whom no end is known, whom
somebody keeps, about whom anything is open, or whom extracts still list. And nobody
leaves before an information lead has confirmed the rule on the page "Erasing records".`
}

func (c *retentionListCmd) Run(ctx context.Context, set *settings, o out) error {
	a, err := open(ctx, set, "retention", migrations.WorkerRole, 2)
	if err != nil {
		return err
	}
	defer a.close()
	if c.Erased {
		return c.erased(ctx, a, o)
	}
	list, err := a.releases.ListRetention(ctx, access.System("retention"))
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(o.std, list)
	}
	printRetention(o.std, list)
	return nil
}

func (c *retentionListCmd) erased(ctx context.Context, a *app, o out) error {
	list, err := a.releases.ListErased(ctx, access.System("retention"))
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(o.std, list)
	}
	if len(list) == 0 {
		fmt.Fprintln(o.std, "Nobody has been erased.")
	}
	for _, e := range list {
		why := fmt.Sprintf("by the rule of %s, from %s", many(e.Years, "year"), e.LastDay.Long())
		if e.Years == 0 {
			why = fmt.Sprintf("on request (%s), asked by %s, agreed by %s", e.Ground, e.AskedBy, e.AgreedBy)
		}
		fmt.Fprintf(o.std, "%s  %s  %s\n", e.At.In(calendar.London).Format("2006-01-02 15:04"), strings.Join(e.Refs, " "), why)
	}
	return nil
}

type retentionRunCmd struct {
	Apply bool `help:"Erase. What is erased does not come back."`
	JSON  bool `name:"json" help:"Print what was done, or would be, as one JSON document."`
}

func (c *retentionRunCmd) Run(ctx context.Context, set *settings, o out) error {
	a, err := open(ctx, set, "retention", migrations.WorkerRole, 3)
	if err != nil {
		return err
	}
	defer a.close()
	if !c.Apply {
		list, err := a.releases.ListRetention(ctx, access.System("retention"))
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(o.std, list)
		}
		printRetention(o.std, list)
		fmt.Fprintln(o.std, "Nothing was erased. With --apply those who are due are.")
		return nil
	}
	done, err := a.releases.EraseByRule(ctx, access.System("retention"))
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(o.std, done)
	}
	fmt.Fprintf(o.std, "%s erased of %d who were due.\n", manyPeople(done.Erased), done.Due)
	return nil
}

func printRetention(w io.Writer, list release.RetentionList) {
	switch list.Tonight {
	case release.NightNotConfirmed:
		fmt.Fprintf(w, "Nobody has confirmed the rule of %s: nobody is erased. By it %s would leave now.\n", many(list.Years, "year"), manyPeople(list.Due))
	case release.NightTooMany:
		fmt.Fprintf(w, "%s are due at once, more than were foreseen: nobody is erased until an information lead confirms the rule of %s again.\n", manyPeople(list.Due), many(list.Years, "year"))
	case release.NightDone:
		fmt.Fprintf(w, "By the rule of %s %s due now.\n", many(list.Years, "year"), areDue(list.Due))
	}
	for _, l := range list.Leaving {
		fmt.Fprintf(w, "  %s  leaves on %s\n", l.Ref, l.On.Long())
	}
	for _, l := range list.Kept {
		fmt.Fprintf(w, "  %s  stays: %s\n", l.Ref, stayWords(l))
	}
	for _, r := range list.Requests {
		state := "waits for a second person"
		if r.Agreed {
			state = "agreed"
			if r.WaitsOn != release.Leaves {
				state += ", waits: " + string(r.WaitsOn)
			}
		}
		fmt.Fprintf(w, "  %s  to be erased on request (%s): %s\n", r.Ref, r.Ground, state)
	}
}

func areDue(n int) string {
	if n == 1 {
		return "1 person is"
	}
	return fmt.Sprintf("%d people are", n)
}

// stayWords say why somebody stays whose time is over.
func stayWords(l release.LeavingLine) string {
	switch l.Stays {
	case release.StaysUnended:
		return "no end is known"
	case release.StaysHeld:
		return "somebody keeps the record"
	case release.StaysListed:
		return "an extract of the last 30 days lists them"
	case release.StaysOpen:
		p := l.Pending
		var open []string
		for _, of := range []struct {
			n    int
			what string
		}{{p.Tasks, "request"}, {p.Appointments, "coming appointment"}, {p.Messages, "message"}, {p.Lists, "line on a list"}} {
			if of.n > 0 {
				open = append(open, many(of.n, of.what))
			}
		}
		if p.Wipes > 0 {
			open = append(open, "words at the provider of texts")
		}
		return "open: " + strings.Join(open, ", ")
	case release.StaysNotYet, release.Leaves:
	}
	return ""
}
