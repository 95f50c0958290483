-- +goose Up
-- Undoing the last release extract, and taking back a death with two people.

-- What an extract found before it wrote: the rows of each person it changed, as
-- they stood, and who is new in it. Kept for a week at most, and until the
-- import is undone.
CREATE TABLE import_before (
    import_id bigint NOT NULL REFERENCES import,
    person_id bigint NOT NULL REFERENCES person,
    known     boolean NOT NULL, -- false: new in the file; nothing stood before
    person    jsonb,
    releases  jsonb,
    dates     jsonb, -- in force
    consents  jsonb, -- in force
    events    bigint[] NOT NULL DEFAULT '{}', -- life events in force
    told      jsonb, -- the last row of the same source; null: it had told nothing
    PRIMARY KEY (import_id, person_id)
);
CREATE INDEX import_before_person ON import_before (person_id);

-- The tasks of these people that the extract changed, but for planned ones that
-- stayed planned: those are worked out again from the facts.
CREATE TABLE import_before_task (
    import_id     bigint NOT NULL REFERENCES import,
    task_id       bigint NOT NULL REFERENCES task,
    task          jsonb,   -- null: it was planned
    after_version integer, -- of the task once the extract was done with it
    PRIMARY KEY (import_id, task_id)
);
CREATE INDEX import_before_task_task ON import_before_task (task_id);

ALTER TABLE import
    ADD COLUMN keeps_before boolean NOT NULL DEFAULT false, -- what stood before it is kept: it can be undone
    ADD COLUMN undone_at    timestamptz,
    ADD COLUMN undone_by    text NOT NULL DEFAULT '';

-- A stay in custody that only an extract told of which was undone.
ALTER TABLE release ADD COLUMN undone_by bigint REFERENCES import;
CREATE INDEX release_undone_by ON release (undone_by) WHERE undone_by IS NOT NULL;

-- A move of a planned day by an import that was undone, and the move back: not
-- counted.
ALTER TABLE release_change ADD COLUMN undone boolean NOT NULL DEFAULT false;

-- Somebody says that a death was recorded by mistake; somebody else has to agree
-- before it is taken back.
CREATE TABLE take_back (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id   bigint NOT NULL REFERENCES life_event,
    person_id  bigint NOT NULL REFERENCES person,
    asked_by   text NOT NULL CHECK (asked_by <> ''),
    asked_at   timestamptz NOT NULL,
    why        text NOT NULL CHECK (why <> ''),
    decision   text NOT NULL DEFAULT '' CHECK (decision IN ('', 'agreed', 'refused', 'withdrawn')),
    decided_by text NOT NULL DEFAULT '',
    decided_at timestamptz,
    CHECK ((decision = '') = (decided_at IS NULL)),
    CHECK (decision <> 'agreed' OR decided_by <> asked_by)
);
CREATE UNIQUE INDEX take_back_open ON take_back (event_id) WHERE decision = '';
CREATE INDEX take_back_person ON take_back (person_id);

-- +goose Down
SELECT 1;
