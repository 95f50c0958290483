package web

import (
	"throughgate/internal/wording"
	"throughgate/release"
)

// ofDeath tells whether the form is about a death that was recorded by mistake.
func (a recordAction) ofDeath() bool {
	return a.what == recordNotDied || a.what == recordConfirmNotDied
}

// mayAskNotDied: a death stands, and nobody has said yet that it is a mistake.
func mayAskNotDied(h hand) bool {
	return mayAct(h) && h.story.Release.State == release.Died && !h.kept.NotDied.Open()
}

// mayAnswerNotDied: somebody has said so.
func mayAnswerNotDied(h hand) bool {
	return mayAct(h) && h.story.Release.State == release.Died && h.kept.NotDied.Open()
}

func notDiedFields(h hand) []recordField {
	return []recordField{h.field("text", "reason", "Why was it a mistake?", "Officers read it. Whoever confirms it goes by it", "")}
}

// notDiedAnswerFields: whoever has said so can only take it back; anybody else
// confirms it, or says that the death stands.
func notDiedAnswerFields(h hand) []recordField {
	if h.kept.NotDied.Mine(h.who) {
		return []recordField{h.pick("radios", "answer", "Somebody else has to confirm it. Was it said wrongly?", "", "",
			choice{string(release.NotDiedWithdrawn), "Yes: the death stands, I take back what I said"})}
	}
	return []recordField{h.pick("radios", "answer", "Was the death recorded by mistake?", "Ring the prison first. Whoever was told of the death is told at once", "",
		choice{string(release.NotDiedAgreed), "Yes, it was a mistake: take the death back"},
		choice{string(release.NotDiedRefused), "No, the death stands"})}
}

// notDiedIntro is what there is to know before saying so, or confirming it.
func notDiedIntro(h hand) []wording.Text {
	const follows = "The release, the plan and the texts come back. Requests are asked anew with the next morning’s work; what was cancelled does not come back by itself."
	if !h.kept.NotDied.Open() {
		return []wording.Text{follows}
	}
	return []wording.Text{notDiedWords(h), follows}
}

func notDiedWords(h hand) wording.Text {
	n := h.kept.NotDied
	words := wording.F("{1} says that the death was recorded by mistake, {2}", n.By, instantWords(n.At))
	if !h.story.Person.Restricted {
		words = wording.F("{1}: {2}", words, n.Why)
	}
	return words
}

func notDiedWarning(h hand) wording.Text {
	if h.kept.NotDied.Mine(h.who) {
		return "You have said that the death was recorded by mistake. Somebody else has to confirm it on this page: tell a colleague."
	}
	return wording.F("{1}. Somebody else has to confirm it.", notDiedWords(h))
}

// notDiedAddress is where a death is taken back; "" where it cannot be.
func notDiedAddress(h hand) string {
	switch {
	case mayAskNotDied(h):
		return "/releases/" + h.story.Release.ID + "/record/" + recordNotDied
	case mayAnswerNotDied(h):
		return "/releases/" + h.story.Release.ID + "/record/" + recordConfirmNotDied
	}
	return ""
}
