-- +goose Up
-- What a unit changes by hand: its directory, its catalogue, its local prisons
-- and its settings, each with who changed what, from what to what, and when.

ALTER TABLE service ADD COLUMN version integer NOT NULL DEFAULT 1;
ALTER TABLE standard ADD COLUMN version integer NOT NULL DEFAULT 1;

-- The times of the ladder and the hours of services: only what a unit has
-- changed. Times of day are minutes after midnight, London.
CREATE TABLE unit_setting (
    name  text PRIMARY KEY CHECK (name IN ('answer_at', 'answer_days', 'answer_days_near', 'near_days', 'first_load_days',
              'rung_days', 'not_answering_count', 'not_answering_days', 'services_from', 'services_to')),
    value integer NOT NULL
);

-- One row a field that changed. Rows of one change share their version, which
-- counts from 1 for the whole of the settings and for each area's prisons.
CREATE TABLE unit_change (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL,
    actor   text NOT NULL CHECK (actor <> ''),
    kind    text NOT NULL CHECK (kind IN ('service', 'standard', 'local_prisons', 'settings')),
    object  text NOT NULL, -- the service's reference, the standard's code, the area's GSS code; empty for the settings
    version integer NOT NULL,
    field   text NOT NULL,
    before  text NOT NULL,
    after   text NOT NULL
);
CREATE INDEX unit_change_object ON unit_change (kind, object, version);

-- +goose Down
SELECT 1;
