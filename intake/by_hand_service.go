package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/release"
)

// Corrected writes what was corrected by hand into what the newest extract has
// told of a person, and leaves the mark of its row: the same row again changes
// nothing, another is put over what was corrected.
func (im *Importer) Corrected(ctx context.Context, tx pgx.Tx, personID int64, made []release.Edit) error {
	var source string
	var cells []string
	err := tx.QueryRow(ctx, `
		SELECT source, cells FROM extract_row WHERE person_id = $1
		ORDER BY as_of DESC, import_id DESC NULLS LAST LIMIT 1 FOR UPDATE`, personID).Scan(&source, &cells)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read what extracts told: %w", err)
	}
	for int(releaseCellCount) > len(cells) {
		cells = append(cells, "")
	}
	for _, e := range made {
		i := slices.IndexFunc(releaseColumns[:], func(c releaseColumn) bool { return c.name == string(e.Field) })
		if i < 0 {
			return fmt.Errorf("no column for %s", e.Field)
		}
		cells[i] = e.Now
		if releaseCell(i) == mobileCell {
			cells[mobileE164Cell] = usableMobile(e.Now)
		}
	}
	if _, err := tx.Exec(ctx, `UPDATE extract_row SET cells = $3 WHERE person_id = $1 AND source = $2`, personID, source, cells); err != nil {
		return fmt.Errorf("correct what extracts told: %w", err)
	}
	return nil
}

// AddPerson stores somebody whom no extract has told of yet, from cells of a
// release extract as an officer has typed them, by column. It gives the
// reference of the release. Errors: release.FieldProblems, fault.Refused.
func (im *Importer) AddPerson(ctx context.Context, who access.Actor, typed map[release.Field]string) (ref string, err error) {
	if who.Role != access.LinkOfficer && who.Role != access.Coordinator {
		return "", fault.Refused("Your role does not add people")
	}
	now := im.Now()
	err = pg.InTx(ctx, im.Pool, who, func(tx pgx.Tx) error {
		places, err := LoadGazetteer(ctx, tx)
		if err != nil {
			return err
		}
		cells, wrong := readTyped(places, calendar.DayOf(now), typed)
		if area := cells[homeAreaCell]; area != "" && !im.Unit.For(who).Covers(release.Scope{Areas: []string{area}}) {
			wrong = append(wrong, release.FieldProblem{Field: release.FieldArea, Text: "Choose one of your own areas"})
		}
		if im.RefuseWithoutPurpose && len(wrong) == 0 && withoutPurpose(cells) {
			wrong = release.FieldProblems{{Field: "purpose", Text: "Write why the unit holds this person's data, or choose their IOM status"}}
		}
		if len(wrong) > 0 {
			return wrong
		}
		// Whoever has the number may live in an area that is not the officer's.
		if err := access.Follow(ctx, tx, who); err != nil {
			return err
		}
		var known bool
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM person_number WHERE prison_number = $1)`, cells[prisonNumberCell]).Scan(&known); err != nil {
			return fmt.Errorf("look for the prison number: %w", err)
		}
		if known {
			return release.FieldProblems{{Field: "prison_number", Text: "Somebody with this prison number is stored already: search for the number on the board"}}
		}
		src := release.Source{Name: release.ByHandSource, AsOf: now}
		done, _, err := im.Observer.Observe(ctx, tx, who, src, []release.Observation{observe(1, 0, cells, calendar.DayOf(now))})
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO extract_row (person_id, source, row_hash, cells, as_of) VALUES ($1, $2, '', $3, $4)`,
			done[0].PersonID, src.Name, cells, now); err != nil {
			return fmt.Errorf("keep what was typed: %w", err)
		}
		if err := tx.QueryRow(ctx, `SELECT ref FROM release WHERE person_id = $1 AND is_current`, done[0].PersonID).Scan(&ref); err != nil {
			return fmt.Errorf("read the new release: %w", err)
		}
		return nil
	})
	return ref, err
}

// readTyped makes canonical cells of what was typed; unlike those of a file,
// all of them must be usable.
func readTyped(places *Gazetteer, today calendar.Date, typed map[release.Field]string) (cells []string, wrong release.FieldProblems) {
	cells = make([]string, releaseCellCount)
	for _, i := range cellsOfFile {
		c := releaseColumns[i]
		field := release.Field(c.name)
		text := clean(typed[field])
		if text == "" {
			if c.required {
				wrong = append(wrong, release.FieldProblem{Field: field, Text: "Fill this in"})
			}
			continue
		}
		canonical, problem := c.read(places, text)
		if problem != "" {
			wrong = append(wrong, release.FieldProblem{Field: field, Text: problem})
		}
		cells[i] = canonical
	}
	cells[mobileE164Cell] = usableMobile(cells[mobileCell])
	if o := observe(0, 0, cells, today); len(wrong) == 0 {
		for _, note := range o.Notes {
			if i := slices.IndexFunc(releaseColumns[:], func(c releaseColumn) bool { return c.name == note }); i >= 0 && !releaseColumns[i].date {
				wrong = append(wrong, release.FieldProblem{Field: release.Field(note), Text: "This cannot be used: check it"})
			}
		}
	}
	return cells, wrong
}
