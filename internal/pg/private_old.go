package pg

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// pidFile is what a server writes into postmaster.pid in its data folder:
// process, data folder, start, port, socket folder, one a line.
type pidFile struct {
	process int
	socket  string
}

func pidPath(dataDir string) string { return filepath.Join(dataDir, "postmaster.pid") }

func readPidFile(dataDir string) (pidFile, bool) {
	text, err := os.ReadFile(pidPath(dataDir))
	if err != nil {
		return pidFile{}, false
	}
	lines := strings.Split(string(text), "\n")
	if len(lines) < 5 {
		return pidFile{}, false
	}
	process, err := strconv.Atoi(strings.TrimSpace(lines[0]))
	if err != nil || process <= 1 {
		return pidFile{}, false
	}
	return pidFile{process: process, socket: filepath.Join(lines[4], ".s.PGSQL."+lines[3])}, true
}

// listening says whether a server answers at the socket.
func listening(socket string) bool {
	conn, err := net.DialTimeout("unix", socket, time.Second)
	if err != nil {
		return false
	}
	conn.Close()
	return true
}

// settleOldServer deals with what a program that was killed left in a durable
// folder. Its watchdog may still be stopping the server: that is waited for.
// When only the postmaster.pid is left, it is made harmless.
func (p *place) settleOldServer(ctx context.Context) error {
	const patience = 15 * time.Second
	old, ok := readPidFile(p.dataDir())
	if !ok {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	gone := poll(ctx, 20*time.Millisecond, func() bool { return !listening(old.socket) })
	if !gone {
		return fmt.Errorf("%w: a PostgreSQL that nobody owns still runs in %s; end it with `kill -INT %d`, then try again", ErrInUse, p.dir, old.process)
	}
	return disarmPidFile(p.dataDir())
}

// disarmPidFile writes an impossible process number into a dead server's
// postmaster.pid. PostgreSQL refuses to start when the number it finds belongs
// to a living process of the same user, which after a reboot may be anything.
// The other lines stay: by them PostgreSQL makes sure that no part of the dead
// server still holds its shared memory.
func disarmPidFile(dataDir string) error {
	const impossible = "2147483646"
	text, err := os.ReadFile(pidPath(dataDir))
	if os.IsNotExist(err) {
		return nil // the old server has just ended in good order
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDir, err)
	}
	_, rest, _ := bytes.Cut(text, []byte("\n"))
	if err := os.WriteFile(pidPath(dataDir), append([]byte(impossible+"\n"), rest...), 0o600); err != nil {
		return fmt.Errorf("%w: %w", ErrDir, err)
	}
	return nil
}

// poll asks until the answer is yes; false when ctx ended first.
func poll(ctx context.Context, every time.Duration, yes func() bool) bool {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for !yes() {
		select {
		case <-ctx.Done():
			return false
		case <-ticker.C:
		}
	}
	return true
}

func killCommand(signal syscall.Signal, process int) *exec.Cmd {
	return exec.Command("/bin/sh", "-c", `kill "-$1" "$2"`, "kill", strconv.Itoa(int(signal)), strconv.Itoa(process))
}
