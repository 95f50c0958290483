package arch

import (
	"go/ast"
	"go/token"
	"regexp"
	"testing"
)

// blindJoin finds a join by what PostgreSQL does not trust to keep quiet about
// hidden rows: under row-level security it reads the whole table for it, whatever
// indexes there are (docs/adr/0032).
var blindJoin = regexp.MustCompile(`(?is)\bjoin\s+[\w.]+\s+\w+\s+on\s+\w+\.\w+\s*=\s*(coalesce\b|\(\s*select\b)`)

func TestJoinsLetAnIndexServe(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{`LEFT JOIN release r ON r.id = coalesce(i.release_id, t.release_id)`, "join person p\n\ton p.id = (select x.id from x)"} {
		if !blindJoin.MatchString(bad) {
			t.Errorf("%q is let through", bad)
		}
	}
	if good := `LEFT JOIN release r ON r.id = CASE WHEN i.release_id IS NULL THEN t.release_id ELSE i.release_id END WHERE coalesce(x, y) = z`; blindJoin.MatchString(good) {
		t.Errorf("%q is not let through", good)
	}
	for _, s := range house(t) {
		if isWithin(s.path, "internal") { // what is measured and simulated looks past the policies
			continue
		}
		ast.Inspect(s.syntax, func(n ast.Node) bool {
			if text, ok := n.(*ast.BasicLit); ok && text.Kind == token.STRING && blindJoin.MatchString(text.Value) {
				t.Errorf("%s: joins by coalesce or a query: write a CASE, or join what is asked (docs/adr/0032): %s", s.at(text), blindJoin.FindString(text.Value))
			}
			return true
		})
	}
}
