package web

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/machine"
	"throughgate/internal/wording"
	"throughgate/notify"
	"throughgate/release"
)

// Machine are the use cases behind the administrator's pages of the work in the
// background. Nothing that it tells is of any case. Errors: fault.NotFound,
// fault.Invalid, fault.Conflict.
type Machine interface {
	Problems(ctx context.Context) ([]string, error) // as throughgate health tells them
	Queues(ctx context.Context, who access.Actor) ([]machine.Queue, error)
	Paused(ctx context.Context, who access.Actor) ([]machine.Queue, error)
	Pause(ctx context.Context, who access.Actor, queue, reason string) error
	Resume(ctx context.Context, who access.Actor, queue string) error
	Failed(ctx context.Context, who access.Actor) (list []machine.Job, more bool, err error)
	FailedJob(ctx context.Context, who access.Actor, id int64) (machine.Job, error)
	Retry(ctx context.Context, who access.Actor, id int64) error
	RetryKind(ctx context.Context, who access.Actor, kind string) (n int, err error)
	Cancel(ctx context.Context, who access.Actor, id int64) error
}

// systemView is how the program stands: its queues, what it sends, its watch and
// its imports, in numbers.
type systemView struct {
	Page     Page
	Problems []string
	Queues   []queueLine
	Restored wording.Text
	Senders  []senderLine
	Watch    wording.Text // the last day it was done for
	Missed   int          // days of the last 30 without a watch of their own
	Imported wording.Text // the last import
}

type queueLine struct {
	Name                             string
	Words                            wording.Text
	Href                             string
	Act                              wording.Text
	Paused                           wording.Text
	Reason                           string
	Oldest                           wording.Text
	Ready, Running, Retrying, Failed int
}

type senderLine struct {
	Name, State                 wording.Text
	Class, Reason               string
	Sent, FailedAt              wording.Text
	Code                        string
	Oldest                      wording.Text
	Waiting, Due, Held, Unknown int
}

func (s *server) showSystem(c *gin.Context) {
	ctx, who, now := c.Request.Context(), actorOf(c), s.cfg.Now()
	view := systemView{Page: s.page(c, "How the service runs")}
	queues, err := s.cfg.Machine.Queues(ctx, who)
	if err == nil {
		view.Problems, err = s.cfg.Machine.Problems(ctx)
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	for _, q := range queues {
		view.Queues = append(view.Queues, newQueueLine(q))
	}
	err = s.consult(c, "machine", func(ctx context.Context, tx pgx.Tx) error {
		if err := access.Follow(ctx, tx, who); err != nil { // counted over everybody's messages
			return err
		}
		restored, senders, err := notify.ReadSenders(ctx, tx, now)
		if err != nil {
			return err
		}
		if restored != nil {
			view.Restored = instantWords(*restored)
		}
		for _, one := range senders {
			view.Senders = append(view.Senders, newSenderLine(one, now))
		}
		days, err := release.ReadWatchDays(ctx, tx, s.today(), ledgerDays)
		if err != nil {
			return err
		}
		view.Watch, view.Missed = watchSummary(days)
		imports, err := release.ReadImportCounts(ctx, tx, 1)
		if len(imports) > 0 {
			view.Imported = wording.F("{1}, {2}", importKind(imports[0].Kind), instantWords(imports[0].StartedAt))
		}
		return err
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	s.look.Render(c, http.StatusOK, "system", view)
}

func newQueueLine(q machine.Queue) queueLine {
	line := queueLine{Name: q.Name, Words: queueWords(q.Name), Ready: q.Ready, Running: q.Running, Retrying: q.Retrying, Failed: q.Failed}
	line.Href, line.Act = "/system/queues/"+q.Name+"/pause", "Pause"
	if q.Ready > 0 {
		line.Oldest = ageWords(q.OldestReady)
	}
	if q.Paused() {
		line.Href, line.Act = "/system/queues/"+q.Name+"/resume", "Resume"
		line.Paused, line.Reason = queuePausedWords(q), q.Reason
	}
	return line
}

func newSenderLine(one notify.SenderState, now time.Time) senderLine {
	line := senderLine{Name: "E-mails", State: "on", Class: "done", Reason: one.Reason, Code: one.FailedCode,
		Sent: "never", FailedAt: "never", Waiting: one.Waiting, Due: one.Due, Held: one.Held, Unknown: one.Unknown}
	if one.Channel == notify.Text {
		line.Name = "Texts"
	}
	switch {
	case one.Why == notify.PausedByAlarm:
		line.State, line.Class = "paused by an alarm", "no"
	case one.Paused():
		line.State, line.Class = "paused", "late"
	case one.Refused:
		line.State, line.Class = "the provider refuses our account", "no"
	}
	if one.Paused() && one.PausedAt != nil {
		line.State = wording.F("{1} since {2}", line.State, instantWords(*one.PausedAt))
	}
	if one.LastSent != nil {
		line.Sent = instantWords(*one.LastSent)
	}
	if one.LastFailed != nil {
		line.FailedAt = instantWords(*one.LastFailed)
	}
	if one.Oldest != nil {
		line.Oldest = ageWords(now.Sub(*one.Oldest))
	}
	return line
}

// pausedQueues are sentences about the queues that are paused, for every page of
// the administrator. A page is shown without them where they cannot be read.
func (s *server) pausedQueues(c *gin.Context, who access.Actor) []wording.Text {
	if s.cfg.Machine == nil || who.Role != access.Administrator {
		return nil
	}
	list, err := s.cfg.Machine.Paused(c.Request.Context(), who)
	if err != nil {
		s.cfg.Log.Warn("the paused queues could not be read", "cause", scrub(err))
		return nil
	}
	var words []wording.Text
	for _, q := range list {
		words = append(words, wording.F("The queue of {1} is {2}.", queueWords(q.Name), queuePausedWords(q)))
	}
	return words
}

func queuePausedWords(q machine.Queue) wording.Text {
	words := wording.F("paused since {1}", instantWords(q.PausedAt))
	if q.PausedBy != "" {
		words = wording.F("{1} by {2}", words, q.PausedBy)
	}
	return words
}

func watchSummary(days []release.WatchDay) (last wording.Text, missed int) {
	for _, d := range days {
		if d.DoneAt != nil && last == "" {
			last = wording.F("{1}, done on {2}", d.Day, instantWords(*d.DoneAt))
		}
		if d.Missed() && d.Day.Before(days[0].Day) { // that of today may be still to come
			missed++
		}
	}
	return last, missed
}
