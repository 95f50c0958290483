package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
)

// report is what is told in the end.
type report struct {
	Seed        uint64     `json:"seed"`
	Seconds     float64    `json:"seconds"`
	Sound       bool       `json:"sound"`
	Cut         bool       `json:"cut_short"` // the time was up before every fault had come
	Planned     int        `json:"planned"`   // messages that had to be queued and sent
	Messages    int        `json:"messages"`  // in the tables
	Sent        int        `json:"sent"`
	Lost        int        `json:"lost"`        // planned or queued, and no provider has it
	Doubled     int        `json:"doubled"`     // taken twice
	Unknown     int        `json:"unknown"`     // nobody knows
	InCalls     int        `json:"in_flight"`   // calls under way when something was broken
	Beyond      int        `json:"beyond"`      // unknown, and in no such call
	Unlisted    int        `json:"unlisted"`    // unknown and on nobody's list, or the other way round
	Unfound     int        `json:"unfound"`     // a text that is unknown though Twilio has it
	Unaccounted int        `json:"unaccounted"` // taken by a provider, and in no table
	Late        int        `json:"late"`        // faults after which it took longer than it may
	Watches     watchCount `json:"watches"`
	Faults      []*line    `json:"faults"`
	Examples    []string   `json:"examples"`
}

type watchCount struct {
	Planned int `json:"planned"`
	Done    int `json:"done"`
}

// mostExamples is how many are told of all kinds together.
const mostExamples = 30

func (r *report) example(what string, m row, more string) {
	r.Examples = append(r.Examples, fmt.Sprintf("%s: %s %s (%s) %s: %s", what, m.Channel, m.Key, m.State, m.Reason, more))
}

// conclude draws the sum. Late is told and is no verdict: it hangs on the machine.
func (r *report) conclude(cut bool) {
	r.Cut = cut
	r.Examples = r.Examples[:min(len(r.Examples), mostExamples)]
	for _, l := range r.Faults {
		r.InCalls += l.InCalls
		r.Late += l.Late
	}
	r.Sound = !cut && r.Lost+r.Doubled+r.Beyond+r.Unlisted+r.Unfound+r.Unaccounted == 0 && r.Watches.Done == r.Watches.Planned
}

func (r *report) print(w io.Writer, asJSON bool) error {
	if asJSON {
		out := json.NewEncoder(w)
		out.SetIndent("", "  ")
		return out.Encode(r)
	}
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "FAULT\tDONE\tIN CALLS\tHELD UP\tMIDDLE\tLONGEST\tTARGET\tLATE\t")
	for _, l := range r.Faults {
		target, middle, longest := "", "", ""
		if l.Within > 0 {
			target = fmt.Sprintf("≤ %g s", l.Within)
		}
		if len(l.took) > 0 {
			middle, longest = fmt.Sprintf("%.2f s", l.Middle), fmt.Sprintf("%.2f s", l.Longest)
		}
		fmt.Fprintf(t, "%s\t%d of %d\t%d\t%d\t%s\t%s\t%s\t%d\t%s\n", l.Fault, l.Done, l.Planned, l.InCalls, l.Held, middle, longest, target, l.Late, l.Note)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, "\n%d messages, %d planned before: sent %d, lost %d, doubled %d, unknown %d (%d calls were under way; beyond them %d), late %d\n",
		r.Messages, r.Planned, r.Sent, r.Lost, r.Doubled, r.Unknown, r.InCalls, r.Beyond, r.Late)
	fmt.Fprintf(w, "not on the list as they should be %d, texts not found again %d, taken and in no table %d; watches done %d of %d\n",
		r.Unlisted, r.Unfound, r.Unaccounted, r.Watches.Done, r.Watches.Planned)
	for _, e := range r.Examples {
		fmt.Fprintln(w, "  "+e)
	}
	verdict := "sound"
	switch {
	case r.Cut:
		verdict = "CUT SHORT: the time was up"
	case !r.Sound:
		verdict = "NOT SOUND"
	}
	_, err := fmt.Fprintf(w, "%s, seed %d, %.0f s\n", verdict, r.Seed, r.Seconds)
	return err
}
