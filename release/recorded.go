package release

// Recorded is what became of one line of an event file.
type Recorded struct {
	Line     int
	PersonID int64
	Known    bool   // an event of this id is recorded already: nothing changed
	Problem  string // why it was not applied and what to do; "": applied
}
