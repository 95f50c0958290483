package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"throughgate/internal/wording"
	"throughgate/release"
)

// showRecordConflict shows what somebody else recorded meanwhile beside what was
// typed.
func (s *server) showRecordConflict(c *gin.Context, h hand, action recordAction, text wording.Text) {
	view := conflictView{Page: s.page(c, "Somebody else changed this"), Lost: "Yours was not saved.", Text: sentence(text),
		Href: releaseAddress(c) + "/record/" + action.what, Again: "Open the form again", State: releaseStateWords(h.story.Release.State)}
	switch {
	case action.event != nil:
		mine, _ := action.event(h)
		h.eventConflict(&view, mine)
	case h.task != "":
		h.oneOffConflict(&view)
	case action.what == recordNote:
		h.noteConflict(&view)
	default:
		h.editConflict(&view, action)
	}
	s.look.Render(c, http.StatusConflict, "conflict", view)
}

func (h hand) eventConflict(view *conflictView, mine release.LifeEvent) {
	titles := shownTitles(h.story.Tasks, h.health)
	view.Mine = wording.F("{1}, {2}", wording.Capital(eventWords(release.StoryEvent{Event: mine.Word, About: mine.About, Reason: mine.Reason}, titles, h.health, h.story.Masked())), instantWords(mine.At))
	var newest release.StoryEvent
	for _, e := range h.story.Events {
		if release.SameMatter(e.Event, e.About, mine.Word, mine.About) && e.RecordedAt.After(newest.RecordedAt) {
			newest = e
		}
	}
	if newest.Event != "" {
		view.Their = wording.F("{1}, {2}, recorded by {3}", wording.Capital(eventWords(newest, titles, h.health, h.story.Masked())), instantWords(newest.At), newest.By)
	}
	if row := leavesRow(h.story, h.health); row.Value != "" {
		view.State = wording.F("{1}: {2}", wording.Capital(view.State), row.Value)
	}
}

func (h hand) noteConflict(view *conflictView) {
	view.Mine, view.Href, view.Again, view.State = wording.Data(h.value("body", "")), "/releases/"+h.story.Release.ID+"#notes", "Look at the notes again", "The note was corrected"
	for _, n := range h.kept.Notes {
		for _, old := range n.Earlier {
			if old.Ref == h.note {
				view.Their = wording.F("{1} ({2}, {3})", n.Text, n.By, instantWords(n.At))
			}
		}
	}
}

// editConflict names every field that both have changed.
func (h hand) editConflict(view *conflictView, action recordAction) {
	for _, e := range h.edits(action.fields(h)) {
		stored := h.kept.Fields[e.Field]
		if e.Was == stored || e.Now == e.Was || e.Now == stored {
			continue
		}
		name := wording.F("{1}: ", fieldWords(e.Field))
		view.Their, view.Mine = wording.F("{1}{2}", name, editValueWords(e.Field, stored, h.choices.Areas)), wording.F("{1}{2}", name, editValueWords(e.Field, e.Now, h.choices.Areas))
		view.State = view.Their
		return
	}
}
