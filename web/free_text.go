package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/pg"
	"throughgate/internal/wording"
)

// freeBox is a box of a form in which somebody writes about a person in their own
// words. words is what the box is called on the page that looks at it again; a
// field that ends in "-" has the reference of a release behind it.
type freeBox struct {
	path, field string
	words       wording.Text
}

// freeBoxes are all of them: each has the hint under it (the part
// "free-text-hint"), and is looked through before it is taken. A test goes through
// the pages and fails where a box is missing here.
var freeBoxes = []freeBox{
	{"/releases/:ref/open", "reason", "Why do you open it?"},
	{"/releases/:ref/record/:what", "body", "What you wrote"},
	{"/releases/:ref/record/:what", "reason", "The reason"},
	{"/releases/:ref/record/:what", "title", "What is to be done"},
	{"/releases/:ref/record/:what", "ask", "What exactly is asked"},
	{"/releases/:ref/appointments", "kind", "What kind of appointment"},
	{"/releases/:ref/appointments/:appointment/:change", "kind", "What kind of appointment"},
	{"/releases/:ref/appointments/:appointment/:change", "reason", "Why"},
	{"/people/add", "purpose", "Why the unit holds this person’s data"},
	{"/prisons/:code", "reason-", "Why they are still held"},
	{"/prisons/:code", "scheme_reason-", "Why the scheme was refused"},
	{"/tasks/:ref/:answer", "reason", "What you wrote"},
	{"/tasks/:ref/questions", "question", "Your question"},
	{"/tasks/:ref/questions/:question", "answer", "Your answer"},
	{"/your-list/:id", "note", "What you did about it"},
	{"/openings/:ref/:change", "words", "What you wrote"},
	{"/messages/:ref/:decision", "reason", "What you wrote"},
	{"/retention/people/:ref/:keeping", "reason", "Why"},
	{"/imports/held/:id", "reason", "How you know"},
	{"/subject-access/:ref/:step", "words", "The reason"},
	{"/subject-access/:ref/:step", "why", "Why it is necessary"},
}

// isFreeBox tells whether a field of the forms by hand is one of them.
func isFreeBox(kind, name string) bool {
	return (kind == "text" || kind == "line") && slices.ContainsFunc(freeBoxes, func(b freeBox) bool {
		return b.field == name && (b.path == "/releases/:ref/record/:what" || b.path == "/people/add")
	})
}

// freeTextHint stands under each of them.
const freeTextHint = "No victim, no third party, no diagnosis."

// belongsHere is the field by which somebody says that something that was seen in
// a box belongs there: its value is what was seen.
const belongsHere = "belongs_here"

// freeTextView is the page that shows a form's boxes again with what was seen in
// them, and holds everything else of the form.
type freeTextView struct {
	Page   Page
	Errors []fieldError
	Action string
	Back   string
	Boxes  []flaggedBox
	Kept   []option // name and value
}

type flaggedBox struct {
	ID, Name string
	Label    wording.Text
	Value    string
	Error    wording.Text
	Seen     []seenFlag
}

type seenFlag struct {
	ID, Text string
	Words    wording.Text
}

// heedFreeText looks through the boxes of a form before it is taken. Where
// something points at somebody, the boxes come back as they were typed: whoever
// wrote it takes it out, or says that it belongs there, which is written down once
// the form has been taken.
func (s *server) heedFreeText(c *gin.Context) {
	if c.Request.Method != http.MethodPost {
		return
	}
	var boxes []flaggedBox
	var kept []string // what was confirmed, in words without the thing itself
	for _, box := range freeBoxes {
		if box.path != c.FullPath() {
			continue
		}
		for _, name := range box.names(c) {
			flagged, confirmed := s.lookThrough(c, box, name)
			if flagged.Error != "" {
				boxes = append(boxes, flagged)
			}
			kept = append(kept, confirmed...)
		}
	}
	if len(boxes) > 0 {
		s.renderFreeText(c, boxes)
		c.Abort()
		return
	}
	c.Next()
	if len(kept) > 0 && c.Writer.Status() == http.StatusSeeOther {
		if err := s.noteConfirmed(c, kept); err != nil {
			_ = c.Error(err) // it was taken: the log tells that the note is missing
		}
	}
}

