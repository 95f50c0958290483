package release_test

import (
	"testing"

	"throughgate/release"
)

func TestTheCategoryIsToldByTheLegalStatusOrRecorded(t *testing.T) {
	t.Parallel()
	want := map[release.LegalStatus]release.Category{release.Sentenced: release.Convicted, release.Recall: release.Convicted,
		release.Indeterminate: release.Convicted, release.ConvictedUnsentenced: release.Convicted, release.Remand: release.Charged}
	for _, l := range release.LegalStatuses {
		got, told := release.CategoryOf(l)
		if got != want[l] || told != (want[l] != "") {
			t.Errorf("%s: %q, %v", l, got, told)
		}
	}
	if (release.NewCategory{Category: "victim"}).Check() == nil || (release.NewCategory{}).Check() == nil {
		t.Error("a category that is none was taken")
	}
	for _, c := range release.Categories {
		if err := (release.NewCategory{Category: c}).Check(); err != nil {
			t.Errorf("%s: %v", c, err)
		}
	}
}
