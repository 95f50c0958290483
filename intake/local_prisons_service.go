package intake

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
)

// Places is told, in the transaction of the change, of which areas (GSS codes)
// the unit's own list of local prisons has changed. It works out anew who is out
// of area with all that follows, and counts the people for whom the answer
// changed and the messages it queued.
type Places interface {
	LocalPrisonsChanged(ctx context.Context, tx pgx.Tx, who access.Actor, importID int64, areas []string) (changed, queued int, err error)
}

// LocalPrisons replaces the unit's own list of local prisons (columns area and
// prison) for the areas that the file names, and leaves other areas alone; an
// area with an empty prison has its list emptied, so that the region counts
// again (domain rule 5). One bad row refuses the whole file (*RefusedFile). Rows
// of areas that are not the unit's are stored and counted.
func (im *Importer) LocalPrisons(ctx context.Context, who access.Actor, file io.Reader, o FileOptions) (Report, error) {
	return im.wholeFile(ctx, who, LocalPrisonsKind, file, o, func(stage pgx.Tx, in io.Reader, r *Report, now time.Time) (reading, error) {
		places, err := LoadGazetteer(ctx, stage)
		if err != nil {
			return nil, err
		}
		rows, s, err := readLocalPrisons(in, places)
		if err != nil {
			return nil, err
		}
		r.counted(s)
		return func(tx pgx.Tx, r Report) (Report, error) { return im.replaceLocal(ctx, tx, who, r, rows, now) }, nil
	})
}

// replaceLocal writes the lists that differ, has people's places worked out
// again, and writes the import.
func (im *Importer) replaceLocal(ctx context.Context, tx pgx.Tx, who access.Actor, r Report, rows []localRow, now time.Time) (Report, error) {
	id, err := openImport(ctx, tx, who, string(r.Kind), r, now)
	if err != nil {
		return r, err
	}
	stored, err := storedLocal(ctx, tx, rows)
	if err != nil {
		return r, err
	}
	lists := compareLocal(&r, rows, stored, im.Unit)
	if len(lists.changed) > 0 {
		if err := writeLocal(ctx, tx, lists); err != nil {
			return r, err
		}
		var audit []access.Entry
		for _, area := range lists.changed {
			audit = append(audit, access.Entry{Action: access.Alter, ObjectKind: "local_prison",
				Detail: fmt.Sprintf("%s: %d prisons, import %d", area, len(lists.wanted[area]), id)})
		}
		if err := access.Record(ctx, tx, now, who, audit...); err != nil {
			return r, err
		}
		if err := recordLocal(ctx, tx, who, lists, stored, now); err != nil {
			return r, err
		}
		if r.PeopleChanged, r.MessagesQueued, err = im.Places.LocalPrisonsChanged(ctx, tx, who, id, lists.changed); err != nil {
			return r, err
		}
	}
	return r, closeImport(ctx, tx, who, id, r, nil, now)
}
