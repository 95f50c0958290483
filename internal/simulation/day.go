package simulation

import (
	"context"
	"errors"

	"throughgate/internal/calendar"
)

// day is one London day from the watch to the checks of the night.
func (w *world) day(ctx context.Context, day calendar.Date) error {
	working := w.oracle.Working(day.String())
	var morning picture
	for _, step := range []struct {
		hour, minute int
		when         bool
		do           func(context.Context) error
		alone        bool // no messages leave after it
	}{
		{5, 0, true, func(ctx context.Context) (err error) { morning, err = w.watch(ctx, day, working); return err }, false},
		{7, 0, working, func(ctx context.Context) error {
			if err := w.staffComeAndGo(ctx, day); err != nil {
				return err
			}
			return w.join(ctx, day)
		}, true},
		{7, 30, true, nil, false},
		{8, 0, true, nil, false},
		{9, 45, true, func(ctx context.Context) error { return w.live(ctx, day) }, false},
		{10, 0, true, nil, false},
		{11, 0, working, func(ctx context.Context) error { return w.importFile(ctx, day, morning) }, false},
		{11, 35, working, nil, false},
		{12, 0, working, func(ctx context.Context) error { return w.book(ctx, day) }, false},
		{12, 30, working, func(ctx context.Context) error { return w.again(ctx, day) }, false},
		{13, 0, working, func(ctx context.Context) error { return w.answer(ctx, day) }, false},
		{13, 40, working, nil, false},
		{15, 0, true, nil, false},
		{17, 30, true, nil, false},
		{23, 0, true, func(ctx context.Context) error { return w.check(ctx, day) }, true},
	} {
		if !step.when {
			continue
		}
		w.clock.set(day.At(step.hour, step.minute))
		if step.do != nil {
			if err := step.do(ctx); err != nil {
				return err
			}
		}
		if step.alone {
			continue
		}
		if err := w.house.releases.DueNow(ctx); err != nil {
			return err
		}
		if err := w.deliver(ctx); err != nil {
			return err
		}
		if err := w.ring(ctx); err != nil {
			return err
		}
	}
	return w.journal.close()
}

// watch is the watch of the day. Meanwhile the picture of six o'clock is taken:
// nothing happens to anybody before seven.
func (w *world) watch(ctx context.Context, day calendar.Date, working bool) (picture, error) {
	if err := w.house.keepAccounts(ctx); err != nil {
		return picture{}, err
	}
	w.restarting = w.restartsOn(day)
	ask := w.house.releases.DueWatch
	if w.restarting {
		ask = w.watchThrough
	}
	var taken picture
	var blurred error
	err := beside(func() {
		w.oracle.Watch(w.clock.now())
		if working {
			taken, blurred = w.photograph(day)
		}
	}, func() error { return ask(ctx) })
	return taken, errors.Join(err, blurred)
}
