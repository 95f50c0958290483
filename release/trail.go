package release

import (
	"time"

	"throughgate/internal/calendar"
)

// TrailQuery asks for what was done: to a person, or by an account.
type TrailQuery struct {
	Release  string        // reference of a release: of its person
	Account  string        // reference of an account
	From, To calendar.Date // London days, both included
	Page     int           // from 1; 0: all, for an export
}

// TrailPage is how many rows of the audit one page shows; mostTrail bounds an
// export.
const (
	TrailPage = 50
	mostTrail = 100_000
)

// Trail is what was done, the newest first.
type Trail struct {
	Initials, Reference string // of the person asked for; no initials of a restricted record
	Name, Role          string // of the account asked for
	AccountKey          string
	Rows                []TrailRow
	Total               int
}

// TrailRow is one row of the audit as a page tells it: who, what, when, to whom,
// under which agreement.
type TrailRow struct {
	ID          int64
	At          time.Time
	Actor       string // key: "account:12", "system:watch"
	Name, Role  string // of an account; "" for the program itself
	AccountRef  string
	Action      string
	ObjectKind  string
	Detail      string
	ToWhom      string
	AgreementID *int64
	People      int    // how many were shown; 0: it was about one thing
	Reference   string // of the one release it was about; "" where it was about several or none
	Initials    string // "" for a restricted record
}

// since and until are the instants of the query's days.
func (q TrailQuery) since() time.Time { return q.From.At(0, 0) }
func (q TrailQuery) until() time.Time { return q.To.AddDays(1).At(0, 0) }
