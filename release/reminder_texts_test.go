package release_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/internal/calendar"
	"throughgate/notify"
	"throughgate/pathways"
	"throughgate/release"
)

func evidence(items ...string) pathways.Finish { return pathways.Finish{Evidence: items} }

// reachable is somebody who may be texted once they are out.
var reachable = merged(leaver, who{"mobile": "07700 900123", "text_ok": "yes", "text_agreed_on": "2026-11-02", "phone_shared": "no", "language": "en"})

// texts lists the reminder texts as "state day hour: appointments".
func (u *unitTest) texts() []string {
	u.Helper()
	var out []string
	for _, m := range u.messages(notify.AppointmentReminder) {
		s := m.State + " " + m.NotBefore.In(calendar.London).Format("2006-01-02 15:04") + ":"
		for _, item := range slices.Sorted(slices.Values(m.Items)) {
			s += item[len("appointment"):]
		}
		out = append(out, s)
	}
	return out
}

func (u *unitTest) wantTexts(when string, want ...string) {
	u.Helper()
	if diff := cmp.Diff(want, u.texts(), emptyIsNil); diff != "" {
		u.Errorf("%s (-want +got):\n%s", when, diff)
	}
}

func newTexts(t *testing.T, row who) *unitTest {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.running()
	u.tell(row)
	return u
}

func TestRemindersWaitForTheReleaseAndGoOnceItIsRecorded(t *testing.T) {
	u := newTexts(t, reachable)
	u.book("X1,A0001BC,2026-11-25 14:00,drug_and_alcohol,Hub,yes,", "X2,A0001BC,2026-12-01 11:00,housing_options,Office,yes,")
	// On the day of release at 08:00; four days and one day before at 10:00.
	waiting := []string{"queued 2026-11-25 08:00: X1", "queued 2026-11-27 10:00: X2", "queued 2026-11-30 10:00: X2"}
	u.wantTexts("booked", waiting...)
	u.at("2026-11-25", 8, 0)
	if left := u.deliver(); len(left) != 0 {
		t.Fatalf("a text left before the release: %+v", left)
	}
	if m := u.messages(notify.AppointmentReminder)[0]; m.State != "queued" || m.Reason == "" {
		t.Errorf("it waits, and says why: %+v", m)
	}
	u.at("2026-11-25", 9, 30)
	u.tell(merged(reachable, released("2026-11-25")))
	left := onlyTexts(u.deliver())
	if len(left) != 1 || left[0].To != "+447700900123" {
		t.Fatalf("the waiting text goes: %+v", left)
	}
	if want := "Hi Sam. You have an appointment with Kay at 2pm today, Wednesday 25 November, at Hub."; left[0].Text[:len(want)] != want {
		t.Errorf("the words: %q", left[0].Text)
	}
	u.at("2026-11-27", 10, 0)
	if left := onlyTexts(u.deliver()); len(left) != 1 {
		t.Errorf("four days before: %+v", left)
	}
	u.wantTexts("at the end", "sent 2026-11-25 09:30: X1", "sent 2026-11-27 10:00: X2", "queued 2026-11-30 10:00: X2")
}

func onlyTexts(list []notify.Outgoing) []notify.Outgoing {
	var out []notify.Outgoing
	for _, m := range list {
		if m.Subject == "" {
			out = append(out, m)
		}
	}
	return out
}

func TestAReleaseLearntLateSendsWhatIsStillUseful(t *testing.T) {
	u := newTexts(t, reachable)
	u.book("X1,A0001BC,2026-11-25 14:00,drug_and_alcohol,Hub,yes,", "X2,A0001BC,2026-11-27 11:00,housing_options,Office,yes,")
	u.at("2026-11-26", 15, 0) // learnt the day after; X1 is past, X2's reminder of 10:00 too
	u.tell(merged(reachable, released("2026-11-25")))
	left := onlyTexts(u.deliver())
	if len(left) != 1 {
		t.Fatalf("what is still useful goes at once: %+v", left)
	}
	u.wantTexts("X1's past reminder is not sent", "cancelled 2026-11-25 08:00: X1", "sent 2026-11-26 15:00: X2")
	u.tell(merged(reachable, released("2026-11-25"), who{"com_name": "Another Officer"}))
	if left := onlyTexts(u.deliver()); len(left) != 0 {
		t.Errorf("a second time: %+v", left)
	}
}

