package notify

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/fault"
)

const listedColumns = `m.ref, m.channel, m.kind, m.recipient as to, m.recipient_name as to_name, m.state, m.reason,
	m.queued_at, m.not_before, m.sent_at, m.settled_at, m.attempts`

// itemRelease is the release of item i, with task t and appointment ap. It is a
// CASE, because an index serves under row-level security only what can tell of no
// hidden row: PostgreSQL is sure of that of CASE, and not of coalesce.
const itemRelease = `case when t.release_id is not null then t.release_id when ap.release_id is not null then ap.release_id else i.release_id end`

// itemReleases finds the release that an item is about, directly or through a
// task or appointment. Dropped items count: words written before may hold them,
// and whoever may not see one of a message's people sees none of it.
const itemReleases = `message_item i
	  left join task t on t.id = i.task_id
	  left join appointment ap on ap.id = i.appointment_id
	  join release r on r.id = ` + itemRelease + `
	  join person p on p.id = r.person_id`

// ReadList reads one page of messages, the newest first.
func ReadList(ctx context.Context, tx pgx.Tx, q ListQuery) (List, error) {
	var list List
	where, args, page := ``, []any(nil), ``
	if q.found() {
		ids, err := q.within(ctx, tx)
		if err != nil {
			return List{}, err
		}
		list.Total = len(ids)
		from := min((max(q.Page, 1)-1)*ListPage, len(ids))
		where, args = `m.id = any ($1)`, []any{ids[from:min(from+ListPage, len(ids))]}
	} else {
		where, args = q.asked()
		where, args = q.Reach.and(where, args, nil)
		if err := tx.QueryRow(ctx, `select count(*) from (select from message m where `+where+` order by m.id desc limit `+strconv.Itoa(MostCounted+1)+`) as counted`,
			args...).Scan(&list.Total); err != nil {
			return List{}, fmt.Errorf("count messages: %w", err)
		}
		page = ` limit ` + strconv.Itoa(ListPage) + ` offset ` + strconv.Itoa((max(q.Page, 1)-1)*ListPage)
	}
	if list.More = list.Total > MostCounted; list.More {
		list.Total = MostCounted
	}
	rows, err := tx.Query(ctx, `select `+listedColumns+` from message m where `+where+` order by m.id desc`+page, args...)
	if err != nil {
		return List{}, fmt.Errorf("read messages: %w", err)
	}
	if list.Rows, err = pgx.CollectRows(rows, pgx.RowToStructByName[Listed]); err != nil {
		return List{}, fmt.Errorf("read messages: %w", err)
	}
	for i := range list.Rows {
		list.Rows[i].To = Mask(list.Rows[i].To)
	}
	return list, nil
}

// found tells whether the messages are found from whom they are about. Where all
// are within reach, or a release's few are asked for, each is judged instead.
func (q ListQuery) found() bool {
	return len(q.Reach.OwnOf) > 0 || q.Reach.Areas != nil && q.Reference == ""
}

// within finds the messages that the query comes to, the newest first: as many as
// a list counts and one more.
func (q ListQuery) within(ctx context.Context, tx pgx.Tx) ([]int64, error) {
	if len(q.Reach.OwnOf) > 0 {
		return q.ownMessages(ctx, tx)
	}
	return q.areaMessages(ctx, tx)
}

// asked is what the query asks for, whoever asks.
func (q ListQuery) asked() (string, []any) {
	parts, args := []string{"true"}, []any{}
	if q.State != "" {
		args = append(args, q.State)
		parts = append(parts, "m.state = $"+strconv.Itoa(len(args)))
	}
	if q.Channel != "" {
		args = append(args, q.Channel)
		parts = append(parts, "m.channel = $"+strconv.Itoa(len(args)))
	}
	if q.Kind != "" {
		args = append(args, q.Kind)
		parts = append(parts, "m.kind = $"+strconv.Itoa(len(args)))
	}
	if q.Reference != "" {
		args = append(args, q.Reference)
		parts = append(parts, aboutRelease("$"+strconv.Itoa(len(args))))
	}
	return strings.Join(parts, " and "), args
}

// aboutRelease keeps the messages about the release of a reference, or to its
// person.
func aboutRelease(ref string) string {
	return `m.id in (` + messagesAbout(`(select id from release where ref = `+ref+`)`, `not i.dropped`) + `)`
}

// messagesAbout selects the ids of the messages about some releases, by the
// indexes that lead from them. which is a condition on item i of a message.
func messagesAbout(releases, which string) string {
	return `select x.id from ` + releases + ` r join message x on x.release_id = r.id
		union all select i.message_id from ` + releases + ` r join message_item i on i.release_id = r.id where ` + which + `
		union all select i.message_id from ` + releases + ` r join task t on t.release_id = r.id join message_item i on i.task_id = t.id where ` + which + `
		union all select i.message_id from ` + releases + ` r join appointment a on a.release_id = r.id join message_item i on i.appointment_id = a.id where ` + which
}

