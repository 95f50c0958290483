package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// row is a message as the tables have it.
type row struct {
	ID                              int64
	Channel, Kind, Key, State, Name string
	Reason                          string
	Listed                          bool
}

// count holds the journals against the tables and against what was planned.
func (s *stage) count(ctx context.Context) (*report, error) {
	var rows []row
	err := s.ask(ctx, `
		SELECT m.id, m.channel, m.kind, m.dedupe_key, m.state, CASE WHEN m.channel = 'text' THEN m.token ELSE m.ref END, m.reason,
		       EXISTS (SELECT FROM attention a WHERE a.kind = 'unknown_outcome' AND a.closed_at IS NULL AND a.message_id = m.id)
		  FROM message m WHERE m.state <> 'not_sent' OR m.settled_at <> m.queued_at ORDER BY m.id`, func(r pgx.Rows) error {
		var one row
		err := r.Scan(&one.ID, &one.Channel, &one.Kind, &one.Key, &one.State, &one.Name, &one.Reason, &one.Listed)
		rows = append(rows, one)
		return err
	})
	if err != nil {
		return nil, err
	}
	control, err := s.keysIn(ctx, controlDB)
	if err != nil {
		return nil, err
	}
	r := &report{Seed: s.options.seed, Faults: s.lines, Examples: []string{}}
	r.compare(rows, s.sinks.taken(), s.base, s.struck)
	r.missing(rows, s.feed.planned, s.watchKeys(control))
	watches, err := s.number(ctx, `SELECT count(*) FROM watch_day WHERE day = ANY ($1)`, s.days[:s.done+1])
	if err != nil {
		return nil, err
	}
	r.Watches = watchCount{Planned: s.done + 1, Done: int(watches)}
	r.conclude(s.cut)
	return r, nil
}

// watchKeys are the messages that the watches of the days so far queue where
// nothing is broken. A day that was not come to has none yet.
func (s *stage) watchKeys(control map[string]bool) map[string]bool {
	keys := map[string]bool{}
	for key := range control {
		if s.base[key] {
			continue
		}
		for _, day := range s.days[:s.done+1] {
			if strings.Contains(key, day.String()) {
				keys[key] = true
			}
		}
	}
	return keys
}

// compare goes through what the tables say of each message.
func (r *report) compare(rows []row, taken map[string]int, base map[string]bool, struck map[int64]string) {
	for _, m := range rows {
		times := taken[m.Name]
		delete(taken, m.Name)
		if times > 1 {
			r.Doubled++
			r.example("doubled", m, fmt.Sprintf("%d times", times))
		}
		if base[timeless(m.Key)] {
			continue
		}
		r.Messages++
		switch m.State {
		case "sent", "delivered":
			r.Sent++
			if times == 0 {
				r.Lost++
				r.example("lost", m, "no provider has it")
			}
			if m.Listed {
				r.Unlisted++
				r.example("still on a list", m, "")
			}
		case "unknown":
			r.Unknown++
			by := struck[m.ID]
			if by == "" {
				r.Beyond++
				r.example("unknown for no reason", m, fmt.Sprintf("taken %d times", times))
			}
			if !m.Listed {
				r.Unlisted++
				r.example("unknown and on nobody's list", m, by)
			}
			if m.Channel == "text" && times > 0 {
				r.Unfound++
				r.example("unknown, and Twilio has it", m, by)
			}
		default:
			r.Lost++
			r.example("lost", m, fmt.Sprintf("it ended %s, taken %d times", m.State, times))
		}
	}
	for name, times := range taken {
		r.Unaccounted++
		r.Examples = append(r.Examples, fmt.Sprintf("no row for what a provider took %d times: %s", times, name))
	}
}

// missing looks for what was planned and is in no table.
func (r *report) missing(rows []row, plans ...map[string]bool) {
	there := make(map[string]bool, len(rows))
	for _, m := range rows {
		there[timeless(m.Key)] = true
	}
	for _, plan := range plans {
		for key := range plan {
			r.Planned++
			if !there[key] {
				r.Lost++
				r.Examples = append(r.Examples, "lost: planned, and in no table: "+key)
			}
		}
	}
	slices.Sort(r.Examples)
}
