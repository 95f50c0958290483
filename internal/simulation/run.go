package simulation

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"throughgate/access"
	"throughgate/intake"
	"throughgate/intake/reference"
	"throughgate/internal/calendar"
	"throughgate/internal/oracle"
	"throughgate/internal/pg"
)

// world is one run.
type world struct {
	o       Options
	server  *pg.Private
	areas   []string
	clock   *clock
	house   *house
	post    *post
	cast    *cast
	oracle  *oracle.Oracle
	journal *journal
	prisons []string

	messages, events int
	lastTask         int64
	bulkDone         bool
	restarting       bool   // the database goes away at the next message
	heldImport       int64  // waits for somebody to press send
	lastFile         []byte // and its picture's instant
	lastAsOf         time.Time
	found            []oracle.Violation
	pictured         []map[string]string // the rows of the morning's picture
}

// Report is what a run found, in the shape of interface.md 6.
type Report struct {
	Seed        uint64             `json:"seed"`
	Days        int                `json:"days"` // simulated; fewer than asked for where a violation ended it
	Releases    int                `json:"releases"`
	DateChanges int                `json:"date_changes"`
	Messages    int                `json:"messages"` // attempts that reached a provider
	Faults      map[string]int     `json:"faults"`
	Violations  []oracle.Violation `json:"violations"`
	Seconds     float64            `json:"seconds"`

	People  int    `json:"people"`
	From    string `json:"from"`
	Level   Level  `json:"level"`
	HandOff int    `json:"handed_off"`
	Unknown int    `json:"unknown"`
	Journal string `json:"journal_sha256"`
}

