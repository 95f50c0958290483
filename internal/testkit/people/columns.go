package people

// column is the place of a column of the extract.
type column int

const (
	prisonNumber column = iota
	surname
	forenames
	dateOfBirth
	sex
	pncID
	crn
	prison
	homeArea
	receivedOn
	legalStatus
	status
	sentenceStart
	ard
	ardOverride
	crd
	crdOverride
	npd
	ped
	apd
	hdced
	hdcad
	prrd
	mtd
	confirmedRelease
	sed
	releasedOn
	mobile
	textOK
	textAgreedOn
	phoneShared
	language
	comName
	comEmail
	pomName
	pomEmail
	needs
	consents
	flags
	policeName
	policeEmail
	nextCourtOn
	iom
	columnCount
)

var header = [columnCount]string{"prison_number", "surname", "forenames", "date_of_birth", "sex", "pnc_id", "crn",
	"prison", "home_area", "received_on", "legal_status", "status", "sentence_start", "ard", "ard_override", "crd",
	"crd_override", "npd", "ped", "apd", "hdced", "hdcad", "prrd", "mtd", "confirmed_release", "sed", "released_on",
	"mobile", "text_ok", "text_agreed_on", "phone_shared", "language", "com_name", "com_email", "pom_name", "pom_email",
	"needs", "consents", "flags", "police_om_name", "police_om_email", "next_court_on", "iom"}
