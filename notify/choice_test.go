package notify_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"throughgate/internal/fault"
	"throughgate/notify"
)

func TestAChoiceLeavesOutWhatMayBeLeftOut(t *testing.T) {
	nothing := notify.Choice{Digest: true, LeftOut: notify.LeaveOut}
	for kind, want := range map[notify.ItemKind]bool{
		notify.ItemTask: true, notify.ItemOverdue: true, notify.ItemToClear: true, notify.ItemImportHeld: true,
		notify.ItemReleased: false, notify.ItemHearing: false, notify.ItemTransferred: false, notify.ItemNewInCustody: false,
		notify.ItemGate: false, notify.ItemNewDate: false, notify.ItemAskPrison: false, notify.ItemNobody: false,
		notify.ItemNoAddress: false, notify.ItemUndelivered: false,
		// What is told at once is told in the list too.
		notify.ItemDied: true, notify.ItemAtLarge: true, notify.ItemNotConfirmed: true, notify.ItemLeftUnknown: true,
	} {
		if got := nothing.Wants(kind, false); got != want {
			t.Errorf("%s with everything left out: %v, want %v", kind, got, want)
		}
		if !(notify.Choice{Digest: true}).Wants(kind, false) {
			t.Errorf("%s is missing where nothing is left out", kind)
		}
		if (notify.Choice{}).Wants(kind, false) {
			t.Errorf("%s is in a list that is not wanted", kind)
		}
	}
	if !(notify.Choice{LeftOut: notify.LeaveOut}).Wants(notify.ItemOverdue, true) {
		t.Error("somebody hears nothing of their own late tasks")
	}
}

func TestAChoiceIsKeptAndAStaleOneRefused(t *testing.T) {
	o := newOffice(t)
	who, desk := o.officer(), o.desk()
	read := func() (c notify.Choice) {
		o.tx(func(tx pgx.Tx) (err error) {
			c, err = notify.ReadChoice(o.Context(), tx, who.AccountID)
			return err
		})
		return c
	}
	if diff := cmp.Diff(notify.Choice{Digest: true}, read()); diff != "" {
		t.Errorf("before anything was chosen (-want +got):\n%s", diff)
	}
	chosen := notify.Choice{Digest: true, LeftOut: []notify.News{notify.NewsDays}}
	for version := range 2 {
		chosen.Version = version
		if err := desk.Choose(o.Context(), who, chosen); err != nil {
			t.Fatal(err)
		}
		want := chosen
		want.Version++
		if diff := cmp.Diff(want, read()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	for _, stale := range []int{0, 1, 7} {
		chosen.Version = stale
		if err := desk.Choose(o.Context(), who, chosen); !fault.Is(err, fault.KindConflict) {
			t.Errorf("version %d: %v", stale, err)
		}
	}
	if err := desk.Choose(o.Context(), who, notify.Choice{LeftOut: []notify.News{"everything"}, Version: 2}); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("a kind that cannot be left out: %v", err)
	}
	o.tx(func(tx pgx.Tx) error {
		all, err := notify.ReadChoices(o.Context(), tx, []string{"lee@unit.example", "other@unit.example"})
		if diff := cmp.Diff(map[string]notify.Choice{"lee@unit.example": {Digest: true, LeftOut: []notify.News{notify.NewsDays}, Version: 2}}, all); diff != "" {
			t.Errorf("for the watch (-want +got):\n%s", diff)
		}
		return err
	})
	o.exec(`UPDATE account SET disabled_at = $1`, monday)
	o.tx(func(tx pgx.Tx) error {
		all, err := notify.ReadChoices(o.Context(), tx, []string{"lee@unit.example"})
		if len(all) != 0 {
			t.Errorf("of an account that is disabled: %v", all)
		}
		return err
	})
}
