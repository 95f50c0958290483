package release

import "strings"

// What a person is given is read by one declaration of every table and column that
// holds something of a person: a column is exported, or says why it is not. A test
// goes through information_schema and fails where one is neither.

// subjectTable is how the rows of one table about a person are read. $1 are the ids
// of the person and of records joined to them; the table is called t.
type subjectTable struct {
	table, title string
	where        string
	order        string // "" is t.id
	key          string // what names a row in a draft; "" is what orders it
	columns      []subjectColumn
	left         map[string]string // columns that are not exported, each with its reason
}

// subjectColumn is one column that is exported. sql is how it is read where it is
// more than the column.
type subjectColumn struct {
	name, label string
	form        SubjectForm
	sql         string
	statement   string // SQL: fact, opinion or own_words, of a free text
}

func plain(name, label string) subjectColumn {
	return subjectColumn{name: name, label: label, form: SubjectText, sql: "t." + name + "::text"}
}

func coded(name, label string) subjectColumn {
	return subjectColumn{name: name, label: label, form: SubjectCode, sql: "t." + name + "::text"}
}

func dayed(name, label string) subjectColumn {
	return subjectColumn{name: name, label: label, form: SubjectDay, sql: "to_char(t." + name + ", 'YYYY-MM-DD')"}
}

func timed(name, label string) subjectColumn {
	return subjectColumn{name: name, label: label, form: SubjectInstant, sql: "to_char(t." + name + ` AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`}
}

func yesNo(name, label string) subjectColumn {
	return subjectColumn{name: name, label: label, form: SubjectYesNo, sql: "CASE WHEN t." + name + " THEN 'yes' ELSE 'no' END"}
}

func listOf(name, label string) subjectColumn {
	return subjectColumn{name: name, label: label, form: SubjectCode, sql: "array_to_string(t." + name + ", ', ')"}
}

// free is what somebody wrote. Where a form did not ask whether it is a fact, that
// is not said.
func free(name, label string) subjectColumn {
	return subjectColumn{name: name, label: label, form: SubjectFree, sql: "t." + name, statement: "'not_said'"}
}

func read(name, label, sql string) subjectColumn {
	return subjectColumn{name: name, label: label, form: SubjectText, sql: sql}
}

// third is a name, a number or an address of somebody else.
func third(name, label string) subjectColumn {
	return subjectColumn{name: name, label: label, form: SubjectText, sql: "CASE WHEN t." + name + " <> '' THEN '" + anotherPerson + "' END"}
}

// byKey is who did something, told by their role: key is that of an actor.
func byKey(name, label string) subjectColumn {
	return subjectColumn{name: name, label: label, form: SubjectStaff, sql: `CASE WHEN t.` + name + ` = '' THEN NULL
		WHEN t.` + name + ` LIKE 'account:%' THEN coalesce(` + roleOf(`'account:' || s.id = t.`+name) + `, 'staff')
		WHEN t.` + name + ` LIKE 'system:%' OR t.` + name + ` = 'import' THEN 'the program' ELSE 'staff' END`}
}

// byID is the same where the column is the account's number.
func byID(name, label string) subjectColumn {
	return subjectColumn{name: name, label: label, form: SubjectStaff, sql: roleOf(`s.id = t.` + name)}
}

// roleOf is an account's role; of a service's contact with the service.
func roleOf(which string) string {
	return `(SELECT CASE s.role WHEN 'spoc' THEN coalesce((SELECT string_agg(replace(x.service, '_', ' '), ', ' ORDER BY x.service)
			FROM account_service x WHERE x.account_id = s.id), 'service') || ', contact' ELSE replace(s.role, '_', ' ') END FROM account s WHERE ` + which + `)`
}

func prisonOf(name, label string) subjectColumn {
	return read(name, label, `coalesce((SELECT x.name FROM prison x WHERE x.code = t.`+name+`), t.`+name+`)`)
}

func areaOf(name, label string) subjectColumn {
	return read(name, label, `coalesce((SELECT x.name FROM authority x WHERE x.gss_code = t.`+name+`), t.`+name+`)`)
}

func serviceOf(name, label string) subjectColumn {
	return read(name, label, `(SELECT x.name FROM service x WHERE x.id = t.`+name+`)`)
}

func requestOf(name string) subjectColumn {
	return read(name, "Request", `(SELECT x.title FROM task k JOIN standard x ON x.code = k.standard WHERE k.id = t.`+name+`)`)
}

