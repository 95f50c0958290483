package web

import (
	"cmp"
	"strings"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/wording"
	"throughgate/release"
)

// askRows are what is asked, of whom, by when.
func askRows(see access.Viewer, t release.TaskStory) []summaryRow {
	of := summaryRow{Key: "Asked of", Value: wording.Data(t.ServiceName)}
	if of.Value == "" {
		of.Value = serviceWords(t.Service)
	}
	switch {
	case t.Masked(): // the row of a prison names it
		of.Value = serviceWords(t.Service)
	case t.Contact != nil:
		of.More = wording.Data(strings.TrimSpace(t.Contact.Name + " " + t.ServicePhone))
	case t.Nobody:
		of.More = "Nobody to send to"
	}
	if t.NotAnswering {
		of.More = wording.F("{1}. This service is not answering: ring", of.More)
	}
	rows := []summaryRow{of}
	if t.Note != "" && !t.Masked() {
		rows[0].More = wording.F("{1} ({2})", rows[0].More, t.Note)
	}
	if t.HandedOffAt != nil {
		rows = append(rows, summaryRow{Key: "Asked on", Value: wording.Day(calendar.DayOf(*t.HandedOffAt))})
	} else if !t.HandOffOn.IsZero() {
		rows = append(rows, summaryRow{Key: "To be asked on", Value: wording.Day(t.HandOffOn)})
	}
	due := summaryRow{Key: "Due", Value: dayOr(t.DueOn, "when the day is known")}
	if t.ShortNotice {
		due.More = "short notice"
	}
	rows = append(rows, due)
	if words := doneBeforeWords(t.StoryTask); words != "" {
		rows = append(rows, summaryRow{Key: "Done before", Value: wording.Capital(words)})
	}
	if t.Reason != "" && see.Sees(access.FieldName) {
		rows = append(rows, summaryRow{Key: "Reason", Value: wording.Data(t.Reason)})
	}
	if t.Authority != "" {
		rows = append(rows, summaryRow{Key: "Housing authority", Value: wording.Data(t.Authority)})
	}
	return rows
}

// personRows are for whom it is: reference and day for everybody, initials, name
// and how to reach them for those who may know, and why not for others.
func personRows(who access.Actor, t release.TaskStory) (rows []summaryRow, note string) {
	see := taskViewer(who, t)
	add := func(field access.Field, row summaryRow) {
		if see.Sees(field) {
			rows = append(rows, row)
		}
	}
	switch {
	case see.Sees(access.FieldName):
		rows = append(rows, summaryRow{Key: "Person", Value: wording.F("{1} {2}", t.Forenames, t.Surname)})
	case see.Sees(access.FieldInitials):
		rows = append(rows, summaryRow{Key: "Person", Value: wording.Data(t.Initials())})
		note = "The name is not shown: this request is not with your service now."
		if !t.Consented {
			note = "The name is not shown: the person's consent is not recorded. Ask the unit."
		}
	case see == access.ServiceMasked:
		rows = append(rows, summaryRow{Key: "Person", Value: restrictedRecord})
		note = "Nothing is shown of this person. Ring the offender manager before you do anything; the unit knows who that is."
	default:
		rows = append(rows, summaryRow{Key: "Person", Value: restrictedRecord})
		note = "Who this is, and where, is masked. Open the record with a reason to see it."
	}
	died := t.ReleaseState == release.Died
	if died && who.Role == access.SPOC {
		return append(rows[:0:0], summaryRow{Key: "Person", Value: wording.Data(cmp.Or(access.Pick(see, access.FieldInitials, t.Initials()), restrictedRecord))},
			summaryRow{Key: "Reference", Value: wording.Data(t.ReleaseRef)}), ""
	}
	add(access.FieldBirthDate, summaryRow{Key: "Born", Value: wording.Day(t.BirthDate)})
	add(access.FieldReference, summaryRow{Key: "Reference", Value: wording.Data(t.ReleaseRef)})
	add(access.FieldDays, leavesOfTask(who, t))
	if t.ReleasedOn.IsZero() {
		add(access.FieldPrison, summaryRow{Key: "Prison", Value: wording.Data(t.PrisonName), More: wording.F("Prison number {1}", t.PrisonNumber)})
		add(access.FieldReach, summaryRow{Key: "Reach them through", Value: officeWords(t.OMU), More: wording.Data(t.OMU.Email)})
	}
	add(access.FieldHomeArea, summaryRow{Key: "Home area", Value: wording.Data(t.HomeArea)})
	return rows, note
}

// leavesOfTask is the day of release as the page of a request says it.
func leavesOfTask(who access.Actor, t release.TaskStory) summaryRow {
	switch {
	case t.ReleaseState == release.Died:
		return summaryRow{Key: "State", Value: releaseStateWords(release.Died)}
	case !t.ReleasedOn.IsZero():
		return summaryRow{Key: "Released", Value: wording.Day(t.ReleasedOn)}
	}
	day := summaryRow{Key: "Leaves", Value: dayOr(t.PlannedDay, "no day known")}
	if or := t.OrDay(); !or.IsZero() {
		day.Value = eitherDay(t.PlannedDay, or)
		if who.Role != access.SPOC {
			day.Value = wording.F("{1}: ask the prison", day.Value)
		}
	}
	return day
}

func officeWords(o release.Office) wording.Text {
	if o.Name == "" {
		return "the prison's offender management unit"
	}
	return wording.Data(strings.TrimSpace(o.Name + " " + o.Phone))
}
