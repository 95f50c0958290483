package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// cost is what one run of something took.
type cost struct {
	took            time.Duration // on the clock, of what is measured alone
	program, server time.Duration // of processors: this process, and all of the database server
	wal             int64         // bytes that the server wrote to its log
}

func (c cost) clock() time.Duration     { return c.took }
func (c cost) ofProgram() time.Duration { return c.program }
func (c cost) ofServer() time.Duration  { return c.server }
func (c cost) written() int64           { return c.wal }

// costing runs fn, which tells how long it took, and adds what it used.
func (c *cluster) costing(ctx context.Context, fn func() (time.Duration, error)) (spent cost, err error) {
	before, err := c.usedSoFar(ctx)
	if err != nil {
		return spent, err
	}
	took, err := fn()
	if err != nil {
		return spent, err
	}
	after, err := c.usedSoFar(ctx)
	return cost{took, after.program - before.program, after.server - before.server, after.wal - before.wal}, err
}

func (c *cluster) usedSoFar(ctx context.Context) (used cost, err error) {
	conn, err := pgx.Connect(ctx, c.server.URL("postgres"))
	if err != nil {
		return used, err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	var serves int
	if err := conn.QueryRow(ctx, `SELECT pg_backend_pid(), pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint`).Scan(&serves, &used.wal); err != nil {
		return used, fmt.Errorf("read how much log is written: %w", err)
	}
	if used.program, err = cpuOf(nil); err != nil {
		return used, err
	}
	own, err := readStat(serves)
	if err != nil {
		return used, err
	}
	used.server, err = familyTime(own.parent)
	return used, err
}

// stat is what /proc says of a process.
type stat struct {
	parent        int
	own, children time.Duration // children: of those that have ended
}

func readStat(pid int) (s stat, err error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return s, fmt.Errorf("read the processor time of a process, which works on Linux only: %w", err)
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	var n [15]int
	for i, field := range strings.Fields(rest)[:len(n)] {
		if i == 0 {
			continue // its state, a letter
		}
		if n[i], err = strconv.Atoi(field); err != nil {
			return s, fmt.Errorf("read the processor time of a process: %w", err)
		}
	}
	inTicks := func(n int) time.Duration { return time.Duration(n) * time.Second / ticks }
	return stat{parent: n[1], own: inTicks(n[11] + n[12]), children: inTicks(n[13] + n[14])}, nil
}

// familyTime is the processor time of a process and all its children, those that
// have ended too: of the database server with all that it does beside queries.
func familyTime(pid int) (time.Duration, error) {
	head, err := readStat(pid)
	if err != nil {
		return 0, err
	}
	all := head.own + head.children
	processes, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return 0, err
	}
	for _, name := range processes {
		child, err := strconv.Atoi(filepath.Base(name))
		if err != nil {
			return 0, err
		}
		if s, err := readStat(child); err == nil && s.parent == pid { // else it has ended meanwhile
			all += s.own
		}
	}
	return all, nil
}
