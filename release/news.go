package release

import (
	"strings"

	"throughgate/access"
	"throughgate/notify"
)

// newsQueries in no particular order: a digest puts its items in order of kind.
var newsQueries = []newsQuery{
	// Officers' own tasks, handed off since the last digests.
	{kind: notify.ItemTask, holder: true, about: aboutTask, holderIs: heldBy,
		where: withPerson + withKind + `WHERE t.state = 'handed_off' AND t.standard = ANY (ARRAY(SELECT code FROM standard WHERE found_by IN ('com', 'unit')))
			AND t.handed_off_on` + lately + `AND t.handed_off_on <= $3::date`},
	// Rung 3 reached at this watch; the officer who holds it hears of it too.
	{kind: notify.ItemOverdue, rung: 3, link: true, manager: true, holder: true, about: aboutTask, holderIs: heldBy,
		where: withPerson + withKind + `WHERE t.rung = 3 AND t.rung_at = $6::timestamptz AND t.state IN ` + askedStates},
	// Rung 2 reached at this watch.
	{kind: notify.ItemNotAnswering, rung: 2, link: true, about: aboutTask,
		where: tasks + `WHERE t.rung = 2 AND t.rung_at = $6::timestamptz AND t.state IN ` + askedStates},
	{kind: notify.ItemToClear, manager: true, about: aboutTask,
		where: tasks + `WHERE t.state = 'planned' AND t.waiting_since IS NOT NULL AND t.hand_off_on <= $3::date
			AND t.waiting_for && ARRAY['om_cleared', 'om_release']`},
	// Consent wanted, at the first digests after a watch saw it wait: to the
	// officer who holds the task that asks, to the link officer where none does.
	// A service that asks has it on its own request.
	{kind: notify.ItemConsentWanted, holder: true, about: aboutTask,
		holderIs: `coalesce(k.contact_name, '') AS holder_name, coalesce(k.contact_email, '') AS holder_email`,
		where: tasks + asker + `WHERE t.state = 'planned' AND t.waiting_since IS NOT NULL AND t.waiting_since` + lately + `AND t.waiting_since <= $3::date
			AND t.waiting_for && ARRAY['consent_to_refer', 'consent_to_share_contact', 'consent_to_share_health']
			AND (k.found_by IS NULL OR k.found_by IN ('com', 'unit'))`},
	{kind: notify.ItemWaitingTooLong, link: true, about: aboutTask,
		where: tasks + `WHERE t.state = 'planned' AND t.waiting_for <> '{}' AND t.waiting_since IS NOT NULL
			AND $3::date >= t.hand_off_on + (t.usual_due_on - t.hand_off_on) / 2
			AND t.waiting_since < CASE WHEN r.planned_day - $3::date <= 10 THEN $9::date ELSE $8::date END
			AND NOT EXISTS (SELECT 1 FROM message_item i WHERE i.task_id = t.id AND i.kind = 'waiting_too_long')`},
	{kind: notify.ItemNobody, link: true, about: aboutTask,
		where: tasks + `WHERE t.nobody AND t.state IN ('planned', 'handed_off') AND t.hand_off_on <= $3::date`},
	// A need still unknown 56 days before.
	{kind: notify.ItemNeedUnknown, link: true,
		where: withPerson + `WHERE (NOT p.needs_assessed OR p.needs_unknown <> '{}') AND r.state = 'planned' AND r.planned_day - 56 <= $3::date
			AND r.planned_day >= $3::date` + notTold + `'need_unknown')`},
	{kind: notify.ItemNewDate, link: true, manager: true, skipFirst: true, days: `c.from_day, c.to_day`,
		where: `JOIN (
			SELECT x.release_id, (array_agg(x.from_day ORDER BY x.id))[1] AS from_day, (array_agg(x.to_day ORDER BY x.id DESC))[1] AS to_day
			FROM release_change x WHERE x.id IN (
				SELECT id FROM release_change WHERE at > $5::timestamptz
				UNION ALL SELECT s.id FROM import m JOIN release_change s ON s.import_id = m.id WHERE m.sent_at > $5::timestamptz)
			GROUP BY x.release_id) c
			ON c.release_id = r.id AND c.from_day IS DISTINCT FROM c.to_day
			WHERE r.state <> 'released'`},
	{kind: notify.ItemNewInCustody, link: true, skipFirst: true,
		where: `WHERE r.id IN (SELECT x.id FROM person n JOIN release x ON x.person_id = n.id WHERE n.created_at > $5::timestamptz
			UNION SELECT x.id FROM release x WHERE x.episode > 1 AND x.opened_at > $6::timestamptz - interval '7 days')
			AND r.custody_status <> 'INACTIVE OUT'` + notTold + `'new_in_custody')`},
	// Held at another prison than at the last digests. Inside ten working days of
	// release that was told at once as well.
	{kind: notify.ItemTransferred, link: true, skipFirst: true, days: `NULL::date AS from_day, (h.at AT TIME ZONE 'Europe/London')::date AS to_day`,
		where: `JOIN (SELECT a.release_id, a.prison, min(a.at) AS at FROM release_history a WHERE a.at > $5::timestamptz
				GROUP BY a.release_id, a.prison) h ON h.release_id = r.id AND h.prison = r.prison
			JOIN LATERAL (SELECT b.prison FROM release_history b WHERE b.release_id = r.id AND b.at <= $5::timestamptz
				ORDER BY b.at DESC, b.id DESC LIMIT 1) b ON b.prison <> r.prison
			WHERE r.decided_at > $5::timestamptz AND r.state IN ` + insideStates},
	// Within the 28 days that are watched (domain 7).
	{kind: notify.ItemReleased, link: true, manager: true, days: `NULL::date AS from_day, r.released_on AS to_day`,
		where: `WHERE r.state = 'released' AND r.released_on > $3::date - 28` + notTold + `'released')`},
	// Not a release to the borough, and away to another area: officers hear once
	// (domain 4).
	{kind: notify.ItemRemoved, link: true, manager: true, skipFirst: true, days: `NULL::date AS from_day, r.left_on AS to_day`,
		where: `WHERE r.state = 'removed' AND r.left_on > $3::date - 28` + notTold + `'removed')`},
	{kind: notify.ItemMovedArea, link: true, manager: true, skipFirst: true, everybody: true,
		where: `WHERE r.state = 'moved_away' AND r.decided_at > $5::timestamptz` + notTold + `'moved_area')`},
	// Day 21: is treatment started? Tasks that were due before it are past their
	// day and in the list for that.
	{kind: notify.ItemFirstWeeks, link: true, about: aboutTask, days: `NULL::date AS from_day, r.released_on + 21 AS to_day`,
		where: tasks + `WHERE r.state = 'released' AND NOT r.withheld AND t.standard = 'DA-START'
			AND t.state NOT IN ('done', 'withdrawn', 'not_eligible', 'not_wanted') AND r.released_on + 21 <= $3::date
			AND (r.released_on + 28 >= $3::date OR r.released_on + 21 > $4::date)` + notTold + `'first_weeks')`},
	// The eve of a hearing: who could walk out.
	{kind: notify.ItemHearing, link: true, days: `NULL::date AS from_day, p.next_court_on AS to_day`,
		where: withPerson + `WHERE r.state IN ` + insideStates + ` AND p.next_court_on BETWEEN $3::date AND $10::date` +
			notSaid + `i.to_day = p.next_court_on AND i.kind = 'hearing')`},
	// Ten working days before: which of two days it is, and whether papers were
	// served; and a day that passed and was set aside.
	{kind: notify.ItemAskPrison, version: askWhichDay, link: true, days: plannedToo,
		where: `WHERE r.state = 'planned' AND r.presumed AND r.working_day <> r.planned_day
			AND r.planned_day BETWEEN $3::date AND $11::date` + notSaid + `i.version = 1 AND ` + ofPlanned + `'ask_prison')`},
	{kind: notify.ItemAskPrison, version: askPapers, link: true, days: plannedToo,
		where: withPerson + `WHERE r.state = 'planned' AND (r.legal_status = 'IMMIGRATION_DETAINEE' OR 'immigration_hold' = ANY(p.flags))
			AND r.planned_day BETWEEN $3::date AND $11::date` + notSaid + `i.version = 2 AND ` + ofPlanned + `'ask_prison')`},
	{kind: notify.ItemAskPrison, version: askStale, link: true, days: plannedToo,
		where: `WHERE r.state = 'planned' AND 'stale_date' = ANY(r.reasons)` + notSaid + `i.version = 3 AND ` + ofPlanned + `'ask_prison')`},
	{kind: notify.ItemGone, link: true, days: `NULL::date AS from_day, r.missing_since AS to_day`,
		where: `WHERE r.missing_since IS NOT NULL AND r.state IN ` + insideStates +
			notSaid + `i.to_day = r.missing_since AND i.kind = 'gone')`},
	// Leaves within the week.
	{kind: notify.ItemGate, link: true,
		where: `WHERE r.state = 'planned' AND r.planned_day >= $3::date AND r.planned_day < $3::date + 7`},
	// Leaves within the week, and the first-night address is not confirmed.
	{kind: notify.ItemNoAddress, link: true, about: aboutTask,
		where: firstNightTask + `WHERE r.state = 'planned' AND r.planned_day >= $3::date AND r.planned_day < $3::date + 7`},
	// 5 working days before: a required task late, or no address, appointment or
	// medicines.
	{kind: notify.ItemRed, link: true,
		where: `WHERE r.state = 'planned' AND r.planned_day >= $3::date AND r.planned_day < $7::date
			AND EXISTS (SELECT 1 FROM task t WHERE t.release_id = r.id
			     AND t.state IN ('planned', 'handed_off', 'acknowledged', 'accepted', 'declined', 'no_capacity', 'passed_on', 'too_late')
			     AND (t.due_on < $3::date AND t.standard = ANY (ARRAY(SELECT code FROM standard WHERE required))
			          OR t.standard IN ('ACC-NIGHT1', 'PRO-FIRST', 'MH-MEDS')))`},
	{kind: notify.ItemDatePassed, link: true, days: plannedToo,
		where: `WHERE r.state = 'date_passed'` + notSaid + ofPlanned + `'date_passed')`},
	{kind: notify.ItemNotConfirmed, link: true, days: plannedToo,
		where: `WHERE r.state = 'not_confirmed'` + notSaid + ofPlanned + `'not_confirmed')`},
	{kind: notify.ItemLeftUnknown, link: true, days: `NULL::date AS from_day, r.left_on AS to_day`,
		where: `WHERE r.state = 'left_unknown'` + notSaid + `i.to_day IS NOT DISTINCT FROM r.left_on AND i.kind = 'left_unknown')`},
	// A number, an address, a language or a need that cannot be used.
	// Missed, and learnt on a later day: what is missed today is an alert. That a
	// treatment was missed is for those with a recorded basis.
	{kind: notify.ItemMissed, link: true, days: missedOn, where: missedLate + `WHERE r.state = 'released'` + notMissed},
	{kind: notify.ItemMissed, manager: true, days: missedOn, where: missedLate + `WHERE r.state = 'released'
			AND (NOT v.health OR EXISTS (SELECT 1 FROM consent c WHERE c.person_id = r.person_id
			     AND c.kind = 'consent_to_share_health' AND c.withdrawn_at IS NULL))` + notMissed},
	{kind: notify.ItemToldData, link: true, where: withPerson + `WHERE p.told_notes <> '{}'` + notTold + `'told_data')`},
	{kind: notify.ItemUndelivered, link: true, everybody: true,
		about: `coalesce(x.task_id, 0) AS task_id, coalesce(x.message_id, 0) AS message_id`,
		where: aboutThem + `
			WHERE x.kind IN ('undelivered', 'unknown_outcome') AND x.closed_at IS NULL
			AND x.opened_at > coalesce($5::timestamptz, '-infinity')`},
	{kind: notify.ItemPlaceBlocked, link: true, everybody: true,
		where: aboutThem + `
			WHERE x.kind = 'place_blocked' AND x.closed_at IS NULL AND x.opened_at > coalesce($5::timestamptz, '-infinity')`},
	// Every morning until it is answered.
	{kind: notify.ItemQuestion, link: true, everybody: true, about: aboutTask,
		where: tasks + `WHERE EXISTS (SELECT 1 FROM task_question q WHERE q.task_id = t.id AND q.answered_at IS NULL)`},
	{kind: notify.ItemReply, link: true, everybody: true,
		where: aboutThem + `
			WHERE x.kind = 'reply' AND x.closed_at IS NULL AND x.opened_at > coalesce($5::timestamptz, '-infinity')`},
}

