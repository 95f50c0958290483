package release

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/notify"
	"throughgate/pathways"
)

// lineRow is one item of an e-mail with everything that a line may say, and
// what decides whether it may be said.
type lineRow struct {
	MessageID     int64
	Kind          notify.ItemKind
	TaskID        int64
	TaskRef       string
	Standard      string
	MailWords     string
	Service       string
	FoundBy       string
	BeforeTelling []string
	State         string
	ContactEmail  string
	ContactNote   string
	DeputyEmail   string // of the service that holds it
	AskedOn       calendar.Date
	DueOn         calendar.Date
	AnswerBy      *time.Time
	ShortNotice   int
	FirstLoad     bool
	Waiting       []string
	Rung          int
	OMCleared     bool
	OMReleased    bool
	BlockedBy     []string
	Reference     string
	ReleaseState  State
	LegalStatus   string
	PlannedDay    calendar.Date
	Forenames     string
	Surname       string
	Flags         []string
	HomeArea      string
	Consents      []string
	ERSED         calendar.Date
	ServiceID     int64
	ServiceName   string
	MessageRef    string
	From, To      calendar.Date
	Count         int

	Position     int32
	DoneBefore   calendar.Date // of a task: done in an earlier stay
	Version      int           // of an ask_prison item which question; of a moved one what the holder knew (movedTask.item)
	OrDay        calendar.Date // the scheme is presumed: or this day; zero: one day only
	StaleDate    bool          // a day that passed was set aside
	Withheld     bool          // released in error: nobody outside is told yet
	Held         bool          // an import about them waits for somebody to press send
	MissingSince calendar.Date
	NextCourt    calendar.Date
	WereAsked    bool       // the recipient had been told to stop, where they may go on; else had been asked for the task when the change was told of
	AnswerAgain  bool       // asked again: the day came so much earlier
	At           *time.Time // of an appointment
	Stands       bool       // the appointment is booked and still to come; an import is still held
	SheetReady   bool       // hearing: somebody who walks out has a sheet
	NotDone      int        // hearing: what else is open
	Notice       *int       // new_date: working days gained or lost since the day it moved from
	Unmet        []string   // new_date: what can no longer be met since then
	VisitState   pathways.VisitState
	AwayName     string // the recipient stands in for them
	AwayEmail    string
	AwayUntil    calendar.Date
	Answered     bool   // question: it has its answer
	Consented    bool   // every consent that its task needs is in force
	OfService    string // the code of the service it is about; of one that is withdrawn, whose it was
	OfArea       string // and its area in the directory
	AgreementID  int64
	Agreement    string // of an agreement's own line: what it is called
}

// movedLine lies beside a new_date item: all moves since the day it moved from.
// What can no longer be met is told only where notice was lost in all.
const movedLine = `LEFT JOIN LATERAL (
	WITH moves AS (SELECT notice_working_days, unmet FROM release_change WHERE i.kind = 'new_date' AND release_id = r.id AND id >= (
	                   SELECT max(id) FROM release_change WHERE release_id = r.id AND from_day IS NOT DISTINCT FROM i.from_day)),
	     net AS (SELECT CASE WHEN count(*) = count(notice_working_days) THEN sum(notice_working_days)::integer END AS days FROM moves)
	SELECT net.days AS notice, CASE WHEN coalesce(net.days, -1) < 0
	       THEN ARRAY(SELECT DISTINCT code FROM moves, unnest(unmet) AS code ORDER BY code) ELSE '{}' END AS unmet FROM net
	) moved ON i.kind = 'new_date' `

// hearingLine lies beside a hearing: whether a sheet is ready for somebody who
// walks out of court, and how much of what is to be ready is open.
const hearingLine = `LEFT JOIN LATERAL (
	SELECT bool_or(h.state = 'done' AND h.standard IN ('GATE-PACK', 'REC-READY')) AS ready,
	       count(*) FILTER (WHERE k.anchor <> 'actual' AND h.state IN ('planned', 'handed_off', 'acknowledged', 'accepted',
	           'declined', 'no_capacity', 'passed_on')) AS open
	FROM task h JOIN standard k ON k.code = h.standard WHERE i.kind = 'hearing' AND h.release_id = r.id) eve ON true `

// heldImport tells whether an import waits for somebody to press send, and
// heldMessages how many messages wait with it: none where only hand-offs do. What
// waits for a go-live review does not count: nothing at all leaves before that
// is answered.
const (
	heldImport   = `EXISTS (SELECT 1 FROM import m WHERE ` + waitsForSend + `)`
	heldMessages = `(SELECT count(*) FROM message h JOIN import m ON m.id = h.import_id WHERE h.state = 'held' AND ` + waitsForSend + `)`
	waitsForSend = `m.brake NOT IN ('', '` + ByReview + `') AND m.sent_at IS NULL AND m.undone_at IS NULL`
)