// Open reads one message within a reach; fault.NotFound also for what lies
// outside it.
func Open(ctx context.Context, tx pgx.Tx, ref string, reach Reach) (Opened, error) {
	where, args, err := reach.within(ctx, tx, "m.ref = $1", []any{ref})
	if err != nil {
		return Opened{}, err
	}
	row, err := readOpened(ctx, tx, where, args)
	if err != nil {
		return Opened{}, err
	}
	if row.Items, err = readThings(ctx, tx, row.ID); err != nil {
		return Opened{}, err
	}
	if row.Receipts, err = readReceipts(ctx, tx, row.ID); err != nil {
		return Opened{}, err
	}
	if err := readLife(ctx, tx, &row); err != nil {
		return Opened{}, err
	}
	return row, nil
}

func readOpened(ctx context.Context, tx pgx.Tx, where string, args []any) (Opened, error) {
	type openedRow struct {
		Listed
		ID           int64
		ProviderRef  string
		ProviderCode string
	}
	rows, err := tx.Query(ctx, `select `+listedColumns+`, m.id, m.provider_ref, m.provider_code
		from message m where `+where, args...)
	if err != nil {
		return Opened{}, fmt.Errorf("read message: %w", err)
	}
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[openedRow])
	if errors.Is(err, pgx.ErrNoRows) {
		return Opened{}, fault.NotFound("message")
	}
	if err != nil {
		return Opened{}, fmt.Errorf("read message: %w", err)
	}
	opened := Opened{Listed: row.Listed, ID: row.ID, ProviderRef: row.ProviderRef, ProviderCode: row.ProviderCode}
	opened.To = Mask(opened.To)
	return opened, readWords(ctx, tx, &opened)
}

// readWords adds the words and whether they may be shown to everybody who may
// see the message.
func readWords(ctx context.Context, tx pgx.Tx, m *Opened) error {
	err := tx.QueryRow(ctx, `
		select m.deadline, coalesce(w.subject, ''), coalesce(w.text, ''), coalesce(w.template, ''), w.blanked_at,
		       w.message_id is not null and w.blanked_at is null,
		       exists (select from `+itemReleases+` where i.message_id = m.id and 'restricted' = any(p.flags))
		         or exists (select from person p where p.id = m.person_id and 'restricted' = any(p.flags)),
		       exists (select from `+itemReleases+` join standard s on s.code = t.standard
		                where i.message_id = m.id and s.pathway in ('mental_health', 'drugs_and_alcohol')
		                  and not exists (select from consent c where c.person_id = p.id
		                         and c.kind = 'consent_to_share_health' and c.withdrawn_at is null))
		  from message m left join message_words w on w.message_id = m.id
		 where m.id = $1`, m.ID).
		Scan(&m.Deadline, &m.Subject, &m.Text, &m.Template, &m.BlankedAt, &m.WordsKept, &m.Restricted, &m.Health)
	if err != nil {
		return fmt.Errorf("read the words of a message: %w", err)
	}
	return nil
}

// readThings reads what a message is about: what it says, and of a cancelled one
// all that it was to say.
func readThings(ctx context.Context, tx pgx.Tx, messageID int64) ([]Thing, error) {
	rows, err := tx.Query(ctx, `
		select i.kind, coalesce(t.ref, '') as task_ref, coalesce(t.standard, '') as code,
		       coalesce(s.mail_words, '') as mail_words, coalesce(s.pathway, '') as pathway,
		       coalesce(r.ref, '') as release_ref, ap.starts_at, coalesce(sv.name, '') as service_name,
		       i.from_day, i.to_day, coalesce(i.count, 0) as count,
		       exists (select from consent c where c.person_id = r.person_id and c.kind = 'consent_to_share_health'
		                  and c.withdrawn_at is null) as consented
		  from message_item i
		  join message m on m.id = i.message_id
		  left join task t on t.id = i.task_id
		  left join standard s on s.code = t.standard
		  left join appointment ap on ap.id = i.appointment_id
		  left join release r on r.id = `+itemRelease+`
		  left join service sv on sv.id = i.service_id
		 where i.message_id = $1 and (not i.dropped or m.state = 'cancelled') order by i.position`, messageID)
	if err != nil {
		return nil, fmt.Errorf("read what a message is about: %w", err)
	}
	things, err := pgx.CollectRows(rows, pgx.RowToStructByName[Thing])
	if err != nil {
		return nil, fmt.Errorf("read what a message is about: %w", err)
	}
	return things, nil
}

func readReceipts(ctx context.Context, tx pgx.Tx, messageID int64) ([]Receipt, error) {
	rows, err := tx.Query(ctx, `select status, code, at from receipt where message_id = $1 order by at, id`, messageID)
	if err != nil {
		return nil, fmt.Errorf("read receipts: %w", err)
	}
	receipts, err := pgx.CollectRows(rows, pgx.RowToStructByName[Receipt])
	if err != nil {
		return nil, fmt.Errorf("read receipts: %w", err)
	}
	return receipts, nil
}
