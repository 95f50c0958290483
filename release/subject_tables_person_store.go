package release

// The tables about who somebody is and what they agreed to.

var subjectPerson = subjectTable{table: "person", title: "You", where: `t.id = ANY ($1)`,
	columns: []subjectColumn{plain("ref", "Reference of the record"), plain("surname", "Surname"), plain("forenames", "Forenames"), dayed("date_of_birth", "Born"), coded("sex", "Sex"),
		plain("pnc_id", "Number in the police national computer"), plain("crn", "Probation number"), areaOf("home_area", "Home area"), plain("language", "Language"),
		plain("mobile_told", "Mobile number, as told"), plain("mobile", "Mobile number"), coded("text_ok", "May we text"), dayed("text_agreed_on", "Texts agreed on"),
		plain("text_agreed_number", "Texts agreed for the number"), coded("phone_shared", "Does anyone else see the phone"), coded("iom", "IOM cohort"), listOf("flags", "Flags"),
		yesNo("needs_assessed", "Needs assessed"), listOf("needs", "Needs"), listOf("needs_unknown", "Needs not known"), third("com_name", "Community officer"),
		third("com_email", "Community officer’s address"), third("pom_name", "Prison officer"), third("pom_email", "Prison officer’s address"),
		third("police_om_name", "Police officer"), third("police_om_email", "Police officer’s address"), dayed("next_court_on", "Next in court"),
		listOf("told_notes", "What could not be used of the extract"), dayed("first_stored_on", "First known on"), timed("created_at", "Stored"), timed("updated_at", "Last changed"),
		timed("told_at", "Last told of"), prisonOf("told_prison", "Told: prison"), coded("told_status", "Told: custody status"), coded("told_legal_status", "Told: legal status"),
		dayed("told_received_on", "Told: received on"), dayed("told_released_on", "Told: released on"), coded("told_movement", "Told: movement"),
		areaOf("told_home_area", "Told: home area"), third("pom_gone_name", "Prison officer before"), third("pom_gone_email", "Prison officer before, address"),
		timed("next_of_kin_told_at", "Next of kin told"), free("purpose", "Why the unit holds it")},
	left: why(because(ownNumber, "id", "merged_into"), because("a digest of an officer's address", "com_key", "pom_key"))}

var subjectNumber = subjectTable{table: "person_number", title: "Prison number", where: ofPerson, order: "t.prison_number", key: "md5(t.prison_number)",
	columns: []subjectColumn{plain("prison_number", "Number"), yesNo("is_current", "In use")}, left: because(ownNumber, "person_id")}

var subjectCategory = subjectTable{table: "person_category", title: "Category recorded", where: ofPerson,
	columns: []subjectColumn{coded("category", "Category"), timed("at", "Recorded"), byKey("actor", "By")},
	left:    why(because(ownNumber, "id", "person_id"), because(ofTheForm, "form_key"))}

var subjectEdit = subjectTable{table: "person_edit", title: "Correction", where: ofPerson,
	columns: []subjectColumn{coded("field", "What"), unlessOfficer("old_value", "Before"), unlessOfficer("new_value", "From then on"), timed("at", "When"), byKey("actor", "By")},
	left:    because(ownNumber, "id", "person_id")}

var subjectNotice = subjectTable{table: "privacy_notice", title: "Privacy notice given", where: ofPerson,
	columns: []subjectColumn{dayed("given_on", "On"), third("given_by", "By"), plain("language", "In"), timed("recorded_at", "Recorded"), byKey("actor", "Recorded by")},
	left:    why(because(ownNumber, "id", "person_id"), because(ofTheForm, "form_key"))}

var subjectConsent = subjectTable{table: "consent", title: "Consent", where: ofPerson,
	columns: []subjectColumn{coded("kind", "To what"), dayed("given_on", "Given on"), timed("recorded_at", "Recorded"), coded("source", "Told by"), byKey("recorded_by", "Recorded by"),
		timed("withdrawn_at", "Taken back, recorded"), byKey("withdrawn_by", "Taken back, recorded by"), dayed("withdrawn_on", "Taken back on")},
	left: because(ownNumber, "id", "person_id")}

var subjectOptOut = subjectTable{table: "opt_out", title: "No more texts to", order: "t.number", key: "md5(t.number)",
	where:   `t.number IN (SELECT x FROM person p, unnest(ARRAY[p.mobile, p.text_agreed_number]) AS x WHERE p.id = ANY ($1) AND x <> '')`,
	columns: []subjectColumn{plain("number", "Number"), coded("reason", "Why"), timed("at", "Since")}}

var subjectNote = subjectTable{table: "note", title: "Note", where: ofPerson,
	columns: []subjectColumn{{name: "kind", label: "Fact, opinion or own words", form: SubjectCode, sql: "t.kind"},
		{name: "body", label: "What it says", form: SubjectFree, sql: "t.body", statement: "t.kind"}, timed("at", "Written"), byKey("actor", "By"),
		read("replaces", "Corrects an earlier note", "CASE WHEN t.replaces IS NOT NULL THEN 'yes' END")},
	left: why(because(ownNumber, "id", "person_id"), because(ownAddress, "ref"), because(ofTheForm, "form_key"))}

