package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
)

// eraseStep takes people out of one table. Of a batch it is one statement,
// however many people there are.
type eraseStep struct{ table, sql string }

// eraseSteps in an order in which nothing points at what is gone. A test goes
// through the columns of the database: a new one with words in it stands here or
// says there why it holds nobody.
var eraseSteps = []eraseStep{
	{"attention", `DELETE FROM attention WHERE person_id = ANY(@people) OR release_id = ANY(@releases) OR task_id = ANY(@tasks)
		OR message_id = ANY(@messages) OR inbound_id = ANY(@inbound) OR kind = 'held_row' AND about_key = ANY(@numbers)`},
	{"attention", `UPDATE attention SET note = '', close_note = '' WHERE message_id = ANY(@shared) AND (note <> '' OR close_note <> '')`},
	{"retention_hold", `DELETE FROM retention_hold WHERE person_id = ANY(@people)`},
	{"erasure_request", `DELETE FROM erasure_request WHERE person_id = ANY(@people)`},
	{"subject_withheld", `DELETE FROM subject_withheld WHERE request_id IN (SELECT id FROM subject_request WHERE person_id = ANY(@people) OR release_id = ANY(@releases))`},
	{"subject_request", `DELETE FROM subject_request WHERE person_id = ANY(@people) OR release_id = ANY(@releases)`},
	{"person_category", `DELETE FROM person_category WHERE person_id = ANY(@people)`},
	{"opening", `DELETE FROM opening WHERE person_id = ANY(@people) OR release_id = ANY(@releases)`},
	{"take_back", `DELETE FROM take_back WHERE person_id = ANY(@people) OR event_id IN (SELECT id FROM life_event WHERE person_id = ANY(@people))`},
	{"note", `DELETE FROM note WHERE person_id = ANY(@people)`},
	{"privacy_notice", `DELETE FROM privacy_notice WHERE person_id = ANY(@people)`},
	{"consent", `DELETE FROM consent WHERE person_id = ANY(@people)`},
	{"person_edit", `DELETE FROM person_edit WHERE person_id = ANY(@people)`},
	{"life_event", `DELETE FROM life_event WHERE person_id = ANY(@people)`},
	{"sheet_handover", `DELETE FROM sheet_handover WHERE release_id = ANY(@releases)`},

	// What files told of them, and what stood before a file.
	{"extract_row", `DELETE FROM extract_row WHERE person_id = ANY(@people)`},
	{"import_before_task", `DELETE FROM import_before_task WHERE task_id = ANY(@tasks)`},
	{"import_before", `DELETE FROM import_before WHERE person_id = ANY(@people)`},
	{"import_listing", `UPDATE import_listing l SET person_ids = ARRAY(SELECT u.id FROM unnest(l.person_ids) WITH ORDINALITY AS u (id, nth) WHERE u.id <> ALL(@people) ORDER BY u.nth)
		FROM import i WHERE i.id = l.import_id AND i.started_at > @now::timestamptz - interval '30 days' AND l.person_ids && @people::bigint[]`},
	{"import_problem", `UPDATE import_problem SET cells = '{}', reason = '', decision = CASE WHEN decided_at IS NULL THEN 'leave' ELSE decision END,
		decided_by = CASE WHEN decided_at IS NULL THEN @who ELSE decided_by END, decided_at = coalesce(decided_at, @now)
		WHERE cells <> '{}' AND EXISTS (SELECT FROM unnest(cells) AS c (cell) WHERE upper(btrim(c.cell)) = ANY(@numbers::text[] || @marks::text[])
		      OR EXISTS (SELECT FROM unnest(@numbers::text[]) AS n (number) WHERE position(n.number IN upper(c.cell)) > 0)
		      OR EXISTS (SELECT FROM unnest(cells) AS b (born) WHERE upper(btrim(c.cell)) || ' ' || b.born = ANY(@names)))`},

	// What was said about them, and what came back.
	{"message_item", `DELETE FROM message_item i WHERE i.message_id = ANY(@messages) OR ` + theirLines},
	{"receipt", `DELETE FROM receipt WHERE message_id = ANY(@messages)`},
	{"message_event", `DELETE FROM message_event WHERE message_id = ANY(@messages)`},
	{"message_event", `UPDATE message_event SET note = '' WHERE message_id = ANY(@shared) AND note <> ''`},
	{"message_words", `DELETE FROM message_words WHERE message_id = ANY(@messages)`},
	{"message_words", `UPDATE message_words SET subject = '', text = '', html = '', calendar = '', blanked_at = @now WHERE message_id = ANY(@shared) AND blanked_at IS NULL`},
	{"message", `UPDATE message SET person_id = NULL, release_id = NULL WHERE id = ANY(@shared) AND (person_id IS NOT NULL OR release_id IS NOT NULL)`},
	{"message", `UPDATE message SET resend_of = NULL WHERE resend_of = ANY(@messages) AND id <> ALL(@messages)`},
	{"message", `DELETE FROM message WHERE id = ANY(@messages)`},
	{"inbound_text", `DELETE FROM inbound_text WHERE id = ANY(@inbound)`},
	{"opt_out", `DELETE FROM opt_out WHERE number = ANY(@phones)`},

	// What other systems were told of: references, and kept for a while.
	{"webhook_delivery", `DELETE FROM webhook_delivery WHERE release_id = ANY(@releases) OR task_id = ANY(@tasks)`},

	// What was to be done.
	{"appointment_event", `DELETE FROM appointment_event WHERE appointment_id = ANY(@appointments)`},
	{"appointment", `DELETE FROM appointment WHERE id = ANY(@appointments)`},
	{"task_question", `DELETE FROM task_question WHERE task_id = ANY(@tasks)`},
	{"task_event", `DELETE FROM task_event WHERE task_id = ANY(@tasks)`},
	{"task", `DELETE FROM task WHERE id = ANY(@tasks)`},
	{"unit_change", `SELECT id FROM forget_one_offs(@releases) AS id`},
	{"standard", `DELETE FROM standard WHERE release_id = ANY(@releases)`},

	// Who they were.
	{"release_change", `DELETE FROM release_change WHERE release_id = ANY(@releases)`},
	{"release_date", `DELETE FROM release_date WHERE release_id = ANY(@releases)`},
	{"release_history", `DELETE FROM release_history WHERE release_id = ANY(@releases)`},
	{"release", `DELETE FROM release WHERE id = ANY(@releases)`},
	{"person_number", `DELETE FROM person_number WHERE person_id = ANY(@people)`},
	{"person", `UPDATE person SET merged_into = NULL WHERE id = ANY(@people) AND merged_into IS NOT NULL`},
	{"person", `DELETE FROM person WHERE id = ANY(@people)`},

	// What colleagues typed to find them, and what a repeated request was answered.
	{"board_search", `DELETE FROM board_search WHERE ` + typed(`words`, `@surnames::text[] || @forenames::text[]`) + ` OR ` + typedNumber(`words`)},
	{"board_view", `DELETE FROM board_view WHERE ` + typed(`name`, `@surnames::text[]`) + ` AND ` + typed(`name`, `@forenames::text[]`) + ` OR ` + typedNumber(`name`)},
	{"api_answer", `DELETE FROM api_answer WHERE EXISTS (SELECT FROM unnest(@refs::text[]) AS r (ref) WHERE position(convert_to(r.ref, 'UTF8') IN body) > 0)`},
}

