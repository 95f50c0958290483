package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/migrations"
	"throughgate/release"
)

type showCmd struct {
	Releases showReleasesCmd `cmd:"" help:"The board: everybody of the unit with planned day, prison and open tasks."`
	Release  showReleaseCmd  `cmd:"" help:"One person: dates and why, plan, messages."`
}

type showReleasesCmd struct {
	From string `help:"First planned day." placeholder:"YYYY-MM-DD"`
	To   string `help:"Last planned day." placeholder:"YYYY-MM-DD"`
	Area string `help:"Only this home area." placeholder:"NAME"`
	JSON bool   `name:"json" help:"Print one JSON array."`
}

func (c *showReleasesCmd) Run(ctx context.Context, set *settings, o out) error {
	var period release.Period
	for _, d := range []struct {
		flag, given string
		into        *calendar.Date
	}{{"--from", c.From, &period.From}, {"--to", c.To, &period.To}} {
		if err := d.into.UnmarshalText([]byte(d.given)); err != nil {
			return refused("%s: %v", d.flag, err)
		}
	}
	a, err := open(ctx, set, "show", migrations.WebRole, 2, needUnit)
	if err != nil {
		return err
	}
	defer a.close()
	q := release.BoardQuery{Scope: a.unit.Scope, Now: a.clock.Now()}
	if c.Area != "" {
		places, err := a.gazetteer(ctx)
		if err != nil {
			return err
		}
		var problem string
		if q.Area, problem = places.Area(c.Area); problem != "" {
			return refused("--area %q: %s", c.Area, problem)
		}
	}
	var rows []release.BoardRow
	err = pg.InTx(ctx, a.pool, access.System("show"), func(tx pgx.Tx) error {
		if rows, err = release.ListBoard(ctx, tx, q, period); err != nil {
			return err
		}
		var refs []string
		for _, r := range rows {
			refs = append(refs, r.Release.ID)
		}
		return a.shown(ctx, tx, "board", refs)
	})
	if err != nil {
		return err
	}
	for i := range rows {
		rows[i] = rows[i].ForCommand()
	}
	if c.JSON {
		return printJSON(o.std, rows)
	}
	w := tabwriter.NewWriter(o.std, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "PRISON NUMBER\tINITIALS\tPRISON\tPLANNED DAY\tDAYS LEFT\tSTATE\tOPEN\tLATE")
	for _, r := range rows {
		left := ""
		if r.Release.DaysLeft != nil {
			left = fmt.Sprint(*r.Release.DaysLeft)
		}
		if r.Person.Restricted {
			r.Person.PrisonNumber = "restricted, " + r.Release.ID
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%d\t%d\n", r.Person.PrisonNumber, r.Person.Initials, r.Custody.PrisonName,
			dayOrDay(r.Release), left, spaced(string(r.Release.State)), r.OpenTasks, r.LateTasks)
	}
	return w.Flush()
}

type showReleaseCmd struct {
	PrisonNumber string `arg:"" help:"Prison number, such as A1234BC."`
	AsOf         string `help:"What was thought then: an instant, a London day (its end) or \"YYYY-MM-DD HH:MM\" in London." placeholder:"INSTANT"`
	JSON         bool   `name:"json" help:"Print one JSON document."`
}

func (c *showReleaseCmd) Run(ctx context.Context, set *settings, o out) error {
	a, err := open(ctx, set, "show", migrations.WebRole, 2, needUnit)
	if err != nil {
		return err
	}
	defer a.close()
	now := a.clock.Now()
	var at time.Time
	if c.AsOf != "" {
		if at, err = release.InstantAsked(c.AsOf, now); err != nil {
			return refused("--as-of: %s", fault.Text(err))
		}
	}
	find := release.Find{PrisonNumber: strings.ToUpper(strings.TrimSpace(c.PrisonNumber))}
	var story release.Story
	err = pg.InTx(ctx, a.pool, access.System("show"), func(tx pgx.Tx) error {
		if at.IsZero() {
			story, err = release.Show(ctx, tx, a.releases, a.unit.Scope, find, calendar.DayOf(now))
		} else {
			story, err = release.ShowThen(ctx, tx, a.releases, a.unit.Scope, find, at)
		}
		if err != nil {
			return err
		}
		return a.shown(ctx, tx, "release", []string{story.Release.ID})
	})
	switch {
	case fault.Is(err, fault.KindNotFound):
		return fmt.Errorf("nobody of the unit has this prison number")
	case fault.Is(err, release.NothingThen):
		return fmt.Errorf("nothing was known of this person yet on %s at %s", calendar.DayOf(at).Long(), at.In(calendar.London).Format("15:04"))
	case err != nil:
		return err
	}
	if c.JSON {
		return printJSON(o.std, story)
	}
	return printStory(o.std, story)
}