func TestLearntAtNightATextWaitsForTheMorning(t *testing.T) {
	u := newTexts(t, reachable)
	u.book("X2,A0001BC,2026-11-26 11:00,housing_options,Office,yes,")
	u.at("2026-11-25", 21, 0)
	u.tell(merged(reachable, released("2026-11-25")))
	if left := onlyTexts(u.deliver()); len(left) != 0 {
		t.Errorf("a text at nine in the evening: %+v", left)
	}
	u.wantTexts("it waits", "cancelled 2026-11-25 10:00: X2", "queued 2026-11-26 08:00: X2")
}

func TestOneTextAPersonADay(t *testing.T) {
	u := newTexts(t, reachable)
	u.book("X1,A0001BC,2026-12-01 09:30,drug_and_alcohol,Hub,no,", "X2,A0001BC,2026-12-01 15:00,housing_options,Office,no,",
		"X3,A0001BC,2026-12-04 10:00,mental_health,Clinic,no,")
	u.wantTexts("together where they fall on one day",
		"queued 2026-11-27 10:00: X1 X2", "queued 2026-11-30 10:00: X1 X2 X3", "queued 2026-12-03 10:00: X3")
}

func TestAMovedOrCancelledAppointmentTakesItsTextsWithIt(t *testing.T) {
	u := newTexts(t, reachable)
	u.book("X1,A0001BC,2026-12-01 11:00,housing_options,Office,yes,", "X2,A0001BC,2026-12-10 11:00,drug_and_alcohol,Hub,yes,")
	u.book("X1,A0001BC,2026-12-03 11:00,housing_options,Office,yes,", "X2,A0001BC,2026-12-10 11:00,drug_and_alcohol,Hub,yes,yes")
	u.wantTexts("old ones cancelled, new ones wait",
		"cancelled 2026-11-27 10:00: X1", "queued 2026-11-29 10:00: X1", "cancelled 2026-11-30 10:00: X1",
		"queued 2026-12-02 10:00: X1", "cancelled 2026-12-06 10:00: X2", "cancelled 2026-12-09 10:00: X2")
	if r := u.book("X1,A0001BC,2026-12-03 11:00,housing_options,Office,yes,"); r.Unchanged != 1 || r.MessagesQueued != 0 {
		t.Errorf("the same again: %+v", r)
	}
}

func TestAnAppointmentThatMovesAfterATextIsPutRightAtOnce(t *testing.T) {
	u := newTexts(t, reachable)
	u.book("X1,A0001BC,2026-12-01 11:00,housing_options,Office,yes,")
	u.at("2026-11-25", 9, 0)
	u.tell(merged(reachable, released("2026-11-25")))
	u.at("2026-11-27", 10, 0)
	if left := onlyTexts(u.deliver()); len(left) != 1 {
		t.Fatalf("four days before: %+v", left)
	}
	u.at("2026-11-27", 16, 0)
	u.book("X1,A0001BC,2026-12-01 15:00,housing_options,Office,yes,")
	left := onlyTexts(u.deliver())
	if len(left) != 1 || !contains(left[0].Text, "at 3pm") {
		t.Fatalf("the correction, the same day: %+v", left)
	}
	u.book("X1,A0001BC,2026-12-01 15:00,housing_options,Office,yes,")
	if left := onlyTexts(u.deliver()); len(left) != 0 {
		t.Errorf("a second correction: %+v", left)
	}
	u.wantTexts("and the next reminder stays", "sent 2026-11-27 10:00: X1", "cancelled 2026-11-30 10:00: X1",
		"sent 2026-11-27 16:00: X1", "queued 2026-11-30 10:00: X1")
}

func TestAMovedDayOfReleaseMovesTheReminders(t *testing.T) {
	u := newTexts(t, reachable)
	u.book("X1,A0001BC,2026-11-27 11:00,housing_options,Office,yes,")
	u.wantTexts("the day before", "queued 2026-11-26 10:00: X1")
	u.tell(merged(reachable, who{"confirmed_release": "2026-11-27"})) // a Friday: never moved
	u.wantTexts("on the day itself", "cancelled 2026-11-26 10:00: X1", "queued 2026-11-27 08:00: X1")
	u.tell(merged(reachable, who{"confirmed_release": "2026-12-04"}))
	u.wantTexts("before the release there is none", "cancelled 2026-11-26 10:00: X1", "cancelled 2026-11-27 08:00: X1")
}

