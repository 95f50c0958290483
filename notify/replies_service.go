package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
)

// Replies are the texts that came in and that somebody has to see to.
type Replies struct {
	Pool   *pgxpool.Pool
	Now    func() time.Time
	Outbox *Outbox
}

// OpenReply is a reply on the link officers' list.
type OpenReply struct {
	ID      int64         `json:"id"`
	At      time.Time     `json:"at"`      // UTC
	From    string        `json:"from"`    // masked
	Person  string        `json:"person"`  // the release's reference; "" where nobody, or more than one person, has the number
	Meaning string        `json:"meaning"` // change, stop, start, wrong_number, not_understood
	Body    string        `json:"body"`
	Note    string        `json:"note"` // what to do
	DueOn   calendar.Date `json:"due_on"`
	Pauses  bool          `json:"pauses"`  // texts to the number wait until it is closed
	Workers []string      `json:"workers"` // whose list it is on, by name
}

// Open lists the replies that wait, the oldest first: those of people of the
// actor's areas, and those that belong to nobody's record, which are kept apart.
func (s Replies) Open(ctx context.Context, who access.Actor) (list []OpenReply, err error) {
	if err := mayReadReplies(who); err != nil {
		return nil, err
	}
	err = pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		if list, err = openReplies(ctx, tx, who); err != nil || len(list) == 0 {
			return err
		}
		return access.Record(ctx, tx, s.Now(), who, access.Entry{Action: access.Consult, ObjectKind: "inbound_text", Detail: fmt.Sprintf("%d replies", len(list))})
	})
	return list, err
}

// Close takes a reply off the list: somebody has read it and seen to it. Texts
// that waited for that go. It fails with not found for one that is not there, not
// the actor's, or closed.
func (s Replies) Close(ctx context.Context, who access.Actor, id int64) error {
	if err := mayReadReplies(who); err != nil {
		return err
	}
	return pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		now := s.Now()
		number, inbound, err := closeReply(ctx, tx, now, who, id)
		if err != nil {
			return err
		}
		if err := access.Follow(ctx, tx, who); err != nil {
			return err
		}
		waited, err := wakePaused(ctx, tx, now, number)
		if err != nil {
			return err
		}
		if err := s.Outbox.ask(ctx, tx, waited); err != nil {
			return err
		}
		return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "inbound_text", ObjectID: inbound, Detail: "reply closed"})
	})
}

func mayReadReplies(who access.Actor) error {
	switch who.Role {
	case access.LinkOfficer, access.Coordinator:
		return nil
	case access.OffenderManager, access.SPOC, access.InformationLead, access.Administrator:
	}
	if who.Doing != "" {
		return nil
	}
	return fault.Refused("Replies are for link officers and coordinators")
}
