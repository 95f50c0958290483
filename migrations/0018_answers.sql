-- +goose Up
-- What people did not want is asked about once more, 14 days before.

CREATE INDEX task_not_wanted ON task (release_id) WHERE state = 'not_wanted';

-- +goose Down
SELECT 1;
