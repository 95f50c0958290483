package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/sync/errgroup"

	"throughgate/access"
	"throughgate/jobs"
	"throughgate/migrations"
	"throughgate/notify"
	"throughgate/notify/sms"
	"throughgate/pathways"
	"throughgate/release"
	"throughgate/web"
)

type serveCmd struct {
	Work bool `help:"Also work jobs in this process."`
}

func (c *serveCmd) Run(ctx context.Context, set *settings, o out) error {
	needs := []need{needUnit, needWeb, needTexts}
	if c.Work {
		needs = append(needs, needMail)
	}
	a, err := open(ctx, set, "serve", migrations.WebRole, 10, needs...)
	if err != nil {
		return err
	}
	defer a.close()
	handler, err := a.pages(ctx, nil)
	if err != nil {
		return err
	}
	var runner *jobs.Runner
	if c.Work {
		worker, err := a.beside(ctx, "serve", migrations.WorkerRole, workerConns(set), needs...)
		if err != nil {
			return err
		}
		defer worker.pool.Close()
		if err := worker.checkHome(ctx); err != nil {
			return err
		}
		if runner, err = worker.runner(ctx); err != nil {
			return err
		}
		if err := a.sayPaused(ctx, o.say); err != nil {
			return err
		}
	}
	listener, err := net.Listen("tcp", set.Listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", set.Listen, err)
	}
	if set.overHTTP() {
		fmt.Fprintln(o.say, "Passphrases travel over http, which others on the way can read: production refuses this. Set THROUGHGATE_PUBLIC_URL to an https address.")
	}
	fmt.Fprintf(o.std, "ready http://%s\n", listener.Addr())
	group, both := errgroup.WithContext(ctx)
	group.Go(func() error { return serveUntil(both, listener, handler) })
	group.Go(func() error { return a.serveMetrics(both) })
	if runner != nil {
		group.Go(func() error { return runner.Run(both) })
	}
	return asAsked(ctx, group.Wait())
}

// asAsked is no error where all that went wrong is that somebody asked the
// program to stop while it was still starting.
func asAsked(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// pages makes the handler of the pages and webhooks.
func (a *app) pages(ctx context.Context, demo web.Demo) (http.Handler, error) {
	prisons, days, err := a.wordsAndDays(ctx)
	if err != nil {
		return nil, err
	}
	desk := notify.NewDesk(a.pool, a.clock.Now, a.outbox, release.Composer{Unit: a.unit}, a.set.messages(prisons))
	hooks := web.TwilioWebhooks{
		Receipts:       notify.NewReceipts(a.pool, a.clock.Now, days),
		Inbound:        notify.NewInbound(a.pool, a.clock.Now, days, a.outbox),
		ValidSignature: a.set.signedByTwilio,
		FaultOf:        func(status, code string) notify.Fault { return sms.ClassifyStatus(status, code).Fault },
		Log:            a.log,
	}
	cfg := web.Config{Pool: a.pool, Now: a.clock.Now, Tasks: a.tasks, Desk: desk, Appointments: a.releases, Calls: a.releases, Records: a.releases, Openings: a.releases, Subjects: a.releases, Retention: a.releases, People: a.importer, Imports: a.releases, Uploads: a.uploads, HeldRows: a.heldRows, Travel: a.unit.Travel, Contacts: a.releases, Log: a.log, Unit: a.unit.Scope,
		Directory: a.importer, Catalogue: a.releases, Forecasts: a.importer, Settings: &pathways.SettingsService{Pool: a.pool, Now: a.clock.Now},
		Agreements: &pathways.AgreementService{Pool: a.pool, Now: a.clock.Now, Follows: a.releases}, AgreementsFirst: a.unit.AgreementsFirst,
		UnitName: a.set.UnitName, UnitPhone: a.set.UnitPhone, Words: notify.NewWords(prisons, nil),
		PublicURL: a.set.PublicURL, TrustedProxies: a.set.proxies(), Witnesses: listOf(a.set.AuditWitnesses), Demo: demo}
	if cfg.Machine, err = jobs.NewMachine(a.pool, a.clock.Now); err != nil {
		return nil, err
	}
	if cfg.Webhooks, err = a.webhooks(ctx); err != nil {
		return nil, err
	}
	if a.set.Welsh {
		welsh, err := web.Welsh()
		if err != nil {
			return nil, err
		}
		if cfg.Look, err = web.NewLook(welsh); err != nil {
			return nil, err
		}
	}
	cfg.SingleSignOn = a.set.singleSignOn()
	cfg.Accounts = &access.Accounts{Pool: a.pool, Now: a.clock.Now, Inviter: a.outbox}
	if cfg.SignIn, err = a.set.doorRules(demo != nil); err != nil {
		return nil, err
	}
	if demo == nil { // whoever tries the demo out reads nobody real
		cfg.ReadsAnHour = a.set.ReadsAnHour
	}
	if demo != nil {
		cfg.DemoSignIns = demoSignIns()
	}
	bounces, err := a.bounceWebhook(days)
	if err != nil {
		return nil, err
	}
	cfg.Mount = func(r gin.IRouter) {
		if a.set.TwilioToken != "" {
			hooks.Mount(r)
		}
		if len(bounces.Secrets) > 0 {
			bounces.Mount(r)
		}
		if a.set.MetricsToken != "" {
			r.GET("/metrics", gin.WrapH(withToken(listOf(a.set.MetricsToken), a.metrics.handler())))
		}
	}
	cfg.Observe = a.metrics.observe
	return web.New(cfg)
}

// stopServing is how long requests under way may take once the server is asked
// to stop.
const stopServing = 10 * time.Second

// newServer ends what is sent or read too slowly; a file has more time
// (web.takeFile).
func newServer(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second,
		WriteTimeout: 60 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
}

// serveUntil serves until ctx ends, then lets requests under way finish.
func serveUntil(ctx context.Context, l net.Listener, h http.Handler) error {
	server := newServer(h)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve pages: %w", err)
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopServing)
	defer cancel()
	if err := server.Shutdown(stop); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("stop serving: %w", err)
	}
	return nil
}
