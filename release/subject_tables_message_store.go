package release

// The tables about messages.

var subjectMessage = subjectTable{table: "message", title: "Message", where: `t.id IN ` + theirPost,
	columns: []subjectColumn{plain("ref", "Reference"), coded("channel", "By"), coded("kind", "Kind"),
		read("recipient", "To", `CASE WHEN t.channel = 'text' THEN t.recipient WHEN t.recipient <> '' THEN '`+anotherPerson+`' END`), third("recipient_name", "Addressed to"), serviceOf("service_id", "Service"),
		coded("state", "State"), plain("reason", "Why"), timed("queued_at", "Queued"), timed("not_before", "Not before"), timed("deadline", "Not after"), timed("sent_at", "Sent"), timed("settled_at", "Settled"),
		plain("attempts", "Attempts")},
	left: why(because(ownNumber, "id", "person_id", "release_id", "import_id", "resend_of"), because(ofProvider, "provider_ref", "provider_code", "token"),
		because(ofSending, "dedupe_key", "claimed_at", "looks", "looked_at", "provider_blanked_at", "blank_tries", "blank_next"),
		because("the recipient again", "recipient_key"), because("that it is about people: this is", "of_people"), because("stands with each thing in the message, and under disclosures", "agreements"))}

var subjectItem = subjectTable{table: "message_item", title: "Thing in a message about you", order: "t.message_id, t.position",
	where: `t.message_id IN ` + theirPost + ` AND (t.release_id IN ` + theirStays + ` OR t.task_id IN ` + theirTasks + ` OR t.appointment_id IN ` + theirVisit + `
		OR t.message_id IN (SELECT m.id FROM message m WHERE m.person_id = ANY ($1)))`,
	columns: []subjectColumn{messageOf("message_id"), coded("kind", "What"), requestOf("task_id"), serviceOf("service_id", "Service"), read("appointment_id", "Appointment", `(SELECT x.ref FROM appointment x WHERE x.id = t.appointment_id)`),
		dayed("from_day", "From"), dayed("to_day", "To"), plain("count", "How many"), yesNo("dropped", "Left out again"),
		read("agreement_id", "Under the agreement", `(SELECT x.title FROM agreement x WHERE x.id = t.agreement_id)`)},
	left: why(because(ownNumber, "position", "release_id", "about_message", "version"), because("who of the staff was away", "absence_id"))}

var subjectWords = subjectTable{table: "message_words", title: "Words of a text to you", order: "t.message_id",
	where:   `t.message_id IN (SELECT m.id FROM message m WHERE m.channel = 'text' AND m.person_id = ANY ($1))`,
	columns: []subjectColumn{messageOf("message_id"), plain("text", "Words"), timed("written_at", "Written"), timed("blanked_at", "Words deleted"), plain("template", "Template")},
	left:    because("a text has none; an e-mail goes to staff and is about several people: what it said of you stands under its things", "subject", "html", "calendar")}

var subjectMessageEvent = subjectTable{table: "message_event", title: "Step of a message", where: `t.message_id IN ` + theirPost,
	columns: []subjectColumn{messageOf("message_id"), coded("event", "What happened"), plain("attempt", "Attempt"), timed("at", "When"), byKey("actor", "By"), free("note", "In words")},
	left:    because(ownNumber, "id")}

var subjectReceipt = subjectTable{table: "receipt", title: "Receipt of a message", where: `t.message_id IN ` + theirPost,
	columns: []subjectColumn{messageOf("message_id"), coded("status", "State"), timed("at", "When")}, left: why(because(ownNumber, "id"), because(ofProvider, "code"))}

var subjectReply = subjectTable{table: "inbound_text", title: "Text from you", where: ofPerson,
	columns: []subjectColumn{plain("number", "From"), {name: "body", label: "What it says", form: SubjectFree, sql: "t.body", statement: "'own_words'"}, coded("meaning", "Taken as"), timed("at", "When")},
	left:    why(because(ownNumber, "id", "person_id"), because(ofProvider, "provider_ref"), because(ofSending, "provider_blanked_at", "blank_tries", "blank_next"))}

// subjectHook is what another system of a service was told, without words.
var subjectHook = subjectTable{table: "webhook_delivery", title: "Told to another system", where: `t.release_id IN ` + theirStays + ` OR t.task_id IN ` + theirTasks,
	columns: []subjectColumn{plain("target", "Which system"), coded("kind", "What"), requestOf("task_id"), timed("at", "Since"), coded("state", "State"), plain("attempts", "Attempts"), timed("tried_at", "Last tried"),
		plain("said", "The days that it told"), timed("settled_at", "Settled")},
	left: why(because(ownNumber, "id", "release_id", "history_id"), because("how the other system knows the event again", "event_id"), because(ofSending, "asked_at", "failure", "status"))}

// subjectLeft are tables of which nothing is exported, each with its reason.
var subjectLeft = map[string]string{
	"import_before":      "what stood before an import, kept a week to undo it: what the import changed stands under changes, history and corrections",
	"import_before_task": "as import_before", "import_listing": "who stood in a file: told by the row of the extract",
	"import_upload": "a file of many people, kept a day at most while somebody decides on it", "import": "a file as a whole",
	"message_area":     "the home areas of those whom a message is about: theirs stands with the person",
	"never_text":       "keyed digests of numbers that are never texted: nobody, we included, can read a number in them",
	"subject_withheld": "what is withheld, by whom and why: the answer tells how much and under which reason, where it may",
	"erasure":          "the proof that somebody was erased: there is no such person any more", "erased_number": "keyed digests of the numbers of people who were erased",
	"audit_seal":   "digests that prove that nothing in the record of what is done was changed",
	"api_answer":   "references and states, kept a day so that a request sent twice is one",
	"board_search": "what staff searched for lately, kept with their account; it is not known of whom",
	"board_view":   "lists that staff kept", "account": staffsOwn, "account_area": staffsOwn, "account_choice": staffsOwn, "account_link": staffsOwn, "account_passphrase": staffsOwn,
	"account_recovery_code": staffsOwn, "account_second_factor": staffsOwn, "account_service": staffsOwn, "absence": staffsOwn, "access_request": staffsOwn, "api_token": staffsOwn,
	"list_confirmation": staffsOwn, "list_confirmation_line": staffsOwn, "session": staffsOwn, "sign_in_failure": staffsOwn, "sign_in_half": staffsOwn, "sign_in_place": staffsOwn,
	"agreement": unitsThings, "agreement_partner": unitsThings, "authority": unitsThings, "bank_holiday": unitsThings, "bounce_mark": unitsThings, "clock_mark": unitsThings,
	"local_prison": unitsThings, "prison": unitsThings, "reference_file": unitsThings, "sending_count": unitsThings, "sending_home": unitsThings, "sending_switch": unitsThings,
	"audit_check": unitsThings, "figure_kept": unitsThings, "queue_pause": unitsThings, "retention_night": unitsThings, "retention_rule": unitsThings,
	"service": unitsThings, "text_phrase": unitsThings, "unit_change": unitsThings, "unit_setting": unitsThings, "watch_day": unitsThings,
	"webhook_target": unitsThings,
}

const (
	staffsOwn   = "about members of staff"
	unitsThings = "about the unit, its services or places; of nobody"
)
