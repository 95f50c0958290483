package web

import (
	"strconv"
	"strings"

	"throughgate/release"
)

// uploadKindWords is what a file holds; "" for a kind that we do not know.
func uploadKindWords(kind string) string {
	switch kind {
	case string(release.UploadReleases):
		return "Release extract"
	case string(release.UploadAppointments):
		return "Appointments"
	case string(release.UploadServices):
		return "Directory of services"
	case string(release.UploadHolidays):
		return "Bank holidays"
	case string(release.UploadLocalPrisons):
		return "Local prisons"
	case "events":
		return "Events"
	case "review":
		return "Answers of a review"
	}
	return ""
}

// uploadStateWords is how far a file has come, and the class of its mark.
func uploadStateWords(u release.Upload) (words, class string) {
	switch u.State {
	case release.UploadWaiting:
		return "being looked at", "asked"
	case release.UploadReady:
		return "looked at, not applied yet", "late"
	case release.UploadApplying:
		return "being applied", "asked"
	case release.UploadApplied:
		return "applied", "done"
	case release.UploadRefused:
		return "refused", "no"
	case release.UploadFailed:
		return "failed", "no"
	case release.UploadThrownAway:
		return "thrown away", "none"
	case release.UploadExpired:
		return "deleted: nobody applied it within a day", "none"
	}
	return string(u.State), "none"
}

// pastStateWords is what became of an import, the class of its mark, and why.
func pastStateWords(p release.PastImport) (words, class, detail string) {
	switch {
	case p.UndoneAt != nil:
		return "undone", "none", "import undone by " + personOrCommand(p.UndoneBy) + ", " + instantWords(*p.UndoneAt)
	case p.FinishedAt == nil:
		return "not ended yet", "asked", ""
	case p.Waits() && p.Brake == release.ByReview && p.WaitingTasks > 0:
		return "waits for the review", "late", countWords(p.WaitingTasks, "request has", "requests have") + " no answer"
	case p.Waits():
		return "waits for somebody to press send", "late", brakeWords(p.Brake)
	case p.SentAt != nil:
		return "sent", "done", "by " + personOrCommand(p.SentBy) + ", " + instantWords(*p.SentAt)
	}
	return "applied", "done", ""
}

func brakeWords(brake string) string {
	if brake == release.ByReview {
		return "the first file of this page"
	}
	return brake
}

// personOrCommand names who did something.
func personOrCommand(name string) string {
	if name == "" {
		return "the program, by command"
	}
	return name
}

// progressWords is how far the work on a file is.
func progressWords(u release.Upload) string {
	switch {
	case u.Total > 0:
		return strconv.Itoa(u.Done) + " of " + countWords(u.Total, "row", "rows") + " that change something"
	case u.Done > 0:
		return countWords(u.Done, "row", "rows") + " read so far"
	}
	return "It waits for its turn, or has just begun"
}

// columnWords is a column of an extract in words. The short names of dates are
// known by their letters.
func columnWords(name string) string {
	switch base := strings.TrimSuffix(name, "_override"); base {
	case "ard", "crd", "npd", "ped", "apd", "hdced", "hdcad", "prrd", "etd", "mtd", "ltd", "ersed", "rotl", "sed", "led", "sled", "tused":
		return strings.ToUpper(base) + spelled(strings.TrimPrefix(name, base))
	case "pnc_id":
		return "PNC id"
	case "crn", "iom":
		return strings.ToUpper(base)
	}
	return capital(spelled(name))
}
