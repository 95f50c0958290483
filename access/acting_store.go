package access

import (
	"context"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/pg"
)

// everyArea stands for the areas of an officer who has none of their own: they
// have the unit's, which the pages know and the database does not.
const everyArea = "*"

// Acting is what the database is told of the actor: row-level security goes by
// it. A person's role is part of it; the system has none, whatever it is doing.
func (a Actor) Acting() pg.As {
	switch {
	case a.IsZero():
		return pg.As{} // nobody, in whose name no transaction begins
	case a.Doing != "":
		return pg.As{Key: a.Key()}
	}
	as := pg.As{Key: a.Key(), Role: string(a.Role), Areas: a.Areas, Services: a.Services}
	if len(a.Areas) == 0 && a.Role.officer() {
		as.Areas = []string{everyArea}
	}
	return as
}

// officer tells whether the role works with people of its areas.
func (r Role) officer() bool {
	switch r {
	case LinkOfficer, OffenderManager, Coordinator:
		return true
	case SPOC, InformationLead, Administrator:
	}
	return false
}

// following is the program itself doing what follows from what a person did,
// "system:follow for account:12": it may touch whom that person may not see. The
// audit still names the person.
func following(who Actor) Actor { return System("follow for " + who.Key()) }

// Follow lets the rest of a transaction do what follows from what a person has
// done, whoever that is about: others' requests planned again, messages to
// colleagues, somebody who moved to another area. Before it, what they act on is
// found as themselves, so that row-level security has judged whether they may;
// the caller has checked it as well. For the system nothing changes.
func Follow(ctx context.Context, tx pgx.Tx, who Actor) error {
	if who.Doing != "" {
		return nil
	}
	return pg.ActAs(ctx, tx, following(who))
}
