package simulation

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"throughgate/access"
	"throughgate/intake"
	"throughgate/internal/calendar"
	"throughgate/internal/oracle"
)

// happening is something that is told of a person in an event file.
type happening struct {
	oracle.Event
	decision, consent, task string
}

func (w *world) happens(s *soul, day calendar.Date, word string) happening {
	return w.happensAt(s, day.At(9, 30), word)
}

func (w *world) happensAt(s *soul, at time.Time, word string) happening {
	return happening{Event: oracle.Event{At: at, Number: s.number, Word: word}}
}

// line is the happening as a line of an event file.
func (h happening) line(n int, day calendar.Date) map[string]string {
	out := map[string]string{"id": fmt.Sprintf("%s-%d-%s", day, n, h.Number), "at": h.At.UTC().Format(time.RFC3339), "prison_number": h.Number, "event": h.Word}
	for name, v := range map[string]string{"reason": h.Reason, "decision": h.decision, "consent": h.consent, "task": h.task, "prison": h.Prison, "into": h.Into} {
		if v != "" {
			out[name] = v
		}
	}
	return out
}

// live lets the day happen.
func (w *world) live(ctx context.Context, day calendar.Date) error {
	var list []happening
	for _, s := range w.cast.souls {
		list = append(list, w.turn(s, day)...)
	}
	return w.record(ctx, day, list)
}

// join lets two numbers become one person.
func (w *world) join(ctx context.Context, day calendar.Date) error {
	if !w.o.has("merge") {
		return nil
	}
	var list []happening
	for _, s := range w.cast.souls {
		list = append(list, w.merges(s, day)...)
	}
	return w.record(ctx, day, list)
}

// record sends what happened as a file of events.
func (w *world) record(ctx context.Context, day calendar.Date, list []happening) error {
	if len(list) == 0 {
		return nil
	}
	var file bytes.Buffer
	enc := json.NewEncoder(&file)
	for n, h := range list {
		if err := enc.Encode(h.line(n, day)); err != nil {
			return err
		}
		w.journal.write(w.clock.now(), h.Number, "happened: "+h.Word+" "+h.decision+h.consent+h.task+h.Into)
		if h.Into != "" {
			w.journal.write(w.clock.now(), h.Into, "happened: "+h.Number+" is merged into them")
		}
	}
	told := make([]oracle.Event, len(list))
	for i, h := range list {
		told[i] = h.Event
		told[i].Decision, told[i].About = h.decision, h.consent+h.task
	}
	return beside(func() { w.oracle.Events(w.clock.now(), told) }, func() error {
		report, err := w.house.importer.Events(ctx, access.System("import"), &file, intake.FileOptions{FileName: "events.jsonl"})
		for _, p := range report.Rejected {
			w.violate(day, "", "a good event was rejected: "+p.String())
		}
		return err
	})
}
