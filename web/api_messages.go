package web

import (
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/pg"
	"throughgate/notify"
	"throughgate/release"
)

// apiMessages is one page of the list of messages, the newest first.
type apiMessages struct {
	Messages []apiMessageRow `json:"messages"`
	apiPage
}

// apiMessageRow is a message of a list; to is masked.
type apiMessageRow struct {
	ID        string         `json:"id"`
	Channel   notify.Channel `json:"channel"`
	Kind      notify.Kind    `json:"kind"`
	To        string         `json:"to"`
	State     notify.State   `json:"state"`
	Reason    string         `json:"reason"`
	QueuedAt  time.Time      `json:"queued_at"`
	NotBefore time.Time      `json:"not_before"`
	SentAt    *time.Time     `json:"sent_at"`
	SettledAt *time.Time     `json:"settled_at"`
	Attempts  int            `json:"attempts"`
}

// apiMessage is one message, opened.
type apiMessage struct {
	apiMessageRow
	Subject  string       `json:"subject"`
	Text     string       `json:"text"`
	Withheld string       `json:"withheld"` // why the words are not here
	About    []apiThing   `json:"about"`
	Receipts []apiReceipt `json:"receipts"`
}

// apiThing is one thing a message is about, by reference.
type apiThing struct {
	Kind     notify.ItemKind `json:"kind"`
	Task     string          `json:"task"`
	Release  string          `json:"release"`
	StartsAt *time.Time      `json:"starts_at"`
}

// apiReceipt is what a provider told of a message.
type apiReceipt struct {
	Status string    `json:"status"`
	Code   string    `json:"code"`
	At     time.Time `json:"at"`
}

func (s *server) apiListMessages(c *gin.Context) {
	channels := []notify.Channel{notify.Email, notify.Text}
	err := readAsked(c.Request.URL.Query(), asks{"state", texts(notify.States)}, asks{"channel", texts(channels)}, asks{"kind", texts(notify.Kinds)}, asks{"reference", nil})
	if err != nil {
		s.failAPI(c, err)
		return
	}
	ctx, who, query := c.Request.Context(), actorOf(c), readMessagesQuery(c)
	query.Reach = s.reach(c)
	var list notify.List
	err = pg.InPlannedTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) (err error) {
		if list, err = notify.ReadList(ctx, tx, query); err != nil {
			return err
		}
		return access.Record(ctx, tx, s.cfg.Now(), who, byAPI(access.Entry{Action: access.Consult, ObjectKind: "messages"}))
	})
	document := apiMessages{Messages: []apiMessageRow{}, apiPage: newAPIPage(c, query.Page, notify.ListPage, list.Total)}
	for _, m := range list.Rows {
		document.Messages = append(document.Messages, newAPIMessageRow(m))
	}
	s.show(c, document, err)
}

func newAPIMessageRow(m notify.Listed) apiMessageRow {
	return apiMessageRow{m.Ref, m.Channel, m.Kind, m.To, m.State, m.Reason, m.QueuedAt, m.NotBefore, m.SentAt, m.SettledAt, m.Attempts}
}

func (s *server) apiShowMessage(c *gin.Context) {
	ctx, who := c.Request.Context(), actorOf(c)
	var m notify.Opened
	err := readAsked(c.Request.URL.Query())
	if err == nil {
		err = pg.InTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) (err error) {
			if m, err = notify.Open(ctx, tx, c.Param("ref"), s.reach(c)); err != nil {
				return err
			}
			return access.Record(ctx, tx, s.cfg.Now(), who, byAPI(messageSeen(m)))
		})
	}
	s.show(c, newAPIMessage(who, m), err)
}

func newAPIMessage(who access.Actor, m notify.Opened) apiMessage {
	out := apiMessage{apiMessageRow: newAPIMessageRow(m.Listed), Withheld: wordsWithheld(who, m).String(), About: []apiThing{}, Receipts: []apiReceipt{}}
	if out.Withheld == "" {
		out.Subject, out.Text = m.Subject, m.Text
	}
	for _, t := range m.Items {
		thing := apiThing{t.Kind, t.TaskRef, t.ReleaseRef, t.StartsAt}
		if release.IsHealth(t.Pathway) && !mayReadHealth(who, t.Consented) {
			thing.Task = ""
		}
		out.About = append(out.About, thing)
	}
	for _, r := range m.Receipts {
		out.Receipts = append(out.Receipts, apiReceipt{r.Status, r.Code, r.At})
	}
	return out
}
