package web

import (
	"slices"

	"throughgate/internal/wording"
	"throughgate/release"
)

// Addresses of what code looks at.
const (
	recordNote  = "note"
	recordWords = "own-words"
	recordMerge = "join"

	recordNotice   = "privacy-notice"
	recordCategory = "category"

	recordKeep    = "keep"
	recordKeepEnd = "keep-end"

	recordTakeBack = "take-back" // its link stands beside the event

	recordAsk            = "ask"
	recordAskChange      = "ask-change"
	recordAskBack        = "ask-back"
	recordAskAgain       = "ask-again"
	recordNotDied        = "not-died"
	recordConfirmNotDied = "not-died-confirm"
)

// recordAction is one thing that can be recorded on a page of its own. event
// reads it where it is an event; the others correct what is known.
type recordAction struct {
	what                string
	link, title, button wording.Text
	group               wording.Text
	intro               []wording.Text
	offered             func(hand) bool
	fields              func(hand) []recordField
	event               func(hand) (release.LifeEvent, []fieldError)
}

// The groups on the release's page.
const (
	groupHappened = "What happened"
	groupAgreed   = "What was decided or agreed"
	groupPerson   = "About the person"
)

var (
	licenceFields, readLicence = plainRecord(release.RecordLicence)
	kinFields, readKin         = plainRecord(release.RecordNextOfKin)
)

// recordActions are all of them, in the order of the page.
var recordActions = []recordAction{
	{what: "event", link: "Something that happened", title: "Something that happened", button: "Record it", group: groupHappened,
		intro:   []wording.Text{"Plans, requests and messages follow at once."},
		offered: alive, fields: eventFields, event: readEvent},
	{what: "passed", link: "Why the day has passed", title: "Why the day has passed", button: "Record it", group: groupHappened,
		offered: dayPassed, fields: passedFields, event: readPassed},
	{what: "next-of-kin", link: "The next of kin have been told", title: "The next of kin have been told", button: "Record it", group: groupHappened,
		intro:   []wording.Text{"The other officers are told of the death now, by reference only."},
		offered: kinWait, fields: kinFields, event: readKin},
	{what: recordNotDied, link: "The death was recorded by mistake", title: "Was the death recorded by mistake?", button: "Yes, ask somebody to confirm it", group: groupHappened,
		intro:   []wording.Text{"A death is taken back by two people: say why here, and somebody else confirms it on the release’s page. Until then nothing changes."},
		offered: mayAskNotDied, fields: notDiedFields},
	{what: recordConfirmNotDied, link: "Confirm that the death was recorded by mistake, or that it stands", title: "Was the death recorded by mistake?", button: "Save", group: groupHappened,
		offered: mayAnswerNotDied, fields: notDiedAnswerFields},
	{what: "friday-scheme", link: "The Friday-scheme decision", title: "The Friday-scheme decision", button: "Record the decision", group: groupAgreed,
		intro:   []wording.Text{"Services that were told both days are told which one it is."},
		offered: schemeOpen, fields: schemeFields, event: readScheme},
	{what: "consent", link: "A consent", title: "A consent", button: "Record it", group: groupAgreed, offered: alive, fields: consentFields, event: readConsent},
	{what: recordNotice, link: "The privacy notice was given", title: "The privacy notice was given", button: "Record it", group: groupAgreed,
		intro:   []wording.Text{"The person was told what is held about them, why, and with whom it is shared."},
		offered: known, fields: noticeFields},
	{what: "licence", link: "Checked against the licence", title: "Checked against the licence", button: "It was checked", group: groupAgreed,
		intro:   []wording.Text{"Addresses, places and plans have been held against the licence."},
		offered: alive, fields: licenceFields, event: readLicence},
	{what: "tell", link: "The offender manager’s “yes, tell them”", title: "The offender manager’s word", button: "Record it", group: groupAgreed,
		offered: alive, fields: tellFields, event: readTell},
	{what: "texts", link: "An agreement to texts", title: "An agreement to texts", button: "Save the agreement", group: groupAgreed,
		intro:   []wording.Text{"Texts go to the one number that the person agreed to, and only after the release."},
		offered: known, fields: textsFields},
	{what: recordAsk, link: oneOffTitle, title: oneOffTitle, button: "Add the request", group: groupAgreed,
		intro:   []wording.Text{"For what one person needs and no standard names. It is asked, answered and reminded of like any other request."},
		offered: mayAsk, fields: oneOffFields},
	{what: recordAskChange, title: "Change what is asked", button: "Save the changes",
		intro:   []wording.Text{"A service that was asked is told by when it is needed, and reads the rest on the page."},
		offered: mayChangeAsked, fields: oneOffFields},
	{what: recordAskBack, title: "Take this request back?", button: "Yes, take it back",
		intro:   []wording.Text{"Whoever was asked is told once to do nothing more. It stays in the history, and can be asked again."},
		offered: mayChangeAsked, fields: noFields},
	{what: recordAskAgain, title: "Ask for this after all?", button: "Yes, ask for it",
		intro:   []wording.Text{"It is planned again as it was, and asked with the next morning’s work once its day has come."},
		offered: mayAskAgain, fields: noFields},
	{what: "needs", link: "Needs", title: "Needs", button: "Save the needs", group: groupPerson,
		intro:   []wording.Text{"Change only what you know: the others stay as they are. A newer extract that tells of needs replaces them all."},
		offered: func(h hand) bool { return known(h) && mayWriteNeeds(h) }, fields: needsFields},
	{what: recordWords, link: "The person’s own words", title: "The person’s own words", button: "Save", group: groupPerson,
		intro: []wording.Text{"What do they want? Write it as they say it. Officers read it."}, offered: known, fields: wordsFields},
	{what: recordNote, link: "A note", title: "A note", button: "Save the note", group: groupPerson,
		offered: known, fields: noteFields},
	{what: recordCategory, link: "Convicted, charged or neither", title: "Convicted, charged or neither", button: "Save", group: groupPerson,
		intro:   []wording.Text{"The law wants a record to tell what the person is, and the legal status does not tell it here."},
		offered: mayTellCategory, fields: categoryFields},
	{what: "details", link: "Correct who they are", title: "Correct who they are", button: "Save the corrections", group: groupPerson,
		intro:   []wording.Text{"What stood here before is kept. An extract that says the same as ever changes nothing of it."},
		offered: known, fields: detailsFields},
	{what: recordKeep, link: "Keep this record beyond its time", title: "Keep this record beyond its time", button: "Keep it", group: groupPerson,
		intro:   []wording.Text{"Some years after the last thing known of custody or supervision a record is erased. Kept, it stays until the day you give, or until somebody says that it need not be kept any more."},
		offered: mayKeep, fields: keepFields},
	{what: recordKeepEnd, link: "This record need not be kept any more", title: "Need this record not be kept any more?", button: "It need not be kept any more", group: groupPerson,
		offered: isKept, fields: keepEndFields},
	{what: recordMerge, link: "Join two records of one person", title: "Join two records of one person", button: "Look at both", group: groupPerson,
		intro:   []wording.Text{"This record stays, with its number. If the other number is the one in use today, open that record and join this one into it."},
		offered: known, fields: mergeFields},
	{what: recordTakeBack, title: "Was this recorded by mistake?", button: "Yes, take it back",
		intro:   []wording.Text{"The plan is made over again without it, and whoever was told of it is told anew. It stays in the history, with your name."},
		offered: alive, fields: takeBackFields},
}

