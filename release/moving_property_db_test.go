package release_test

import (
	"bytes"
	"encoding/csv"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"throughgate/access"
	"throughgate/intake"
	"throughgate/internal/calendar"
)

// lives is a unit on one database for all the cases of a property: each case
// begins with nobody stored. What goes wrong is a failure of the case, so that
// rapid can make it smaller.
type lives struct {
	*unitTest
	rt   *rapid.T
	told strings.Builder // what this case told, for when it fails
}

// eachLife checks a property of the unit whose services are known and whose
// first watch was long ago.
func eachLife(t *testing.T, property func(l *lives)) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	fewCases(t)
	rapid.Check(t, func(rt *rapid.T) {
		l := &lives{unitTest: u, rt: rt}
		l.nobody()
		property(l)
	})
}

// fewCases makes it forty cases instead of rapid's hundred, which take most of
// a second each, unless the command line says how many (`make soak`: a thousand).
func fewCases(t *testing.T) {
	cases := flag.Lookup("rapid.checks")
	if cases.Value.String() != cases.DefValue {
		return
	}
	set := func(n string) {
		if err := flag.Set(cases.Name, n); err != nil {
			t.Fatal(err)
		}
	}
	set("40")
	t.Cleanup(func() { set(cases.DefValue) })
}

// nobody empties the database of people and of the days that were watched.
func (l *lives) nobody() {
	l.at("2026-11-23", 12, 0)
	tables := []string{"message_words", "message_item", "message", "receipt", "appointment", "attention", "consent", "extract_row", "import_listing",
		"import_problem", "import_before_task", "import_before", "take_back", "import", "life_event", "task_event", "task", "release_change", "release_date", "release_history", "release",
		"person_number", "person", "watch_day", "river_job"}
	sql := "SET LOCAL session_replication_role = replica;"
	for _, table := range tables {
		sql += "DELETE FROM " + table + ";"
	}
	sql += `INSERT INTO watch_day (day, by_hand, started_at, done_at, planned, handed_off, reminded, escalated, digests, alerts, messages_queued)
		VALUES ('2026-11-20', false, '2026-11-20T05:00Z', '2026-11-20T05:00Z', 0, 1, 0, 0, 0, 0, 0);
		UPDATE service SET first_watch_on = '2026-11-01'`
	if _, err := l.pool.Exec(l.Context(), sql); err != nil {
		l.rt.Fatalf("empty the database: %v", err)
	}
}

// all reads rows of texts.
func (l *lives) all(sql string, args ...any) []string {
	rows, err := l.pool.Query(l.Context(), sql, args...)
	if err != nil {
		l.rt.Fatalf("%v in %s", err, sql)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		l.rt.Fatalf("%v in %s", err, sql)
	}
	return list
}

// extracted imports one row of a person, taken at an instant.
func (l *lives) extracted(number string, asOf time.Time, row who) {
	l.extractedOf(asOf, []string{number}, row)
}

// extractedOf imports a file with a row for each of these people.
func (l *lives) extractedOf(asOf time.Time, numbers []string, rows ...who) {
	var file bytes.Buffer
	w := csv.NewWriter(&file)
	var header []string
	for i, row := range rows {
		all := maps.Clone(usual)
		maps.Copy(all, row)
		all["prison_number"] = numbers[i]
		if header == nil {
			header = slices.Sorted(maps.Keys(all))
			_ = w.Write(header)
		}
		cells := make([]string, len(header))
		short := []string{}
		for k, c := range header {
			cells[k] = all[c]
			if row[c] != "" && row[c] != "-" {
				short = append(short, c+"="+row[c])
			}
		}
		_ = w.Write(cells)
		l.note("%s: row as of %s %s", numbers[i], asOf.Format("01-02 15:04"), strings.Join(short, " "))
	}
	w.Flush()
	r, err := l.importer.Releases(l.Context(), access.System("import"), &file, intake.ReleasesOptions{FileName: "releases.csv", AsOf: asOf, ConfirmBulk: true}) // two people are all there are
	if err != nil || len(r.Rejected)+len(r.Held) > 0 {
		l.fail("the rows are not taken: %v %+v", err, r)
	}
}

// note keeps what was done, for when the case fails.
func (l *lives) note(format string, args ...any) {
	fmt.Fprintf(&l.told, l.clock().In(calendar.London).Format("Mon 01-02 15:04 ")+format+"\n", args...)
}

// happening is one event: what is told of it to whichever person lives it.
type happening struct {
	at     time.Time
	word   string
	prison string
	more   string // further members, as JSON: `,"area":"Camden"`
}

