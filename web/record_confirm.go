package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/internal/wording"
	"throughgate/release"
)

// confirmRecord shows what is about to be recorded, once more.
func (s *server) confirmRecord(c *gin.Context, h hand, action recordAction) {
	view := s.recordView(c, h, action)
	view.Warn = true
	for _, name := range sortedKeys(h.typed) {
		if name != "confirmed" {
			view.Hidden = append(view.Hidden, option{Value: name, Text: wording.Data(h.typed.Get(name))})
		}
	}
	view.Hidden = append(view.Hidden, option{Value: "confirmed", Text: "yes"})
	if action.what != recordMerge {
		view.Heading, view.Button = "Has this person died?", "Yes, record the death"
		view.Intro = []wording.Text{"From then on nothing more is sent to the person’s number or to any service, for ever. It can be undone by two people alone.",
			"The link officer, the community officer and the unit’s mailbox are told, by reference only. Nobody else is, until you record that the next of kin have been told."}
		s.look.Render(c, http.StatusOK, "record", view)
		return
	}
	other, err := s.readOther(c, h)
	if fault.Is(err, fault.KindNotFound) {
		s.renderRecord(c, http.StatusUnprocessableEntity, h, action, []fieldError{{"number",
			"Nobody of your areas has this prison number: check it, and import the release extract first if they are new"}})
		return
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	if other.Who.ReleaseID == h.story.Who.ReleaseID {
		s.renderRecord(c, http.StatusUnprocessableEntity, h, action, []fieldError{{"number", "Both numbers belong to one person already: there is nothing to join"}})
		return
	}
	view.Heading, view.Button = "Are these two one person?", "Yes, join them"
	view.Intro = []wording.Text{"The record on the left stays. The other goes into it: both numbers find one person from then on, what was done is kept, and nothing is asked twice. It cannot be undone."}
	view.Compare = compareRows(h.story, other)
	s.look.Render(c, http.StatusOK, "record", view)
}

func (s *server) readOther(c *gin.Context, h hand) (other release.Story, err error) {
	ctx, number := c.Request.Context(), strings.ToUpper(strings.ReplaceAll(h.value("number", ""), " ", ""))
	err = pg.InTx(ctx, s.cfg.Pool, h.who, func(tx pgx.Tx) error {
		if other, err = release.Show(ctx, tx, s.cfg.Contacts, s.scope(c), release.Find{PrisonNumber: number}, s.today()); err != nil {
			return err
		}
		if other.OpenUntil, err = openUntil(ctx, tx, h.who, other, h.now); err != nil {
			return err
		}
		if other.Masked() {
			return fault.Refused("%s", release.OtherRestricted)
		}
		return access.Record(ctx, tx, h.now, h.who, access.Entry{Action: access.Consult, ObjectKind: "release", ObjectID: other.Who.ReleaseID, Detail: "before joining", Releases: []string{other.Release.ID}})
	})
	return other, err
}

func sortedKeys(values url.Values) []string {
	var names []string
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
