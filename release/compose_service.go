package release

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
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
func (c *prepared) Compose(ctx context.Context, tx pgx.Tx, now time.Time, m notify.Message, items []notify.Item) (notify.Letter, notify.Verdict, error) {
	if c.held[m.ID] {
		return notify.Letter{}, notify.Verdict{Wait: true, Until: now.Add(askAgainWhileHeld), Reason: untilImportIsSent}, nil
	}
	if m.Channel == notify.Text {
		return c.composeText(ctx, tx, now, m, items)
	}
	if m.Kind == notify.ListsDue {
		return composeListsDue(ctx, tx, now, m)
	}
	if m.Kind == notify.Invitation || m.Kind == notify.Unused {
		return composeAccount(ctx, tx, now, m)
	}
	if m.Kind == notify.CalendarFile {
		return c.composeCalendar(ctx, tx, now, m, items)
	}
	if m.Kind == notify.AuditHead {
		return composeHead(ctx, tx)
	}
	if m.Kind == notify.Told {
		if v, err := c.tellNow(ctx, tx, now); err != nil || v.Wait {
			return notify.Letter{}, v, err
		}
	}
	lines := c.lines[m.ID]
	if m.Kind == notify.Escalation {
		if err := countAgain(ctx, tx, lines); err != nil {
			return notify.Letter{}, notify.Verdict{}, err
		}
	}
	today := calendar.DayOf(now)
	var l notify.Letter
	why := "nothing of it is left to say"
	var waits, unasked []int32
	var untold []*lineRow
	var under []int64 // agreements
	said := saidFor{}
	for i := range lines {
		line := &lines[i]
		if m.Kind == notify.Digest && line.Held && comesAgain(line.Kind) {
			why, waits = "it waits until an import is sent", append(waits, line.Position)
			continue
		}
		reason, agreed := c.mayNotTell(line, m, today), c.agreedWith(line, m, today)
		switch {
		case reason != "":
		case agreed.Lacks:
			reason = agreed.Why(today)
		case line.Kind == notify.ItemAgreementEnding && c.agreementIsOld(line, today), line.Kind == notify.ItemAgreementEnded && c.agreementIsOld(line, today):
			reason = "it has been dealt with"
		}
		if reason != "" {
			why = reason
			switch {
			case line.staysUntold(m):
				untold = append(untold, line)
			case m.Kind == notify.Request && m.Attempts == 0: // of a letter tried before nobody knows who has read it
				unasked = append(unasked, line.Position)
			}
			continue
		}
		if a := agreed.Agreement; a != nil && !slices.Contains(under, a.ID) {
			under = append(under, a.ID)
		}
		if line.ServiceName != "" && l.ServiceName == "" {
			l.ServiceName = line.ServiceName
		}
		if said.before(line) {
			continue
		}
		switch m.Kind {
		case notify.Request, notify.Reminder, notify.Told:
			l.FirstLoad = l.FirstLoad || line.FirstLoad
			l.Lines = append(l.Lines, line.words())
		case notify.Escalation:
			l.Oldest = line.From
			l.Lines = append(l.Lines, line.words())
		case notify.Digest, notify.Alert:
			if !strings.EqualFold(line.ContactEmail, m.Recipient) {
				line.ContactNote = "" // it speaks to the contact
			}
			l.Sections = section(l.Sections, line.Kind, line.words())
		case notify.AppointmentReminder, notify.AutoReply, notify.CalendarFile, notify.AuditHead, notify.Invitation, notify.Unused, notify.ListsDue:
		}
	}
	if err := dropItems(ctx, tx, m.ID, waits); err != nil {
		return l, notify.Verdict{}, err
	}
	if err := takeBackLines(ctx, tx, m.ID, untold); err != nil {
		return l, notify.Verdict{}, err
	}
	if len(l.Lines) == 0 && len(l.Sections) == 0 {
		return l, notify.Verdict{Reason: why}, nil
	}
	// The others are asked for, and these are not: each goes once it may.
	if err := dropItems(ctx, tx, m.ID, unasked); err != nil {
		return l, notify.Verdict{}, err
	}
	if m.Kind == notify.Alert {
		var err error
		if l.Urgent, l.OutOfHours, err = c.outOfHours(ctx, tx, now, lines); err != nil {
			return l, notify.Verdict{}, err
		}
	}
	return l, notify.Verdict{Send: true, Agreements: under}, nil
}

