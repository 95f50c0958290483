package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"

	"throughgate/access"
	"throughgate/internal/pg"
	"throughgate/internal/testkit/signedin"
	"throughgate/internal/testkit/smtpd"
)

const (
	mostMemory = 150 // MB
	askedFor   = 200 // pages asked for before memory is read
	startLimit = time.Minute

	signInsAtOnce = 50
)

// memory measures a real process, `serve --work`, that does the watch day of
// everybody, sends what comes of it, and answers pages all the while.
func (b *bench) memory(ctx context.Context) error {
	binary, done, err := buildProgram(ctx)
	if err != nil {
		return err
	}
	defer done()
	sink, err := smtpd.Listen(smtpd.Config{Now: time.Now, KeepMails: 100})
	if err != nil {
		return err
	}
	defer sink.Close()
	name, err := b.copyOf(ctx, steadyDB)
	if err != nil {
		return err
	}
	p, err := b.startProgram(ctx, binary, name, sink, "serve", "--work")
	if err != nil {
		return err
	}
	measured := p.work(ctx, b, name)
	if err := errors.Join(measured, p.end()); err != nil {
		return err
	}
	b.number("memory", fmt.Sprintf("%s e-mails, %d pages or more", thousands(float64(sink.Accepted())), askedFor), float64(p.resident)*megabyte)
	b.number("memory.peak", "", float64(p.peak)*megabyte)
	return nil
}

// buildProgram builds the binary; done throws it away.
func buildProgram(ctx context.Context) (binary string, done func(), err error) {
	dir, err := os.MkdirTemp("", "throughgate-bench-")
	if err != nil {
		return "", nil, err
	}
	done = func() { _ = os.RemoveAll(dir) } // of the temporary folder
	binary = filepath.Join(dir, "throughgate")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", binary, "throughgate/cmd/throughgate")
	if said, err := build.CombinedOutput(); err != nil {
		done()
		return "", nil, fmt.Errorf("build the program: %w: %s", err, said)
	}
	return binary, done, nil
}

// program is the running binary.
type program struct {
	cmd            *exec.Cmd
	address        string
	said           strings.Builder
	resident, peak int // MB
}

func (b *bench) startProgram(ctx context.Context, binary, database string, sink *smtpd.Server, command ...string) (*program, error) {
	return startReady(ctx, b.settingsOf(database, sink.Addr(), b.watched.At(8, 30)), binary, command...)
}

// startReady starts the program and waits until it says that it is ready.
func startReady(ctx context.Context, env []string, binary string, command ...string) (*program, error) {
	p := &program{cmd: exec.Command(binary, command...)}
	p.cmd.Env = env
	p.cmd.Stderr = &p.said
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	ready := make(chan string, 1)
	go func() {
		first, _ := bufio.NewReader(out).ReadString('\n')
		ready <- strings.TrimSpace(first)
		_, _ = io.Copy(io.Discard, out)
	}()
	select {
	case first := <-ready:
		address, ok := strings.CutPrefix(first, "ready ")
		if !ok {
			return nil, errors.Join(fmt.Errorf("the program did not start: %s", p.said.String()), p.end())
		}
		p.address = address
		return p, nil
	case <-time.After(startLimit):
	case <-ctx.Done():
	}
	return nil, errors.Join(errors.New("the program was not ready in time"), p.end())
}

// work asks for pages until the watch is done and its messages are sent, then
// reads the memory.
func (p *program) work(ctx context.Context, b *bench, database string) error {
	return b.on(ctx, database, 1, func(pool *pgxpool.Pool) error {
		var person string
		if err := pool.QueryRow(ctx, `SELECT ref FROM release WHERE state = 'planned' ORDER BY id LIMIT 1`).Scan(&person); err != nil {
			return err
		}
		cookie, err := p.signIns(ctx, pool)
		if err != nil {
			return err
		}
		pages := []string{"/", "/?page=40", "/tasks", "/messages", "/releases/" + person}
		deadline := time.Now().Add(5 * time.Minute)
		for asked, rest := 0, true; rest || asked < askedFor; asked++ {
			if time.Now().After(deadline) {
				return fmt.Errorf("the watch and its messages took more than five minutes: %s", p.said.String())
			}
			if err := p.ask(ctx, pages[asked%len(pages)], cookie); err != nil {
				return err
			}
			if asked%20 != 0 {
				continue
			}
			if err := pool.QueryRow(ctx, `SELECT NOT EXISTS (SELECT FROM watch_day WHERE day = $1)
				OR EXISTS (SELECT FROM message WHERE state IN ('queued', 'sending'))`, b.watched).Scan(&rest); err != nil {
				return err
			}
		}
		p.resident, p.peak, err = memoryOf(p.cmd.Process.Pid)
		return err
	})
}

// signIns signs the officer in fifty times at once, as on a Monday at nine, and
// gives a session's cookie, as after a second factor: passphrases are hashed in much
// memory, codes in none.
func (p *program) signIns(ctx context.Context, pool *pgxpool.Pool) (*http.Cookie, error) {
	const passphrase = "fifty people come to work"
	who := access.System("bench")
	err := pg.InTx(ctx, pool, who, func(tx pgx.Tx) error {
		a, err := access.FindAccount(ctx, tx, officer)
		if err != nil {
			return err
		}
		return access.SetPassphrase(ctx, tx, time.Now(), who, a, passphrase)
	})
	if err != nil {
		return nil, err
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	group, all := errgroup.WithContext(ctx)
	for range signInsAtOnce {
		group.Go(func() error {
			form := url.Values{"email": {officer}, "passphrase": {passphrase}}.Encode()
			request, err := http.NewRequestWithContext(all, http.MethodPost, p.address+"/sign-in", strings.NewReader(form))
			if err != nil {
				return err
			}
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			answer, err := client.Do(request)
			if err != nil {
				return err
			}
			defer answer.Body.Close()
			if answer.StatusCode != http.StatusSeeOther || len(answer.Cookies()) != 1 {
				return fmt.Errorf("a sign-in answered %d", answer.StatusCode)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	var ref string
	if err := pool.QueryRow(ctx, `SELECT ref FROM account WHERE email = $1`, officer).Scan(&ref); err != nil {
		return nil, err
	}
	keys, err := access.NewKeys(access.PretendKey) // the program's own, outside production
	if err != nil {
		return nil, err
	}
	cookies, err := signedin.Under(ctx, pool, keys, time.Now(), ref)
	if err != nil {
		return nil, err
	}
	return cookies[0], nil
}

func (p *program) ask(ctx context.Context, path string, session *http.Cookie) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.address+path, nil)
	if err != nil {
		return err
	}
	request.AddCookie(session)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %d", path, answer.StatusCode)
	}
	return nil
}

// end asks the program to stop, and waits.
func (p *program) end() error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	if err := p.cmd.Wait(); err != nil {
		return fmt.Errorf("the program ended: %w: %s", err, p.said.String())
	}
	return nil
}

// memoryOf reads what a process has in memory now, and had at most, in MB.
func memoryOf(pid int) (resident, peak int, err error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, 0, fmt.Errorf("read the memory of a process, which works on Linux only: %w", err)
	}
	for row := range strings.Lines(string(text)) {
		name, rest, _ := strings.Cut(row, ":")
		into := map[string]*int{"VmRSS": &resident, "VmHWM": &peak}[name]
		if into == nil {
			continue
		}
		kB, err := strconv.Atoi(strings.Fields(rest)[0])
		if err != nil {
			return 0, 0, err
		}
		*into = kB / 1024
	}
	return resident, peak, nil
}