func TestWithoutLeaveATextIsStoredAsNotSentAndAWorkerHasIt(t *testing.T) {
	row := merged(reachable, who{"text_ok": "unknown"})
	u := newTexts(t, row)
	u.book("X1,A0001BC,2026-12-01 11:00,housing_options,Office,yes,")
	for _, m := range u.messages(notify.AppointmentReminder) {
		if m.State != "not_sent" || m.Reason != "unconfirmed: nobody has recorded that the person agrees to texts" {
			t.Errorf("%s: %q", m.State, m.Reason)
		}
	}
	open := `SELECT count(*)::int FROM attention WHERE kind = 'undelivered' AND role = 'link_officer' AND closed_at IS NULL`
	if n := one[int](u, open); n != 1 {
		t.Errorf("%d items for the link officer, want 1", n)
	}
	u.sweep("2026-11-23")
	if got := u.lastTo(notify.Digest, linkAddress); !got.has("undelivered") {
		t.Errorf("the digest: %v", got.Items)
	}
	u.at("2026-11-23", 12, 0)
	u.tell(merged(row, who{"text_ok": "yes"}))
	if n := one[int](u, open); n != 0 {
		t.Errorf("%d items once the person agreed", n)
	}
	u.wantTexts("then they wait", "not_sent 2026-11-27 10:00: X1", "not_sent 2026-11-30 10:00: X1",
		"queued 2026-11-27 10:00: X1", "queued 2026-11-30 10:00: X1")
}

// Nothing of their own need change: the other one who had the number gets another.
func TestWhoMayBeTextedByNowIsRemindedAfterAll(t *testing.T) {
	other := merged(reachable, who{"prison_number": "A0002BC"})
	u := newTexts(t, reachable)
	u.tell(reachable, other)
	u.book("X1,A0001BC,2026-12-01 11:00,housing_options,Office,yes,")
	u.wantTexts("a number of two", "not_sent 2026-11-27 10:00: X1", "not_sent 2026-11-30 10:00: X1")
	u.at("2026-11-23", 12, 0)
	u.tell(reachable, merged(other, who{"mobile": "07700 900555"}))
	u.sweep("2026-11-24")
	u.wantTexts("a number of one", "not_sent 2026-11-27 10:00: X1", "not_sent 2026-11-30 10:00: X1",
		"queued 2026-11-27 10:00: X1", "queued 2026-11-30 10:00: X1")
	if n := one[int](u, `SELECT count(*)::int FROM attention WHERE kind = 'undelivered' AND closed_at IS NULL`); n != 0 {
		t.Errorf("%d items though a text reminds them", n)
	}
}

func TestWhatAWorkerHasDealtWithComesBackOnlyWithAnotherAppointment(t *testing.T) {
	row := merged(reachable, who{"text_ok": "unknown"})
	u := newTexts(t, row)
	u.book("X1,A0001BC,2026-12-01 11:00,housing_options,Office,yes,")
	open := `SELECT count(*)::int FROM attention WHERE kind = 'undelivered' AND closed_at IS NULL`
	u.at("2026-11-23", 11, 0)
	u.exec(`UPDATE attention SET closed_at = $1, closed_by = 'account:1', close_note = 'wrote to them'`, u.clock())
	u.at("2026-11-23", 12, 0)
	u.tell(merged(row, who{"next_court_on": "2026-12-10"}))
	if n := one[int](u, open); n != 0 {
		t.Errorf("%d items though nothing is new", n)
	}
	u.at("2026-11-23", 13, 0)
	u.book("X2,A0001BC,2026-12-02 11:00,housing_options,Office,yes,")
	if n := one[int](u, open); n != 1 {
		t.Errorf("%d items with another appointment, want 1", n)
	}
}

