package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/calendar"
	"throughgate/release"
)

// Recorder is told of events in the order of the file, several of one person in
// one list, and none whose id is recorded already. It writes all that follows
// in the given transaction, answers for each line, and counts the messages it
// queued.
type Recorder interface {
	Record(ctx context.Context, tx pgx.Tx, who access.Actor, src release.Source, list []release.LifeEvent) ([]release.Recorded, int, error)
}

// Events imports an event file (docs/events.md). A bad line is rejected and the
// others are applied, all of them in one transaction; an event whose id is
// recorded already changes nothing. Only a file in which nothing can be read is
// refused (*RefusedFile).
func (im *Importer) Events(ctx context.Context, who access.Actor, file io.Reader, o FileOptions) (Report, error) {
	return im.wholeFile(ctx, who, EventsKind, file, o, func(stage pgx.Tx, in io.Reader, r *Report, now time.Time) (reading, error) {
		places, err := LoadGazetteer(ctx, stage)
		if err != nil {
			return nil, err
		}
		codes, err := standardCodes(ctx, stage)
		if err != nil {
			return nil, err
		}
		reader, err := NewEventReader(in, places, codes, calendar.DayOf(now))
		if err != nil {
			return nil, err
		}
		list, rejected, err := readEvents(reader)
		if err != nil {
			return nil, err
		}
		r.Rows, r.Rejected, r.IgnoredColumns = reader.Rows(), rejected, reader.IgnoredMembers()
		return func(tx pgx.Tx, r Report) (Report, error) { return im.record(ctx, tx, who, r, list, now) }, nil
	})
}

// readEvents reads the whole file: what follows from one event may depend on
// the next.
func readEvents(reader *EventReader) (list []Event, rejected []Problem, err error) {
	rejected = []Problem{}
	for {
		event, problem, err := reader.Next()
		var refused *RefusedFile
		switch {
		case errors.Is(err, io.EOF):
			return list, rejected, nil
		case errors.As(err, &refused):
			refused.Problems = rejected
			return nil, nil, refused
		case err != nil:
			return nil, nil, err
		case problem != nil:
			rejected = append(rejected, *problem)
		default:
			list = append(list, event)
		}
	}
}

// record sorts the events, hands on the new ones, and writes the import.
func (im *Importer) record(ctx context.Context, tx pgx.Tx, who access.Actor, r Report, list []Event, now time.Time) (Report, error) {
	id, err := openImport(ctx, tx, who, string(r.Kind), r, now)
	if err != nil {
		return r, err
	}
	known, err := findSubjects(ctx, tx, list)
	if err != nil {
		return r, err
	}
	sorted := sortEvents(list, known, im.Unit)
	r.Rejected = append(slices.Clone(r.Rejected), sorted.rejected...)
	r.OutsideUnit, r.Unchanged = sorted.knownOutside, sorted.known
	if len(sorted.fresh) > 0 {
		src := release.Source{Name: string(r.Kind), AsOf: r.AsOf, ImportID: id}
		answers, queued, err := im.Recorder.Record(ctx, tx, who, src, sorted.fresh)
		if err != nil {
			return r, err
		}
		r.MessagesQueued = queued
		if err := r.countRecorded(sorted, answers); err != nil {
			return r, err
		}
	}
	slices.SortStableFunc(r.Rejected, func(a, b Problem) int { return a.Line - b.Line })
	return r, closeImport(ctx, tx, who, id, r, nil, now)
}

// countRecorded adds what became of the events that were handed on.
func (r *Report) countRecorded(sorted sortedEvents, answers []release.Recorded) error {
	byLine := make(map[int]release.Recorded, len(answers))
	for _, a := range answers {
		byLine[a.Line] = a
	}
	for _, e := range sorted.fresh {
		a, ok := byLine[e.Line]
		switch {
		case !ok:
			return fmt.Errorf("no answer came for the event on line %d", e.Line)
		case a.Problem != "":
			r.Rejected = append(r.Rejected, Problem{Line: e.Line, Problem: a.Problem})
		case sorted.outside[e.Line]:
			r.OutsideUnit++
		case a.Known:
			r.Unchanged++
		default:
			r.New++
		}
	}
	return nil
}
