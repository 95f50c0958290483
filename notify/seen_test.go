package notify

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWhatProvidersSawIsComparedWithTheTables(t *testing.T) {
	t.Parallel()
	texts := compareTexts([]Seen{{ProviderRef: "SM1", To: "+447700900111"}, {ProviderRef: "SM2", To: "+447700900111", Status: "delivered"}, {ProviderRef: "SM3", To: "+447700900222"}},
		[]storedText{{Ref: "a", ProviderRef: "SM1", Recipient: "+447700900111", State: Delivered}, {Ref: "b", Recipient: "+447700900111", State: Unsettled},
			{Ref: "c", Recipient: "+447700900111", State: Queued}, {Ref: "d", Recipient: "+447700900333", State: Queued}})
	want := Compared{Seen: 3, Known: 1, NotKnown: []NotKnown{
		{Channel: Text, ProviderRef: "SM2", To: Mask("+447700900111"), Status: "delivered", Messages: []MayBeThat{{"b", Unsettled}, {"c", Queued}}},
		{Channel: Text, ProviderRef: "SM3", To: Mask("+447700900222"), Messages: []MayBeThat{}}}}
	if diff := cmp.Diff(want, texts); diff != "" {
		t.Errorf("texts (-want +got):\n%s", diff)
	}
	mails := compareMails([]Seen{{Ref: "sent", Line: 1}, {Ref: "doubted", Line: 2}, {Ref: "gone", Line: 5}, {Ref: "stopped", Line: 6}, {Ref: "going", Line: 7}},
		map[string]State{"sent": Delivered, "doubted": Unsettled, "stopped": Cancelled, "going": Sending})
	want = Compared{Seen: 5, Known: 2, NotKnown: []NotKnown{{Channel: Email, Line: 2, Messages: []MayBeThat{{"doubted", Unsettled}}},
		{Channel: Email, Line: 5, ProviderRef: "gone", Messages: []MayBeThat{}}, {Channel: Email, Line: 6, Messages: []MayBeThat{{"stopped", Cancelled}}}}}
	if diff := cmp.Diff(want, mails); diff != "" {
		t.Errorf("e-mails (-want +got):\n%s", diff)
	}
}
