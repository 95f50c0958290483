package web

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/pg"
	"throughgate/internal/wording"
	"throughgate/notify"
	"throughgate/release"
)

// messageView is one message: its words, what it is about, what became of it.
type messageView struct {
	Page     Page
	Class    string
	State    wording.Text
	Kind     wording.Text
	Summary  []summaryRow
	Subject  string
	Words    string
	NoWords  wording.Text // why the words are not here
	Things   []thingLine
	Life     []lifeLine
	Receipts bool   // whether any has come
	First    string // address of the message that this one sends again
	Again    string // address of the message that sends this one again
	Ref      string
	Seen     string // the state in which the reader sees it
	Can      messageDecisions
	Form     messageForm
	Errors   []fieldError
	Unsaved  string // what was typed and could not be saved
}

// messageDecisions are what may be decided on a message now.
type messageDecisions struct{ Again, Settle bool }

// thingLine is one thing a message is about.
type thingLine struct {
	Href       string
	Text, More wording.Text
}

func (s *server) showMessage(c *gin.Context) {
	message, err := s.openMessage(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	s.renderMessage(c, http.StatusOK, message, messageForm{}, nil)
}

// openMessage reads a message for whoever asks and records that they saw it.
func (s *server) openMessage(c *gin.Context) (message notify.Opened, err error) {
	ctx, who := c.Request.Context(), actorOf(c)
	err = pg.InTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) (err error) {
		if message, err = notify.Open(ctx, tx, c.Param("ref"), s.reach(c)); err != nil {
			return err
		}
		return access.Record(ctx, tx, s.cfg.Now(), who, messageSeen(message))
	})
	return message, err
}

func (s *server) renderMessage(c *gin.Context, status int, message notify.Opened, form messageForm, problems []fieldError) {
	view := newMessageView(actorOf(c), message)
	view.Page = s.page(c, wording.F("Message {1}", message.Ref))
	view.Form, view.Errors = form, problems
	if len(problems) > 0 && !view.Can.Again && !view.Can.Settle {
		view.Unsaved = form.Reason // there is no form any more to keep it in
	}
	s.look.Render(c, status, "message", view)
}

func newMessageView(who access.Actor, m notify.Opened) messageView {
	view := messageView{Kind: messageKindWords(m.Kind), Ref: m.Ref, Seen: string(m.State), Receipts: len(m.Receipts) > 0,
		Can: messageDecisions{Again: m.MaySendAgain(), Settle: m.State == notify.Unsettled && m.AgainRef == ""}}
	if m.FirstRef != "" {
		view.First = "/messages/" + m.FirstRef
	}
	if m.AgainRef != "" {
		view.Again = "/messages/" + m.AgainRef
	}
	view.Class, view.State = messageMark(m.State)
	view.NoWords = wordsWithheld(who, m)
	if view.NoWords == "" {
		view.Subject, view.Words = m.Subject, m.Text
	}
	to := m.To
	if m.ToName != "" {
		to = m.ToName + " (" + m.To + ")"
	}
	view.Summary = []summaryRow{{Key: "To", Value: wording.Data(to)}, {Key: "By", Value: channelWords(m.Channel)},
		{Key: "State", Value: view.State, More: wording.Data(m.Reason)}}
	if m.State == notify.Queued && m.NotBefore.After(m.QueuedAt) {
		view.Summary = append(view.Summary, summaryRow{Key: "Not before", Value: instantWords(m.NotBefore)})
	}
	if m.Deadline != nil {
		view.Summary = append(view.Summary, summaryRow{Key: "Of use until", Value: instantWords(*m.Deadline)})
	}
	hidden := m.Restricted || m.Health && !mayReadHealth(who, false)
	for _, step := range m.Life {
		view.Life = append(view.Life, newLifeLine(step, hidden))
	}
	if m.Template != "" {
		view.Summary = append(view.Summary, summaryRow{Key: "Template", Value: wording.Data(m.Template)})
	}
	for _, thing := range m.Items {
		view.Things = append(view.Things, newThingLine(who, thing))
	}
	return view
}

// wordsWithheld says why an actor does not see a message's words; "" where
// they are shown.
func wordsWithheld(who access.Actor, m notify.Opened) wording.Text {
	switch {
	case m.BlankedAt != nil:
		return "The words were removed after 90 days."
	case !m.WordsKept:
		return "The words are written when the message leaves."
	case m.Restricted:
		return "This message is about a restricted record: its words are masked."
	case m.Health && !mayReadHealth(who, false):
		return "This message is about health: its words are shown only to those with a recorded basis."
	}
	return ""
}

