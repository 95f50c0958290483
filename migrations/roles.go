package migrations

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// The least roles that connections take: the pages, and everything that works
// in the background or by command. Neither owns anything; both may only add to
// the audit.
const (
	WebRole    = "throughgate_web"
	WorkerRole = "throughgate_worker"
)

// grants give a role what its work needs, and nothing on the ledger of
// migrations but reading.
var grants = map[string][]string{
	WebRole: {
		`GRANT SELECT ON ALL TABLES IN SCHEMA public TO %[1]s`,
		`GRANT INSERT, UPDATE ON task, task_event, message, message_item, attention, inbound_text, receipt, opt_out, clock_mark, sending_switch,
		        release, account, account_area, account_service, account_link, sheet_handover, account_choice,
		        absence, task_question, access_request, opening TO %[1]s`,
		`GRANT INSERT, UPDATE, DELETE ON account_passphrase, session, sign_in_failure, sign_in_place,
		        account_second_factor, account_recovery_code, sign_in_half TO %[1]s`,
		`GRANT INSERT, UPDATE ON person, person_number, release_date, release_change, release_history, life_event, consent,
		        note, person_edit TO %[1]s`,
		`GRANT INSERT, UPDATE, DELETE ON extract_row TO %[1]s`,
		`GRANT UPDATE ON api_token TO %[1]s`, // used, ended: no page makes one
		`GRANT INSERT, UPDATE, DELETE ON api_answer TO %[1]s`,
		`GRANT INSERT ON message_event, list_confirmation, list_confirmation_line TO %[1]s`,
		`GRANT INSERT, UPDATE ON appointment TO %[1]s`,
		`GRANT INSERT ON appointment_event, unit_change, audit TO %[1]s`,
		`GRANT INSERT, UPDATE ON service, standard, unit_setting, import, import_problem TO %[1]s`,
		`GRANT INSERT, UPDATE, DELETE ON local_prison TO %[1]s`,
		`GRANT INSERT, UPDATE ON text_phrase TO %[1]s`,
		`GRANT INSERT, UPDATE ON agreement TO %[1]s`,
		`GRANT INSERT, DELETE ON agreement_partner TO %[1]s`,
		`GRANT INSERT, UPDATE ON privacy_notice TO %[1]s`,
		`GRANT INSERT, UPDATE ON subject_request, subject_withheld TO %[1]s`,
		`GRANT INSERT, UPDATE ON person_category TO %[1]s`,
		`GRANT INSERT ON retention_rule TO %[1]s`, // a page asks for somebody to be erased; none erases
		`GRANT INSERT, UPDATE ON retention_hold, erasure_request TO %[1]s`,
		`GRANT DELETE ON opt_out, account_area, account_service TO %[1]s`, // START after STOP; another role
		// what an event typed on a page, or a list of local prisons, brings about
		`GRANT INSERT, UPDATE ON life_event, consent, person, person_number, extract_row, release_date, release_change, release_history TO %[1]s`,
		`GRANT INSERT, UPDATE ON import_upload TO %[1]s`,
		// what undoing an import forgets: whom it listed, the numbers of people new in it, what stood before it
		`GRANT DELETE ON import_listing, person_number, import_before, import_before_task TO %[1]s`,
		`GRANT INSERT, UPDATE ON take_back TO %[1]s`,
		`GRANT INSERT, UPDATE, DELETE ON board_view, board_search TO %[1]s`,
		`GRANT INSERT, UPDATE ON river_job TO %[1]s`,
		// the administrator pauses a queue, and no page makes one
		`REVOKE INSERT, UPDATE ON river_queue FROM %[1]s`,
		`GRANT UPDATE (paused_at, updated_at) ON river_queue TO %[1]s`,
		`GRANT INSERT, UPDATE, DELETE ON queue_pause TO %[1]s`,
		// the administrator switches a target on again, tests it, and has something delivered again
		`GRANT INSERT, UPDATE ON webhook_delivery TO %[1]s`,
		`GRANT UPDATE (off_at, failing_since) ON webhook_target TO %[1]s`,
		`GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO %[1]s`,
	},
	WorkerRole: {
		`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO %[1]s`,
		`REVOKE UPDATE, DELETE ON audit, audit_seal, unit_change, erasure, retention_rule FROM %[1]s`,
		`GRANT EXECUTE ON FUNCTION forget_one_offs(bigint[]) TO %[1]s`,
		`REVOKE INSERT, UPDATE, DELETE ON goose_db_version, river_migration FROM %[1]s`,
		`GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO %[1]s`,
	},
}

