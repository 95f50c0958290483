package simulation

import (
	"slices"
	"testing"
)

// What was answered between the writing of a request and its leaving is left out
// of it: nobody is asked for it. So is a hearing of somebody who has left.
func TestWhatALetterLeavesOutIsNotSaid(t *testing.T) {
	ask := letter{kind: "request", items: []item{{task: "T0001", position: 3}, {task: "T0002", position: 4}, {position: 5}}}
	const words = "Open https://board.example/tasks/T0002 and say whether you can do it."
	if got := ask.notSaid(words); !slices.Equal(got, []int{3}) {
		t.Errorf("not asked are %v, want the first", got)
	}
	told := ask
	told.kind = "told"
	if got := told.notSaid(words); got != nil {
		t.Errorf("of another kind of letter %v are left out", got)
	}
	digest := letter{kind: "digest", items: []item{{kind: "hearing", release: "R0001", position: 1}, {kind: "gate", release: "R0001", position: 2}, {kind: "hearing", release: "R0002", position: 3}}}
	const list = "Hello,\n\n- T.P.\n  Leaves tomorrow\n  https://board.example/releases/R0001\n- S.C.\n  It could be on Friday\n  https://board.example/releases/R0002\n"
	if got := digest.notSaid(list); !slices.Equal(got, []int{1}) {
		t.Errorf("of the digest %v are left out, want the first hearing", got)
	}
}
