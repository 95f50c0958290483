package notify

import (
	"context"
	"fmt"
	"regexp"
	"time"

	"github.com/jackc/pgx/v5"
)

// SenderState is how one channel stands, for whoever keeps the program running.
// It names nobody.
type SenderState struct {
	ChannelState
	Oldest     *time.Time // since when the first of those that are due has been due
	LastSent   *time.Time
	LastFailed *time.Time
	FailedCode string // the provider's code of that failure; "" where it has none
	Held       int    // messages that wait for somebody to press send
}

// providerCode is what codes of providers look like: anything else may be words.
var providerCode = regexp.MustCompile(`^[0-9]{3,6}$|^[2-5]\.[0-9]{1,3}\.[0-9]{1,3}$`)

// ReadSenders reads how the channels stand, and since when the database is known
// to be restored, if it is.
func ReadSenders(ctx context.Context, tx pgx.Tx, now time.Time) (restoredAt *time.Time, list []SenderState, err error) {
	sending, err := ReadSending(ctx, tx, now)
	if err != nil {
		return nil, nil, err
	}
	for _, channel := range sending.Channels {
		s := SenderState{ChannelState: channel}
		err := tx.QueryRow(ctx, `
			SELECT (SELECT min(not_before) FROM message WHERE channel = $1 AND state = 'queued' AND not_before <= $2),
			       (SELECT max(sent_at) FROM message WHERE channel = $1),
			       (SELECT count(*)::integer FROM message WHERE channel = $1 AND state = 'held')`, string(s.Channel), now).
			Scan(&s.Oldest, &s.LastSent, &s.Held)
		if err != nil {
			return nil, nil, fmt.Errorf("read how a channel stands: %w", err)
		}
		rows, err := tx.Query(ctx, `
			SELECT settled_at, provider_code FROM message
			 WHERE channel = $1 AND state = 'failed' AND settled_at IS NOT NULL ORDER BY settled_at DESC LIMIT 1`, string(s.Channel))
		if err != nil {
			return nil, nil, fmt.Errorf("read the last failure: %w", err)
		}
		var code string
		if _, err := pgx.ForEachRow(rows, []any{&s.LastFailed, &code}, func() error {
			if providerCode.MatchString(code) {
				s.FailedCode = code
			}
			return nil
		}); err != nil {
			return nil, nil, fmt.Errorf("read the last failure: %w", err)
		}
		list = append(list, s)
	}
	return sending.RestoredAt, list, nil
}
