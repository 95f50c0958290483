package release

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
	"throughgate/internal/pg"
	"throughgate/notify"
	"throughgate/pathways"
)

var errNothingToUndo = fault.Refused("there is no import of a release extract to undo")

// undoneReason is why a message that only an undone import caused is not sent.
const undoneReason = pathways.ReasonUndone

// ForeseeUndo says what undoing an import would take back, and why it cannot be
// undone, if it cannot; import 0 is the last extract. It changes nothing. Error:
// fault.NotFound.
func (s *Service) ForeseeUndo(ctx context.Context, who access.Actor, importID int64) (ImportUndo, error) {
	var u ImportUndo
	err := pg.ReadTx(ctx, s.Pool, who, func(tx pgx.Tx) (err error) {
		if importID == 0 {
			if importID, err = LastUndoable(ctx, tx); err != nil {
				return err
			}
		}
		if importID == 0 {
			return errNothingToUndo
		}
		if err := access.Follow(ctx, tx, who); err != nil { // an import is of the whole unit
			return err
		}
		u, err = readImportUndo(ctx, tx, importID)
		return err
	})
	return u, err
}

// UndoImport undoes the last release extract where nothing of it has been acted
// on (domain rule 6, brake), all of it or nothing; import 0 is the last. People
// new in it vanish, everybody else is as the files before told, messages that it
// caused are cancelled, and everything follows from the facts as they stood: the
// same file can be imported again. Errors: fault.NotFound; fault.Conflict while an
// import is running; fault.Refused with the reasons where it cannot be undone.
func (s *Service) UndoImport(ctx context.Context, who access.Actor, importID int64) (UndoneImport, error) {
	var done UndoneImport
	err := pg.InTx(ctx, s.Pool, who, func(tx pgx.Tx) error {
		if err := takeImportLock(ctx, tx); err != nil {
			return err
		}
		if err := waitForWatch(ctx, tx); err != nil {
			return err
		}
		id := importID
		if id == 0 {
			var err error
			if id, err = LastUndoable(ctx, tx); err != nil {
				return err
			}
			if id == 0 {
				return errNothingToUndo
			}
		}
		if err := access.Follow(ctx, tx, who); err != nil {
			return err
		}
		if err := lockUndo(ctx, tx, id); err != nil {
			return err
		}
		f, err := readUndoFacts(ctx, tx, id)
		if err != nil {
			return err
		}
		if why := f.whyNot(); len(why) > 0 {
			return refusedUndo(id, why)
		}
		done, err = s.undo(ctx, tx, who, id, f)
		return err
	})
	return done, err
}

