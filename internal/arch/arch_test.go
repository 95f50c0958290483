package arch

import (
	"fmt"
	"go/ast"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
)

// Reading order is import order: below names the packages that every row may
// lean on, and each domain row adds one.
var (
	ground  = []string{"internal/calendar", "internal/fault", "internal/pg", "internal/wording"}
	said    = append(slices.Clone(ground), "access", "notify")
	ready   = append(slices.Clone(said), "pathways")
	leaving = append(slices.Clone(ready), "release")
)

// anything is for the two places that put the parts together: the binary, and
// what tests are built with.
var anything = []string{"*"}

// mayImport has a row for each package (a row counts for the packages below it
// too, unless they have their own): which of our packages it may import.
var mayImport = map[string][]string{
	"internal/calendar": {},
	"internal/fault":    {},
	"internal/pg":       {},
	"internal/logs":     {}, // cmd alone makes a log; the others are given one
	"internal/wording":  {"internal/calendar", "internal/wording", "internal/wording/gather"},
	"internal/arch":     {},
	"internal/testkit":  anything,
	// A second opinion is worth something only where it is one: the oracle shares
	// no line with the program. The simulator puts the parts together, as cmd does.
	"internal/oracle":     {},
	"internal/simulation": anything,
	"migrations":          ground,
	"access":              ground,
	"notify":              append(slices.Clone(ground), "access"),
	"notify/email":        said,
	"notify/sms":          said,
	"notify/webhook":      said,
	"notify/sendertest":   said,
	"pathways":            said,
	"release":             ready,
	"intake":              leaving,
	"internal/machine":    {},
	"jobs":                append(slices.Clone(leaving), "internal/machine"),
	"web":                 append(slices.Clone(leaving), "migrations", "internal/machine"), // /readyz asks whether the schema is the program's
	"cmd":                 anything,
}

// knowsTheTime are the places that may read the clock. Everyone else is given
// the time: cmd wires one clock into all of them, and in the demo and in tests
// it is not the machine's. internal/testkit waits for real servers and measures
// real seconds. Timers and tickers are no clock and are free to all: they say
// how long, never what day it is.
var knowsTheTime = []string{"cmd", "internal/testkit"}

// domain are the packages whose files are rules unless their name says
// otherwise: store.go and *_store.go hold SQL, service.go and *_service.go the
// use cases.
var domain = []string{"access", "intake", "notify", "pathways", "release"}

// effects are the files of the domain that are neither, each with its reason.
var effects = map[string]string{
	"access/reference.go": "draws the random references that stand in addresses",
	"notify/sender.go":    "the border itself: what a Sender is given (a context) and may answer",
}

// impure is what a rules file must not import: whoever can be cancelled, asked,
// written to or surprised.
var impure = []string{
	"context", "crypto/rand", "database/sql", "log", "math/rand", "net/http", "net/smtp", "os",
	"github.com/gin-gonic", "github.com/jackc", "github.com/riverqueue", "github.com/twilio", "github.com/wneessen",
	module + "/internal/pg",
}

func TestNoArrowPointsTheWrongWay(t *testing.T) {
	report(t, wrongArrows(house(t)))
}

func TestOnlyTheBinaryKnowsTheTime(t *testing.T) {
	report(t, clockReaders(house(t)))
}

func TestRulesFilesHaveNoEffects(t *testing.T) {
	report(t, impureRules(house(t)))
}

func TestRequestsStayInWeb(t *testing.T) {
	report(t, strayRequests(house(t)))
}

func TestEveryRowAndReasonIsStillNeeded(t *testing.T) {
	root := os.DirFS("../..")
	for name := range effects {
		if _, err := fs.Stat(root, name); err != nil {
			t.Errorf("effects names %s, which is not there", name)
		}
	}
}

// house is every source file of the module.
func house(t *testing.T) []source {
	t.Helper()
	sources, err := read(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	if len(sources) < 10 {
		t.Fatalf("only %d Go files found: is the module's root two folders up?", len(sources))
	}
	return sources
}

func report(t *testing.T, problems []string) {
	t.Helper()
	for _, problem := range problems {
		t.Error(problem)
	}
}

// rowOf is the closest row of mayImport for a folder.
func rowOf(dir string) ([]string, bool) {
	for name := dir; name != "."; name = path.Dir(name) {
		if row, found := mayImport[name]; found {
			return row, true
		}
	}
	return nil, false
}

func wrongArrows(sources []source) []string {
	var problems []string
	for _, file := range sources {
		row, found := rowOf(file.dir())
		if !found {
			problems = append(problems, fmt.Sprintf("%s: package %s has no row in mayImport", file.path, file.dir()))
			continue
		}
		for _, imported := range file.imports {
			target, own := ours(imported)
			if own && !allowed(row, file.dir(), target) {
				problems = append(problems, fmt.Sprintf("%s imports %s: not one of %v", file.path, target, row))
			}
		}
	}
	return problems
}

// allowed tells whether a package may import target. A row's entry is that
// package alone: notify does not stand for notify/email, the senders are wired
// in cmd. Below its own folder a package may look.
func allowed(row []string, dir, target string) bool {
	return slices.Contains(row, "*") || slices.Contains(row, target) || strings.HasPrefix(target, dir+"/")
}

func clockReaders(sources []source) []string {
	var problems []string
	for _, file := range sources {
		if slices.ContainsFunc(knowsTheTime, func(place string) bool { return isWithin(file.dir(), place) }) {
			continue
		}
		clock := nameOf(file.syntax, "time")
		ast.Inspect(file.syntax, func(node ast.Node) bool {
			selected, ok := node.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			from, ok := selected.X.(*ast.Ident)
			if ok && clock != "" && from.Name == clock && slices.Contains([]string{"Now", "Since", "Until"}, selected.Sel.Name) {
				problems = append(problems, fmt.Sprintf("%s: time.%s outside cmd: take the time as an argument", file.files.Position(node.Pos()), selected.Sel.Name))
			}
			return true
		})
	}
	return problems
}

// nameOf is what a file calls an imported package; empty when it does not
// import it.
func nameOf(file *ast.File, imported string) string {
	for _, spec := range file.Imports {
		if spec.Path.Value != `"`+imported+`"` {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return path.Base(imported)
	}
	return ""
}

func isRules(file source) bool {
	if _, listed := effects[file.path]; listed || !slices.Contains(domain, file.dir()) {
		return false
	}
	name := "_" + path.Base(file.path)
	return !strings.HasSuffix(name, "_store.go") && !strings.HasSuffix(name, "_service.go")
}

func impureRules(sources []source) []string {
	var problems []string
	for _, file := range sources {
		if !isRules(file) {
			continue
		}
		for _, imported := range file.imports {
			if slices.ContainsFunc(impure, func(start string) bool { return isWithin(imported, start) }) {
				problems = append(problems, fmt.Sprintf("%s imports %s: a rules file takes values and gives values; SQL belongs in _store.go, use cases in _service.go", file.path, imported))
			}
		}
	}
	return problems
}

func strayRequests(sources []source) []string {
	var problems []string
	for _, file := range sources {
		if isWithin(file.dir(), "web") || isWithin(file.dir(), "cmd") {
			continue
		}
		for _, imported := range file.imports {
			if isWithin(imported, "github.com/gin-gonic/gin") {
				problems = append(problems, fmt.Sprintf("%s imports gin: a request goes no further than web", file.path))
			}
		}
	}
	return problems
}
