package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

type nowFunc = func() time.Time

// Each process has a login of its own, by which its connections are told apart.
var nodeLogins = [2]string{"node_a", "node_b"}

const (
	webLogin  = "node_web"
	nextLogin = "node_next"
)

func logins() []string {
	var out []string
	for _, name := range append(nodeLogins[:], webLogin, nextLogin) {
		out = append(out, "CREATE ROLE "+name+" LOGIN SUPERUSER")
	}
	return out
}

// environ is what a process is told.
func (s *stage) environ(database, login string, now time.Time) []string {
	address, _ := url.Parse(s.server.URL(database)) // it is ours
	address.User = url.User(login)
	env := append(os.Environ(),
		"THROUGHGATE_ENV=test", "THROUGHGATE_DATABASE_URL="+address.String(), "THROUGHGATE_CLOCK="+now.Format(time.RFC3339Nano),
		"THROUGHGATE_UNIT=Haringey", "THROUGHGATE_UNIT_NAME=The Support Unit", "THROUGHGATE_UNIT_PHONE=020 7946 0100",
		"THROUGHGATE_UNIT_MAILBOX=unit@unit.example", "THROUGHGATE_MAIL_FROM=unit@unit.example", "THROUGHGATE_WATCH=everyone",
		"THROUGHGATE_LISTEN="+s.webAddr, "THROUGHGATE_PUBLIC_URL=http://"+s.webAddr,
		"THROUGHGATE_SMTP_URL=smtp://"+s.sinks.mail.Addr()+"?tls=none", "THROUGHGATE_TWILIO_API_URL="+s.sinks.phone.URL,
		"THROUGHGATE_TWILIO_ACCOUNT_SID="+phoneAccount, "THROUGHGATE_TWILIO_AUTH_TOKEN="+phoneToken, "THROUGHGATE_TWILIO_FROM=+447700900000",
		"THROUGHGATE_TEXTS_PER_MINUTE=0", "THROUGHGATE_TEXTS_PER_DAY=0", "THROUGHGATE_ALLOW_RECIPIENTS=*",
		"THROUGHGATE_AUDIT_KEY=chaos chaos chaos chaos chaos chaos", "THROUGHGATE_WORKERS=20")
	return env
}

// process is a worker or the web server.
type process struct {
	stage *stage
	login string
	name  string // under which a worker takes jobs
	cmd   *exec.Cmd
	once  sync.Once
	ended chan struct{}
	err   error // how it ended
}

// start begins a process; its log is in the stage's folder.
func (s *stage) start(binary, login string, now time.Time, args ...string) (*process, error) {
	log, err := os.OpenFile(filepath.Join(s.dir, login+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	p := &process{stage: s, login: login, cmd: exec.Command(binary, args...), ended: make(chan struct{})}
	p.cmd.Env = s.environ(mainDB, login, now)
	p.cmd.Stdout, p.cmd.Stderr = log, log
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.ended)
	}()
	return p, nil
}

// worker starts a worker and gives it when it shows that it lives. The one before
// of the same login must be gone from the database first: its lock would be taken
// for the new one's.
func (s *stage) worker(ctx context.Context, binary, login string, now time.Time) (*process, error) {
	if _, ok, err := s.until(ctx, time.Minute, func() (bool, error) {
		n, err := s.number(ctx, `SELECT count(*) FROM pg_stat_activity WHERE usename = $1`, login)
		return n == 0, err
	}); err != nil || !ok {
		return nil, fmt.Errorf("the sessions of the worker %s before do not end: %w", login, err)
	}
	p, err := s.start(binary, login, now, "work")
	if err != nil {
		return nil, err
	}
	_, ok, err := s.until(ctx, time.Minute, func() (bool, error) {
		select {
		case <-p.ended:
			return false, fmt.Errorf("worker %s ended by itself: %w", login, p.err)
		default:
		}
		return p.name != "", s.ask(ctx, `
			SELECT 'worker-' || objid::bigint FROM pg_locks l JOIN pg_stat_activity a USING (pid)
			 WHERE locktype = 'advisory' AND classid = $1::bigint::oid AND granted AND a.usename = $2`,
			func(rows pgx.Rows) error { return rows.Scan(&p.name) }, presenceClass, login)
	})
	if err == nil && !ok {
		err = fmt.Errorf("worker %s does not show that it lives", login)
	}
	if err != nil {
		p.kill()
	}
	return p, err
}

// presenceClass is the first key of the locks by which workers show that they
// are alive.
const presenceClass = 0x7467776b

// startAll starts what does not run.
func (s *stage) startAll(ctx context.Context) error {
	if s.web == nil {
		if err := s.startWeb(ctx); err != nil {
			return err
		}
	}
	for i, p := range s.nodes {
		if p != nil {
			continue
		}
		var err error
		if s.nodes[i], err = s.worker(ctx, s.options.binary, nodeLogins[i], s.clock.now()); err != nil {
			return err
		}
	}
	return nil
}

// stopWorkers asks the workers to end, and waits.
func (s *stage) stopWorkers(ctx context.Context) error {
	for _, p := range s.nodes {
		p.signal(syscall.SIGTERM)
	}
	for i, p := range s.nodes {
		if err := p.awaitEnd(ctx); err != nil {
			return err
		}
		s.nodes[i] = nil
	}
	return nil
}

func (p *process) signal(sig syscall.Signal) {
	if p != nil {
		_ = p.cmd.Process.Signal(sig) // it may have ended
	}
}

// stopWithin is how long the program takes at most to end when it is asked to.
const stopWithin = 70 * time.Second

// awaitEnd waits for a process that was asked to end, and wants it to end well.
func (p *process) awaitEnd(ctx context.Context) error {
	if p == nil {
		return nil
	}
	select {
	case <-p.ended:
		if p.err != nil {
			return fmt.Errorf("%s was asked to end, and ended with %w", p.login, p.err)
		}
		return nil
	case <-time.After(stopWithin):
		return fmt.Errorf("%s was asked to end, and did not", p.login)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// kill ends a process as a power cut would.
func (p *process) kill() {
	if p == nil {
		return
	}
	p.once.Do(func() {
		_ = p.cmd.Process.Kill()
		<-p.ended
	})
}

// freeze stops a process where it is, and lets the database finish what it was
// told by it: what it has in hand then is what it has when it is killed.
func (p *process) freeze(ctx context.Context) error {
	const calm, most = 3, 2 * time.Second
	p.signal(syscall.SIGSTOP)
	quiet := 0
	_, _, err := p.stage.until(ctx, most, func() (bool, error) {
		n, err := p.stage.number(ctx, `SELECT count(*) FROM pg_stat_activity WHERE usename = $1 AND state = 'active'`, p.login)
		if quiet++; n > 0 {
			quiet = 0
		}
		return quiet == calm, err
	})
	return err
}

// thaw lets it go on.
func (p *process) thaw() { p.signal(syscall.SIGCONT) }
