package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"throughgate/intake/reference"
	"throughgate/internal/calendar"
	"throughgate/notify"
	"throughgate/release"
)

// checkCmd answers from the rules alone: JSON Lines in, JSON Lines out, no
// database and no settings (interface.md 5).
type checkCmd struct {
	Dates   checkDatesCmd   `cmd:"" help:"Which date decides and which day that becomes."`
	Numbers checkNumbersCmd `cmd:"" help:"Which telephone numbers could be texted."`
	Emails  checkEmailsCmd  `cmd:"" help:"Which e-mail addresses can be used."`
	Texts   checkTextsCmd   `cmd:"" help:"How a text would be sent, and which of its words may not be."`
}

// longestLine bounds one line in, in bytes.
const longestLine = 4 << 20

// lineError is the answer to a line that cannot be read.
type lineError struct {
	Error string `json:"error"`
}

// checkLines answers line by line. A line that cannot be read gets one with its
// error, and the command ends with 3.
func checkLines[Q any](o out, file string, answer func(Q) (any, error)) error {
	in := io.Reader(os.Stdin)
	if file != "" && file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return refused("the file cannot be opened: %v", err)
		}
		defer f.Close()
		in = f
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 64<<10), longestLine)
	w := bufio.NewWriterSize(o.std, 64<<10)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	part := false
	for lines.Scan() {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var q Q
		var a any
		err := json.Unmarshal(lines.Bytes(), &q)
		if err == nil {
			a, err = answer(q)
		}
		if err != nil {
			a, part = lineError{err.Error()}, true
		}
		if err := enc.Encode(a); err != nil {
			return fmt.Errorf("write an answer: %w", err)
		}
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the answers: %w", err)
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return refused("a line is longer than %d MB: is this JSON Lines, one document a line?", longestLine>>20)
	} else if err != nil {
		return fmt.Errorf("read the lines: %w", err)
	}
	if part {
		return exit(exitPart)
	}
	return nil
}

type checkDatesCmd struct {
	File     string `arg:"" optional:"" help:"JSON Lines; default standard input."`
	Holidays string `help:"CSV of date and title that replaces the calendar wholly." placeholder:"FILE"`
}

func (c *checkDatesCmd) Run(o out) error {
	days, err := c.calendar()
	if err != nil {
		return err
	}
	today := calendar.DayOf(newClock().Now())
	return checkLines(o, c.File, func(q release.DatesQuestion) (any, error) { return release.CheckDates(days, today, q) })
}

func (c *checkDatesCmd) calendar() (*calendar.Calendar, error) {
	if c.Holidays == "" {
		list, err := reference.Holidays()
		if err != nil {
			return nil, err
		}
		return calendar.New(list), nil
	}
	f, err := os.Open(c.Holidays)
	if err != nil {
		return nil, refused("--holidays: the file cannot be opened: %v", err)
	}
	defer f.Close()
	list, err := readHolidays(f)
	if err != nil {
		return nil, refused("--holidays: %v", err)
	}
	return calendar.NewClosed(list), nil
}

// readHolidays reads a CSV of date and title, with its header.
func readHolidays(r io.Reader) ([]calendar.Holiday, error) {
	rows, err := csv.NewReader(bufio.NewReader(r)).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || len(rows[0]) != 2 || strings.TrimPrefix(rows[0][0], "\ufeff") != "date" || rows[0][1] != "title" {
		return nil, errors.New("the first line must be date,title")
	}
	var list []calendar.Holiday
	for i, row := range rows[1:] {
		day, err := calendar.Parse(row[0])
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+2, err)
		}
		list = append(list, calendar.Holiday{Day: day, Title: row[1]})
	}
	return list, nil
}

type checkNumbersCmd struct {
	File          string `arg:"" optional:"" help:"JSON Lines; default standard input."`
	International bool   `help:"Accept any mobile, not only those of the UK's range."`
}

func (c *checkNumbersCmd) Run(o out) error {
	type question struct {
		Number string `json:"number"`
	}
	type answer struct {
		Number string            `json:"number"`
		OK     bool              `json:"ok"`
		E164   *string           `json:"e164"`
		Kind   notify.NumberKind `json:"kind"`
		Reason *string           `json:"reason"`
	}
	return checkLines(o, c.File, func(q question) (any, error) {
		n := notify.CheckNumber(q.Number, c.International)
		return answer{q.Number, n.OK, orNull(n.E164), n.Kind, orNull(n.Reason)}, nil
	})
}

type checkEmailsCmd struct {
	File string `arg:"" optional:"" help:"JSON Lines; default standard input."`
}

func (c *checkEmailsCmd) Run(o out) error {
	type question struct {
		Email string `json:"email"`
	}
	type answer struct {
		Email      string  `json:"email"`
		OK         bool    `json:"ok"`
		Normalised *string `json:"normalised"`
		Reason     *string `json:"reason"`
	}
	return checkLines(o, c.File, func(q question) (any, error) {
		a := notify.CheckAddress(q.Email)
		return answer{q.Email, a.OK, orNull(a.Normalised), orNull(a.Reason)}, nil
	})
}

type checkTextsCmd struct {
	File string `arg:"" optional:"" help:"JSON Lines; default standard input."`
}

func (c *checkTextsCmd) Run(o out) error {
	prisons, err := reference.Prisons()
	if err != nil {
		return err
	}
	names := make([]string, len(prisons))
	for i, p := range prisons {
		names[i] = reference.BareName(p.Name)
	}
	words := notify.NewWords(names, nil)
	type question struct {
		Text string `json:"text"`
	}
	type answer struct {
		Text     string          `json:"text"`
		Encoding notify.Encoding `json:"encoding"`
		Units    int             `json:"units"`
		Segments int             `json:"segments"`
		Changed  []string        `json:"changed"`
		Blocked  []string        `json:"blocked"`
	}
	return checkLines(o, c.File, func(q question) (any, error) {
		f := notify.FormOf(q.Text)
		return answer{f.Text, f.Encoding, f.Units, f.Segments, append([]string{}, f.Changed...), append([]string{}, words.Blocked(f.Text)...)}, nil
	})
}

// orNull is nil for an empty text: absent values are null.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
