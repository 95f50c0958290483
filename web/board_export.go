package web

import (
	"encoding/csv"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/pg"
	"throughgate/internal/wording"
	"throughgate/release"
)

// exportAtOnce is how many people are read together for an export: a long list
// is written piece by piece.
const exportAtOnce = 500

// auditAtOnce is how many references stand in one line of the audit.
const auditAtOnce = 1000

// exportBoard writes the whole list as a spreadsheet can read it. That it leaves
// with these people is in the audit before the first of them is written.
func (s *server) exportBoard(c *gin.Context) {
	read, refs, err := s.takeOut(c, "csv", 0)
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Header("Content-Type", "text/csv; charset=utf-8")
	c.Header("Content-Disposition", `attachment; filename="board-`+calendar.DayOf(read.query.Now).String()+`.csv"`)
	c.Status(http.StatusOK)
	out := newSheet(c.Writer)
	out.row(wording.F("Exported by {1}", s.printedBy(c)).String(), read.filter.title(read.filter.List).String(), wording.N(len(refs), "{1} person", "{1} people").String(),
		read.filter.words(read.choices, read.query.Words).String())
	out.row(exportHeads()...)
	out.flush()
	c.Writer.Flush() // the file begins before the first people are read
	who := actorOf(c)
	for part := range slices.Chunk(refs, exportAtOnce) {
		var rows []release.BoardRow
		err := pg.ReadTx(c.Request.Context(), s.cfg.Pool, who, func(tx pgx.Tx) (err error) {
			rows, err = release.ReadBoardOf(c.Request.Context(), tx, read.query, part)
			return err
		})
		if err != nil { // the reader must see that the file is not whole
			s.cfg.Log.Error("export ended early", "actor", who.Key(), "cause", scrub(err))
			panic(http.ErrAbortHandler)
		}
		for _, row := range rows {
			out.row(exportCells(who, read.filter, row)...)
		}
		out.flush()
		c.Writer.Flush()
	}
	out.flush()
}

// takeOut finds the people of a list that leaves the program, all pages of it,
// and writes in the audit that it does; most is how many may leave, 0 for all.
func (s *server) takeOut(c *gin.Context, how string, most int) (boardRead, []string, error) {
	read := boardRead{filter: readBoardFilter(c.Request.URL.Query())}
	ctx, who := c.Request.Context(), actorOf(c)
	var refs []string
	err := pg.InTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) (err error) {
		if err = s.readBoard(c, tx, &read); err != nil {
			return err
		}
		if refs, err = release.ReadBoardRefs(ctx, tx, read.query); err != nil {
			return err
		}
		read.held = len(refs)
		if most > 0 && len(refs) > most {
			refs = refs[:most]
		}
		filter := read.filter
		if filter.Officer != "" && filter.Officer != release.NoOfficer {
			filter.Officer = "chosen" // the audit names no address
		}
		what := wording.F("{1} of {2}, {3}", how, wording.N(len(refs), "{1} person", "{1} people"), filter.query())
		entries := []access.Entry{{Action: access.Disclose, ObjectKind: "board", Detail: what.String()}}
		for part := range slices.Chunk(refs, auditAtOnce) {
			entries = append(entries, access.Entry{Action: access.Disclose, ObjectKind: "board", Detail: how, Releases: part})
		}
		return access.Record(ctx, tx, read.query.Now, who, entries...)
	})
	return read, refs, err
}

func exportHeads() []string {
	heads := []string{"Person", "Prison number", "Home area", "Prison", "Place", "State", "Planned day", "Or day", "Released on", "Days left",
		"Why", "Times moved", "Days of notice lost", "To look at"}
	for _, pathway := range release.PathwayOrder {
		heads = append(heads, pathwayWords(pathway).String())
	}
	return append(heads, "Open requests", "Late requests", "Next step", "Whose", "When")
}

