package intake

import (
	"throughgate/internal/calendar"
	"throughgate/release"
)

// datedCells are the dates of release.TypedDate, in the order of the columns.
var datedCells = []struct {
	cell releaseCell
	typ  release.DateType
	kind release.DateKind
}{
	{ardCell, release.ARD, release.Calculated},
	{ardOverrideCell, release.ARD, release.Override},
	{crdCell, release.CRD, release.Calculated},
	{crdOverrideCell, release.CRD, release.Override},
	{npdCell, release.NPD, release.Calculated},
	{npdOverrideCell, release.NPD, release.Override},
	{pedCell, release.PED, release.Calculated},
	{apdCell, release.APD, release.ApprovedKind},
	{tariffCell, release.Tariff, release.Calculated},
	{hdcedCell, release.HDCED, release.Calculated},
	{hdcadCell, release.HDCAD, release.ApprovedKind},
	{prrdCell, release.PRRD, release.Calculated},
	{prrdOverrideCell, release.PRRD, release.Override},
	{etdCell, release.ETD, release.Calculated},
	{mtdCell, release.MTD, release.Calculated},
	{ltdCell, release.LTD, release.Calculated},
	{ersedCell, release.ERSED, release.Calculated},
	{rotlCell, release.ROTL, release.Calculated},
	{confirmedCell, release.Confirmed, release.ConfirmedKind},
	{sedCell, release.SED, release.Calculated},
	{ledCell, release.LED, release.Calculated},
	{sledCell, release.SLED, release.Calculated},
	{tusedCell, release.TUSED, release.Calculated},
}

// observe makes of canonical cells what release is told. It cannot fail: what
// cannot be used was kept as written and is named in Notes by its column; so
// are dates that surprise on the as-of day.
func observe(line int, personID int64, cells []string, asOf calendar.Date) release.Observation {
	c := told{cells: cells}
	o := release.Observation{
		Line: line, PersonID: personID,
		PrisonNumber: c.text(prisonNumberCell),
		Surname:      c.text(surnameCell),
		Forenames:    c.text(forenamesCell),
		BirthDate:    c.day(birthDateCell),
		Sex:          c.word(sexCell, sexWords),
		PNC:          c.text(pncCell),
		CRN:          c.text(crnCell),
		Prison:       c.text(prisonCell),
		HomeArea:     c.text(homeAreaCell),

		ReceivedOn:     c.day(receivedOnCell),
		SentenceStart:  c.day(sentenceStartCell),
		LegalStatus:    release.LegalStatus(orElse(c.word(legalStatusCell, legalStatusWords), string(release.UnknownStatus))),
		Status:         release.CustodyStatus(c.word(statusCell, statusWords)),
		ReleasedOn:     c.day(releasedOnCell),
		MovementReason: c.movement(),

		MobileTold:   c.text(mobileCell),
		Mobile:       c.text(mobileE164Cell),
		TextOK:       orElse(c.word(textOKCell, yesNoWords), unknownWord),
		TextAgreedOn: c.day(textAgreedOnCell),
		PhoneShared:  orElse(c.word(phoneSharedCell, yesNoWords), unknownWord),
		Language:     c.language(),

		COM:         c.officer(comNameCell, comEmailCell),
		POM:         c.officer(pomNameCell, pomEmailCell),
		PoliceOM:    c.officer(policeNameCell, policeEmailCell),
		NextCourtOn: c.day(nextCourtOnCell),

		Consents: c.consents(),
		IOM:      c.word(iomCell, iomWords),
		Purpose:  c.text(purposeCell),
	}
	if o.MobileTold != "" && o.Mobile == "" {
		c.note(mobileCell)
	}
	for _, d := range datedCells {
		if day := c.day(d.cell); !day.IsZero() {
			o.Dates = append(o.Dates, release.TypedDate{Type: d.typ, Kind: d.kind, Day: day})
		}
	}
	if o.Status == "" {
		o.Status = statusNotTold(o.ReleasedOn, asOf)
	}
	o.Needs, o.NeedsUnknown, o.NeedsAssessed = c.needs()
	o.Flags, _ = c.list(flagsCell, flagWords)
	c.surprises(o, asOf)
	o.Notes = c.notes
	return o
}

// statusNotTold: the row itself may tell the day on which they left; otherwise
// nobody says that they are held.
func statusNotTold(releasedOn, asOf calendar.Date) release.CustodyStatus {
	if !releasedOn.IsZero() && !releasedOn.After(asOf) {
		return release.InactiveOut
	}
	return release.NotTold
}
