package release_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/access"
	"throughgate/intake"
	"throughgate/internal/fault"
	"throughgate/notify"
	"throughgate/release"
)

// goLive imports these rows for review and gives the report and the lines of
// the review, by column.
func (u *unitTest) goLive(rows ...who) (intake.Report, []map[string]string) {
	u.Helper()
	var list []release.ReviewTask
	r := u.tellWith(intake.ReleasesOptions{Review: func(tasks []release.ReviewTask) error { list = tasks; return nil }}, rows...)
	return r, u.reviewLines(list)
}

func (u *unitTest) reviewLines(list []release.ReviewTask) []map[string]string {
	u.Helper()
	var file bytes.Buffer
	if err := release.WriteReview(&file, list); err != nil {
		u.Fatal(err)
	}
	rows, err := csv.NewReader(&file).ReadAll()
	if err != nil {
		u.Fatal(err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		line := map[string]string{}
		for i, c := range row {
			line[rows[0][i]] = c
		}
		out = append(out, line)
	}
	return out
}

// answer reads these lines of task_id and answer back.
func (u *unitTest) answer(lines ...[2]string) intake.Report {
	u.Helper()
	var file strings.Builder
	file.WriteString("prison,task_id,answer\n")
	for _, l := range lines {
		file.WriteString("Leeds (HMP)," + l[0] + "," + l[1] + "\n")
	}
	u.importer.Reviewer = u.releases
	r, err := u.importer.Review(u.Context(), access.System("review"), strings.NewReader(file.String()), intake.FileOptions{FileName: "review.csv"})
	if err != nil {
		u.Fatal(err)
	}
	if sum := r.New + r.Changed + r.Unchanged + r.OutsideUnit + len(r.Rejected) + len(r.Held); sum != r.Rows {
		u.Errorf("the report's columns come to %d of %d rows", sum, r.Rows)
	}
	return r
}

// leavesSoon is somebody for whom a lot should have been asked already.
var leavesSoon = who{"crd": "2027-01-13", "sed": "2028-02-15", "needs": "accommodation;benefits",
	"consents": "consent_to_refer;consent_to_share_contact"}

// live is a unit that goes live with one who leaves soon, one in another prison
// and one who left unexpectedly today.
func live(t *testing.T) (*unitTest, intake.Report, []map[string]string) {
	t.Helper()
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	r, lines := u.goLive(leavesSoon, merged(leavesSoon, who{"prison": "HPI"}),
		merged(leavesSoon, who{"status": "INACTIVE OUT", "released_on": "2026-11-23"}))
	return u, r, lines
}

func TestNothingLeavesBeforeTheReviewIsAnswered(t *testing.T) {
	u, r, lines := live(t)
	if r.New != 3 || r.ReviewTasks == nil || *r.ReviewTasks != len(lines) || len(lines) < 4 || r.MessagesQueued != 0 || r.MessagesHeld == 0 ||
		intake.ExitCode(r, nil) != 3 {
		t.Fatalf("the report: %+v, %d lines", r, len(lines))
	}
	swept := u.sweep("2026-11-24")
	if swept.HandedOff != 0 {
		t.Errorf("the watch before the review: %+v", swept)
	}
	u.at("2026-11-24", 12, 0)
	for _, m := range u.deliver() {
		t.Errorf("it left before the review: %+v", m)
	}
	if _, err := u.sendHeld(r.Import); !fault.Is(err, fault.KindRefused) || !strings.Contains(fault.Text(err), "answer the review") {
		t.Errorf("send before the answers: %v", err)
	}
	var answers [][2]string
	for _, l := range lines {
		answers = append(answers, [2]string{l["task_id"], "send"})
	}
	read := u.answer(answers...)
	if read.Changed != len(lines) || read.MessagesQueued != r.MessagesHeld || intake.ExitCode(read, nil) != 0 {
		t.Errorf("the answers: %+v", read)
	}
	if len(u.heldImports()) != 0 {
		t.Errorf("still held: %+v", u.heldImports())
	}
	if left := u.deliver(); len(left) == 0 {
		t.Error("the held messages did not leave")
	}
	if swept := u.sweep("2026-11-25"); swept.HandedOff == 0 {
		t.Errorf("the watch after the review: %+v", swept)
	}
}

func TestAReviewListsByPrisonThenDay(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	_, lines := u.goLive(merged(leavesSoon, who{"prison": "LEI", "crd": "2027-01-20"}), merged(leavesSoon, who{"prison": "HPI"}),
		leavesSoon, merged(leavesSoon, who{"flags": "restricted", "prison": "HPI"}), merged(leavesSoon, who{"prison": "PVI"}))
	var order []string
	for _, l := range lines {
		if at := l["prison"] + " " + l["for_day"] + " " + l["prison_number"] + l["initials"]; len(order) == 0 || order[len(order)-1] != at {
			order = append(order, at)
		}
	}
	want := []string{"Highpoint (HMP) 2027-01-13 A0002BCSF", "Highpoint (HMP) 2027-01-13 ", "Leeds (HMP) 2027-01-13 A0003BCSF", "Leeds (HMP) 2027-01-20 A0001BCSF"}
	if diff := cmp.Diff(want, order); diff != "" {
		t.Errorf("prison, day, who; a restricted record is masked, and Pentonville is local (-want +got):\n%s", diff)
	}
	var one map[string]string
	for _, l := range lines {
		if l["task"] == "BEN-COACH" && l["prison_number"] == "A0002BC" {
			one = l
		}
	}
	task := u.task("BEN-COACH", "A0002BC")
	if one["task_id"] != task.Ref || one["asked_by"] != task.HandOffOn.String() || one["answer"] != "" || one["contact"] == "" || one["what"] == "" {
		t.Errorf("a line: %v, of the task %+v", one, task)
	}
	for _, l := range lines {
		if l["asked_by"] >= "2026-11-23" {
			t.Errorf("its day is not before the start: %v", l)
		}
	}
}

func TestEachAnswerOfAReviewDoesWhatItSays(t *testing.T) {
	u, _, lines := live(t)
	var refs []string
	for _, l := range lines {
		if l["prison_number"] == "A0001BC" {
			refs = append(refs, l["task_id"])
		}
	}
	if len(refs) < 3 {
		t.Fatalf("%d lines of one person", len(refs))
	}
	file := [][2]string{{refs[0], "Already_in hand"}, {refs[1], "NOT NEEDED"}, {refs[2], ""}, {"nosuchtask123", "send"}, {refs[2], "perhaps"}, {"", "send"}}
	r := u.answer(file...)
	if r.Changed != 2 || len(r.Held) != 1 || len(r.Rejected) != 3 || intake.ExitCode(r, nil) != 3 {
		t.Errorf("the report: %+v", r)
	}
	var rejected []string
	for _, p := range r.Rejected {
		rejected = append(rejected, p.Column)
	}
	if diff := cmp.Diff([]string{"task_id", "answer", "task_id"}, rejected); diff != "" {
		t.Errorf("rejected (-want +got):\n%s", diff)
	}
	state := func(ref string) string {
		return one[string](u, `SELECT state || ' ' || review FROM task WHERE ref = $1`, ref)
	}
	if a, b, c := state(refs[0]), state(refs[1]), state(refs[2]); a != "accepted false" || b != "not_eligible false" || c != "planned true" {
		t.Errorf("in hand %s, not needed %s, no answer %s", a, b, c)
	}
	u.sweep("2026-11-24")
	if got := state(refs[2]); got != "planned true" {
		t.Errorf("a task without an answer waits on: %s", got)
	}
	if n := one[int](u, `SELECT count(*)::int FROM task WHERE state = 'handed_off'`); n == 0 {
		t.Error("the hold ends with the first answers: the watch hands off what waits for none")
	}
	for _, m := range u.messages(notify.Request) {
		for _, ref := range refs[:2] {
			if n := one[int](u, `SELECT count(*)::int FROM message_item i JOIN task t ON t.id = i.task_id WHERE i.message_id = $1 AND t.ref = $2`, m.ID, ref); n != 0 {
				t.Errorf("a request went for a task that is in hand, or not needed: %+v", m)
			}
		}
	}
}

func TestTheSameReviewTwiceChangesNothing(t *testing.T) {
	u, _, lines := live(t)
	file := make([][2]string, len(lines))
	for i, l := range lines {
		file[i] = [2]string{l["task_id"], []string{"send", "already in hand", "not needed"}[i%3]}
	}
	u.answer(file...)
	u.sweep("2026-11-24")
	const all = `SELECT md5(concat((SELECT string_agg(t::text, '|' ORDER BY id) FROM task t), (SELECT string_agg(m::text, '|' ORDER BY id) FROM message m),
		(SELECT string_agg(r::text, '|' ORDER BY id) FROM release r), (SELECT string_agg(e::text, '|' ORDER BY id) FROM task_event e)))`
	before := one[string](u, all)
	if r := u.answer(file...); r.Unchanged != len(lines) || r.MessagesQueued != 0 || intake.ExitCode(r, nil) != 0 {
		t.Errorf("the report: %+v", r)
	}
	if one[string](u, all) != before {
		t.Error("something changed")
	}
	if r := u.answer([2]string{file[0][0], "not needed"}); len(r.Rejected) != 1 {
		t.Errorf("another answer than before is not passed over: %+v", r)
	}
	if r := u.answer([2]string{u.task("GATE-PLAN").Ref, "send"}); len(r.Rejected) != 1 {
		t.Errorf("a task that no review asks about: %+v", r)
	}
}

func TestAnEmptyReviewAnswersNothing(t *testing.T) {
	u, r, lines := live(t)
	file := make([][2]string, len(lines))
	for i, l := range lines {
		file[i][0] = l["task_id"]
	}
	if got := u.answer(file...); len(got.Held) != len(lines) || got.MessagesQueued != 0 {
		t.Errorf("the report: %+v", got)
	}
	if held := u.heldImports(); len(held) != 1 || held[0].Import != r.Import || held[0].Why != "review" || held[0].Messages != r.MessagesHeld || held[0].Releases != 3 {
		t.Errorf("held: %+v", held)
	}
}

func TestAReviewWithNothingToAnswerIsSentByHand(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	r, lines := u.goLive(who{"crd": "2028-06-15", "sed": "2029-06-15", "received_on": "2026-11-23"})
	if len(lines) != 0 || *r.ReviewTasks != 0 || len(u.heldImports()) != 1 {
		t.Fatalf("%+v, %v", r, lines)
	}
	if _, err := u.sendHeld(r.Import); err != nil || len(u.heldImports()) != 0 {
		t.Errorf("send: %v", err)
	}
}

func TestAReviewThatDiedIsStillOne(t *testing.T) {
	u := newUnit(t)
	u.officer(linkAddress)
	u.services()
	dead := u.die(intake.ReleasesOptions{Review: func([]release.ReviewTask) error { return nil }}, leavesSoon)
	u.sweep("2026-11-24")
	if err := u.releases.SettleDeadImports(u.Context(), access.System("watch")); err != nil {
		t.Fatal(err)
	}
	if s := u.sweep("2026-11-25"); s.HandedOff != 0 || len(u.messages(notify.Request)) != 0 {
		t.Errorf("it left: %+v", s)
	}
	if held := u.heldImports(); len(held) != 1 || held[0].Import != dead || held[0].Why != "review" {
		t.Errorf("held: %+v", held)
	}
	list, err := u.releases.WaitingReview(u.Context(), access.System("held"))
	if err != nil || len(list) == 0 {
		t.Fatalf("its file can be written again: %d, %v", len(list), err)
	}
	if r := u.answer([2]string{list[0].Ref, "send"}); r.Changed != 1 || len(u.heldImports()) != 0 {
		t.Errorf("%+v", r)
	}
}

func TestACellThatASpreadsheetWouldCalculateIsText(t *testing.T) {
	t.Parallel()
	var file bytes.Buffer
	err := release.WriteReview(&file, []release.ReviewTask{{Prison: "=1+1", Reference: "+1", PrisonNumber: "-1", Initials: "@SUM", Title: "a, \"b\"", Ref: "abc"}})
	want := "prison,reference,prison_number,initials,task,what,for_day,asked_by,service,contact,task_id,answer\n" +
		"'=1+1,'+1,'-1,'@SUM,,\"a, \"\"b\"\"\",,,,,abc,\n"
	if err != nil || file.String() != want {
		t.Errorf("%v\n%s", err, file.String())
	}
}
