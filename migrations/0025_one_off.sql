-- +goose Up
-- A request that an officer adds to one release is a standard that this release
-- alone has: whatever joins a task with its standard finds it. Its condition is
-- one that a program before this does not know, and plans for nobody.
ALTER TABLE standard
    ADD COLUMN release_id bigint REFERENCES release, -- null: a standard of the catalogue
    ADD COLUMN added_by   text NOT NULL DEFAULT '',
    ADD COLUMN form_key   text UNIQUE,               -- the form's own: sent twice, it is one request
    ADD CHECK (release_id IS NULL OR added_by <> '' AND form_key IS NOT NULL);
CREATE INDEX standard_release ON standard (release_id) WHERE release_id IS NOT NULL;
CREATE INDEX standard_catalogue ON standard (position) WHERE release_id IS NULL;
CREATE SEQUENCE one_off_number;

-- Of somebody with an assessment, the needs that nobody knows of yet.
ALTER TABLE person ADD COLUMN needs_unknown text[] NOT NULL DEFAULT '{}';

-- +goose Down
SELECT 1;