func newThingLine(who access.Actor, t notify.Thing) thingLine {
	line := thingLine{Text: itemWords(t.Kind)}
	hidden := release.IsHealth(t.Pathway) && !mayReadHealth(who, t.Consented)
	switch {
	case t.TaskRef != "" && hidden:
		line.More = "a health request"
	case t.TaskRef != "":
		line.Href, line.More = "/tasks/"+t.TaskRef, wording.F("{1}: {2}", t.Code, t.MailWords)
	case t.ReleaseRef != "":
		line.Href, line.More = "/releases/"+t.ReleaseRef, wording.F("release {1}", t.ReleaseRef)
	case t.ServiceName != "":
		line.More = wording.Data(t.ServiceName)
	}
	if t.StartsAt != nil {
		line.More = instantWords(*t.StartsAt)
	}
	if !t.ToDay.IsZero() {
		line.More = wording.F("{1}{2}", line.More, wording.F(", from {1} to {2}", dayOr(t.FromDay, "no day"), t.ToDay))
	}
	return line
}

// itemWords is why a thing stands in a message.
func itemWords(kind notify.ItemKind) wording.Text {
	switch kind {
	case notify.ItemTask:
		return "Request"
	case notify.ItemAppointment:
		return "Appointment"
	case notify.ItemOverdue:
		return "Past its due day"
	case notify.ItemToClear:
		return "To clear"
	case notify.ItemNewDate:
		return "The day moved"
	case notify.ItemNewInCustody:
		return "New in custody"
	case notify.ItemGate:
		return "Leaves within the week"
	case notify.ItemReleased:
		return "Released"
	case notify.ItemUnexpectedRelease:
		return "Released unexpectedly"
	case notify.ItemDeclined:
		return "Service said no"
	case notify.ItemNoCapacity:
		return "Service is full"
	case notify.ItemUndelivered:
		return "A message did not arrive"
	case notify.ItemReply:
		return "A reply came"
	case notify.ItemNobody:
		return "Nobody to send to"
	case notify.ItemConsentWanted:
		return "Consent wanted"
	case notify.ItemNeedUnknown:
		return "Need still not known"
	case notify.ItemRed:
		return "Not ready shortly before release"
	case notify.ItemNotAnswering:
		return "A service does not answer"
	case notify.ItemDatePassed:
		return "Date passed, still held"
	case notify.ItemWaitingTooLong:
		return "Waits too long"
	case notify.ItemNoAddress:
		return "No address"
	case notify.ItemToldData:
		return "Something told cannot be used"
	case notify.ItemPlaceBlocked:
		return "A place that texts go without"
	case notify.ItemTransferred:
		return "Moved to another prison"
	case notify.ItemAtLarge:
		return "At large"
	case notify.ItemLeftUnknown:
		return "Left prison, reason unknown"
	case notify.ItemRemoved:
		return "Not coming to the borough"
	case notify.ItemDied:
		return "Please make no contact"
	case notify.ItemNotDied:
		return "A death is taken back"
	case notify.ItemReleasedInError:
		return "Released in error"
	case notify.ItemMovedArea:
		return "Moved to another home area"
	case notify.ItemHearing:
		return "In court tomorrow"
	case notify.ItemAskPrison:
		return "Ask the prison"
	case notify.ItemNotConfirmed:
		return "Not confirmed as released"
	case notify.ItemNotAtGate:
		return "Not confirmed at the gate"
	case notify.ItemGone:
		return "Gone from the file"
	case notify.ItemNoNews:
		return "No news from the prisons"
	case notify.ItemImportHeld:
		return "An import waits for somebody to press send"
	case notify.ItemFirstWeeks:
		return "A check of the first weeks is due"
	case notify.ItemMissed:
		return "An appointment was missed"
	case notify.ItemItinerary:
		return "The release-day itinerary"
	case notify.ItemQuestion:
		return "A service asks something"
	case notify.ItemAnswered:
		return "The answer to a question"
	case notify.ItemOpened:
		return "A restricted record was opened"
	case notify.ItemOpeningAsked:
		return "A question about an opening"
	case notify.ItemMoved:
		return "The day moved"
	case notify.ItemWithdrawn:
		return "Withdrawn: nothing more to do"
	case notify.ItemMeetingInside:
		return "The place of a meeting has changed"
	case notify.ItemCalledOff:
		return "An appointment that is off"
	}
	return spelled(string(kind))
}