func messageOf(name string) subjectColumn {
	return read(name, "Message", `(SELECT x.ref FROM message x WHERE x.id = t.`+name+`)`)
}

// withoutOfficers are the cells of an extract but for the names and addresses of
// officers (intake keeps their places: new columns go to the end).
func withoutOfficers(name, label string) subjectColumn {
	return read(name, label, `array_to_string(t.`+name+`[1:43] || t.`+name+`[50:], ' | ')`)
}

// unlessOfficer is a corrected value, unless it is about an officer.
func unlessOfficer(name, label string) subjectColumn {
	return read(name, label, `CASE WHEN t.`+name+` = '' THEN NULL WHEN t.field ~ '^(com|pom|police_om)_' THEN '`+anotherPerson+`' ELSE t.`+name+` END`)
}

// Why a column is not exported.
const (
	ownNumber  = "a number by which the program finds the row: it tells nothing of the person"
	ownAddress = "a reference in the program's own addresses: it tells nothing of the person"
	ofTheForm  = "by which a form that is sent twice is one"
	ofProvider = "how the provider of messages names it"
	ofSending  = "how the program goes about sending: it tells nothing of the person"
)

// why is a list of columns with one reason each.
func why(reasons ...map[string]string) map[string]string {
	out := map[string]string{}
	for _, r := range reasons {
		for name, text := range r {
			out[name] = text
		}
	}
	return out
}

func because(reason string, names ...string) map[string]string {
	out := map[string]string{}
	for _, n := range names {
		out[n] = reason
	}
	return out
}

// Whose rows they are.
const (
	ofPerson   = `t.person_id = ANY ($1)`
	theirStays = `(SELECT r.id FROM release r WHERE r.person_id = ANY ($1))`
	theirTasks = `(SELECT k.id FROM task k WHERE k.release_id IN ` + theirStays + `)`
	theirVisit = `(SELECT v.id FROM appointment v WHERE v.person_id = ANY ($1))`
	theirPost  = `(SELECT m.id FROM message m WHERE m.person_id = ANY ($1) OR m.release_id IN ` + theirStays + `
		UNION SELECT i.message_id FROM message_item i WHERE i.release_id IN ` + theirStays + ` OR i.task_id IN ` + theirTasks + ` OR i.appointment_id IN ` + theirVisit + `)`
)

// aboutThemSQL is aboutPersonSQL of a table that is called t.
var aboutThemSQL = strings.ReplaceAll(strings.ReplaceAll(aboutPersonSQL, "a.people", "t.people"), "a.object", "t.object")

// subjectGroup is a section of the file and the tables it is read from.
type subjectGroup struct {
	code, title, source string
	tables              []subjectTable
}

var subjectGroups = []subjectGroup{
	{"identity", "Who you are", "The prison’s release extract; what officers entered or corrected", []subjectTable{subjectPerson, subjectNumber, subjectCategory, subjectEdit, subjectNotice}},
	{"agreed", "What you agreed to", "You, through officers or the prison’s extract", []subjectTable{subjectConsent, subjectOptOut}},
	{"custody", "Custody, dates and release", "The prison’s release extract, event files, officers; the days are reckoned by the program", []subjectTable{
		subjectRelease, subjectDate, subjectChange, subjectHistory, subjectEvent, subjectTakeBack}},
	{"requests", "What was asked for you", "The program, by the unit’s standards; services and officers", []subjectTable{subjectTask, subjectTaskEvent, subjectQuestion, subjectOneOff}},
	{"appointments", "Appointments", "Services, through files or officers", []subjectTable{subjectVisit, subjectVisitEvent, subjectHandover}},
	{"notes", "Notes, and your own words", "Officers", []subjectTable{subjectNote}},
	{"messages", "Messages", "The program; you, where you wrote", []subjectTable{subjectMessage, subjectItem, subjectWords, subjectMessageEvent, subjectReceipt, subjectReply}},
	{"files", "As files told it", "The prison’s release extract", []subjectTable{subjectExtract, subjectHeld}},
	{"access", "Who was told, and who opened your record", "The program’s record of what is done", []subjectTable{subjectDisclosed, subjectHook, subjectOpening, subjectAttention}},
	{"rights", "What you asked for, and how long it is kept", "You; the unit", []subjectTable{subjectAsked, subjectErasure, subjectHold}},
}
