package notify_test

import (
	"testing"
	"time"

	"throughgate/internal/calendar"
	"throughgate/notify"
)

// The nights on which the clocks change: 25 October 2026 has 25 hours, 28 March
// 2027 has 23.
var (
	longDay  = calendar.MustParse("2026-10-25")
	shortDay = calendar.MustParse("2027-03-28")
)

func utc(hour int, day calendar.Date) time.Time {
	y, m, d := day.At(12, 0).Date()
	return time.Date(y, m, d, hour, 0, 0, 0, time.UTC)
}

func TestTextsKeepTheirHoursOnTheNightsOnWhichTheClocksChange(t *testing.T) {
	for name, c := range map[string]struct {
		at, until time.Time // zero until: it goes
	}{
		"the evening before the long day":  {longDay.AddDays(-1).At(20, 0), utc(8, longDay)},
		"the last minute that may":         {longDay.AddDays(-1).At(20, 0).Add(-time.Minute), time.Time{}},
		"the first half past one":          {utc(0, longDay).Add(30 * time.Minute), utc(8, longDay)},
		"the second half past one":         {utc(1, longDay).Add(30 * time.Minute), utc(8, longDay)},
		"seven on the long day":            {utc(7, longDay), utc(8, longDay)},
		"eight on the long day":            {utc(8, longDay), time.Time{}},
		"the evening of the long day":      {utc(20, longDay), utc(8, longDay.AddDays(1))},
		"the evening before the short day": {utc(20, shortDay.AddDays(-1)), utc(7, shortDay)},
		"in the night of the short day":    {utc(1, shortDay), utc(7, shortDay)},
		"eight on the short day":           {utc(7, shortDay), time.Time{}},
		"19:59 on the short day":           {utc(19, shortDay).Add(-time.Minute), time.Time{}},
		"20:00 on the short day":           {utc(19, shortDay), utc(7, shortDay.AddDays(1))},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			o.moveClock(c.at.Sub(monday))
			id := o.add(text("k"))[0]
			o.takeAsked()
			o.deliver(id)
			got, asked := o.message(id), o.takeAsked()
			switch {
			case c.until.IsZero() && got.State != "sent":
				t.Errorf("%+v", got)
			case !c.until.IsZero() && (got.State != "queued" || len(asked) != 1 || !asked[0].At.Equal(c.until)):
				t.Errorf("%+v, asked %v, want %v", got, asked, c.until)
			}
		})
	}
}

func TestADayOfALimitIsLondonsOnTheNightsOnWhichTheClocksChange(t *testing.T) {
	for name, c := range map[string]struct{ first, second, next time.Time }{
		"25 hours": {utc(8, longDay), utc(19, longDay), utc(8, longDay.AddDays(1))},
		"23 hours": {utc(7, shortDay), utc(18, shortDay), utc(7, shortDay.AddDays(1))},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, limited(notify.Limits{TextsPerPerson: 1}))
			o.moveClock(c.first.Sub(monday))
			ids := o.add(text("a"), text("b"))
			o.deliver(ids[0])
			o.moveClock(c.second.Sub(c.first))
			o.takeAsked()
			o.deliver(ids[1])
			if asked := o.takeAsked(); len(asked) != 1 || !asked[0].At.Equal(c.next) {
				t.Errorf("asked %v, want %v", asked, c.next)
			}
			o.moveClock(c.next.Sub(c.second))
			o.deliver(ids[1])
			if o.text.calls() != 2 {
				t.Errorf("%d left", o.text.calls())
			}
		})
	}
}

func TestATextIsNoUseAfterItsEveningOnTheLongDay(t *testing.T) {
	o := newOffice(t)
	o.moveClock(utc(12, longDay).Sub(monday))
	o.deliver(o.add(text("k"))...)
	if got := o.text.sent[0].ValidFor; got != 8*time.Hour {
		t.Errorf("valid for %v, want until 20:00", got)
	}
}
