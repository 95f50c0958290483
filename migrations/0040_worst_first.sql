-- +goose Up
-- The worst order of the board is read from indexes: who is in a list with how far
-- from home they are, and the few with a MAPPA flag.
DROP INDEX release_state_day;
CREATE INDEX release_state_day ON release (state, planned_day) INCLUDE (id, home_area, person_id, miles) WHERE is_current;
CREATE INDEX person_mappa ON person (id) INCLUDE (flags, home_area)
    WHERE 'mappa1' = ANY (flags) OR 'mappa2' = ANY (flags) OR 'mappa3' = ANY (flags);

-- +goose Down
SELECT 1;
