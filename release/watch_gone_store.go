package release

import (
	"context"
	"fmt"
)

// markGone notes who is missing from the two newest files of a source that
// listed them, and from every other file as new as those; whoever is listed
// again is not gone any more (domain rule 4). The same bytes twice in a row are
// one file.
func (w *watch) markGone(ctx context.Context) error {
	_, err := w.tx.Exec(ctx, `
		WITH `+newestFiles+`,
		files AS (
			SELECT i.id, i.source, i.as_of, i.sha256 IS NOT DISTINCT FROM lag(i.sha256) OVER (PARTITION BY i.source ORDER BY i.as_of, i.id) AS again
			FROM import i WHERE i.kind = 'releases' AND EXISTS (SELECT 1 FROM import_listing l WHERE l.import_id = i.id)),
		recent AS (
			SELECT f.id, f.source, f.as_of, row_number() OVER (PARTITION BY f.source ORDER BY f.as_of DESC, f.id DESC) AS back
			FROM files f WHERE NOT f.again),
		two AS (
			SELECT a.source, b.as_of AS since, m.person_ids || n.person_ids AS listed
			FROM recent a JOIN recent b ON b.source = a.source AND b.back = 2
			JOIN import_listing m ON m.import_id = a.id JOIN import_listing n ON n.import_id = b.id WHERE a.back = 1),
		seen AS (
			SELECT t.source, u.person_id FROM two t CROSS JOIN unnest(t.listed) AS u(person_id)),
		gone AS (
			SELECT e.person_id, min((t.since AT TIME ZONE 'Europe/London')::date) AS since
			FROM two t JOIN extract_row e ON e.source = t.source AND e.as_of < t.since
			LEFT JOIN listed l ON l.person_id = e.person_id
			WHERE NOT EXISTS (SELECT 1 FROM seen s WHERE s.source = t.source AND s.person_id = e.person_id)
			  AND (l.day IS NULL OR l.day < (t.since AT TIME ZONE 'Europe/London')::date)
			GROUP BY e.person_id),
		judged AS (
			SELECT r.id, g.since FROM release r JOIN gone g ON g.person_id = r.person_id
			WHERE r.is_current AND r.missing_since IS NULL AND g.since IS NOT NULL
			UNION ALL
			SELECT r.id, NULL::date FROM release r
			WHERE r.is_current AND r.missing_since IS NOT NULL AND NOT EXISTS (SELECT 1 FROM gone g WHERE g.person_id = r.person_id))
		UPDATE release r SET missing_since = j.since FROM judged j WHERE j.id = r.id`)
	if err != nil {
		return fmt.Errorf("find who is gone from the files: %w", err)
	}
	return nil
}