// shownAtOnce is how many people one row of the audit names.
const shownAtOnce = 1000

// shown writes down whom a command has shown.
func (a *app) shown(ctx context.Context, tx pgx.Tx, what string, refs []string) error {
	entries := []access.Entry{}
	for part := range slices.Chunk(refs, shownAtOnce) {
		entries = append(entries, access.Entry{Action: access.Consult, ObjectKind: what, Detail: "command", Releases: part})
	}
	return access.Record(ctx, tx, a.clock.Now(), access.System("show"), entries...)
}

// printStory tells one release to a person at a terminal.
func printStory(std io.Writer, s release.Story) error {
	w := tabwriter.NewWriter(std, 0, 4, 2, ' ', 0)
	fmt.Fprintf(w, "%s, %s, %s\t\n", s.Person.Initials, s.Person.PrisonNumber, s.Person.HomeArea)
	fmt.Fprintf(w, "Held at\t%s\n", s.Custody.PrisonName)
	if !s.At.IsZero() {
		fmt.Fprintf(w, "As thought on\t%s at %s\n", calendar.DayOf(s.At).Long(), s.At.In(calendar.London).Format("15:04"))
	}
	planned := orNone(s.Release.PlannedDay.Long())
	if or := s.Release.OrDay(); !or.IsZero() {
		planned += ", or " + or.Long() + " if the scheme is not applied"
	}
	fmt.Fprintf(w, "Planned day\t%s\n", planned)
	fmt.Fprintf(w, "Why\t%s\n", s.Release.Explanation)
	fmt.Fprintf(w, "State\t%s\n", spaced(string(s.Release.State)))
	if len(s.Changes) > 0 {
		fmt.Fprint(w, "\nMOVED\tFROM\tTO\tWORKING DAYS OF NOTICE\tNO LONGER MET\n")
	}
	for _, ch := range s.Changes {
		notice := ""
		if ch.Notice != nil {
			notice = fmt.Sprintf("%+d", *ch.Notice)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", calendar.DayOf(ch.At), ch.From, ch.To, notice, strings.Join(ch.Unmet, ", "))
	}
	if len(s.Events) > 0 {
		fmt.Fprint(w, "\nHAPPENED\tWHAT\tPRISON\tRECORDED BY\n")
	}
	for _, e := range s.Events {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", calendar.DayOf(e.At), spaced(string(e.Event)), e.PrisonName, e.By)
	}
	if len(s.Tasks) > 0 {
		fmt.Fprint(w, "\nPLAN\tSTATE\tASKED ON\tDUE\tWITH\tWAITS FOR\n")
	}
	for _, t := range s.Tasks {
		with := "nobody"
		if t.Contact != nil {
			with = t.Contact.Name
		}
		fmt.Fprintf(w, "%s %s\t%s\t%s\t%s\t%s\t%s\n", t.Code, t.Title, spaced(string(t.State)), t.HandOffOn, t.DueOn, with, strings.Join(t.WaitingFor, ", "))
	}
	if len(s.Messages) > 0 {
		fmt.Fprint(w, "\nMESSAGE\tSTATE\tTO\tREASON\n")
	}
	for _, m := range s.Messages {
		fmt.Fprintf(w, "%s by %s\t%s\t%s\t%s\n", spaced(string(m.Kind)), m.Channel, spaced(string(m.State)), m.To, m.Reason)
	}
	return w.Flush()
}

// dayOrDay is the planned day, or both where it is presumed.
func dayOrDay(r release.StoryRelease) string {
	if or := r.OrDay(); !or.IsZero() {
		return r.PlannedDay.String() + " or " + or.String()
	}
	return r.PlannedDay.String()
}

func spaced(code string) string { return strings.ReplaceAll(code, "_", " ") }

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}
