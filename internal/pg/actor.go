package pg

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
)

// ActAs gives a transaction under way another actor from here to its end.
func ActAs(ctx context.Context, tx pgx.Tx, who Actor) error {
	settings, err := settingsOf(who.Acting())
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, settings); err != nil {
		return fmt.Errorf("act as another: %w", err)
	}
	return nil
}

// settingsOf is the statement that tells the database who acts. It travels in
// the message that begins the transaction: pgx sends a statement without
// arguments by the simple protocol, which may hold several. So there is no
// moment without an actor and no extra round trip. All settings end with the
// transaction.
func settingsOf(as As) (string, error) {
	if as.Key == "" {
		return "", errors.New("a transaction needs an actor: none was given")
	}
	all := []struct{ name, value string }{{"actor", as.Key}, {"role", as.Role},
		{"areas", arrayOf(as.Areas)}, {"services", arrayOf(as.Services)}}
	calls := make([]string, len(all))
	for i, s := range all {
		if !utf8.ValidString(s.value) || strings.ContainsRune(s.value, 0) {
			return "", errors.New("a transaction needs an actor: the one given is not text")
		}
		calls[i] = "set_config('throughgate." + s.name + "', " + quote(s.value) + ", true)"
	}
	return "select " + strings.Join(calls, ", "), nil
}

// inArray is made once: making one costs more than a hundred areas that it writes.
var inArray = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// arrayOf writes texts as the literal of an SQL array.
func arrayOf(texts []string) string {
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = `"` + inArray.Replace(text) + `"`
	}
	return "{" + strings.Join(quoted, ",") + "}"
}

// quote writes text as an SQL literal that reads the same whatever
// standard_conforming_strings is, as libpq's PQescapeLiteral does.
func quote(text string) string {
	quoted := "'" + strings.ReplaceAll(text, "'", "''") + "'"
	if strings.Contains(text, `\`) {
		return " E" + strings.ReplaceAll(quoted, `\`, `\\`)
	}
	return quoted
}
