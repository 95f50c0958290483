-- +goose Up
-- Which services do not answer is judged each day by what waits for their answer:
-- found by its service alone, it was looked for in all that they were ever asked.
CREATE INDEX task_waits_answer ON task (service_id) WHERE state IN ('handed_off', 'passed_on') AND NOT first_load AND acknowledge_by IS NOT NULL;

-- +goose Down
SELECT 1;
