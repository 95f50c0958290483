package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// settingsOf are the program's settings for a database and a mail server.
func (b *bench) settingsOf(database, mailServer string, clock time.Time) []string {
	return []string{
		"THROUGHGATE_ENV=test", "THROUGHGATE_DATABASE_URL=" + b.server.URL(database), "THROUGHGATE_LISTEN=127.0.0.1:0",
		"THROUGHGATE_UNIT=ALL", "THROUGHGATE_UNIT_NAME=" + unit.Name, "THROUGHGATE_UNIT_PHONE=" + unit.Phone,
		"THROUGHGATE_UNIT_MAILBOX=" + unit.Mailbox, "THROUGHGATE_MAIL_FROM=" + unit.Mailbox, "THROUGHGATE_ALLOW_RECIPIENTS=*",
		"THROUGHGATE_SMTP_URL=smtp://" + mailServer + "?tls=none", "THROUGHGATE_CLOCK=" + clock.Format(time.RFC3339),
	}
}

// ran is what a command used.
type ran struct {
	took   time.Duration
	memory float64 // bytes, the most it had
}

// runCommand runs the program to its end.
func runCommand(ctx context.Context, env []string, binary string, args ...string) (r ran, err error) {
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Env = env
	var said strings.Builder
	cmd.Stderr = &said
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return r, err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	// What the system tells of an ended child counts what we had when it was made.
	look := time.NewTicker(lookAtMemory)
	defer look.Stop()
	for {
		select {
		case <-look.C:
			if _, peak, err := memoryOf(cmd.Process.Pid); err == nil { // else it has just ended
				r.memory = max(r.memory, float64(peak)*megabyte)
			}
		case err := <-ended:
			r.took = time.Since(began)
			if err != nil {
				err = fmt.Errorf("throughgate %s: %w: %s", strings.Join(args[:min(2, len(args))], " "), err, said.String())
			}
			return r, err
		}
	}
}

// lookAtMemory is how often the memory of a command is looked at.
const lookAtMemory = 20 * time.Millisecond

// demo measures how long the demo takes, from nothing to its pages.
func (b *bench) demo(ctx context.Context) error {
	binary, done, err := buildProgram(ctx)
	if err != nil {
		return err
	}
	defer done()
	dir, err := os.MkdirTemp("", "throughgate-bench-demo-")
	if err != nil {
		return err
	}
	if err := os.Chmod(dir, 0o755); err != nil { // its PostgreSQL may be another user's
		return errors.Join(err, os.RemoveAll(dir))
	}
	began := time.Now()
	p, err := startReady(ctx, os.Environ(), binary, "demo", "--data", dir, "--listen", "127.0.0.1:0")
	took := time.Since(began)
	if err == nil {
		b.timed("demo", "", []time.Duration{took}, nil)
		err = p.end()
	}
	return errors.Join(err, os.RemoveAll(dir))
}

// command measures the memory of the command that imports, the morning after the
// first load; at the smaller size that of the first load too.
func (b *bench) command(ctx context.Context) error {
	binary, done, err := buildProgram(ctx)
	if err != nil {
		return err
	}
	defer done()
	file := filepath.Join(b.dir, "people.csv")
	if err := os.WriteFile(file, b.file, 0o600); err != nil {
		return err
	}
	for _, one := range []struct {
		key, state string
		at         time.Time
	}{{"load.memory", emptyDB, start}, {"again.memory", loadedDB, start.AddDate(0, 0, 1)}} {
		if b.size.large() && one.state == emptyDB {
			continue
		}
		name, err := b.copyOf(ctx, one.state)
		if err != nil {
			return err
		}
		used, err := runCommand(ctx, b.settingsOf(name, "127.0.0.1:25", one.at), binary, "import", "releases", file)
		if err != nil {
			return err
		}
		b.number(one.key, "", used.memory)
		if err := b.drop(ctx, name); err != nil {
			return err
		}
	}
	return nil
}
