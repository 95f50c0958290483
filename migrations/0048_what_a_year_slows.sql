-- +goose Up
-- A year of the simulator showed what grows: the version of a task that an import
-- keeps was read out of the whole kept row, and which services have answered of
-- late was looked for in all that they were ever asked.
ALTER TABLE import_before_task ADD COLUMN version integer; -- of the kept task; null: kept by an older program, or there was none
CREATE INDEX task_event_at ON task_event USING brin (at);

-- +goose Down
SELECT 1;
