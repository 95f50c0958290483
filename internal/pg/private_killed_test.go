package pg_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/pg"
	"throughgate/internal/testkit"
)

// serveInstead makes this test program a program that runs a private server:
// a durable one in the folder it names, or a throw-away.
const serveInstead = "THROUGHGATE_TEST_SERVE"

// unwatched lets such a server have no watchdog.
const unwatched = "THROUGHGATE_TEST_UNWATCHED"

func TestMain(m *testing.M) {
	if dir, ok := os.LookupEnv(serveInstead); ok {
		server, err := pg.Start(context.Background(), pg.PrivateOptions{Durable: dir != "", Dir: dir})
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		if os.Getenv(unwatched) != "" {
			server.Unwatch()
		}
		fmt.Println(server.URL("postgres"))
		_, _ = io.Copy(io.Discard, os.Stdin) // until killed, or until the test itself is gone
		os.Exit(0)
	}
	testkit.Main(m)
}

// killProgram runs a program with a private server in dir, does work on the
// server, kills the program with kill -9 and returns when its server is gone.
func killProgram(t *testing.T, dir, statement string) {
	t.Helper()
	program, address := serveApart(t, dir)
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
	kill(t, program)
	awaitServersEnd(t, conn)
}

// serveApart runs a program with a private server in dir, or with a throw-away
// when there is none, and gives it and the server's address.
func serveApart(t *testing.T, dir string, env ...string) (program *exec.Cmd, address string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program = exec.Command(self)
	program.Env = append(append(os.Environ(), serveInstead+"="+dir), env...)
	stdin, err := program.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stdin.Close() })
	stdout, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("the program said %q: %v", line, err)
	}
	return program, strings.TrimSpace(line)
}

func kill(t *testing.T, program *exec.Cmd) {
	t.Helper()
	if err := program.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = program.Wait() // it was killed: its state is known
}

// patience is what the end of a server, or of its folder, may take: twice what
// its watchdog gives the server.
const patience = time.Minute

// awaitServersEnd returns when the server of the connection has ended.
func awaitServersEnd(t *testing.T, conn *pgx.Conn) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if _, err := conn.WaitForNotification(ctx); err == nil || ctx.Err() != nil {
		t.Fatalf("the server lives on: %v", err)
	}
}

// The folder lies where no other program looks for what dead ones left: only
// the server's watchdog can have removed it.
func TestPrivateThrowAwayEndsWhenItsProgramIsKilled(t *testing.T) {
	t.Parallel()
	apart := folderForTemporaryFiles(t)
	program, address := serveApart(t, "", "TMPDIR="+apart)
	dir := socketOf(t, address)
	if filepath.Dir(dir) != apart {
		t.Fatalf("the throw-away lies in %s, not in %s", dir, apart)
	}
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	kill(t, program)
	awaitServersEnd(t, conn)
	awaitGone(t, dir)
}

// A throw-away whose watchdog is killed with its program lives on until the next
// program starts a server.
func TestPrivateStartEndsTheServerThatNobodyWatches(t *testing.T) {
	t.Parallel()
	apart := "TMPDIR=" + folderForTemporaryFiles(t)
	program, address := serveApart(t, "", apart, unwatched+"=yes")
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	kill(t, program)
	if err := conn.Ping(t.Context()); err != nil {
		t.Fatalf("the server went with its program: %v", err)
	}
	next, _ := serveApart(t, "", apart)
	awaitServersEnd(t, conn)
	if dir := socketOf(t, address); there(dir) {
		t.Errorf("%s was left behind", dir)
	}
	kill(t, next)
}

// folderForTemporaryFiles is one where everybody may make and remove their own,
// as in /tmp: a server that root starts is another user's.
func folderForTemporaryFiles(t *testing.T) string {
	t.Helper()
	dir := testkit.ServerDir(t)
	if err := os.Chmod(dir, 0o777|os.ModeSticky); err != nil {
		t.Fatal(err)
	}
	return dir
}

// awaitGone returns when the folder is gone. Who removes it is another process,
// with as long as the machine needs for it.
func awaitGone(t *testing.T, dir string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for there(dir) {
		select {
		case <-ctx.Done():
			t.Fatalf("%s was left behind", dir)
		case <-ticker.C:
		}
	}
}

// socketOf is the folder of the socket an address leads to.
func socketOf(t *testing.T, address string) string {
	t.Helper()
	cfg, err := pgx.ParseConfig(address)
	if err != nil {
		t.Fatal(err)
	}
	return cfg.Host
}

func TestPrivateDurableStartsAgainAfterItsProgramWasKilled(t *testing.T) {
	t.Parallel()
	dir := testkit.ServerDir(t)
	killProgram(t, dir, "create table kept as select 'here'::text as word")
	again := start(t, pg.PrivateOptions{Durable: true, Dir: dir})
	if got := read(t, open(t, again.URL("postgres"), pg.Options{}), "select word from kept"); got != "here" {
		t.Errorf("got %q", got)
	}
}

// The tests of the private server run as whoever runs the tests. When that is
// root, those of its life run once more as a normal user.
func TestPrivateServerWorksForANormalUserToo(t *testing.T) {
	if os.Geteuid() != 0 {
		return // all other tests have shown it
	}
	t.Parallel()
	const nobody = 65534
	dir := testkit.ServerDir(t)
	program := filepath.Join(dir, "pg.test")
	copyProgram(t, program)
	cmd := exec.CommandContext(t.Context(), program, "-test.run", "^TestPrivate(ThrowAway|Durable|Recovers)")
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=/nonexistent"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// copyProgram puts this test program where every user may run it.
func copyProgram(t *testing.T, to string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	writeProgram(t, to, text)
}

// writeProgram writes a file that is to be run. No other test may start a
// process meanwhile: it would hold the file open for writing for a moment, and
// what is being written cannot be run ("text file busy").
func writeProgram(t *testing.T, path string, text []byte) {
	t.Helper()
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	if err := os.WriteFile(path, text, 0o755); err != nil {
		t.Fatal(err)
	}
}
