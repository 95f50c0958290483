package notify

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
)

// disclosures are the audit's rows of a message that has left, or may have: one
// for each sharing agreement under which a service is told, so that what was
// shared under an agreement can be listed.
func disclosures(m Message, to State, agreements []int64) []access.Entry {
	entry := access.Entry{Action: access.Disclose, ObjectKind: "message", ObjectID: m.ID, Detail: string(m.Channel) + " " + string(to), To: toWhom(m)}
	if len(agreements) == 0 {
		return []access.Entry{entry}
	}
	out := make([]access.Entry, len(agreements))
	for i, id := range agreements {
		out[i] = access.Under(entry, id)
	}
	return out
}

// recordDisclosed writes the disclosures of messages whose claim is not at hand.
func recordDisclosed(ctx context.Context, tx pgx.Tx, now time.Time, who access.Actor, to State, messages []Message) error {
	ids := make([]int64, len(messages))
	for i, m := range messages {
		ids[i] = m.ID
	}
	rows, err := tx.Query(ctx, `SELECT id, agreements FROM message WHERE id = ANY ($1) AND agreements <> '{}'`, ids)
	if err != nil {
		return fmt.Errorf("read under which agreements messages left: %w", err)
	}
	under := map[int64][]int64{}
	var id int64
	var agreements []int64
	if _, err := pgx.ForEachRow(rows, []any{&id, &agreements}, func() error {
		under[id] = append([]int64(nil), agreements...)
		return nil
	}); err != nil {
		return fmt.Errorf("read under which agreements messages left: %w", err)
	}
	var entries []access.Entry
	for _, m := range messages {
		entries = append(entries, disclosures(m, to, under[m.ID])...)
	}
	return access.Record(ctx, tx, now, who, entries...)
}

// agreementList writes ids as the database reads an array.
func agreementList(ids []int64) string {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = strconv.FormatInt(id, 10)
	}
	return "{" + strings.Join(texts, ",") + "}"
}
