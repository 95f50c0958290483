package pg

import (
	"context"
	"fmt"
	"reflect"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// many is how many rows are worth a statement of their own form.
const many = 100

// Insert writes n rows in one statement. PostgreSQL refuses COPY into a table
// with row-level security; this costs little more. Columns are names with their
// types, as "ref text, due_on date"; row gives the values of one row in their
// order. A column that is an array of texts takes []string. A column that has one
// value in all of many rows travels once.
func Insert(ctx context.Context, tx pgx.Tx, table, columns string, n int, row func(i int) []any) error {
	if n == 0 {
		return nil
	}
	sql, values := insertion(table, columns, n, row)
	_, err := tx.Exec(ctx, sql, values...)
	return err
}

// QueueInsert is Insert in one round trip with others.
func QueueInsert(batch *pgx.Batch, table, columns string, n int, row func(i int) []any) {
	if n == 0 {
		return
	}
	sql, values := insertion(table, columns, n, row)
	batch.Queue(sql, values...)
}

// insertion is the statement of an Insert with its values.
func insertion(table, columns string, n int, row func(i int) []any) (sql string, values []any) {
	list := columnsOf(columns, n)
	for i := range n {
		for c, value := range row(i) {
			list[c].values[i] = value
		}
	}
	var names, outs, params, apart []string
	for i := range list {
		c := &list[i]
		names = append(names, c.name)
		value, one := c.one()
		switch {
		case one && value == nil:
			outs = append(outs, "null::"+c.kind)
			continue
		case one:
			values = append(values, value)
			outs = append(outs, fmt.Sprintf("$%d::%s%s", len(values), c.travels(), c.arrives()))
			continue
		}
		values = append(values, pgtype.FlatArray[any](c.values)) // a plain slice is read by reflection
		params, apart = append(params, fmt.Sprintf("$%d::%s[]", len(values), c.travels())), append(apart, c.name)
		outs = append(outs, c.name+c.arrives())
	}
	from := " FROM unnest(" + strings.Join(params, ", ") + ") AS u (" + strings.Join(apart, ", ") + ")"
	if len(params) == 0 { // the same row over and over
		from = fmt.Sprintf(" FROM generate_series(1, %d)", n)
	}
	return "INSERT INTO " + table + " (" + strings.Join(names, ", ") + ") OVERRIDING SYSTEM VALUE SELECT " + strings.Join(outs, ", ") + from, values
}

// column is one column of rows on their way in.
type column struct {
	name, kind string
	values     []any
}

func columnsOf(columns string, n int) []column {
	each := strings.Split(columns, ",")
	list := make([]column, len(each))
	for c, text := range each {
		name, kind, _ := strings.Cut(strings.TrimSpace(text), " ")
		list[c] = column{name, kind, make([]any, n)}
	}
	return list
}

// one is the value of all rows, where there are many and they have the same.
func (c *column) one() (any, bool) {
	if c.texts() {
		for i, v := range c.values { // an array of arrays would be taken apart to the last element
			c.values[i] = arrayOf(v.([]string))
		}
	}
	first := c.values[0]
	if len(c.values) < many || first != nil && !reflect.TypeOf(first).Comparable() {
		return nil, false
	}
	for _, v := range c.values {
		if v != first {
			return nil, false
		}
	}
	if v := reflect.ValueOf(first); first == nil || v.Kind() == reflect.Pointer && v.IsNil() {
		return nil, true
	}
	return first, true
}

// texts: the column is an array of texts, which travels as one text.
func (c *column) texts() bool { return c.kind == "text[]" }

func (c *column) travels() string {
	if c.texts() {
		return "text"
	}
	return c.kind
}

func (c *column) arrives() string {
	if c.texts() {
		return "::text[]"
	}
	return ""
}
