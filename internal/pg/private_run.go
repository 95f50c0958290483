package pg

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// initialise makes the cluster unless it is there. It is made beside its place
// and moved there when complete, so that an interrupted start leaves no half of
// one.
func (p *Private) initialise(ctx context.Context) error {
	if p.place.major() != 0 {
		return nil
	}
	fresh := p.place.dataDir() + ".new"
	var output []byte
	// Text is compared byte by byte everywhere; capitals outside ASCII are known
	// where the machine has C.UTF-8 (Linux), else not.
	for _, characters := range []string{"C.UTF-8", "C"} {
		if err := os.RemoveAll(fresh); err != nil {
			return fmt.Errorf("%w: %w", ErrDir, err)
		}
		if err := makeOwned(fresh, p.user); err != nil {
			return err
		}
		var err error
		output, err = p.user.command(exec.CommandContext(ctx, p.Program("initdb"), p.initdbArgs(fresh, characters)...)).CombinedOutput()
		if err == nil {
			return os.Rename(fresh, p.place.dataDir())
		}
		if !strings.Contains(string(output), "invalid locale name") {
			break
		}
	}
	return fmt.Errorf("make a private PostgreSQL in %s: %s", p.place.dir, lastLines(string(output)))
}

func (p *Private) initdbArgs(dir, characters string) []string {
	args := []string{
		"--pgdata=" + dir, "--username=" + superuser, "--auth=trust", "--no-instructions",
		"--encoding=UTF8", "--locale=C", "--lc-ctype=" + characters,
	}
	if !p.opts.Durable {
		args = append(args, "--no-sync")
	}
	return args
}

// launch starts the server and the watchdog. What the server says goes to
// server.log, which begins anew at each start.
func (p *Private) launch() error {
	log, err := os.OpenFile(p.place.logPath(), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDir, err)
	}
	defer log.Close()
	if err := p.user.own(p.place.logPath()); err != nil {
		return fmt.Errorf("%w: %w", ErrDir, err)
	}
	p.cmd = p.user.command(exec.Command(p.Program("postgres"), p.serverArgs()...))
	p.cmd.Stdout, p.cmd.Stderr = log, log
	if err := p.cmd.Start(); err != nil {
		return fmt.Errorf("start the private PostgreSQL: %w", err)
	}
	p.watchdog, err = startWatchdog(p.user, p.stopSignal(), p.cmd.Process.Pid, p.place.temporary)
	go func() {
		// How it ended is in its log; that it ended is what matters here. The
		// watchdog goes first, before its process number can become another's.
		_ = p.cmd.Wait()
		p.watchdog.stop()
		close(p.done)
	}()
	if err != nil {
		return errors.Join(err, p.halt(context.Background()))
	}
	return nil
}

func (p *Private) serverArgs() []string {
	settings := map[string]string{
		"listen_addresses":        "",
		"port":                    socketPort,
		"unix_socket_directories": p.place.socketDir,
		"unix_socket_permissions": "0700",
		"max_connections":         "200",
		"timezone":                "UTC",
		"log_timezone":            "UTC",
		"jit":                     "off",
		// Statements and the rows they name may hold personal data.
		"log_min_error_statement": "panic",
		"log_error_verbosity":     "terse",
	}
	if !p.opts.Durable {
		maps.Copy(settings, map[string]string{
			"fsync":              "off",
			"synchronous_commit": "off",
			"full_page_writes":   "off",
			"wal_level":          "minimal",
			"max_wal_senders":    "0",
			"checkpoint_timeout": "1h",
			"max_wal_size":       "4GB",
		})
	}
	maps.Copy(settings, p.opts.Settings)
	args := []string{"-D", p.place.dataDir()}
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		args = append(args, "-c", name+"="+settings[name])
	}
	return args
}

// awaitReady returns when the server takes connections.
func (p *Private) awaitReady(ctx context.Context) error {
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for {
		conn, err := pgx.Connect(ctx, p.URL("postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-p.done:
			return fmt.Errorf("the private PostgreSQL in %s did not start: %s", p.place.dir, p.logTail())
		case <-ctx.Done():
			return fmt.Errorf("the private PostgreSQL in %s was not ready in time: %w: %s", p.place.dir, ctx.Err(), p.logTail())
		case <-ticker.C:
		}
	}
}

func (p *Private) logTail() string {
	text, err := os.ReadFile(p.place.logPath())
	if err != nil {
		return "it left no log at " + filepath.Base(p.place.logPath())
	}
	return lastLines(string(text))
}

func lastLines(text string) string {
	const most = 8
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-most):], "\n  ")
}
