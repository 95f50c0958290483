package release

// The tables about stays in custody, dates, requests and appointments.

var subjectRelease = subjectTable{table: "release", title: "Stay in custody and release", where: ofPerson,
	columns: []subjectColumn{plain("ref", "Reference"), plain("episode", "Which stay"), yesNo("is_current", "The present one"), prisonOf("prison", "Prison"), coded("legal_status", "Legal status"),
		coded("custody_status", "Custody status"), coded("movement_reason", "Movement"), timed("custody_as_of", "Custody as it was at"), dayed("received_on", "Received on, as told"),
		dayed("received_day", "Received on"), dayed("sentence_start", "Sentence began"), coded("out_of_area", "Held out of area"), plain("miles", "Miles from home"), yesNo("watched", "Watched"),
		coded("state", "State"), plain("deciding_type", "The date that decides"), dayed("statutory_date", "Statutory day"), dayed("working_day", "Working day"),
		dayed("friday_scheme_day", "Day of the Friday scheme"), dayed("planned_day", "Planned day"), yesNo("supervised", "Supervised after release"), listOf("reasons", "Why that day, in codes"),
		plain("explanation", "Why that day"), dayed("released_on", "Released on"), timed("release_learnt_at", "Release learnt"), timed("decided_at", "Reckoned"), dayed("judged_on", "Reckoned on the day"),
		dayed("planned_for", "Requests planned for"), timed("opened_at", "Stay began"), coded("opened_by", "Stay began by"), coded("place", "Where"), dayed("left_on", "Left on"), coded("left_by", "Left by"),
		timed("requests_at", "Requests go from"), yesNo("withheld", "Services not told"), coded("scheme", "Friday-scheme decision"), dayed("scheme_for", "Decided for the day"),
		free("scheme_reason", "Why it was decided so"), timed("scheme_at", "Decided"), byKey("scheme_by", "Decided by"), yesNo("presumed", "Presumed, nobody has decided"),
		free("reason_written", "Why the day passed"), dayed("reason_for", "Written for the day"), timed("licence_checked_at", "Checked against the licence"), dayed("missing_since", "Not in files since"),
		coded("papers", "Immigration papers"), dayed("papers_for", "Papers asked for the day"), areaOf("home_area", "Home area")},
	left: because(ownNumber, "id", "person_id", "version", "held_by", "undone_by")}

var subjectDate = subjectTable{table: "release_date", title: "Date that was told", where: `t.release_id IN ` + theirStays,
	columns: []subjectColumn{plain("type", "Date"), coded("kind", "Kind"), dayed("day", "Day"), coded("source", "Told by"), timed("learnt_at", "Learnt"), timed("superseded_at", "Replaced")},
	left:    because(ownNumber, "id", "release_id")}

var subjectChange = subjectTable{table: "release_change", title: "Change of the day", where: `t.release_id IN ` + theirStays,
	columns: []subjectColumn{dayed("from_day", "From"), dayed("to_day", "To"), timed("at", "When"), coded("source", "Told by"), plain("notice_working_days", "Working days of notice"),
		listOf("unmet", "Requests that no longer fit"), yesNo("undone", "Undone")},
	left: because(ownNumber, "id", "release_id", "import_id")}

var subjectHistory = subjectTable{table: "release_history", title: "What was thought from then on", where: `t.release_id IN ` + theirStays,
	columns: []subjectColumn{timed("at", "From"), prisonOf("prison", "Prison"), coded("legal_status", "Legal status"), coded("custody_status", "Custody status"), coded("out_of_area", "Held out of area"),
		plain("miles", "Miles from home"), coded("state", "State"), plain("deciding_type", "The date that decides"), dayed("statutory_date", "Statutory day"), dayed("working_day", "Working day"),
		dayed("friday_scheme_day", "Day of the Friday scheme"), dayed("planned_day", "Planned day"), dayed("released_on", "Released on"), listOf("reasons", "Why, in codes"), plain("explanation", "Why")},
	left: because(ownNumber, "id", "release_id")}

var subjectEvent = subjectTable{table: "life_event", title: "Event", where: ofPerson,
	columns: []subjectColumn{timed("at", "When"), coded("event", "What happened"), prisonOf("prison", "Prison"), coded("legal_status", "Legal status from then on"), areaOf("area", "New home area"),
		coded("about", "About"), free("reason", "In words"), coded("source", "Told by"), timed("recorded_at", "Recorded"), byKey("recorded_by", "Recorded by"), timed("superseded_at", "Replaced"),
		byKey("taken_back_by", "Taken back by"), free("taken_back_why", "Why it was taken back")},
	left: why(because(ownNumber, "id", "person_id"), because("the sender's own number of the event, or a form's", "external_id"))}

var subjectTakeBack = subjectTable{table: "take_back", title: "Death recorded by mistake", where: ofPerson,
	columns: []subjectColumn{byKey("asked_by", "Said by"), timed("asked_at", "Said"), free("why", "Why"), coded("decision", "Decision"), byKey("decided_by", "Decided by"), timed("decided_at", "Decided")},
	left:    because(ownNumber, "id", "event_id", "person_id")}

