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

// Appointments imports appointments (interface.md 3). One bad row refuses the
// whole file (*RefusedFile). Rows of nobody we know, and rows that contradict
// each other, are held and the rest applied. Appointments of people outside the
// unit are counted and not stored: nobody here may plan or tell by them.
func (im *Importer) Appointments(ctx context.Context, who access.Actor, file io.Reader, o FileOptions) (Report, error) {
	now := im.Now()
	report := newReport(AppointmentsKind, o.FileName, now)
	err := im.alone(ctx, func(stage pgx.Tx) error {
		codes, err := serviceCodes(ctx, stage)
		if err != nil {
			return err
		}
		in := newHashed(file)
		list, s, err := readAppointments(in, codes)
		if err != nil {
			return err
		}
		report.Rows, report.SHA256, report.IgnoredColumns = s.rows, in.digest(), s.header.ignored
		return im.works(ctx, who, o.DryRun, func(work unitOfWork) error {
			return work(ctx, func(tx pgx.Tx) error {
				r, err := im.book(ctx, tx, who, report, list, now)
				if err == nil {
					report = r
				}
				return err
			})
		})
	})
	if err != nil {
		return Report{}, fmt.Errorf("import appointments: %w", err)
	}
	return report, nil
}

// book sorts the rows, hands on those that can be booked, and writes the import.
func (im *Importer) book(ctx context.Context, tx pgx.Tx, who access.Actor, r Report, list []pathways.Booking, now time.Time) (Report, error) {
	id, err := openImport(ctx, tx, who, string(r.Kind), r, now)
	if err != nil {
		return r, err
	}
	known, err := findHolders(ctx, tx, list)
	if err != nil {
		return r, err
	}
	sorted := sortBookings(list, known, im.Unit)
	r.OutsideUnit, r.Unchanged = sorted.outside, sorted.repeated
	for _, h := range sorted.held {
		r.Held = append(r.Held, HeldRow{h.line, h.note})
	}
	if len(sorted.good) > 0 {
		done, err := im.Booker.Book(ctx, tx, who, sorted.good)
		if err != nil {
			return r, err
		}
		r.New, r.Changed, r.MessagesQueued = done.New, done.Changed, done.MessagesQueued
		r.Unchanged += done.Unchanged
	}
	if err := listHeld(ctx, tx, sorted.items(), now); err != nil {
		return r, err
	}
	settled := make([]string, 0, len(sorted.good))
	for _, b := range sorted.good {
		settled = append(settled, itemKey(b))
	}
	if err := unlistHeld(ctx, tx, who, settled, now); err != nil {
		return r, err
	}
	return r, closeImport(ctx, tx, who, id, r, nil, now)
}
