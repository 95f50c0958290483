package release

import "math/bits"

// Reason is a code that says why a planned day is what it is (domain rule 3).
type Reason string

// The reason codes, in the order in which they are written.
const (
	ReasonOverride            Reason = "override" // the date that decides is one
	ReasonLeftOver            Reason = "left_over_from_before_recall"
	ReasonStale               Reason = "stale_date"
	ReasonWeekend             Reason = "weekend"      // the statutory date itself is one
	ReasonBankHoliday         Reason = "bank_holiday" // likewise, on a weekday
	ReasonFridayScheme        Reason = "friday_scheme"
	ReasonShortService        Reason = "short_service"
	ReasonYouth               Reason = "youth"
	ReasonServiceUnknown      Reason = "friday_scheme_service_unknown"
	ReasonProvisional         Reason = "provisional_calendar"
	ReasonConfirmedNotWorking Reason = "confirmed_on_non_working_day"
	ReasonUnmovedNotWorking   Reason = "unmoved_on_non_working_day"
	ReasonConfirmedAfter      Reason = "confirmed_after_statutory"
	ReasonImmigrationHold     Reason = "immigration_hold"
	ReasonInHospital          Reason = "in_hospital"
	ReasonDatePassed          Reason = "date_passed_still_held"
	ReasonRemand              Reason = "remand"
	ReasonParoleAwaited       Reason = "parole_awaited"
	ReasonRecalledNoDate      Reason = "recalled_no_date"
	ReasonNoDates             Reason = "no_dates"
)

// Reasons lists the codes in the order in which they are written.
var Reasons = [...]Reason{ReasonOverride, ReasonLeftOver, ReasonStale, ReasonWeekend, ReasonBankHoliday,
	ReasonFridayScheme, ReasonShortService, ReasonYouth, ReasonServiceUnknown, ReasonProvisional,
	ReasonConfirmedNotWorking, ReasonUnmovedNotWorking, ReasonConfirmedAfter, ReasonImmigrationHold,
	ReasonInHospital, ReasonDatePassed, ReasonRemand, ReasonParoleAwaited, ReasonRecalledNoDate, ReasonNoDates}

// reasonSet collects reasons in any order; bit n is Reasons[n].
type reasonSet uint32

const (
	becauseOverride reasonSet = 1 << iota
	becauseLeftOver
	becauseStale
	becauseWeekend
	becauseBankHoliday
	becauseFridayScheme
	becauseShortService
	becauseYouth
	becauseServiceUnknown
	becauseProvisional
	becauseConfirmedNotWorking
	becauseUnmovedNotWorking
	becauseConfirmedAfter
	becauseImmigrationHold
	becauseInHospital
	becauseDatePassed
	becauseRemand
	becauseParoleAwaited
	becauseRecalledNoDate
	becauseNoDates
)

func (s reasonSet) has(r reasonSet) bool { return s&r != 0 }

// list writes the set in order; never nil.
func (s reasonSet) list() []Reason {
	out := make([]Reason, 0, bits.OnesCount32(uint32(s)))
	for ; s != 0; s &= s - 1 {
		out = append(out, Reasons[bits.TrailingZeros32(uint32(s))])
	}
	return out
}