const oneOffTitle = "A request that is in no standard"

func noFields(hand) []recordField { return nil }

// mayAct: an earlier stay is over, and a restricted record is changed once it is open.
func mayAct(h hand) bool { return h.story.At.IsZero() && h.story.Who.IsCurrent && mayTouch(h) }

// mayTouch: a restricted record is changed by who has it open.
func mayTouch(h hand) bool { return !h.story.Masked() }

func alive(h hand) bool { return mayAct(h) && h.story.Release.State != release.Died }

// known: what is known of the person is on the page, and can be corrected.
func known(h hand) bool { return alive(h) }

func dayPassed(h hand) bool {
	return alive(h) && slices.Contains([]release.State{release.DatePassed, release.NotConfirmed, release.LeftUnknown}, h.story.Release.State)
}

func kinWait(h hand) bool {
	return mayAct(h) && h.story.Release.State == release.Died && h.kept.KinTold == nil
}

// schemeOpen: the scheme gives another day, or somebody has decided on it.
func schemeOpen(h hand) bool {
	r := h.story.Release
	return alive(h) && r.State == release.Planned && (!r.FridayScheme.IsZero() || r.Scheme != release.SchemeUndecided)
}

// recordGroup are the links of one group.
type recordGroup struct {
	Name  wording.Text
	Links []recordLink
}

type recordLink struct {
	Href string
	Text wording.Text
}

// recordGroups are what can be recorded of this release now.
func recordGroups(h hand) []recordGroup {
	var groups []recordGroup
	for _, a := range recordActions {
		if a.group == "" || !a.offered(h) {
			continue
		}
		if len(groups) == 0 || groups[len(groups)-1].Name != a.group {
			groups = append(groups, recordGroup{Name: a.group})
		}
		g := &groups[len(groups)-1]
		g.Links = append(g.Links, recordLink{Href: "/releases/" + h.story.Release.ID + "/record/" + a.what, Text: a.link})
	}
	return groups
}
