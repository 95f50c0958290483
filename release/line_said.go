package release

import (
	"time"

	"throughgate/internal/calendar"
	"throughgate/notify"
)

// saidFor is what a letter says, and for whom. One who stands in for several is
// told once what all of them are to be told; each has a line of their own in the
// message, so that it can go back to them alone.
type saidFor map[saidLine]string

// saidLine is what two lines have in common that say the same.
type saidLine struct {
	kind             notify.ItemKind
	task, service    int64
	release, message string
	version, count   int
	from, to         calendar.Date
	agreement        int64
	at               time.Time
}

// before tells whether the letter says it already for somebody else, and remembers
// that it does now.
func (s saidFor) before(l *lineRow) bool {
	k := saidLine{kind: l.Kind, task: l.TaskID, service: l.ServiceID, release: l.Reference, message: l.MessageRef, version: l.Version,
		count: l.Count, from: l.From, to: l.To, agreement: l.AgreementID}
	if l.At != nil {
		k.at = l.At.UTC()
	}
	whose, said := s[k]
	if !said {
		s[k] = l.AwayEmail
	}
	return said && whose != l.AwayEmail
}
