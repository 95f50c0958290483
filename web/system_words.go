package web

import (
	"time"

	"throughgate/internal/machine"
	"throughgate/internal/wording"
)

// queueWords is what the jobs of a queue do.
func queueWords(queue string) wording.Text {
	switch queue {
	case "email":
		return "e-mails"
	case "text":
		return "texts"
	case "imports":
		return "files"
	case "webhooks":
		return "webhooks"
	}
	return wording.Data(queue)
}

// jobWords is what a kind of job does, and what becomes of its work when it is
// cancelled.
func jobWords(kind string) (words, cancelled wording.Text) {
	switch kind {
	case "deliver":
		return "send messages", "The messages are not lost: those that are still due get a new job within a minute. To keep them from leaving, pause the channel with throughgate sending pause."
	case "import_upload":
		return "look at a file, or apply it", "The file is not applied. It is deleted a day after it came, and can be brought again."
	case "webhook":
		return "deliver a webhook", "It is not delivered by itself any more. It stands under Webhooks, and can be delivered from there."
	case "held_row":
		return "apply a held row", "The row is not applied. Whoever decided on it finds it still waiting."
	}
	return wording.Data(kind), "What it would have done is not done."
}

// errorWords is the class of an error, for whoever keeps the program running.
func errorWords(j machine.Job) wording.Text {
	switch j.Class {
	case machine.NoError:
		return "no error is written down"
	case machine.DatabaseSaidNo:
		return wording.F("the database said no, SQLSTATE {1}", j.Code)
	case machine.DatabaseAway:
		return "the database could not be reached"
	case machine.TookTooLong:
		return "it took too long"
	case machine.Stopped:
		return "it was stopped"
	case machine.Mistake:
		return "a mistake of the program: its log has where"
	case machine.OurType:
		return wording.F("an error of the type {1}", j.Code)
	case machine.WorkerDied:
		return "the worker that had it died"
	case machine.AnswerWasNo:
		return wording.F("the other server answered {1}", j.Code)
	case machine.OtherAway:
		return "the other server could not be reached"
	case machine.NotAllowed:
		return "the other server's address is not one of the internet, and no setting names it"
	case machine.OtherError:
	}
	return "another error: the log of the worker has its class"
}

// importKind is what an import's file held.
func importKind(kind string) string {
	switch kind {
	case "local_prisons":
		return "local prisons"
	case "holidays":
		return "bank holidays"
	}
	return kind
}

// ageWords is how long something has waited.
func ageWords(d time.Duration) wording.Text {
	switch {
	case d < time.Minute:
		return "less than a minute"
	case d < 2*time.Hour:
		return wording.N(int(d.Minutes()), "{1} minute", "{1} minutes")
	case d < 48*time.Hour:
		return wording.N(int(d.Hours()), "{1} hour", "{1} hours")
	}
	return wording.F("{1} days", int(d.Hours()/24))
}