// typed finds what somebody typed with one of these words of names in it. A name
// that others bear too is sooner forgotten than kept.
func typed(words, names string) string {
	return `EXISTS (SELECT FROM regexp_split_to_table(replace(` + words + `, '-', ' '), '[\s,]+') AS w (word) WHERE fold_name(w.word) = ANY(` + names + `))`
}

func typedNumber(words string) string {
	return `EXISTS (SELECT FROM regexp_split_to_table(` + words + `, '[\s,]+') AS w (word)
		WHERE upper(fold_number(w.word)) = ANY(@numbers::text[] || ARRAY(SELECT upper(fold_number(m)) FROM unnest(@marks::text[]) AS m)))`
}

// erasedRows are how many rows of a table were deleted or blanked.
type erasedRows struct {
	Table string
	Rows  int
}

func (e *erasing) erase(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time) ([]erasedRows, error) {
	var done []erasedRows
	args := e.args("now", now)
	args["who"] = who.Key()
	for _, step := range eraseSteps {
		tag, err := tx.Exec(ctx, step.sql, args)
		if err != nil {
			return nil, fmt.Errorf("erase from %s: %w", step.table, err)
		}
		n := int(tag.RowsAffected())
		if last := len(done) - 1; last >= 0 && done[last].Table == step.table {
			done[last].Rows += n
		} else {
			done = append(done, erasedRows{step.table, n})
		}
	}
	return done, nil
}
