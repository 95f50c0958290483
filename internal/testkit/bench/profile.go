package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// profiled runs fn on a database and writes two files about it into the folder
// BENCH_PROFILE: where our own time went (NAME.pprof, for go tool pprof), and
// how long each statement took (NAME.sql). Without a folder it runs nothing.
func (b *bench) profiled(ctx context.Context, name, database string, fn func(*pgxpool.Pool) (time.Duration, error)) (err error) {
	dir := os.Getenv("BENCH_PROFILE")
	if dir == "" {
		return nil
	}
	return b.onCopy(ctx, database, connections, func(pool *pgxpool.Pool) error {
		heard := &stopwatch{took: map[string]*timing{}}
		cfg := pool.Config()
		cfg.ConnConfig.Tracer = heard
		listening, err := pgxpool.NewWithConfig(ctx, cfg)
		if err != nil {
			return err
		}
		defer listening.Close()
		file, err := os.Create(filepath.Join(dir, name+".pprof"))
		if err != nil {
			return err
		}
		defer file.Close()
		if err := pprof.StartCPUProfile(file); err != nil {
			return err
		}
		took, err := fn(listening)
		pprof.StopCPUProfile()
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, name+".sql"), []byte(heard.report(took)), 0o600)
	})
}

// stopwatch adds up how long statements take, by their text.
type stopwatch struct {
	mu   sync.Mutex
	took map[string]*timing
}

type timing struct {
	times int
	all   time.Duration
}

type startedKey struct{}

type started struct {
	what string
	at   time.Time
}

func (s *stopwatch) begin(ctx context.Context, what string) context.Context {
	return context.WithValue(ctx, startedKey{}, started{what, time.Now()})
}

func (s *stopwatch) end(ctx context.Context) {
	from, ok := ctx.Value(startedKey{}).(started)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.took[from.what]
	if t == nil {
		t = &timing{}
		s.took[from.what] = t
	}
	t.times++
	t.all += time.Since(from.at)
}

// TraceQueryStart starts the watch.
func (s *stopwatch) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	return s.begin(ctx, strings.Join(strings.Fields(data.SQL), " "))
}

// TraceQueryEnd stops it when the last row has been read.
func (s *stopwatch) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryEndData) {
	s.end(ctx)
}

// TraceCopyFromStart starts the watch.
func (s *stopwatch) TraceCopyFromStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceCopyFromStartData) context.Context {
	return s.begin(ctx, "COPY "+data.TableName.Sanitize())
}

// TraceCopyFromEnd stops it.
func (s *stopwatch) TraceCopyFromEnd(ctx context.Context, _ *pgx.Conn, _ pgx.TraceCopyFromEndData) {
	s.end(ctx)
}

// report lists the statements, the dearest first.
func (s *stopwatch) report(all time.Duration) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s in all\n", show(all))
	for _, sql := range slices.SortedFunc(maps.Keys(s.took), func(a, b string) int { return cmp.Compare(s.took[b].all, s.took[a].all) }) {
		fmt.Fprintf(&out, "%10s %5d times  %s\n", show(s.took[sql].all), s.took[sql].times, sql)
	}
	return out.String()
}

// perTable tells how many rows went into which tables.
func (r rows) perTable() string {
	var out strings.Builder
	for _, t := range r {
		fmt.Fprintf(&out, "%s: %d new, %d other (%s); ", t.name, t.inserted, t.updated, strings.Join(t.changed, " "))
	}
	return strings.TrimSuffix(out.String(), "; ")
}
