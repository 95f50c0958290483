-- +goose Up
-- What pages look for at each opening.
DROP INDEX message_import;
CREATE INDEX message_import ON message (import_id) WHERE import_id IS NOT NULL;

-- +goose Down
DROP INDEX message_import;
CREATE INDEX message_import ON message (import_id) WHERE state = 'held';
