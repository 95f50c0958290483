package intake

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"

	"throughgate/internal/calendar"
	"throughgate/release"
)

// stagingTables live in the staging transaction and go with it.
const stagingTables = `
	CREATE TEMP TABLE import_staging (
		line          integer NOT NULL,
		prison_number text COLLATE "C" NOT NULL,
		surname       text NOT NULL,
		date_of_birth date NOT NULL,
		outside       boolean NOT NULL,
		row_hash      bytea NOT NULL,
		cells         text[] NOT NULL,
		written_as    bytea
	) ON COMMIT DROP;
	CREATE TEMP TABLE import_verdict (
		line      integer NOT NULL,
		person_id bigint,
		outside   boolean NOT NULL,
		source    text, -- of what was last told
		verdict   text NOT NULL
	) ON COMMIT DROP`

// staged streams the good rows of a file into the staging table and keeps the
// bad ones.
type staged struct {
	from     *hashed
	reader   *ReleaseReader
	unit     release.Scope
	progress func(done, total int)

	rejected []Problem
	listed   []string // prison numbers that could be read in bad rows
	row      Row
	ahead    bool // row has been read and not yet been given
	rows     int  // staged
	err      error
}

// Next, Values and Err make it a pgx.CopyFromSource.
func (s *staged) Next() bool {
	if s.ahead {
		s.ahead = false
		return true
	}
	for {
		row, problem, err := s.reader.Next()
		if s.progress != nil && s.reader.Rows()%progressStep == 0 {
			s.progress(s.reader.Rows(), 0)
		}
		switch {
		case errors.Is(err, io.EOF):
			return false
		case err != nil:
			s.err = err
			return false
		case problem != nil:
			s.rejected = append(s.rejected, *problem)
			if n := row.Cells[prisonNumberCell]; n != "" {
				s.listed = append(s.listed, n)
			}
			continue
		case row.known >= 0:
			s.reader.known.note(row.known, s.outside(row))
			continue
		}
		s.row = row
		s.rows++
		return true
	}
}

// progressStep is how many rows are read, or applied, between two signs of life.
const progressStep = 500

// Values of the row last read.
func (s *staged) Values() ([]any, error) {
	c := s.row.Cells
	birth, err := calendar.Parse(c[birthDateCell])
	if err != nil {
		return nil, err
	}
	return []any{s.row.Line, c[prisonNumberCell], c[surnameCell], birth, s.outside(s.row), s.row.Hash[:], c,
		writtenAs(s.row.mark, s.row.Hash[:])}, nil
}

func (s *staged) outside(row Row) bool {
	return !s.unit.Covers(release.Scope{Areas: row.Cells[homeAreaCell : homeAreaCell+1]})
}

// Err is why reading stopped early.
func (s *staged) Err() error { return s.err }

// stage reads the file into the staging table, which is made for the first row
// that is not known: most files of a day have few, and some have none.
func (s *staged) stage(ctx context.Context, tx pgx.Tx) error {
	if s.ahead = s.Next(); !s.ahead {
		return s.err
	}
	if err := makeStaging(ctx, tx); err != nil {
		return err
	}
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"import_staging"},
		[]string{"line", "prison_number", "surname", "date_of_birth", "outside", "row_hash", "cells", "written_as"}, s)
	if s.err != nil {
		return s.err
	}
	if err != nil {
		return fmt.Errorf("stage the rows: %w", err)
	}
	return nil
}

func makeStaging(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, stagingTables); err != nil {
		return fmt.Errorf("make the staging tables: %w", err)
	}
	return nil
}

// dropStaging is for a file that is read once more.
func dropStaging(ctx context.Context, tx pgx.Tx, rows int) error {
	if rows == 0 {
		return nil // they were not made
	}
	if _, err := tx.Exec(ctx, `DROP TABLE import_staging, import_verdict`); err != nil {
		return fmt.Errorf("drop the staging tables: %w", err)
	}
	return nil
}
