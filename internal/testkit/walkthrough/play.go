package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"throughgate/intake/sample"
	"throughgate/internal/testkit/smtpd"
)

// play does one scene and prints what was done and who received what.
func (s *stage) play(ctx context.Context, c scene) error {
	s.clock = instant(c.At)
	fmt.Printf("## %s: %s\n\n%s\n\n", c.At, c.Title, c.Tells)
	if err := s.tell(ctx, c); err != nil {
		return err
	}
	if len(c.Events) > 0 {
		fmt.Printf("    %s\n\n", strings.Join(c.Events, "\n    "))
		if err := s.file(ctx, "events.jsonl", []byte(strings.Join(c.Events, "\n")+"\n"), "event"); err != nil {
			return err
		}
	}
	if c.Answers {
		n, err := s.answers(ctx)
		if err != nil {
			return err
		}
		fmt.Printf("Answered: %d requests.\n\n", n)
	}
	if c.Watch {
		out, err := s.command(ctx, "sweep")
		if err != nil {
			return err
		}
		fmt.Printf("    throughgate sweep\n    %s\n\n", strings.ReplaceAll(strings.TrimSpace(out), "\n", "\n    "))
	}
	if _, err := s.command(ctx, "work", "--drain"); err != nil {
		return err
	}
	s.show()
	return nil
}

// tell imports the extract where the scene changes it, and before the first one
// the directory; appointments follow it.
func (s *stage) tell(ctx context.Context, c scene) error {
	first := c.At == story[0].At
	if first {
		if err := s.file(ctx, "services.csv", sample.Services, "import", "services"); err != nil {
			return err
		}
	}
	if !first && len(c.Cells) == 0 {
		return nil
	}
	s.change(c.Cells)
	for _, name := range slices.Sorted(maps.Keys(c.Cells)) {
		fmt.Printf("    extract: %s is now %s\n", name, c.Cells[name])
	}
	if len(c.Cells) > 0 {
		fmt.Println()
	}
	columns := slices.Sorted(maps.Keys(s.row))
	cells := make([]string, len(columns))
	for i, name := range columns {
		cells[i] = s.row[name]
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.WriteAll([][]string{columns, cells})
	if err := s.file(ctx, "extract.csv", []byte(b.String()), "import", "releases", "--confirm-bulk"); err != nil {
		return err
	}
	if first {
		return s.file(ctx, "appointments.csv", []byte(appointments), "import", "appointments")
	}
	return nil
}

// file writes a file and gives it to a command.
func (s *stage) file(ctx context.Context, name string, content []byte, args ...string) error {
	path := filepath.Join(s.dir, name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		return err
	}
	_, err := s.command(ctx, append(args, path)...)
	return err
}

// show prints what arrived since the last scene.
func (s *stage) show() {
	mails, texts := s.mail.Mails()[s.mails:], s.texts.Texts()[s.sent:]
	s.mails += len(mails)
	s.sent += len(texts)
	if len(mails)+len(texts) == 0 {
		fmt.Print("Nobody received anything.\n\n")
		return
	}
	slices.SortStableFunc(mails, func(a, b smtpd.Mail) int { return strings.Compare(a.To[0], b.To[0]) })
	for _, m := range mails {
		fmt.Printf("**E-mail to %s: %s**\n\n", m.To[0], m.Subject)
		for _, line := range strings.Split(strings.TrimSpace(strings.ReplaceAll(m.Text, "\r\n", "\n")), "\n") {
			fmt.Println(strings.TrimRight("    "+line, " "))
		}
		fmt.Println()
	}
	for _, t := range texts {
		fmt.Printf("**Text to %s**\n\n    %s\n\n", t.To, t.Body)
	}
}

// last prints what is then stored of what happened and what was thought.
func (s *stage) last(ctx context.Context) error {
	out, err := s.command(ctx, "show", "release", "A0001AA")
	if err != nil {
		return err
	}
	fmt.Printf("## What is kept\n\n    throughgate show release A0001AA\n\n    %s\n", strings.ReplaceAll(strings.TrimSpace(out), "\n", "\n    "))
	return nil
}
