package release_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/testkit"
	"throughgate/internal/testkit/seed"
	"throughgate/release"
)

// past is what is known of one seeded person, and when.
type past struct {
	*testing.T
	*seed.Seed
	r    seed.Release
	show func(at time.Time) (release.Story, error)
}

func newPast(t *testing.T) past {
	t.Helper()
	t.Parallel()
	pool := testkit.DB(t)
	p := past{T: t, Seed: seed.New(t, pool, shown)}
	p.r = p.Person(seed.Person{PlannedDay: calendar.MustParse("2026-12-10")})
	p.show = func(at time.Time) (release.Story, error) {
		return read(t, pool, func(tx pgx.Tx) (release.Story, error) {
			return release.ShowThen(t.Context(), tx, toldToday{}, ownArea, release.Find{PrisonNumber: p.r.Number}, at)
		})
	}
	return p
}

func (p past) then(at time.Time) release.Story {
	p.Helper()
	story, err := p.show(at)
	if err != nil {
		p.Fatal(err)
	}
	return story
}

// hour is an hour of the day on which everything happens.
func hour(h int) time.Time { return shown.Add(time.Duration(h-8) * time.Hour) }

// thought adds what was thought from an instant on.
func (p past) thought(at time.Time, status, state, statutory, scheme, planned string, reasons ...string) {
	p.Helper()
	p.Exec(`insert into release_history (release_id, at, prison, legal_status, custody_status, out_of_area, miles, state, deciding_type,
			statutory_date, working_day, friday_scheme_day, planned_day, reasons, explanation)
		values ($1, $2, 'LEI', 'SENTENCED', $3, 'yes', 170, $4, 'CRD', nullif($5, '')::date, nullif($5, '')::date, nullif($6, '')::date,
			nullif($7, '')::date, coalesce($8::text[], '{}'), 'Thought then.')`, p.r.ID, at, status, state, statutory, scheme, planned, reasons)
}

func (p past) happened(at, recorded time.Time, event, about string) {
	p.Helper()
	p.Exec(`insert into life_event (external_id, person_id, at, event, about, reason, source, recorded_at, recorded_by)
		values (gen_random_uuid()::text, $1, $2, $3, $4, 'because', 'events', $5, 'account:1')`, p.r.PersonID, at, event, about, recorded)
}

func TestBeforeAnythingWasKnownThereIsNothingToShow(t *testing.T) {
	p := newPast(t)
	p.thought(hour(9), "ACTIVE IN", "planned", "2026-12-10", "", "2026-12-10")
	if _, err := p.show(hour(9).Add(-time.Microsecond)); !fault.Is(err, release.NothingThen) {
		t.Errorf("error = %v, want that nothing was known", err)
	}
	if got := p.then(hour(9)); got.Release.PlannedDay.String() != "2026-12-10" || got.Release.Explanation != "Thought then." {
		t.Errorf("from then on: %+v", got.Release)
	}
}

// Both days are told until somebody decides; a decision holds from when it was
// recorded until the statutory date is another.
func TestTheDecisionThatHeldThen(t *testing.T) {
	p := newPast(t)
	p.Account("olive", "Olive Officer", "link_officer", []string{seed.Haringey}, nil)
	p.thought(hour(9), "ACTIVE IN", "planned", "2026-12-11", "2026-12-10", "2026-12-10")
	p.happened(hour(1), hour(11), "friday_scheme", "one_day_more")
	p.thought(hour(11), "ACTIVE IN", "planned", "2026-12-11", "2026-12-09", "2026-12-09")
	p.thought(hour(13), "ACTIVE IN", "planned", "2026-12-18", "2026-12-17", "2026-12-17")
	for _, c := range []struct {
		at       time.Time
		presumed bool
		scheme   release.SchemeDecision
	}{
		{hour(9), true, ""}, {hour(10), true, ""}, {hour(11), false, release.SchemeOneDayMore}, {hour(12), false, release.SchemeOneDayMore},
		{hour(13), true, ""}, {hour(14), true, ""},
	} {
		got := p.then(c.at)
		if got.Release.Presumed != c.presumed || got.Release.Scheme != c.scheme {
			t.Errorf("at %s: presumed %t, %q; want %t, %q", c.at, got.Release.Presumed, got.Release.Scheme, c.presumed, c.scheme)
		}
		if c.scheme != "" && (got.Now.SchemeBy != "Olive Officer" || got.Now.SchemeReason != "because") {
			t.Errorf("at %s the decision is told as %+v", c.at, got.Now)
		}
	}
}

