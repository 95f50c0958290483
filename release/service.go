package release

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/notify"
	"throughgate/pathways"
)

// Unit is the team that runs this program: whose people it looks after and what
// it is called.
type Unit struct {
	Scope
	WatchEveryone bool // else: out of area, and the IOM cohort
	Name          string
	Phone         string
	Mailbox       string
	Travel        Travel // by which the day of release is reckoned

	// AgreementsFirst: production, where a service without a sharing agreement in
	// force is told nothing from the first day; else one is covered until its
	// first agreement is entered.
	AgreementsFirst bool
}

// Contact is the unit as a recipient.
func (u Unit) Contact() pathways.Contact { return pathways.Contact{Name: u.Name, Email: u.Mailbox} }

// Outbox queues messages in the transaction of their cause.
type Outbox interface {
	Add(ctx context.Context, tx pgx.Tx, now time.Time, list []notify.Intent) ([]int64, error)
	Cancel(ctx context.Context, tx pgx.Tx, now time.Time, what notify.Scope, reason string) (int, error)
	Wake(ctx context.Context, tx pgx.Tx, now time.Time, ids []int64) error
	Blank(ctx context.Context, tx pgx.Tx, now time.Time) (int, error)
	DropTold(ctx context.Context, tx pgx.Tx, now time.Time, releases []int64) ([]notify.Dropped, error)
	ReleaseHeld(ctx context.Context, tx pgx.Tx, now time.Time, importID int64) ([]int64, error)
	Undo(ctx context.Context, tx pgx.Tx, now time.Time, importID int64, reason string) ([]notify.Dropped, int, error)
	Hasten(ctx context.Context, tx pgx.Tx, now time.Time, releases []int64, reason string) error
}

// Service holds the use cases around a release: what a file tells, the daily
// watch, appointments. Each takes the actor and runs in one transaction.
type Service struct {
	Pool   *pgxpool.Pool
	Now    func() time.Time
	Unit   Unit
	Outbox Outbox

	NeverText notify.NeverTextKeys // under which the list of numbers that are never texted is kept
	AuditKeys access.AuditKeys     // under which the numbers of people who are erased are hashed; none: nobody is erased
	Witnesses []string             // who gets the day's head of the audit; none: the information leads
	Extracts  ExtractKeeper        // told of what is corrected by hand; nil: no extracts are kept
}
