package release

import (
	"strings"
	"time"

	"throughgate/internal/fault"
)

// NoteKind says what a note is: so that nobody takes an opinion for a fact.
type NoteKind string

// The kinds of notes. OwnWords are what the person wants, as they say it.
const (
	Fact     NoteKind = "fact"
	Opinion  NoteKind = "opinion"
	OwnWords NoteKind = "own_words"
)

// LongestNote is how many characters a note may have.
const LongestNote = 2000

// NewNote is a note as it is written. Replaces is the reference of the note that
// it corrects; "" for none.
type NewNote struct {
	Key      string // the form's own: the same form sent twice writes one note
	Kind     NoteKind
	Text     string
	Replaces string
}

// Check says what must be mended. Errors: fault.Invalid.
func (n NewNote) Check() error {
	switch n.Kind {
	case Fact, Opinion, OwnWords:
	default:
		return fault.Invalid("Choose whether this is a fact or an opinion")
	}
	switch text := strings.TrimSpace(n.Text); {
	case text == "":
		return fault.Invalid("Write something")
	case len([]rune(text)) > LongestNote:
		return fault.Invalid("The note is longer than 2,000 characters: say it in fewer")
	}
	return nil
}

// StoryNote is one note about a person, with those that it has corrected, newest
// first. By is words, as in StoryStep.
type StoryNote struct {
	Ref     string
	Kind    NoteKind
	Text    string
	At      time.Time
	By      string
	Earlier []StoryNote
}

// noteRow is a stored note.
type noteRow struct {
	ID       int64
	Replaces int64 // 0: none
	Replaced bool
	StoryNote
}

// withEarlier puts behind each note that stands those that it has corrected.
func withEarlier(rows []noteRow) []StoryNote {
	byID := make(map[int64]noteRow, len(rows))
	for _, r := range rows {
		byID[r.ID] = r
	}
	var out []StoryNote
	for _, r := range rows {
		if r.Replaced {
			continue
		}
		note := r.StoryNote
		for id := r.Replaces; id != 0; {
			before, known := byID[id]
			if !known {
				break
			}
			note.Earlier = append(note.Earlier, before.StoryNote)
			id = before.Replaces
		}
		out = append(out, note)
	}
	return out
}