var subjectExtract = subjectTable{table: "extract_row", title: "Last row of the extract", where: ofPerson, order: "t.source, t.as_of",
	columns: []subjectColumn{plain("source", "Told by"), withoutOfficers("cells", "The row, without officers’ names"), timed("as_of", "As it was at")},
	left:    why(because(ownNumber, "person_id", "import_id"), because("a digest by which the next row is compared", "row_hash", "written_as"))}

var subjectHeld = subjectTable{table: "import_problem", title: "Row of a file that was not taken as it was",
	where: `t.cells[1] IN (SELECT n.prison_number FROM person_number n WHERE n.person_id = ANY ($1))`,
	columns: []subjectColumn{coded("kind", "What became of it"), plain("line", "Line"), plain("column_name", "Column"), plain("problem", "Why"), withoutOfficers("cells", "The row, without officers’ names"),
		timed("decided_at", "Decided"), byKey("decided_by", "By"), coded("decision", "Decision"), free("reason", "Why it was decided so"), plain("outcome", "What followed")},
	left: because(ownNumber, "id", "import_id")}

var subjectAsked = subjectTable{table: "subject_request", title: "Request for what is held", where: ofPerson,
	columns: []subjectColumn{dayed("received_on", "Received"), dayed("due_on", "Due"), timed("opened_at", "Entered"), byID("opened_by", "By"), dayed("extended_to", "Put off to"),
		free("extended_why", "Why it was put off"), timed("extended_at", "Put off"), byID("extended_by", "Put off by"), timed("drafted_at", "Put together"), byID("drafted_by", "Put together by"),
		timed("given_at", "Given"), byID("given_by", "Given by"), timed("closed_at", "Closed"), byID("closed_by", "Closed by"), free("closed_why", "Why it was closed")},
	left: why(because(ownNumber, "id", "person_id", "release_id", "version"), because(ownAddress, "ref"), because("this answer itself, and those before it", "draft"))}

var subjectOpening = subjectTable{table: "opening", title: "Restricted record opened", where: ofPerson,
	columns: []subjectColumn{byID("account_id", "By"), free("reason", "Why"), timed("opened_at", "Opened"), timed("closes_at", "Closed"), free("question", "Asked about it"), timed("asked_at", "Asked"),
		byID("asked_by", "Asked by"), free("answer", "Answer"), timed("answered_at", "Answered"), coded("finding", "Finding"), free("note", "What was found"), timed("reviewed_at", "Reviewed"),
		byID("reviewed_by", "Reviewed by")},
	left: why(because(ownNumber, "id", "person_id", "release_id"), because(ownAddress, "ref"))}

var subjectDisclosed = subjectTable{table: "audit", title: "Disclosure", where: `t.action = 'disclose' AND ` + aboutThemSQL,
	columns: []subjectColumn{timed("at", "When"), coded("object_kind", "What"), plain("detail", "How"),
		read("to_whom", "To whom", `CASE WHEN t.to_whom LIKE 'service:%' THEN coalesce((SELECT x.name FROM service x WHERE 'service:' || x.id = t.to_whom), 'a service')
			WHEN t.to_whom LIKE 'person:%' THEN 'you' WHEN t.to_whom = '' THEN coalesce(`+roleOf(`'account:' || s.id = t.actor`)+`, 'the program') ELSE 'an officer by e-mail' END`),
		read("agreement_id", "Under the agreement", `(SELECT x.title FROM agreement x WHERE x.id = t.agreement_id)`)},
	left: why(because(ownNumber, "id", "object_id"), because("always a disclosure here: the others are looks and changes within the unit, which name its staff", "action"),
		because("told by their role, where it went to them", "actor"), because("who else stood on the same page or list", "people"))}

var subjectAttention = subjectTable{table: "attention", title: "Thing that waited on a list",
	where: `t.person_id = ANY ($1) OR t.release_id IN ` + theirStays + ` OR t.task_id IN ` + theirTasks,
	columns: []subjectColumn{coded("kind", "What"), coded("role", "On whose list"), free("note", "What it was about"), dayed("due_on", "Due"), timed("opened_at", "Since"), timed("closed_at", "Dealt with"),
		byKey("closed_by", "By"), free("close_note", "What was done")},
	left: because(ownNumber, "id", "about_key", "person_id", "release_id", "task_id", "message_id", "service_id", "inbound_id")}

var subjectHold = subjectTable{table: "retention_hold", title: "Kept longer than the rule says", where: ofPerson,
	columns: []subjectColumn{free("reason", "Why"), dayed("until_day", "Until"), timed("placed_at", "Since"), byKey("placed_by", "By"), timed("ended_at", "Ended"), byKey("ended_by", "Ended by"),
		free("ended_why", "Why it ended")},
	left: because(ownNumber, "id", "person_id")}

var subjectErasure = subjectTable{table: "erasure_request", title: "Request to erase the record", where: ofPerson,
	columns: []subjectColumn{coded("ground", "Ground in law"), free("why", "Why"), byKey("asked_by", "Entered by"), timed("asked_at", "Entered"), coded("decision", "Decision"), byKey("decided_by", "Decided by"),
		timed("decided_at", "Decided")},
	left: why(because(ownNumber, "id", "person_id"), because(ownAddress, "ref"))}