// exportCells are a person's cells: what the page shows, no more.
func exportCells(who access.Actor, f boardFilter, row release.BoardRow) []string {
	see := listViewer(who, row.Person.Restricted, row.HealthConsent)
	line := newBoardLine(who, f, row, true)
	left := ""
	if row.Release.DaysLeft != nil && see.Sees(access.FieldDays) {
		left = strconv.Itoa(*row.Release.DaysLeft)
	}
	var flags []string
	for _, flag := range line.Flags {
		flags = append(flags, flag.Words.String())
	}
	cells := []string{line.Name.String(), line.Number, line.Area, line.Prison, line.Place.String(),
		access.Pick(see, access.FieldCustody, stateWords(row.Release.State, row.LeftBy)).String(),
		access.Pick(see, access.FieldDays, row.Release.PlannedDay.String()), access.Pick(see, access.FieldDays, row.Release.OrDay().String()),
		access.Pick(see, access.FieldDays, row.Release.ReleasedOn.String()), left, line.Why,
		access.Pick(see, access.FieldCustody, strconv.Itoa(row.Moves)), access.Pick(see, access.FieldCustody, strconv.Itoa(row.NoticeLost)),
		strings.Join(flags, "; ")}
	for _, pathway := range release.PathwayOrder {
		words := ""
		for _, mark := range line.Marks {
			if mark.Pathway == pathwayWords(pathway) {
				words = mark.Words.String()
			}
		}
		cells = append(cells, words)
	}
	next := nextView{}
	if line.Next != nil {
		next = *line.Next
	}
	return append(cells, access.Pick(see, access.FieldStanding, strconv.Itoa(row.OpenTasks)),
		access.Pick(see, access.FieldStanding, strconv.Itoa(row.LateTasks)), next.What.String(), next.Whose.String(), next.When.String())
}

// sheet writes rows that a spreadsheet opens without doing anything by itself.
type sheet struct{ w *csv.Writer }

// newSheet begins with a byte order mark, without which spreadsheets misread
// accents.
func newSheet(w io.Writer) sheet {
	_, _ = io.WriteString(w, "\ufeff") // what cannot be written shows at the first row
	out := csv.NewWriter(w)
	out.UseCRLF = true
	return sheet{out}
}

func (s sheet) row(cells ...string) {
	for i, cell := range cells {
		cells[i] = inert(cell)
	}
	_ = s.w.Write(cells) // the reader has gone: the flush tells
}

func (s sheet) flush() { s.w.Flush() }

// inert puts an apostrophe before a cell that a spreadsheet would take for a
// formula: one that begins with = + - @, a tab or a line end, or their wide forms.
func inert(cell string) string {
	if strings.HasPrefix(cell, "\t") || strings.HasPrefix(cell, "\r") || strings.HasPrefix(cell, "\n") {
		return "'" + cell
	}
	if first := strings.TrimLeft(cell, " \u00a0"); first != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(first)[0]) {
		return "'" + cell
	}
	return cell
}

// paperAtMost is how many people one printed list holds.
const paperAtMost = 500

// printView is a whole list on one page, for paper.
type printView struct {
	Page     Page
	Back     string
	List     wording.Text
	Filtered wording.Text
	Total    int
	Printed  wording.Text
	NotAll   wording.Text
	Groups   []boardGroup
}

func (s *server) printBoard(c *gin.Context) {
	read, refs, err := s.takeOut(c, "print", paperAtMost)
	if err != nil {
		s.fail(c, err)
		return
	}
	var rows []release.BoardRow
	who := actorOf(c)
	err = pg.ReadTx(c.Request.Context(), s.cfg.Pool, who, func(tx pgx.Tx) (err error) {
		rows, err = release.ReadBoardOf(c.Request.Context(), tx, read.query, refs)
		return err
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	f := read.filter
	view := printView{Page: s.page(c, "Releases"), Back: f.address(), List: f.title(f.List), Total: read.held,
		Filtered: f.words(read.choices, read.query.Words), Printed: s.printedBy(c), Groups: paperGroups(who, f, rows, read)}
	if read.held > len(refs) {
		view.NotAll = wording.F("These are the first {1} of {2}: filter the list to print the others.", len(refs), read.held)
	}
	s.look.Render(c, http.StatusOK, "board-print", view)
}

// paperGroups are the groups of a whole list, with the numbers that are in them.
func paperGroups(who access.Actor, f boardFilter, rows []release.BoardRow, read boardRead) []boardGroup {
	b := release.Board{Counts: map[release.List]int{f.List: len(rows)}, Weeks: map[calendar.Date]int{}}
	today := calendar.DayOf(read.query.Now)
	for _, row := range rows {
		if f.List == release.Upcoming && (row.Release.State == release.Released || !row.Release.PlannedDay.After(today)) {
			b.Gate = append(b.Gate, row)
			continue
		}
		b.Rows = append(b.Rows, row)
		b.Weeks[row.Week]++
	}
	b.Counts[release.Gate] = len(b.Gate)
	b.Counts[f.List] = len(b.Rows)
	return boardGroups(who, f, b, len(read.choices.Areas) > 1)
}