func TestEachReasonNotToTextIsStored(t *testing.T) {
	u := newUnit(t)
	u.services()
	reasons := []struct {
		reason string
		more   who
	}{
		{"", nil},
		{"no mobile number that can be used", who{"mobile": "0207 946 0000"}},
		{"the person does not want texts", who{"text_ok": "no"}},
		{"unconfirmed: nobody has recorded that the person agrees to texts", who{"text_ok": "unknown"}},
		{"unconfirmed: the agreement has no date", who{"text_agreed_on": ""}},
		{"unconfirmed: the agreement is older than this time in custody", who{"text_agreed_on": "2026-01-11"}},
		{"unconfirmed: the agreement is dated in the future", who{"text_agreed_on": "2026-11-24"}},
		{"unconfirmed: nobody has asked whether someone else sees this phone", who{"phone_shared": "unknown"}},
		{"contact risk: a worker tells the person", who{"flags": "contact_risk"}},
		{"under 18: the youth worker decides", who{"date_of_birth": "2010-01-01"}},
		{"texts are in English and Welsh only: a worker tells the person in their language (pl)", who{"language": "pl"}},
		{"this number has asked for no texts", nil},
		{"unconfirmed: the agreement was for another number", nil},
		{"this number is recorded for more than one person", who{"mobile": "07700 900999"}},
		{"this number is recorded for more than one person", who{"mobile": "07700 900999"}},
	}
	const optedOut, changed = 11, 12
	var rows []who
	var lines []string
	for i, r := range reasons {
		rows = append(rows, merged(reachable, who{"mobile": fmt.Sprintf("07700 9001%02d", i)}, r.more))
		lines = append(lines, fmt.Sprintf("X%d,A%04dBC,2026-12-01 11:00,housing_options,Office,yes,", i, i+1))
	}
	u.tell(rows...)
	u.exec(`INSERT INTO opt_out (number, reason, at) VALUES ($1, 'stop', now())`, fmt.Sprintf("+4477009001%02d", optedOut))
	u.at("2026-11-23", 9, 0)
	rows[changed]["mobile"] = "07700 900555"
	u.tell(rows...)
	u.book(lines...)
	for i, r := range reasons {
		want := "not_sent: " + r.reason
		if r.reason == "" {
			want = "queued: "
		}
		got := collect[string](u, `SELECT m.state || ': ' || m.reason FROM message m JOIN person_number n ON n.person_id = m.person_id
			WHERE n.prison_number = $1`, fmt.Sprintf("A%04dBC", i+1))
		if diff := cmp.Diff([]string{want, want}, got); diff != "" {
			t.Errorf("both reminders (-want +got):\n%s", diff)
		}
	}
}

func TestWhatForbidsATextIsAskedAgainWhenItLeaves(t *testing.T) {
	for name, test := range map[string]struct {
		then   who
		reason string
	}{
		"agreement withdrawn": {who{"text_ok": "no"}, "the appointment, the day of release or the agreement has changed"},
		"received again":      {who{"received_on": "2026-11-26", "status": "ACTIVE IN"}, "nothing more is sent for this person"},
		"died":                {who{"legal_status": "DEAD"}, "nothing more is sent for this person"},
	} {
		t.Run(name, func(t *testing.T) {
			u := newTexts(t, reachable)
			u.book("X1,A0001BC,2026-12-01 11:00,housing_options,Office,yes,")
			u.at("2026-11-25", 9, 0)
			out := merged(reachable, released("2026-11-25"))
			u.tell(out)
			u.at("2026-11-26", 9, 0)
			u.tell(merged(out, test.then))
			for _, at := range []string{"2026-11-27", "2026-11-30"} {
				u.at(at, 10, 0)
				if left := onlyTexts(u.deliver()); len(left) != 0 {
					t.Errorf("%s: a text left: %+v", at, left)
				}
			}
			for _, m := range u.messages(notify.AppointmentReminder) {
				if m.State == "cancelled" && m.Reason != test.reason {
					t.Errorf("%s: %q, want %q", m.State, m.Reason, test.reason)
				}
				if m.State == "queued" || m.State == "sent" {
					t.Errorf("still %s", m.State)
				}
			}
		})
	}
}