var subjectTask = subjectTable{table: "task", title: "Request", where: `t.release_id IN ` + theirStays,
	columns: []subjectColumn{plain("ref", "Reference"), read("standard", "What", `(SELECT x.title FROM standard x WHERE x.code = t.standard)`), coded("state", "State"), dayed("hand_off_on", "To be asked on"), dayed("due_on", "Due"),
		dayed("usual_due_on", "Usually due"), dayed("latest_start_on", "Latest start"), listOf("waiting_for", "Waits for"), yesNo("nobody", "Nobody to ask"), dayed("waiting_since", "Waits since"),
		yesNo("short_notice", "At short notice"), yesNo("first_load", "Known from the start"), serviceOf("service_id", "Asked of"), third("contact_name", "Contact"), third("contact_email", "Contact’s address"),
		plain("contact_note", "How the contact was found"), timed("planned_at", "Planned"), byKey("planned_by", "Planned by"), timed("handed_off_at", "Asked"), dayed("handed_off_on", "Asked on"),
		timed("acknowledge_by", "Answer wanted by"), timed("acknowledged_at", "They have it"), timed("accepted_at", "They will do it"), timed("done_at", "Done"), dayed("full_until", "Full until"),
		free("reason", "Why"), listOf("evidence", "Shown by"), areaOf("housing_authority", "Housing authority"), timed("om_cleared_at", "Cleared by the offender manager"),
		timed("om_released_at", "Offender manager’s word"), plain("rung", "Reminders"), timed("rung_at", "Last reminder"), timed("next_rung_at", "Next reminder"), dayed("told_day", "Told: day of release"),
		dayed("told_or", "Told: or"), dayed("told_due", "Told: due"), prisonOf("asked_where", "Asked for the prison"), dayed("done_before", "Done before the day moved from"),
		yesNo("review", "To be looked at again"), timed("stopped_at", "Stopped")},
	left: why(because(ownNumber, "id", "release_id", "version"), because("stands under the stay in custody", "home_area"))}

var subjectTaskEvent = subjectTable{table: "task_event", title: "Step of a request", where: `t.task_id IN ` + theirTasks,
	columns: []subjectColumn{requestOf("task_id"), coded("state", "State"), timed("at", "When"), byKey("actor", "By"), free("reason", "Why"), third("sent_to", "Sent to"), dayed("due_on", "Due")},
	left:    because(ownNumber, "id")}

var subjectQuestion = subjectTable{table: "task_question", title: "Question about a request", where: `t.task_id IN ` + theirTasks,
	columns: []subjectColumn{requestOf("task_id"), free("question", "Question"), byID("asked_by", "Asked by"), timed("asked_at", "Asked"), free("answer", "Answer"), byID("answered_by", "Answered by"), timed("answered_at", "Answered")},
	left:    why(because(ownNumber, "id"), because(ownAddress, "ref"))}

var subjectOneOff = subjectTable{table: "standard", title: "Request that is in no standard", where: `t.release_id IN ` + theirStays, order: "t.code",
	columns: []subjectColumn{free("title", "What is to be done"), free("mail_words", "In an e-mail"), free("why", "What exactly is asked"), coded("pathway", "Part of the plan"), coded("service", "Who does it"), byKey("added_by", "Added by"),
		timed("edited_at", "Changed"), timed("retired_at", "Taken back")},
	left: why(because("how the program plans such a request: its days stand under the request", "position", "found_by", "anchor", "hand_off_offset", "due_offset", "due_day_kind", "latest_start",
		"required", "after_release", "applies_when", "needs_first", "before_telling", "evidence"), because(ownNumber, "code", "version", "release_id"), because(ofTheForm, "form_key"))}

var subjectVisit = subjectTable{table: "appointment", title: "Appointment", where: ofPerson,
	columns: []subjectColumn{plain("ref", "Reference"), plain("external_id", "The sender’s reference"), coded("service", "With"), timed("starts_at", "When"), plain("minutes", "Minutes"), plain("place", "Where"),
		yesNo("place_safe", "The place may stand in a text"), plain("phone", "Number to ring"), free("kind", "What kind"), coded("state", "State"), timed("created_at", "Stored"), timed("updated_at", "Last changed"),
		coded("told", "Told of"), timed("told_start", "Told of the time")},
	left: because(ownNumber, "id", "person_id", "release_id", "version")}

var subjectVisitEvent = subjectTable{table: "appointment_event", title: "Step of an appointment", where: `t.appointment_id IN ` + theirVisit,
	columns: []subjectColumn{read("appointment_id", "Appointment", `(SELECT x.ref FROM appointment x WHERE x.id = t.appointment_id)`), coded("state", "State"), timed("starts_at", "When"), plain("place", "Where"),
		yesNo("moved", "Moved"), timed("at", "Recorded"), byKey("actor", "By"), free("reason", "Why")},
	left: because(ownNumber, "id", "version")}

var subjectHandover = subjectTable{table: "sheet_handover", title: "Your sheet was handed over", where: `t.release_id IN ` + theirStays,
	columns: []subjectColumn{dayed("handed_on", "On"), third("handed_by", "By"), byKey("recorded_by", "Recorded by"), timed("recorded_at", "Recorded")},
	left:    because(ownNumber, "id", "release_id")}
