package web

import (
	"context"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/pg"
	"throughgate/notify"
	"throughgate/release"
)

// Every page that shows anything of people, staff or the unit writes one row of
// the audit: what was shown, by the references of all releases on it. A test goes
// through the table of routes and fails where a page does not.

// reading reads in one transaction and notes that it was read.
func (s *server) reading(c *gin.Context, read func(pgx.Tx) (access.Entry, error)) error {
	ctx, who := c.Request.Context(), actorOf(c)
	return pg.InTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) error {
		entry, err := read(tx)
		if err != nil {
			return err
		}
		return access.Record(ctx, tx, s.cfg.Now(), who, entry)
	})
}

// consult is reading for a page of which no more is written down than which it is.
func (s *server) consult(c *gin.Context, what string, read func(ctx context.Context, tx pgx.Tx) error) error {
	return s.reading(c, func(tx pgx.Tx) (access.Entry, error) {
		return access.Entry{Action: access.Consult, ObjectKind: what}, read(c.Request.Context(), tx)
	})
}

// noted writes down that a page was looked at whose reading has a transaction of
// its own, before the page is shown.
func (s *server) noted(c *gin.Context, entry access.Entry) error {
	return s.reading(c, func(pgx.Tx) (access.Entry, error) { return entry, nil })
}

// readingEverywhere is reading that gives the information lead, who has no areas,
// the references of every area: it is then done by the system in their name.
func (s *server) readingEverywhere(c *gin.Context, read func(pgx.Tx) (access.Entry, error)) error {
	return s.reading(c, func(tx pgx.Tx) (access.Entry, error) {
		if who := actorOf(c); who.Role == access.InformationLead {
			if err := access.Follow(c.Request.Context(), tx, who); err != nil {
				return access.Entry{}, err
			}
		}
		return read(tx)
	})
}

// boardSeen is a look at a list of the board. What was searched for is not
// written down: whom it found is.
func boardSeen(f boardFilter, board release.Board) access.Entry {
	entry := access.Entry{Action: access.Consult, ObjectKind: "board", Detail: string(f.List), Releases: boardRefs(board)}
	if f.Find != "" {
		entry.ObjectKind = "search"
	}
	return entry
}

func boardRefs(board release.Board) []string {
	ref := func(row release.BoardRow) string { return row.Release.ID }
	return append(refsOf(board.Gate, ref), refsOf(board.Rows, ref)...)
}

// refsOf takes the references of releases out of the rows of a list.
func refsOf[R any](rows []R, ref func(R) string) []string {
	var refs []string
	for _, row := range rows {
		if r := ref(row); r != "" {
			refs = append(refs, r)
		}
	}
	return refs
}

func messageSeen(m notify.Opened) access.Entry {
	return access.Entry{Action: access.Consult, ObjectKind: "message", ObjectID: m.ID,
		Releases: refsOf(m.Items, func(t notify.Thing) string { return t.ReleaseRef })}
}