func TestWhereThePersonWasThen(t *testing.T) {
	p := newPast(t)
	p.thought(hour(9), "ACTIVE IN", "planned", "2026-12-10", "", "2026-12-10")
	p.thought(hour(10), "ACTIVE OUT", "planned", "2026-12-10", "", "2026-12-10")
	p.happened(hour(10), hour(10), "court", "")
	p.thought(hour(11), "ACTIVE IN", "planned", "2026-12-10", "", "2026-12-10", "in_hospital")
	p.thought(hour(12), "INACTIVE OUT", "at_large", "2026-12-10", "", "2026-12-10")
	p.thought(hour(13), "INACTIVE OUT", "left_unknown", "2026-12-10", "", "2026-12-10")
	for at, want := range map[int]release.Place{9: release.Held, 10: release.AtCourt, 11: release.InHospital, 12: release.AtLargePlace,
		13: release.GoneUnknown} {
		if got := p.then(hour(at)).Release.Place; got != want {
			t.Errorf("at %d o'clock: %s, want %s", at, got, want)
		}
	}
}

func TestWhatWasLearntLaterIsNotShown(t *testing.T) {
	p := newPast(t)
	p.thought(hour(9), "ACTIVE IN", "planned", "2026-12-10", "", "2026-12-10")
	p.Exec(`insert into release_date (release_id, type, kind, day, source, learnt_at, superseded_at) values
		($1, 'CRD', 'calculated', '2026-12-10', 'extract', $2, $3), ($1, 'CRD', 'calculated', '2026-12-11', 'extract', $3, null)`, p.r.ID, hour(9), hour(12))
	p.Exec(`insert into release_change (release_id, from_day, to_day, at, source, notice_working_days, unmet) values
		($1, '2026-12-10', '2026-12-11', $2, 'extract', 1, '{ACC-DTR}')`, p.r.ID, hour(12))
	p.happened(hour(7), hour(12), "court", "")
	p.happened(hour(7), hour(9), "transferred", "")
	p.Exec(`update life_event set superseded_at = $1 where event = 'transferred'`, hour(12))
	p.Exec(`insert into appointment (ref, person_id, release_id, service, starts_at, place, state, created_at, updated_at)
		values ('a1', $1, $2, 'jobcentre', '2026-12-11 14:00+00', 'Wood Green', 'cancelled', $3, $4)`, p.r.PersonID, p.r.ID, hour(9), hour(12))
	sum := func(s release.Story) (out []string) {
		for _, d := range s.Dates {
			line := d.Date.String()
			if d.SupersededAt != nil {
				line += " replaced"
			}
			out = append(out, line)
		}
		for _, c := range s.Changes {
			out = append(out, "moved to "+c.To.String())
		}
		for _, e := range s.Events {
			out = append(out, string(e.Event))
		}
		for _, a := range s.Appointments {
			out = append(out, a.State)
		}
		return out
	}
	for at, want := range map[int][]string{
		9:  {"2026-12-10", "transferred", "booked"},
		11: {"2026-12-10", "transferred", "booked"},
		12: {"2026-12-10 replaced", "2026-12-11", "moved to 2026-12-11", "court", "cancelled"},
	} {
		if diff := cmp.Diff(want, sum(p.then(hour(at)))); diff != "" {
			t.Errorf("at %d o'clock (-want +got):\n%s", at, diff)
		}
	}
}

