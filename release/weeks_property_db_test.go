package release_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/pathways"
	"throughgate/release"
)

// heldTask is a task with what its holder has really been told.
type heldTask struct {
	ID, ReleaseID            int64
	Ref, Code, State, Anchor string
	Officers                 bool // officers' own
	Contact                  string
	Version                  int
	DueOn, UsualDue, ToldDay calendar.Date
	DoneAt                   *time.Time
	ReleaseState             string
	Planned, Or, Out, Left   calendar.Date // Or: the other day where the Friday scheme is presumed
	Current                  bool
}

// day is the day of release as far as it is known: of somebody who has left and
// nobody knows why, the day they left.
func (t *heldTask) day() calendar.Date {
	switch {
	case !t.Out.IsZero():
		return t.Out
	case t.ReleaseState == string(release.LeftUnknown):
		return t.Left
	}
	return t.Planned
}

// says is all that an e-mail says of days.
func (t *heldTask) says() string { return fmt.Sprintf("%s, or %s, due %s", t.day(), t.Or, t.DueOn) }

func (t *heldTask) asked() bool { return pathways.State(t.State).Asked() }

// weeks is one life of the unit: what was done, and what left.
type weeks struct {
	*lives
	cal   *calendar.Calendar
	rows  map[string]who
	done  map[int64]heldTask
	heard map[heardOf]calendar.Date // the day that a holder was told last, by an e-mail that left
	knew  map[heardOf]string        // all that it said of days
}

type heardOf struct {
	task int64
	to   string
}

func (w *weeks) tasks() map[int64]heldTask {
	rows, err := w.pool.Query(w.Context(), `
		SELECT t.id, t.release_id, t.ref, t.standard, t.state, s.anchor, s.found_by IN ('com', 'unit'), lower(t.contact_email), t.version,
		       t.due_on, t.usual_due_on, t.told_day, t.done_at, r.state, r.planned_day,
		       CASE WHEN r.presumed THEN r.working_day END, r.released_on, r.left_on, r.is_current
		FROM task t JOIN release r ON r.id = t.release_id JOIN standard s ON s.code = t.standard ORDER BY t.id`)
	if err != nil {
		w.rt.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[heldTask])
	if err != nil {
		w.rt.Fatal(err)
	}
	out := make(map[int64]heldTask, len(list))
	for _, t := range list {
		out[t.ID] = t
	}
	return out
}

// move puts the clock forward and runs what each new morning brings.
func (w *weeks) move(to time.Time) {
	for day := calendar.DayOf(w.clock()).AddDays(1); !day.After(calendar.DayOf(to)); day = day.AddDays(1) {
		if !w.cal.Working(day) && rapid.Bool().Draw(w.rt, "no watch on a day off") {
			continue
		}
		w.at(day.String(), 8, 0)
		w.watch(day)
		w.tick()
	}
	if to.After(w.clock()) {
		in := to.In(calendar.London)
		w.at(calendar.DayOf(to).String(), in.Hour(), in.Minute())
	}
	w.tick()
}

func (w *weeks) watch(day calendar.Date) {
	done, err := w.releases.Sweep(w.Context(), access.System("watch"), release.SweepOrder{Day: day})
	if err != nil {
		w.fail("the watch of %s: %v", day, err)
	}
	w.note("watch: %d handed off", done.HandedOff)
}

// tick does what has come due since, as every minute does.
func (w *weeks) tick() {
	if err := w.releases.DueNow(w.Context()); err != nil {
		w.fail("what has come due: %v", err)
	}
	w.leave()
}

