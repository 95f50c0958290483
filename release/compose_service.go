package release

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/notify"
	"throughgate/pathways"
)

// Composer answers notify at the moment of sending: what a message holds now,
// and whether it may still leave.
type Composer struct{ Unit Unit }

// urgentHour: alerts after 16:00, and on days before a non-working one, carry
// the out-of-hours numbers of the directory (domain rule 8).
const urgentHour = 16

// Compose implements notify.Composer.
func (c Composer) Compose(ctx context.Context, tx pgx.Tx, now time.Time, m notify.Message, items []notify.Item) (notify.Letter, notify.Verdict, error) {
	if m.Channel == notify.Text {
		return c.composeText(ctx, tx, now, m, items)
	}
	lines, err := loadLines(ctx, tx, m.ID)
	if err != nil {
		return notify.Letter{}, notify.Verdict{}, err
	}
	if m.Kind == notify.Escalation {
		if err := countAgain(ctx, tx, lines); err != nil {
			return notify.Letter{}, notify.Verdict{}, err
		}
	}
	today := calendar.DayOf(now)
	var l notify.Letter
	why := "nothing of it is left to say"
	for i := range lines {
		line := &lines[i]
		if reason := c.mayNotTell(line, m, today); reason != "" {
			why = reason
			continue
		}
		if line.ServiceName != "" && l.ServiceName == "" {
			l.ServiceName = line.ServiceName
		}
		switch m.Kind {
		case notify.Request, notify.Reminder, notify.Told:
			l.FirstLoad = l.FirstLoad || line.FirstLoad
			l.Lines = append(l.Lines, line.words())
		case notify.Escalation:
			l.Oldest = line.From
			l.Lines = append(l.Lines, line.words())
		case notify.Digest, notify.Alert:
			l.Sections = section(l.Sections, line.Kind, line.words())
		case notify.AppointmentReminder, notify.AutoReply:
		}
	}
	if len(l.Lines) == 0 && len(l.Sections) == 0 {
		return l, notify.Verdict{Reason: why}, nil
	}
	if m.Kind == notify.Alert {
		if l.Urgent, l.OutOfHours, err = outOfHours(ctx, tx, now, lines); err != nil {
			return l, notify.Verdict{}, err
		}
	}
	return l, notify.Verdict{Send: true}, nil
}

func section(list []notify.Section, kind notify.ItemKind, line notify.Line) []notify.Section {
	if n := len(list); n > 0 && list[n-1].Kind == kind {
		list[n-1].Lines = append(list[n-1].Lines, line)
		return list
	}
	return append(list, notify.Section{Kind: kind, Lines: []notify.Line{line}})
}

// countAgain makes an escalation say how many requests have no answer now.
func countAgain(ctx context.Context, tx pgx.Tx, lines []lineRow) error {
	for i := range lines {
		l := &lines[i]
		counts, err := pathways.CountUnanswered(ctx, tx, []int64{l.ServiceID})
		if err != nil {
			return err
		}
		l.Count, l.From = counts[l.ServiceID].Count, counts[l.ServiceID].Oldest
	}
	return nil
}

func (l *lineRow) words() notify.Line {
	w := notify.Line{
		Kind: l.Kind, Code: l.Standard, MailWords: l.MailWords, Initials: l.initials(), Reference: l.Reference,
		AskedOn: l.AskedOn, PlannedDay: l.PlannedDay, Left: l.ReleaseState == Released, DueOn: l.DueOn, ShortNotice: l.ShortNotice, Waiting: l.Waiting,
		BlockedBy: l.BlockedBy, From: l.From, To: l.To, Count: l.Count, ServiceName: l.ServiceName, Note: l.ContactNote,
	}
	if l.AnswerBy != nil {
		w.AnswerBy = *l.AnswerBy
	}
	switch {
	case l.MessageRef != "":
		w.Path = "/messages/" + l.MessageRef
	case l.TaskRef != "":
		w.Path = "/tasks/" + l.TaskRef
	case l.Reference != "":
		w.Path = "/releases/" + l.Reference
	}
	return w
}

// initials are all that an e-mail says of a name; nothing for a restricted
// record.
func (l *lineRow) initials() string {
	if slices.Contains(l.Flags, "restricted") {
		return ""
	}
	return initials(l.Forenames, l.Surname)
}

// outOfHours gives the directory's numbers where the alert leaves after 16:00
// or before a non-working day.
func outOfHours(ctx context.Context, tx pgx.Tx, now time.Time, lines []lineRow) (bool, []string, error) {
	cal, err := pathways.LoadCalendar(ctx, tx)
	if err != nil {
		return false, nil, err
	}
	today := calendar.DayOf(now)
	if now.Before(today.At(urgentHour, 0)) && cal.Working(today) && cal.Working(today.AddDays(1)) {
		return false, nil, nil
	}
	var areas []string
	for _, l := range lines {
		if l.HomeArea != "" && !slices.Contains(areas, l.HomeArea) {
			areas = append(areas, l.HomeArea)
		}
	}
	rows, err := tx.Query(ctx, `
		SELECT name || ': ' || out_of_hours FROM service
		WHERE out_of_hours <> '' AND area = ANY($1) ORDER BY name`, areas)
	if err != nil {
		return false, nil, fmt.Errorf("read out-of-hours numbers: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return false, nil, fmt.Errorf("read out-of-hours numbers: %w", err)
	}
	return true, list, nil
}
