package migrations

// Row-level security is the net below the program's own checks (docs/adr/0022).
// Each table has a row here: who may read which of its rows, and write them. A
// table without one fails a test; river_* and goose_db_version have none.
var policies = map[string]policy{
	// The same for everybody: places, days, how the unit works.
	"authority": common, "prison": common, "bank_holiday": common, "reference_file": common, "local_prison": unitsOwn,
	"service": unitsOwn, "standard": standards, "agreement": agreements, "agreement_partner": agreements, "unit_setting": unitsOwn, "unit_change": unitsOwn, "text_phrase": unitsOwn,
	"watch_day": common, "audit_check": common, "clock_mark": common, "sending_switch": common,
	"sending_home": unitsOwn,

	// Colleagues, and the door.
	"account": staff, "account_area": staff, "account_service": staff, "absence": absences,
	"account_choice": oneself, "board_view": oneself, "board_search": oneself,
	"account_passphrase": door, "account_link": door, "session": door, "sign_in_failure": door, "sign_in_place": door,
	"account_second_factor": door, "account_recovery_code": door, "sign_in_half": door,
	"api_token": door, "api_answer": oneself,
	"access_request": requests, "list_confirmation": requests, "list_confirmation_line": requests,
	"queue_pause": administrators, "webhook_target": administrators, "webhook_delivery": administrators,
	"audit": trail, "audit_seal": {read: whole + ` OR (SELECT acting_role()) = 'information_lead'`, write: whole},

	// People, and what is kept about each.
	"person":          unforced(theirOwn(homeArea, "id IN (SELECT a.person_id FROM acting_asked() a)")),
	"person_number":   with("person", "person_id"),
	"consent":         with("person", "person_id"),
	"life_event":      officersWith("person", "person_id"),
	"note":            officersWith("person", "person_id"),
	"person_edit":     officersWith("person", "person_id"),
	"take_back":       officersWith("person", "person_id"),
	"opening":         openings,
	"person_category": officersWith("person", "person_id"),
	"subject_request": rightsOf, "subject_withheld": with("subject_request", "request_id"),
	"privacy_notice": officersWith("person", "person_id"),
	"retention_hold": keeping, "erasure_request": keeping,
	"extract_row":    officersWith("person", "person_id"),
	"release":        theirOwn(homeArea, "id IN (SELECT a.release_id FROM acting_asked() a)"),
	"release_change": officersWith("release", "release_id"), "release_date": officersWith("release", "release_id"),
	"release_history": officersWith("release", "release_id"), "sheet_handover": officersWith("release", "release_id"),
	"task":              theirOwn(homeArea, "id IN (SELECT a.task_id FROM acting_asked() a)"),
	"task_event":        with("task", "task_id"),
	"task_question":     with("task", "task_id"),
	"appointment":       officersWith("person", "person_id"),
	"appointment_event": officersWith("appointment", "appointment_id"),

	// Who leaves, and who has left.
	"retention_rule": {read: known, write: whole + ` OR (SELECT acting_role()) = 'information_lead'`}, "retention_night": {read: known, write: whole},
	"erasure": {read: whole + ` OR (SELECT acting_role()) = 'information_lead'`, write: whole}, "erased_number": behind,
	"figure_kept": {read: `(SELECT acting_everywhere()) OR ` + homeArea, write: whole},

	// What was said, and what came back.
	"message":       letters,
	"message_area":  officersOnly("true"), // where, and not who: a list leaves out by it what hides behind the others
	"message_event": officersWith("message", "message_id"), "message_item": items,
	"message_words": words, "receipt": officersWith("message", "message_id"),
	"inbound_text": officersOnly(`person_id IS NULL OR (SELECT true FROM person x WHERE x.id = person_id)`),
	"attention":    lists,
	"opt_out":      officersOnly("true"),
	"never_text":   behind, "sending_count": behind, "bounce_mark": behind,

	// Files.
	"import": officersOnly("true"), "import_listing": officersOnly("true"), "import_problem": officersOnly("true"),
	"import_upload": officersOnly("true"), "import_before": officersOnly("true"), "import_before_task": officersOnly("true"),
}
