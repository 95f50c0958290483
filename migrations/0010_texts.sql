-- +goose Up
-- Texts: numbers that never get one, words of the unit's own, venues cleared by
-- name, and which template words were written from.

-- Keyed hashes and no reason: the list alone tells nobody which numbers are on
-- it, nor why.
CREATE TABLE never_text (
    hash     bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    key_id   text NOT NULL, -- which key made it: a list whose key is not given forbids every text
    added_on date NOT NULL -- the day alone: an instant would tie a row to what else happened then
);

-- Words of the unit's own that no text may hold, and venues whose blocked words
-- somebody has cleared by name. Nothing is deleted: what ended has its end.
CREATE TABLE text_phrase (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind     text NOT NULL CHECK (kind IN ('own', 'cleared')),
    phrase   text NOT NULL CHECK (phrase <> ''),
    folded   text NOT NULL, -- its words as they are compared
    added_at timestamptz NOT NULL,
    added_by bigint NOT NULL REFERENCES account,
    ended_at timestamptz,
    ended_by bigint REFERENCES account
);
CREATE UNIQUE INDEX text_phrase_in_force ON text_phrase (kind, folded) WHERE ended_at IS NULL;

ALTER TABLE message_words ADD COLUMN template text NOT NULL DEFAULT ''; -- "text_appointment_en 1": its name and version

ALTER TABLE attention
    DROP CONSTRAINT attention_kind_check,
    ADD CONSTRAINT attention_kind_check CHECK (kind IN ('undelivered', 'unknown_outcome', 'reply', 'not_answering', 'told_data',
        'held_row', 'account_alarm', 'place_blocked'));
ALTER TABLE message_item
    DROP CONSTRAINT message_item_kind_check,
    ADD CONSTRAINT message_item_kind_check CHECK (kind IN ('task', 'overdue', 'to_clear', 'new_date', 'new_in_custody', 'gate',
        'released', 'unexpected_release', 'declined', 'no_capacity', 'undelivered', 'reply', 'nobody_to_send_to',
        'consent_wanted', 'need_unknown', 'red', 'not_answering', 'date_passed', 'waiting_too_long', 'appointment', 'no_address',
        'told_data', 'moved', 'withdrawn', 'meeting_inside', 'transferred', 'at_large', 'left_unknown', 'removed', 'died',
        'released_in_error', 'hearing', 'ask_prison', 'not_confirmed', 'gone', 'no_news', 'import_held', 'first_weeks',
        'moved_area', 'not_at_gate', 'place_blocked'));

-- +goose Down
SELECT 1;
