package pathways

import "time"

// Booking is an appointment as a file tells it: an observation, the whole of
// what its sender knows now.
type Booking struct {
	Line         int    // of the file
	ExternalID   string // the sender's own reference; empty: person, service and start are the key
	PrisonNumber string
	PersonID     int64
	ReleaseID    int64
	StartsAt     time.Time // UTC
	Service      string    // code
	Place        string
	PlaceSafe    bool // the place may stand in a text
	Phone        string
	Minutes      int // 0: not told
	Kind         string
	Cancelled    bool
}

// Booked is what became of bookings: each is new, changed or unchanged.
type Booked struct{ New, Changed, Unchanged, MessagesQueued int }
