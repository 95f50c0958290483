package jobs

// ReadySQL is the question of a drain whether a job is ready.
const ReadySQL = readySQL
