package release

import (
	"context"
	"slices"

	"throughgate/pathways"
)

// changeHands hands what was asked of a prison that the person has left, or of
// an area they have moved from, to the one that counts now: new requests, and one
// word to the old holders (domain rule 4, transferred and moved).
func (w *watch) changeHands(ctx context.Context) error {
	ids, err := w.releases(ctx, `
		SELECT r.id FROM release r
		WHERE `+unitsSQL+` AND r.is_current AND r.watched AND r.held_by IS NULL
		  AND r.id IN (SELECT t.release_id FROM task t JOIN release x ON x.id = t.release_id
		               WHERE t.asked_where NOT IN ('', x.prison, x.home_area) AND t.state IN `+askedStates+`)
		ORDER BY r.id FOR NO KEY UPDATE OF r`)
	if err != nil {
		return err
	}
	for part := range slices.Chunk(ids, atOnceInWatch) {
		cases, err := loadCases(ctx, w.tx, w.ref.Calendar, part)
		if err != nil {
			return err
		}
		hand, taken, err := w.ref.ChangeHands(ctx, w.tx, w.who, w.handing(), cases)
		if err != nil {
			return err
		}
		w.hand, w.taken = append(w.hand, hand...), append(w.taken, taken...)
	}
	return nil
}

func (w *watch) handing() pathways.Occasion {
	return pathways.Occasion{Now: w.now, Today: w.day, FirstWatch: w.last.first, Services: w.working, BothDays: w.working}
}

// tellTaken tells services what this watch has withdrawn from them, at the time
// at which services are told of changes.
func (w *watch) tellTaken(ctx context.Context) error {
	w.changes.withdrawn(w.taken)
	_, err := w.queue(ctx, w.changes.intents(w.occasion, toldAt(w.ref.Calendar, w.ref.Catalogue.Settings, w.clock)))
	return err
}

// planEdited plans everybody again when the catalogue of standards has been
// edited since the last watch (domain rule 6): who has new tasks, whose are
// withdrawn or fall on other days.
func (w *watch) planEdited(ctx context.Context) error {
	changed, err := pathways.StandardsChangedSince(ctx, w.tx, w.last.watched)
	if err != nil || !changed {
		return err
	}
	ids, err := w.releases(ctx, `
		SELECT r.id FROM release r WHERE `+unitsSQL+` AND r.is_current AND r.watched ORDER BY r.id FOR NO KEY UPDATE OF r`)
	if err != nil {
		return err
	}
	return w.planThese(ctx, ids)
}
