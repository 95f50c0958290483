package main

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"throughgate/access"
	"throughgate/intake"
	"throughgate/intake/sample"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/logs"
	"throughgate/internal/pg"
	"throughgate/internal/testkit/people"
	"throughgate/jobs"
	"throughgate/migrations"
	"throughgate/notify"
	"throughgate/release"
	"throughgate/web"
)

// People who leave on the demo's first days, so that texts are seen.
var (
	//go:embed demodata/leavers.csv
	demoLeavers []byte
	//go:embed demodata/appointments.csv
	demoAppointments []byte
)

const (
	demoStart  = "2026-11-23T08:00:00Z" // Monday 23 November 2026, 08:00 London
	demoFolder = "throughgate-demo"
	demoHour   = 8 // the clock time to which a move of a day goes
)

type demoCmd struct {
	Data   string `help:"Folder in which everything is kept (default ${default})." default:"throughgate-demo" placeholder:"DIR"`
	Listen string `help:"Address of the pages." default:"127.0.0.1:8080" placeholder:"ADDR"`
	People int    `help:"Invent so many more people." placeholder:"N"`
}

func (c *demoCmd) Run(ctx context.Context, o out) error {
	if c.People < 0 || c.People > 100_000 {
		return refused("--people must lie between 0 and 100000")
	}
	dir, server, err := startDemoServer(ctx, c.Data, o)
	if err != nil {
		return err
	}
	defer stopDemoServer(server, o)
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return refused("cannot listen on %s: choose another address with --listen", c.Listen)
	}
	d := &demo{dir: dir, out: o, set: demoSettings(server.URL("throughgate"), listener.Addr().String())}
	defer d.close()
	if err := d.prepare(ctx, server, c.People); err != nil {
		listener.Close()
		return err
	}
	return d.run(ctx, listener)
}

// startDemoServer starts the private PostgreSQL. As root the folder must be one
// that the server's user can enter: where the usual one is not, a folder for
// temporary files serves.
func startDemoServer(ctx context.Context, dir string, o out) (string, *pg.Private, error) {
	for _, try := range []string{dir, filepath.Join(os.TempDir(), demoFolder)} {
		full, err := filepath.Abs(try)
		if err != nil {
			return "", nil, fmt.Errorf("find the folder of the demo: %w", err)
		}
		if err := os.MkdirAll(full, 0o755); err != nil {
			return "", nil, refused("the folder of the demo cannot be made: choose another with --data")
		}
		server, err := pg.Start(ctx, pg.PrivateOptions{Durable: true, Dir: filepath.Join(full, "postgres")})
		switch {
		case err == nil:
			fmt.Fprintf(o.say, "Everything is kept in %s\n", full)
			return full, server, nil
		case errors.Is(err, pg.ErrDir) && dir == demoFolder && try == dir:
			continue
		case errors.Is(err, pg.ErrNotInstalled), errors.Is(err, pg.ErrDir), errors.Is(err, pg.ErrInUse):
			return "", nil, refused("%v", err)
		}
		return "", nil, err
	}
	return "", nil, refused("no folder for the demo could be used: choose one with --data")
}

func stopDemoServer(server *pg.Private, o out) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := server.Stop(ctx); err != nil {
		fmt.Fprintln(o.say, "The private PostgreSQL did not stop in time.")
	}
}

func demoSettings(database, address string) *settings {
	return &settings{
		Env: string(notify.Demo), DatabaseURL: database, Listen: address, PublicURL: "http://" + address,
		Unit: "Haringey", UnitName: "Haringey Support Unit", UnitPhone: "020 7946 0113", UnitMailbox: "unit@haringey-unit.example",
		Watch: "out_of_area", MailFrom: "unit@haringey-unit.example", TwilioSID: "AC" + access.NewRef() + access.NewRef(),
		TwilioToken: access.NewRef() + access.NewRef(), TwilioFrom: "+447700900000", Clock: demoStart, Workers: 20, BlankDays: 7, TravelMPH: release.UsualMPH, GateTime: "09:30", catchers: true,
	}
}

// demo is everything on one machine.
type demo struct {
	dir    string
	out    out
	set    *settings
	app    *app
	post   *post
	runner *jobs.Runner
	moving chan struct{} // holds a token while the clock moves
}

