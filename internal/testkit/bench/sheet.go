package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/xuri/excelize/v2"

	"throughgate/intake"
)

// sheet imports the same extract the next morning, as a spreadsheet and as CSV.
func (b *bench) sheet(ctx context.Context) error {
	book, err := asSpreadsheet(b.file)
	if err != nil {
		return err
	}
	name, err := b.copyOf(ctx, loadedDB)
	if err != nil {
		return err
	}
	var ours, floor []time.Duration
	day := 0
	for range b.size.runs {
		for _, side := range []struct {
			file []byte
			name string
			into *[]time.Duration
		}{{book, "people.xlsx", &ours}, {b.file, "people.csv", &floor}} {
			day++
			if err := b.on(ctx, name, connections, func(pool *pgxpool.Pool) error {
				s, err := wire(pool, clockFrom(start.AddDate(0, 0, day)))
				if err != nil {
					return err
				}
				began := time.Now()
				report, err := s.importer.Releases(ctx, importing, bytes.NewReader(side.file), intake.ReleasesOptions{FileName: side.name, Source: "extract"})
				*side.into = append(*side.into, time.Since(began))
				if err == nil && report.Unchanged != b.size.people {
					err = fmt.Errorf("of %d people in %s %d are unchanged", b.size.people, side.name, report.Unchanged)
				}
				return err
			}); err != nil {
				return err
			}
		}
	}
	b.timed("sheet", fmt.Sprintf("%s people, %s", thousands(float64(b.size.people)), showBytes(float64(len(book)))), ours, floor)
	return nil
}

// asSpreadsheet is a CSV as an XLSX workbook.
func asSpreadsheet(file []byte) ([]byte, error) {
	rows, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	if err != nil {
		return nil, err
	}
	book := excelize.NewFile()
	defer book.Close()
	out, err := book.NewStreamWriter("Sheet1")
	if err != nil {
		return nil, err
	}
	for i, row := range rows {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return nil, err
		}
		cells := make([]any, len(row))
		for j, cell := range row {
			cells[j] = cell
		}
		if err := out.SetRow(at, cells); err != nil {
			return nil, err
		}
	}
	if err := out.Flush(); err != nil {
		return nil, err
	}
	written, err := book.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return written.Bytes(), nil
}
