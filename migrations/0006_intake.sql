-- +goose Up
-- Files that came in, and the last row each source told of each person.

CREATE TABLE import (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind            text NOT NULL CHECK (kind IN ('releases', 'services', 'appointments')),
    source          text NOT NULL,
    file_name       text NOT NULL,
    sha256          text NOT NULL,
    as_of           timestamptz NOT NULL,
    actor           text NOT NULL,
    started_at      timestamptz NOT NULL,
    finished_at     timestamptz,
    rows            integer NOT NULL DEFAULT 0,
    new             integer NOT NULL DEFAULT 0,
    changed         integer NOT NULL DEFAULT 0,
    unchanged       integer NOT NULL DEFAULT 0,
    outside_unit    integer NOT NULL DEFAULT 0,
    rejected        integer NOT NULL DEFAULT 0,
    held            integer NOT NULL DEFAULT 0,
    messages_queued integer NOT NULL DEFAULT 0,
    messages_held   integer NOT NULL DEFAULT 0
);
CREATE INDEX import_kind_source ON import (kind, source, as_of);

-- Who was listed: one row an import, so that an unchanged extract writes nothing per person.
CREATE TABLE import_listing (
    import_id  bigint PRIMARY KEY REFERENCES import,
    person_ids bigint[] NOT NULL
);

-- Rows that were rejected or are held for a person to decide.
CREATE TABLE import_problem (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    import_id     bigint NOT NULL REFERENCES import,
    kind          text NOT NULL CHECK (kind IN ('rejected', 'held')),
    line          integer NOT NULL,
    column_name   text NOT NULL DEFAULT '',
    problem       text NOT NULL,
    cells         text[] NOT NULL DEFAULT '{}',
    decided_at    timestamptz,
    decided_by    text NOT NULL DEFAULT ''
);
CREATE INDEX import_problem_import ON import_problem (import_id);

CREATE TABLE extract_row (
    person_id bigint NOT NULL REFERENCES person,
    source    text NOT NULL,
    row_hash  bytea NOT NULL,   -- of the row as it was last told
    cells     text[] NOT NULL,  -- all that has been told so far, in the order of intake's columns
    as_of     timestamptz NOT NULL,
    import_id bigint REFERENCES import, -- of two sources with one as-of instant the later import holds
    PRIMARY KEY (person_id, source)
);

-- +goose Down
SELECT 1;
