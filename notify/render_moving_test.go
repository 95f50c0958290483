package notify_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/internal/calendar"
	"throughgate/notify"
)

// told is one of each thing that a service is told of a change.
func told() []notify.Line {
	sooner := worst(notify.ItemMoved)
	sooner.From, sooner.To, sooner.AnswerAgain = day("2026-12-18"), day("2026-12-11"), true
	presumed := moveOf(1)
	presumed.From, presumed.To, presumed.OrDay = day("2026-12-17"), day("2026-12-10"), day("2026-12-11")
	lost := moveOf(2)
	lost.To = calendar.Date{}
	withdrawn := worst(notify.ItemWithdrawn)
	withdrawn.From, withdrawn.Note = day("2026-12-18"), "no longer asked for"
	meeting := notify.Line{Kind: notify.ItemMeetingInside, Initials: "A.B.", Reference: "k3", Path: "/appointments/k3", At: day("2026-12-02").At(14, 30)}
	return []notify.Line{sooner, presumed, lost, withdrawn, meeting}
}

// moveOf is one moved task as the domain makes it.
func moveOf(n int) notify.Line {
	return notify.Line{Kind: notify.ItemMoved, Code: "ACC-CAS3", MailWords: "Request to answer", Initials: "A.B.", Reference: fmt.Sprint("ref", n),
		Path: fmt.Sprint("/tasks/t", n), From: day("2026-12-18"), To: day("2026-12-21"), PlannedDay: day("2026-12-21"),
		DueOn: day("2026-12-08"), AnswerBy: day("2026-11-25").At(17, 0)}
}

func manyMoves(n int) []notify.Line {
	var lines []notify.Line
	for i := range n {
		lines = append(lines, moveOf(i+10))
	}
	return lines
}

func daysOfNotice(n int) *int { return &n }

// movingDay is the digest of an officer on a morning on which everything that
// can move has moved.
func movingDay() []notify.Section {
	line := func(kind notify.ItemKind, change func(*notify.Line)) notify.Section {
		l := notify.Line{Kind: kind, Initials: "A.B.", Reference: "k3", Path: "/releases/k3", PlannedDay: day("2026-12-18")}
		change(&l)
		return notify.Section{Kind: kind, Lines: []notify.Line{l}}
	}
	about := notify.Line{Kind: notify.ItemNoNews, To: day("2026-11-19"), Count: 12, Path: "/board"}
	held := notify.Line{Kind: notify.ItemImportHeld, Count: 214, Path: "/imports/7"}
	return []notify.Section{
		{Kind: notify.ItemImportHeld, Lines: []notify.Line{held}},
		line(notify.ItemNewDate, func(l *notify.Line) {
			l.From, l.To, l.OrDay = day("2026-12-17"), day("2026-12-10"), day("2026-12-11")
			l.Notice, l.Unmet = daysOfNotice(-5), []string{"ACC-CRS", "DA-REF"}
		}),
		line(notify.ItemNewDate, func(l *notify.Line) { l.From, l.To, l.Notice = day("2026-12-17"), day("2026-12-18"), daysOfNotice(1) }),
		line(notify.ItemNewDate, func(l *notify.Line) { l.From, l.To, l.Notice = day("2026-12-19"), day("2026-12-18"), daysOfNotice(0) }),
		line(notify.ItemAskPrison, func(l *notify.Line) { l.PlannedDay, l.OrDay = day("2026-12-10"), day("2026-12-11") }),
		line(notify.ItemAskPrison, func(l *notify.Line) { l.Note = "Have the papers been served?" }),
		line(notify.ItemHearing, func(l *notify.Line) {
			l.PlannedDay, l.To, l.Note = calendar.Date{}, day("2026-11-24"), "The sheet is not ready"
		}),
		line(notify.ItemGate, func(l *notify.Line) { l.PlannedDay, l.OrDay = day("2026-11-26"), day("2026-11-27") }),
		line(notify.ItemNotConfirmed, func(l *notify.Line) { l.PlannedDay = day("2026-11-20") }),
		line(notify.ItemNotAtGate, func(l *notify.Line) { l.PlannedDay = day("2026-11-23") }),
		line(notify.ItemTransferred, func(l *notify.Line) { l.To, l.OrDay = day("2026-11-20"), day("2026-12-21") }),
		line(notify.ItemMovedArea, func(l *notify.Line) { l.To = day("2026-11-20") }),
		line(notify.ItemAtLarge, func(l *notify.Line) { l.To = day("2026-11-22") }),
		line(notify.ItemLeftUnknown, func(l *notify.Line) { l.To = day("2026-11-22") }),
		line(notify.ItemReleased, func(l *notify.Line) { l.To, l.PlannedDay, l.Left = day("2026-11-20"), day("2026-11-20"), true }),
		line(notify.ItemReleasedInError, func(l *notify.Line) { l.PlannedDay, l.Left = day("2026-11-20"), true }),
		line(notify.ItemRemoved, func(l *notify.Line) { l.To = day("2026-11-20") }),
		line(notify.ItemFirstWeeks, func(l *notify.Line) {
			l.PlannedDay, l.Left, l.Note = day("2026-11-20"), true, "Is the first appointment kept?"
		}),
		line(notify.ItemMissed, func(l *notify.Line) {
			l.PlannedDay, l.Left, l.To, l.At = day("2026-11-20"), true, day("2026-11-23"), day("2026-11-23").At(14, 30)
		}),
		line(notify.ItemMissed, func(l *notify.Line) { l.PlannedDay, l.Left, l.To = day("2026-11-20"), true, day("2026-11-21") }),
		line(notify.ItemItinerary, func(l *notify.Line) { l.PlannedDay, l.OrDay, l.Count = day("2026-12-10"), day("2026-12-11"), 2 }),
		line(notify.ItemItinerary, func(l *notify.Line) { l.PlannedDay = day("2026-12-10") }),
		line(notify.ItemGone, func(l *notify.Line) { l.To = day("2026-11-19") }),
		{Kind: notify.ItemNoNews, Lines: []notify.Line{about}},
		line(notify.ItemDied, func(l *notify.Line) { l.To = day("2026-11-20") }),
	}
}

