package release

import "throughgate/access"

// ForCommand is the row as `show releases` tells it: of a restricted record no
// more than of the masked one on a page (domain rule 9). The reference, the day
// and how many requests are open stay; who and where do not. Values that are
// masked are empty, null or false: the members are all there.
func (r BoardRow) ForCommand() BoardRow {
	if !r.Person.Restricted {
		return r
	}
	see := access.OfficerMasked
	r.Person = StoryPerson{Restricted: true, Initials: access.Pick(see, access.FieldInitials, r.Person.Initials),
		PrisonNumber: access.Pick(see, access.FieldNumber, r.Person.PrisonNumber), HomeArea: access.Pick(see, access.FieldHomeArea, r.Person.HomeArea)}
	if !see.Sees(access.FieldPrison) {
		r.Custody.Prison, r.Custody.PrisonName, r.Custody.Miles, r.Custody.OutOfArea, r.Custody.RegionKnown = "", "", nil, false, false
	}
	if !see.Sees(access.FieldCustody) {
		r.Custody.Legal, r.Custody.Status = "", ""
		r.Release.Reasons, r.Release.Explanation, r.Release.DecidingType, r.Release.Place = []string{}, "", nil, ""
	}
	r.Surname, r.Forenames = access.Pick(see, access.FieldName, r.Surname), access.Pick(see, access.FieldName, r.Forenames)
	return r
}
