package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"throughgate/intake"
	"throughgate/internal/calendar"
)

// movedOf so many people have their day moved by one extract: 5,000 of 30,000,
// as when a scheme of early release begins.
const movedOf = 6

// moving measures an extract that moves the day of every sixth person by a
// week, on the day after an ordinary watch: dates, history, plans, due days of
// what was asked, what services and officers are told. The floor writes the
// same rows.
func (b *bench) moving(ctx context.Context) error {
	file, moved, err := b.aWeekEarlier()
	if err != nil {
		return err
	}
	messages := 0
	move := func(pool *pgxpool.Pool) (took time.Duration, err error) {
		took, messages, err = b.moveIn(ctx, pool, file, moved)
		return took, err
	}
	const to = "moved"
	rows, once, err := b.capture(ctx, watchedDB, to, move)
	if err != nil {
		return err
	}
	say(rows.perTable())
	if err := b.drop(ctx, to); err != nil {
		return err
	}
	if err := b.profiled(ctx, "move", watchedDB, move); err != nil {
		return err
	}
	ours, floor, err := b.besideKept(ctx, watchedDB, rows, once, move)
	if err != nil {
		return err
	}
	b.bulk("move", fmt.Sprintf("%s people, %s messages, %s rows", thousands(float64(moved)), thousands(float64(messages)), thousands(float64(rows.count()))), ours, floor)
	return nil
}

// moveIn imports an extract in which so many are moved, and gives how many messages
// come of it.
func (b *bench) moveIn(ctx context.Context, pool *pgxpool.Pool, file []byte, moved int) (time.Duration, int, error) {
	s, err := wire(pool, clockFrom(b.watched.AddDays(1).At(10, 0)))
	if err != nil {
		return 0, 0, err
	}
	began := time.Now()
	report, err := s.importer.Releases(ctx, importing, bytes.NewReader(file),
		intake.ReleasesOptions{FileName: "people.csv", Source: "extract", ConfirmBulk: true})
	took := time.Since(began)
	if err == nil && report.Changed != moved {
		err = fmt.Errorf("%d people changed, %d were moved", report.Changed, moved)
	}
	return took, report.MessagesQueued, err
}

// aWeekEarlier is the extract with the conditional release date of every sixth
// person a week earlier.
func (b *bench) aWeekEarlier() (file []byte, moved int, err error) {
	in, out := csv.NewReader(bytes.NewReader(b.file)), &bytes.Buffer{}
	w := csv.NewWriter(out)
	column := -1
	for line := 0; ; line++ {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, 0, err
		}
		for i, name := range row {
			if line == 0 && name == "crd" {
				column = i
			}
		}
		if column < 0 {
			return nil, 0, errors.New("the extract has no column crd")
		}
		if line > 0 && line%movedOf == 0 && row[column] != "" {
			day, err := calendar.Parse(row[column])
			if err != nil {
				return nil, 0, err
			}
			row[column] = day.AddDays(-7).String()
			moved++
		}
		if err := w.Write(row); err != nil {
			return nil, 0, err
		}
	}
	w.Flush()
	return out.Bytes(), moved, w.Error()
}