// takeImportLock keeps imports out until the transaction ends.
func takeImportLock(ctx context.Context, tx pgx.Tx) error {
	var mine bool
	if err := tx.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock($1)`, ImportLock).Scan(&mine); err != nil {
		return fmt.Errorf("take the lock of imports: %w", err)
	}
	if !mine {
		return fault.Conflict("an import is running: wait until it has ended, then undo")
	}
	return nil
}

// refusedUndo gives all reasons with their remedies, each once.
func refusedUndo(id int64, why []UndoWhyNot) error {
	text := fmt.Sprintf("import %d cannot be undone", id)
	var remedies []string
	for i, w := range why {
		sep := "; "
		if i == 0 {
			sep = ": "
		}
		text += sep + w.Reason
		if !slices.Contains(remedies, w.Remedy) {
			remedies = append(remedies, w.Remedy)
		}
	}
	for _, r := range remedies {
		text += ". " + r
	}
	return fault.Refused("%s", text)
}

func (s *Service) undo(ctx context.Context, tx pgx.Tx, who access.Actor, id int64, f undoFacts) (UndoneImport, error) {
	done := UndoneImport{Import: id, File: f.FileName}
	c, err := s.newCause(ctx, tx, who, Source{Name: undoneBy(who), AsOf: s.Now()}, fmt.Sprintf("undo:%d", id))
	if err != nil {
		return done, err
	}
	people, err := readUndoPeople(ctx, tx, id)
	if err != nil {
		return done, err
	}
	was, err := lockPeople(ctx, tx, people.known)
	if err != nil {
		return done, err
	}
	untold, cancelled, err := s.Outbox.Undo(ctx, tx, c.now, id, undoneReason)
	if err != nil {
		return done, err
	}
	if err := noteUntold(ctx, tx, untold); err != nil {
		return done, err
	}
	if done.TasksWithdrawn, err = pathways.WithdrawUndone(ctx, tx, who, c.now, people.gone); err != nil {
		return done, err
	}
	if err := vanish(ctx, tx, who, c.now, id); err != nil {
		return done, err
	}
	if err := restore(ctx, tx, c.now, id); err != nil {
		return done, err
	}
	restored, err := pathways.RestoreTasks(ctx, tx, who, c.now, id)
	if err != nil {
		return done, err
	}
	if err := unlist(ctx, tx, who, c.now, id); err != nil {
		return done, err
	}
	u := undoing{Service: s, cause: c, importID: id, was: was, restored: restored}
	if err := u.settle(ctx, tx, people.known); err != nil {
		return done, err
	}
	again, err := s.resettle(ctx, tx, c, people.listed)
	if err != nil {
		return done, err
	}
	if err := forgetBefore(ctx, tx, []int64{id}); err != nil {
		return done, err
	}
	done.PeopleTaken, done.PeopleRestored, done.DaysBack = countGone(people.gone), len(people.known), u.moved
	done.TasksRestored, done.MessagesCancelled, done.MessagesQueued = len(restored), cancelled, u.queued+again
	return done, access.Record(ctx, tx, c.now, who, access.Entry{Action: access.Erase, ObjectKind: "import", ObjectID: id,
		Detail: fmt.Sprintf("undone: people taken back %d, restored %d, messages cancelled %d", done.PeopleTaken, done.PeopleRestored, cancelled)})
}

// undoneBy is where a day comes from that went back because an import was undone.
func undoneBy(who access.Actor) string {
	if who.Name == "" {
		return "import undone, by command"
	}
	return "import undone by " + who.Name
}

// countGone: somebody new in a file has one stay.
func countGone(releases []int64) int { return len(releases) }

// noteUntold notes that holders know the day they knew before a message that
// will not leave.
func noteUntold(ctx context.Context, tx pgx.Tx, untold []notify.Dropped) error {
	var tasks []int64
	var told []toldDays
	for _, d := range untold {
		tasks, told = append(tasks, d.TaskID), append(told, knownBefore(d.From, d.Version, d.Count))
	}
	return noteTold(ctx, tx, tasks, told)
}

// undoing settles the people who were known before an import that is undone.
type undoing struct {
	*Service
	cause
	importID int64
	was      map[int64]*storedPerson // as the import had left them
	restored []int64                 // tasks
	moved    int                     // planned days that went back
	queued   int
}

// settle judges the people again by the facts as they stand now. They are judged
// as though the import had never been, and compared with what it had made of
// them: what differs is history, and whoever has been told otherwise is told.
func (u *undoing) settle(ctx context.Context, tx pgx.Tx, people []int64) error {
	closed, err := undoneStays(ctx, tx, u.importID)
	if err != nil {
		return err
	}
	for part := range slices.Chunk(people, atOnceInWatch) {
		if err := u.settlePart(ctx, tx, part); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, `UPDATE release_change SET undone = true WHERE import_id = $1`, u.importID); err != nil {
		return fmt.Errorf("mark the moves of an undone import: %w", err)
	}
	if len(closed) == 0 {
		return nil
	}
	_, err = u.planCounted(ctx, tx, u.who, u.now, u.ref, closed)
	return err
}

func (u *undoing) settlePart(ctx context.Context, tx pgx.Tx, people []int64) error {
	list, err := loadKnown(ctx, tx, people)
	if err != nil {
		return err
	}
	by := u.surroundings(u.cause)
	var changed []*observed // something else has changed since: the calendar, a list of prisons
	for _, o := range list {
		o.judge(by)
		if o.differs() || len(o.made)+len(o.takenBack) > 0 {
			changed = append(changed, o)
		}
	}
	if _, err := turnPages(ctx, tx, list); err != nil {
		return err
	}
	if len(changed) > 0 {
		if err := u.store(ctx, tx, u.cause, nil, changed); err != nil {
			return err
		}
	}
	for _, o := range list {
		was := u.was[o.personID]
		o.opens, o.stored = was.ReleaseID != o.releaseID, was
		if o.dayMoved() {
			u.moved++
		}
	}
	if err := recordHistory(ctx, tx, u.now, thoughtAnew(list)); err != nil {
		return err
	}
	return u.follow(ctx, tx, list)
}

// follow plans these people again and tells services what they do not know yet.
// No officer is alerted: nothing of the import had left.
func (u *undoing) follow(ctx context.Context, tx pgx.Tx, list []*observed) error {
	q := u.consequencesOf(list, nil)
	src := u.Source
	src.ImportID = u.importID
	if len(q.plan) == 0 {
		return recordChanges(ctx, tx, u.ref.Calendar, src, u.now, list, nil)
	}
	again, _, err := u.takeBackTold(ctx, tx, u.cause, q.tell)
	if err != nil {
		return err
	}
	planned, err := u.planMoved(ctx, tx, u.who, u.now, u.ref, q.plan, nil)
	if err != nil {
		return err
	}
	if err := recordChanges(ctx, tx, u.ref.Calendar, src, u.now, list, planned.Unmet); err != nil {
		return err
	}
	// Whom the import had asked was never told: there is nothing to withdraw.
	taken := slices.DeleteFunc(planned.Taken, func(t pathways.Taken) bool { return slices.Contains(u.restored, t.TaskID) })
	for _, do := range []func() (int, error){
		func() (int, error) { return u.remind(ctx, tx, u.now, q.plan) },
		func() (int, error) { return u.tellServices(ctx, tx, u.cause, q, taken, again) },
	} {
		n, err := do()
		if err != nil {
			return err
		}
		u.queued += n
	}
	return nil
}