// EnsureRoles makes the roles, gives them their rights on the tables and rows as
// they are now, and lets the login (the one of THROUGHGATE_DATABASE_URL) take them.
// ok is false where this login may not create roles: outside production the
// program then works as its login.
func EnsureRoles(ctx context.Context, url, login string) (ok bool, err error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return false, fmt.Errorf("connect to make roles: %w", err)
	}
	defer conn.Close(ctx)
	for _, role := range []string{WebRole, WorkerRole} {
		err := ensureRole(ctx, conn, role, login)
		for again := 0; again < 5 && madeMeanwhile(err); again++ {
			err = ensureRole(ctx, conn, role, login)
		}
		if err != nil {
			var pgErr *pgconn.PgError
			if errors.As(err, &pgErr) && pgErr.Code == "42501" { // insufficient privilege
				return false, nil
			}
			return false, fmt.Errorf("make role %s: %w", role, err)
		}
	}
	return true, ensurePolicies(ctx, conn)
}

// madeMeanwhile tells whether somebody else made or granted the same role at the
// same moment: in another database of the server, where our lock does not reach.
func madeMeanwhile(err error) bool {
	var pgErr *pgconn.PgError
	return errors.As(err, &pgErr) && (pgErr.Code == "23505" || pgErr.Code == "42710" ||
		pgErr.Code == "XX000" && pgErr.Message == "tuple concurrently updated")
}

// rolesLock lets one process at a time make the roles in one database: GRANT
// does not bear company.
const rolesLock = 7_470_1002

func ensureRole(ctx context.Context, conn *pgx.Conn, role, login string) error {
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(rolesLock)); err != nil {
			return err
		}
		var exists bool
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = $1)`, role).Scan(&exists); err != nil {
			return err
		}
		if !exists {
			if _, err := tx.Exec(ctx, `CREATE ROLE `+role+` NOLOGIN`); err != nil {
				return err
			}
		}
		for _, g := range grants[role] {
			if _, err := tx.Exec(ctx, fmt.Sprintf(g, role)); err != nil {
				return err
			}
		}
		// Imports stage their rows in temporary tables.
		if _, err := tx.Exec(ctx, `DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO `+role+`', current_database()); END $$`); err != nil {
			return err
		}
		if login == "" {
			return nil
		}
		var may bool
		if err := tx.QueryRow(ctx, `SELECT pg_has_role($1, $2, 'MEMBER')`, login, role).Scan(&may); err != nil {
			return err
		}
		if may {
			return nil
		}
		_, err := tx.Exec(ctx, `GRANT `+role+` TO `+pgx.Identifier{login}.Sanitize())
		return err
	})
}

// MayTake tells whether the pool's login may take a role.
func MayTake(ctx context.Context, pool *pgxpool.Pool, role string) (bool, error) {
	var may bool
	err := pool.QueryRow(ctx, `
		SELECT coalesce((SELECT pg_has_role(current_user, oid, 'MEMBER') FROM pg_roles WHERE rolname = $1), false)
		   AND coalesce(has_table_privilege($1, 'goose_db_version', 'SELECT'), false)`, role).Scan(&may)
	var pgErr *pgconn.PgError
	if errors.As(err, &pgErr) && (pgErr.Code == "42P01" || pgErr.Code == "42704") { // not migrated, or no such role
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("see which roles this login may take: %w", err)
	}
	return may, nil
}
