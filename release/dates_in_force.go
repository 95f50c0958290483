package release

import "throughgate/internal/calendar"

// slot is the place of a date type among those that decide anything.
type slot int8

const (
	noSlot slot = iota
	slotConfirmed
	slotAPD
	slotHDCAD
	slotARD // ARD, CRD, NPD, PRRD: in the order in which ties are broken
	slotCRD
	slotNPD
	slotPRRD
	slotMTD
	slotPED
	slotHDCED
	slotTariff
	slotSED
	slotLED
	slotSLED
	slots
)

var slotTypes = [slots]DateType{"", Confirmed, APD, HDCAD, ARD, CRD, NPD, PRRD, MTD, PED, HDCED, Tariff, SED, LED, SLED}

func slotOf(t DateType) slot {
	switch t {
	case CRD:
		return slotCRD
	case ARD:
		return slotARD
	case NPD:
		return slotNPD
	case PED:
		return slotPED
	case APD:
		return slotAPD
	case HDCED:
		return slotHDCED
	case HDCAD:
		return slotHDCAD
	case PRRD:
		return slotPRRD
	case MTD:
		return slotMTD
	case Tariff:
		return slotTariff
	case SED:
		return slotSED
	case LED:
		return slotLED
	case SLED:
		return slotSLED
	case Confirmed:
		return slotConfirmed
	case ETD, LTD, ERSED, ROTL, TUSED: // shown, but they decide nothing
		return noSlot
	}
	return noSlot
}

// standingDate is the date of one type that holds; no day: none does.
type standingDate struct {
	day      calendar.Date
	override bool
}

// datesInForce holds, of each type, the date that holds: of two of one kind
// the last, an override instead of the calculated one, and the kinds approved
// and confirmed as calculated (domain rule 2). Slot noSlot stays empty.
type datesInForce [slots]standingDate

func (f *datesInForce) read(dates []TypedDate) {
	for i := range dates {
		d := &dates[i]
		s := slotOf(d.Type)
		if s == noSlot || d.Day.IsZero() {
			continue
		}
		if override := d.Kind == Override; override || !f[s].override {
			f[s] = standingDate{d.Day, override}
		}
	}
}

func (f *datesInForce) known(s slot) bool { return !f[s].day.IsZero() }

// setAsideLeftOvers removes what is left over from before a recall and tells
// whether anything was. A date on or before the return, or before judgedOn, is
// left over; a CONFIRMED also when it is on or before the CRD.
func (f *datesInForce) setAsideLeftOvers(judgedOn, returnedOn calendar.Date) bool {
	any := false
	crd := f[slotCRD].day // compared as it was told, even if it is left over itself
	for _, s := range [...]slot{slotConfirmed, slotAPD, slotHDCAD, slotCRD, slotARD, slotNPD} {
		day := f[s].day
		if day.IsZero() {
			continue
		}
		leftOver := day.Before(judgedOn) ||
			(!returnedOn.IsZero() && !day.After(returnedOn)) ||
			(s == slotConfirmed && !crd.IsZero() && !day.After(crd))
		if leftOver {
			f[s] = standingDate{}
			any = true
		}
	}
	return any
}