// prepare brings the database up, loads the sample on the first start, starts
// the catchers, and does the watch of the clock's day.
func (d *demo) prepare(ctx context.Context, server *pg.Private, more int) error {
	if err := server.EnsureDatabase(ctx, "throughgate"); err != nil {
		return err
	}
	if err := migrate(ctx, d.set.DatabaseURL, loginOf(d.set.DatabaseURL), d.set.Clock, func(string) {}); err != nil {
		return err
	}
	var err error
	quiet := logs.New(d.out.say, slog.LevelWarn)
	clk := newClock()
	if d.post, err = openPost(filepath.Join(d.dir, "post"), clk.Now, d.set); err != nil {
		return err
	}
	d.set.SMTPURL, d.set.TwilioAPIURL = d.post.smtpURL(), d.post.twilioURL()
	if d.app, err = openWith(ctx, d.set, clk, quiet, "demo", migrations.WorkerRole, 30, needUnit, needMail, needTexts); err != nil {
		return err
	}
	if err := d.load(ctx); err != nil {
		return err
	}
	if more > 0 {
		if err := d.invent(ctx, more); err != nil {
			return err
		}
	}
	if d.runner, err = d.app.runner(ctx); err != nil {
		return err
	}
	d.moving = make(chan struct{}, 1)
	return d.morning(ctx)
}

// demoPassphrase is everybody's in the demo, where nobody is real.
const demoPassphrase = "nobody here is real"

// demoStaff is one ready account per role.
var demoStaff = []access.NewAccount{
	{Email: "link@haringey-unit.example", Name: "Lee Link", Role: access.LinkOfficer},
	{Email: "com1@probation.example", Name: "Community Officer 1", Role: access.OffenderManager},
	{Email: "housing@services.example", Name: "Kay Housing", Role: access.SPOC, Services: []string{"housing_options"}},
	{Email: "recovery@services.example", Name: "Kay Haringey", Role: access.SPOC, Services: []string{"drug_and_alcohol"}},
	{Email: "coordinator@haringey-unit.example", Name: "Coral Coordinator", Role: access.Coordinator},
	{Email: "information@haringey-unit.example", Name: "Ira Information", Role: access.InformationLead},
	{Email: "admin@haringey-unit.example", Name: "Ada Administrator", Role: access.Administrator},
}

