-- +goose Up
-- What pages look for at each opening, and what an erasure follows.
DROP INDEX message_import;
CREATE INDEX message_import ON message (import_id) WHERE import_id IS NOT NULL;
CREATE INDEX person_merged_into ON person (merged_into) WHERE merged_into IS NOT NULL;

-- +goose Down
DROP INDEX person_merged_into;
DROP INDEX message_import;
CREATE INDEX message_import ON message (import_id) WHERE state = 'held';
