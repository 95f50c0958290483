package intake

import (
	"context"
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
	return im.wholeFile(ctx, who, AppointmentsKind, file, o, func(stage pgx.Tx, in io.Reader, r *Report, now time.Time) (reading, error) {
		codes, err := pathways.ServiceCodes(ctx, stage)
		if err != nil {
			return nil, err
		}
		list, s, err := readAppointments(in, codes)
		if err != nil {
			return nil, err
		}
		r.counted(s)
		return func(tx pgx.Tx, r Report) (Report, error) { return im.book(ctx, tx, who, r, list, now) }, nil
	})
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
