package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// connectionsOf are the processes that serve connections to a database, but for
// the one that asks: as the superuser, since others are not told.
func connectionsOf(ctx context.Context, asks *pgxpool.Pool) ([]int, error) {
	rows, err := asks.Query(ctx, `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`)
	if err != nil {
		return nil, fmt.Errorf("list the connections: %w", err)
	}
	pids, err := pgx.CollectRows(rows, pgx.RowTo[int])
	if err != nil {
		return nil, fmt.Errorf("list the connections: %w", err)
	}
	return pids, nil
}

// cpuOf is the processor time that this process and some connections have used
// so far. What else runs on the machine lengthens times on the clock by much, and
// these hardly. It works on Linux only.
func cpuOf(connections []int) (time.Duration, error) {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0, fmt.Errorf("read our own processor time: %w", err)
	}
	all := time.Duration(used.Utime.Nano() + used.Stime.Nano())
	for _, pid := range connections {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/schedstat", pid))
		if err != nil {
			return 0, fmt.Errorf("read the processor time of a connection: %w", err)
		}
		first, _, _ := strings.Cut(string(text), " ")
		ns, err := strconv.ParseInt(first, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("read the processor time of a connection: %w", err)
		}
		all += time.Duration(ns)
	}
	return all, nil
}

// ticks is how many a second /proc counts processor time in.
const ticks = 100

// workOf is the processor time that a program and the connections to its database
// have used so far.
func workOf(ctx context.Context, asks *pgxpool.Pool, p *program) (time.Duration, error) {
	connections, err := connectionsOf(ctx, asks)
	if err != nil {
		return 0, err
	}
	all, err := cpuOf(connections)
	if err != nil {
		return 0, err
	}
	ours, err := cpuOf(nil)
	if err != nil {
		return 0, err
	}
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("read the processor time of the program: %w", err)
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	for _, field := range strings.Fields(rest)[11:13] { // in its own mode, and in the system's
		n, err := strconv.Atoi(field)
		if err != nil {
			return 0, fmt.Errorf("read the processor time of the program: %w", err)
		}
		all += time.Duration(n) * time.Second / ticks
	}
	return all - ours, nil
}
