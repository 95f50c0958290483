package simulation

import (
	"testing"
	"time"

	"throughgate/notify"
)

// A letter that was taken is forgotten, and still known should it be taken again.
func TestALetterThatWasForgottenAndIsTakenAgainIsSeen(t *testing.T) {
	p := newPost(Options{Seed: 1, Faults: None}, &clock{})
	p.clock.set(time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC))
	send := func(id int64, ref string) {
		p.expect(&letter{id: id, ref: ref, channel: "email", kind: "request", items: []item{{number: "A0001AA"}}})
		p.Send(t.Context(), notify.Outgoing{Ref: ref, Attempt: 1})
		p.forget(p.attempts())
	}
	send(1, "M-one")
	send(2, "M-two")
	if len(p.about) != 0 || len(p.byID) != 0 || len(p.twice) != 0 {
		t.Fatalf("%d letters kept, %d by id, %d taken twice: want none", len(p.about), len(p.byID), len(p.twice))
	}
	send(1, "M-one")
	if len(p.twice) != 1 || p.twice[0].ref != "M-one" {
		t.Fatalf("%d letters were taken twice, want the first", len(p.twice))
	}
	p.Send(t.Context(), notify.Outgoing{Ref: "M-two", Attempt: 2}) // and nobody has read that it waits
	if len(p.twice) != 2 || p.twice[1].ref != "M-two" {
		t.Fatalf("%d letters were taken twice, want both", len(p.twice))
	}
}
