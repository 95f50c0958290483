package release

import (
	"fmt"
	"time"

	"throughgate/internal/calendar"
)

// UndoBar is one thing that stands in the way of undoing an import.
type UndoBar string

// The bars, in the order in which they are named.
const (
	UndoneAlready UndoBar = "undone_already"
	UndoRunning   UndoBar = "running"
	UndoOtherKind UndoBar = "other_kind"
	UndoNewer     UndoBar = "newer_import"
	UndoNotKept   UndoBar = "not_kept"
	UndoSent      UndoBar = "message_sent"
	UndoAnswered  UndoBar = "task_answered"
	UndoHandedOff UndoBar = "handed_off"
	UndoRecorded  UndoBar = "recorded"
	UndoRowTaken  UndoBar = "row_decided"
)

// UndoWhyNot is why an import cannot be undone, and what to do instead, in plain
// words.
type UndoWhyNot struct {
	Bar    UndoBar `json:"bar"`
	Reason string  `json:"reason"`
	Remedy string  `json:"remedy"`
}

// undoFacts are what has become of an import and of the people in it since it
// began.
type undoFacts struct {
	Kind       string
	FileName   string
	Source     string
	StartedAt  time.Time
	Finished   bool
	KeepsIt    bool // what stood before it is kept
	UndoneAt   *time.Time
	UndoneBy   string // in words
	Newer      int64  // the newest extract after it; 0: none
	Left       int    // messages about these people that left, or are leaving
	Answered   int    // tasks that somebody answered or changed
	HandedOff  int    // tasks handed off by the watch, or that changed hands
	Recorded   int    // people of whom somebody recorded something
	RowsChosen int    // held rows of it that somebody has decided on
}

// whyNot lists everything that stands in the way; none: it can be undone.
// importID is the import that is asked about.
func (f undoFacts) whyNot() []UndoWhyNot {
	switch {
	case f.UndoneAt != nil:
		return []UndoWhyNot{{UndoneAlready, fmt.Sprintf("It was undone already by %s, %s", f.UndoneBy, f.UndoneAt.In(calendar.London).Format("15:04 on Monday 2 January 2006")),
			"Nothing is left to do. The file can be imported again"}}
	case f.Kind != string(UploadReleases):
		return []UndoWhyNot{{UndoOtherKind, "Only release extracts can be undone", otherKindRemedy(f.Kind)}}
	case !f.Finished:
		return []UndoWhyNot{{UndoRunning, "It has not ended yet", "Wait a minute, then look again"}}
	case f.Newer != 0:
		return []UndoWhyNot{{UndoNewer, fmt.Sprintf("A newer extract was imported after it: import %d", f.Newer),
			fmt.Sprintf("Undo import %d first, or bring an extract that tells how things are", f.Newer)}}
	case !f.KeepsIt:
		return []UndoWhyNot{{UndoNotKept, "What stood before it is not kept any more: it is more than a week old, or came before this program could undo",
			"Bring an extract that tells how things are"}}
	}
	var why []UndoWhyNot
	add := func(bar UndoBar, n int, one, many, remedy string) {
		switch {
		case n == 0:
		case n == 1:
			why = append(why, UndoWhyNot{bar, one, remedy})
		default:
			why = append(why, UndoWhyNot{bar, fmt.Sprintf(many, n), remedy})
		}
	}
	add(UndoSent, f.Left, "A message about these people has gone out since", "%d messages about these people have gone out since",
		"Bring an extract that tells how things are: whoever was told is told anew")
	add(UndoAnswered, f.Answered, "A request of these people was answered or changed since", "%d requests of these people were answered or changed since",
		"Bring an extract that tells how things are: the answers stay")
	add(UndoHandedOff, f.HandedOff, "The watch has handed off a request of these people since", "The watch has handed off %d requests of these people since",
		"Bring an extract that tells how things are: the requests follow")
	add(UndoRecorded, f.Recorded, "Somebody recorded something of a person in it since", "Somebody recorded something of %d people in it since",
		"Bring an extract that tells how things are, or correct the people by hand")
	add(UndoRowTaken, f.RowsChosen, "Somebody has decided on a held row of it", "Somebody has decided on %d held rows of it",
		"Bring an extract that tells how things are")
	return why
}

// otherKindRemedy is what puts a file of another kind right.
func otherKindRemedy(kind string) string {
	switch kind {
	case string(UploadServices):
		return "Bring the directory as it should be, or change the service on its page: the old values stand in its history"
	case string(UploadAppointments):
		return "Cancel the appointments on the releases’ pages, or bring the file again with yes in its column cancelled"
	case string(UploadHolidays), string(UploadLocalPrisons):
		return "Bring the list as it should be: it takes the place of this one"
	case "events":
		return "Take the event back on the release’s page, or bring one that puts it right"
	}
	return "Change it on its own page"
}

// ImportUndo is what undoing an import would take back, and why it cannot be
// undone, if it cannot.
type ImportUndo struct {
	Import       int64          `json:"import"`
	File         string         `json:"file"`
	At           time.Time      `json:"at"`
	Source       string         `json:"source"`
	PeopleNew    int            `json:"people_new"`    // they vanish
	PeopleBack   int            `json:"people_back"`   // they are as they were told before
	DaysBack     int            `json:"days_back"`     // planned days that go back
	ReleasesBack int            `json:"releases_back"` // people whom it had released, or said to have left
	PrisonsBack  int            `json:"prisons_back"`
	TasksGone    int            `json:"tasks_gone"` // open tasks of people who vanish
	TasksBack    int            `json:"tasks_back"` // tasks that go back to how they stood
	Messages     []HeldMessages `json:"messages"`   // that wait, and are dropped
	WhyNot       []UndoWhyNot   `json:"why_not"`
}

// Possible tells whether the import can be undone.
func (u ImportUndo) Possible() bool { return len(u.WhyNot) == 0 }

// MessagesDropped counts all messages that wait.
func (u ImportUndo) MessagesDropped() (n int) {
	for _, m := range u.Messages {
		n += m.Count
	}
	return n
}

// UndoneImport is what undoing an import did, in the shape of
// `import undo --json`.
type UndoneImport struct {
	Import            int64  `json:"import"`
	File              string `json:"file"`
	PeopleTaken       int    `json:"people_taken_back"`
	PeopleRestored    int    `json:"people_restored"`
	DaysBack          int    `json:"days_back"`
	TasksWithdrawn    int    `json:"tasks_withdrawn"`
	TasksRestored     int    `json:"tasks_restored"`
	MessagesCancelled int    `json:"messages_cancelled"`
	MessagesQueued    int    `json:"messages_queued"`
}