// insideStates are those of people in custody, as far as anybody knows.
const insideStates = `('planned', 'could_leave_any_day', 'awaiting_parole', 'recalled_no_date', 'no_dates', 'date_passed')`

// missedLate joins the days of which somebody said in the last week that an
// appointment was missed.
var missedLate = `JOIN (SELECT a.release_id, (a.starts_at AT TIME ZONE 'Europe/London')::date AS day,
		bool_and(a.service IN ('` + strings.Join(access.HealthServices(), `', '`) + `')) AS health
	FROM appointment_event e JOIN appointment a ON a.id = e.appointment_id AND a.version = e.version
	WHERE e.state = 'missed' AND a.state = 'missed' AND e.at > $6::timestamptz - interval '7 days'
	GROUP BY 1, 2) v ON v.release_id = r.id `

const (
	missedOn  = `NULL::date AS from_day, v.day AS to_day`
	notMissed = notTold + `'missed' AND i.to_day = v.day)`
)

// aboutThem joins what is on the list about a release or, in its current one, a
// person.
const aboutThem = `JOIN (attention x LEFT JOIN release c ON c.person_id = x.person_id AND c.is_current)
	ON r.id = CASE WHEN x.release_id IS NULL THEN c.id ELSE x.release_id END`

// newsNoAddress: leaves today or within the days that a run of holidays can put
// between two working days, and the first-night address is not confirmed.
var newsNoAddress = newsQuery{kind: notify.ItemNoAddress, about: aboutTask,
	where: firstNightTask + `WHERE r.state = 'planned' AND r.planned_day BETWEEN $3::date AND $3::date + 7`}
