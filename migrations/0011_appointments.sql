-- +goose Up
-- Appointments that people make, move, cancel and say the outcome of.

-- What became of each appointment, who said so and when: a corrected outcome
-- keeps the wrong one beside it.
CREATE TABLE appointment_event (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    appointment_id bigint NOT NULL REFERENCES appointment,
    version        integer NOT NULL, -- of the appointment from then on
    state          text NOT NULL CHECK (state IN ('booked', 'moved', 'cancelled', 'attended', 'missed', 'not_needed')),
    starts_at      timestamptz NOT NULL, -- as they were from then on
    place          text NOT NULL,
    moved          boolean NOT NULL, -- this step changed the time or the place
    at             timestamptz NOT NULL,
    actor          text NOT NULL CHECK (actor <> ''),
    reason         text NOT NULL DEFAULT ''
);
CREATE INDEX appointment_event_appointment ON appointment_event (appointment_id, version);
CREATE INDEX appointment_event_missed ON appointment_event (at) WHERE state = 'missed';
-- Until now they came by file alone.
INSERT INTO appointment_event (appointment_id, version, state, starts_at, place, moved, at, actor)
SELECT id, version, state, starts_at, place, state = 'moved', updated_at, 'system:import' FROM appointment;

ALTER TABLE appointment
    ADD COLUMN told       text NOT NULL DEFAULT '', -- the newest row of a file about it, as a digest: the same row again changes nothing
    ADD COLUMN told_start timestamptz;              -- the start that row gave; null: no file told of it, or only before this column
CREATE INDEX appointment_told_start ON appointment (person_id, service, told_start) WHERE external_id IS NULL AND told_start IS NOT NULL;

ALTER TABLE message_item
    DROP CONSTRAINT message_item_kind_check,
    ADD CONSTRAINT message_item_kind_check CHECK (kind IN ('task', 'overdue', 'to_clear', 'new_date', 'new_in_custody', 'gate',
        'released', 'unexpected_release', 'declined', 'no_capacity', 'undelivered', 'reply', 'nobody_to_send_to',
        'consent_wanted', 'need_unknown', 'red', 'not_answering', 'date_passed', 'waiting_too_long', 'appointment', 'no_address',
        'told_data', 'moved', 'withdrawn', 'meeting_inside', 'transferred', 'at_large', 'left_unknown', 'removed', 'died',
        'released_in_error', 'hearing', 'ask_prison', 'not_confirmed', 'gone', 'no_news', 'import_held', 'first_weeks',
        'moved_area', 'not_at_gate', 'missed', 'itinerary'));

-- +goose Down
SELECT 1;
