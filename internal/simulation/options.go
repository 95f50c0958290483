package simulation

import (
	"io"
	"slices"

	"throughgate/internal/calendar"
)

// Level is how much goes wrong beside the ordinary.
type Level string

// The levels. None: providers take everything, processes live. Light: what a
// quiet year has. Heavy: workers crash at every named point, providers refuse,
// forget and repeat, the database restarts, files come twice and shuffled.
const (
	None  Level = "none"
	Light Level = "light"
	Heavy Level = "heavy"
)

// Options say what is simulated.
type Options struct {
	People int
	From   calendar.Date
	Days   int
	Seed   uint64
	Faults Level

	Journal  io.Writer           // gets a line for everything that happened, in order; may be nil
	Progress func(day, days int) // called after each day; may be nil

	only    []int    // these people alone, for a shorter history
	without []string // kinds of happening left out

	meddle func(*world, calendar.Date) error // for tests: breaks something before the night's checks
}

func (o Options) has(kind string) bool {
	return !slices.Contains(o.without, kind)
}