// leave hands everything that is due to the providers and looks at what left.
func (w *weeks) leave() {
	type item struct {
		ID        int64
		Kind, To  string
		ItemKind  string
		TaskID    int64
		From, Day calendar.Date
	}
	var ids []int64
	rows, err := w.pool.Query(w.Context(), `SELECT id FROM message WHERE state = 'queued' AND not_before <= $1 ORDER BY id`, w.clock())
	if err == nil {
		ids, err = pgx.CollectRows(rows, pgx.RowTo[int64])
	}
	if err != nil || len(ids) == 0 {
		return
	}
	w.mu.Lock()
	w.sent = nil
	w.mu.Unlock()
	if err := w.courier.Deliver(w.Context(), ids); err != nil {
		w.fail("deliver: %v", err)
	}
	texts := map[string][]string{}
	for _, m := range w.sent {
		texts[m.To] = append(texts[m.To], m.Text)
	}
	rows, err = w.pool.Query(w.Context(), `
		SELECT m.id, m.kind, lower(m.recipient), i.kind, i.task_id, i.from_day, i.to_day
		FROM message m JOIN message_item i ON i.message_id = m.id AND NOT i.dropped
		WHERE m.id = ANY($1) AND m.state = 'sent' AND m.kind IN ('request', 'told') AND i.task_id IS NOT NULL ORDER BY m.id, i.position`, ids)
	if err != nil {
		w.rt.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[item])
	if err != nil {
		w.rt.Fatal(err)
	}
	tasks, knew := w.tasks(), maps.Clone(w.knew) // before this hour
	allowed := map[int64]bool{}
	for _, i := range list {
		t := tasks[i.TaskID]
		w.note("left: %s to %s: %s %s %s", i.Kind, i.To, i.ItemKind, t.Code, i.Day)
		theirs := t.asked() && t.Contact == i.To
		switch i.ItemKind {
		case "task":
			if theirs {
				allowed[i.ID] = true
				w.heard[heardOf{t.ID, i.To}], w.knew[heardOf{t.ID, i.To}] = t.day(), t.says()
			}
		case "moved":
			allowed[i.ID] = true
			if i.Day != t.day() {
				w.fail("%s was told of %s for %s, and it is %s", i.To, i.Day, t.Code, t.day())
			}
			if last, ok := w.heard[heardOf{t.ID, i.To}]; theirs && ok && i.From != last {
				w.noteTold()
				w.fail("%s was told that %s moved from %s, and had been told of %s", i.To, t.Code, i.From, last)
			}
			if theirs && i.Day == i.From && knew[heardOf{t.ID, i.To}] == t.says() {
				w.noteTold()
				w.fail("%s was told of %s again: %s", i.To, t.Code, t.says())
			}
			if theirs {
				w.heard[heardOf{t.ID, i.To}], w.knew[heardOf{t.ID, i.To}] = i.Day, t.says()
			}
		default:
			allowed[i.ID] = true
		}
	}
	for _, i := range list {
		if !allowed[i.ID] {
			w.fail("a %s left to %s with nothing that they hold: %s", i.Kind, i.To, tasks[i.TaskID].Code)
		}
	}
}

// check looks at everything that must hold whenever nothing is under way.
func (w *weeks) check() {
	for id, t := range w.tasks() {
		if was, ok := w.done[id]; ok && (t.State != "done" || t.DueOn != was.DueOn || t.UsualDue != was.UsualDue || !t.DoneAt.Equal(*was.DoneAt)) {
			w.fail("%s was done, and has moved: %+v, was %+v", t.Code, t, was)
		}
		if !pathways.State(t.State).Open() || t.DueOn.IsZero() || t.Code == "ACC-TONIGHT" {
			continue
		}
		if !w.cal.Working(t.DueOn) && t.DueOn != t.Planned {
			w.fail("%s (%s) is due on %s, no working day", t.Code, t.State, t.DueOn.Long())
		}
		if t.Anchor == "planned" && t.ReleaseState == "planned" && t.DueOn.After(t.Planned) {
			w.fail("%s (%s) is due on %s, after the planned day %s", t.Code, t.State, t.DueOn, t.Planned)
		}
	}
	for _, twice := range w.all(`
		SELECT recipient || ' has ' || count(*) || ' of ' || cause
		FROM (SELECT lower(recipient) AS recipient, coalesce('import ' || import_id, split_part(dedupe_key, ':', 2) || ', at ' || queued_at) AS cause
		      FROM message WHERE kind = 'told' AND state = 'sent') x
		GROUP BY recipient, cause HAVING count(*) > 1`) {
		w.noteTold()
		w.fail("more than one message a recipient for one change: %s", twice)
	}
}

