package testkit

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Plan is how PostgreSQL would run a statement with these arguments, as EXPLAIN
// says it. It runs nothing.
func Plan(t testing.TB, in interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}, sql string, args ...any) string {
	t.Helper()
	rows, _ := in.Query(t.Context(), "EXPLAIN "+sql, args...)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatalf("explain a statement: %v", err)
	}
	return strings.Join(lines, "\n")
}
