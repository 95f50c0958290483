package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// TestTheVerdictFindsEachThingThatCanBeWrong goes through what a run could show,
// one thing at a time, beside a message that is as it should be.
func TestTheVerdictFindsEachThingThatCanBeWrong(t *testing.T) {
	good := row{ID: 1, Channel: "email", Key: "good", State: "sent", Name: "ref1"}
	planned := map[string]bool{"good": true}
	for name, c := range map[string]struct {
		row   row
		taken int
		hit   bool // it was in a call when something was broken
		want  report
		sound bool
	}{
		"sent and taken":                      {row: row{Channel: "email", State: "sent"}, taken: 1, want: report{Sent: 1}, sound: true},
		"delivered":                           {row: row{Channel: "text", State: "delivered"}, taken: 1, want: report{Sent: 1}, sound: true},
		"sent, and nobody has it":             {row: row{Channel: "email", State: "sent"}, want: report{Sent: 1, Lost: 1}},
		"taken twice":                         {row: row{Channel: "email", State: "sent"}, taken: 2, want: report{Sent: 1, Doubled: 1}},
		"never sent":                          {row: row{Channel: "email", State: "queued"}, want: report{Lost: 1}},
		"in hand for ever":                    {row: row{Channel: "email", State: "sending"}, want: report{Lost: 1}},
		"given up":                            {row: row{Channel: "email", State: "failed"}, want: report{Lost: 1}},
		"unknown since a kill":                {row: row{Channel: "email", State: "unknown", Listed: true}, hit: true, want: report{Unknown: 1}, sound: true},
		"unknown, in no call at any fault":    {row: row{Channel: "email", State: "unknown", Listed: true}, want: report{Unknown: 1, Beyond: 1}},
		"unknown, on nobody's list":           {row: row{Channel: "email", State: "unknown"}, hit: true, want: report{Unknown: 1, Unlisted: 1}},
		"sent, and still on a list":           {row: row{Channel: "email", State: "sent", Listed: true}, taken: 1, want: report{Sent: 1, Unlisted: 1}},
		"an unknown text that Twilio has":     {row: row{Channel: "text", State: "unknown", Listed: true}, taken: 1, hit: true, want: report{Unknown: 1, Unfound: 1}},
		"an unknown text that Twilio has not": {row: row{Channel: "text", State: "unknown", Listed: true}, hit: true, want: report{Unknown: 1}, sound: true},
	} {
		t.Run(name, func(t *testing.T) {
			c.row.ID, c.row.Key, c.row.Name = 2, "other", "ref2"
			taken, struck := map[string]int{"ref1": 1}, map[int64]string{}
			if c.taken > 0 {
				taken["ref2"] = c.taken
			}
			if c.hit {
				struck[2] = "a kill"
			}
			r := &report{}
			r.compare([]row{good, c.row}, taken, nil, struck)
			r.missing([]row{good, c.row}, planned)
			r.conclude(false)
			c.want.Sent++
			c.want.Messages, c.want.Planned, c.want.Sound = 2, 1, c.sound
			if diff := cmp.Diff(&c.want, r, cmpopts.IgnoreFields(report{}, "Examples")); diff != "" {
				t.Error(diff)
			}
			if c.sound != (len(r.Examples) == 0) {
				t.Errorf("examples: %q", r.Examples)
			}
		})
	}
}

func TestTheVerdictFindsWhatIsInNoTable(t *testing.T) {
	good := row{ID: 1, Channel: "email", Key: "good", State: "sent", Name: "ref1"}
	r := &report{}
	r.compare([]row{good}, map[string]int{"ref1": 1, "ref9": 1}, nil, nil)
	r.missing([]row{good}, map[string]bool{"good": true, "never queued": true})
	r.conclude(false)
	if r.Lost != 1 || r.Unaccounted != 1 || r.Sound {
		t.Errorf("%+v", r)
	}
}

func TestAWatchThatWasNotDoneOrARunCutShortIsNotSound(t *testing.T) {
	for name, r := range map[string]*report{"not done": {Watches: watchCount{Planned: 2, Done: 1}}, "cut short": {Cut: true}} {
		if r.conclude(r.Cut); r.Sound {
			t.Errorf("%s: sound", name)
		}
	}
}

func TestOptionsRefuseWhatIsNoFault(t *testing.T) {
	t.Setenv("CHAOS_ONLY", "kills,floods")
	if _, err := readOptions([]string{"-binary", "main.go"}); err == nil {
		t.Error("floods are no fault here")
	}
	t.Setenv("CHAOS_ONLY", "kills, restarts")
	t.Setenv("CHAOS_KILLS", "7")
	o, err := readOptions([]string{"-binary", "main.go"})
	if err != nil || o.kills != 7 || o.restarts != 20 || !o.wants("kills") || o.wants("disk") {
		t.Errorf("%+v, %v", o, err)
	}
}
