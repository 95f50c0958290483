package release_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughgate/internal/calendar"
	"throughgate/pathways"
)

// undoCases is how many lives are enough: each is two imports, a watch and an
// undo.
const undoCases = 25

// Import A, a watch and perhaps some answers and events, import B, undo B: facts,
// tasks, lists and what waits to be sent are those of before B, whatever the two
// files told.
func TestUndoLeavesWhatTheFileBeforeItTold(t *testing.T) {
	cases := 0
	eachLife(t, func(l *lives) {
		if cases++; cases > undoCases {
			return
		}
		numbers := []string{"A0001BC", "A0002BC", "A0003BC"}
		today := calendar.MustParse("2026-11-23")
		rows := func(n int) (list []who) {
			for range n {
				row := anyRow(l.rt, today)
				where(l.rt, row, today.AddDays(-rapid.IntRange(0, 3).Draw(l.rt, "out for")), true)
				list = append(list, row)
			}
			return list
		}
		l.at("2026-11-23", 7, 0)
		l.extractedOf(l.clock(), numbers[:2], rows(2)...)
		if rapid.Bool().Draw(l.rt, "an event") {
			l.happened(numbers[0], anyHappening(l.rt, today, today, true))
		}
		l.sweep("2026-11-23")
		if rapid.Bool().Draw(l.rt, "delivered") {
			l.deliver()
		}
		l.at("2026-11-23", 12, 0)
		l.answerSome()
		l.at("2026-11-23", 13, 0)
		before := l.factsNow()
		l.extractedOf(l.clock(), numbers, rows(3)...)
		l.at("2026-11-23", 13, 10)
		if _, err := l.undo(0); err != nil {
			l.fail("not undone: %v", err)
		}
		if diff := cmp.Diff(before, l.factsNow()); diff != "" {
			l.fail("after the undo (-before +after):\n%s", diff)
		}
	})
}

// answerSome gives some of the requests an answer.
func (l *lives) answerSome() {
	for _, ref := range l.all(`SELECT ref FROM task WHERE state = 'handed_off' AND service_id IS NOT NULL ORDER BY id`) {
		if to := rapid.SampledFrom([]pathways.State{"", "", pathways.Acknowledged, pathways.Accepted}).Draw(l.rt, "answer"); to != "" {
			l.exec(`UPDATE task SET state = $2, acknowledged_at = $3, version = version + 1 WHERE ref = $1`, ref, string(to), l.clock())
			l.exec(`INSERT INTO task_event (task_id, state, at, actor) SELECT id, state, $2, 'account:1' FROM task WHERE ref = $1`, ref, l.clock())
		}
	}
}
