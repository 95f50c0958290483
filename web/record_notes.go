package web

import (
	"slices"

	"throughgate/internal/wording"
	"throughgate/release"
)

// noteOf is the note that is corrected.
func (h hand) noteOf() (release.StoryNote, bool) {
	i := slices.IndexFunc(h.kept.Notes, func(n release.StoryNote) bool { return n.Ref == h.note })
	if h.note == "" || i < 0 {
		return release.StoryNote{}, false
	}
	return h.kept.Notes[i], true
}

func noteFields(h hand) []recordField {
	old, _ := h.noteOf()
	body := h.field("text", "body", "The note", "Who and when are added by themselves", old.Text)
	if old.Kind == release.OwnWords {
		body.Label = "The person’s own words"
		return []recordField{body}
	}
	return []recordField{h.pick("radios", "kind", "What is it?", "", string(old.Kind),
		choice{string(release.Fact), "A fact: seen, or told by whoever knows"}, choice{string(release.Opinion), "An opinion"}), body}
}

func wordsFields(h hand) []recordField {
	return []recordField{h.field("text", "body", "Their words", "", "")}
}

func (h hand) newNote(what, key string) release.NewNote {
	n := release.NewNote{Key: key, Kind: release.NoteKind(h.value("kind", "")), Text: h.value("body", ""), Replaces: h.note}
	if old, found := h.noteOf(); what == recordWords || found && old.Kind == release.OwnWords {
		n.Kind = release.OwnWords
	}
	if what == recordWords {
		n.Replaces = ""
	}
	return n
}

func takeBackFields(h hand) []recordField {
	return []recordField{h.field("line", "reason", "Why is it taken back?", "", "")}
}

// takenEvent is the event that is taken back, where it may be.
func (h hand) takenEvent() (release.StoryEvent, bool) {
	i := slices.IndexFunc(h.story.Events, func(e release.StoryEvent) bool { return h.taken != "" && e.Key == h.taken && e.Event.MayTakeBack() })
	if i < 0 || h.story.Events[i].Event == release.MovedArea && !mayKnowMove(h.who, h.story) {
		return release.StoryEvent{}, false
	}
	return h.story.Events[i], true
}

func mergeFields(h hand) []recordField {
	return []recordField{h.field("line", "number", "Prison number of the other record", "Such as A1234BC", "")}
}

// compareRows put two records side by side.
func compareRows(here, there release.Story) []compareRow {
	rows := []compareRow{{"Prison number", wording.Data(here.Person.PrisonNumber), wording.Data(there.Person.PrisonNumber)}}
	if !here.Masked() && !there.Masked() {
		rows = append(rows,
			compareRow{"Name", wording.F("{1} {2}", here.Who.Forenames, here.Who.Surname), wording.F("{1} {2}", there.Who.Forenames, there.Who.Surname)},
			compareRow{"Born", dayOr(here.Who.BirthDate, ""), dayOr(there.Who.BirthDate, "")},
			compareRow{"Prison", wording.Data(here.Custody.PrisonName), wording.Data(there.Custody.PrisonName)},
			compareRow{"Home area", wording.Data(here.Person.HomeArea), wording.Data(there.Person.HomeArea)})
	}
	return append(rows,
		compareRow{"State", releaseStateWords(here.Release.State), releaseStateWords(there.Release.State)},
		compareRow{"Leaves", dayOr(here.Release.PlannedDay, "no day"), dayOr(there.Release.PlannedDay, "no day")},
		compareRow{"Requests that are open", openTasks(here), openTasks(there)},
		compareRow{"Appointments", wording.N(len(here.Appointments), "{1} appointment", "{1} appointments"), wording.N(len(there.Appointments), "{1} appointment", "{1} appointments")})
}

func openTasks(s release.Story) wording.Text {
	n := 0
	for _, t := range s.Tasks {
		if t.State.Open() {
			n++
		}
	}
	return wording.N(n, "{1} request", "{1} requests")
}
