-- +goose Up
-- What the watch looks for each day is found without reading everybody: whose
-- requests are due, who is new or back, and of whom something told cannot be used.
DROP INDEX task_due_to_hand_off;
CREATE INDEX task_due_to_hand_off ON task (hand_off_on) INCLUDE (release_id) WHERE state = 'planned';
CREATE INDEX task_authority ON task (release_id) WHERE housing_authority IS NOT NULL;
CREATE INDEX person_created_at ON person (created_at);
CREATE INDEX release_returned ON release (opened_at) WHERE episode > 1;
CREATE INDEX person_told_notes ON person (id) WHERE told_notes <> '{}';

-- +goose Down
SELECT 1;