func TestMayTextAnswersEachQuestionOfTheRule(t *testing.T) {
	today := day("2026-11-23")
	good := release.TextFacts{State: release.Released, ReleasedOn: day("2026-11-20"), BirthDate: day("1990-01-01"), Language: "en",
		Mobile: "+447700900123", TextOK: "yes", AgreedOn: day("2026-11-02"), AgreedNumber: "+447700900123",
		ReceivedOn: day("2026-01-12"), EpisodeFrom: day("2026-01-12"), PhoneShared: "no", Holders: 1}
	for name, test := range map[string]struct {
		change func(*release.TextFacts)
		want   release.TextVerdict
	}{
		"may":                        {func(*release.TextFacts) {}, release.TextVerdict{May: true, MayName: true}},
		"somebody else sees it":      {func(f *release.TextFacts) { f.PhoneShared = "yes" }, release.TextVerdict{May: true}},
		"Welsh":                      {func(f *release.TextFacts) { f.Language = "cy" }, release.TextVerdict{May: true, MayName: true}},
		"agreed on the first day":    {func(f *release.TextFacts) { f.AgreedOn = f.EpisodeFrom }, release.TextVerdict{May: true, MayName: true}},
		"agreed today":               {func(f *release.TextFacts) { f.AgreedOn = today }, release.TextVerdict{May: true, MayName: true}},
		"18 today":                   {func(f *release.TextFacts) { f.BirthDate = day("2008-11-23") }, release.TextVerdict{May: true, MayName: true}},
		"in custody":                 {func(f *release.TextFacts) { f.State = release.Planned }, release.TextVerdict{May: true, MayName: true, Wait: true, Reason: "waits for the release to be recorded"}},
		"date passed, still held":    {func(f *release.TextFacts) { f.State = release.DatePassed }, release.TextVerdict{May: true, MayName: true, Wait: true, Reason: "waits for the release to be recorded"}},
		"left, reason unknown":       {func(f *release.TextFacts) { f.State = release.LeftUnknown }, release.TextVerdict{May: true, MayName: true, Wait: true, Reason: "waits for the release to be recorded"}},
		"died":                       {func(f *release.TextFacts) { f.State = release.Died }, release.TextVerdict{Reason: "nothing is sent to this person"}},
		"removed":                    {func(f *release.TextFacts) { f.State = release.Removed }, release.TextVerdict{Reason: "nothing is sent to this person"}},
		"at large":                   {func(f *release.TextFacts) { f.State = release.AtLarge }, release.TextVerdict{Reason: "nothing is sent to this person"}},
		"received again":             {func(f *release.TextFacts) { f.ReceivedOn = day("2026-11-21") }, release.TextVerdict{Reason: "the person was received into custody again"}},
		"18 tomorrow":                {func(f *release.TextFacts) { f.BirthDate = day("2008-11-24") }, release.TextVerdict{Reason: "under 18: the youth worker decides"}},
		"18 tomorrow, with the tick": {func(f *release.TextFacts) { f.BirthDate, f.TickedOn = day("2008-11-24"), f.EpisodeFrom }, release.TextVerdict{May: true, MayName: true}},
		"a tick from an older stay":  {func(f *release.TextFacts) { f.BirthDate, f.TickedOn = day("2008-11-24"), f.EpisodeFrom.AddDays(-1) }, release.TextVerdict{Reason: "under 18: the youth worker decides"}},
		"never texted":               {func(f *release.TextFacts) { f.NeverText = true }, release.TextVerdict{Reason: "no texts go to this number"}},
		"phone question not asked":   {func(f *release.TextFacts) { f.PhoneShared = "" }, release.TextVerdict{Reason: "unconfirmed: nobody has asked whether someone else sees this phone"}},
	} {
		f := good
		test.change(&f)
		if diff := cmp.Diff(test.want, release.MayText(f, today)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestASharedPhoneSeesNoNameAndNoPlace(t *testing.T) {
	for name, test := range map[string]struct {
		row     who
		safe    string
		without []string
	}{
		"shared":          {who{"phone_shared": "yes"}, "yes", []string{"Sam", "Office"}},
		"place not safe":  {who{}, "no", []string{"Office"}},
		"exclusion zone":  {who{"flags": "exclusion_zone"}, "yes", []string{"Office"}},
		"no-contact rule": {who{"flags": "no_contact"}, "yes", []string{"Office"}},
	} {
		t.Run(name, func(t *testing.T) {
			row := merged(reachable, test.row)
			u := newTexts(t, row)
			u.book("X1,A0001BC,2026-12-01 11:00,housing_options,Office," + test.safe + ",")
			u.at("2026-11-25", 9, 0)
			u.tell(merged(row, released("2026-11-25")))
			u.at("2026-11-27", 10, 0)
			left := onlyTexts(u.deliver())
			if len(left) != 1 || !contains(left[0].Text, "11am") || !contains(left[0].Text, "020 7946 0101") {
				t.Fatalf("%+v", left)
			}
			for _, word := range append(test.without, "Fictional") {
				if contains(left[0].Text, word) {
					t.Errorf("the text says %q: %s", word, left[0].Text)
				}
			}
		})
	}
}
