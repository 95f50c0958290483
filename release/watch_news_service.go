package release

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/notify"
	"throughgate/pathways"
)

// newsInto gathers everything a digest may hold about a release.
func (w *watch) newsInto(ctx context.Context, digests *letters) error {
	var asked []newsQuery
	for _, q := range newsQueries {
		reached := q.rung == 0 || slices.ContainsFunc(w.climbed, func(c pathways.Climbed) bool { return c.Rung == q.rung })
		if reached && !(q.skipFirst && w.last.first) {
			asked = append(asked, q)
		}
	}
	found, told, err := w.news(ctx, asked...)
	if err != nil {
		return err
	}
	for i, q := range asked {
		for _, n := range found[i] {
			o, item := told[n.ReleaseID], n.item(q.kind)
			item.Version = int(q.version)
			if q.holder {
				digests.add(toHolder(n, o), item)
			}
			if q.link {
				digests.add(o.link, item)
			}
			if q.manager {
				digests.add(o.manager, item)
			}
		}
	}
	return nil
}

// silentServices names services to the unit's coordinators once they do not
// answer any more.
func (w *watch) silentServices(ctx context.Context, digests *letters) error {
	rows, err := w.tx.Query(ctx, `
		SELECT a.service_id, c.name, c.email FROM attention a
		JOIN account c ON c.role = 'coordinator' AND c.disabled_at IS NULL
		WHERE a.kind = 'not_answering' AND a.closed_at IS NULL AND a.opened_at = $1 ORDER BY c.id, a.id`, w.clock)
	if err != nil {
		return fmt.Errorf("find silent services: %w", err)
	}
	var id int64
	var to pathways.Contact
	if _, err = pgx.ForEachRow(rows, []any{&id, &to.Name, &to.Email}, func() error {
		digests.add([]pathways.Contact{to}, notify.Item{Kind: notify.ItemNotAnswering, ServiceID: id})
		return nil
	}); err != nil {
		return fmt.Errorf("find silent services: %w", err)
	}
	return nil
}

// aboutNobody tells the link officers of messages that did not arrive and
// replies that belong to no one release: a request of several, a number that
// nobody or more than one person has.
func (w *watch) aboutNobody(ctx context.Context, digests *letters) error {
	rows, err := w.tx.Query(ctx, `
		SELECT a.kind = 'reply', coalesce(a.message_id, 0), coalesce(a.service_id, 0), coalesce(s.area, '')
		FROM attention a LEFT JOIN service s ON s.id = a.service_id
		WHERE a.kind IN ('undelivered', 'unknown_outcome', 'reply') AND a.closed_at IS NULL
		  AND a.release_id IS NULL AND a.person_id IS NULL AND a.opened_at > coalesce($1::timestamptz, '-infinity')
		ORDER BY a.id`, orNull(w.last.at))
	if err != nil {
		return fmt.Errorf("find messages that did not arrive: %w", err)
	}
	var reply bool
	var message, service int64
	var area string
	if _, err = pgx.ForEachRow(rows, []any{&reply, &message, &service, &area}, func() error {
		item := notify.Item{Kind: notify.ItemUndelivered, MessageID: message, ServiceID: service}
		if reply {
			item.Kind = notify.ItemReply
		}
		digests.add(w.linkOfficers(area), item)
		return nil
	}); err != nil {
		return fmt.Errorf("find messages that did not arrive: %w", err)
	}
	return nil
}

// linkOfficers are those of an area of the unit, or of all of its areas where
// the area is none of them.
func (w *watch) linkOfficers(area string) []pathways.Contact {
	areas := w.Unit.Areas
	if w.Unit.All {
		areas = nil
		for a := range w.ref.Directory.LinkOfficers {
			areas = append(areas, a)
		}
		slices.Sort(areas)
	}
	if slices.Contains(areas, area) {
		areas = []string{area}
	}
	var out []pathways.Contact
	for _, a := range areas {
		out = append(out, w.ref.Directory.TellLinkOfficers(a)...)
	}
	return out
}

// toHolder is who holds an officer's task: each link officer of the area for
// the unit's own, else the contact it was handed to.
func toHolder(n newsRow, o officers) []pathways.Contact {
	for _, c := range o.link {
		if strings.EqualFold(c.Email, n.Holder.Email) {
			return o.link
		}
	}
	if n.Holder.Email == "" {
		return o.link
	}
	return []pathways.Contact{n.Holder}
}

// newsRow is one thing worth telling an officer.
type newsRow struct {
	TaskID, ReleaseID, MessageID int64
	PlannedDay                   calendar.Date
	Holder                       pathways.Contact // of an officer's task; empty: the link officers
	From, To                     calendar.Date
}

func (n newsRow) item(kind notify.ItemKind) notify.Item {
	return notify.Item{Kind: kind, TaskID: n.TaskID, ReleaseID: n.ReleaseID, MessageID: n.MessageID, From: n.From, To: n.To}
}
