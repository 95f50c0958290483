// Command walkthrough plays the story of one invented person with the real
// program: CRD moved three times, curfew given, released, recalled, released
// from court. Commands are those of the README, run as processes on a private
// PostgreSQL; e-mails go to a real mail server, texts to one that answers like
// Twilio. What each recipient got is written to standard output, word for word:
// docs/walkthrough.md.
//
//	go run ./internal/testkit/walkthrough bin/throughgate > docs/walkthrough.md
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "walkthrough: give the program's path, as in: walkthrough bin/throughgate")
		os.Exit(2)
	}
	if err := run(ctx, os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "walkthrough:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, program string) error {
	s, err := openStage(ctx, program)
	if err != nil {
		return err
	}
	defer s.close()
	fmt.Print(preface)
	for _, scene := range story {
		if err := s.play(ctx, scene); err != nil {
			return fmt.Errorf("%s, %s: %w", scene.At, scene.Title, err)
		}
	}
	return s.last(ctx)
}
