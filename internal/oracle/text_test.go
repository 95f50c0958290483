package oracle

import (
	"testing"
	"time"
)

// Two live people with one number are texted neither; a record that was joined
// into another is nobody.
func TestWhoElseHasTheNumber(t *testing.T) {
	at := time.Date(2026, 12, 12, 10, 0, 0, 0, time.UTC)
	for place, want := range map[string]string{"held": "two live people have the number", "removed": "two live people have the number", "died": "", "merged": ""} { // merged: into somebody else
		texted := &person{place: "released", told: told{number: "A0001AA", mobile: "07700 900416", agreedNumber: "+447700900416", textOK: "yes", shared: "no",
			textAgreed: parseDay("2026-11-01"), birth: parseDay("1986-01-01"), language: "en"}}
		other := &person{place: place, told: told{number: "A0002AA", mobile: "+44 7700 900 416"}}
		o := &Oracle{people: map[string]*person{"A0001AA": texted, "A0002AA": other}, joined: map[string]string{}, stopped: map[string]bool{}}
		if place == "merged" {
			other.place = "held"
			o.event(other, at, Event{At: at, Number: "A0002AA", Word: "merged", Into: "A0001AA"})
		}
		if why := o.noText(texted, at); why != want {
			t.Errorf("the other one is %s: %q, want %q", place, why, want)
		}
	}
}
