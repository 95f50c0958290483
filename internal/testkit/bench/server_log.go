package main

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// serverLog is the log of the private server, read through the server itself:
// the folder is another user's.
type serverLog struct {
	conn *pgx.Conn
	read int64
}

const logPath = `regexp_replace(current_setting('data_directory'), '[^/]*$', 'server.log')`

func (b *bench) serverLog(ctx context.Context) (*serverLog, error) {
	conn, err := pgx.Connect(ctx, b.server.URL("postgres"))
	if err != nil {
		return nil, err
	}
	l := &serverLog{conn: conn}
	_, err = l.since(ctx)
	return l, err
}

// since gives what was written since it was last asked.
func (l *serverLog) since(ctx context.Context) (text string, err error) {
	err = l.conn.QueryRow(ctx, `SELECT coalesce(pg_read_file(`+logPath+`, $1, (pg_stat_file(`+logPath+`)).size - $1), '')`, l.read).Scan(&text)
	l.read += int64(len(text))
	return text, err
}

func (l *serverLog) close() { _ = l.conn.Close(context.Background()) } // nothing is left to be told

var durationLine = regexp.MustCompile(`duration: ([\d.]+) ms`)

// durationsIn adds up the times of the statements in a log.
func durationsIn(log string) (sum time.Duration) {
	for _, found := range durationLine.FindAllStringSubmatch(log, -1) {
		ms, err := strconv.ParseFloat(found[1], 64)
		if err == nil {
			sum += time.Duration(ms * float64(time.Millisecond))
		}
	}
	return sum
}

// plansIn gives the plans in a log, each with its statement.
func plansIn(log string) (plans []string) {
	for _, part := range strings.Split(log, " ms  plan:\n")[1:] {
		end := len(part)
		for i, l := range strings.SplitAfter(part, "\n") {
			if i == 0 {
				end = 0
			}
			if !strings.HasPrefix(l, "\t") {
				break
			}
			end += len(l)
		}
		plans = append(plans, part[:end])
	}
	return plans
}

// growing are the tables that grow with people.
var growing = regexp.MustCompile(`Seq Scan on (person|person_number|person_edit|release|release_change|release_date|release_history|life_event|consent|privacy_notice|task|task_event|task_question|appointment|appointment_event|message|message_item|message_event|message_words|message_area|attention|note|audit|board_search|board_view|extract_row|opening|inbound_text|receipt|sheet_handover|take_back|import_listing|opt_out)\b`)

// readWhole names the tables of a plan that are read from end to end.
func readWhole(plan string) (tables []string) {
	for _, found := range growing.FindAllStringSubmatch(plan, -1) {
		tables = append(tables, found[1])
	}
	return tables
}

var queryText = regexp.MustCompile(`(?s)Query Text: (.*?)(\n\t[A-Z]\S+ .*\(cost=|$)`)

// queryIn is the beginning of a plan's statement, in one line.
func queryIn(plan string) string {
	found := queryText.FindStringSubmatch(plan)
	if found == nil {
		return ""
	}
	text := strings.Join(strings.Fields(found[1]), " ")
	return text[:min(len(text), 160)]
}