func leftAlert() []notify.Section {
	l := worst(notify.ItemLeftUnknown)
	l.To = day("2026-11-23")
	return []notify.Section{{Kind: notify.ItemLeftUnknown, Lines: []notify.Line{l}}}
}

// kindsOf reads the constants of ItemKind: a new one cannot be forgotten here.
func kindsOf(t *testing.T) []notify.ItemKind {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "message.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []notify.ItemKind
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); !ok || kind.Name != "ItemKind" {
			return true
		}
		value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		kinds = append(kinds, notify.ItemKind(value))
		return true
	})
	return kinds
}

// fullest is worst with everything set that a change may set.
func fullest(kind notify.ItemKind) notify.Line {
	l := worst(kind)
	l.From, l.To, l.OrDay, l.At = day("2026-12-18"), day("2026-12-10"), day("2026-12-11"), day("2026-12-02").At(14, 30)
	l.Count, l.Notice, l.Unmet, l.AnswerAgain = 12, daysOfNotice(-3), []string{"ACC-CRS", "DA-REF"}, true
	return l
}

// variants are the shapes in which a line may come.
func variants(kind notify.ItemKind) []notify.Line {
	all := fullest(kind)
	left, from, to, bare := all, all, all, notify.Line{Kind: kind}
	left.Left, left.From, left.To = true, calendar.Date{}, calendar.Date{}
	from.To, to.From = calendar.Date{}, calendar.Date{}
	return []notify.Line{all, left, from, to, bare}
}

func TestNoKindOfItemDisclosesToOfficersOrServices(t *testing.T) {
	w := newWriter(t)
	words := notify.NewWords(prisons, []string{"health", "risk", "treatment", "Fictional", "Samuel", "escape", "escaped", "absconded", "abscond",
		"died", "dead", "death", "deceased", "hospital", "hearing", "gate", "inmate", "prisoner", "cell", "transfer", "transferred", "deported",
		"removed", "detained", "arrested", "wing", "error"})
	kinds := kindsOf(t)
	if len(kinds) < 40 {
		t.Fatalf("%d kinds of item were found in message.go", len(kinds))
	}
	toldKinds := map[notify.ItemKind]bool{notify.ItemMoved: true, notify.ItemWithdrawn: true, notify.ItemMeetingInside: true, notify.ItemAnswered: true,
		notify.ItemPaused: true, notify.ItemResumed: true}
	headings := map[string]notify.ItemKind{}
	for _, kind := range kinds {
		for _, line := range variants(kind) {
			letters := map[notify.Kind]notify.Letter{notify.Told: {Lines: []notify.Line{line}}}
			if !toldKinds[kind] {
				sections := []notify.Section{{Kind: kind, Lines: []notify.Line{line}}}
				letters = map[notify.Kind]notify.Letter{notify.Digest: {Sections: sections}, notify.Alert: {Sections: sections}}
			}
			for message, letter := range letters {
				r, err := w.Write(message, letter, monday)
				if err != nil {
					t.Fatal(err)
				}
				for part, text := range map[string]string{"subject": r.Subject, "text": r.Text, "html": style.ReplaceAllString(r.HTML, " ")} {
					if hits := words.Blocked(codes.ReplaceAllString(links.ReplaceAllString(text, ""), "CODE")); len(hits) > 0 {
						t.Errorf("%s in a %s: the %s holds %q", kind, message, part, hits)
					}
				}
				if strings.Contains(r.Subject, line.Initials) && line.Initials != "" || strings.Contains(r.Subject, "h4kq2") {
					t.Errorf("%s: the subject says whom it is about: %s", kind, r.Subject)
				}
				if message == notify.Digest {
					headings[headingIn(t, r.Text)] = kind
				}
			}
		}
	}
	if kind, ok := headings["To look at"]; ok {
		t.Errorf("%s has no heading of its own", kind)
	}
	if want := len(kinds) - len(toldKinds); len(headings) != want {
		t.Errorf("%d headings of %d kinds: %v", len(headings), want, headings)
	}
}

