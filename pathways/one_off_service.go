package pathways

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
)

// AddOneOff adds a one-off request to the release of a case and gives its code.
// key is the form's own. The caller holds the release row, plans it again and
// hands off what is asked now. Errors: *BadEdit, fault.Invalid where nothing is
// asked for this person.
func (r *Reference) AddOneOff(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, c *Case, o OneOff, key string) (code string, err error) {
	if !c.planned() {
		return "", fault.Invalid("Nothing is asked for this person: they are not among those the unit plans for")
	}
	s, problems := o.read(r, c, nil, calendar.Date{}, calendar.DayOf(now))
	if len(problems) > 0 {
		return "", &BadEdit{problems}
	}
	if err := insertOneOff(ctx, tx, who, now, &s, key); err != nil {
		return "", err
	}
	return s.Code, access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "standard", Detail: "added " + s.Code})
}

// ChangeOneOff changes what a one-off request asks for. Once it was asked, of
// whom and on which day stays: it can be passed on. It tells whether anything
// changed; the caller plans the release again and tells whoever holds it.
// Errors: *BadEdit, fault.Conflict (somebody was first, or it is over),
// fault.Refused.
func (r *Reference) ChangeOneOff(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, c *Case, was StoredOneOff, version int, o OneOff) (changed bool, err error) {
	if err := was.mayChange(ctx, tx, who, version); err != nil {
		return false, err
	}
	if was.TakenBack || !was.State.Open() {
		return false, fault.Conflict("This request is %s: there is nothing left to change", words(was.State))
	}
	if !was.Asked.IsZero() {
		o.Who, o.Pathway, o.AskOn = was.Who, was.Pathway, was.AskOn
	}
	if o == was.OneOff {
		return false, nil
	}
	today, asked := calendar.DayOf(now), was.Asked
	if asked.IsZero() && o.AskOn == was.AskOn && o.AskOn.Before(today) { // it waits since then
		asked = o.AskOn
	}
	keep, err := readStandard(ctx, tx, was.Code)
	if err != nil {
		return false, err
	}
	if o.AskOn != was.AskOn || o.DueOn != was.DueOn || o.AfterRelease != was.AfterRelease {
		keep = nil
	}
	s, problems := o.read(r, c, keep, asked, today)
	if len(problems) > 0 {
		return false, &BadEdit{problems}
	}
	fields := OneOffChanges(was.OneOff, o)
	if err := updateOneOff(ctx, tx, who, now, was, &s); err != nil {
		return false, err
	}
	return true, was.record(ctx, tx, who, now, fields)
}

// TakeBackOneOff takes a one-off request back, or (again) makes it stand after
// all. The caller plans the release again. Errors: as for ChangeOneOff.
func TakeBackOneOff(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, was StoredOneOff, version int, again bool) error {
	if err := was.mayChange(ctx, tx, who, version); err != nil {
		return err
	}
	switch {
	case again && !was.TakenBack:
		return fault.Conflict("This request stands: nobody has taken it back")
	case !again && (was.TakenBack || !was.State.Open()):
		return fault.Conflict("This request is %s: there is nothing to take back", words(was.State))
	}
	if err := retireOneOff(ctx, tx, who, now, was, !again); err != nil {
		return err
	}
	return was.record(ctx, tx, who, now, []FieldChange{{Field: "in_force", Before: yesOrNo(!again), After: yesOrNo(again)}})
}

// record keeps what changed, from what to what.
func (o StoredOneOff) record(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, fields []FieldChange) error {
	if err := RecordChange(ctx, tx, who, now, StandardChange, o.Code, o.Version+1, fields); err != nil {
		return err
	}
	return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "task", ObjectID: o.TaskID, Detail: "one-off request"})
}

// mayChange refuses whom it is not for, and a form that shows what is no more.
func (o StoredOneOff) mayChange(ctx context.Context, tx pgx.Tx, who access.Actor, version int) error {
	if !MayChangeOneOff(who, o.AddedBy) {
		return fault.Refused("Who added a request, or the unit, changes it")
	}
	if o.Version == version {
		return nil
	}
	history, err := ReadChanges(ctx, tx, StandardChange, o.Code)
	if err != nil {
		return err
	}
	by, at := "Somebody", ""
	if len(history) > 0 {
		by, at = history[0].By, " at "+history[0].At.In(calendar.London).Format("15:04 on Monday 2 January")
	}
	return fault.Conflict("%s changed this request%s, while you had the form open. Look at it again before you change it.", by, at)
}

// OneOffChanges are the fields that differ, as its history calls them.
func OneOffChanges(before, after OneOff) []FieldChange {
	return Differences([]string{"title", "ask", "pathway", "who", "ask_on", "due_on", "after"}, before.cells(), after.cells())
}

func (o OneOff) cells() []string {
	return []string{o.Title, o.Ask, o.Pathway, o.Who, dayCell(o.AskOn), dayCell(o.DueOn), yesOrNo(o.AfterRelease)}
}

func dayCell(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func yesOrNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
