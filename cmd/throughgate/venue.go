package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/migrations"
	"throughgate/notify"
)

// venueCmd is for places whose names hold a blocked word and tell nothing.
type venueCmd struct {
	List    venueListCmd    `cmd:"" help:"List the venues that are cleared, by whom and when, and the places that wait."`
	Clear   venueClearCmd   `cmd:"" help:"Let the name of a venue stand in texts, though it holds a blocked word: \"Earls Court\"."`
	Unclear venueUnclearCmd `cmd:"" help:"Take that back."`
}

type venueListCmd struct {
	JSON bool `name:"json" help:"Print the list as one JSON document."`
}

func (c *venueListCmd) Run(ctx context.Context, set *settings, o out) error {
	return withPhrases(ctx, set, "", func(p notify.TextPhrases, who access.Actor) error {
		cleared, waiting, err := p.Venues(ctx, who)
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(o.std, struct {
				Cleared []notify.TextPhrase   `json:"cleared"`
				Waiting []notify.WaitingPlace `json:"waiting"`
			}{append([]notify.TextPhrase{}, cleared...), append([]notify.WaitingPlace{}, waiting...)})
		}
		for _, x := range cleared {
			fmt.Fprintf(o.std, "%s: cleared by %s on %s\n", x.Phrase, x.By, calendar.DayOf(x.At).Long())
		}
		for _, x := range waiting {
			fmt.Fprintf(o.std, "%s: texts go without it, it holds %s\n", x.Place, strings.Join(x.Holds, ", "))
		}
		if len(cleared)+len(waiting) == 0 {
			fmt.Fprintln(o.std, "No venue is cleared, and no place waits.")
		}
		return nil
	})
}

// decided is who answers for a word or a venue.
type decided struct {
	By string `required:"" help:"E-mail address of whoever decides: a link officer, coordinator, information lead or administrator." placeholder:"EMAIL"`
}

type venueClearCmd struct {
	decided
	Venue string `arg:"" help:"The name of the venue, as it stands in appointments."`
}

func (c *venueClearCmd) Run(ctx context.Context, set *settings, o out) error {
	return withPhrases(ctx, set, c.By, func(p notify.TextPhrases, who access.Actor) error {
		if err := p.ClearVenue(ctx, who, c.Venue); err != nil {
			return err
		}
		fmt.Fprintf(o.std, "%s may stand in texts: cleared by %s.\n", c.Venue, who.Name)
		return nil
	})
}

type venueUnclearCmd struct {
	decided
	Venue string `arg:"" help:"The name of the venue, as it was cleared."`
}

func (c *venueUnclearCmd) Run(ctx context.Context, set *settings, o out) error {
	return withPhrases(ctx, set, c.By, func(p notify.TextPhrases, who access.Actor) error {
		if err := p.UnclearVenue(ctx, who, c.Venue); err != nil {
			return err
		}
		fmt.Fprintf(o.std, "%s is left out of texts again.\n", c.Venue)
		return nil
	})
}

// wordsCmd keeps the unit's own words that no text may hold.
type wordsCmd struct {
	List   wordsListCmd   `cmd:"" help:"List the unit's own words that no text may hold."`
	Add    wordsAddCmd    `cmd:"" help:"Add a word or a name: the nickname of an estate, of a project, of a wing."`
	Remove wordsRemoveCmd `cmd:"" help:"Take a word away."`
}

type wordsListCmd struct {
	JSON bool `name:"json" help:"Print the list as one JSON document."`
}

func (c *wordsListCmd) Run(ctx context.Context, set *settings, o out) error {
	return withPhrases(ctx, set, "", func(p notify.TextPhrases, who access.Actor) error {
		words, err := p.OwnWords(ctx, who)
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(o.std, append([]notify.TextPhrase{}, words...))
		}
		for _, x := range words {
			fmt.Fprintf(o.std, "%s: added by %s on %s\n", x.Phrase, x.By, calendar.DayOf(x.At).Long())
		}
		if len(words) == 0 {
			fmt.Fprintln(o.std, "The unit has no words of its own.")
		}
		return nil
	})
}

type wordsAddCmd struct {
	decided
	Word string `arg:"" help:"The word or name."`
}

func (c *wordsAddCmd) Run(ctx context.Context, set *settings, o out) error {
	return withPhrases(ctx, set, c.By, func(p notify.TextPhrases, who access.Actor) error {
		if err := p.AddWord(ctx, who, c.Word); err != nil {
			return err
		}
		fmt.Fprintf(o.std, "No text may hold %s any more.\n", c.Word)
		return nil
	})
}

type wordsRemoveCmd struct {
	decided
	Word string `arg:"" help:"The word or name."`
}

func (c *wordsRemoveCmd) Run(ctx context.Context, set *settings, o out) error {
	return withPhrases(ctx, set, c.By, func(p notify.TextPhrases, who access.Actor) error {
		if err := p.RemoveWord(ctx, who, c.Word); err != nil {
			return err
		}
		fmt.Fprintf(o.std, "Texts may hold %s again.\n", c.Word)
		return nil
	})
}

// withPhrases opens the unit's words for a named person; "" only reads them.
func withPhrases(ctx context.Context, set *settings, by string, fn func(notify.TextPhrases, access.Actor) error) error {
	a, err := open(ctx, set, "words", migrations.WorkerRole, 2)
	if err != nil {
		return err
	}
	defer a.close()
	who := access.System("words")
	if by != "" {
		if who, err = a.named(ctx, by); err != nil {
			return err
		}
	}
	return fn(notify.TextPhrases{Pool: a.pool, Now: a.clock.Now}, who)
}

// named is the enabled account with this address.
func (a *app) named(ctx context.Context, email string) (access.Actor, error) {
	var who access.Actor
	err := pg.ReadTx(ctx, a.pool, access.System("administration"), func(tx pgx.Tx) error {
		account, err := access.FindAccount(ctx, tx, email)
		if err != nil {
			return err
		}
		if account.DisabledAt != nil {
			return fault.Refused("--by: this account is disabled")
		}
		who = account.Actor()
		return nil
	})
	return who, err
}
