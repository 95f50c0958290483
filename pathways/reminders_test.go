package pathways_test

import (
	"testing"
	"time"

	"throughgate/pathways"
)

// domain 8, text to a person: 4 days and 1 day before at 10:00, on the morning of
// a release-day appointment; a booking inside the lead time gets the next one
// only; one that could only go after the start is not sent; never before release.
func TestWhichRemindersAnAppointmentGets(t *testing.T) {
	t.Parallel()
	at := func(d string, hour, minute int) time.Time { return day(d).At(hour, minute) }
	for _, tt := range []struct {
		rule       string
		start, now time.Time
		leaving    string
		out        bool
		want       []time.Time
	}{
		{"4 days and 1 day before at 10:00", at("2026-12-14", 14, 0), at("2026-11-23", 8, 0), "2026-12-01", false,
			[]time.Time{at("2026-12-10", 10, 0), at("2026-12-13", 10, 0)}},
		{"10:00 London in summer is 09:00 UTC", at("2026-06-15", 14, 0), at("2026-06-01", 8, 0), "2026-05-01", true,
			[]time.Time{time.Date(2026, 6, 11, 9, 0, 0, 0, time.UTC), time.Date(2026, 6, 14, 9, 0, 0, 0, time.UTC)}},
		{"the clock goes forward between them", at("2027-03-29", 14, 0), at("2027-03-20", 8, 0), "2027-03-01", true, // 28 March
			[]time.Time{time.Date(2027, 3, 25, 10, 0, 0, 0, time.UTC), time.Date(2027, 3, 28, 9, 0, 0, 0, time.UTC)}},
		{"the clock goes back between them", at("2026-10-26", 14, 0), at("2026-10-20", 8, 0), "2026-10-01", true, // 25 October
			[]time.Time{time.Date(2026, 10, 22, 9, 0, 0, 0, time.UTC), time.Date(2026, 10, 25, 10, 0, 0, 0, time.UTC)}},
		{"inside the lead time the next one only", at("2026-12-14", 14, 0), at("2026-12-10", 10, 1), "2026-12-01", true,
			[]time.Time{at("2026-12-13", 10, 0)}},
		{"at its very time it still goes", at("2026-12-14", 14, 0), at("2026-12-10", 10, 0), "2026-12-01", true,
			[]time.Time{at("2026-12-10", 10, 0), at("2026-12-13", 10, 0)}},
		{"none on a day before the release", at("2026-12-14", 14, 0), at("2026-11-23", 8, 0), "2026-12-11", false,
			[]time.Time{at("2026-12-13", 10, 0)}},
		{"one on the day of release itself", at("2026-12-14", 14, 0), at("2026-11-23", 8, 0), "2026-12-13", false,
			[]time.Time{at("2026-12-13", 10, 0)}},
		{"an appointment on the day of release: that morning", at("2026-12-14", 14, 0), at("2026-11-23", 8, 0), "2026-12-14", false,
			[]time.Time{at("2026-12-14", 8, 0)}},
		{"that morning would be after the start", at("2026-12-14", 8, 0), at("2026-11-23", 8, 0), "2026-12-14", false, nil},
		{"an appointment before the release", at("2026-12-10", 14, 0), at("2026-11-23", 8, 0), "2026-12-14", false, nil},
		{"released in the morning, learnt at 11: at once", at("2026-12-14", 14, 0), at("2026-12-14", 11, 0), "2026-12-14", true,
			[]time.Time{at("2026-12-14", 11, 0)}},
		{"released and booked for tomorrow after 10: at once", at("2026-12-14", 14, 0), at("2026-12-13", 16, 0), "2026-12-01", true,
			[]time.Time{at("2026-12-13", 16, 0)}},
		{"too late in the evening: at 08:00", at("2026-12-14", 14, 0), at("2026-12-13", 20, 0), "2026-12-01", true,
			[]time.Time{at("2026-12-14", 8, 0)}},
		{"at 08:00 it has begun: none", at("2026-12-14", 8, 0), at("2026-12-13", 20, 0), "2026-12-01", true, nil},
		{"not out yet: what is missed is missed", at("2026-12-14", 14, 0), at("2026-12-14", 11, 0), "2026-12-14", false, nil},
		{"a start that is past", at("2026-12-14", 14, 0), at("2026-12-14", 14, 0), "2026-12-01", true, nil},
		{"no day of release known", at("2026-12-14", 14, 0), at("2026-11-23", 8, 0), "", false, nil},
	} {
		got := pathways.Reminders(tt.start, tt.now, day(tt.leaving), tt.out)
		if len(got) != len(tt.want) {
			t.Errorf("domain 8: %s: %v, want %v", tt.rule, got, tt.want)
			continue
		}
		for i, r := range got {
			if !r.At.Equal(tt.want[i]) {
				t.Errorf("domain 8: %s: reminder %d at %s, want %s", tt.rule, i+1, r.At, tt.want[i])
			}
		}
	}
}

// domain 8: 08:00 to 20:00, London.
func TestTextsLeaveBetweenEightAndEight(t *testing.T) {
	t.Parallel()
	utc := func(m time.Month, d, h, min int) time.Time { return time.Date(2026, m, d, h, min, 0, 0, time.UTC) }
	for _, tt := range []struct {
		rule      string
		at, leave time.Time
	}{
		{"before 08:00", utc(12, 1, 7, 59), utc(12, 1, 8, 0)},
		{"at 08:00", utc(12, 1, 8, 0), utc(12, 1, 8, 0)},
		{"at 19:59", utc(12, 1, 19, 59), utc(12, 1, 19, 59)},
		{"at 20:00 the next morning", utc(12, 1, 20, 0), utc(12, 2, 8, 0)},
		{"summer: 07:00 UTC is 08:00", utc(6, 1, 7, 0), utc(6, 1, 7, 0)},
		{"summer: 19:00 UTC is 20:00", utc(6, 1, 19, 0), utc(6, 2, 7, 0)},
		{"the evening before the clock goes back", utc(10, 24, 19, 30), utc(10, 25, 8, 0)},
		{"the evening before the clock goes forward", time.Date(2027, 3, 27, 21, 0, 0, 0, time.UTC), time.Date(2027, 3, 28, 7, 0, 0, 0, time.UTC)},
	} {
		if got := pathways.TextWindow(tt.at); !got.Equal(tt.leave) {
			t.Errorf("%s: %s, want %s", tt.rule, got, tt.leave)
		}
	}
}
