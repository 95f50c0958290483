-- +goose Up
-- "Does the audit's chain verify?" has an answer for each London day: what came of
-- the last time it was computed again.
CREATE TABLE audit_check (
    day        date PRIMARY KEY,
    checked_at timestamptz NOT NULL,
    sealed     bigint NOT NULL,  -- rows that prove themselves
    bad        integer NOT NULL  -- rows and seals that do not
);

-- +goose Down
SELECT 1;