func TestMessagesAsTheyStoodThen(t *testing.T) {
	p := newPast(t)
	p.thought(hour(8), "ACTIVE IN", "planned", "2026-12-10", "", "2026-12-10")
	p.Exec(`insert into import (kind, source, file_name, sha256, as_of, actor, started_at, finished_at, brake, sent_at)
		values ('releases', 'extract', 'a.csv', 'x', $1, 'system:import', $1, $1, '12 of 20 days would move', $2)`, hour(8), hour(10))
	add := func(ref, channel, state, reason string, sent, settled any, byImport bool) {
		p.Message(ref, channel, "request", "kay@services.example", "queued", reason, p.r)
		p.Exec(`update message set state = $2, sent_at = $3, settled_at = $4, attempts = case when $3::timestamptz is null then 0 else 1 end,
			import_id = case when $5 then (select id from import) end where ref = $1`, ref, state, sent, settled, byImport)
	}
	add("bounced", "email", "failed", "the mailbox is not there", hour(9), hour(11), false)
	add("text", "text", "delivered", "", hour(9), hour(11), false)
	add("cancelled", "email", "cancelled", "the day has changed again", nil, hour(11), false)
	add("held", "email", "sent", "", hour(11), hour(11), true)
	add("never", "email", "not_sent", "no address", nil, hour(8), false)
	states := func(at int) map[string]string {
		out := map[string]string{}
		for _, m := range p.then(hour(at)).Messages {
			out[m.ID] = m.State + " " + m.Reason
		}
		return out
	}
	for at, want := range map[int]map[string]string{
		8:  {"bounced": "queued ", "text": "queued ", "cancelled": "queued ", "held": "held ", "never": "not_sent no address"},
		9:  {"bounced": "sent ", "text": "sent ", "cancelled": "queued ", "held": "held ", "never": "not_sent no address"},
		10: {"bounced": "sent ", "text": "sent ", "cancelled": "queued ", "held": "queued ", "never": "not_sent no address"},
		11: {"bounced": "failed the mailbox is not there", "text": "delivered ", "cancelled": "cancelled the day has changed again",
			"held": "sent ", "never": "not_sent no address"},
	} {
		if diff := cmp.Diff(want, states(at)); diff != "" {
			t.Errorf("at %d o'clock (-want +got):\n%s", at, diff)
		}
	}
	// An e-mail that is sent is settled; of a text a receipt has yet to come.
	for _, m := range p.then(hour(10)).Messages {
		if settled := m.SettledAt != nil && m.SettledAt.Equal(hour(9)); m.State == "sent" && settled != (m.Channel == "email") {
			t.Errorf("%s was settled at %v", m.ID, m.SettledAt)
		}
	}
}

// Days left are counted from the day asked about, and a stay that was not known
// of yet is not there.
func TestAnEarlierStayIsThePresentOneOfItsTime(t *testing.T) {
	p := newPast(t)
	p.thought(hour(9), "ACTIVE IN", "planned", "2026-12-10", "", "2026-12-10")
	p.Exec(`update release set is_current = false, state = 'released', released_on = '2026-12-10' where id = $1`, p.r.ID)
	p.Exec(`insert into release (ref, person_id, episode, prison, legal_status, custody_status, custody_as_of, received_day, opened_by,
			out_of_area, watched, state, decided_at, judged_on)
		values ('again', $1, 2, 'LEI', 'RECALL', 'ACTIVE IN', $2, '2026-12-20', 'recalled', 'yes', true, 'recalled_no_date', $2, '2026-11-23')`, p.r.PersonID, hour(12))
	p.Exec(`insert into release_history (release_id, at, prison, legal_status, custody_status, out_of_area, state, deciding_type, reasons, explanation)
		select id, $1, 'LEI', 'RECALL', 'ACTIVE IN', 'yes', 'recalled_no_date', '', '{}', 'Recalled.' from release where ref = 'again'`, hour(12))
	before, after := p.then(hour(9)), p.then(hour(12))
	if before.Release.ID != p.r.Ref || before.Release.State != release.Planned || *before.Release.DaysLeft != 17 || len(before.Episodes) != 1 {
		t.Errorf("before: %+v, %d stays", before.Release, len(before.Episodes))
	}
	if after.Release.ID != "again" || after.Release.OpenedBy != "recalled" || len(after.Episodes) != 2 {
		t.Errorf("after: %+v, %d stays", after.Release, len(after.Episodes))
	}
	states := []string{}
	for _, e := range after.Episodes {
		states = append(states, string(e.State))
	}
	if !slices.Equal(states, []string{"planned", "recalled_no_date"}) {
		t.Errorf("the stays were %v", states)
	}
}
