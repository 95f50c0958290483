package release_test

import (
	"fmt"
	"strings"

	"throughgate/access"
	"throughgate/intake"
	"throughgate/internal/calendar"
	"throughgate/notify"
)

// event imports an event file: each line is "id at number word" and further
// members as they stand in JSON, such as `"prison":"HLI"`. The time may be a day
// or "2026-11-24T09:30".
func (u *unitTest) event(lines ...string) intake.Report {
	u.Helper()
	r := u.tryEvent(lines...)
	if len(r.Rejected) > 0 {
		u.Fatalf("the test's own events: %+v", r.Rejected)
	}
	return r
}

func (u *unitTest) tryEvent(lines ...string) intake.Report {
	u.Helper()
	var file strings.Builder
	for _, l := range lines {
		p := strings.SplitN(l, " ", 5)
		more := ""
		if len(p) > 4 {
			more = "," + p[4]
		}
		fmt.Fprintf(&file, `{"id":%q,"at":%q,"prison_number":%q,"event":%q%s}`+"\n", p[0], strings.Replace(p[1], "T", " ", 1), p[2], p[3], more)
	}
	r, err := u.importer.Events(u.Context(), access.System("import"), strings.NewReader(file.String()), intake.FileOptions{FileName: "events.jsonl"})
	if err != nil {
		u.Fatal(err)
	}
	return r
}

// tellAsOf imports rows of an extract taken at six in the morning of a day.
func (u *unitTest) tellAsOf(day string, rows ...who) {
	u.Helper()
	r := u.tellWith(intake.ReleasesOptions{AsOf: calendar.MustParse(day).At(6, 0), ConfirmBulk: true}, rows...)
	if len(r.Rejected)+len(r.Held) > 0 {
		u.Fatalf("the test's own rows: %+v", r)
	}
}

// now is the present release of a person in one line: state, planned day,
// prison, legal status.
func (u *unitTest) present(number string) string {
	u.Helper()
	return one[string](u, `
		SELECT concat_ws(' ', 'episode', r.episode, r.state, coalesce(r.planned_day::text, 'no day'), r.prison, r.legal_status,
		       nullif(r.place, 'held'), 'on ' || r.released_on)
		FROM release r JOIN person_number n USING (person_id) WHERE n.prison_number = $1 AND r.is_current`, number)
}

// alerts are the items of the alerts to somebody, all of them.
func (u *unitTest) alerts(to string) []string {
	u.Helper()
	var out []string
	for _, m := range u.messages(notify.Alert) {
		if m.To == to {
			out = append(out, m.Items...)
		}
	}
	return out
}

// toldServices are the told e-mails that wait or went, "recipient: items", cancelled
// ones left out.
func (u *unitTest) toldServices() []string {
	u.Helper()
	return collect[string](u, `
		SELECT m.recipient || ': ' || string_agg(i.kind || coalesce(' ' || t.standard, '') || coalesce(' ' || i.from_day, '') || coalesce(' > ' || i.to_day, ''), ', ' ORDER BY i.position)
		FROM message m JOIN message_item i ON i.message_id = m.id AND NOT i.dropped LEFT JOIN task t ON t.id = i.task_id
		WHERE m.kind = 'told' AND m.state NOT IN ('cancelled', 'not_sent') GROUP BY m.id, m.recipient ORDER BY m.recipient, m.id`)
}

// live are the open tasks of a person's present release, by code.
func (u *unitTest) live(number string) []string {
	u.Helper()
	return collect[string](u, `
		SELECT t.standard FROM task t JOIN release r ON r.id = t.release_id JOIN person_number n USING (person_id)
		WHERE n.prison_number = $1 AND r.is_current AND t.state IN ('planned', 'handed_off', 'acknowledged', 'accepted', 'declined', 'no_capacity', 'passed_on')
		ORDER BY t.standard`, number)
}
