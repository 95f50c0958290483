package release

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// erasing is everything by which rows about some people are found, before the
// first of them goes.
type erasing struct {
	people       []int64 // with records that had been joined to them
	releases     []int64
	tasks        []int64
	appointments []int64
	inbound      []int64  // texts that came from them
	messages     []int64  // about nobody else
	shared       []int64  // about others too: their lines go, the message stays
	numbers      []string // prison numbers
	marks        []string // CRN, PNC
	phones       []string // E.164, of nobody else
	names        []string // "SURNAME YYYY-MM-DD", as the cells of a held row would tell them
	surnames     []string // folded words of them, as a search would be typed
	forenames    []string
	refs         []string // of releases, tasks, appointments
}

// findErasing finds it. A message is theirs where no line of it is about
// somebody else; a line about a message of theirs is theirs too.
func findErasing(ctx context.Context, tx pgx.Tx, people []int64) (erasing, error) {
	e := erasing{}
	for _, find := range []struct {
		what string
		to   any
		sql  string
	}{
		{"people", &e.people, `WITH RECURSIVE joined AS (SELECT id FROM person WHERE id = ANY(@given)
			UNION SELECT m.id FROM person m JOIN joined j ON m.merged_into = j.id) SELECT coalesce(array_agg(id ORDER BY id), '{}') FROM joined`},
		{"releases", &e.releases, `SELECT coalesce(array_agg(id), '{}') FROM release WHERE person_id = ANY(@people)`},
		{"tasks", &e.tasks, `SELECT coalesce(array_agg(id), '{}') FROM task WHERE release_id = ANY(@releases)`},
		{"appointments", &e.appointments, `SELECT coalesce(array_agg(id), '{}') FROM appointment WHERE person_id = ANY(@people) OR release_id = ANY(@releases)`},
		{"prison numbers", &e.numbers, `SELECT coalesce(array_agg(prison_number), '{}') FROM person_number WHERE person_id = ANY(@people)`},
		{"other numbers", &e.marks, `SELECT coalesce(array_agg(DISTINCT upper(u.mark)), '{}') FROM person p
			CROSS JOIN LATERAL unnest(ARRAY[p.crn, p.pnc_id]) AS u (mark) WHERE p.id = ANY(@people) AND length(u.mark) >= 5`},
		{"telephones", &e.phones, `SELECT coalesce(array_agg(DISTINCT u.phone), '{}') FROM person p
			CROSS JOIN LATERAL unnest(ARRAY[p.mobile, p.text_agreed_number]) AS u (phone) WHERE p.id = ANY(@people) AND u.phone <> ''
			AND NOT EXISTS (SELECT FROM person o WHERE o.mobile = u.phone AND o.id <> ALL(@people))`},
		{"names and birth dates", &e.names, `SELECT coalesce(array_agg(DISTINCT upper(p.surname) || ' ' || p.date_of_birth), '{}') FROM person p WHERE p.id = ANY(@people)`},
		{"surnames", &e.surnames, wordsOfNames("surname")},
		{"forenames", &e.forenames, wordsOfNames("forenames")},
		{"references", &e.refs, `SELECT coalesce(array_agg(x.ref), '{}') FROM (SELECT ref FROM release WHERE id = ANY(@releases)
			UNION ALL SELECT ref FROM task WHERE id = ANY(@tasks) UNION ALL SELECT ref FROM appointment WHERE id = ANY(@appointments)) x`},
		{"texts that came in", &e.inbound, `SELECT coalesce(array_agg(id), '{}') FROM inbound_text
			WHERE person_id = ANY(@people) OR number = ANY(@phones) AND (person_id IS NULL OR person_id = ANY(@people))`},
	} {
		if err := tx.QueryRow(ctx, find.sql, e.args("given", people)).Scan(find.to); err != nil {
			return e, fmt.Errorf("find what is erased: %s: %w", find.what, err)
		}
	}
	return e, e.findMessages(ctx, tx)
}

func wordsOfNames(column string) string {
	return `SELECT coalesce(array_agg(DISTINCT w.word), '{}') FROM person p
		CROSS JOIN LATERAL regexp_split_to_table(fold_name(replace(p.` + column + `, '-', ' ')), '[\s'']+') AS w (word)
		WHERE p.id = ANY(@people) AND length(w.word) > 1`
}

// findMessages goes on until nothing more is theirs: a digest may be about a
// message that could not be delivered.
func (e *erasing) findMessages(ctx context.Context, tx pgx.Tx) error {
	for {
		before := len(e.messages) + len(e.shared)
		err := tx.QueryRow(ctx, `
			WITH about AS (
				SELECT id FROM message WHERE person_id = ANY(@people) OR release_id = ANY(@releases)
				UNION SELECT m.id FROM message m WHERE m.channel = 'text' AND m.recipient = ANY(@phones) AND m.person_id IS NULL
				UNION SELECT i.message_id FROM message_item i WHERE `+theirLines+`)
			SELECT coalesce(array_agg(a.id) FILTER (WHERE NOT o.others), '{}'), coalesce(array_agg(a.id) FILTER (WHERE o.others), '{}')
			FROM about a JOIN message m ON m.id = a.id CROSS JOIN LATERAL (SELECT m.channel <> 'text' AND EXISTS (
				SELECT FROM message_item i WHERE i.message_id = m.id AND (`+theirLines+`) IS NOT TRUE) AS others) o`, e.args("", nil)).
			Scan(&e.messages, &e.shared)
		if err != nil {
			return fmt.Errorf("find what is erased: messages: %w", err)
		}
		if len(e.messages)+len(e.shared) == before {
			return nil
		}
	}
}

// theirLines are the lines of messages that are about them.
const theirLines = `i.release_id = ANY(@releases) OR i.task_id = ANY(@tasks) OR i.appointment_id = ANY(@appointments) OR i.about_message = ANY(@messages)`

// args are all of it by name.
func (e *erasing) args(name string, more any) pgx.NamedArgs {
	args := pgx.NamedArgs{"people": e.people, "releases": e.releases, "tasks": e.tasks, "appointments": e.appointments, "inbound": e.inbound,
		"messages": e.messages, "shared": e.shared, "numbers": e.numbers, "marks": e.marks, "phones": e.phones, "names": e.names, "surnames": e.surnames, "forenames": e.forenames, "refs": e.refs}
	if name != "" {
		args[name] = more
	}
	return args
}
