package intake

import "testing"

// Domain rule 6, Brake: "day and month that look swapped (no first part above
// 12, most dates moved)"; that twenty dates are enough to tell is our decision.
func TestDayAndMonthLookSwapped(t *testing.T) {
	looks := slashDates{written: fewestSlashDates, dayFirst: 0}
	tests := []struct {
		name        string
		dates       slashDates
		told, moved int
		want        bool
	}{
		{"most dates moved", looks, 100, 51, true},
		{"half of them moved", looks, 100, 50, false},
		{"all moved", looks, 3, 3, true},
		{"nobody was stored before", looks, 0, 0, false},
		{"one first part above 12", slashDates{written: 500, dayFirst: 1}, 100, 100, false},
		{"too few slash dates to tell", slashDates{written: fewestSlashDates - 1}, 100, 100, false},
		{"second parts above 12 as well", slashDates{written: 100, dayLast: 10}, 100, 90, true},
	}
	for _, tt := range tests {
		if got := tt.dates.swapped(tt.told, tt.moved); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestSlashDatesSayWhichPartIsTheDay(t *testing.T) {
	tests := []struct {
		cell       string
		want       slashDates
		monthFirst bool
	}{
		{"2026-12-31", slashDates{}, false},
		{"01/02/2026", slashDates{written: 1}, false},
		{"12/12/2026", slashDates{written: 1}, false},
		{"13/12/2026", slashDates{written: 1, dayFirst: 1}, false},
		{"12/13/2026", slashDates{written: 1, dayLast: 1}, true},
		{"31/31/2026", slashDates{written: 1, dayFirst: 1}, false},
		{"1/2/2026", slashDates{}, false},
		{"consent_to_refer=12/31/2026; consent_to_share_health=30/01/2026;x", slashDates{written: 2, dayFirst: 1, dayLast: 1}, false},
		{"07/700/900123 and/or", slashDates{}, false},
	}
	for _, tt := range tests {
		var got slashDates
		if got.note(tt.cell); got != tt.want || got.monthFirst() != tt.monthFirst {
			t.Errorf("%s: %+v, month first %v; want %+v, %v", tt.cell, got, got.monthFirst(), tt.want, tt.monthFirst)
		}
	}
}
