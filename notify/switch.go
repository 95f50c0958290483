package notify

import (
	"strings"
	"time"
)

// PauseWhy says who or what turned a channel off. The set is closed.
type PauseWhy string

// Why a channel is off.
const (
	PausedByNobody PauseWhy = "" // it is on
	PausedByPerson PauseWhy = "person"
	PausedByAlarm  PauseWhy = "alarm" // the provider does not deliver because of our account
)

// ChannelState is a channel's switch and what waits behind it.
type ChannelState struct {
	Channel  Channel    `json:"channel"`
	Why      PauseWhy   `json:"why"`
	Reason   string     `json:"reason"`
	PausedAt *time.Time `json:"paused_at"`
	PausedBy string     `json:"paused_by"`
	Waiting  int        `json:"waiting"` // queued, due or not
	Due      int        `json:"due"`     // of these: could leave now
	Unknown  int        `json:"unknown"` // nobody knows yet whether they arrived
	// Refused is set while the provider refuses our account: one message tries
	// again every 15 minutes.
	Refused bool `json:"refused"`
}

// Paused says that nothing leaves on the channel until somebody turns it on.
func (c ChannelState) Paused() bool { return c.Why != PausedByNobody }

// SendingState is what may leave at the moment.
type SendingState struct {
	// RestoredAt is when the database was found to have been restored from a
	// backup; until somebody resumes sending nothing leaves.
	RestoredAt *time.Time     `json:"restored_at"`
	Channels   []ChannelState `json:"channels"`
}

// pausedPrefix begins the reason of a queued message that waits for a switch.
const pausedPrefix = waitingPrefix + "sending "

// switchedOff is why a message waits for a switch; "" where it need not.
func switchedOff(m stored) string {
	switch {
	case m.Restored:
		return "sending is paused since the database was restored"
	case m.SwitchedOff && m.Channel == Email:
		return "sending of e-mails is paused"
	case m.SwitchedOff:
		return "sending of texts is paused"
	}
	return ""
}

// home is where a database lives. A copy restored from a backup finds itself
// somewhere else, and must not send what the first one may have sent since.
type home struct {
	Server   int64 // system identifier of the server's data folder
	Timeline int32 // a recovery to a point in time, or a promotion, begins a new one
	Database int64 // oid
	OwnTable int64 // oid of the table that notes the home: restoring makes it anew
}

// moved says in which way a database is no longer at home; "" where it is.
func (was home) moved(now home) string {
	var ways []string
	for _, way := range []struct {
		differs bool
		words   string
	}{
		{was.Server != now.Server, "another server"},
		{was.Timeline != now.Timeline, "another timeline of the server"},
		{was.Database != now.Database, "another database"},
		{was.OwnTable != now.OwnTable, "its tables were made anew"},
	} {
		if way.differs {
			ways = append(ways, way.words)
		}
	}
	return strings.Join(ways, ", ")
}
