package release

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"throughgate/notify"
	"throughgate/pathways"
)

// noNews is one line for everybody whose planned day has passed and of whom no
// newer file of their sources has come (domain rule 4). It is said when
// somebody's day has passed since the last digests.
func (w *watch) noNews(ctx context.Context, digests *letters) error {
	rows, err := w.tx.Query(ctx, `
		WITH `+newestFiles+`
		SELECT p.home_area, max(s.day), count(DISTINCT r.id)::integer
		FROM release r JOIN person p ON p.id = r.person_id
		JOIN LATERAL (SELECT max((n.as_of AT TIME ZONE 'Europe/London')::date) AS day
		              FROM newest n JOIN extract_row e ON e.source = n.source WHERE e.person_id = p.id) s ON true
		WHERE `+unitSQL+` AND r.is_current AND r.watched AND r.held_by IS NULL AND r.state = 'planned' AND r.planned_day < $3
		  AND s.day <= r.planned_day
		GROUP BY p.home_area HAVING max(r.planned_day) >= coalesce($4::date, '0001-01-01') ORDER BY 1`,
		w.Unit.All, w.Unit.Areas, w.day, w.last.digests)
	if err != nil {
		return fmt.Errorf("find whose day passed without news: %w", err)
	}
	type line struct {
		to   pathways.Contact
		item notify.Item
	}
	var lines []line
	var area string
	item := notify.Item{Kind: notify.ItemNoNews}
	if _, err = pgx.ForEachRow(rows, []any{&area, &item.To, &item.Count}, func() error {
		for _, to := range w.ref.Directory.TellLinkOfficers(area) {
			k := slices.IndexFunc(lines, func(l line) bool { return strings.EqualFold(l.to.Email, to.Email) })
			if k < 0 {
				lines = append(lines, line{to, item})
				continue
			}
			one := &lines[k].item
			if one.Count += item.Count; item.To.After(one.To) {
				one.To = item.To
			}
		}
		return nil
	}); err != nil {
		return fmt.Errorf("find whose day passed without news: %w", err)
	}
	for _, l := range lines {
		digests.add([]pathways.Contact{l.to}, l.item)
	}
	return nil
}

// heldImports names, every morning until somebody presses send or undoes it,
// how many messages an import has made that wait for that (domain rule 6,
// brake): those who may press are told, link officers and coordinators.
func (w *watch) heldImports(ctx context.Context, digests *letters) error {
	item := notify.Item{Kind: notify.ItemImportHeld}
	var waits bool
	if err := w.tx.QueryRow(ctx, `SELECT `+heldImport+`, `+heldMessages).Scan(&waits, &item.Count); err != nil {
		return fmt.Errorf("count messages that are held: %w", err)
	}
	if !waits {
		return nil
	}
	rows, err := w.tx.Query(ctx, `SELECT name, email FROM account WHERE role = 'coordinator' AND disabled_at IS NULL ORDER BY id`)
	if err != nil {
		return fmt.Errorf("find coordinators: %w", err)
	}
	to, err := pgx.CollectRows(rows, pgx.RowToStructByPos[pathways.Contact])
	if err != nil {
		return fmt.Errorf("find coordinators: %w", err)
	}
	digests.add(append(w.linkOfficers(""), to...), item)
	return nil
}
