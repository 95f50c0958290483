package email_test

import (
	"bufio"
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/internal/calendar"
	"throughgate/internal/testkit"
	"throughgate/notify"
	"throughgate/notify/email"
)

// boxTest is a mailbox beside a real database with some sent e-mails.
type boxTest struct {
	*testing.T
	pool *pgxpool.Pool
	box  *email.BounceBox
	log  *bytes.Buffer
	to   *slog.Logger
}

func newBox(t *testing.T, path string, messages int) *boxTest {
	t.Helper()
	b := &boxTest{T: t, pool: testkit.DB(t), log: &bytes.Buffer{}}
	b.to = slog.New(slog.NewTextHandler(b.log, nil))
	b.box = b.reader(path)
	if _, err := b.pool.Exec(t.Context(), `
		INSERT INTO message (ref, channel, kind, recipient, dedupe_key, state, queued_at, not_before, sent_at, settled_at, attempts)
		SELECT 'ref' || to_char(n, 'FM0000000000'), 'email', 'request', 'desk@service.example', n::text, 'sent', $2, $2, $2, $2, 1
		FROM generate_series(1, $1) n`, messages, instant); err != nil {
		t.Fatal(err)
	}
	return b
}

// reader is a worker of its own, with nothing remembered.
func (b *boxTest) reader(path string) *email.BounceBox {
	return &email.BounceBox{Path: path, Machine: "here", Bounces: newBounces(b.T, ""), Log: b.to,
		Receipts: notify.NewReceipts(b.pool, clock, calendar.New(nil)), Marks: notify.BounceMarks{Pool: b.pool, Clock: clock}}
}

func (b *boxTest) look() {
	b.Helper()
	if err := b.box.Look(b.Context()); err != nil {
		b.Fatal(err)
	}
}

// failed lists which messages have failed, by number.
func (b *boxTest) failed() []int {
	b.Helper()
	rows, err := b.pool.Query(b.Context(), `SELECT dedupe_key::int FROM message WHERE state = 'failed' ORDER BY 1`)
	if err != nil {
		b.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[int])
	if err != nil {
		b.Fatal(err)
	}
	return list
}

func (b *boxTest) want(step string, want ...int) {
	b.Helper()
	if diff := cmp.Diff(append([]int{}, want...), append([]int{}, b.failed()...)); diff != "" {
		b.Errorf("%s: failed (-want +got):\n%s", step, diff)
	}
}

func (b *boxTest) mark() (size int64) {
	b.Helper()
	if err := b.pool.QueryRow(b.Context(), `SELECT coalesce(max(size), 0) FROM bounce_mark`).Scan(&size); err != nil {
		b.Fatal(err)
	}
	return size
}

// bounceOf is a report on the message of a number.
func bounceOf(n int) string {
	return fmt.Sprintf("From: MAILER-DAEMON@mail.example\nTo: notices+ref%010d@unit.example\nSubject: Undelivered\n\n"+
		">From the beginning: no such user 5.1.1\nFrom here on it is quoted\n", n)
}

// mbox is what a mail server appends for the reports on these messages.
func mbox(numbers ...int) string {
	var b strings.Builder
	for _, n := range numbers {
		b.WriteString("From MAILER-DAEMON  Mon Nov 23 08:01:12 2026\n" + bounceOf(n) + "\n")
	}
	return b.String()
}

func (b *boxTest) write(text string, flags int) {
	b.Helper()
	f, err := os.OpenFile(b.box.Path, os.O_CREATE|os.O_WRONLY|flags, 0o600)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := f.WriteString(text); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
}

func (b *boxTest) grow(text string) { b.Helper(); b.write(text, os.O_APPEND) }