// noteTold keeps what was to be told and what became of it, for when the case fails.
func (w *weeks) noteTold() {
	for _, line := range w.all(`
		SELECT concat_ws(' ', m.recipient, m.state, m.reason, 'queued', m.queued_at, m.dedupe_key, string_agg(concat_ws(' ', i.kind, t.standard, i.from_day, i.to_day,
		       CASE WHEN i.dropped THEN 'dropped' END), ', '))
		FROM message m JOIN message_item i ON i.message_id = m.id LEFT JOIN task t ON t.id = i.task_id WHERE m.kind = 'told' GROUP BY m.id ORDER BY m.id`) {
		w.note("%s", line)
	}
}

// allTold: once everything has left, every holder of a request knows the day.
func (w *weeks) allTold() {
	for _, t := range w.tasks() {
		if !t.asked() || !t.Current || t.Officers || t.Anchor != "planned" || t.ReleaseState != "planned" && t.ReleaseState != "released" {
			continue
		}
		heard, ever := w.heard[heardOf{t.ID, t.Contact}]
		if t.ToldDay != t.day() {
			w.fail("%s (%s): its holder is down as told of %s, and it is %s", t.Code, t.State, t.ToldDay, t.day())
		}
		if ever && heard != t.day() {
			w.noteTold()
			w.fail("%s (%s) of %s: the last e-mail that left told of %s, and it is %s", t.Code, t.State, t.Contact, heard, t.day())
		}
	}
}

var answers = []string{"acknowledge", "accept", "done", "decline"}

// answer is somebody's word on one of the requests that are out.
func (w *weeks) answer() {
	tasks := w.tasks()
	var open []int64
	for _, id := range slices.Sorted(maps.Keys(tasks)) {
		if t := tasks[id]; t.asked() && t.Current {
			open = append(open, id)
		}
	}
	if len(open) == 0 {
		return
	}
	t := tasks[rapid.SampledFrom(open).Draw(w.rt, "task")]
	var err error
	what := rapid.SampledFrom(answers).Draw(w.rt, "answer")
	switch what {
	case "acknowledge":
		err = w.unitTest.tasks.Acknowledge(w.Context(), official, t.Ref, t.Version)
	case "accept":
		err = w.unitTest.tasks.Accept(w.Context(), official, t.Ref, t.Version)
	case "decline":
		err = w.unitTest.tasks.Decline(w.Context(), official, t.Ref, t.Version, "not ours")
	case "done":
		finish := pathways.Finish{Reason: "told by telephone"}
		if t.Code == "ACC-DTR" {
			finish.Evidence, finish.HousingAuthority = []string{"authority_chosen"}, haringeyCode
		}
		err = w.unitTest.tasks.Finish(w.Context(), official, t.Ref, t.Version, finish)
		if err == nil {
			w.done[t.ID] = w.tasks()[t.ID]
		}
	}
	w.note("%s %s: %v", what, t.Code, err)
	var refused *fault.Error
	if err != nil && !errors.As(err, &refused) {
		w.fail("%s %s: %v", what, t.Code, err)
	}
}

const everyConsent = "consent_to_refer;consent_to_share_contact;consent_to_share_health"

var people = []string{"A0001BC", "A0002BC"}

