package notify

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
)

// alarm tells the administrator of a receipt that is more than one text's bad
// luck. Where our account is at fault the texts to come would fail too: they
// wait until somebody resumes sending.
func (s *Receipts) alarm(ctx context.Context, tx pgx.Tx, now time.Time, m Message, kind meaning, r StatusReport) error {
	about, note := alarmOf(kind, r)
	if about == "" {
		return nil
	}
	if err := openAttention(ctx, tx, now, attention{Kind: attentionAccountAlarm, AboutKey: about, Role: access.Administrator,
		MessageID: m.ID, DueOn: s.days.OnOrAfter(calendar.DayOf(now)), Note: note}); err != nil {
		return err
	}
	if r.Fault != FaultAccountAlarm || kind == meaningUnknown {
		return nil
	}
	changed, err := writePause(ctx, tx, now, m.Channel, PausedByAlarm, receiving().Key(),
		"the provider does not deliver because of our account or sender: code "+clip(r.Code))
	if err != nil || !changed {
		return err
	}
	return access.Record(ctx, tx, now, receiving(), access.Entry{Action: access.Alter, ObjectKind: "sending",
		Detail: string(m.Channel) + " paused: code " + clip(r.Code)})
}

// alarmOf is what the administrator is to see to; "" for nothing.
func alarmOf(kind meaning, r StatusReport) (about, note string) {
	switch {
	case meaningOf(StatusReport{Status: r.Status}) == meaningUnknown:
		return "status:" + clip(r.Status), "the provider sent a status that this program does not know: " + clip(r.Status)
	case r.Fault == FaultAccountAlarm:
		return "code:" + clip(r.Code), "the provider does not deliver our texts because of our account or sender: code " + clip(r.Code) +
			"; texts are paused until somebody resumes them"
	case kind == meaningUnknown:
		return "code:" + clip(r.Code), "the provider says delivered and gives an error: code " + clip(r.Code)
	case r.Fault == FaultUnknownCode && r.Code == "":
		return "code:", "the provider did not deliver a text and gives no reason"
	case r.Fault == FaultUnknownCode:
		return "code:" + clip(r.Code), "the provider gives a reason that this program does not know: code " + clip(r.Code)
	}
	return "", ""
}