// standing is how a service of the directory stands, by its id; 0: none.
func (c Composer) standing(ctx context.Context, tx pgx.Tx, service int64, day calendar.Date) (access.Standing, error) {
	if service == 0 {
		return access.Standing{}, nil
	}
	sharing, err := access.ReadSharing(ctx, tx, c.Unit.AgreementsFirst)
	if err != nil {
		return access.Standing{}, err
	}
	var code, area string
	if err := tx.QueryRow(ctx, `SELECT service, area FROM service WHERE id = $1`, service).Scan(&code, &area); err != nil {
		return access.Standing{}, fmt.Errorf("read the service of a message: %w", err)
	}
	return sharing.Of(code, area, day), nil
}

// agreementIsOld: what a line says of an agreement has been dealt with since: it
// was renewed, or ends on another day now.
func (c *prepared) agreementIsOld(l *lineRow, today calendar.Date) bool {
	i := slices.IndexFunc(c.sharing.Agreements, func(a access.Agreement) bool { return a.ID == l.AgreementID })
	if i < 0 {
		return false
	}
	a := c.sharing.Agreements[i]
	if l.Kind == notify.ItemAgreementEnding { // the days left when it leaves
		l.Count = l.To.Sub(today)
	}
	return a.LastDay() != l.To || a.InForce(today) != (l.Kind == notify.ItemAgreementEnding)
}

// agreedWith is how the service stands that a line tells something: the one that
// holds its task, or whose manager is written to. An officer's own line tells a
// service nothing, except where the service stands in for want of an officer.
func (c *prepared) agreedWith(l *lineRow, m notify.Message, today calendar.Date) access.Standing {
	switch m.Kind {
	case notify.Request, notify.Reminder, notify.Told, notify.Escalation:
	case notify.Digest, notify.Alert:
		if l.TaskID == 0 || !l.standard().OfficersOwn() || !l.theirs(m) {
			return access.Standing{}
		}
	case notify.AppointmentReminder, notify.AutoReply, notify.CalendarFile:
		return access.Standing{}
	}
	if l.OfService == "" {
		return access.Standing{}
	}
	return c.sharing.Of(l.OfService, l.OfArea, today)
}

// tellNow: services are told of changes in the unit's hours (08:00 to 17:00
// unless it set others) on working days.
func (c *prepared) tellNow(ctx context.Context, tx pgx.Tx, now time.Time) (notify.Verdict, error) {
	cal, set, err := c.times(ctx, tx)
	if err != nil {
		return notify.Verdict{}, err
	}
	if at := inWorkingHours(cal, set, now); at.After(now) {
		return notify.Verdict{Wait: true, Until: at, Reason: "services are told from " + set.Hours() + " on working days"}, nil
	}
	return notify.Verdict{Send: true}, nil
}

func section(list []notify.Section, kind notify.ItemKind, line notify.Line) []notify.Section {
	if i := slices.IndexFunc(list, func(s notify.Section) bool { return s.Kind == kind }); i >= 0 {
		list[i].Lines = append(list[i].Lines, line)
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

// outOfHours gives the directory's numbers where the alert leaves after 16:00
// or before a non-working day.
func (c *prepared) outOfHours(ctx context.Context, tx pgx.Tx, now time.Time, lines []lineRow) (bool, []string, error) {
	cal, _, err := c.times(ctx, tx)
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