// extract is today's file with both people; some of what it tells has changed.
func (w *weeks) extract() {
	today := calendar.DayOf(w.clock())
	var rows []who
	for _, number := range people {
		row := w.rows[number]
		switch rapid.SampledFrom([]string{"same", "date", "date", "date", "needs", "prison", "status", "consents", "flags"}).Draw(w.rt, "changes") {
		case "date":
			c := rapid.SampledFrom([]string{"crd", "crd", "hdcad", "confirmed_release"}).Draw(w.rt, "which")
			row[c] = today.AddDays(rapid.IntRange(1, 120).Draw(w.rt, c)).String()
			if rapid.Bool().Draw(w.rt, "one of a few") { // there and back
				row[c] = rapid.SampledFrom([]string{"2026-12-17", "2027-01-14", "2027-02-11"}).Draw(w.rt, c)
			}
			if c != "crd" && rapid.Bool().Draw(w.rt, "away") {
				row[c] = "-"
			}
		case "needs":
			row["needs"] = anyOf(w.rt, "needs", "none", "accommodation", "mental_health", "drugs_and_alcohol")
		case "prison":
			row["prison"] = rapid.SampledFrom([]string{"LEI", "HLI"}).Draw(w.rt, "prison")
		case "consents":
			row["consents"] = anyOf(w.rt, "consents", "none", "consent_to_refer", "consent_to_share_contact", "consent_to_share_health")
		case "flags":
			row["flags"] = anyOf(w.rt, "flags", "none", "mappa2", "children")
		case "status":
			row["legal_status"] = rapid.SampledFrom([]string{"SENTENCED", "REMAND"}).Draw(w.rt, "legal status")
		}
		rows = append(rows, maps.Clone(row))
	}
	w.extractedOf(w.clock(), people, rows...)
}

func (w *weeks) happen() {
	h := happening{at: w.clock(), word: rapid.SampledFrom([]string{"court", "transferred", "hospital", "received", "left_unknown", "escaped", "released", "recalled"}).Draw(w.rt, "event")}
	switch h.word {
	case "transferred", "received", "recalled":
		h.prison = rapid.SampledFrom([]string{"LEI", "HLI"}).Draw(w.rt, "to")
	}
	w.happened(rapid.SampledFrom(people).Draw(w.rt, "who"), h)
}

// Some weeks of a unit: dates move, things happen, services answer or do not,
// messages leave in their hours.
func TestWeeksOfAUnit(t *testing.T) {
	eachLife(t, func(l *lives) {
		w := &weeks{lives: l, cal: calendar.New(nil), rows: map[string]who{}, done: map[int64]heldTask{}, heard: map[heardOf]calendar.Date{}, knew: map[heardOf]string{}}
		w.at("2026-11-23", 6, 0)
		for i, number := range people {
			w.rows[number] = who{"surname": fmt.Sprintf("Fictional%c", 'A'+i), "crd": calendar.MustParse("2026-11-23").AddDays(rapid.IntRange(5, 90).Draw(l.rt, "crd")).String(),
				"hdcad": "-", "confirmed_release": "-", "sed": "2028-02-15", "legal_status": "SENTENCED", "needs": "accommodation;mental_health", "prison": "LEI",
				"consents": everyConsent}
		}
		w.extractedOf(w.clock(), people, w.rows[people[0]], w.rows[people[1]])
		w.at("2026-11-23", 8, 0)
		w.watch(calendar.MustParse("2026-11-23"))
		w.leave()
		for range rapid.IntRange(2, 7).Draw(l.rt, "steps") {
			switch rapid.SampledFrom([]string{"extract", "extract", "extract", "happen", "answer", "answer"}).Draw(l.rt, "step") {
			case "extract":
				w.extract()
			case "happen":
				w.happen()
			case "answer":
				w.answer()
			}
			w.check()
			switch rapid.IntRange(0, 3).Draw(l.rt, "then") {
			case 0:
				w.move(w.clock().Add(10 * time.Minute))
			case 1:
				w.move(w.clock().Add(40 * time.Minute))
			case 2:
				w.move(calendar.DayOf(w.clock()).AddDays(1).At(9, 0))
			case 3:
				w.move(calendar.DayOf(w.clock()).AddDays(rapid.IntRange(2, 7).Draw(l.rt, "days")).At(15, 0))
			}
			w.check()
		}
		// In the end nothing holds anything back any more.
		var rows []who
		for _, number := range people {
			maps.Copy(w.rows[number], who{"consents": everyConsent, "flags": "none"})
			rows = append(rows, maps.Clone(w.rows[number]))
		}
		w.move(w.clock().Add(time.Minute))
		w.extractedOf(w.clock(), people, rows...)
		w.move(w.cal.Add(calendar.DayOf(w.clock()), 2).At(12, 0))
		w.check()
		w.allTold()
	})
}
