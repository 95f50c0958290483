package intake

import (
	"context"
	"fmt"
	"maps"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/pathways"
)

// SaveService adds a service to the directory or changes one by hand, by the
// rules of the file and with all that follows from an import: it gives the
// reference of the row. Errors: *pathways.BadEdit (an import that is running
// too), fault.NotFound, fault.Conflict (somebody else changed it), fault.Refused.
func (im *Importer) SaveService(ctx context.Context, who access.Actor, edit pathways.ServiceEdit) (ref string, err error) {
	err = pg.InTx(ctx, im.Pool, who, func(tx pgx.Tx) error {
		ref, err = im.saveService(ctx, tx, who, edit)
		return err
	})
	return ref, err
}

func (im *Importer) saveService(ctx context.Context, tx pgx.Tx, who access.Actor, edit pathways.ServiceEdit) (string, error) {
	if err := aloneIn(ctx, tx); err != nil {
		return "", err
	}
	stored, err := storedDirectory(ctx, tx)
	if err != nil {
		return "", err
	}
	before, err := editedService(stored, edit)
	if err != nil {
		return "", err
	}
	if before.ref != "" { // what it is and where stays
		edit.Cells = maps.Clone(edit.Cells)
		edit.Cells["area"], edit.Cells["service"] = before.cells[dirArea], before.cells[dirService]
	}
	places, err := LoadGazetteer(ctx, tx)
	if err != nil {
		return "", err
	}
	codes, err := pathways.ServiceCodes(ctx, tx)
	if err != nil {
		return "", err
	}
	row, problems := readServiceEdit(edit.Cells, places, append(codes, before.service()...))
	if _, there := stored[row.key()]; there && before.ref == "" && len(problems) == 0 {
		problems = []pathways.EditProblem{{Field: "service", Text: "This area has this service already: change that one"}}
	}
	if len(problems) > 0 {
		return "", &pathways.BadEdit{Problems: problems}
	}
	if !mayKeep(who, im.Unit, row) {
		return "", fault.Refused("Only the unit coordinator of the area changes its services")
	}
	if before.ref != "" && sameText(before.cells, row.cells) {
		return before.ref, nil
	}
	if err := access.Follow(ctx, tx, who); err != nil {
		return "", err
	}
	now := im.Now()
	kept, err := keepService(ctx, tx, who, row.kind, before, row.cells, now)
	if err != nil {
		return "", err
	}
	if err := access.Record(ctx, tx, now, who, access.Entry{Action: access.Alter, ObjectKind: "service", ObjectID: kept.id, Detail: "by hand"}); err != nil {
		return "", err
	}
	// Only a row that was not there can be somebody to send to where there was
	// nobody: a number that changes plans nobody again.
	if im.Directory == nil || before.ref != "" {
		return kept.ref, nil
	}
	return kept.ref, im.Directory.DirectoryChanged(ctx, tx, who)
}

// editedService finds the row that a form is about; the zero row for a new one.
func editedService(stored map[string]storedService, edit pathways.ServiceEdit) (storedService, error) {
	if edit.Ref == "" {
		return storedService{}, nil
	}
	for _, s := range stored {
		switch {
		case s.ref != edit.Ref:
		case s.version != edit.Version:
			return s, fault.Conflict("The service has been changed since you opened this page")
		default:
			return s, nil
		}
	}
	return storedService{}, fault.NotFound("service")
}

// aloneIn takes the lock of imports in a transaction that changes by hand what
// imports change. What was typed is kept while another has it.
func aloneIn(ctx context.Context, tx pgx.Tx) error {
	var mine bool
	if err := tx.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock($1)`, importLock).Scan(&mine); err != nil {
		return fmt.Errorf("take the lock of imports: %w", err)
	}
	if !mine {
		return &pathways.BadEdit{Problems: []pathways.EditProblem{{Field: "save",
			Text: "An import, or another change, is running: wait until it has ended, then save again"}}}
	}
	return nil
}
