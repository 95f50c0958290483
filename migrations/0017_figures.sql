-- +goose Up
-- What the page of figures counts is found by its day.

CREATE INDEX release_released_in ON release (released_on) WHERE state = 'released'; -- earlier stays too
CREATE INDEX task_handed_off_on ON task (handed_off_on) WHERE handed_off_on IS NOT NULL;
CREATE INDEX message_text_sent ON message (sent_at) WHERE channel = 'text';

-- +goose Down
SELECT 1;