// Which release and service an item is about is a CASE: coalesce, or a query of
// its own, in a join keeps every index from being used under row-level security.
//
// weekdaysTo counts the days from Monday to Friday after Sunday, 2 January 2000 to
// a day of today's century: five a week, and those of the week that has begun.
func weekdaysTo(day string) string {
	since := `(` + day + ` - date '2000-01-02')`
	return `(` + since + ` / 7 * 5 + least(` + since + ` % 7, 5))`
}

// askForLines asks, with others, for the items of messages. Working days of short
// notice are counted in SQL: from the day on which it is read, to the due day;
// weekdays by arithmetic and the bank holidays as a range of their index, for to
// look at each day was a quarter of what all the lines cost, and to make a series
// of them a seventh.
func askForLines(batch *pgx.Batch, messages []int64, now time.Time) {
	batch.Queue(`
		SELECT i.message_id, i.kind, coalesce(t.id, 0), coalesce(t.ref, ''), coalesce(t.standard, ''), coalesce(s.mail_words, ''),
		       coalesce(s.service, ''), coalesce(s.found_by, ''), coalesce(s.before_telling, '{}'), coalesce(t.state, ''),
		       coalesce(t.contact_email, ''), coalesce(t.contact_note, ''),
		       coalesce((SELECT h.deputy_email FROM service h WHERE h.id = t.service_id), ''), t.handed_off_on, t.due_on, t.acknowledge_by,
		       CASE WHEN t.short_notice THEN greatest(0, `+weekdaysTo(`t.due_on`)+`
		             - `+weekdaysTo(`greatest(t.handed_off_on, ($2::timestamptz AT TIME ZONE 'Europe/London')::date)`)+`)
		             - (SELECT count(*) FROM bank_holiday b WHERE b.day > greatest(t.handed_off_on, ($2::timestamptz AT TIME ZONE 'Europe/London')::date)
		             AND b.day <= t.due_on AND extract(isodow FROM b.day) < 6) ELSE 0 END,
		       coalesce(t.first_load, false), coalesce(t.waiting_for, '{}'), coalesce(t.rung, 0),
		       t.om_cleared_at IS NOT NULL, t.om_released_at IS NOT NULL,
		       CASE WHEN s.needs_first <> '{}' THEN ARRAY(SELECT b.standard FROM task b WHERE b.release_id = t.release_id
		             AND b.standard = ANY(s.needs_first) AND b.state NOT IN ('done', 'withdrawn', 'not_eligible', 'not_wanted')
		             ORDER BY b.standard) ELSE '{}' END,
		       coalesce(r.ref, ''), coalesce(r.state, ''), coalesce(r.legal_status, ''), `+leavingDay+`,
		       coalesce(p.forenames, ''), coalesce(p.surname, ''), coalesce(p.flags, '{}'), coalesce(p.home_area, ''),
		       CASE WHEN s.before_telling <> '{}' THEN ARRAY(SELECT c.kind FROM consent c WHERE c.person_id = p.id AND c.withdrawn_at IS NULL) ELSE '{}' END,
		       (SELECT max(day) FROM release_date d WHERE d.release_id = r.id AND d.type = 'ERSED' AND d.superseded_at IS NULL),
		       coalesce(v.id, 0), coalesce(v.name, ''), coalesce(b.ref, ''), i.from_day, i.to_day,
		       CASE WHEN i.kind = 'import_held' THEN `+heldMessages+` ELSE coalesce(i.count, 0) END,
		       i.position, t.done_before, coalesce(i.version, 0),
		       CASE WHEN r.presumed AND r.released_on IS NULL AND r.working_day <> r.planned_day THEN r.working_day END,
		       coalesce('stale_date' = ANY(r.reasons), false), coalesce(r.withheld, false), r.held_by IS NOT NULL, r.missing_since,
		       p.next_court_on,
		       i.kind IN ('moved', 'withdrawn', 'paused') AND EXISTS (
		             SELECT 1 FROM message_item q JOIN message x ON x.id = q.message_id JOIN message mine ON mine.id = i.message_id
		             LEFT JOIN absence qa ON qa.id = q.absence_id LEFT JOIN account qg ON qg.id = qa.account_id
		             WHERE q.task_id = i.task_id AND NOT q.dropped AND x.kind IN ('request', 'digest')
		               AND lower(coalesce(qg.email, x.recipient)) = lower(coalesce(gone.email, mine.recipient))
		               AND coalesce(x.sent_at, x.claimed_at) <= mine.queued_at)
		             OR i.kind = 'resumed' AND EXISTS (
		             SELECT 1 FROM message_item q JOIN message x ON x.id = q.message_id
		             WHERE q.task_id = i.task_id AND q.kind = 'paused' AND NOT q.dropped AND x.state IN ('sent', 'delivered', 'unknown')),
		       i.kind = 'moved' AND t.state = 'handed_off' AND coalesce((SELECT e.reason = $3 FROM task_event e
		             WHERE e.task_id = t.id AND e.state = 'handed_off' AND e.reason <> $4 ORDER BY e.id DESC LIMIT 1), false),
		       a.starts_at, coalesce(a.state IN ('booked', 'moved') AND a.starts_at > $2, i.kind = 'import_held' AND `+heldImport+`),
		       coalesce(eve.ready, false), coalesce(eve.open, 0), moved.notice, coalesce(moved.unmet, '{}'),
		       coalesce(a.state, ''), coalesce(gone.name, ''), coalesce(gone.email, ''), absent.to_day,
		       i.kind = 'question' AND NOT EXISTS (SELECT 1 FROM task_question q WHERE q.task_id = i.task_id AND q.answered_at IS NULL),
		       NOT `+consentGoneSQL+`,
		       coalesce(lost.service, v.service, ''), coalesce(lost.area, v.area, ''), coalesce(agreed.id, 0), coalesce(agreed.title, '')
		FROM message_item i
		LEFT JOIN task t ON t.id = i.task_id
		LEFT JOIN standard s ON s.code = t.standard
		LEFT JOIN release r ON r.id = CASE WHEN i.release_id IS NULL THEN t.release_id ELSE i.release_id END
		LEFT JOIN person p ON p.id = r.person_id
		LEFT JOIN service v ON v.id = CASE WHEN i.service_id IS NULL THEN t.service_id ELSE i.service_id END
		LEFT JOIN message b ON b.id = i.about_message
		LEFT JOIN appointment a ON a.id = i.appointment_id
		LEFT JOIN absence absent ON absent.id = i.absence_id
		LEFT JOIN account gone ON gone.id = absent.account_id
		LEFT JOIN agreement agreed ON agreed.id = i.agreement_id
		LEFT JOIN message whose ON whose.id = i.message_id AND i.kind = 'withdrawn'
		LEFT JOIN service lost ON lost.id = whose.service_id
		`+movedLine+hearingLine+`
		WHERE i.message_id = ANY($1) AND NOT i.dropped ORDER BY i.message_id, i.position`, messages, now, pathways.ReasonAgain, pathways.ReasonMoved)
}

