package web

import (
	"strings"

	"throughgate/internal/wording"
	"throughgate/release"
)

// uploadKindWords is what a file holds; "" for a kind that we do not know.
func uploadKindWords(kind string) wording.Text {
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
func uploadStateWords(u release.Upload) (words wording.Text, class string) {
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
	return wording.Data(string(u.State)), "none"
}

// pastStateWords is what became of an import, the class of its mark, and why.
func pastStateWords(p release.PastImport) (words wording.Text, class string, detail wording.Text) {
	switch {
	case p.UndoneAt != nil:
		return "undone", "none", wording.F("import undone by {1}, {2}", personOrCommand(p.UndoneBy), instantWords(*p.UndoneAt))
	case p.FinishedAt == nil:
		return "not ended yet", "asked", ""
	case p.Waits() && p.Brake == release.ByReview && p.WaitingTasks > 0:
		return "waits for the review", "late", wording.F("{1} no answer", wording.N(p.WaitingTasks, "{1} request has", "{1} requests have"))
	case p.Waits():
		return "waits for somebody to press send", "late", brakeWords(p.Brake)
	case p.SentAt != nil:
		return "sent", "done", wording.F("by {1}, {2}", personOrCommand(p.SentBy), instantWords(*p.SentAt))
	}
	return "applied", "done", ""
}

func brakeWords(brake string) wording.Text {
	if brake == release.ByReview {
		return "the first file of this page"
	}
	return wording.Data(brake)
}

// personOrCommand names who did something.
func personOrCommand(name string) wording.Text {
	if name == "" {
		return "the program, by command"
	}
	return wording.Data(name)
}

// progressWords is how far the work on a file is.
func progressWords(u release.Upload) wording.Text {
	switch {
	case u.Total > 0:
		return wording.F("{1} of {2} that change something", u.Done, wording.N(u.Total, "{1} row", "{1} rows"))
	case u.Done > 0:
		return wording.F("{1} read so far", wording.N(u.Done, "{1} row", "{1} rows"))
	}
	return "It waits for its turn, or has just begun"
}

// columnWords is a column of an extract in words. The short names of dates are
// known by their letters.
func columnWords(name string) wording.Text {
	switch base := strings.TrimSuffix(name, "_override"); base {
	case "ard", "crd", "npd", "ped", "apd", "hdced", "hdcad", "prrd", "etd", "mtd", "ltd", "ersed", "rotl", "sed", "led", "sled", "tused":
		return wording.F("{1}{2}", strings.ToUpper(base), spelled(strings.TrimPrefix(name, base)))
	case "pnc_id":
		return "PNC id"
	case "crn", "iom":
		return wording.Data(strings.ToUpper(base))
	}
	return wording.Capital(spelled(name))
}
