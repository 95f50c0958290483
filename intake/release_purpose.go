package intake

import "slices"

// withoutPurposeWords are why, with the remedy.
const withoutPurposeWords = "nobody of this prison number is stored, and nothing says why the unit should hold this person's data: " +
	"give the IOM status, or write the purpose into the column purpose, and send the row again"

// withoutPurpose: neither an IOM status nor a stated purpose.
func withoutPurpose(cells []string) bool {
	return !slices.Contains(iomStatuses, cells[iomCell]) && cells[purposeCell] == ""
}

// iomStatuses are the values of the column iom that are a status.
var iomStatuses = []string{"fixed", "flex", "free"}
