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

-- +goose Down
SELECT 1;
