package intake

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"unicode/utf8"

	"throughgate/internal/calendar"
	"throughgate/release"
)

// Event is one good line of an event file, its person not looked up yet.
type Event struct {
	release.LifeEvent
	PrisonNumber string // of the person it is about; of a merge: the number that goes
}

const (
	// longestEventLine bounds one line, in bytes; a longer one is a problem and
	// the rest of the file goes on.
	longestEventLine = 64 << 10
	// namedMembers bounds how many unknown members a report names.
	namedMembers = 50
	// longestMember bounds the name of one, in characters.
	longestMember = 60
)

// EventReader reads an event file (JSON Lines, one event a line) line by line;
// it holds one line in memory. docs/events.md describes the format.
type EventReader struct {
	lines *bufio.Reader
	raw   *watchedReader
	event eventRules

	line, rows, objects int
	ignored             []string
}

// eventRules is what a line is judged by.
type eventRules struct {
	places    *Gazetteer
	standards []string      // codes of the catalogue
	today     calendar.Date // nothing happens after it
}

// NewEventReader looks at the start of the file. A file that cannot be used is
// a *RefusedFile. Standards are the codes of the catalogue; today is the London
// day, after which nothing has happened yet.
func NewEventReader(r io.Reader, places *Gazetteer, standards []string, today calendar.Date) (*EventReader, error) {
	raw := &watchedReader{r: bufio.NewReaderSize(r, longestEventLine), wanted: jsonLinesForm}
	if _, err := raw.lookAtStart(); err != nil {
		return nil, err
	}
	return &EventReader{lines: bufio.NewReaderSize(raw, longestEventLine+2), raw: raw, ignored: []string{},
		event: eventRules{places, standards, today}}, nil
}

// Rows is the number of lines read so far that were not empty, bad ones too.
func (r *EventReader) Rows() int { return r.rows }

// IgnoredMembers are the members that we do not know, as named in the file, in
// the order in which they came.
func (r *EventReader) IgnoredMembers() []string { return r.ignored }

// Next reads one line. A bad one comes as a Problem; io.EOF ends the file, a
// *RefusedFile says that it cannot be used at all: it is no text, or no line of
// it is a JSON object.
func (r *EventReader) Next() (Event, *Problem, error) {
	for {
		line, tooLong, err := r.nextLine()
		if err != nil {
			return Event{}, nil, err
		}
		if !tooLong && len(line) == 0 {
			continue
		}
		r.rows++
		if tooLong {
			return Event{}, &Problem{r.line, "", "longer than 64 KB: write one event on each line"}, nil
		}
		event, problem := r.read(line)
		return event, problem, nil
	}
}

// nextLine gives the next line without its end and white space around it; of
// one that is too long only that it is.
func (r *EventReader) nextLine() (line []byte, tooLong bool, err error) {
	line, err = r.lines.ReadSlice('\n')
	for errors.Is(err, bufio.ErrBufferFull) {
		tooLong = true
		_, err = r.lines.ReadSlice('\n')
	}
	if refused := r.raw.refusal(); refused != nil {
		return nil, false, refused
	}
	if errors.Is(err, io.EOF) && len(line) == 0 && !tooLong {
		return nil, false, r.end()
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, false, err
	}
	r.line++
	return bytes.TrimSpace(line), tooLong, nil
}

// end of the file: io.EOF, or the refusal of one in which nothing can be read.
func (r *EventReader) end() error {
	switch {
	case r.rows == 0:
		return refuse("the file is empty: send one with %s", jsonLinesForm.with)
	case r.objects == 0:
		return refuse("no line of the file is a JSON object: write one event on each line, %s", eventForm)
	}
	return io.EOF
}

const eventForm = `as {"id":"...","at":"...","prison_number":"...","event":"..."}`

func (r *EventReader) read(line []byte) (Event, *Problem) {
	if !utf8.Valid(line) {
		return Event{}, &Problem{r.line, "", "letters that cannot be read: save the file as UTF-8"}
	}
	var object map[string]json.RawMessage // of a member named twice the last holds
	if err := json.Unmarshal(line, &object); err != nil || object == nil {
		return Event{}, &Problem{r.line, "", "not a JSON object: write one event on each line, " + eventForm}
	}
	r.objects++
	r.noteUnknown(object)
	return r.event.read(r.line, object)
}

// noteUnknown keeps the names of members that we do not know.
func (r *EventReader) noteUnknown(object map[string]json.RawMessage) {
	var unknown []string
	for name := range object {
		if slices.Contains(eventMembers, name) {
			continue
		}
		if shown := []rune(clean(name)); len(shown) > 0 {
			unknown = append(unknown, string(shown[:min(len(shown), longestMember)]))
		}
	}
	slices.Sort(unknown) // a map has no order
	for _, name := range unknown {
		if len(r.ignored) < namedMembers && !slices.Contains(r.ignored, name) {
			r.ignored = append(r.ignored, name)
		}
	}
}
