package simulation

import (
	"slices"
	"testing"
)

// What was answered between the writing of a request and its leaving is left out
// of it: nobody is asked for it.
func TestWhatALetterLeavesOutIsNotAsked(t *testing.T) {
	ask := letter{kind: "request", items: []item{{task: "T0001", position: 3}, {task: "T0002", position: 4}, {position: 5}}}
	const words = "Open https://board.example/tasks/T0002 and say whether you can do it."
	if got := ask.notAsked(words); !slices.Equal(got, []int{3}) {
		t.Errorf("not asked are %v, want the first", got)
	}
	told := ask
	told.kind = "told"
	if got := told.notAsked(words); got != nil {
		t.Errorf("of another kind of letter %v are left out", got)
	}
}
