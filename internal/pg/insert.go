package pg

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Insert writes n rows in one statement. PostgreSQL refuses COPY into a table
// with row-level security; this costs little more. Columns are names with their
// types, as "ref text, due_on date"; row gives the values of one row in their
// order. A column that is an array of texts takes []string.
func Insert(ctx context.Context, tx pgx.Tx, table, columns string, n int, row func(i int) []any) error {
	if n == 0 {
		return nil
	}
	each := strings.Split(columns, ",")
	names, outs, params := make([]string, len(each)), make([]string, len(each)), make([]string, len(each))
	arrays := make([]bool, len(each))
	values := make([]any, len(each))
	for c, column := range each {
		name, kind, _ := strings.Cut(strings.TrimSpace(column), " ")
		names[c], outs[c] = name, name
		// unnest takes an array of arrays apart to the last element: it travels
		// as text.
		if arrays[c] = kind == "text[]"; arrays[c] {
			kind, outs[c] = "text", name+"::text[]"
		}
		params[c] = fmt.Sprintf("$%d::%s[]", c+1, kind)
		values[c] = make([]any, n)
	}
	for i := range n {
		for c, value := range row(i) {
			if arrays[c] {
				value = arrayOf(value.([]string))
			}
			values[c].([]any)[i] = value
		}
	}
	list := strings.Join(names, ", ")
	_, err := tx.Exec(ctx, "INSERT INTO "+table+" ("+list+") OVERRIDING SYSTEM VALUE SELECT "+strings.Join(outs, ", ")+
		" FROM unnest("+strings.Join(params, ", ")+") AS u ("+list+")", values...)
	return err
}
