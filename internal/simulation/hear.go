package simulation

import (
	"throughgate/internal/oracle"
	"throughgate/notify"
)

// tellOracle hands an attempt to the oracle.
func (w *world) tellOracle(a attempt) {
	s := oracle.Sent{At: a.at, Channel: a.letter.channel, Kind: a.letter.kind, To: a.letter.to}
	for _, it := range a.letter.items {
		s.Items = append(s.Items, oracle.Item{Kind: it.kind, Number: it.number, Code: it.standard, From: it.from, To: it.to})
	}
	w.oracle.Sent(s)
	if a.letter.channel == "text" && a.outcome == notify.Refused {
		w.oracle.Stopped(a.letter.to)
	}
}
