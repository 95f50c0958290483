package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/internal/wording"
	"throughgate/notify"
)

// yourListView is what waits for somebody to deal with it, the oldest day first.
type yourListView struct {
	Page    Page
	Errors  []fieldError
	Items   []itemView
	Pager   pager
	Unsaved string // what was typed about a thing that is off the list by now
}

// itemView is one thing to deal with, and the form that takes it off the list.
type itemView struct {
	ID        int64
	Field     string // id of the form's field
	Heading   wording.Text
	Class     string
	Due       wording.Text
	Since     wording.Text
	About     []thingLine
	Note      wording.Text
	From      string // whom a reply is from
	Reply     string
	Message   string // address of the page on which it is decided instead
	Elsewhere bool   // it leaves the list where it is answered
	Question  string // address of the page on which it is answered instead
	Typed     string
	Open      bool
}

func (s *server) yourListQuery(c *gin.Context) notify.YourListQuery {
	return notify.YourListQuery{Role: actorOf(c).Role, For: actorOf(c).ForRoles(), Areas: s.areasOnly(c), Page: pageNumber(c)}
}

func (s *server) showYourList(c *gin.Context) {
	s.renderYourList(c, http.StatusOK, itemForm{}, nil)
}

// backToYourList is for whoever reloads the address of a form.
func (s *server) backToYourList(c *gin.Context) { c.Redirect(http.StatusSeeOther, "/your-list") }

// itemForm is what was typed about one thing.
type itemForm struct {
	ID   int64
	Note string
}

func (s *server) renderYourList(c *gin.Context, status int, form itemForm, problems []fieldError) {
	ctx, who := c.Request.Context(), actorOf(c)
	query := s.yourListQuery(c)
	var list notify.YourList
	err := pg.InTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) (err error) {
		if list, err = notify.ReadYourList(ctx, tx, query); err != nil {
			return err
		}
		return access.Record(ctx, tx, s.cfg.Now(), who, access.Entry{Action: access.Consult, ObjectKind: "your list",
			Releases: refsOf(list.Rows, func(o notify.OnList) string { return o.ReleaseRef })})
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	view := yourListView{Page: s.page(c, "Your list"), Errors: problems, Unsaved: form.Note,
		Pager: newPager(c, query.Page, notify.YourListPage, len(list.Rows), list.Total)}
	for _, row := range list.Rows {
		item := newItemView(who, row, s.today())
		if row.ID == form.ID {
			item.Typed, item.Open, view.Unsaved = form.Note, true, ""
		}
		view.Items = append(view.Items, item)
	}
	if len(problems) == 0 {
		view.Unsaved = ""
	}
	s.look.Render(c, status, "your-list", view)
}

func (s *server) closeItem(c *gin.Context) {
	id, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil {
		s.noSuchPage(c)
		return
	}
	form := itemForm{ID: id, Note: strings.TrimSpace(c.PostForm("note"))}
	err = s.cfg.Desk.CloseItem(c.Request.Context(), actorOf(c), s.areasOnly(c), id, form.Note)
	switch {
	case err == nil:
		next := url.Values{"done": {"closed"}}
		if page := pageNumber(c); page > 1 {
			next.Set("page", strconv.Itoa(page))
		}
		c.Redirect(http.StatusSeeOther, "/your-list?"+next.Encode())
	case fault.Is(err, fault.KindInvalid):
		s.renderYourList(c, http.StatusUnprocessableEntity, form, []fieldError{{Field: noteField(id), Text: faultWords(err)}})
	case fault.Is(err, fault.KindConflict):
		s.renderYourList(c, http.StatusConflict, form, []fieldError{{Field: "list", Text: wording.F("Nothing was saved. {1}", sentence(faultWords(err)))}})
	default:
		s.fail(c, err)
	}
}

func noteField(id int64) string { return fmt.Sprintf("note-%d", id) }

func newItemView(who access.Actor, o notify.OnList, today calendar.Date) itemView {
	item := itemView{ID: o.ID, Field: noteField(o.ID), Heading: onListWords(o.Kind), Since: instantWords(o.OpenedAt), Note: wording.Capital(wording.Data(o.Note)),
		Class: "asked", Due: "no day set"}
	if !o.DueOn.IsZero() {
		item.Due = wording.F("by {1}", o.DueOn)
	}
	if o.Late(today) {
		item.Class, item.Due = "late", wording.F("late: was to be done {1}", item.Due)
	}
	if o.Number != "" {
		item.From, item.Reply = o.Number, o.Reply
	}
	if o.Restricted && o.Number != "" {
		item.Reply = ""
		item.Note = wording.F("{1}. It is about a restricted record: the words are masked", item.Note)
	}
	if who.Role != access.Administrator { // whose things are about accounts, not about people
		item.About = onListThings(who, o)
	}
	item.Elsewhere = o.Kind == notify.OnListQuestion
	if item.Elsewhere && (!o.TaskHealth || mayReadHealth(who, false)) {
		item.Question = "/tasks/" + o.TaskRef
	}
	if !o.Kind.ClosedByNote() && o.MessageRef != "" {
		item.Message = "/messages/" + o.MessageRef
	}
	return item
}

// onListThings are what a thing is about, with their pages.
func onListThings(who access.Actor, o notify.OnList) []thingLine {
	var lines []thingLine
	if o.ReleaseRef != "" {
		line := thingLine{Text: "Person", Href: "/releases/" + o.ReleaseRef, More: wording.Data(strings.TrimSpace(o.Initials + " " + o.ReleaseRef))}
		if o.Restricted {
			line.More = wording.F("Restricted record, reference {1}", o.ReleaseRef)
		}
		lines = append(lines, line)
	}
	if o.TaskRef != "" && (!o.TaskHealth || mayReadHealth(who, false)) {
		lines = append(lines, thingLine{Text: "Request", Href: "/tasks/" + o.TaskRef, More: wording.Data(o.TaskRef)})
	}
	if o.ServiceName != "" && !o.Restricted { // it may name the prison
		lines = append(lines, thingLine{Text: "Service", More: wording.Data(strings.TrimSpace(o.ServiceName + " " + o.Phone))})
	}
	if o.AboveThem != "" {
		lines = append(lines, thingLine{Text: "Its commissioner, to whom nothing is sent", More: wording.Data(o.AboveThem)})
	}
	if o.MessageRef != "" {
		lines = append(lines, thingLine{Text: "Message", Href: "/messages/" + o.MessageRef, More: "what it said and what happened to it"})
	}
	if o.Kind == notify.OnListHeldRow {
		lines = append(lines, thingLine{Text: "Extract", Href: "/imports/held", More: "the rows that wait, each beside the person who is stored"})
	}
	return lines
}

// onListWords is why a thing is on somebody's list.
func onListWords(kind notify.AttentionKind) wording.Text {
	switch kind {
	case notify.OnListUndelivered:
		return "A message did not arrive, or cannot be sent"
	case notify.OnListUnknown:
		return "Nobody knows whether a message arrived"
	case notify.OnListReply:
		return "A reply to read"
	case notify.OnListNotAnswering:
		return "A service does not answer: ring"
	case notify.OnListToldData:
		return "Something told cannot be used"
	case notify.OnListHeldRow:
		return "A row of a file contradicts what is known"
	case notify.OnListQuestion:
		return "A service asks something"
	case notify.OnListAccount:
		return "A provider refuses our account or settings"
	}
	return spelled(string(kind))
}
