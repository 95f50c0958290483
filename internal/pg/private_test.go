package pg_test

import (
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"throughgate/internal/pg"
	"throughgate/internal/testkit"
)

func start(t *testing.T, opts pg.PrivateOptions) *pg.Private {
	t.Helper()
	server, err := pg.Start(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, server) })
	return server
}

func stop(t *testing.T, server *pg.Private) {
	t.Helper()
	if err := server.Stop(context.Background()); err != nil {
		t.Error(err)
	}
}

// socketDir is where a server listens; of a throw-away it is its whole folder.
func socketDir(t *testing.T, server *pg.Private) string {
	t.Helper()
	parts, err := url.Parse(server.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	return parts.Query().Get("host")
}

// process is the number of the server whose data are in dir/data.
func process(t *testing.T, dir string) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	number, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	return number
}

func there(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

func TestPrivateThrowAwayGoesWithItsFolder(t *testing.T) {
	t.Parallel()
	server := start(t, pg.PrivateOptions{})
	pool := open(t, server.URL("postgres"), pg.Options{})
	if got := read(t, pool, "select current_setting('listen_addresses') || current_setting('fsync')"); got != "off" {
		t.Errorf("listen_addresses and fsync are %q", got)
	}
	if got := read(t, pool, "select upper('łódź')"); got != "ŁÓDŹ" && got != "łóDź" {
		t.Errorf("upper gives %q", got)
	}
	pool.Close()
	dir := socketDir(t, server)
	if !there(dir) {
		t.Fatalf("%s is not there while the server runs", dir)
	}
	stop(t, server)
	<-server.Done()
	if there(dir) {
		t.Errorf("%s was left behind", dir)
	}
	stop(t, server) // twice does nothing
}

func TestPrivateTwoThrowAwaysLiveSideBySide(t *testing.T) {
	t.Parallel()
	first := start(t, pg.PrivateOptions{})
	start(t, pg.PrivateOptions{}) // sweeps, and must spare the first
	open(t, first.URL("postgres"), pg.Options{})
}

func TestPrivateStartSweepsWhatDeadProgramsLeft(t *testing.T) {
	t.Parallel()
	apart := folderForTemporaryFiles(t)
	left, err := os.MkdirTemp(apart, "tg-pg-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(left, "data", "base"), 0o700); err != nil {
		t.Fatal(err)
	}
	program, _ := serveApart(t, "", "TMPDIR="+apart)
	if there(left) {
		t.Errorf("%s is still there", left)
	}
	kill(t, program)
}

func TestPrivateDurableKeepsItsDataSafely(t *testing.T) {
	t.Parallel()
	opts := pg.PrivateOptions{Durable: true, Dir: filepath.Join(testkit.ServerDir(t), "Jo's new", "a+b & c=100%")}
	server := start(t, opts)
	for range 2 {
		if err := server.EnsureDatabase(t.Context(), "throughgate"); err != nil {
			t.Fatal(err)
		}
	}
	pool := open(t, server.URL("throughgate"), pg.Options{})
	if got := read(t, pool, "show fsync"); got != "on" {
		t.Errorf("fsync is %s", got)
	}
	execute(t, pool, "create table kept as select 'here'::text as word")
	pool.Close()
	stop(t, server)
	again := start(t, opts)
	if got := read(t, open(t, again.URL("throughgate"), pg.Options{}), "select word from kept"); got != "here" {
		t.Errorf("got %q", got)
	}
}

func TestPrivateSecondStartInOneFolderIsRefused(t *testing.T) {
	t.Parallel()
	opts := pg.PrivateOptions{Durable: true, Dir: testkit.ServerDir(t)}
	first := start(t, opts)
	_, err := pg.Start(t.Context(), opts)
	if !errors.Is(err, pg.ErrInUse) || !strings.Contains(err.Error(), opts.Dir) {
		t.Fatalf("got %v", err)
	}
	open(t, first.URL("postgres"), pg.Options{})
}

func TestPrivateRecoversFromACrashOfTheServer(t *testing.T) {
	t.Parallel()
	opts := pg.PrivateOptions{Durable: true, Dir: testkit.ServerDir(t)}
	server := start(t, opts)
	execute(t, open(t, server.URL("postgres"), pg.Options{}), "create table kept as select 'here'::text as word")
	if err := syscall.Kill(process(t, opts.Dir), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	<-server.Done()
	stop(t, server)

	// The number of the dead process now belongs to another one of the same
	// user, as after a reboot.
	other := start(t, pg.PrivateOptions{})
	path := filepath.Join(opts.Dir, "data", "postmaster.pid")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "\n")
	number := strconv.Itoa(process(t, socketDir(t, other)))
	if err := os.WriteFile(path, []byte(number+"\n"+rest), 0o600); err != nil {
		t.Fatal(err)
	}

	again := start(t, opts)
	if got := read(t, open(t, again.URL("postgres"), pg.Options{}), "select word from kept"); got != "here" {
		t.Errorf("got %q", got)
	}
}

func TestPrivateListensInAShortFolderWhenItsOwnIsTooLong(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(testkit.ServerDir(t), strings.Repeat("a-long-name-", 12))
	server := start(t, pg.PrivateOptions{Durable: true, Dir: dir})
	open(t, server.URL("postgres"), pg.Options{}).Close()
	socket := socketDir(t, server)
	if strings.HasPrefix(socket, dir) {
		t.Fatalf("listens in %s", socket)
	}
	stop(t, server)
	if there(socket) || !there(filepath.Join(dir, "data", "PG_VERSION")) {
		t.Fatalf("the socket's folder stays: %t; the data stay: %t", there(socket), there(filepath.Join(dir, "data", "PG_VERSION")))
	}
}

func TestPrivateIsOutOfReachOfCtrlC(t *testing.T) {
	t.Parallel()
	server := start(t, pg.PrivateOptions{})
	group, err := syscall.Getpgid(process(t, socketDir(t, server)))
	if err != nil {
		t.Fatal(err)
	}
	if group == syscall.Getpgrp() {
		t.Fatal("the server is in the process group that the terminal interrupts")
	}
}

func TestPrivateLogHoldsNoValues(t *testing.T) {
	t.Parallel()
	dir := testkit.ServerDir(t)
	server := start(t, pg.PrivateOptions{Durable: true, Dir: dir})
	pool := open(t, server.URL("postgres"), pg.Options{})
	execute(t, pool, "create table person (email text unique)")
	const insert = "insert into person values ('jo@example.org')"
	execute(t, pool, insert)
	if _, err := pool.Exec(t.Context(), insert); err == nil {
		t.Fatal("the same value twice")
	}
	log, err := os.ReadFile(filepath.Join(dir, "server.log"))
	if err != nil {
		t.Fatal(err)
	}
	if text := string(log); !strings.Contains(text, "person_email_key") || strings.Contains(text, "jo@example.org") {
		t.Fatalf("the log reads:\n%s", text)
	}
}
