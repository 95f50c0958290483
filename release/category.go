package release

import (
	"slices"
	"time"

	"throughgate/internal/fault"
)

// Category is of which kind of person the data is, as a record has to tell
// (Data Protection Act 2018, section 38(3)): convicted, suspected, or neither.
// Victims and witnesses have no record here.
type Category string

// The categories; "" where it is not said.
const (
	Convicted Category = "convicted"
	Charged   Category = "charged"    // and not convicted: on remand
	NoOffence Category = "no_offence" // held, and for no offence
)

// Categories lists them in the order of a form.
var Categories = []Category{Convicted, Charged, NoOffence}

// CategoryOf tells the category where the legal status does. Somebody held for
// immigration, or by a civil court, may have been convicted before: that is
// recorded, and not guessed.
func CategoryOf(l LegalStatus) (c Category, told bool) {
	switch l {
	case Sentenced, Recall, Indeterminate, ConvictedUnsentenced:
		return Convicted, true
	case Remand:
		return Charged, true
	case ImmigrationDetainee, CivilPrisoner, Dead, UnknownStatus:
	}
	return "", false
}

// NewCategory is a category to be recorded. Key is the form's own: sent twice, it
// is one.
type NewCategory struct {
	Key      string
	Category Category
}

// Check says what is wrong with it. Errors: fault.Invalid.
func (n NewCategory) Check() error {
	if !slices.Contains(Categories, n.Category) {
		return fault.Invalid("Choose what the person is")
	}
	return nil
}

// StoredCategory is one that was recorded; the zero one: none was. By is words.
type StoredCategory struct {
	Category Category
	At       time.Time
	By       string
}
