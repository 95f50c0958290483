package release_test

import (
	"testing"

	"throughgate/notify"
)

func TestATransferHandsThePrisonsRequestsOver(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	u.directory([]byte(directoryHead + "MDI,prison_work_coach,Coach,coach.mdi@prison.example,Jo,,\n"))
	u.running()
	u.tell(leaves84)
	u.sweep("2026-11-23")
	const old, newer = "work-coach.lei@prison.example", "coach.mdi@prison.example"
	before := u.task("BEN-COACH")
	if before.Contact != old {
		t.Fatalf("asked of the prison: %+v", before)
	}
	u.deliver()
	u.at("2026-11-24", 10, 0)
	u.tell(merged(leaves84, who{"prison": "MDI"}))
	if got := u.task("BEN-COACH"); got.Contact != old {
		t.Fatalf("only the watch hands over: %+v", got)
	}
	u.sweep("2026-11-27") // Wednesday's and Thursday's were missed
	got := u.task("BEN-COACH")
	if got.ID != before.ID || got.Contact != newer || got.State != "handed_off" || !got.AnswerBy.Equal(day("2026-12-01").At(17, 0)) {
		t.Errorf("the same task, a new request, a new clock: %+v", got)
	}
	if m := u.lastTo(notify.Request, newer); !m.has("task BEN-COACH") {
		t.Errorf("the new prison was asked: %+v", m)
	}
	told := u.lastTo(notify.Told, old)
	if !told.has("withdrawn BEN-COACH") || !told.NotBefore.Equal(day("2026-11-27").At(8, 30)) {
		t.Errorf("the old one is told once, half an hour later: %+v", told)
	}
	u.at("2026-11-27", 8, 30)
	if left := u.deliver(); len(left) == 0 {
		t.Error("nothing left")
	}
	if m := u.lastTo(notify.Told, old); m.State != "sent" {
		t.Errorf("%s: %s", m.State, m.Reason)
	}
	u.sweep("2026-11-30")
	if to := u.toldOf(notify.Told, "withdrawn BEN-COACH"); len(to) != 1 {
		t.Errorf("told %v", to)
	}
}

func TestAnEditedStandardIsPlannedByTheNextWatch(t *testing.T) {
	u := newUnit(t)
	u.services()
	u.running()
	u.tell(who{"crd": "2027-03-15", "sed": "2028-02-15"})
	u.sweep("2026-11-23")
	was := u.task("BEN-COACH").HandOffOn
	u.at("2026-11-23", 12, 0)
	u.exec(`UPDATE standard SET hand_off_offset = hand_off_offset - 7, edited_at = $1 WHERE code = 'BEN-COACH'`, u.clock())
	u.sweep("2026-11-28") // a Saturday; four days were missed
	if got := u.task("BEN-COACH").HandOffOn; got != was.AddDays(-7) {
		t.Errorf("handed off on %s, was %s", got, was)
	}
	u.exec(`UPDATE standard SET due_offset = due_offset + 1 WHERE code = 'BEN-COACH'`) // nobody says that it was edited
	due := u.task("BEN-COACH").DueOn
	u.sweep("2026-11-30")
	if got := u.task("BEN-COACH").DueOn; got != due {
		t.Errorf("planned again for an edit that was seen to: %s, was %s", got, due)
	}
}

func TestWhoeverIsNoLongerWatchedIsTakenFromServicesWithAWord(t *testing.T) {
	u := newUnit(t)
	u.services()
	u.running()
	u.releases.Unit.WatchEveryone = true
	u.tell(who{"prison": "PVI", "crd": "2027-02-15", "sed": "2028-02-15"})
	u.sweep("2026-11-23")
	to := u.task("BEN-COACH").Contact
	u.releases.Unit.WatchEveryone = false
	u.sweep("2026-11-28") // a Saturday: told on Monday
	m := u.lastTo(notify.Told, to)
	if !m.has("withdrawn BEN-COACH") || !m.NotBefore.Equal(day("2026-11-30").At(8, 0)) {
		t.Errorf("told: %+v", m)
	}
}