// headingIn is the one section's heading of a digest.
func headingIn(t *testing.T, text string) string {
	t.Helper()
	for _, line := range strings.Split(text, "\n") {
		if heading, ok := strings.CutSuffix(line, " (1 line)"); ok {
			return heading
		}
	}
	t.Fatalf("no heading in\n%s", text)
	return ""
}

func TestADeathIsToldByReferenceOnly(t *testing.T) {
	r, err := newWriter(t).Write(notify.Alert, notify.Letter{Sections: []notify.Section{{Kind: notify.ItemDied,
		Lines: []notify.Line{fullest(notify.ItemDied)}}}}, monday)
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(r.Text, "now.\n")
	body, _, _ = strings.Cut(body, "--")
	want := "\nPlease make no contact (1 line)\n\n- Reference h4kq2m9x0w3vt\n  Please make no contact. Ring the unit.\n\n"
	if diff := cmp.Diff(want, body); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhereverAPlannedDayIsSaidBothDaysAre(t *testing.T) {
	w := newWriter(t)
	const both = "Thursday 10 December 2026, or Friday 11 December 2026 if the scheme is not applied"
	presumed := func(kind notify.ItemKind) notify.Line {
		l := moveOf(1)
		l.Kind, l.From, l.To = kind, calendar.Date{}, calendar.Date{}
		l.PlannedDay, l.OrDay = day("2026-12-10"), day("2026-12-11")
		return l
	}
	check := func(name string, message notify.Kind, letter notify.Letter) {
		t.Helper()
		r, err := w.Write(message, letter, monday)
		if err != nil {
			t.Fatal(err)
		}
		for part, text := range map[string]string{"text": r.Text, "html": r.HTML} {
			if said := strings.Count(text, "10 December 2026"); strings.Count(text, both) != said || said == 0 {
				t.Errorf("%s: the %s does not say both days:\n%s", name, part, text)
			}
		}
	}
	check("a request", notify.Request, notify.Letter{Lines: []notify.Line{presumed(notify.ItemTask)}})
	move := presumed(notify.ItemMoved)
	move.From, move.To = day("2026-12-17"), day("2026-12-10")
	first := move
	first.From = calendar.Date{}
	same := move
	same.From = same.To
	for _, l := range []notify.Line{move, first, same} {
		check("told", notify.Told, notify.Letter{Lines: []notify.Line{l}})
		lines := manyMoves(10)
		check("told in a list", notify.Told, notify.Letter{Lines: append(lines, l)})
	}
	silent := map[notify.ItemKind]bool{notify.ItemDied: true, notify.ItemNotDied: true, notify.ItemOpened: true, notify.ItemOpeningAsked: true, notify.ItemRemoved: true, notify.ItemNoNews: true, notify.ItemImportHeld: true,
		notify.ItemMoved: true, notify.ItemWithdrawn: true, notify.ItemMeetingInside: true}
	for _, kind := range kindsOf(t) {
		if silent[kind] {
			continue
		}
		check("planned day of "+string(kind), notify.Digest, notify.Letter{Sections: []notify.Section{{Kind: kind, Lines: []notify.Line{presumed(kind)}}}})
	}
	for _, l := range []notify.Line{move, first} {
		check("a new day", notify.Alert, notify.Letter{Sections: []notify.Section{{Kind: notify.ItemNewDate, Lines: []notify.Line{l}}}})
	}
}

func TestTenChangesAreToldInFullAndMoreAsAList(t *testing.T) {
	w := newWriter(t)
	for n, full := range map[int]bool{1: true, 10: true, 11: false} {
		lines := manyMoves(n)
		lines[0].AnswerAgain = true
		r, err := w.Write(notify.Told, notify.Letter{Lines: lines}, monday)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(r.Text, "Now needed by"); got != full {
			t.Errorf("%d changes: in full %v, want %v", n, got, full)
		}
		const change = "The day it is for moves from Friday 18 December 2026 to Monday 21 December 2026"
		if got := strings.Count(r.Text, change); got != n || strings.Count(r.Text, "Request to answer (ACC-CAS3), A.B., reference ref") != n {
			t.Errorf("%d changes: %d say their days, reference and task:\n%s", n, got, r.Text)
		}
		if got := strings.Count(r.Text, "Please answer again by 5pm on Wednesday 25 November 2026"); got != 1 {
			t.Errorf("%d changes: %d ask for an answer again, want the one that must", n, got)
		}
	}
}

func TestAWithdrawnRequestSaysNothingOfWhy(t *testing.T) {
	l := fullest(notify.ItemWithdrawn)
	l.Note = "the person has moved"
	r, err := newWriter(t).Write(notify.Told, notify.Letter{Lines: []notify.Line{l}}, monday)
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(r.Text, "written here.\n")
	body, _, _ = strings.Cut(body, "--")
	want := "\n- Pack to prepare (DA-NALOX), S.O'B., reference h4kq2m9x0w3vt\n  No longer needed: please do nothing more\n" +
		"  https://board.example/tasks/h4kq2m9x0w3vt?a=1&b=<2>\n\n"
	if diff := cmp.Diff(want, body); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
