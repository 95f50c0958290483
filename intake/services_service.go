package intake

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/pathways"
)

// FileOptions say how the directory or appointments are imported.
type FileOptions struct {
	FileName string // for the report
	DryRun   bool   // report what would happen and change nothing
}

// Services imports the directory of services (interface.md 3): the same area
// and service again updates the row, empty cells keep what was told. One bad
// row refuses the whole file (*RefusedFile).
func (im *Importer) Services(ctx context.Context, who access.Actor, file io.Reader, o FileOptions) (Report, error) {
	return im.wholeFile(ctx, who, ServicesKind, file, o, func(stage pgx.Tx, in io.Reader, r *Report, now time.Time) (reading, error) {
		places, err := LoadGazetteer(ctx, stage)
		if err != nil {
			return nil, err
		}
		codes, err := pathways.ServiceCodes(ctx, stage)
		if err != nil {
			return nil, err
		}
		rows, s, err := readDirectory(in, places, codes)
		if err != nil {
			return nil, err
		}
		r.counted(s)
		return func(tx pgx.Tx, r Report) (Report, error) {
			r, err := writeDirectory(ctx, tx, who, r, rows, now)
			if err != nil || im.Directory == nil || r.New+r.Changed == 0 {
				return r, err
			}
			return r, im.Directory.DirectoryChanged(ctx, tx, who)
		}, nil
	})
}

// writeDirectory writes what differs and the import itself.
func writeDirectory(ctx context.Context, tx pgx.Tx, who access.Actor, r Report, rows []directoryRow, now time.Time) (Report, error) {
	id, err := openImport(ctx, tx, who, string(r.Kind), r, now)
	if err != nil {
		return r, err
	}
	stored, err := storedDirectory(ctx, tx)
	if err != nil {
		return r, err
	}
	var audit []access.Entry
	for _, row := range rows {
		before, known := stored[row.key()]
		cells := overlaid(before.cells, row.cells)
		switch {
		case known && sameText(before.cells, cells):
			r.Unchanged++
			continue
		case known:
			r.Changed++
		default:
			r.New++
		}
		kept, err := keepService(ctx, tx, who, row.kind, before, cells, now)
		if err != nil {
			return r, fmt.Errorf("line %d: %w", row.line, err)
		}
		stored[row.key()] = kept
		audit = append(audit, access.Entry{Action: access.Alter, ObjectKind: "service", ObjectID: kept.id,
			Detail: fmt.Sprintf("import %d", id)})
	}
	if err := access.Record(ctx, tx, now, who, audit...); err != nil {
		return r, err
	}
	return r, closeImport(ctx, tx, who, id, r, nil, now)
}

// overlaid puts what is told over what is stored; the default of
// place_safe_to_text and of calendar is no.
func overlaid(before, told []string) []string {
	out := make([]string, len(directoryColumns))
	out[dirPlaceSafe], out[dirCalendar] = "no", "no"
	copy(out, before)
	for i, t := range told {
		if t != "" {
			out[i] = t
		}
	}
	return out
}
