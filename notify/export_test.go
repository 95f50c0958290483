package notify

import (
	"context"
	"io/fs"
	"slices"

	"github.com/jackc/pgx/v5"
)

// FixedWords are the words of the rule, English and Welsh.
func FixedWords() []string {
	return slices.Concat(wordsThatMayNotBeTexted, welshWordsThatMayNotBeTexted)
}

// ReadTemplates is what the program does with its templates at the start; it
// gives the version of each.
func ReadTemplates(files fs.FS, words *Words) (map[string]string, error) {
	set, err := readTemplates(files, words)
	return set.versions, err
}

// SettleSQL is the statement that writes outcomes.
const SettleSQL = settleSQL

// WaitingToldSQL is the statement that finds what services are to be told.
const WaitingToldSQL = waitingToldSQL

// LockForSendingSQL is the statement that locks what is to be sent.
const LockForSendingSQL = lockForSendingSQL

// TemplateFiles are the program's templates.
var TemplateFiles = templateFiles

// RefsJudgedOneByOne lists all that a query leaves, the newest first, with every
// message judged for whom it is about: what a list must be, however it is found.
func RefsJudgedOneByOne(ctx context.Context, tx pgx.Tx, q ListQuery) ([]string, error) {
	where, args := q.asked()
	where, args, err := q.Reach.within(ctx, tx, where, args)
	if err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, `select m.ref from message m where `+where+` order by m.id desc`, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