// load brings in staff and the sample files. Each step is one that changes
// nothing when it was done before, so a first start that was broken off goes on.
func (d *demo) load(ctx context.Context) error {
	who := access.System("demo")
	for _, n := range demoStaff {
		n.Areas = d.app.unit.Areas
		err := pg.InTx(ctx, d.app.pool, who, func(tx pgx.Tx) error {
			return readySignIn(ctx, tx, d.app.clock.Now(), who, n)
		})
		if err != nil {
			return err
		}
	}
	if err := pg.InTx(ctx, d.app.pool, who, func(tx pgx.Tx) error { return keepReady(ctx, tx, d.app.clock.Now()) }); err != nil {
		return err
	}
	var loaded bool
	if err := pg.ReadTx(ctx, d.app.pool, who, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM import WHERE kind = 'appointments' AND file_name = 'demo-appointments.csv')`).Scan(&loaded)
	}); err != nil {
		return fmt.Errorf("see whether the sample is loaded: %w", err)
	}
	if loaded {
		return nil
	}
	im := d.app.importer
	if _, err := im.Services(ctx, who, bytes.NewReader(sample.Services), intake.FileOptions{FileName: "services.csv"}); err != nil {
		return err
	}
	for _, f := range []struct {
		name    string
		content []byte
	}{{"releases.csv", sample.Releases}, {"demo-leavers.csv", demoLeavers}} {
		if _, err := im.Releases(ctx, who, bytes.NewReader(f.content), intake.ReleasesOptions{FileName: f.name}); err != nil {
			return err
		}
	}
	for _, f := range []struct {
		name    string
		content []byte
	}{{"appointments.csv", sample.Appointments}, {"demo-appointments.csv", demoAppointments}} {
		if _, err := im.Appointments(ctx, who, bytes.NewReader(f.content), intake.FileOptions{FileName: f.name}); err != nil {
			return err
		}
	}
	return nil
}

// readySignIn is an account with the demo's passphrase.
func readySignIn(ctx context.Context, tx pgx.Tx, now time.Time, who access.Actor, n access.NewAccount) error {
	a, err := access.FindAccount(ctx, tx, n.Email)
	if fault.Is(err, fault.KindNotFound) {
		if _, err := access.AddAccount(ctx, tx, now, who, n); err != nil {
			return err
		}
		a, err = access.FindAccount(ctx, tx, n.Email)
	}
	if err != nil || a.CanSignIn {
		return err
	}
	return access.SetPassphrase(ctx, tx, now, who, a, demoPassphrase)
}

// keepReady counts the ready accounts as used: nobody signs in with each of them.
func keepReady(ctx context.Context, tx pgx.Tx, now time.Time) error {
	var emails []string
	for _, n := range demoStaff {
		emails = append(emails, n.Email)
	}
	return access.KeepInUse(ctx, tx, now, emails)
}

// demoSignIns are the ready sign-ins, for the demo's own sign-in page.
func demoSignIns() []web.DemoSignIn {
	var list []web.DemoSignIn
	for _, n := range demoStaff {
		list = append(list, web.DemoSignIn{Email: n.Email, Passphrase: demoPassphrase, Name: n.Name, Role: n.Role})
	}
	return list
}

// invent adds people. The same number asked for again adds nobody.
func (d *demo) invent(ctx context.Context, n int) error {
	r, w := io.Pipe()
	go func() {
		w.CloseWithError(people.Extract(w, people.Options{N: n, Seed: 1, AsOf: calendar.MustParse(demoStart[:10])}))
	}()
	bar := newBar(d.out)
	defer bar.end()
	_, err := d.app.importer.Releases(ctx, access.System("demo"), r, intake.ReleasesOptions{FileName: "invented.csv", Source: "invented", Progress: bar.show})
	return err
}

// morning is what happens on the clock's day: the watch, and then the gates
// open for those who leave that day.
func (d *demo) morning(ctx context.Context) error {
	today := calendar.DayOf(d.app.clock.Now())
	if _, err := d.app.releases.Sweep(ctx, access.System("watch"), release.SweepOrder{Day: today}); err != nil {
		return err
	}
	return d.openGates(ctx, today)
}

func (d *demo) run(ctx context.Context, listener net.Listener) error {
	site, err := d.app.beside(ctx, "demo", migrations.WebRole, 10, needUnit, needWeb, needTexts)
	if err != nil {
		return err
	}
	defer site.pool.Close()
	handler, err := site.pages(ctx, d)
	if err != nil {
		return err
	}
	fmt.Fprintf(d.out.say, `
Open the address below and sign in, with a press of a button, as:
`)
	for _, s := range demoStaff {
		fmt.Fprintf(d.out.say, "  %-22s %-20s %s\n", s.Name, s.Role.Words(), s.Email)
	}
	fmt.Fprintf(d.out.say, "The passphrase of them all is: %s\n", demoPassphrase)
	fmt.Fprintf(d.out.say, `
The e-mails are at %[1]s/demo/mailbox, the texts at %[1]s/demo/handset,
and %[1]s/demo/clock moves the clock on a day. Ctrl-C stops everything.

`, d.set.PublicURL)
	fmt.Fprintf(d.out.std, "ready %s\n", d.set.PublicURL)
	group, all := errgroup.WithContext(ctx)
	group.Go(func() error { return serveUntil(all, listener, handler) })
	group.Go(func() error { return d.runner.Run(all) })
	group.Go(func() error { return d.keepClock(all) })
	return asAsked(ctx, group.Wait())
}

// keepClock notes the clock now and then, so that the next start goes on where
// this one was.
func (d *demo) keepClock(ctx context.Context) error {
	ticker := time.NewTicker(5 * time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
			if err := access.MarkInstant(ctx, d.app.pool, d.app.clock.Now()); err != nil && ctx.Err() == nil {
				d.app.log.Warn("the clock could not be noted")
			}
		}
	}
}

func (d *demo) close() {
	if d.app != nil {
		d.app.close()
	}
	if d.post != nil {
		d.post.close()
	}
}
