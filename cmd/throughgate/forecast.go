package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/migrations"
	"throughgate/release"
)

// forecastCmd answers "what if these people left on these days?".
type forecastCmd struct {
	File string `arg:"" help:"The list (CSV or XLSX: prison_number or reference, and day); - for standard input."`
	Day  string `help:"The day for rows that give none." placeholder:"YYYY-MM-DD"`
	JSON bool   `name:"json" help:"Print the forecast as one JSON document (docs/forecast.md)."`
}

func (c *forecastCmd) Run(ctx context.Context, set *settings, o out) error {
	var day calendar.Date
	if err := day.UnmarshalText([]byte(c.Day)); err != nil {
		return refused("--day: %v", err)
	}
	a, err := open(ctx, set, "forecast", migrations.WebRole, 2, needUnit)
	if err != nil {
		return err
	}
	defer a.close()
	file := io.Reader(os.Stdin)
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return refused("the file cannot be opened: %v", err)
		}
		defer f.Close()
		file = f
	}
	who := access.System("forecast")
	f, err := a.importer.ForecastFile(ctx, who, file, day)
	if err != nil {
		return err
	}
	if err := pg.InTx(ctx, a.pool, who, func(tx pgx.Tx) error {
		return access.Record(ctx, tx, a.clock.Now(), who, f.Seen()...)
	}); err != nil {
		return err
	}
	if c.JSON {
		err = printJSON(o.std, f)
	} else {
		err = printForecast(o.std, f)
	}
	if err == nil && len(f.Rejected) > 0 {
		return exit(exitPart)
	}
	return err
}

// printForecast tells a forecast to a person at a terminal: the services whose
// load the list changes, and what is lost.
func printForecast(std io.Writer, f *release.Forecast) error {
	p := f.People
	fmt.Fprintf(std, "%d people on the list: %d would get another day, %d have it already, %d stay without a day (remand), %d are not watched. Nothing was changed.\n",
		p.Listed, p.Moved, p.SameDay, p.NoDay, p.NotWatched)
	for _, r := range f.Rejected {
		where := fmt.Sprintf("line %d", r.Line)
		if r.Column != "" {
			where += ", column " + r.Column
		}
		fmt.Fprintf(std, "  left out: %s: %s\n", where, r.Problem)
	}
	for _, c := range f.Ignored {
		fmt.Fprintf(std, "  ignored column: %s\n", c)
	}
	fmt.Fprintln(std, "\n"+usualWords(f.Usual))
	changed := f.Changed()
	if len(changed) == 0 {
		fmt.Fprintln(std, "No service would be asked more, or less, in any week.")
	}
	w := tabwriter.NewWriter(std, 0, 4, 2, ' ', 0)
	for _, s := range changed {
		fmt.Fprintf(w, "\n%s\tASKED BEFORE\tAFTER\tCHANGE\tDUE BEFORE\tAFTER\tUSUAL\n", strings.ToUpper(forecastName(s)))
		for _, k := range s.Weeks {
			if k.AskedBefore+k.AskedAfter+k.DueBefore+k.DueAfter == 0 {
				continue
			}
			over := ""
			if k.Over > 0 {
				over = fmt.Sprintf("%d over", k.Over)
			}
			fmt.Fprintf(w, "week of %s\t%d\t%d\t%+d\t%d\t%d\t%s\n", k.Monday, k.AskedBefore, k.AskedAfter, k.AskedAfter-k.AskedBefore, k.DueBefore, k.DueAfter, over)
		}
	}
	if over := f.Exceeding(); len(over) > 0 {
		fmt.Fprint(w, "\nOVER THE USUAL LOAD\tFROM THE WEEK OF\tMOST OVER\tUSUAL (MIDDLE)\tUSUAL (HIGHEST)\n")
		for _, s := range over {
			fmt.Fprintf(w, "%s\t%s\t%d\t%g\t%d\n", forecastName(s), s.From, s.Most, s.Usual.Median, s.Usual.Highest)
		}
	}
	fmt.Fprint(w, "\nNOTICE OF THE PEOPLE ON THE LIST\tBEFORE\tAFTER\n")
	b, n := f.Notice.Before, f.Notice.After
	for _, line := range []struct {
		what          string
		before, after int
	}{{"people with less notice than it takes", b.People, n.People}, {"requests asked later than usual", b.Requests, n.Requests},
		{"of them past their usual due day", b.Overdue, n.Overdue}, {"requests too late to be of use", b.TooLate, n.TooLate},
		{"requests with nobody to send to", b.Nobody, n.Nobody}} {
		fmt.Fprintf(w, "%s\t%d\t%d\n", line.what, line.before, line.after)
	}
	fmt.Fprint(w, "\nBEDS\tLEAVING BEFORE\tAFTER\tWITHOUT A BED BEFORE\tAFTER\n")
	for _, k := range f.Beds {
		if k.LeavingBefore+k.LeavingAfter > 0 {
			fmt.Fprintf(w, "week of %s\t%d\t%d\t%d\t%d\n", k.Monday, k.LeavingBefore, k.LeavingAfter, k.BedsBefore, k.BedsAfter)
		}
	}
	return w.Flush()
}

func usualWords(u release.UsualPeriod) string {
	switch u.Weeks {
	case 0:
		return "No whole week has been asked for yet: there is no usual load to compare with."
	case release.UsualWeeks:
		return fmt.Sprintf("The usual load is that of the %d weeks from %s to %s.", u.Weeks, u.From, u.To)
	}
	return fmt.Sprintf("The usual load is that of %d weeks only, from %s to %s: fewer than %d.", u.Weeks, u.From, u.To, release.UsualWeeks)
}

// forecastName is the service, and whose.
func forecastName(s release.ServiceForecast) string {
	switch s.Area {
	case "":
		return spaced(s.Service) + " (officers)"
	case "*":
		return spaced(s.Service) + " (general contact)"
	}
	return spaced(s.Service) + ", " + s.Area
}
