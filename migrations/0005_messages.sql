-- +goose Up
-- What we say, to whom, whether it arrived.

CREATE TABLE message (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ref            text NOT NULL UNIQUE,
    channel        text NOT NULL CHECK (channel IN ('email', 'text')),
    kind           text NOT NULL CHECK (kind IN ('request', 'reminder', 'escalation', 'digest', 'alert', 'told',
                       'appointment_reminder', 'auto_reply')),
    recipient      text NOT NULL CHECK (recipient <> ''), -- address, or E.164 number
    recipient_name text NOT NULL DEFAULT '',
    person_id      bigint REFERENCES person,   -- set for a text: whose number it is
    release_id     bigint REFERENCES release,  -- where it is about one release
    service_id     bigint REFERENCES service,
    dedupe_key     text NOT NULL UNIQUE,
    state          text NOT NULL CHECK (state IN ('held', 'queued', 'sending', 'sent', 'delivered', 'failed', 'unknown',
                       'cancelled', 'not_sent')),
    reason         text NOT NULL DEFAULT '',
    queued_at      timestamptz NOT NULL,
    not_before     timestamptz NOT NULL,
    deadline       timestamptz, -- of no use after this
    claimed_at     timestamptz,
    sent_at        timestamptz,
    settled_at     timestamptz,
    attempts       integer NOT NULL DEFAULT 0,
    provider_ref   text NOT NULL DEFAULT '',
    provider_code  text NOT NULL DEFAULT '',
    token          text UNIQUE, -- unguessable, in the status callback address
    CHECK (channel <> 'text' OR person_id IS NOT NULL OR kind = 'auto_reply'),
    CHECK (state NOT IN ('sent', 'delivered') OR sent_at IS NOT NULL)
);
CREATE INDEX message_waiting ON message (not_before) WHERE state IN ('queued', 'held');
CREATE INDEX message_in_flight ON message (claimed_at) WHERE state = 'sending';
CREATE INDEX message_state ON message (state, id);
CREATE INDEX message_release ON message (release_id) WHERE release_id IS NOT NULL;
CREATE INDEX message_person ON message (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX message_provider_ref ON message (provider_ref) WHERE provider_ref <> '';

-- What one message is about: ids only; the words are made when it leaves.
CREATE TABLE message_item (
    message_id     bigint NOT NULL REFERENCES message,
    position       integer NOT NULL,
    kind           text NOT NULL CHECK (kind IN ('task', 'overdue', 'to_clear', 'new_date', 'new_in_custody', 'gate', 'released',
                       'unexpected_release', 'declined', 'no_capacity', 'undelivered', 'reply', 'nobody_to_send_to',
                       'consent_wanted', 'need_unknown', 'red', 'not_answering', 'date_passed', 'waiting_too_long',
                       'appointment', 'no_address', 'told_data')),
    task_id        bigint REFERENCES task,
    release_id     bigint REFERENCES release,
    service_id     bigint REFERENCES service,
    appointment_id bigint REFERENCES appointment,
    about_message  bigint REFERENCES message,
    version        integer, -- of the thing when it was queued
    from_day       date,
    to_day         date,
    count          integer,
    PRIMARY KEY (message_id, position)
);
CREATE INDEX message_item_task ON message_item (task_id) WHERE task_id IS NOT NULL;
CREATE INDEX message_item_release ON message_item (release_id) WHERE release_id IS NOT NULL;
CREATE INDEX message_item_appointment ON message_item (appointment_id) WHERE appointment_id IS NOT NULL;

-- The words that left; blanked after 90 days.
CREATE TABLE message_words (
    message_id bigint PRIMARY KEY REFERENCES message,
    subject    text NOT NULL DEFAULT '',
    text       text NOT NULL DEFAULT '',
    html       text NOT NULL DEFAULT '',
    written_at timestamptz NOT NULL,
    blanked_at timestamptz
);

CREATE INDEX message_words_kept ON message_words (written_at) WHERE blanked_at IS NULL;

-- Delivery receipts as they came; a repeat is recognised by its key.
CREATE TABLE receipt (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message_id bigint NOT NULL REFERENCES message,
    status     text NOT NULL,
    code       text NOT NULL DEFAULT '',
    at         timestamptz NOT NULL,
    UNIQUE (message_id, status, code)
);

-- Texts that came in.
CREATE TABLE inbound_text (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    provider_ref text NOT NULL UNIQUE,
    number       text NOT NULL,
    person_id    bigint REFERENCES person, -- null: nobody, or more than one, has this number
    body         text NOT NULL,
    meaning      text NOT NULL CHECK (meaning IN ('reply', 'change', 'stop', 'start', 'help', 'wrong_number', 'not_understood')),
    at           timestamptz NOT NULL
);
CREATE INDEX inbound_text_number ON inbound_text (number, at);

CREATE TABLE opt_out (
    number text PRIMARY KEY,
    reason text NOT NULL CHECK (reason IN ('stop', 'wrong_number', 'bad_number', 'provider')),
    at     timestamptz NOT NULL
);

-- Things on somebody's list until they are dealt with.
CREATE TABLE attention (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind       text NOT NULL CHECK (kind IN ('undelivered', 'unknown_outcome', 'reply', 'not_answering', 'told_data',
                   'held_row', 'account_alarm')),
    about_key  text NOT NULL, -- one open item per thing
    role       text NOT NULL CHECK (role IN ('link_officer', 'coordinator', 'administrator')),
    person_id  bigint REFERENCES person,
    release_id bigint REFERENCES release,
    task_id    bigint REFERENCES task,
    message_id bigint REFERENCES message,
    service_id bigint REFERENCES service,
    inbound_id bigint REFERENCES inbound_text,
    note       text NOT NULL DEFAULT '',
    due_on     date,
    opened_at  timestamptz NOT NULL,
    closed_at  timestamptz,
    closed_by  text NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX attention_open ON attention (kind, about_key) WHERE closed_at IS NULL;
CREATE INDEX attention_release ON attention (release_id) WHERE release_id IS NOT NULL AND closed_at IS NULL;

-- +goose Down
SELECT 1;
