package email

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughgate/notify"
)

func TestOurMailsAreFoundInLogsByTheirMessageIDs(t *testing.T) {
	t.Parallel()
	log := strings.Join([]string{
		"postfix/cleanup[8]: 4F: message-id=<abcdefghijk01@unit.example>",
		"postfix/qmgr[9]: 4F: from=<bouncemailbox@unit.example>, size=8",
		"postfix/smtp[9]: 4F: to=<resettlement1@unit.example>, orig_to=<resettlement2@unit.example>, status=sent",
		"exim: 1abc-2 <= unit@unit.example H=x id=ABCDEFGHIJK02@Unit.Example",
		`{"message_id":"<abcdefghijk03@unit.example>","status":"accepted"}`,
		"postfix/cleanup[8]: 5F: message-id=<abcdefghijk01@unit.example>",
		"message-id=<abcdefghijk04@unit.example.org.elsewhere>",
		"message-id=<abcdefghijk05@other.example>",
		"message-id=<toolongforareference06@unit.example>",
	}, "\n")
	got, err := SeenIn(strings.NewReader(log), "unit@unit.example")
	if err != nil {
		t.Fatal(err)
	}
	want := []notify.Seen{{Ref: "abcdefghijk01", Line: 1}, {Ref: "abcdefghijk02", Line: 4}, {Ref: "abcdefghijk03", Line: 5}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