// readLines gives the items of each message in their order, by the message.
func readLines(results pgx.BatchResults) (map[int64][]lineRow, error) {
	rows, err := results.Query()
	if err != nil {
		return nil, fmt.Errorf("read the lines of messages: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[lineRow])
	if err != nil {
		return nil, fmt.Errorf("read the lines of messages: %w", err)
	}
	lines := map[int64][]lineRow{}
	for len(list) > 0 {
		n := 1
		for n < len(list) && list[n].MessageID == list[0].MessageID {
			n++
		}
		lines[list[0].MessageID], list = list[:n:n], list[n:]
	}
	return lines, nil
}

// dropItems takes lines out of a message that said nothing of them, so that
// they are still news.
func dropItems(ctx context.Context, tx pgx.Tx, message int64, positions []int32) error {
	if len(positions) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, `UPDATE message_item SET dropped = true WHERE message_id = $1 AND position = ANY($2)`, message, positions); err != nil {
		return fmt.Errorf("drop lines of message %d: %w", message, err)
	}
	return nil
}

// takeBackLines takes lines out of a told message that may not leave: their
// holders are where they were when they were last told.
func takeBackLines(ctx context.Context, tx pgx.Tx, message int64, list []*lineRow) error {
	if len(list) == 0 {
		return nil
	}
	var positions []int32
	var tasks []int64
	var told []toldDays
	for _, l := range list {
		positions, tasks, told = append(positions, l.Position), append(tasks, l.TaskID), append(told, knownBefore(l.From, l.Version, l.Count))
	}
	if err := noteTold(ctx, tx, tasks, told); err != nil {
		return err
	}
	return dropItems(ctx, tx, message, positions)
}
