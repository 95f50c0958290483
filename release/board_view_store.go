package release

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"throughgate/access"
	"throughgate/internal/fault"
)

// BoardView is what a reader keeps of the board under a name: the query of its
// address, which holds codes and references only.
type BoardView struct{ Name, Query string }

// LastBoard is the query that the reader last looked at the board with; "" for
// none.
func LastBoard(ctx context.Context, tx pgx.Tx, who access.Actor) (string, error) {
	var query string
	err := tx.QueryRow(ctx, `select query from board_view where account_id = $1 and name = ''`, who.AccountID).Scan(&query)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return "", fmt.Errorf("read the last filters: %w", err)
	}
	return query, nil
}

// KeepBoard keeps the query the reader looks at the board with, or, with a name,
// a view of theirs. What is kept already is not written again.
func KeepBoard(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, view BoardView) error {
	_, err := tx.Exec(ctx, `
		insert into board_view (account_id, name, query, saved_at) values ($1, $2, $3, $4)
		on conflict (account_id, name) do update set query = excluded.query, saved_at = excluded.saved_at
		 where board_view.query <> excluded.query`, who.AccountID, view.Name, view.Query, now)
	if err != nil {
		return fmt.Errorf("keep the filters: %w", err)
	}
	return nil
}

// BoardViews are the reader's own named views, in order of name.
func BoardViews(ctx context.Context, tx pgx.Tx, who access.Actor) ([]BoardView, error) {
	rows, _ := tx.Query(ctx, `select name, query from board_view where account_id = $1 and name <> '' order by name`, who.AccountID)
	return collect[BoardView](rows, "views")
}

// DropBoardView forgets a named view of the reader's.
func DropBoardView(ctx context.Context, tx pgx.Tx, who access.Actor, name string) error {
	if _, err := tx.Exec(ctx, `delete from board_view where account_id = $1 and name = $2 and name <> ''`, who.AccountID, name); err != nil {
		return fmt.Errorf("forget a view: %w", err)
	}
	return nil
}

// searchKept is how long the words of a search are kept after they were last
// used.
const searchKept = 28 * 24 * time.Hour

// KeepSearch keeps the words that the reader searches for and gives the
// reference that stands for them in addresses, the same for the same words.
func KeepSearch(ctx context.Context, tx pgx.Tx, who access.Actor, now time.Time, words string) (ref string, err error) {
	if _, err := tx.Exec(ctx, `delete from board_search where account_id = $1 and used_at < $2`, who.AccountID, now.Add(-searchKept)); err != nil {
		return "", fmt.Errorf("forget old searches: %w", err)
	}
	err = tx.QueryRow(ctx, `
		insert into board_search (ref, account_id, words, used_at) values ($1, $2, $3, $4)
		on conflict (account_id, words) do update set used_at = excluded.used_at returning ref`,
		access.NewRef(), who.AccountID, words, now).Scan(&ref)
	if err != nil {
		return "", fmt.Errorf("keep a search: %w", err)
	}
	return ref, nil
}

// SearchWords are the words behind a reference of the reader's own. Errors:
// fault.NotFound for one that is too old, or somebody else's.
func SearchWords(ctx context.Context, tx pgx.Tx, who access.Actor, ref string) (string, error) {
	var words string
	err := tx.QueryRow(ctx, `select words from board_search where account_id = $1 and ref = $2`, who.AccountID, ref).Scan(&words)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", fault.NotFound("search")
	}
	if err != nil {
		return "", fmt.Errorf("read a search: %w", err)
	}
	return words, nil
}
