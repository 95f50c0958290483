package release

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"throughgate/internal/calendar"
	"throughgate/notify"
	"throughgate/pathways"
)

// nowFor is why a calendar file may not leave now, as an officer reads it; ""
// and the page it names where it may.
func (m *meetingRow) nowFor(msg notify.Message, item notify.Item, before files, want []invitee, asked []askedTask, unit Unit, now time.Time) (path, why string) {
	if !m.stands(now) {
		want = nil
	}
	who := slices.IndexFunc(want, func(i invitee) bool { return strings.EqualFold(i.To.Email, msg.Recipient) })
	if item.Kind == notify.ItemCalledOff {
		switch {
		case m.mayNotCallOff() != "":
			return "", m.mayNotCallOff()
		case who >= 0:
			return "", "the appointment stands again"
		case !before.entered():
			return "", "they were not told of it"
		}
		return "", ""
	}
	switch {
	case item.Version != m.Version, !m.stands(now):
		return "", "the appointment was moved, cancelled or has passed"
	case who < 0:
		return "", noCalendarWanted
	}
	return m.mayInvite(want[who], asked, unit, calendar.DayOf(now))
}

// noCalendarWanted: the recipient chose otherwise while the file waited.
const noCalendarWanted = "no calendar files are wanted there any more"

// mayNotBeTold begins each reason that may pass: once it has, the file goes.
const mayNotBeTold = "they may not be told: "

// passing tells whether the file was held back by something that may pass.
func (f sentFile) passing() bool {
	return f.State == notify.NotSent && (f.Reason == noCalendarWanted || strings.HasPrefix(f.Reason, mayNotBeTold))
}

// mayNotCallOff is why nobody may be told that an appointment is off; "" where
// they may. What takes it out of a calendar says nothing new: it goes whatever
// else has changed since, but for a death and while everything is held back.
func (m *meetingRow) mayNotCallOff() string {
	switch {
	case m.ReleaseState == Died:
		return "nothing more is sent about this person"
	case m.line().heldBack() != "":
		return mayNotBeTold + m.line().heldBack()
	}
	return ""
}

// sentFile is a calendar message already stored, oldest first in a list.
type sentFile struct {
	ID            int64
	AppointmentID int64
	To            pathways.Contact
	ServiceID     int64
	State         notify.State
	Reason        string
	Kind          notify.ItemKind // appointment, or called_off
	Version       int
}

// gone tells whether a file has left, or may have.
func (f sentFile) gone() bool { return standing{State: f.State}.left() }

// files are the calendar messages about one appointment to one recipient.
type files []sentFile

// entered tells whether the appointment stands in their calendar, as far as we
// know: a file went, and nothing that takes it out again is on its way.
func (list files) entered() bool {
	in := false
	for _, f := range list {
		switch {
		case f.Kind == notify.ItemAppointment && f.gone():
			in = true
		case f.Kind == notify.ItemCalledOff && (f.gone() || f.State == notify.Queued || f.State == notify.Held):
			in = false
		}
	}
	return in
}

// last is the newest one that counts: one taken back says nothing.
func (list files) last() sentFile {
	for _, f := range slices.Backward(list) {
		if f.State != notify.Cancelled {
			return f
		}
	}
	return sentFile{}
}

// calendarIntents are the files still to be sent about one appointment: to who
// wants it and has not got this version, and, taken out again, to who has it and
// should not. Called twice it gives nothing the second time. Of somebody who has
// died nothing goes.
func calendarIntents(m *meetingRow, want []invitee, asked []askedTask, have []sentFile, unit Unit, now time.Time) []notify.Intent {
	if m.ReleaseState == Died {
		return nil
	}
	if !m.stands(now) {
		want = nil
	}
	var out []notify.Intent
	add := func(to invitee, kind notify.ItemKind, earlier int, why string) {
		in := notify.Intent{Channel: notify.Email, Kind: notify.CalendarFile, To: to.To.Email, ToName: to.To.Name, ReleaseID: m.ReleaseID, ServiceID: to.ServiceID,
			DedupeKey: fmt.Sprintf("calendar:%d:%d:%d:%s", m.ID, m.Version, earlier, strings.ToLower(to.To.Email)), Deadline: m.StartsAt,
			Items: []notify.Item{{Kind: kind, ReleaseID: m.ReleaseID, AppointmentID: m.ID, Version: m.Version}}}
		if why != "" {
			in.State, in.Reason = notify.NotSent, why
		}
		out = append(out, in)
	}
	for _, to := range want {
		list := filesTo(have, m.ID, to.To.Email)
		_, why := m.mayInvite(to, asked, unit, calendar.DayOf(now))
		last := list.last()
		if last.Kind == notify.ItemAppointment && last.Version == m.Version && (!last.passing() || why != "") {
			continue
		}
		add(to, notify.ItemAppointment, len(list), why)
	}
	for _, f := range have {
		list := filesTo(have, m.ID, f.To.Email)
		wanted := slices.ContainsFunc(want, func(to invitee) bool { return strings.EqualFold(to.To.Email, f.To.Email) })
		if f.AppointmentID != m.ID || f.ID != list[0].ID || wanted || !list.entered() || !m.StartsAt.After(now) {
			continue
		}
		why, last := m.mayNotCallOff(), list.last()
		if last.Kind == notify.ItemCalledOff && last.Version == m.Version && (!last.passing() || why != "") {
			continue
		}
		add(invitee{To: f.To, ServiceID: f.ServiceID}, notify.ItemCalledOff, len(list), why)
	}
	return out
}

func filesTo(have []sentFile, appointment int64, email string) files {
	var out files
	for _, f := range have {
		if f.AppointmentID == appointment && strings.EqualFold(f.To.Email, email) {
			out = append(out, f)
		}
	}
	return out
}
