package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/migrations"
	"throughgate/notify"
)

// repliesCmd is for texts that came in, until the pages have them.
type repliesCmd struct {
	List  repliesListCmd  `cmd:"" help:"List the replies that somebody has to see to."`
	Close repliesCloseCmd `cmd:"" help:"Take a reply off the list: it has been read and seen to. Texts that waited go."`
}

type repliesListCmd struct {
	decided
	JSON bool `name:"json" help:"Print the list as one JSON document."`
}

func (c *repliesListCmd) Run(ctx context.Context, set *settings, o out) error {
	return withReplies(ctx, set, c.By, func(r notify.Replies, who access.Actor) error {
		list, err := r.Open(ctx, who)
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(o.std, append([]notify.OpenReply{}, list...))
		}
		w := tabwriter.NewWriter(o.std, 0, 4, 2, ' ', 0)
		fmt.Fprintln(w, "NUMBER\tCAME\tFROM\tRELEASE\tBY\tWORDS\tTO DO")
		for _, x := range list {
			person := x.Person
			if person == "" {
				person = "nobody's record"
			}
			fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%s\t%s\n", x.ID, x.At.In(calendar.London).Format("2 Jan 15:04"), x.From, person, x.DueOn,
				strings.Join(strings.Fields(x.Body), " "), x.Note)
		}
		return w.Flush()
	})
}

type repliesCloseCmd struct {
	decided
	Number int64 `arg:"" help:"The number of the reply, as replies list shows it."`
}

func (c *repliesCloseCmd) Run(ctx context.Context, set *settings, o out) error {
	return withReplies(ctx, set, c.By, func(r notify.Replies, who access.Actor) error {
		if err := r.Close(ctx, who, c.Number); err != nil {
			return err
		}
		fmt.Fprintf(o.std, "Reply %d is closed by %s.\n", c.Number, who.Name)
		return nil
	})
}

func withReplies(ctx context.Context, set *settings, by string, fn func(notify.Replies, access.Actor) error) error {
	a, err := open(ctx, set, "replies", migrations.WorkerRole, 2)
	if err != nil {
		return err
	}
	defer a.close()
	who, err := a.named(ctx, by)
	if err != nil {
		return err
	}
	return fn(notify.Replies{Pool: a.pool, Now: a.clock.Now, Outbox: a.outbox}, who)
}
