-- +goose Up
-- What lists count is read from indexes alone. Beside what finds a row they hold
-- what row-level security asks of it (home_area, and the id for a service's
-- contact) and what is counted by: the rows themselves are ten times as wide.

-- The board: how many in each list, by day.
DROP INDEX release_state_day;
CREATE INDEX release_state_day ON release (state, planned_day) INCLUDE (id, home_area) WHERE is_current;
-- The prisons: who is where, and who leaves next.
DROP INDEX release_prison;
CREATE INDEX release_prison ON release (prison, state, planned_day) INCLUDE (id, home_area, person_id) WHERE is_current;
DROP INDEX release_current;
CREATE UNIQUE INDEX release_current ON release (person_id) INCLUDE (id, home_area, state) WHERE is_current;
-- Whether somebody's stay is the one they are in, found by what waits for them.
CREATE INDEX release_standing ON release (id) INCLUDE (home_area, person_id, watched, state) WHERE is_current;
-- Stays that are over, to leave out what was asked of them.
CREATE INDEX release_over ON release (id) INCLUDE (home_area) WHERE NOT is_current;

-- Requests that were asked: the lists of them by service, and those that are late.
DROP INDEX task_late;
CREATE INDEX task_late ON task (due_on, id) INCLUDE (release_id, standard, state, acknowledge_by, service_id, home_area)
    WHERE state IN ('handed_off', 'acknowledged', 'accepted', 'declined', 'no_capacity', 'passed_on');
DROP INDEX task_unsettled;
CREATE INDEX task_unsettled ON task (standard, state, release_id) INCLUDE (id, home_area)
    WHERE state NOT IN ('done', 'withdrawn', 'not_eligible');
-- What waits: for a consent, and for an authority to be chosen.
CREATE INDEX task_wants_consent ON task (release_id) INCLUDE (id, home_area)
    WHERE state = 'planned' AND waiting_since IS NOT NULL AND waiting_for && ARRAY['consent_to_refer', 'consent_to_share_contact', 'consent_to_share_health'];
CREATE INDEX task_waits_for ON task (hand_off_on) INCLUDE (release_id, waiting_for, id, home_area)
    WHERE state = 'planned' AND NOT nobody AND waiting_for <> '{}';

-- Restricted records are few, and are left out of most of what is counted.
CREATE INDEX person_restricted ON person (id) INCLUDE (home_area) WHERE 'restricted' = ANY (flags);
-- Officers with people, for the board's filter.
DROP INDEX person_com_key;
DROP INDEX person_pom_key;
CREATE INDEX person_com_key ON person (com_key) INCLUDE (com_name, id, home_area) WHERE com_email <> '';
CREATE INDEX person_pom_key ON person (pom_key) INCLUDE (pom_name, id, home_area) WHERE pom_email <> '';

-- Which release an item is about is told by CASE: PostgreSQL holds coalesce to be
-- able to tell of hidden rows, and uses no index for it under row-level security.
-- Every release was read for each message.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION message_about_only(message bigint, areas text[]) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT NOT EXISTS (
        SELECT FROM message_item i
          LEFT JOIN task t ON t.id = i.task_id LEFT JOIN appointment a ON a.id = i.appointment_id
          JOIN release r ON r.id = CASE WHEN i.release_id IS NOT NULL THEN i.release_id WHEN t.release_id IS NOT NULL THEN t.release_id ELSE a.release_id END
         WHERE i.message_id = message AND r.home_area <> ALL (areas))
$$;
-- +goose StatementEnd

-- +goose Down
SELECT 1;
