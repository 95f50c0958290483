package release_test

import (
	"testing"

	"throughgate/intake/sample"
	"throughgate/internal/calendar"
	"throughgate/release"
)

func TestTheSampleGoesFromFileToMessagesAndASecondTimeNothingHappens(t *testing.T) {
	u := newUnit(t)
	u.officer("link@haringey-unit.example")
	u.services()
	first := u.extract(sample.Releases)
	if first.New != 387 || len(first.Rejected) != 0 {
		t.Fatalf("first import: %+v", first)
	}
	booked := u.appointments(sample.Appointments)
	if booked.MessagesQueued == 0 {
		t.Errorf("no reminder waits for the sample's appointments: %+v", booked)
	}
	swept := u.sweep("2026-11-23")
	if swept.HandedOff == 0 || swept.Digests == 0 || swept.MessagesQueued == 0 {
		t.Errorf("the first watch did nothing: %+v", swept)
	}
	again := u.extract(sample.Releases)
	if again.Unchanged != 387 || again.MessagesQueued != 0 {
		t.Errorf("the same file again: %+v", again)
	}
	if b := u.appointments(sample.Appointments); b.New+b.Changed+b.MessagesQueued != 0 {
		t.Errorf("the same appointments again: %+v", b)
	}
	if s := u.sweep("2026-11-23"); s != (release.Swept{Date: calendar.MustParse("2026-11-23")}) {
		t.Errorf("the same watch again: %+v", s)
	}
}
