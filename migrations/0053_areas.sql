-- +goose Up
-- What an officer's page costs should depend on their own areas, not on how many
-- people others have: each list was counted over everybody in it and narrowed to
-- the areas afterwards. Hearings are found without looking at the people.
CREATE INDEX release_area ON release (home_area, state, planned_day) INCLUDE (id, person_id, miles) WHERE is_current;
CREATE INDEX person_hearing ON person (next_court_on) INCLUDE (id, home_area) WHERE next_court_on IS NOT NULL;
DROP INDEX person_next_court;

-- +goose Down
SELECT 1;
