package intake

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
)

// erasedWords say why a row about somebody who was erased is left out. The row
// itself is not kept: it would bring back what was erased.
const erasedWords = "this person was erased after the file was made: the row was left out; send an extract of now if they are in custody again"

// markErased finds rows, of numbers that nobody has, about people who were erased
// after the instant of the file. A newer file tells of them anew.
func markErased(ctx context.Context, tx pgx.Tx, asOf time.Time, keys access.AuditKeys) error {
	var some bool
	if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM erased_number WHERE erased_at >= $1)`, asOf).Scan(&some); err != nil {
		return fmt.Errorf("look for people who were erased: %w", err)
	}
	if !some || keys.None() {
		return nil
	}
	rows, err := tx.Query(ctx, `SELECT s.line, s.prison_number FROM import_verdict v JOIN import_staging s ON s.line = v.line WHERE v.person_id IS NULL`)
	if err != nil {
		return fmt.Errorf("look for people who were erased: %w", err)
	}
	var lines []int
	var marks [][]byte
	var line int
	var number string
	if _, err = pgx.ForEachRow(rows, []any{&line, &number}, func() error {
		for _, mark := range keys.ErasedMarks(number) {
			lines, marks = append(lines, line), append(marks, mark)
		}
		return nil
	}); err != nil {
		return fmt.Errorf("look for people who were erased: %w", err)
	}
	_, err = tx.Exec(ctx, `
		UPDATE import_verdict v SET verdict = 'erased' FROM unnest($1::integer[], $2::bytea[]) AS u (line, mark)
		WHERE v.line = u.line AND EXISTS (SELECT FROM erased_number e WHERE e.hash = u.mark AND e.erased_at >= $3)`, lines, marks, asOf)
	if err != nil {
		return fmt.Errorf("look for people who were erased: %w", err)
	}
	return nil
}
