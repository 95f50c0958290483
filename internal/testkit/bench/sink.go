package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	"throughgate/internal/testkit/smtpd"
)

// sinkEnv makes this program a mail server that takes everything: how long it
// takes over each message.
const sinkEnv = "BENCH_SINK"

// beSink serves until its standard input ends. It says its address, and after
// each line that it reads how many messages it has taken.
func beSink(_ context.Context, takes string) error {
	pause, err := time.ParseDuration(takes)
	if err != nil {
		return err
	}
	server, err := smtpd.Listen(smtpd.Config{Now: time.Now, KeepMails: 1})
	if err != nil {
		return err
	}
	defer server.Close()
	if pause > 0 {
		server.SetDelay(func(at smtpd.Stage) {
			if at == smtpd.AtDot {
				time.Sleep(pause)
			}
		})
	}
	fmt.Println(server.Addr())
	for asked := bufio.NewScanner(os.Stdin); asked.Scan(); {
		fmt.Println(server.Accepted())
	}
	return nil
}

// sink is the mail server in a process of its own, so that what it costs is not
// counted as ours.
type sink struct {
	cmd   *exec.Cmd
	asks  io.WriteCloser
	tells *bufio.Scanner
	addr  string
}

func startSink(ctx context.Context, takes time.Duration) (*sink, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	s := &sink{cmd: exec.CommandContext(ctx, self)}
	s.cmd.Env = append(os.Environ(), sinkEnv+"="+takes.String())
	s.cmd.Stderr = os.Stderr
	if s.asks, err = s.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	s.tells = bufio.NewScanner(out)
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	s.addr, err = s.next()
	return s, err
}

func (s *sink) next() (string, error) {
	if !s.tells.Scan() {
		return "", fmt.Errorf("the mail server of the bench says nothing: %w", s.tells.Err())
	}
	return strings.TrimSpace(s.tells.Text()), nil
}

// accepted is how many messages it has taken.
func (s *sink) accepted() (int64, error) {
	if _, err := io.WriteString(s.asks, "\n"); err != nil {
		return 0, err
	}
	line, err := s.next()
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(line, 10, 64)
}

func (s *sink) stop() error {
	_ = s.asks.Close()
	return s.cmd.Wait()
}

// processorTime is what this process has used of the processors, the kernel's
// work for it included.
func processorTime() (time.Duration, error) {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0, err
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano()), nil
}
