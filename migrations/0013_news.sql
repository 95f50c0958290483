-- +goose Up
-- What the daily digest looks for among everybody and finds with few: each
-- would read all releases, or all people, for it.
CREATE INDEX release_not_planned ON release (state) WHERE is_current AND state <> 'planned';
CREATE INDEX release_stale_date ON release (id) WHERE is_current AND 'stale_date' = ANY (reasons);
CREATE INDEX person_next_court ON person (next_court_on) WHERE next_court_on IS NOT NULL;

-- +goose Down
SELECT 1;
