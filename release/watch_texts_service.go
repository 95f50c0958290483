package release

import "context"

// remindAgain looks again at those on the list of whom no text could remind of an
// appointment (domain rule 8): nothing of their own need have changed for a text to
// be allowed by now. Whoever else had their number has died or has another one,
// they have come of age, the day of their agreement has come.
func (w *watch) remindAgain(ctx context.Context) error {
	ids, err := w.releases(ctx, `
		SELECT r.id FROM attention l JOIN release r ON r.id = l.release_id
		WHERE l.kind = 'undelivered' AND l.closed_at IS NULL AND l.about_key = 'texts:' || r.id AND `+unitsSQL+` AND r.is_current
		  AND EXISTS (SELECT 1 FROM appointment a WHERE a.release_id = r.id AND a.state IN ('booked', 'moved') AND a.starts_at > $3)
		ORDER BY r.id`, w.clock)
	if err != nil || len(ids) == 0 {
		return err
	}
	n, err := w.remind(ctx, w.tx, w.clock, ids)
	w.done.MessagesQueued += n
	return err
}
