package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
	"throughgate/notify"
	"throughgate/release"
)

// hooksView lists the targets of outgoing webhooks.
type hooksView struct {
	Page    Page
	Targets []hookLine
}

type hookLine struct {
	ID, Host, Hears            string
	Of, State                  wording.Text
	Class                      string
	Delivered, Failed, Waiting wording.Text
	FailedCount                int
	Href                       string
	Act                        wording.Text
	ActHref                    string
}

// hookView is the last events of one target.
type hookView struct {
	Page   Page
	Target hookLine
	Events []hookEventLine
}

type hookEventLine struct {
	ID, What       string
	At             wording.Text
	State, Class   string
	Tried          wording.Text
	Why, AgainHref string
}

func (s *server) showHooks(c *gin.Context) {
	list, err := s.cfg.Webhooks.States(c.Request.Context(), actorOf(c))
	if err == nil {
		err = s.noted(c, access.Entry{Action: access.Consult, ObjectKind: "webhook", Detail: "targets"})
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	view := hooksView{Page: s.page(c, "Webhooks")}
	for _, t := range list {
		view.Targets = append(view.Targets, newHookLine(t))
	}
	s.look.Render(c, http.StatusOK, "system-webhooks", view)
}

func newHookLine(t release.WebhookState) hookLine {
	line := hookLine{ID: t.ID, Host: t.Host, Hears: strings.Join(t.Events, ", "), Of: wording.F("{1}{2}", wording.F("{1} in ", servicesWords(t.Services)), wording.N(t.Areas, "{1} area", "{1} areas")),
		State: "on", Class: "done", Delivered: "never", Failed: "never", Href: "/system/webhooks/" + t.ID, FailedCount: t.Failed,
		Waiting: wording.N(t.Waiting, "{1} event", "{1} events")}
	line.Act, line.ActHref = "Send a test", line.Href+"/test"
	switch {
	case !t.Seen:
		line.State, line.Class = "no worker has read it from the settings yet", "asked"
	case t.OffAt != nil:
		line.State, line.Class = wording.F("switched off on {1}", instantWords(*t.OffAt)), "no"
		line.Act, line.ActHref = "Switch on", line.Href+"/on"
	case t.FailingSince != nil:
		line.State, line.Class = wording.F("failing since {1}", instantWords(*t.FailingSince)), "late"
	}
	if t.OldestWaiting != nil {
		line.Waiting = wording.F("{1}{2}", line.Waiting, wording.F(", the first of {1}", instantWords(*t.OldestWaiting)))
	}
	if t.DeliveredAt != nil {
		line.Delivered = instantWords(*t.DeliveredAt)
	}
	if t.FailedAt != nil {
		line.Failed = wording.F("{1}{2}", wording.F("{1}: ", instantWords(*t.FailedAt)), hookWords(t.Failure, t.FailureStatus))
	}
	return line
}

// hookWords is what an attempt came to.
func hookWords(class notify.HookClass, status int) wording.Text {
	switch class {
	case notify.HookTaken:
		return "taken"
	case notify.HookAnsweredNo:
		return wording.F("it answered {1}", status)
	case notify.HookGone:
		return "it answered 410: it is gone"
	case notify.HookTimedOut:
		return "it did not answer in time"
	case notify.HookUnreachable:
		return "it could not be reached, or its certificate does not hold"
	case notify.HookForbidden:
		return "its name leads to an address that is not the internet's, and no setting names it"
	}
	return wording.Data(string(class))
}

// findHook is the target of the address. Errors: fault.NotFound.
func (s *server) findHook(c *gin.Context) (hookLine, error) {
	list, err := s.cfg.Webhooks.States(c.Request.Context(), actorOf(c))
	if err != nil {
		return hookLine{}, err
	}
	i := slices.IndexFunc(list, func(t release.WebhookState) bool { return t.ID == c.Param("target") })
	if i < 0 {
		return hookLine{}, fault.NotFound("Target")
	}
	return newHookLine(list[i]), nil
}

func (s *server) showHook(c *gin.Context) {
	line, err := s.findHook(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	list, err := s.cfg.Webhooks.Deliveries(c.Request.Context(), actorOf(c), line.ID)
	if err == nil {
		err = s.noted(c, access.Entry{Action: access.Consult, ObjectKind: "webhook", Detail: line.ID})
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	view := hookView{Page: s.page(c, wording.F("Webhooks of {1}", line.ID)), Target: line}
	for _, d := range list {
		view.Events = append(view.Events, newHookEventLine(line.ID, d))
	}
	s.look.Render(c, http.StatusOK, "system-webhook", view)
}

func newHookEventLine(target string, d release.WebhookDelivery) hookEventLine {
	line := hookEventLine{ID: d.EventID, What: string(d.Kind), At: instantWords(d.At), State: "waiting", Class: "asked",
		Tried: wording.N(d.Attempts, "{1} time", "{1} times"), AgainHref: "/system/webhooks/" + target + "/again/" + strconv.FormatInt(d.ID, 10)}
	switch d.State {
	case release.WebhookDelivered:
		line.State, line.Class = "delivered", "done"
	case release.WebhookFailed:
		line.State, line.Class = "failed", "no"
	case release.WebhookWaiting, release.WebhookNothingToSay:
	}
	if d.TriedAt != nil {
		line.Tried = wording.F("{1}{2}", line.Tried, wording.F(", last on {1}", instantWords(*d.TriedAt)))
	}
	if d.Failure != notify.HookTaken {
		line.Why = hookWords(d.Failure, d.Status).String()
	}
	return line
}

// What can be done to a target.
const (
	hookTest = "test"
	hookOn   = "on"
)

func (s *server) showHookAct(c *gin.Context) {
	line, err := s.findHook(c)
	view := sureView{Back: "/system/webhooks", Action: c.Request.URL.Path, Facts: []fact{{"It goes to", wording.Data(line.Host)}, {"It is", line.State}, {"Waiting", line.Waiting}}}
	switch {
	case err != nil:
	case c.Param("act") == hookTest:
		view.Page, view.Button, view.What = s.page(c, wording.F("Send a test to {1}", line.ID)), "Send it", "An event of the type test, signed like the others, that says nothing. What came of it stands on the page of the target."
	case c.Param("act") == hookOn:
		view.Page, view.Button, view.What = s.page(c, wording.F("Switch {1} on", line.ID)), "Switch it on", "What waits is delivered, with the days as they stand now."
	default:
		err = fault.NotFound("page")
	}
	s.askSure(c, view, err)
}

// askSure shows the question, where there is something to be sure of.
func (s *server) askSure(c *gin.Context, view sureView, err error) {
	if err == nil {
		err = s.noted(c, access.Entry{Action: access.Consult, ObjectKind: "webhook", Detail: c.Param("target")})
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	s.look.Render(c, http.StatusOK, "system-sure", view)
}

func (s *server) actOnHook(c *gin.Context) {
	var err error
	switch c.Param("act") {
	case hookTest:
		err = s.cfg.Webhooks.SendTest(c.Request.Context(), actorOf(c), c.Param("target"))
	case hookOn:
		err = s.cfg.Webhooks.SwitchOn(c.Request.Context(), actorOf(c), c.Param("target"))
	default:
		err = fault.NotFound("page")
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/system/webhooks/"+c.Param("target")+"?done=hook-"+c.Param("act"))
}

// findHookEvent is the event of the address. Errors: fault.NotFound.
func (s *server) findHookEvent(c *gin.Context) (release.WebhookDelivery, error) {
	id, wrong := strconv.ParseInt(c.Param("id"), 10, 64)
	list, err := s.cfg.Webhooks.Deliveries(c.Request.Context(), actorOf(c), c.Param("target"))
	i := slices.IndexFunc(list, func(d release.WebhookDelivery) bool { return d.ID == id })
	if err == nil && (wrong != nil || i < 0) {
		err = fault.NotFound("Event")
	}
	if err != nil {
		return release.WebhookDelivery{}, err
	}
	return list[i], nil
}

func (s *server) showHookAgain(c *gin.Context) {
	d, err := s.findHookEvent(c)
	line := newHookEventLine(c.Param("target"), d)
	s.askSure(c, sureView{Page: s.page(c, "Deliver an event again"), Back: "/system/webhooks/" + c.Param("target"), Action: c.Request.URL.Path, Button: "Deliver it again",
		Facts: []fact{{"Event", wording.Data(line.ID)}, {"What", wording.Data(line.What)}, {"It is", wording.Data(line.State)}, {"Tried", line.Tried}},
		What:  "It goes under the same id, with the days as they stand now: whoever has it already can tell."}, err)
}

func (s *server) deliverHookAgain(c *gin.Context) {
	d, err := s.findHookEvent(c)
	if err == nil {
		err = s.cfg.Webhooks.DeliverAgain(c.Request.Context(), actorOf(c), c.Param("target"), d.ID)
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, "/system/webhooks/"+c.Param("target")+"?done=hook-again")
}