func (h happening) String() string {
	return strings.TrimSpace(h.at.Format("01-02 15:04") + " " + h.word + " " + h.prison + " " + h.more)
}

// happened imports events in one file, in the order given.
func (l *lives) happened(number string, list ...happening) {
	var file strings.Builder
	for _, h := range list {
		l.note("%s: event %s", number, h)
		prison := ""
		if h.prison != "" {
			prison = fmt.Sprintf(`,"prison":%q`, h.prison)
		}
		fmt.Fprintf(&file, `{"id":%q,"at":%q,"prison_number":%q,"event":%q%s%s}`+"\n", number+h.String(), h.at.In(calendar.London).Format("2006-01-02 15:04"),
			number, h.word, prison, h.more)
	}
	r, err := l.importer.Events(l.Context(), access.System("import"), strings.NewReader(file.String()), intake.FileOptions{FileName: "events.jsonl"})
	if err != nil || len(r.Rejected) > 0 {
		l.fail("the events are not taken: %v %+v", err, r)
	}
}

func (l *lives) fail(format string, args ...any) {
	l.Helper()
	l.rt.Fatalf(format+"\ntold:\n%s", append(args, l.told.String())...)
}

// ends tells all that a person's present stay has come to, a line each: the
// release with its reasons, then the live tasks with their usual days. Where a
// release was told on the way (out), what was asked at once stays asked, though
// the release is taken back or was in error; and the day that was planned when
// it came stays as it was.
func (l *lives) ends(number string, out bool) []string {
	return l.all(`
		SELECT line FROM (
			SELECT '' AS standard, concat_ws(' ', r.state, 'planned', coalesce(CASE WHEN r.state NOT IN ('released', 'removed') THEN r.planned_day END::text, '-'),
			       CASE WHEN r.state NOT IN ('removed', 'died') THEN r.prison END, r.legal_status, r.place, r.custody_status, CASE WHEN r.state NOT IN ('removed', 'died') THEN r.out_of_area END, 'supervised', r.supervised, 'presumed', r.presumed, 'out', coalesce(r.released_on::text, '-'),
			       CASE WHEN r.withheld THEN 'withheld' END, 'left', coalesce(r.left_on::text, '-'), 'received', r.received_day, 'because', array_to_string(r.reasons, '+'), p.home_area) AS line
			FROM release r JOIN person p ON p.id = r.person_id JOIN person_number n USING (person_id) WHERE n.prison_number = $1 AND r.is_current
			UNION ALL
			SELECT t.standard, concat_ws(' ', t.standard, CASE WHEN $2 THEN 'open' WHEN t.state = 'planned' THEN 'planned' ELSE 'asked' END, t.hand_off_on, t.usual_due_on, t.latest_start_on, 
			       CASE WHEN NOT $2 AND t.state = 'planned' THEN 'waits for ' || array_to_string(t.waiting_for, '+') END, CASE WHEN r.is_current THEN '' ELSE 'of a stay that is over' END)
			FROM task t JOIN release r ON r.id = t.release_id JOIN person_number n USING (person_id)
			WHERE n.prison_number = $1 AND t.state IN ('planned', 'handed_off', 'acknowledged', 'accepted', 'declined', 'no_capacity', 'passed_on')
		) x ORDER BY standard, line`, number, out)
}

// anyOf some of these words, joined by semicolons; none: the word for none.
func anyOf(t *rapid.T, name, none string, words ...string) string {
	some := subset(t, name, words)
	if len(some) == 0 {
		return none
	}
	return strings.Join(some, ";")
}

func subset(t *rapid.T, name string, words []string) []string {
	bits := rapid.IntRange(0, 1<<len(words)-1).Draw(t, name)
	var out []string
	for i, w := range words {
		if bits&(1<<i) != 0 {
			out = append(out, w)
		}
	}
	return out
}

var dateColumns = []string{"crd", "crd_override", "ard", "npd", "ped", "apd", "hdced", "hdcad", "prrd", "mtd", "sed", "confirmed_release", "ersed"}

