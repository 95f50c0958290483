package access

// StandInsSQL is the statement that reads who is away on a day.
const StandInsSQL = absenceSQL + `x.from_day <= $1 AND x.to_day >= $1`
