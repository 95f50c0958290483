package pathways_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/testkit"
	"throughgate/pathways"
)

// The watch judges each day: what it looks at must not grow with all that was ever
// asked, nor with the number of services times that of those who answered.
func TestWhoDoesNotAnswerIsJudgedByWhatWaitsAndByWhatWasAnsweredOfLate(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.askMany(500, "2026-11-09")
	o.exec(`UPDATE task SET state = 'done' WHERE id % 10 > 0`)
	o.exec(`INSERT INTO task_event (task_id, state, at, actor, reason) SELECT id, 'done', $1, 'system:test', '' FROM task WHERE id % 10 > 0`, eight)
	o.exec(`ANALYZE task, task_event, service`)
	var plan string
	o.in(func(tx pgx.Tx, ref *pathways.Reference) error {
		today := day("2026-11-23")
		plan = testkit.Plan(t, tx, pathways.JudgeAnsweringSQL, eight, 5, day("2026-11-09"), day("2026-11-09").At(0, 0), today, pathways.ReasonMoved, pathways.ReasonChanged)
		return nil
	})
	if !strings.Contains(plan, "task_waits_answer") || !strings.Contains(plan, "task_pkey on task a") || strings.Count(plan, "(hashed SubPlan") != 2 ||
		strings.Contains(plan, "task_service") {
		t.Errorf("it reads more than it needs:\n%s", plan)
	}
}
