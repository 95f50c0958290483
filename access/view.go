package access

import "slices"

// Field is one thing there is to see of a person. The set is closed.
type Field string

// The fields.
const (
	FieldReference  Field = "reference"
	FieldDays       Field = "days"       // the planned day, both of the Friday scheme, the day of release
	FieldAsk        Field = "ask"        // what is asked, of whom, by when
	FieldStanding   Field = "standing"   // how all requests of the person stand: marks, counts, the next step
	FieldInitials   Field = "initials"   //
	FieldName       Field = "name"       // forenames and surname
	FieldBirthDate  Field = "birth date" //
	FieldNumber     Field = "numbers"    // prison number and probation number
	FieldPrison     Field = "prison"     // where the person is held, and how far away
	FieldReach      Field = "reach"      // how to reach the person there
	FieldHomeArea   Field = "home area"  //
	FieldCustody    Field = "custody"    // legal status, the dates and why that day, what happened
	FieldOfficers   Field = "officers"   // who manages the person
	FieldOffence    Field = "offence"    // MAPPA and the other flags, the IOM cohort, court: what tells of an offence or a risk
	FieldNeeds      Field = "needs"      // those that do not tell of health
	FieldConsents   Field = "consents"   // and the agreement to texts, with the number
	FieldNotes      Field = "notes"      // what officers wrote, the person's own words, corrections
	FieldAgreed     Field = "agreed"     // of a request about health: agreed or not agreed, no more
	FieldHealth     Field = "health"     // requests, marks and needs about health, medicines, a hospital
	FieldAttendance Field = "attendance" // whether somebody came to an appointment about health
)

// Fields lists them in the order of the table.
var Fields = []Field{FieldReference, FieldDays, FieldAsk, FieldStanding, FieldInitials, FieldName, FieldBirthDate, FieldNumber,
	FieldPrison, FieldReach, FieldHomeArea, FieldCustody, FieldOfficers, FieldOffence, FieldNeeds, FieldConsents, FieldNotes,
	FieldAgreed, FieldHealth, FieldAttendance}

// Viewer is a class of reader: who reads, where, and on what basis. The set is
// closed; ViewerFor says which class somebody is.
type Viewer string

// The classes of reader.
const (
	OfficerWithBasis Viewer = "officer with a basis for health"
	Officer          Viewer = "officer"
	OfficerMasked    Viewer = "officer, limited access not opened"
	OfficerPost      Viewer = "officer's e-mail and calendar file"
	ServiceList      Viewer = "service's list, e-mail and calendar file"
	ServiceUncovered Viewer = "service, opened request without agreement or consents"
	ServiceHousing   Viewer = "housing service, opened request"
	ServiceHealth    Viewer = "health service, opened request"
	ServiceOther     Viewer = "other service, opened request"
	ServiceMasked    Viewer = "service, limited access"
	LeadReview       Viewer = "information lead"
	LeadAnswering    Viewer = "information lead, who answers a person's own request"
	NoCaseData       Viewer = "administrator"
)

// Viewers lists them in the order of the table.
var Viewers = []Viewer{OfficerWithBasis, Officer, OfficerMasked, OfficerPost, ServiceList, ServiceUncovered, ServiceHousing,
	ServiceHealth, ServiceOther, ServiceMasked, LeadReview, LeadAnswering, NoCaseData}

// declared is the one view of what each class of reader sees of a person (domain
// rule 9). Pages, files, prints, e-mails and calendar files are made from it; what
// does not stand here is not seen.
var declared = map[Viewer][]Field{
	// The unit's link officers by their role; others where the person agreed to
	// share health, or an agreement gives their agency health data.
	OfficerWithBasis: Fields,
	// "never to police by default; to others health tasks show agreed / not agreed".
	Officer: {FieldReference, FieldDays, FieldAsk, FieldStanding, FieldInitials, FieldName, FieldBirthDate, FieldNumber, FieldPrison,
		FieldReach, FieldHomeArea, FieldCustody, FieldOfficers, FieldOffence, FieldNeeds, FieldConsents, FieldNotes, FieldAgreed},
	// "LAO people are masked; opened with a reason". A list by day cannot hide the
	// day, nor a list of requests what is asked: who and where are masked.
	OfficerMasked: {FieldReference, FieldDays, FieldAsk, FieldAgreed},
	// Domain rule 8: "initials and reference only; names are on the page".
	OfficerPost: {FieldReference, FieldDays, FieldAsk, FieldInitials},
	// "Lists, e-mails, calendars and exports for a service carry initials,
	// reference, days and ask."
	ServiceList:      {FieldReference, FieldDays, FieldAsk, FieldInitials},
	ServiceUncovered: {FieldReference, FieldDays, FieldAsk, FieldInitials},
	// "On the opened task, with an agreement in force and the task's consents
	// recorded, the service sees full name, birth date, prison and how to reach the
	// person there". "Housing never sees health".
	ServiceHousing: coveredService(),
	// "Health never sees offence." Attendance is seen by the service.
	ServiceHealth: coveredService(FieldHealth, FieldAttendance),
	ServiceOther:  coveredService(),
	// "LAO people are masked": a service is asked at all only after the offender
	// manager's word (domain rule 6), and then by reference, day and ask. Of the
	// person nothing: ring the offender manager.
	ServiceMasked: {FieldReference, FieldDays, FieldAsk},
	// Domain rule 8: "LAO opened (to the information lead)", by reference.
	LeadReview: {FieldReference},
	// The person's own right: whoever answers reads it all, restricted or not, with a
	// fresh proof (docs/adr/0030).
	LeadAnswering: Fields,
	NoCaseData:    {},
}

func coveredService(more ...Field) []Field {
	return append([]Field{FieldReference, FieldDays, FieldAsk, FieldInitials, FieldName, FieldBirthDate, FieldNumber, FieldPrison,
		FieldReach, FieldHomeArea}, more...)
}

// Sees tells whether a class of reader sees a field.
func (v Viewer) Sees(f Field) bool { return slices.Contains(declared[v], f) }

// OfOfficer tells whether the class is of officers, masked or not.
func (v Viewer) OfOfficer() bool {
	return slices.Contains([]Viewer{OfficerWithBasis, Officer, OfficerMasked}, v)
}

// Pick is the value where the reader sees the field, and nothing where not.
func Pick[T any](v Viewer, f Field, value T) T {
	if !v.Sees(f) {
		var nothing T
		return nothing
	}
	return value
}