// names are the fields of a form that are this box.
func (b freeBox) names(c *gin.Context) []string {
	if !strings.HasSuffix(b.field, "-") {
		return []string{b.field}
	}
	var names []string
	for name := range c.Request.PostForm {
		if strings.HasPrefix(name, b.field) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// lookThrough tells what is seen in one box and not confirmed, and what was.
func (s *server) lookThrough(c *gin.Context, box freeBox, name string) (flagged flaggedBox, confirmed []string) {
	typed, yes := c.PostForm(name), c.PostFormArray(belongsHere)
	flagged = flaggedBox{ID: "free-" + name, Name: name, Label: box.words, Value: typed}
	var open []wording.Text
	for i, f := range access.Flags(typed, s.cfg.UnitPhone) {
		if slices.Contains(yes, f.Text) {
			confirmed = append(confirmed, strings.TrimSuffix(box.field, "-")+": "+seenWords(f.Kind).String())
			continue
		}
		flagged.Seen = append(flagged.Seen, seenFlag{ID: flagged.ID + "-" + string(rune('a'+i%26)) + strings.Repeat("z", i/26), Text: f.Text, Words: seenWords(f.Kind)})
		if words := seenWords(f.Kind); !slices.Contains(open, words) {
			open = append(open, words)
		}
	}
	if len(open) > 0 {
		flagged.Error = wording.F("Take out {1}, or say that it belongs here", wording.Join(" and ", open...))
	}
	return flagged, confirmed
}

func (s *server) renderFreeText(c *gin.Context, boxes []flaggedBox) {
	view := freeTextView{Page: s.page(c, "Look at what you wrote"), Action: c.Request.URL.RequestURI(), Back: pageBefore(c.Request), Boxes: boxes}
	shown := []string{}
	for _, b := range boxes {
		view.Errors = append(view.Errors, fieldError{Field: b.ID, Text: b.Error})
		shown = append(shown, b.Name)
	}
	for _, o := range keptFields(c) {
		if !slices.Contains(shown, o.Value) {
			view.Kept = append(view.Kept, o)
		}
	}
	s.look.Render(c, http.StatusUnprocessableEntity, "free-text", view)
}

// noteConfirmed writes down that somebody said that what was seen belongs there:
// of what kind it was, in which box, and about whom; never the thing itself.
func (s *server) noteConfirmed(c *gin.Context, kept []string) error {
	ctx, who := c.Request.Context(), actorOf(c)
	slices.Sort(kept)
	entry := access.Entry{Action: access.Alter, ObjectKind: "free text", Detail: "belongs here: " + strings.Join(slices.Compact(kept), "; ")}
	return pg.InTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) error {
		switch path := c.FullPath(); {
		case strings.HasPrefix(path, "/releases/:ref"):
			entry.Releases = []string{c.Param("ref")}
		case strings.HasPrefix(path, "/tasks/:ref"):
			var ref string
			if err := tx.QueryRow(ctx, `SELECT r.ref FROM task t JOIN release r ON r.id = t.release_id WHERE t.ref = $1`, c.Param("ref")).Scan(&ref); err != nil {
				return err
			}
			entry.Releases = []string{ref}
		}
		return access.Record(ctx, tx, s.cfg.Now(), who, entry)
	})
}

func seenWords(kind access.FlagKind) wording.Text {
	switch kind {
	case access.FlagPhone:
		return "a telephone number"
	case access.FlagEmail:
		return "an e-mail address"
	case access.FlagPostcode:
		return "a postcode"
	case access.FlagPrisonNumber:
		return "a prison number"
	case access.FlagOtherNumber:
		return "a number that looks like somebody’s own"
	}
	return spelled(string(kind))
}