// anyRow tells everything of a person: what it does not give, it takes away.
func anyRow(t *rapid.T, today calendar.Date) who {
	row := who{
		"prison":         rapid.SampledFrom([]string{"LEI", "HLI", "PVI"}).Draw(t, "prison"),
		"legal_status":   rapid.SampledFrom([]string{"SENTENCED", "REMAND", "INDETERMINATE_SENTENCE", "CIVIL_PRISONER"}).Draw(t, "legal status"),
		"needs":          anyOf(t, "needs", "unknown", "accommodation", "mental_health", "drugs_and_alcohol", "finance", "family"),
		"consents":       anyOf(t, "consents", "none", "consent_to_refer", "consent_to_share_contact", "consent_to_share_health"),
		"flags":          anyOf(t, "flags", "none", "children", "victim_contact", "mappa2", "approved_premises", "immigration_hold"),
		"date_of_birth":  rapid.SampledFrom([]string{"1990-01-01", "2009-01-15"}).Draw(t, "born"),
		"sentence_start": rapid.SampledFrom([]string{"2026-01-12", "2026-11-20"}).Draw(t, "sentence start"),
		"status":         "ACTIVE IN", "movement_reason": "received",
		"released_on": "-",
	}
	given := subset(t, "dates", dateColumns)
	for _, c := range dateColumns {
		row[c] = "-"
		if slices.Contains(given, c) {
			row[c] = today.AddDays(rapid.IntRange(-12, 200).Draw(t, c)).String()
		}
	}
	return row
}

// where puts somebody where a row of an extract may say that they are, and why:
// a row that only says "out" leans on what was known before.
func where(t *rapid.T, row who, out calendar.Date, leaves bool) {
	places := []string{"in", "in", "in", "court", "hospital"}
	if leaves {
		places = append(places, "gone", "released", "extradited")
	}
	switch at := rapid.SampledFrom(places).Draw(t, "where"); at {
	case "in":
	case "court", "hospital":
		row["status"], row["movement_reason"] = "ACTIVE OUT", at
	case "gone":
		row["status"], row["movement_reason"] = "INACTIVE OUT", "left_unknown"
	case "released":
		row["status"], row["movement_reason"] = "INACTIVE OUT", at
		row["released_on"] = out.String()
	case "extradited":
		row["status"], row["movement_reason"] = "INACTIVE OUT", at
	}
}

// goingOut are the words of those who go for good; the sources of one life agree
// on the day.
var goingOut = []string{"released", "released_from_court", "released_in_error", "removed"}

// anyHappening between four days ago and noon of today; whoever goes goes on the
// day out.
func anyHappening(t *rapid.T, today, out calendar.Date, returns bool) happening {
	words := []string{"court", "transferred", "hospital", "temporary_absence", "released", "released_from_court", "released_in_error",
		"removed", "moved_area", "died"}
	if returns {
		words = append(words, "received", "recalled", "escaped", "left_unknown")
	}
	h := happening{
		at:   today.AddDays(-rapid.IntRange(0, 4).Draw(t, "days ago")).At(rapid.IntRange(5, 11).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute")),
		word: rapid.SampledFrom(words).Draw(t, "word"),
	}
	if slices.Contains(goingOut, h.word) {
		h.at = out.At(h.at.Hour(), h.at.Minute())
	}
	switch h.word {
	case "transferred", "received", "recalled":
		h.prison = rapid.SampledFrom([]string{"LEI", "HLI", "PVI"}).Draw(t, "to")
	case "moved_area":
		h.more = `,"area":"` + rapid.SampledFrom([]string{"Camden", "Haringey"}).Draw(t, "area") + `"`
	}
	return h
}

// Whatever was told before, and in whatever order, the end is that of the last
// row and of what happened: nothing hangs on the way there.
func TestAnySequenceEndsAsItsLastStateAlone(t *testing.T) {
	eachLife(t, func(l *lives) {
		const along, alone = "A0001BC", "A0002BC"
		today := calendar.MustParse("2026-11-23")
		var list []happening
		var last who
		var asOf time.Time
		released := false
		out := today.AddDays(-rapid.IntRange(0, 3).Draw(l.rt, "days out"))
		// Rows that say how somebody left, and take it back, are one thing, returns
		// another: who was told of both knows of a stay that was over, which the last
		// row alone does not tell.
		returns := rapid.Bool().Draw(l.rt, "returns")
		for i := range rapid.IntRange(1, 6).Draw(l.rt, "steps") {
			if i == 0 || rapid.Bool().Draw(l.rt, "a row") {
				last, asOf = anyRow(l.rt, today), today.At(8, 10*i)
				where(l.rt, last, out, !returns)
				released = released || last["released_on"] != "-"
				l.extracted(along, asOf, last)
				continue
			}
			h := anyHappening(l.rt, today, out, returns)
			if slices.Contains(list, h) {
				continue
			}
			list = append(list, h)
			released = released || strings.HasPrefix(h.word, "released")
			l.happened(along, h)
		}
		l.extracted(alone, asOf, last)
		if len(list) > 0 {
			l.happened(alone, list...)
		}
		if diff := cmp.Diff(l.ends(alone, released), l.ends(along, released)); diff != "" {
			l.fail("not as the last state alone (-alone +along):\n%s", diff)
		}
	})
}
