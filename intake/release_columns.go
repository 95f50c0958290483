package intake

// releaseCell is the place of a column in the cells of a row. The order is that
// of the stored cells (extract_row.cells): new columns go to the end.
type releaseCell int

const (
	prisonNumberCell releaseCell = iota
	surnameCell
	forenamesCell
	birthDateCell
	prisonCell
	homeAreaCell
	sexCell
	pncCell
	crnCell
	receivedOnCell
	legalStatusCell
	statusCell
	sentenceStartCell
	ardCell
	ardOverrideCell
	crdCell
	crdOverrideCell
	npdCell
	npdOverrideCell
	pedCell
	apdCell
	tariffCell
	hdcedCell
	hdcadCell
	prrdCell
	prrdOverrideCell
	etdCell
	mtdCell
	ltdCell
	ersedCell
	rotlCell
	confirmedCell
	sedCell
	ledCell
	sledCell
	tusedCell
	releasedOnCell
	movementReasonCell
	mobileCell
	textOKCell
	textAgreedOnCell
	phoneSharedCell
	languageCell
	comNameCell
	comEmailCell
	pomNameCell
	pomEmailCell
	policeNameCell
	policeEmailCell
	nextCourtOnCell
	needsCell
	consentsCell
	flagsCell
	iomCell
	mobileE164Cell // not a column of the file: what the mobile comes to
	purposeCell    // why the unit holds the person's data
	releaseCellCount
)

// cellReader makes the canonical form of a cell that is not empty, or says
// what is wrong with it. Only what names the person, and dates, can be wrong;
// anything else that cannot be used stays as written.
type cellReader func(g *Gazetteer, written string) (canonical, problem string)

type releaseColumn struct {
	column
	read cellReader
	date bool // "-" removes it
}

var releaseColumns = [releaseCellCount]releaseColumn{
	prisonNumberCell:   {column: column{"prison_number", true}, read: readPrisonNumber},
	surnameCell:        {column: column{"surname", true}, read: readName},
	forenamesCell:      {column: column{"forenames", true}, read: readName},
	birthDateCell:      {column: column{"date_of_birth", true}, read: readDay},
	prisonCell:         {column: column{"prison", true}, read: (*Gazetteer).Prison},
	homeAreaCell:       {column: column{"home_area", true}, read: (*Gazetteer).Area},
	sexCell:            {column: column{"sex", false}, read: oneOf(sexWords)},
	pncCell:            {column: column{"pnc_id", false}, read: asWritten},
	crnCell:            {column: column{"crn", false}, read: asWritten},
	receivedOnCell:     dateColumn("received_on"),
	legalStatusCell:    {column: column{"legal_status", false}, read: oneOf(legalStatusWords)},
	statusCell:         {column: column{"status", false}, read: oneOf(statusWords)},
	sentenceStartCell:  dateColumn("sentence_start"),
	ardCell:            dateColumn("ard"),
	ardOverrideCell:    dateColumn("ard_override"),
	crdCell:            dateColumn("crd"),
	crdOverrideCell:    dateColumn("crd_override"),
	npdCell:            dateColumn("npd"),
	npdOverrideCell:    dateColumn("npd_override"),
	pedCell:            dateColumn("ped"),
	apdCell:            dateColumn("apd"),
	tariffCell:         dateColumn("tariff"),
	hdcedCell:          dateColumn("hdced"),
	hdcadCell:          dateColumn("hdcad"),
	prrdCell:           dateColumn("prrd"),
	prrdOverrideCell:   dateColumn("prrd_override"),
	etdCell:            dateColumn("etd"),
	mtdCell:            dateColumn("mtd"),
	ltdCell:            dateColumn("ltd"),
	ersedCell:          dateColumn("ersed"),
	rotlCell:           dateColumn("rotl"),
	confirmedCell:      dateColumn("confirmed_release"),
	sedCell:            dateColumn("sed"),
	ledCell:            dateColumn("led"),
	sledCell:           dateColumn("sled"),
	tusedCell:          dateColumn("tused"),
	releasedOnCell:     dateColumn("released_on"),
	movementReasonCell: {column: column{"movement_reason", false}, read: oneOf(movementWords)},
	mobileCell:         {column: column{"mobile", false}, read: asWritten},
	textOKCell:         {column: column{"text_ok", false}, read: oneOf(yesNoWords)},
	textAgreedOnCell:   dateColumn("text_agreed_on"),
	phoneSharedCell:    {column: column{"phone_shared", false}, read: oneOf(yesNoWords)},
	languageCell:       {column: column{"language", false}, read: readLanguage},
	comNameCell:        {column: column{"com_name", false}, read: asWritten},
	comEmailCell:       {column: column{"com_email", false}, read: asWritten},
	pomNameCell:        {column: column{"pom_name", false}, read: asWritten},
	pomEmailCell:       {column: column{"pom_email", false}, read: asWritten},
	policeNameCell:     {column: column{"police_om_name", false}, read: asWritten},
	policeEmailCell:    {column: column{"police_om_email", false}, read: asWritten},
	nextCourtOnCell:    dateColumn("next_court_on"),
	needsCell:          {column: column{"needs", false}, read: readNeeds},
	consentsCell:       {column: column{"consents", false}, read: readConsents},
	flagsCell:          {column: column{"flags", false}, read: readFlags},
	iomCell:            {column: column{"iom", false}, read: oneOf(iomWords)},
	purposeCell:        {column: column{"purpose", false}, read: asWritten},
}

func dateColumn(name string) releaseColumn {
	return releaseColumn{column: column{name, false}, read: readDay, date: true}
}

// fileColumns are the columns that a release extract may have, in our order.
func fileColumns() []column {
	var out []column
	for _, i := range fileCells() {
		out = append(out, releaseColumns[i].column)
	}
	return out
}

// fileCells are the cells that a file tells, in our order.
func fileCells() []releaseCell {
	var out []releaseCell
	for i := range releaseCellCount {
		if i != mobileE164Cell {
			out = append(out, i)
		}
	}
	return out
}

// ReleaseColumnNames are the names of a release extract's columns in the order
// in which cells are stored; a cell that is no column has none.
func ReleaseColumnNames() []string {
	names := make([]string, releaseCellCount)
	for i, c := range releaseColumns {
		names[i] = c.name
	}
	return names
}
