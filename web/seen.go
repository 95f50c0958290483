package web

import (
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

// noted writes down that a page was looked at whose reading has a transaction of
// its own, before the page is shown.
func (s *server) noted(c *gin.Context, entry access.Entry) error {
	ctx, who := c.Request.Context(), actorOf(c)
	return pg.InTx(ctx, s.cfg.Pool, who, func(tx pgx.Tx) error {
		return access.Record(ctx, tx, s.cfg.Now(), who, entry)
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
	var refs []string
	for _, row := range board.Gate {
		refs = append(refs, row.Release.ID)
	}
	for _, row := range board.Rows {
		refs = append(refs, row.Release.ID)
	}
	return refs
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
