package intake_test

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"throughgate/intake"
	"throughgate/internal/pg"
	"throughgate/release"
)

// A file whose known rows stay unread, and the same as a stream, of which every
// row is read, leave the same behind: the same report, the same rows, the same told
// to release. Weeks of files that nobody has made up by hand, and what happens
// between them.
func TestUnreadRowsComeToWhatReadingThemWould(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			unread, read := newWorld(t), newWorld(t)
			play := newPlay(seed)
			for day := range 12 {
				file, o, between := play.day()
				for _, w := range []*world{unread, read} {
					between(w)
				}
				if diff := cmp.Diff(read.outcome(stream{strings.NewReader(file)}, o), unread.outcome(strings.NewReader(file), o)); diff != "" {
					t.Fatalf("day %d, %+v (-read +unread):\n%s\n%q", day, o, diff, file)
				}
			}
		})
	}
}

// outcome is what a file comes to, all that it leaves behind included.
func (w *world) outcome(file io.Reader, o intake.ReleasesOptions) []string {
	w.t.Helper()
	told := len(w.at.told)
	r, err := w.im.Releases(w.t.Context(), importing, file, o)
	w.clock = w.clock.Add(time.Hour)
	report, _ := json.Marshal(r)
	out := []string{string(report), fmt.Sprint(err), fmt.Sprintf("%+v", w.at.told[told:])}
	for _, sql := range []string{
		`SELECT concat_ws(' ', person_id, source, row_hash, cells, as_of, import_id) FROM extract_row ORDER BY person_id, source`,
		`SELECT concat_ws(' ', id, kind, source, sha256, as_of, rows, new, changed, unchanged, outside_unit, rejected, held, finished_at) FROM import ORDER BY id`,
		`SELECT concat_ws(' ', import_id, person_ids) FROM import_listing ORDER BY import_id`,
		`SELECT concat_ws(' ', import_id, kind, line, column_name, problem, cells) FROM import_problem ORDER BY id`,
		`SELECT concat_ws(' ', kind, about_key, person_id, note, opened_at, closed_at, closed_by) FROM attention ORDER BY id`,
		`SELECT concat_ws(' ', prison_number, person_id) FROM person_number ORDER BY 1`,
		`SELECT concat_ws(' ', id, surname, date_of_birth, home_area, updated_at) FROM person ORDER BY id`,
		`SELECT concat_ws(' ', actor, action, object_kind, object_id, detail) FROM audit ORDER BY id`,
	} {
		rows, err := w.pool.Query(w.t.Context(), sql)
		if err != nil {
			w.t.Fatal(err)
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			w.t.Fatal(err)
		}
		out = append(out, lines...)
	}
	return out
}

// play makes up files, each from the one before.
type play struct {
	*rand.Rand
	people [][]string // cells by the columns of columns
}

var playColumns = []string{"prison_number", "surname", "forenames", "date_of_birth", "prison", "home_area", "crd", "sed", "pnc_id", "mobile", "needs"}

func newPlay(seed uint64) *play {
	p := &play{Rand: rand.New(rand.NewPCG(seed, 7))}
	for i := range 14 {
		p.people = append(p.people, []string{fmt.Sprintf("A%04dBC", i), p.one("Smith", "Jones", "Björk", "O'Neil, the younger"), "Jo", "1990-01-01",
			p.one("LEI", "MDI", "Leeds"), p.one("Haringey", "Camden", "E09000014"), p.date(), p.date(), p.one("", "90/12X"), p.one("", "07700 900123", "no"), p.one("", "family;finance", "none")})
	}
	return p
}

func (p *play) one(of ...string) string { return of[p.IntN(len(of))] }

func (p *play) date() string {
	return p.one("", fmt.Sprintf("2027-%02d-%02d", 1+p.IntN(12), 1+p.IntN(28)), fmt.Sprintf("%02d/%02d/2027", 1+p.IntN(12), 1+p.IntN(12)))
}

func (p *play) day() (file string, o intake.ReleasesOptions, between func(*world)) {
	for range p.IntN(3) {
		at := p.people[p.IntN(len(p.people))]
		switch p.IntN(5) {
		case 0:
			at[1], at[3] = p.one("Smith", "Brown"), p.one("1990-01-01", "1980-02-02")
		default:
			at[6], at[7], at[10] = p.date(), p.date(), p.one("", "family", "unknown")
		}
	}
	order := p.Perm(len(playColumns))
	if p.IntN(3) > 0 {
		order = []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	}
	var names []string
	for _, i := range order {
		names = append(names, playColumns[i])
	}
	var b strings.Builder
	b.WriteString(strings.Join(names, ",") + "\n")
	rows := p.IntN(3) // whose rows are missing, or stand there once more
	for i, person := range p.people {
		times := 1
		if rows == 0 && p.IntN(10) == 0 {
			times = p.IntN(3)
		}
		for time := range times {
			cells := make([]string, 0, len(order))
			for _, column := range order {
				cell := person[column]
				switch {
				case time > 0 && column == 8 && p.IntN(2) == 0:
					cell = "another"
				case i == 3 && column == 6 && rows == 1:
					cell = "31/02/2027"
				}
				if strings.Contains(cell, ",") {
					cell = `"` + cell + `"`
				}
				cells = append(cells, cell)
			}
			b.WriteString(strings.Join(cells, ",") + "\n")
		}
	}
	file = b.String()
	if p.IntN(6) == 0 {
		file = file[:len(file)-1-p.IntN(4)]
	}
	if p.IntN(4) == 0 {
		file = strings.ReplaceAll(file, "ö", "\xf6") // Windows-1252
	}
	o.Source = p.one("", "", "", "another")
	o.DryRun = p.IntN(6) == 0
	if p.IntN(6) == 0 {
		o.AsOf = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	}
	return file, o, p.between()
}

// between two files an event may come, two records be joined, a cell be corrected.
func (p *play) between() func(*world) {
	who, other := 1+p.IntN(10), 11+p.IntN(3)
	switch p.IntN(6) {
	case 0:
		return func(w *world) { w.exec(`UPDATE extract_row SET row_hash = '' WHERE person_id = $1`, who) }
	case 1:
		return func(w *world) {
			w.exec(`UPDATE person_number SET person_id = $2, is_current = false WHERE person_id = $1 AND EXISTS (SELECT FROM person WHERE id = $2)`, other, who)
			w.exec(`DELETE FROM extract_row x WHERE x.person_id = $1 AND EXISTS (SELECT FROM extract_row y WHERE y.person_id = $2 AND y.source = x.source)`, other, who)
			w.exec(`UPDATE extract_row SET person_id = $2 WHERE person_id = $1 AND EXISTS (SELECT FROM person WHERE id = $2)`, other, who)
		}
	case 2:
		return func(w *world) {
			if err := pg.InTx(w.t.Context(), w.pool, importing, func(tx pgx.Tx) error {
				return w.im.Corrected(w.t.Context(), tx, int64(who), []release.Edit{{Field: "forenames", Now: "Joanna"}})
			}); err != nil {
				w.t.Fatal(err)
			}
		}
	}
	return func(*world) {}
}
