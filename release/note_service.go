package release

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
)

// WriteNote writes a note about the person of a release, or corrects one: the
// old one stays behind it. Who corrects second sees who was first. Errors:
// fault.NotFound, fault.Conflict, fault.Invalid, fault.Refused.
func (s *Service) WriteNote(ctx context.Context, who access.Actor, ref string, n NewNote) error {
	if err := n.Check(); err != nil {
		return err
	}
	n.Text = strings.TrimSpace(n.Text)
	return s.withPerson(ctx, who, ref, "", func(tx pgx.Tx, now time.Time, head, _ headRow) error {
		known, err := noteKnown(ctx, tx, n.Key)
		if err != nil || known {
			return err
		}
		if err := head.mayChange(); err != nil {
			return err
		}
		var replaces int64
		if n.Replaces != "" {
			old, err := readNoteToCorrect(ctx, tx, head.PersonID, n.Replaces)
			if err != nil {
				return err
			}
			if old.Replaced {
				return fault.Conflict("%s corrected this note at %s, while you had it open. Look at it again before you change it.",
					capitalised(old.By), old.At.In(calendar.London).Format("15:04 on Monday 2 January"))
			}
			replaces = old.ID
			if old.Kind == OwnWords { // what the person said does not become what somebody thinks
				n.Kind = OwnWords
			}
		}
		id, err := insertNote(ctx, tx, who, now, head.PersonID, n, replaces)
		if err != nil {
			return err
		}
		return access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "note", ObjectID: id, Detail: string(n.Kind)})
	})
}
