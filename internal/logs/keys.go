package logs

// Keys are the keys that a log may hold. A new one is added here, with a thought
// for what its values may be: an id, a reference, a kind, a count, a route (never
// an address with what was asked for), words of ours.
var Keys = []string{
	// what happened, to which thing
	"action", "actor", "attempt", "code", "fault", "job", "jobs", "kind", "message", "messages", "outcome", "role", "texts",
	// of a request
	"method", "reference", "route", "status",
	// why: texts that were scrubbed, and where the program was
	"cause", "error", "now", "stack",
	// River's own: its rows hold ids and kinds alone, and its errors are about them
	"client_id", "duration", "err", "job_id", "job_kind", "num_jobs", "num_jobs_deleted", "num_jobs_discarded", "num_jobs_retry_scheduled",
	"num_jobs_running", "num_jobs_scheduled", "num_jobs_stuck", "queue", "sleep_duration", "timeout",
}
