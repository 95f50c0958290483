package web

import (
	"context"
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/wording"
	"throughgate/release"
)

// Openings are the use cases behind restricted records: opening one, and what the
// information lead says of it. Errors: fault.NotFound, fault.Invalid,
// fault.Conflict, fault.Refused.
type Openings interface {
	OpenRestricted(ctx context.Context, who access.Actor, release, reason string) error
	CloseRestricted(ctx context.Context, who access.Actor, release string) error
	AskAboutOpening(ctx context.Context, who access.Actor, ref, question string) error
	AnswerAboutOpening(ctx context.Context, who access.Actor, ref, answer string) error
	ReviewOpening(ctx context.Context, who access.Actor, ref string, finding release.Finding, note string) error
}

// errMasked: the record is restricted, and this reader has not opened it.
var errMasked = fault.Refused("This is a restricted record. Go to its page and open it with a reason first")

// maskedView is the page of a restricted record that its reader has not opened:
// the reference, the day and the form that opens it.
type maskedView struct {
	Page      Page
	Errors    []fieldError
	Reference string
	Leaves    summaryRow
	NoContact wording.Text
	Reason    string // as it was typed
}

func (s *server) renderMasked(c *gin.Context, status int, story release.Story, reason string, problems []fieldError) {
	see := storyViewer(actorOf(c), story)
	view := maskedView{Page: s.page(c, wording.F("Restricted record {1}", story.Release.ID)), Errors: problems, Reference: story.Release.ID, Reason: reason,
		Leaves: access.Pick(see, access.FieldDays, summaryRow{Key: "Leaves", Value: dayOr(story.Release.PlannedDay, "no day known")})}
	switch r := story.Release; {
	case r.State == release.Died:
		view.NoContact, view.Leaves = noContact, summaryRow{Key: "State", Value: releaseStateWords(release.Died)}
	case !r.ReleasedOn.IsZero():
		view.Leaves = summaryRow{Key: "Released", Value: wording.Day(r.ReleasedOn)}
	case !r.OrDay().IsZero():
		view.Leaves.Value = eitherDay(r.PlannedDay, r.OrDay())
	}
	s.look.Render(c, status, "restricted", view)
}

// openRestricted opens the record for its reader, with the reason they typed.
func (s *server) openRestricted(c *gin.Context) {
	reason := c.PostForm("reason")
	err := s.cfg.Openings.OpenRestricted(c.Request.Context(), actorOf(c), c.Param("ref"), reason)
	if fault.Is(err, fault.KindInvalid) {
		s.showMaskedAgain(c, reason, faultWords(err))
		return
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, releaseAddress(c)+"?done=opened")
}

// showMaskedAgain shows the form again with what is wrong with the reason.
func (s *server) showMaskedAgain(c *gin.Context, reason string, wrong wording.Text) {
	h, err := s.readHand(c)
	switch {
	case err != nil:
		s.fail(c, err)
	case !h.story.Masked(): // it was opened, or is no longer restricted
		c.Redirect(http.StatusSeeOther, releaseAddress(c))
	default:
		s.renderMasked(c, http.StatusUnprocessableEntity, h.story, reason, []fieldError{{Field: "reason", Text: wrong}})
	}
}

func (s *server) closeRestricted(c *gin.Context) {
	if err := s.cfg.Openings.CloseRestricted(c.Request.Context(), actorOf(c), c.Param("ref")); err != nil {
		s.fail(c, err)
		return
	}
	c.Redirect(http.StatusSeeOther, releaseAddress(c)+"?done=masked")
}

// backToRelease is for whoever reloads the address of a form of the page.
func (s *server) backToRelease(c *gin.Context) {
	c.Redirect(http.StatusSeeOther, releaseAddress(c))
}

// isMasked tells whether an error is that of a masked record.
func isMasked(err error) bool { return errors.Is(err, errMasked) }
