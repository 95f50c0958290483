-- +goose Up
-- What officers write on a release's page themselves.

-- Notes, and the person's own words. A correction is a note of its own that
-- names the one it replaces: the old one stays.
CREATE TABLE note (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ref        text NOT NULL UNIQUE,
    person_id  bigint NOT NULL REFERENCES person,
    kind       text NOT NULL CHECK (kind IN ('fact', 'opinion', 'own_words')),
    body       text NOT NULL CHECK (body <> ''),
    at         timestamptz NOT NULL,
    actor      text NOT NULL CHECK (actor <> ''),
    form_key   text NOT NULL UNIQUE,      -- the form's own: sent twice, it is one note
    replaces   bigint UNIQUE REFERENCES note -- one correction each: who comes second sees the first
);
CREATE INDEX note_person ON note (person_id, id);

-- What was corrected by hand about a person: each field with what stood there
-- before. An extract that tells the same as ever changes nothing of it.
CREATE TABLE person_edit (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id  bigint NOT NULL REFERENCES person,
    field      text NOT NULL CHECK (field <> ''),
    old_value  text NOT NULL,
    new_value  text NOT NULL,
    at         timestamptz NOT NULL,
    actor      text NOT NULL CHECK (actor <> '')
);
CREATE INDEX person_edit_person ON person_edit (person_id, id);

-- A movement recorded by hand by mistake: who took it back, and why.
ALTER TABLE life_event
    ADD COLUMN taken_back_by  text NOT NULL DEFAULT '',
    ADD COLUMN taken_back_why text NOT NULL DEFAULT '';

-- +goose Down
SELECT 1;