func TestAnMboxIsReadOnAsItGrows(t *testing.T) {
	b := newBox(t, filepath.Join(t.TempDir(), "box"), 9)
	b.look()
	b.want("not there yet")
	b.grow(mbox(1, 2))
	b.look()
	b.want("two", 1, 2)
	stands := b.mark()
	b.look()
	if b.mark() != stands {
		t.Error("the mark moved though nothing came")
	}
	whole := mbox(3)
	for _, part := range []int{10, 60, len(whole) - 1} { // still being written
		b.write(mbox(1, 2)+whole[:part], os.O_TRUNC)
		b.look()
		b.want("half written", 1, 2)
		if b.mark() != stands {
			t.Fatalf("half of a mail was taken for a whole one at %d", part)
		}
	}
	b.write(mbox(1, 2, 3), os.O_TRUNC)
	b.look()
	b.want("whole now", 1, 2, 3)

	// Another worker, or the same one after a restart, goes on from there.
	if err := os.WriteFile(b.box.Path, append(bytes.Repeat([]byte("x"), int(b.mark())-600), mbox(1, 2, 3)[int(b.mark())-600:]...), 0o600); err != nil {
		t.Fatal(err)
	}
	b.grow(mbox(4))
	b.box = b.reader(b.box.Path)
	b.look() // what was read is not looked at again: it would be no mbox
	b.want("read on", 1, 2, 3, 4)

	b.write(mbox(5), os.O_TRUNC)
	b.look()
	b.want("emptied, and begun anew", 1, 2, 3, 4, 5)
	b.write(mbox(6, 7, 8, 9, 1, 2, 3), os.O_TRUNC)
	b.look()
	b.want("another file, longer than the one before", 1, 2, 3, 4, 5, 6, 7, 8, 9)
	b.write("", os.O_TRUNC)
	b.look()
	if b.mark() != 0 {
		t.Errorf("an empty file is marked at %d", b.mark())
	}
	if strings.Contains(b.log.String(), "@") {
		t.Errorf("the log holds an address: %s", b.log)
	}
}

