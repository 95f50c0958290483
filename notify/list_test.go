package notify_test

import (
	"slices"
	"testing"

	"throughgate/notify"
)

// A kind that is stored and not in the list could not be chosen on the page of
// messages.
func TestEveryKindThatIsStoredCanBeChosen(t *testing.T) {
	o := newOffice(t)
	stored := o.list(`
		SELECT m[1] FROM pg_constraint, regexp_matches(pg_get_constraintdef(oid), '''([a-z_]+)''::text', 'g') AS m
		 WHERE conname = 'message_kind_check' ORDER BY 1`)
	var listed []string
	for _, kind := range notify.Kinds {
		listed = append(listed, string(kind))
	}
	slices.Sort(listed)
	if !slices.Equal(stored, listed) {
		t.Errorf("stored: %v\nto choose from: %v", stored, listed)
	}
}
