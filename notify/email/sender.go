package email

import (
	"cmp"
	"context"
	"errors"
	"net/textproto"
	"time"

	"throughgate/notify"
)

// Sender sends e-mail over a few kept connections.
type Sender struct {
	server       server
	from, domain string
	bounce       bounceAddress
	dkim         *dkimKey // nil: not signed
	helo         string
	timeout      time.Duration
	dotPause     time.Duration
	now          func() time.Time
	pool         *pool
}

var _ notify.Sender = (*Sender)(nil)

// New checks the settings and reports every problem at once, without showing
// the password. It does not connect.
func New(cfg Config) (*Sender, error) {
	server, urlErr := parseURL(cfg.URL, cfg.Production)
	from, domain, fromErr := parseFrom(cfg.From)
	bounce, bounceErr := bounceOf(cfg, from)
	dkim, dkimErr := parseDKIM(cfg.DKIM, domain)
	var clockErr error
	if cfg.Now == nil {
		clockErr = errors.New("email: Config.Now is needed")
	}
	if err := errors.Join(urlErr, fromErr, bounceErr, dkimErr, clockErr); err != nil {
		return nil, err
	}
	return &Sender{
		server:   server,
		from:     from,
		domain:   domain,
		bounce:   bounce,
		dkim:     dkim,
		helo:     cmp.Or(cfg.HELO, domain),
		timeout:  cmp.Or(cfg.Timeout, time.Minute),
		dotPause: cmp.Or(cfg.DotPause, 10*time.Millisecond),
		now:      cfg.Now,
		pool:     newPool(cmp.Or(cfg.MaxConns, 50), cmp.Or(cfg.MaxIdle, 30*time.Second)),
	}, nil
}

// Send hands the message to the mail server.
func (s *Sender) Send(ctx context.Context, m notify.Outgoing) notify.Result {
	letter, err := s.write(m, s.now())
	if err != nil {
		return judgeLetter(err)
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	if err := s.pool.enter(ctx); err != nil {
		return judge(stageDial, err)
	}
	defer s.pool.leave()

	reply, at, err := s.post(ctx, letter)
	if at == stageDone {
		return notify.Result{Outcome: notify.Accepted, ProviderRef: providerRef(reply, letter.to)}
	}
	var answer *textproto.Error
	if ctx.Err() != nil && !errors.As(err, &answer) {
		err = ctx.Err() // the line was cut off by us; its own error says less
	}
	return judge(at, err)
}

// post carries the letter over a kept line, or a new one. A kept line that
// turns out to be dead before it has accepted anything is replaced once.
func (s *Sender) post(ctx context.Context, letter letter) (reply string, at stage, err error) {
	if kept := s.pool.take(); kept != nil {
		reply, at, err = kept.carry(ctx, letter, s.dotPause)
		if at == stageDone || !stale(at, err) || ctx.Err() != nil {
			s.giveBack(kept, at, err)
			return reply, at, err
		}
		_ = kept.raw.Close()
	}
	fresh, err := s.dial(ctx)
	if err != nil {
		return "", stageDial, err
	}
	reply, at, err = fresh.carry(ctx, letter, s.dotPause)
	s.giveBack(fresh, at, err)
	return reply, at, err
}

// giveBack keeps the line if it is fit for another message.
func (s *Sender) giveBack(l *line, at stage, err error) {
	if !l.cut && (at == stageDone || l.clear(at, err)) {
		s.pool.put(l)
		return
	}
	_ = l.raw.Close()
}

// Close says goodbye on the kept connections. Messages on their way are not
// cut off; what is sent afterwards gets a connection of its own.
func (s *Sender) Close() { s.pool.close() }