// play runs the whole, or until the first day with a violation.
func (s *stage) play(ctx context.Context, o Options) (Report, error) {
	s.plays++
	server, name := s.server, fmt.Sprintf("simulation_%d", s.plays)
	w := &world{o: o, server: server, areas: s.areas, clock: &clock{}, journal: newJournal(o.Journal)}
	w.clock.set(o.From.AddDays(-1).At(20, 0))
	w.post = newPost(o, w.clock)
	var err error
	if w.house, err = openHouse(ctx, server, name, w.clock, s.areas); err != nil {
		return Report{}, err
	}
	defer func() {
		w.house.close()
		_ = alter(context.WithoutCancel(ctx), server, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
	}()
	if err := w.house.wireSending(ctx, w.post); err != nil {
		return Report{}, err
	}
	if err := w.house.hire(ctx); err != nil {
		return Report{}, err
	}
	if err := w.furnish(s.directory); err != nil {
		return Report{}, err
	}
	days := 0
	for d := range o.Days {
		if err := w.day(ctx, o.From.AddDays(d)); err != nil {
			return Report{}, fmt.Errorf("on %s: %w", o.From.AddDays(d), err)
		}
		days++
		if o.Progress != nil {
			o.Progress(days, o.Days)
		}
		if len(w.found) > 0 {
			break
		}
	}
	if len(w.found) > 0 {
		if err := w.explain(ctx); err != nil {
			return Report{}, err
		}
	}
	return w.report(ctx, days)
}

// furnish invents the people and reads the reference files for the oracle.
func (w *world) furnish(directory []byte) error {
	var err error
	if w.cast, err = invent(w.o, w.areas); err != nil {
		return err
	}
	files := map[string]string{}
	for _, name := range []string{reference.StandardsFile, reference.PrisonsFile, reference.AuthoritiesFile} {
		text, err := reference.Text(name)
		if err != nil {
			return err
		}
		files[name] = text
	}
	prisons, err := reference.Prisons()
	if err != nil {
		return err
	}
	for _, p := range prisons {
		if p.MaleFemale != "female" {
			w.prisons = append(w.prisons, p.Code)
		}
	}
	w.oracle, err = oracle.New(oracle.Config{Standards: files[reference.StandardsFile], Prisons: files[reference.PrisonsFile],
		Authorities: files[reference.AuthoritiesFile], Services: string(directory), Areas: w.areas, LinkOfficers: linkOfficers(w.areas), Mailbox: unitMailbox})
	return err
}

// day is one London day from the watch to the checks of the night.
func (w *world) day(ctx context.Context, day calendar.Date) error {
	working := w.oracle.Working(day.String())
	var file []byte
	var rows []*soul
	for _, step := range []struct {
		hour, minute int
		when         bool
		do           func(context.Context) error
	}{
		{5, 0, true, w.watch},
		{6, 0, working, func(context.Context) (err error) { file, rows, err = w.photograph(day); return err }},
		{7, 30, true, nil},
		{8, 0, true, nil},
		{9, 45, true, func(ctx context.Context) error { return w.live(ctx, day) }},
		{10, 0, true, nil},
		{11, 0, working, func(ctx context.Context) error { return w.importFile(ctx, day, file, rows) }},
		{11, 35, working, nil},
		{12, 0, working, func(ctx context.Context) error { return w.book(ctx, day) }},
		{12, 30, working, func(ctx context.Context) error { return w.again(ctx, day) }},
		{13, 0, working, func(ctx context.Context) error { return w.answer(ctx, day) }},
		{13, 40, working, nil},
		{15, 0, true, nil},
		{17, 30, true, nil},
		{23, 0, true, func(ctx context.Context) error { return w.check(ctx, day) }},
	} {
		if !step.when {
			continue
		}
		w.clock.set(day.At(step.hour, step.minute))
		if step.do != nil {
			if err := step.do(ctx); err != nil {
				return err
			}
		}
		if step.hour == 6 || step.hour == 23 {
			continue
		}
		if err := w.house.releases.DueNow(ctx); err != nil {
			return err
		}
		if err := w.deliver(ctx); err != nil {
			return err
		}
		if err := w.ring(ctx); err != nil {
			return err
		}
	}
	return w.journal.close()
}

func (w *world) watch(ctx context.Context) error {
	if err := w.house.keepAccounts(ctx); err != nil {
		return err
	}
	w.restarting = w.restartsOn(calendar.DayOf(w.clock.now()))
	ask := w.house.releases.DueWatch
	if w.restarting {
		ask = w.watchThrough
	}
	if err := ask(ctx); err != nil {
		return err
	}
	w.oracle.Watch(w.clock.now())
	return nil
}

// photograph takes the picture of six o'clock.
func (w *world) photograph(day calendar.Date) ([]byte, []*soul, error) {
	var rows []*soul
	for _, s := range w.cast.souls {
		if s.arrives == day || !s.inFile && !s.listed && !s.arrives.After(day) {
			s.inFile = true
		}
		if s.inFile {
			rows = append(rows, s)
		}
	}
	if w.bulkOn(day) {
		w.bulk(day)
	}
	if w.o.Faults == Heavy {
		c := chanceOf(w.o.Seed, "shuffle", day.String())
		c.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	}
	if len(rows) == 0 {
		return nil, nil, nil
	}
	w.pictured = w.pictured[:0]
	for _, s := range rows {
		w.pictured = append(w.pictured, w.cast.cells(s))
	}
	file, err := w.cast.extract(rows)
	return file, rows, err
}

// importFile imports the picture of the morning. What happened since is not in
// it: the rows are as they were at six.
func (w *world) importFile(ctx context.Context, day calendar.Date, file []byte, rows []*soul) error {
	if file == nil {
		return nil
	}
	asOf := day.At(6, 0)
	report, err := w.house.importer.Releases(ctx, access.System("import"), bytes.NewReader(file), intake.ReleasesOptions{FileName: "extract.csv", AsOf: asOf})
	if err != nil {
		return err
	}
	if sum := report.New + report.Changed + report.Unchanged + report.OutsideUnit + len(report.Rejected) + len(report.Held); sum != report.Rows {
		w.violate(day, "", fmt.Sprintf("%d rows in the file, %d accounted for", report.Rows, sum))
	}
	for _, p := range report.Rejected {
		w.violate(day, "", "a good row was rejected: "+p.String())
	}
	if w.heldImport = report.Import; report.Import != 0 {
		w.post.tally("brake")
	}
	w.oracle.Extract(w.clock.now(), asOf, w.pictured)
	for _, s := range rows {
		s.listed = true
	}
	w.lastFile, w.lastAsOf = file, asOf
	return nil
}

// again imports the file of the morning once more, as people do: nothing
// changes and nobody is written to.
func (w *world) again(ctx context.Context, day calendar.Date) error {
	if w.heldImport != 0 {
		if _, err := w.house.releases.SendHeld(ctx, w.house.officer, w.heldImport); err != nil {
			return err
		}
		w.heldImport = 0
	}
	if c := chanceOf(w.o.Seed, "again", day.String()); w.o.Faults == None || w.lastFile == nil || !c.of(1000) {
		return nil
	}
	report, err := w.house.importer.Releases(ctx, access.System("import"), bytes.NewReader(w.lastFile), intake.ReleasesOptions{FileName: "extract.csv", AsOf: w.lastAsOf})
	if err != nil {
		return err
	}
	w.post.tally("file_again")
	if report.New+report.Changed+report.MessagesQueued+len(report.Held) != 0 {
		w.violate(day, "", fmt.Sprintf("the same file again: %d new, %d changed, %d messages", report.New, report.Changed, report.MessagesQueued))
	}
	return nil
}

// live lets the day happen.
func (w *world) live(ctx context.Context, day calendar.Date) error {
	var list []happening
	for _, s := range w.cast.souls {
		list = append(list, w.turn(s, day)...)
	}
	if len(list) == 0 {
		return nil
	}
	var file bytes.Buffer
	enc := json.NewEncoder(&file)
	for n, h := range list {
		if err := enc.Encode(h.line(n, day)); err != nil {
			return err
		}
		w.journal.write(w.clock.now(), h.Number, "happened: "+h.Word+" "+h.decision+h.consent+h.task)
	}
	report, err := w.house.importer.Events(ctx, access.System("import"), &file, intake.FileOptions{FileName: "events.jsonl"})
	if err != nil {
		return err
	}
	for _, p := range report.Rejected {
		w.violate(day, "", "a good event was rejected: "+p.String())
	}
	told := make([]oracle.Event, len(list))
	for i, h := range list {
		told[i] = h.Event
		told[i].Decision, told[i].About = h.decision, h.consent+h.task
	}
	w.oracle.Events(w.clock.now(), told)
	w.events += len(list)
	return nil
}

func (w *world) violate(day calendar.Date, number, problem string) {
	w.found = append(w.found, oracle.Violation{Day: day.String(), Release: number, Problem: problem})
}

func (w *world) report(ctx context.Context, days int) (Report, error) {
	r := Report{Seed: w.o.Seed, Days: days, Messages: w.messages, Faults: w.post.count, Violations: w.found, People: w.o.People,
		From: w.o.From.String(), Level: w.o.Faults, Journal: w.journal.digest()}
	if r.Violations == nil {
		r.Violations = []oracle.Violation{}
	}
	for sql, into := range map[string]*int{
		`SELECT count(*) FROM release WHERE state = 'released'`:          &r.Releases,
		`SELECT count(*) FROM release_change WHERE from_day IS NOT NULL`: &r.DateChanges,
		`SELECT count(*) FROM task WHERE handed_off_at IS NOT NULL`:      &r.HandOff,
		`SELECT count(*) FROM message WHERE state = 'unknown'`:           &r.Unknown,
	} {
		if err := w.house.eyes.QueryRow(ctx, sql).Scan(into); err != nil {
			return r, err
		}
	}
	return r, nil
}

// stage is what several plays share: the server, and a template in it.
type stage struct {
	server    *pg.Private
	areas     []string
	directory []byte
	plays     int
}

// Run makes the house and plays. A violation is played again with less, until
// the history that shows it is short. now is the machine's clock.
func Run(ctx context.Context, server *pg.Private, o Options, now func() time.Time) (Report, error) {
	began := now()
	s := &stage{server: server}
	var err error
	if s.areas, _, err = areasOf(o.People); err != nil {
		return Report{}, err
	}
	if s.directory, err = directoryOf(s.areas); err != nil {
		return Report{}, err
	}
	if err := makeTemplate(ctx, server, o, s.areas, s.directory); err != nil {
		return Report{}, err
	}
	r, err := s.play(ctx, o)
	if err != nil {
		return r, err
	}
	if len(r.Violations) > 0 {
		r.Violations[0] = s.shrunk(ctx, o, r.Violations[0], now)
	}
	r.Seconds = now().Sub(began).Seconds()
	return r, nil
}