func TestALockedMboxWaitsForTheNextLook(t *testing.T) {
	b := newBox(t, filepath.Join(t.TempDir(), "box"), 2)
	b.grow(mbox(1))
	lock := b.box.Path + ".lock"
	if err := os.WriteFile(lock, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	b.look()
	b.want("locked by a file beside it")
	if err := os.Remove(lock); err != nil {
		t.Fatal(err)
	}
	b.look()
	b.want("free again", 1)
}

// TestMboxWriter is no test: another process that holds the lock a mail server
// takes, until its standard input ends.
func TestMboxWriter(t *testing.T) {
	path := os.Getenv("EMAIL_TEST_LOCK")
	if path == "" {
		return
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.FcntlFlock(f.Fd(), syscall.F_SETLK, &syscall.Flock_t{Type: syscall.F_WRLCK}); err != nil {
		t.Fatal(err)
	}
	fmt.Println("locked")
	_, _ = os.Stdin.Read(make([]byte, 1)) // ends with the test that started it
}

// lockElsewhere has another process lock a file until release is called.
func lockElsewhere(t *testing.T, path string) (release func()) {
	t.Helper()
	other := exec.Command(os.Args[0], "-test.run=^TestMboxWriter$")
	other.Env = append(os.Environ(), "EMAIL_TEST_LOCK="+path)
	in, err := other.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := other.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	release = sync.OnceFunc(func() { _ = in.Close(); _ = other.Wait() })
	t.Cleanup(release)
	if said, err := bufio.NewReader(out).ReadString('\n'); err != nil || said != "locked\n" {
		t.Fatalf("the other process says %q, %v", said, err)
	}
	return release
}

func TestAnMboxThatAnotherProcessWritesIsLeftAlone(t *testing.T) {
	b := newBox(t, filepath.Join(t.TempDir(), "box"), 1)
	b.grow(mbox(1))
	release := lockElsewhere(t, b.box.Path)
	b.look()
	b.want("locked by its writer")
	release()
	b.look()
	b.want("free again", 1)
}

func TestAnMboxOfManyAndOfLongMailsIsReadWhole(t *testing.T) {
	const many = 450
	b := newBox(t, filepath.Join(t.TempDir(), "box"), many+1)
	var numbers []int
	for n := range many {
		numbers = append(numbers, n+1)
	}
	b.grow(mbox(numbers...))
	b.grow(strings.TrimSuffix(mbox(many+1), "\n") + strings.Repeat(strings.Repeat("y", 1<<17)+"\nFrom nobody\n", 10) + "\n")
	b.look()
	b.want("all", append(numbers, many+1)...)
	about, err := os.Stat(b.box.Path)
	if err != nil || b.mark() != about.Size() {
		t.Errorf("marked at %d of %d", b.mark(), about.Size())
	}
}

func TestWhatIsNoMboxIsSaid(t *testing.T) {
	b := newBox(t, filepath.Join(t.TempDir(), "box"), 1)
	b.grow("root:x:0:0\n")
	if err := b.box.Look(t.Context()); err == nil || !strings.Contains(err.Error(), "no mbox") {
		t.Errorf("got %v", err)
	}
}

func newMaildir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, part := range []string{"new", "cur", "tmp"} {
		if err := os.Mkdir(filepath.Join(dir, part), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestAMaildirIsEmptiedIntoSeen(t *testing.T) {
	dir := newMaildir(t)
	b := newBox(t, dir, 3)
	for name, text := range map[string]string{"new/1.here": bounceOf(1), "new/2.here": "no mail at all", "new/3.here": bounceOf(3), "tmp/4.here": bounceOf(2),
		"new/5.here": strings.ReplaceAll(bounceOf(1), "ref0000000001", "zzzzzzzzzzzzz")} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var all sync.WaitGroup
	for range 4 { // several workers at once
		all.Go(func() {
			if err := b.reader(dir).Look(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	b.want("those that were whole", 1, 3)
	left, _ := filepath.Glob(filepath.Join(dir, "new", "*"))
	seen, _ := filepath.Glob(filepath.Join(dir, "cur", "*:2,S"))
	if len(left) != 0 || len(seen) != 4 {
		t.Errorf("left in new: %v; seen: %v", left, seen)
	}
	var receipts int
	if err := b.pool.QueryRow(t.Context(), `SELECT count(*) FROM receipt`).Scan(&receipts); err != nil || receipts != 2 {
		t.Errorf("%d receipts, %v", receipts, err)
	}
}

func TestABounceThatCannotBeStoredStaysInTheMailbox(t *testing.T) {
	dir := newMaildir(t)
	b := newBox(t, dir, 1)
	name := filepath.Join(dir, "new", "1.here")
	if err := os.WriteFile(name, []byte(bounceOf(1)), 0o600); err != nil {
		t.Fatal(err)
	}
	good := b.box.Receipts
	shut, err := pgxpool.New(t.Context(), "postgres://nobody@127.0.0.1:1/none")
	if err != nil {
		t.Fatal(err)
	}
	defer shut.Close()
	b.box.Receipts = notify.NewReceipts(shut, clock, calendar.New(nil))
	if err := b.box.Look(t.Context()); err == nil {
		t.Error("no error though the database is away")
	}
	if _, err := os.Stat(name); err != nil {
		t.Fatalf("the report is gone: %v", err)
	}
	b.box.Receipts = good
	b.look()
	b.want("once the database is back", 1)
}

func TestTheMailboxIsCheckedAtTheStart(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "box")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, problem := range map[string]string{
		file: "", filepath.Join(dir, "not-yet"): "", newMaildir(t): "", dir: "no Maildir", "box": "whole path",
		filepath.Join(dir, "a", "b"): "the folder it lies in", "/dev/null": "neither a file nor a folder",
	} {
		got := email.CheckBounceBox(path)
		if (got == "") != (problem == "") || !strings.Contains(got, problem) {
			t.Errorf("%s: %q, want %q", filepath.Base(path), got, problem)
		}
	}
}
