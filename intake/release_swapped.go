package intake

import "strings"

// slashDates counts what the slash dates (DD/MM/YYYY) of a release extract say
// about which part is the day.
type slashDates struct {
	written  int // slash dates of the file
	dayFirst int // of them, first part above 12: it can only be the day
	dayLast  int // second part above 12: the day was written there
}

// fewestSlashDates is how many must stand in a file before their look tells
// anything.
const fewestSlashDates = 20

const swappedRemedy = "day and month look swapped: write DD/MM/YYYY or YYYY-MM-DD"

// note counts the slash dates of a cell, which may be a list with dates in it.
func (d *slashDates) note(cell string) {
	if strings.IndexByte(cell, '/') < 0 {
		return
	}
	for part := range strings.SplitSeq(cell, ";") {
		if i := strings.IndexByte(part, '='); i >= 0 {
			part = part[i+1:]
		}
		if part = strings.TrimSpace(part); !shaped(part, "00/00/0000") {
			continue
		}
		d.written++
		switch {
		case part[:2] > "12":
			d.dayFirst++
		case part[3:5] > "12":
			d.dayLast++
		}
	}
}

// swapped tells whether day and month look swapped (domain rule 6): enough
// slash dates, no first part above 12 among them, and of the dates told for
// people already stored (told before and told now) more than half moved.
func (d slashDates) swapped(told, moved int) bool {
	return d.written >= fewestSlashDates && d.dayFirst == 0 && moved*2 > told
}

// monthFirst tells, of a file with many bad rows, whether the month was written
// before the day: that is what to mend.
func (d slashDates) monthFirst() bool { return d.dayLast > d.dayFirst }
