package release

import (
	"slices"
	"time"
)

// What was thought at an instant that is past, worked out from what is kept
// with its time.

// stayThen is the stay of a reference, or the present one: the last.
func stayThen(stays []stayRow, ref string) (stayRow, bool) {
	if ref == "" && len(stays) > 0 {
		return stays[len(stays)-1], true
	}
	i := slices.IndexFunc(stays, func(s stayRow) bool { return s.Ref == ref })
	if i < 0 {
		return stayRow{}, false
	}
	return stays[i], true
}

// head is the head of the story with what was thought of the stay in place of
// what is stored now. Who the person is stays as it is now.
func (s stayRow) head(now headRow) headRow {
	h := now
	h.ID, h.Ref, h.Episode, h.IsCurrent = s.ID, s.Ref, s.Episode, now.IsCurrent
	h.Prison, h.PrisonName, h.LegalStatus, h.CustodyStatus = s.Prison, s.PrisonName, s.LegalStatus, s.CustodyStatus
	h.OutOfArea, h.Miles, h.State, h.DecidingType = s.OutOfArea, s.Miles, s.State, s.DecidingType
	h.StatutoryDate, h.WorkingDay, h.FridaySchemeDay = s.StatutoryDate, s.WorkingDay, s.FridaySchemeDay
	h.PlannedDay, h.ReleasedOn, h.Reasons, h.Explanation = s.PlannedDay, s.ReleasedOn, s.Reasons, s.Explanation
	h.DecidedAt = s.ThoughtAt
	return h
}

// placeThen is where the person was. A state that says it goes first; for
// somebody out and not released it is the newest event that was known, and
// where nothing was thought since, what is stored.
func placeThen(h headRow, events []StoryEvent, newest bool) Place {
	switch h.State {
	case Released:
		return ReleasedPlace
	case Removed:
		return RemovedPlace
	case Died:
		return DeceasedPlace
	case LeftUnknown:
		return GoneUnknown
	case AtLarge:
		return AtLargePlace
	case Planned, CouldLeaveAnyDay, AwaitingParole, RecalledNoDate, NoDates, DatePassed, NotConfirmed, MovedAway:
	}
	if slices.Contains(h.Reasons, string(ReasonInHospital)) {
		return InHospital
	}
	if h.CustodyStatus != ActiveOut {
		return Held
	}
	for _, e := range slices.Backward(events) {
		switch e.Event {
		case Court:
			return AtCourt
		case Hospital:
			return InHospital
		case TemporaryAbsence:
			return Absent
		}
	}
	if newest {
		return h.Place
	}
	return Absent
}

func episodesThen(stays []stayRow) []StoryEpisode {
	list := make([]StoryEpisode, len(stays))
	for i, s := range stays {
		list[i] = StoryEpisode{ID: s.Ref, Episode: s.Episode, State: s.State, PlannedDay: s.PlannedDay, ReleasedOn: s.ReleasedOn}
	}
	return list
}

// then is how a message stood that had been queued.
func (m StoryMessage) then(at time.Time) StoryMessage {
	past := func(t *time.Time) bool { return t != nil && !t.After(at) }
	switch {
	case past(m.SettledAt):
		return m
	case past(m.SentAt):
		m.State, m.Reason, m.SettledAt = "sent", "", nil
		if m.Channel == "email" { // an e-mail that is sent is settled until a bounce comes
			m.SettledAt = m.SentAt
		}
		return m
	case past(m.claimedAt):
		return m
	}
	m.State, m.Reason, m.SentAt, m.SettledAt, m.Attempts, m.ProviderRef = "queued", "", nil, nil, 0, ""
	if m.heldUntil.held(at) {
		m.State = "held"
	}
	return m
}

// heldUntil is until when an import holds back its messages: to its end, or
// with the brake until somebody presses send.
type heldUntil struct {
	imported bool
	until    *time.Time // nil: still
}

// held tells whether the messages were held at an instant.
func (h heldUntil) held(at time.Time) bool {
	return h.imported && (h.until == nil || h.until.After(at))
}
