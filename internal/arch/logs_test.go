package arch

import (
	"go/ast"
	"go/token"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"throughgate/internal/logs"
)

// A line of the log holds words of ours and keys that stand on the list: the
// handler leaves others out, and a line that says nothing is found here first.
func TestEveryLineOfTheLogUsesKeysOfTheList(t *testing.T) {
	lines := 0
	for _, s := range house(t) {
		if isWithin(s.path, "internal/testkit") {
			continue
		}
		ast.Inspect(s.syntax, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if args, ok := logged(n); ok {
					lines++
					report(t, badLine(s, n, args))
				}
			case *ast.AssignStmt: // what is put together before it is logged
				if len(n.Lhs) == 1 && lastName(n.Lhs[0]) == "attrs" {
					report(t, badKeys(s, attrsOf(n.Rhs[0])))
				}
			}
			return true
		})
	}
	if lines < 25 {
		t.Errorf("only %d lines of the log were found", lines)
	}
}

// Who writes the log goes through the handler that knows the list.
func TestEveryLogIsSifted(t *testing.T) {
	for _, s := range house(t) {
		if isWithin(s.path, "internal/testkit") || isWithin(s.path, "internal/logs") {
			continue
		}
		text, err := os.ReadFile(path.Join("../..", s.path))
		if err != nil {
			t.Fatal(err)
		}
		for _, made := range []string{"slog.NewTextHandler(", "slog.NewJSONHandler(", "slog.Default(", "slog.SetDefault(", "slog.Info(", "slog.Warn(", "slog.Error(", " log.Print", "\tlog.Print", " log.New(", "\tlog.New("} {
			if strings.Contains(strings.ReplaceAll(string(text), "slog.NewTextHandler(io.Discard", ""), made) {
				t.Errorf("%s: %s...) goes past internal/logs", s.path, made)
			}
		}
	}
}

func TestTheListOfKeysIsInOrderAndUsed(t *testing.T) {
	seen := map[string]bool{}
	for _, key := range logs.Keys {
		if seen[key] || key != strings.ToLower(key) {
			t.Errorf("%q stands twice on the list, or is no key", key)
		}
		seen[key] = true
	}
}

// logged gives the arguments of a call that writes to a log after the text.
func logged(call *ast.CallExpr) (args []ast.Expr, ok bool) {
	sel, is := call.Fun.(*ast.SelectorExpr)
	if !is || !slices.Contains([]string{"Debug", "Info", "Warn", "Error"}, sel.Sel.Name) || len(call.Args) == 0 {
		return nil, false
	}
	return call.Args[1:], slices.Contains([]string{"log", "Log", "slog"}, lastName(sel.X))
}

func lastName(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		return x.Sel.Name
	}
	return ""
}

// wordsOfOurs are the texts of lines that are put together, each of words of ours.
var wordsOfOurs = []string{"thing.name", "problem", "noAuditKey"}

func badLine(s source, call *ast.CallExpr, args []ast.Expr) (bad []string) {
	ast.Inspect(call.Args[0], func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr, *ast.BasicLit:
			return true
		case *ast.Ident, *ast.SelectorExpr:
			name := lastName(n.(ast.Expr))
			if sel, ok := n.(*ast.SelectorExpr); ok {
				name = lastName(sel.X) + "." + name
			}
			if !slices.Contains(wordsOfOurs, name) {
				bad = append(bad, s.at(call)+": the text of a line is made of "+name+": put it under a key")
			}
			return false
		case nil:
			return false
		}
		bad = append(bad, s.at(call)+": the text of a line is words of ours: put what changes under a key")
		return false
	})
	if call.Ellipsis.IsValid() && lastName(args[len(args)-1]) == "attrs" {
		return bad // looked at where they are put together
	}
	return append(bad, badKeys(s, args)...)
}

// badKeys are the keys, every second one, that do not stand on the list.
func badKeys(s source, args []ast.Expr) (bad []string) {
	for i := 0; i < len(args); i += 2 {
		lit, ok := args[i].(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			bad = append(bad, s.at(args[i])+": a key of the log is no text of the source")
			continue
		}
		if key, err := strconv.Unquote(lit.Value); err != nil || !slices.Contains(logs.Keys, key) {
			bad = append(bad, s.at(args[i])+": the key "+lit.Value+" stands not on the list of internal/logs")
		}
	}
	return bad
}

// attrsOf are the keys and values of attrs := []any{...} and attrs = append(attrs, ...).
func attrsOf(x ast.Expr) []ast.Expr {
	switch x := x.(type) {
	case *ast.CompositeLit:
		return x.Elts
	case *ast.CallExpr:
		if lastName(x.Fun) == "append" {
			return x.Args[1:]
		}
	}
	return []ast.Expr{x}
}

// at is where something stands.
func (s source) at(n ast.Node) string { return s.files.Position(n.Pos()).String() }
