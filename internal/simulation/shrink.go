package simulation

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"time"

	"throughgate/internal/oracle"
)

// kinds are what can be left out of a history, what goes together at once.
var kinds = [][]string{{"death", "escape", "removal", "unknown", "hospital", "recall", "untold", "surprise", "court", "merge"}, {"appointment"}, {"answer"},
	{"consent", "assess", "com", "clear"}, {"transfer"}, {"scheme"}, {"away"}, {"hearing"}, {"bulk", "move"}}

// What playing again may cost.
const (
	mostPlays   = 9
	longestPlay = time.Minute
)

// shrunk plays a violation again with less: this person alone, fewer days, fewer
// kinds of happening, without faults. It gives the violation of the shortest
// play that still shows the same, with everything that happened to the person.
func (s *stage) shrunk(ctx context.Context, o Options, v oracle.Violation, now func() time.Time) oracle.Violation {
	k, found := placeOf(o, s.areas, v.Release)
	if !found {
		return v
	}
	until := now().Add(longestPlay)
	plays := 0
	again := func(less Options) (oracle.Violation, Options, bool) {
		plays++
		var lines bytes.Buffer
		less.Journal, less.Progress = &lines, nil
		r, err := s.play(ctx, less)
		if err != nil {
			return v, less, false
		}
		i := slices.IndexFunc(r.Violations, func(w oracle.Violation) bool { return w.Release == v.Release && sameProblem(w.Problem, v.Problem) })
		if i < 0 {
			return v, less, false
		}
		shown := r.Violations[i]
		shown.History = linesOf(lines.String(), v.Release)
		less.Days = r.Days
		return shown, less, true
	}
	alone := o
	alone.only = []int{k}
	best, least, ok := again(alone)
	if !ok { // it may take somebody with whom they were joined
		alone.only = []int{k - 1, k, k + 1}
		if best, least, ok = again(alone); !ok {
			return v
		}
	}
	for i := -1; i < len(kinds) && plays < mostPlays && now().Before(until); i++ {
		next := least
		if i < 0 {
			next.Faults = None
		} else {
			next.without = append(slices.Clone(least.without), kinds[i]...)
		}
		if shown, less, ok := again(next); ok {
			best, least = shown, less
		}
	}
	return best
}

// sameProblem: the same claim, whatever the days in it.
func sameProblem(a, b string) bool {
	claim := func(s string) string { name, _, _ := strings.Cut(s, ":"); return name }
	return claim(a) == claim(b)
}

// linesOf are the journal's lines of one release.
func linesOf(text, number string) []string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		if strings.Contains(line, " "+number+" ") {
			out = append(out, line)
		}
	}
	return out
}
