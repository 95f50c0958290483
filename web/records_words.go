package web

import (
	"strings"

	"throughgate/access"
	"throughgate/internal/wording"
)

// trailWords is one row of the audit in plain words: what was done, to what.
func trailWords(action access.Action, kind string) wording.Text {
	thing, known := trailThings[kind]
	if !known {
		thing = wording.Data(kind)
	}
	switch action {
	case access.Collect:
		return wording.F("Took in: {1}", thing)
	case access.Alter:
		return wording.F("Changed: {1}", thing)
	case access.Consult:
		return wording.F("Looked at: {1}", thing)
	case access.Disclose:
		return wording.F("Disclosed: {1}", thing)
	case access.Combine:
		return wording.F("Joined two records: {1}", thing)
	case access.Erase:
		return wording.F("Erased: {1}", thing)
	case access.SignIn:
		return "Signed in"
	case access.SignInFailed:
		return "Failed to sign in"
	case access.SignOut:
		return "Signed out"
	}
	return wording.F("{1}: {2}", spelled(string(action)), thing)
}

// trailThings are the kinds of thing that rows of the audit name.
var trailThings = map[string]wording.Text{
	"absence": "who is away", "account": "an account", "accounts": "the list of accounts", "add person": "the form for a new person",
	"appointment": "an appointment", "attention": "a thing on a list", "board": "a list of releases", "category": "convicted, charged or neither", "figures": "figures", "forecast": "a forecast", "free text": "what was typed holds a number or an address",
	"held rows": "rows held of imports", "import": "an import", "imports": "the list of imports", "import_problem": "a row held of an import",
	"import_upload": "a file that came in", "inbound_text": "texts that came in", "local_prison": "a list of local prisons", "message": "a message",
	"messages": "the list of messages", "never_text": "the list of numbers never texted", "nobody to send to": "requests with nobody to send to",
	"note": "a note", "person": "a person’s record", "prison": "the people at a prison", "prisons": "the list of prisons",
	"records": "these records", "reference_file": "reference data", "release": "a person’s page", "review": "requests before the first messages",
	"retention": "who leaves, and by which rule", "erasures": "proofs of erasures",
	"search": "what a search found", "sending": "whether messages may leave", "service": "a service", "settings": "the unit’s settings",
	"sheet": "a sheet for the person", "standard": "a standard", "subject access": "a request for what is held", "task": "a request", "tasks": "a list of requests", "text_phrase": "words for texts",
	"accounts of an agency": "the list of an agency’s accounts", "machine": "queues and jobs", "watch": "the days of the watch", "webhook": "a webhook",
	"unit": "the unit’s page", "unusual": "unusual reading", "watch_day": "the daily watch", "your list": "a list of things to do",
}

// toWhomWords is to whom a disclosure went.
func toWhomWords(code string) wording.Text {
	kind, _, _ := strings.Cut(code, ":")
	switch kind {
	case "":
		return ""
	case "service":
		return "a service"
	case "person":
		return "the person"
	case "webhook":
		return "another system of a service"
	case "recipient":
		return "the message’s recipient"
	}
	return wording.Data(code)
}

// programWords is what the program was doing.
func programWords(actor string) wording.Text {
	doing := strings.TrimPrefix(actor, "system:")
	switch doing {
	case "watch":
		return "in the daily watch"
	case "import":
		return "in an import"
	case "show":
		return "by command, at the machine"
	case "deliver":
		return "sending messages"
	case "webhooks":
		return "telling other systems"
	case "receive":
		return "taking receipts"
	case "email_link":
		return "for whoever held an e-mail’s link"
	}
	return wording.Data(strings.ReplaceAll(doing, "_", " "))
}
