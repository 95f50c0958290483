package oracle

import "time"

// note is something that happened to a person, kept for a violation.
type note struct {
	at   int64 // seconds since 1970
	what string
}

// mostNotes are kept of one person.
const mostNotes = 40

func (p *person) note(at time.Time, what string) {
	if len(p.noted) >= mostNotes {
		p.noted = p.noted[:copy(p.noted, p.noted[len(p.noted)-mostNotes+1:])]
	}
	p.noted = append(p.noted, note{at.Unix(), what})
}

// history is what was noted, in words.
func (p *person) history() []string {
	out := make([]string, len(p.noted))
	for i, n := range p.noted {
		out[i] = time.Unix(n.at, 0).UTC().Format("2006-01-02T15:04Z") + " " + n.what
	}
	return out
}
