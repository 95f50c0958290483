package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/pg"
	"throughgate/internal/wording"
	"throughgate/notify"
	"throughgate/release"
)

// messagesView lists what was sent, what waits, and what was not sent and why.
type messagesView struct {
	Page     Page
	States   []option
	Channels []option
	Kinds    []option
	// Reference is the release's that was asked for, as typed.
	Reference string
	Lines     []messageLine
	Pager     pager
	Filtered  bool
	Paused    []wording.Text // why messages do not leave at the moment
}

// messageLine is one message of a list; whom it went to is masked.
type messageLine struct {
	Href    string
	Kind    wording.Text
	Channel wording.Text
	To      wording.Text
	When    wording.Text
	Class   string
	State   wording.Text
	Reason  string
}

func (s *server) listMessages(c *gin.Context) {
	ctx, who := c.Request.Context(), actorOf(c)
	query := readMessagesQuery(c)
	query.Reach = s.reach(c)
	var list notify.List
	var sending notify.SendingState
	err := pg.InPlannedTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) (err error) {
		if list, err = notify.ReadList(ctx, tx, query); err != nil {
			return err
		}
		if sending, err = notify.ReadSending(ctx, tx, s.cfg.Now()); err != nil {
			return err
		}
		return access.Record(ctx, tx, s.cfg.Now(), who, access.Entry{Action: access.Consult, ObjectKind: "messages"})
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	view := messagesView{Page: s.page(c, "Messages"), Reference: query.Reference,
		Filtered: query.State != "" || query.Channel != "" || query.Kind != "" || query.Reference != "",
		Pager:    newPager(c, query.Page, notify.ListPage, len(list.Rows), list.Total)}
	view.Pager.More = list.More
	view.addChoices(query)
	view.Paused = pausedWords(sending)
	for _, m := range list.Rows {
		view.Lines = append(view.Lines, newMessageLine(m))
	}
	s.look.Render(c, http.StatusOK, "messages", view)
}

// readMessagesQuery is what the address asks for; what it does not know counts
// for nothing.
func readMessagesQuery(c *gin.Context) notify.ListQuery {
	q := notify.ListQuery{State: notify.State(c.Query("state")), Channel: notify.Channel(c.Query("channel")),
		Kind: notify.Kind(c.Query("kind")), Reference: strings.TrimSpace(c.Query("reference")), Page: pageNumber(c)}
	if !slices.Contains(notify.States, q.State) {
		q.State = ""
	}
	if q.Channel != notify.Email && q.Channel != notify.Text {
		q.Channel = ""
	}
	if !slices.Contains(notify.Kinds, q.Kind) {
		q.Kind = ""
	}
	return q
}

func (v *messagesView) addChoices(q notify.ListQuery) {
	for _, state := range notify.States {
		_, words := messageMark(state)
		v.States = append(v.States, option{Value: string(state), Text: words, Selected: state == q.State})
	}
	for _, channel := range []notify.Channel{notify.Email, notify.Text} {
		v.Channels = append(v.Channels, option{Value: string(channel), Text: channelWords(channel), Selected: channel == q.Channel})
	}
	for _, kind := range notify.Kinds {
		v.Kinds = append(v.Kinds, option{Value: string(kind), Text: messageKindWords(kind), Selected: kind == q.Kind})
	}
}

func newMessageLine(m notify.Listed) messageLine {
	line := messageLine{Href: "/messages/" + m.Ref, Kind: messageKindWords(m.Kind), Channel: channelWords(m.Channel),
		To: wording.Data(m.To), Reason: m.Reason, When: messageWhen(m.State, m.QueuedAt, m.NotBefore, m.SentAt)}
	if m.ToName != "" {
		line.To = wording.F("{1} ({2})", m.ToName, m.To)
	}
	line.Class, line.State = messageMark(m.State)
	return line
}

// storyMessageLine is a message as the page of a release lists it.
func storyMessageLine(m release.StoryMessage) messageLine {
	line := messageLine{Href: "/messages/" + m.ID, Kind: messageKindWords(notify.Kind(m.Kind)),
		Channel: channelWords(notify.Channel(m.Channel)), To: wording.Data(m.To), Reason: m.Reason,
		When: messageWhen(notify.State(m.State), m.QueuedAt, m.NotBefore, m.SentAt)}
	line.Class, line.State = messageMark(notify.State(m.State))
	return line
}

// messageWhen says the one time that matters for a message's state.
func messageWhen(state notify.State, queued, notBefore time.Time, sent *time.Time) wording.Text {
	switch {
	case sent != nil:
		return wording.F("sent {1}", instantWords(*sent))
	case state == notify.Queued && notBefore.After(queued):
		return wording.F("to go from {1}", instantWords(notBefore))
	}
	return wording.F("from {1}", instantWords(queued))
}

// messageMark is the class and the words of a message's state.
func messageMark(state notify.State) (class string, words wording.Text) {
	switch state {
	case notify.Held:
		return "no", "held until somebody presses send"
	case notify.Queued:
		return "planned", "waiting to go"
	case notify.Sending:
		return "asked", "being sent"
	case notify.Sent:
		return "answered", "sent"
	case notify.Delivered:
		return "done", "delivered"
	case notify.Failed:
		return "red", "failed"
	case notify.Unsettled:
		return "late", "not known if it arrived"
	case notify.Cancelled:
		return "none", "cancelled"
	case notify.NotSent:
		return "no", "not sent"
	}
	return "none", wording.Data(string(state))
}

func channelWords(channel notify.Channel) wording.Text {
	switch channel {
	case notify.Email:
		return "e-mail"
	case notify.Text:
		return "text"
	}
	return wording.Data(string(channel))
}

func messageKindWords(kind notify.Kind) wording.Text {
	switch kind {
	case notify.Request:
		return "Request"
	case notify.Reminder:
		return "Reminder: no answer yet"
	case notify.Escalation:
		return "To a service's manager"
	case notify.Digest:
		return "Morning list"
	case notify.Alert:
		return "Alert"
	case notify.Told:
		return "A service told of a change"
	case notify.AppointmentReminder:
		return "Appointment reminder"
	case notify.AutoReply:
		return "Automatic answer"
	case notify.CalendarFile:
		return "Calendar file"
	case notify.AuditHead:
		return "Check number of the audit"
	case notify.Invitation:
		return "Invitation to an account"
	case notify.Unused:
		return "An account that nobody uses"
	case notify.ListsDue:
		return "Lists of accounts to confirm"
	}
	return wording.Data(string(kind))
}
