package simulation

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"time"

	"throughgate/access"
	"throughgate/intake"
	"throughgate/internal/calendar"
	"throughgate/notify"
)

// How many of ten thousand texts are answered with STOP.
const rateStop = 300

// ring tells the program what became of the texts that the provider took:
// receipts come twice and after later ones, and some people answer.
func (w *world) ring(ctx context.Context) error {
	for _, r := range w.post.receipts() {
		report := notify.StatusReport{Token: r.token, ProviderRef: r.sid, Status: r.status, Code: r.code, Fault: faultOf(r.code)}
		if report.Fault == notify.FaultBadNumber {
			w.oracle.Stopped(r.number)
		}
		list := []notify.StatusReport{report}
		if w.o.Faults == Heavy {
			late := report
			late.Status, late.Code, late.Fault = "sent", "", notify.FaultNone
			list = append(list, report, late)
		}
		for _, one := range list {
			if err := w.house.receipts.Receive(ctx, one); err != nil {
				return err
			}
		}
		if c := chanceOf(w.o.Seed, "reply", r.sid); w.o.has("appointment") && c.of(rateStop) {
			w.oracle.Stopped(r.number)
			if err := w.house.inbound.Receive(ctx, notify.InboundText{ProviderRef: "in" + r.sid, From: r.number, Body: "STOP"}); err != nil {
				return err
			}
			w.journal.write(w.clock.now(), "", "a number said STOP")
		}
	}
	return nil
}

func faultOf(code string) notify.Fault {
	switch code {
	case "30003":
		return notify.FaultLaterTellWorker
	case "30005":
		return notify.FaultBadNumber
	}
	return notify.FaultNone
}

// book sends a file of appointments after the day of release, for those who
// leave soon; some of those who are out have theirs moved or cancelled.
func (w *world) book(ctx context.Context, day calendar.Date) error {
	if !w.o.has("appointment") {
		return nil
	}
	var file bytes.Buffer
	out := csv.NewWriter(&file)
	rows := [][]string{{"id", "prison_number", "starts_at", "service", "place", "place_safe_to_text", "cancelled"}}
	for _, s := range w.cast.souls {
		row, ok := w.booking(s, day)
		if ok {
			rows = append(rows, row)
		}
	}
	if len(rows) == 1 {
		return nil
	}
	if err := out.WriteAll(rows); err != nil {
		return err
	}
	report, err := w.house.importer.Appointments(ctx, access.System("import"), &file, intake.FileOptions{FileName: "appointments.csv"})
	if err != nil {
		return err
	}
	if len(report.Held) > 0 {
		w.violate(day, "", fmt.Sprintf("%d good appointments were held", len(report.Held)))
	}
	for _, r := range rows[1:] {
		at, err := time.ParseInLocation("2006-01-02 15:04", r[2], calendar.London)
		if err != nil {
			return err
		}
		w.oracle.Appointment(w.clock.now(), r[1], r[0], at.UTC(), r[6] == "yes")
		w.journal.write(w.clock.now(), r[1], "appointment "+r[2]+" "+r[6])
	}
	return nil
}

// booking is what of a person's appointment is told today.
func (w *world) booking(s *soul, day calendar.Date) ([]string, bool) {
	c := chanceOf(w.o.Seed, "book", s.number, day.String())
	plannedDay, _ := w.oracle.PlannedDay(s.number)
	row := func(at, cancelled string) []string {
		return []string{"a-" + s.number, s.number, at, "jobcentre", "The Hub, High Road", "yes", cancelled}
	}
	switch {
	case !s.listed || s.phase == over:
		return nil, false
	case s.phase == inside && s.booked == "" && plannedDay > day.String() && plannedDay <= day.AddDays(14).String() && c.of(3000):
		first, err := calendar.Parse(plannedDay)
		if err != nil {
			return nil, false
		}
		s.booked = fmt.Sprintf("%s %02d:00", first.AddDays(c.between(0, 9)), c.between(9, 16))
		return row(s.booked, ""), true
	case s.phase == outside && s.booked != "" && s.booked > day.AddDays(1).String() && c.of(600):
		if c.of(3000) {
			at := s.booked
			s.booked = ""
			return row(at, "yes"), true
		}
		s.booked = fmt.Sprintf("%s %02d:00", day.AddDays(c.between(2, 12)), c.between(9, 16))
		return row(s.booked, ""), true
	}
	return nil, false
}
