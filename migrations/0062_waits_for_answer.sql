-- +goose Up
-- Which services do not answer is judged each day by what waits for their answer:
-- found by its service alone, it was looked for in all that they were ever asked.
CREATE INDEX task_waits_answer ON task (service_id) WHERE state IN ('handed_off', 'passed_on') AND NOT first_load AND acknowledge_by IS NOT NULL;

-- Each answer that an officer hears of looks for the officers of the areas it is about,
-- among all who work for the unit.
CREATE INDEX account_area_area ON account_area (area);

-- +goose Down
SELECT 1;
